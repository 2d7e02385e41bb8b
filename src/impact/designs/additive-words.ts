import { formatPercent, formatValue } from '../../model/format-numbers.ts';
import { type Refused, refuse } from '../../model/refusal.ts';
import { type Contamination, countShared, type NotToldApart } from '../../stats/additive-effects.ts';
import type { EffectQuestion, Effects } from '../estimate-effects.ts';
import { beside, datesOf, stagesOfPeople } from './additive-units.ts';
import { refuseOverlap } from './refuse-design.ts';

/** What a reader must know: that it is assumed that effects add up, and how far each other programme enters. */
export function noteOnAddingUp(
  question: EffectQuestion,
  effects: Effects,
  others: readonly Contamination[],
): string[] {
  const names = others.map(({ title }) => `"${title}"`).join(' and ');
  return [
    `${names} acted on the same measure, and ${whoMatches(question, effects)}. So what ${others.length === 1 ? 'it' : 'they'} did is taken off by a regression that assumes that effects add up: that having had one neither adds to another nor takes from it.`,
    ...others.map((other) => `${sayContamination(other)}.`),
  ];
}

/** The share that finds a match, or why there is none. */
export function whoMatches({ rollOut }: EffectQuestion, { matchedShare }: Effects): string {
  const elsewhere = beside(rollOut).filter((other) => other.rollOut.by !== rollOut.by);
  if (elsewhere.length === 0 || matchedShare < 1)
    return `only ${formatPercent(matchedShare)} of the trained find somebody untrained who got the same of it`;
  return `nobody can be matched, because ${rollOut.by === 'team' ? 'it went to people and this training to teams' : 'it went to teams and this training to people'}`;
}

/** "Left out, each 1 of what it did in its four quarters and later would add ... to the effect over the year". */
export function sayContamination({ title, ifLeftOut, ifUnequal }: Contamination): string {
  const weights = ifLeftOut.map((weight) => formatValue(weight, 2)).join(', ');
  const most = formatValue(
    ifUnequal.reduce((sum, weight) => sum + weight, 0),
    2,
  );
  return `Left out, each 1 that "${title}" did in its four quarters and later would add ${weights} to the effect over the year; where it did by 1 more or less from one of its stages to another, up to ${most} of that is still in it`;
}

/** Which programme hides the effect, and how many got both and when. */
export function refuseNotToldApart(
  question: EffectQuestion,
  effects: Effects,
  found: NotToldApart | Refused,
): Refused {
  if (!('others' in found)) return refuseOverlap(question, effects);
  const hiding = found.others.flatMap((q) => beside(question.rollOut)[q] ?? []);
  const names = hiding.map(({ title }) => `"${title}"`).join(' and ');
  const dates = hiding.map((other) => sayDates(question, other)).join('; ');
  const why =
    found.inflation === Number.POSITIVE_INFINITY
      ? 'whatever one of them did, the other could have done as well'
      : `taking off what ${hiding.length === 1 ? 'it' : 'they'} did would make the variance of the effect ${found.inflation < 100 ? formatValue(found.inflation, 0) : 'over 100'} times as large, and over 10 times is too much`;
  return refuse(
    'other-programmes',
    `The training and ${names} acted on the same measure and cannot be told apart: ${dates}. So ${why}; and ${whoMatches(question, effects)}.`,
  );
}

function sayDates(question: EffectQuestion, other: ReturnType<typeof beside>[number]): string {
  const { facts, rollOut } = question;
  const byTeam = rollOut.by === 'team' && other.rollOut.by === 'team';
  const beginsOf = (of: typeof rollOut) => datesOf(of, byTeam ? of.stageOf : stagesOfPeople(facts, of));
  const { own, both, near, without, otherOnly } = countShared(beginsOf(rollOut), beginsOf(other.rollOut));
  const what = byTeam ? 'teams' : 'people';
  return `of ${own} ${what} trained, ${both} got "${other.title}" too, ${near} of them within four ${facts.calendar.kind}s of it, and of ${without} not trained, ${otherOnly} got it`;
}
