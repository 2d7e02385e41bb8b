import type { Organisation } from '../contract/organisation.ts';
import { dayFromIso, firstDayOfPeriod, isoFromDay, periodOfDay } from '../model/calendar.ts';
import { formatDate, formatPercent } from '../model/format-numbers.ts';
import {
  type Appearance,
  type LastingStep,
  type PeriodSeries,
  type SurveyChanges,
  surveyChange,
} from '../stats/survey-change.ts';
import type { Effects } from './estimate-effects.ts';
import { type Facts, type Outcome, personsOf } from './facts.ts';
import type { AnswersSeen } from './load-answers-seen.ts';
import { type RollOut, rollOutOf } from './roll-out.ts';

/** Something about the survey behind a measure that changed from a period on. */
export interface SurveyChanged {
  readonly period: number;
  /** First day of that period. */
  readonly date: string;
  /** In words, such as "the answers have 0 and 6 to 10 too". */
  readonly what: string;
  /** A scale cannot be compared across its change; anything else fell on everybody alike and cancels out. */
  readonly kind: 'scale' | 'alike' | 'some-only';
}

/** What was looked at, and what was found; `looked` is false where there are too few periods. */
export interface SurveyLook {
  readonly looked: boolean;
  readonly changes: readonly SurveyChanged[];
}

/** Periods compared on either side of a day. */
const stretches = { day: 28, week: 4, month: 4 } as const;
/** From this ratio of spreads on, answers are no longer on the same scale. */
const leastRatioOfSpreads = 1.25;
const fewestUntouched = { team: 4, person: 30 } as const;
/** Changes that are found so few periods apart are one. */
const periodsApart = 2;

/** Where the survey behind a measure changed, seen in those whom no programme on it has touched. */
export function surveyChangesOf(facts: Facts, organisation: Organisation, measureId: string): SurveyLook {
  const outcome = facts.outcomes.get(measureId);
  if (outcome === undefined) return { looked: false, changes: [] };
  const untouched = untouchedCells(facts, rollOutsOn(facts, organisation, measureId));
  const { seen } = outcome;
  const found = surveyChange({
    level: meansOver(facts, untouched, outcome.sum, outcome.count),
    answered: outcome.asked && meansOver(facts, untouched, outcome.count, outcome.asked),
    spread: seen && spreadOf(seen),
    values: seen === undefined || seen.values.length === 0 ? undefined : seen.valuesGiven,
    channels: seen?.channelsUsed,
    stretch: stretches[facts.calendar.kind],
  });
  if (found.kind === 'refused') return { looked: false, changes: [] };
  return { looked: true, changes: inWords(facts, found, seen) };
}

function rollOutsOn(facts: Facts, organisation: Organisation, measureId: string): readonly RollOut[] {
  const rule = { dayToPeriod: organisation.organisation.dayToPeriod, leaveOutTransition: true };
  return Object.entries(organisation.programmes).flatMap(([id, programme]) => {
    if (programme.primaryOutcome !== measureId && !programme.otherOutcomes.includes(measureId)) return [];
    const rollOut = rollOutOf(personsOf(facts), id, programme, rule);
    return 'kind' in rollOut ? [] : [rollOut];
  });
}

/**
 * [people x periods] 1 where somebody is in post whom no training touched: those never trained, the same throughout; where
 * they are too few, everybody until the first are trained.
 */
