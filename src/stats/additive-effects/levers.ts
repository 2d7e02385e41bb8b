import type { CrossProducts } from './cross-products.ts';
import type { KeptRow } from './unit-row.ts';

/** A weighted sum of columns, each with its period effects taken out, evaluated unit by unit. */
export interface Combination {
  /** [columns] */
  readonly weights: Float64Array;
  /** [strata x periods] */
  readonly byPeriod: Float64Array;
}

/** `sign` x the outcome's period effects are added where the outcome takes part. */
export function combinationOf({ columns, periodEffects }: CrossProducts, weights: Float64Array): Combination {
  const byPeriod = new Float64Array(periodEffects[columns].length);
  for (let column = 0; column < columns; column++) {
    if (weights[column] === 0) continue;
    const effects = periodEffects[column];
    for (let k = 0; k < byPeriod.length; k++) byPeriod[k] += weights[column] * effects[k];
  }
  return { weights, byPeriod };
}

/** [periods] the combination in one unit, less its mean over the unit's values; 0 where there are none. */
export function evaluate(
  { weights, byPeriod }: Combination,
  row: KeptRow,
  stratum: number,
  into: Float64Array,
): void {
  const { runs, count, observed, periodsObserved, periods, total } = row;
  into.fill(0);
  for (let r = 0; r < runs.count; r++) {
    const weight = weights[runs.column[r]];
    if (weight === 0) continue;
    into[runs.from[r]] += weight;
    if (runs.to[r] + 1 < periods) into[runs.to[r] + 1] -= weight;
  }
  for (let t = 1; t < periods; t++) into[t] += into[t - 1];
  let sum = 0;
  for (let k = 0; k < periodsObserved; k++) {
    const t = observed[k];
    into[t] -= byPeriod[stratum * periods + t];
    sum += count[t] * into[t];
  }
  const mean = sum / total;
  for (let t = 0; t < periods; t++) into[t] = count[t] > 0 ? into[t] - mean : 0;
}
