import type { Measure, Organisation, Programme } from '../contract/organisation.ts';
import { formatCount } from '../model/format-numbers.ts';
import type { EffectQuestion } from './estimate-effects.ts';
import type { Found, Impact } from './estimate-impact.ts';
import { type Counted, type Facts, personsOf, type SharedLogins } from './facts.ts';
import { rosterAt, untrainedUntil } from './plan-stages.ts';
import type { RollOut } from './roll-out.ts';

/**
 * The facts that a programme is judged on: with shared logins as further units of their teams where whole teams were
 * assigned; without them where persons were, or where what persons got of other programmes is part of the comparison.
 */
export function withSharedLogins(facts: Facts, { kind }: Programme, rollOut: RollOut): Facts {
  const { by, of, beside = [] } = rollOut;
  const ofTeams = by === 'team' && of === undefined && beside.every((other) => other.rollOut.by === 'team');
  return ofTeams && kind !== 'induction' ? (facts.logins?.facts ?? facts) : facts;
}

/** The same question of the people alone: shared logins do not leave, join or attend. */
export function ofPersons(question: EffectQuestion): EffectQuestion {
  const facts = personsOf(question.facts);
  if (facts === question.facts) return question;
  const cells = facts.people * facts.calendar.periods;
  const { sum, count, asked, ...outcome } = question.outcome;
  return {
    ...question,
    facts,
    outcome: {
      ...outcome,
      sum: sum.subarray(0, cells),
      count: count.subarray(0, cells),
      asked: asked?.subarray(0, cells),
    },
  };
}

const nouns = { interactions: 'contact', events: 'event', telephony: 'interval', outcomes: 'score' } as const;

/** What a reader must know of shared logins beside one result. */
export function noteOnSharedLogins(
  { facts, programme: { primaryOutcome = '' }, rollOut, found }: Impact,
  { measures }: Pick<Organisation, 'measures'>,
): string[] {
  const work = facts.logins?.work.get(primaryOutcome);
  const measure = measures[primaryOutcome];
  if (facts.logins === undefined || work === undefined || measure === undefined || 'kind' in rollOut)
    return [];
  const { placed, unplaced } = work;
  const say = (counted: Counted) => sayCount(counted, measure);
  if (found.kind === 'refused' || found.question.facts.persons === undefined) {
    const all = { rows: placed.rows + unplaced.rows, logins: placed.logins + unplaced.logins };
    return all.rows === 0 ? [] : [`${say(all)} are not used: ${whyNotUsed(rollOut)}.`];
  }
  const { used, left } = rowsCompared(found, facts.logins, primaryOutcome);
  const leftOut = `${say(left)} are left out, as people would be: nothing stands under them in the time before, or after.`;
  return [
    ...(used.rows === 0 ? [] : [sayUsed(say(used), measure)]),
    ...(left.rows === 0 ? [] : [leftOut]),
    ...(unplaced.rows === 0 ? [] : [sayUnplaced(say(unplaced))]),
  ];
}

function sayCount({ rows, logins }: Counted, { table }: Measure): string {
  const noun = nouns[table];
  return `${formatCount(rows)} ${noun}${rows === 1 ? '' : 's'} of ${formatCount(logins)} shared login${logins === 1 ? '' : 's'}`;
}

function sayUsed(said: string, { kind }: Measure): string {
  const counts = kind === 'count' ? ' In what is counted per person, each counts as one more.' : '';
  return `${said} count for their teams: each login is one more unit in its team, against its own time before, and stands for no person. Who sat at it is not known, so if others came to use it, or other work went through it, that looks like an effect.${counts} Numbers of people, who left, and what it did for each person who came are of people alone.`;
}

function sayUnplaced(said: string): string {
  return `${said} count for nobody, because nobody says their team: write it into people-aliases.csv, in the column "team" of each.`;
}

function whyNotUsed({ by, of, beside = [] }: RollOut): string {
  if (of !== undefined) return `what is compared are scores of ${of}s`;
  if (by === 'person') return 'persons were trained, and who sat at a shared login is not known';
  return beside.some((other) => other.rollOut.by === 'person')
    ? 'another programme on the measure was given to persons, and who sat at a shared login is not known'
    : 'there is nothing to compare them in';
}

/**
 * Rows of logins that are compared in any stage, in one of its teams on its date and with values in the base and after
 * it, and rows of the others that have a team.
 */
function rowsCompared(
  { question: { facts, outcome, rollOut }, effects }: Found,
  { loginOf, work }: SharedLogins,
  measureId: string,
): { readonly used: Counted; readonly left: Counted } {
  const { periods } = facts.calendar;
  const first = personsOf(facts).people;
  const counts = (unit: number, from: number, to: number) =>
    outcome.count.subarray((first + unit) * periods + from, (first + unit) * periods + to).some((n) => n > 0);
  const compared = new Set<number>();
  for (const { stage, index: stageIndex } of effects.stages) {
    const { transitionFrom: from, transitionTo: to } = stage;
    rosterAt(facts, rollOut, stage).forEach((team, index) => {
      const isCompared = rollOut.stageOf[team] === stageIndex || untrainedUntil(rollOut, team) > to;
      const unit = index - first;
      if (unit < 0 || team < 0 || !isCompared) return;
      if (counts(unit, from - effects.basePeriods, from) && counts(unit, to + 1, periods)) compared.add(unit);
    });
  }
  const rows = work.get(measureId)?.rows ?? new Float64Array(0);
  const rowsOf = (unit: number) =>
    rows.subarray(unit * periods, (unit + 1) * periods).reduce((sum, n) => sum + n, 0);
  const counted = (units: readonly number[]): Counted => ({
    rows: units.reduce((sum, unit) => sum + rowsOf(unit), 0),
    logins: new Set(units.map((unit) => loginOf[unit])).size,
  });
  const withRows = [...loginOf.keys()].filter((unit) => rowsOf(unit) > 0);
  return {
    used: counted(withRows.filter((unit) => compared.has(unit))),
    left: counted(withRows.filter((unit) => !compared.has(unit))),
  };
}