function untouchedCells(facts: Facts, rollOuts: readonly RollOut[]): Uint8Array {
  const { periods } = facts.calendar;
  const never = facts.teamAt.map((team, cell) =>
    team >= 0 && rollOuts.every((rollOut) => stageOfCell(rollOut, team, Math.floor(cell / periods)) < 0)
      ? 1
      : 0,
  );
  const by = rollOuts.some((rollOut) => rollOut.by === 'person') ? 'person' : 'team';
  const clusters = new Set<number>();
  never.forEach((is, cell) => {
    if (is === 1) clusters.add(by === 'team' ? (facts.teamAt[cell] ?? -1) : Math.floor(cell / periods));
  });
  if (rollOuts.length === 0 || clusters.size >= fewestUntouched[by]) return Uint8Array.from(never);
  const first = Math.min(
    ...rollOuts.flatMap(({ stages }) => stages.map(({ transitionFrom }) => transitionFrom)),
  );
  return Uint8Array.from(facts.teamAt, (team, cell) => (team >= 0 && cell % periods < first ? 1 : 0));
}

function stageOfCell({ by, stageOf }: RollOut, team: number, person: number): number {
  return stageOf[by === 'team' ? team : person] ?? -1;
}

function meansOver(facts: Facts, cells: Uint8Array, sum: Float64Array, count: Float64Array): PeriodSeries {
  const { periods } = facts.calendar;
  const sums = new Float64Array(periods);
  const counts = new Float64Array(periods);
  cells.forEach((is, cell) => {
    if (is === 0) return;
    const period = cell % periods;
    sums[period] = (sums[period] ?? 0) + (sum[cell] ?? 0);
    counts[period] = (counts[period] ?? 0) + (count[cell] ?? 0);
  });
  return {
    values: sums.map((total, period) => (counts[period] === 0 ? 0 : total / (counts[period] ?? 1))),
    known: Uint8Array.from(counts, (n) => (n > 0 ? 1 : 0)),
  };
}

/** Logarithm of the standard deviation of the single answers of a period. */
function spreadOf({ answered, total, squares }: AnswersSeen): PeriodSeries {
  const variance = answered.map((n, period) => {
    const mean = (total[period] ?? 0) / n;
    return (squares[period] ?? 0) / n - mean ** 2;
  });
  const known = Uint8Array.from(variance, (value, period) =>
    (answered[period] ?? 0) >= 2 && value > 1e-12 ? 1 : 0,
  );
  return { values: variance.map((value, period) => (known[period] === 1 ? Math.log(value) / 2 : 0)), known };
}

function inWords(
  facts: Facts,
  found: SurveyChanges,
  seen: AnswersSeen | undefined,
): readonly SurveyChanged[] {
  const at = (period: number, what: string, kind: SurveyChanged['kind']): SurveyChanged => ({
    period,
    date: isoFromDay(firstDayOfPeriod(facts.calendar, period)),
    what,
    kind,
  });
  const spreads = found.spread.map(({ period, size }) => {
    const ratio = Math.exp(size);
    const scale = Math.max(ratio, 1 / ratio) >= leastRatioOfSpreads;
    return at(
      period,
      `answers lie ${ratio.toFixed(2)} times as far apart as before`,
      scale ? 'scale' : 'alike',
    );
  });
  const levels = found.level.map(({ period, size }: LastingStep) => {
    const scale = spreads.some((spread) => spread.kind === 'scale' && near(spread.period, period));
    const way = size > 0 ? 'rose' : 'fell';
    return at(
      period,
      `the mean of those not trained ${way} by ${Math.abs(size).toPrecision(2)} at once`,
      scale ? 'scale' : 'alike',
    );
  });
  const answered = found.answered.map(({ period, size }) =>
    at(
      period,
      `the share who answer ${size > 0 ? 'rose' : 'fell'} by ${formatPercent(Math.abs(size))} at once`,
      'alike',
    ),
  );
  const values = together(found.values).map(({ period, appears, things }) =>
    at(
      period,
      `answers have ${appears ? 'new values' : 'no longer the values'}: ${things.map((of) => seen?.values[of]).join(', ')}`,
      'scale',
    ),
  );
  const channels = together(found.channels).map(({ period, appears, things }) => {
    const names = things.map((of) => seen?.channels[of] || 'none named').join(', ');
    return at(
      period,
      `answers ${appears ? 'come by a new channel' : 'no longer come by the channel'}: ${names}`,
      'alike',
    );
  });
  return [...values, ...spreads, ...levels, ...answered, ...channels].toSorted((a, b) => a.period - b.period);
}

