import type { Measure, Organisation, Programme } from '../contract/organisation.ts';
import { formatCount } from '../model/format-numbers.ts';
import { peopleUnits } from './designs/additive-units.ts';
import type { EffectQuestion } from './estimate-effects.ts';
import type { Found, Impact } from './estimate-impact.ts';
import { type Counted, type Facts, personsOf, type SharedLogins } from './facts.ts';
import { clustersOfStage, rosterAt, untrainedAt } from './plan-stages.ts';
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
  const { all, unplaced, withoutPeople } = work;
  const say = (counted: Counted) => sayCount(counted, measure);
  if (found.kind === 'refused' || found.question.facts.persons === undefined) {
    return all.rows === 0 ? [] : [`${say(all)} are not used: ${whyNotUsed(rollOut)}.`];
  }
  const { used, left } = rowsCompared(found, facts.logins, primaryOutcome);
  return [
    ...(used.rows === 0 ? [] : [sayUsed(say(used), measure)]),
    ...(left.rows === 0 ? [] : [sayLeft(say(left), found)]),
    ...(unplaced.rows === 0 ? [] : [sayUnplaced(say(unplaced))]),
    ...(withoutPeople.rows === 0 ? [] : [sayWithoutPeople(say(withoutPeople))]),
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

function sayWithoutPeople(said: string): string {
  return `${said} count for nobody, because no list has a person in their team.`;
}

function sayLeft(said: string, { addsUp, question }: Found): string {
  const tooLittle =
    addsUp === undefined
      ? 'nothing stands under them in the time before, or after'
      : `something stands under them in one ${question.facts.calendar.kind} alone`;
  return `${said} are left out, as people would be: their team is not compared, or ${tooLittle}.`;
}

function whyNotUsed({ by, of, beside = [] }: RollOut): string {
  if (of !== undefined) return `what is compared are scores of ${of}s`;
  if (by === 'person') return 'persons were trained, and who sat at a shared login is not known';
  return beside.some((other) => other.rollOut.by === 'person')
    ? 'another programme on the measure was given to persons, and who sat at a shared login is not known'
    : 'there is nothing to compare them in';
}

/** Rows of logins that are compared, and rows of the others that have a team. */
function rowsCompared(
  found: Found,
  { loginOf, work }: SharedLogins,
  measureId: string,
): { readonly used: Counted; readonly left: Counted } {
  const { periods } = found.question.facts.calendar;
  const compared = found.addsUp === undefined ? unitsInStages(found) : unitsAddedUp(found);
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

/**
 * Units that any stage behind the figures compares, as trained or as untrained, in one of their teams on its date and
 * with values in the base and after it.
 */
function unitsInStages({ question, effects }: Found): ReadonlySet<number> {
  const { facts, outcome, rollOut, among } = question;
  const { periods } = facts.calendar;
  const first = personsOf(facts).people;
  const counts = (unit: number, from: number, to: number) =>
    outcome.count.subarray((first + unit) * periods + from, (first + unit) * periods + to).some((n) => n > 0);
  const compared = new Set<number>();
  const counted = effects.stages.filter((stage) => stage.counted);
  for (const { stage, index: stageIndex } of counted.length > 0 ? counted : effects.stages) {
    const { transitionFrom: from, transitionTo: to } = stage;
    const sides = new Set([
      ...clustersOfStage(rollOut, stageIndex, among),
      ...untrainedAt(rollOut, to, among),
    ]);
    rosterAt(facts, rollOut, stage).forEach((team, index) => {
      const unit = index - first;
      if (unit < 0 || !sides.has(team)) return;
      if (counts(unit, from - effects.basePeriods, from) && counts(unit, to + 1, periods)) compared.add(unit);
    });
  }
  return compared;
}

/** Units with values in at least two periods where effects are added up: they need none before the training. */
function unitsAddedUp({ question }: Found): ReadonlySet<number> {
  const { count, periods } = peopleUnits(question).panel;
  const first = personsOf(question.facts).people;
  const units = Array.from({ length: question.facts.people - first }, (_, unit) => unit);
  return new Set(
    units.filter((unit) => {
      const from = (first + unit) * periods;
      return count.subarray(from, from + periods).filter((n) => n > 0).length > 1;
    }),
  );
}
