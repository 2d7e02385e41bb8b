import type { EffectQuestion } from '../estimate-effects.ts';
import { type Outcome, personsOf } from '../facts.ts';

/** Means of units period by period, of the same people throughout. */
export interface UnitSeries {
  /** [units x periods] change since the people's own base, NaN where nobody was observed. */
  readonly values: Float64Array;
  /** [units] people behind it. */
  readonly people: Int32Array;
}

/**
 * Each person against the own mean in the base, then the mean over a unit's people by their number of values: who comes
 * and goes does not move it. `unitOf` [people] is -1 for people who take no part; those without a base take none.
 */
export function seriesOfUnits(
  { facts }: Pick<EffectQuestion, 'facts'>,
  outcome: Outcome,
  unitOf: Int32Array,
  units: number,
  { baseFrom, baseTo }: { readonly baseFrom: number; readonly baseTo: number },
): UnitSeries {
  const { periods } = facts.calendar;
  const persons = personsOf(facts).people;
  const sum = new Float64Array(units * periods);
  const count = new Float64Array(units * periods);
  const people = new Int32Array(units);
  unitOf.forEach((unit, person) => {
    if (unit < 0) return;
    const base = meanBetween(outcome, person * periods + baseFrom, person * periods + baseTo);
    if (base === undefined) return;
    if (person < persons) people[unit] = (people[unit] ?? 0) + 1;
    for (let t = 0; t < periods; t++) {
      const values = outcome.count[person * periods + t] ?? 0;
      const cell = unit * periods + t;
      sum[cell] = (sum[cell] ?? 0) + (outcome.sum[person * periods + t] ?? 0) - values * base;
      count[cell] = (count[cell] ?? 0) + values;
    }
  });
  return { values: sum.map((value, k) => (count[k] === 0 ? Number.NaN : value / (count[k] ?? 1))), people };
}

function meanBetween(outcome: Outcome, from: number, to: number): number | undefined {
  let sum = 0;
  let count = 0;
  for (let cell = from; cell <= to; cell++) {
    sum += outcome.sum[cell] ?? 0;
    count += outcome.count[cell] ?? 0;
  }
  return count === 0 ? undefined : sum / count;
}