/** What appeared, or vanished, in the same period. */
function together(
  appearances: readonly Appearance[],
): readonly { readonly period: number; readonly appears: boolean; readonly things: readonly number[] }[] {
  const groups: { period: number; appears: boolean; things: number[] }[] = [];
  for (const { of, period, appears } of appearances) {
    const known = groups.find((group) => group.appears === appears && near(group.period, period));
    if (known === undefined) groups.push({ period, appears, things: [of] });
    else known.things.push(of);
  }
  return groups;
}

function near(one: number, other: number): boolean {
  return Math.abs(one - other) <= periodsApart;
}

/**
 * The same, for one programme: with jumps of the teams of one stage alone in the time that stands as "before", which do
 * not cancel out.
 */
export function surveyLookFor(
  facts: Facts,
  organisation: Organisation,
  { measureId, outcome, rollOut, effects }: SurveyQuestion,
): SurveyLook {
  const look = surveyChangesOf(facts, organisation, measureId);
  if (!look.looked || rollOut.how === 'low-scores') return look;
  const untouched = untouchedCells(facts, rollOutsOn(facts, organisation, measureId));
  const others = meansOver(facts, untouched, outcome.sum, outcome.count);
  const alone = effects.stages.flatMap(({ stage, index }) => {
    const cells = facts.teamAt.map((team, cell) =>
      team >= 0 && stageOfCell(rollOut, team, Math.floor(cell / facts.calendar.periods)) === index ? 1 : 0,
    );
    const own = meansOver(facts, Uint8Array.from(cells), outcome.sum, outcome.count);
    const difference = {
      values: own.values.map((value, period) => value - (others.values[period] ?? 0)),
      known: own.known.map((is, period) =>
        is === 1 && others.known[period] === 1 && period < stage.transitionFrom ? 1 : 0,
      ),
    };
    const found = surveyChange({ level: difference, stretch: stretches[facts.calendar.kind] });
    if (found.kind === 'refused') return [];
    return found.level
      .filter(({ period }) => period > stage.transitionFrom - effects.basePeriods)
      .map(({ period, size }) => ({
        period,
        date: isoFromDay(firstDayOfPeriod(facts.calendar, period)),
        what: `the mean of those trained on ${formatDate(isoFromDay(stage.firstDay))} alone ${size > 0 ? 'rose' : 'fell'} by ${Math.abs(size).toPrecision(2)} at once, long before they were trained`,
        kind: 'some-only' as const,
      }));
  });
  return { looked: true, changes: [...look.changes, ...alone] };
}

export interface SurveyQuestion {
  readonly measureId: string;
  readonly outcome: Outcome;
  readonly rollOut: RollOut;
  readonly effects: Effects;
}

/** The first change within the time on which the figures rest that cannot be absorbed. */
export function boundingChange({ changes }: SurveyLook, effects: Effects): SurveyChanged | undefined {
  return changes.find(
    ({ kind, period }) =>
      kind === 'some-only' ||
      (kind === 'scale' &&
        effects.stages.some(
          ({ stage, observedTo }) =>
            period > stage.transitionFrom - effects.basePeriods && period <= observedTo,
        )),
  );
}

/** Is a declared change to be seen in the figures? Undefined where nobody could look. */
export function isSeen(facts: Facts, { looked, changes }: SurveyLook, date: string): boolean | undefined {
  if (!looked) return undefined;
  const period = periodOfDay(facts.calendar, dayFromIso(date));
  return changes.some((change) => near(change.period, period));
}

/** "from 3 March 2025 answers have new values: 0, 6, 7, 8, 9, 10". */
export function sayChange({ date, what }: SurveyChanged): string {
  return `from ${formatDate(date)} ${what}`;
}
