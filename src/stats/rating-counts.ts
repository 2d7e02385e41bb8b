import { studentTQuantile } from './distributions.ts';

/** What several raters said of the same units, who said it left out. */
export interface RatingCounts {
  /** Units with at least one rating. */
  readonly units: number;
  readonly categories: number;
  /** [units x categories] how many raters put the unit into the category, row by row. */
  readonly counts: Float64Array;
}

/** A coefficient of agreement with its 95 % interval over units; 1 is full agreement. */
export interface AgreementEstimate {
  readonly kind: 'estimate';
  readonly estimate: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Counts ratings per unit; units without any rating are left out.
 *
 * @param codes [units x raters] number of the category from 0, or -1 where a rater said nothing.
 */
export function countRatings(codes: Int32Array, raters: number, categories: number): RatingCounts {
  if (raters < 1 || codes.length % raters !== 0) {
    throw new RangeError(`${codes.length} ratings cannot be of ${raters} raters`);
  }
  const rows: Float64Array[] = [];
  for (let start = 0; start < codes.length; start += raters) {
    const row = new Float64Array(categories);
    for (const code of codes.subarray(start, start + raters)) {
      if (code < -1 || code >= categories) throw new RangeError(`no category has the number ${code}`);
      if (code >= 0) row[code] += 1;
    }
    if (row.some((count) => count > 0)) rows.push(row);
  }
  const counts = new Float64Array(rows.length * categories);
  rows.forEach((row, unit) => {
    counts.set(row, unit * categories);
  });
  return { units: rows.length, categories, counts };
}

/** [units] ratings of each unit. */
export function ratingsPerUnit({ units, categories, counts }: RatingCounts): Float64Array {
  const result = new Float64Array(units);
  for (let cell = 0; cell < counts.length; cell++) result[Math.floor(cell / categories)] += counts[cell];
  return result;
}

/** Only the units that two or more rated. */
export function pairableUnits(ratings: RatingCounts): RatingCounts {
  const { categories, counts } = ratings;
  const perUnit = ratingsPerUnit(ratings);
  const kept = [...perUnit.keys()].filter((unit) => perUnit[unit] >= 2);
  const result = new Float64Array(kept.length * categories);
  kept.forEach((unit, row) => {
    result.set(counts.subarray(unit * categories, (unit + 1) * categories), row * categories);
  });
  return { units: kept.length, categories, counts: result };
}

/** Categories that occur at all. */
export function usedCategories({ categories, counts }: RatingCounts): number {
  return new Set([...counts.keys()].filter((cell) => counts[cell] > 0).map((cell) => cell % categories)).size;
}

/**
 * Estimate +- t with `units` - 1 degrees of freedom, cut where no agreement can lie: above 1, and below `least`.
 */
export function agreementEstimate(
  estimate: number,
  variance: number,
  units: number,
  least: number,
): AgreementEstimate {
  const standardError = Math.sqrt(variance);
  const half = studentTQuantile(0.975, units - 1) * standardError;
  return {
    kind: 'estimate',
    estimate,
    standardError,
    low: Math.max(Math.min(least, estimate), estimate - half),
    high: Math.min(1, estimate + half),
  };
}

/**
 * No coefficient that takes chance off lies lower without gaps: full disagreement where chance would give half. Cases with
 * one rating can put an estimate lower; its interval then ends at the estimate.
 */
export const leastBeyondChance = -1;
