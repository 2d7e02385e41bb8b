import { periodsPerQuarter } from '../../model/calendar.ts';
import type { EffectQuestion } from '../estimate-effects.ts';
import type { Outcome } from '../facts.ts';
import { windowsOfYear } from '../plan-stages.ts';

const fewestVeterans = 5;

/** Who joined when, in which class, and which classes are new. */
interface Intake {
  /** [people] class, -1 for none. */
  readonly of: Int32Array;
  /** [people] first period in post, -1 for never. */
  readonly joined: Int32Array;
  /** [classes] */
  readonly isNew: Uint8Array;
}

/**
 * [periods] what each calendar period brought to people who have been in post for over a year, apart from what sets them
 * apart from each other (person and period effects by turns); NaN where there are too few of them. New classes take no
 * part. Counted from any level: it cancels between classes.
 */
export function usualByPeriod(
  { facts, outcome }: EffectQuestion,
  { of, joined, isNew }: Intake,
): Float64Array {
  const { periods, kind } = facts.calendar;
  const year = windowsOfYear * periodsPerQuarter(kind);
  const cells: number[] = [];
  const people = new Float64Array(periods);
  joined.forEach((first, person) => {
    if (first < 0 || isNew[of[person] ?? -1] === 1) return;
    for (let period = first + year; period < periods; period++) {
      const cell = person * periods + period;
      if ((facts.teamAt[cell] ?? -1) < 0 || (outcome.count[cell] ?? 0) === 0) continue;
      cells.push(cell);
      people[period] = (people[period] ?? 0) + 1;
    }
  });
  const effects = periodEffects(outcome, Int32Array.from(cells), facts.people, periods);
  return effects.map((effect, period) => ((people[period] ?? 0) < fewestVeterans ? Number.NaN : effect));
}

const mostTurns = 500;
const settledAt = 1e-9;

/** Effects of periods beside effects of persons, each in turn the mean of what the other leaves. */
function periodEffects(outcome: Outcome, cells: Int32Array, people: number, periods: number): Float64Array {
  let ofPeriods = new Float64Array(periods);
  for (let turn = 0; turn < mostTurns; turn++) {
    const personOf = (cell: number) => Math.floor(cell / periods);
    const periodOf = (cell: number) => cell % periods;
    const ofPeople = meansLeft(outcome, cells, people, personOf, (cell) => ofPeriods[periodOf(cell)] ?? 0);
    const next = meansLeft(outcome, cells, periods, periodOf, (cell) => ofPeople[personOf(cell)] ?? 0);
    const moved = next.reduce((most, value, t) => Math.max(most, Math.abs(value - (ofPeriods[t] ?? 0))), 0);
    const size = next.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    ofPeriods = next;
    if (moved <= settledAt * size) break;
  }
  return ofPeriods;
}

/** [groups] mean of the values less what is taken off them, 0 for groups without any. */
function meansLeft(
  { sum, count }: Outcome,
  cells: Int32Array,
  groups: number,
  groupOf: (cell: number) => number,
  takenOff: (cell: number) => number,
): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(groups);
  const counts = new Float64Array(groups);
  for (const cell of cells) {
    const group = groupOf(cell);
    const values = count[cell] ?? 0;
    sums[group] = (sums[group] ?? 0) + (sum[cell] ?? 0) - values * takenOff(cell);
    counts[group] = (counts[group] ?? 0) + values;
  }
  return sums.map((value, group) => (counts[group] === 0 ? 0 : value / (counts[group] ?? 1)));
}
