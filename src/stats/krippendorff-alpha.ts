import {
  type AgreementEstimate,
  agreementEstimate,
  leastBeyondChance,
  pairableUnits,
  type RatingCounts,
  ratingsPerUnit,
  usedCategories,
} from './rating-counts.ts';
import { inFittingUnit, type RatingScale } from './rating-weights.ts';
import { type Refused, refuse } from './refused.ts';

/**
 * Agreement of any number of raters beyond chance, for any kind of scale and with gaps.
 *
 * Question: how far are the ratings of one case from each other, against ratings of any two cases?
 * Estimand: 1 - D_o / D_e, D_o the mean distance within units, D_e between any two of all ratings.
 * Formula: with N pairable ratings, D_o = (1/N) sum_u sum_kl r_uk r_ul d_kl / (r_u - 1), D_e = sum_kl n_k n_l d_kl /
 *   (N (N - 1)). d: nominal 0 or 1; ordinal (sum_{c = k..l} n_c - (n_k + n_l) / 2)^2; interval (a - b)^2; ratio
 *   ((a - b) / (a + b))^2.
 * Source: [krippendorff2011]; error [gwet2014, chapter 2] as in R irrCAC krippen.alpha.raw.
 * Assumes: units are a random sample of many; raters are exchangeable.
 * Input: counts per unit and category; the scale; [q] values of the categories, ascending (ranks serve for ordinal).
 * Output: at most 1; 0 is chance, below 0 worse than it.
 * Refuses: `no-pairs`, `one-unit`, `one-category`; `below-zero` for values under 0 on a ratio scale.
 * Uncertainty: linearised error over the units with two ratings or more, distances taken as known; t with (rated units) - 1
 *   degrees of freedom, cut at -1 and 1.
 * Proof: R irr; values in print for four scales; brute force over pairs; two raters without gaps approach Scott's pi.
 */
export function krippendorffAlpha(
  table: RatingCounts,
  scale: RatingScale,
  values: Float64Array,
): AgreementEstimate | Refused {
  if (values.length !== table.categories) {
    throw new RangeError(`${table.categories} categories, ${values.length} values`);
  }
  const pairable = pairableUnits(table);
  if (pairable.units === 0) return refuse('no-pairs', 'No case was rated by two raters.');
  if (pairable.units < 2) {
    return refuse('one-unit', 'Only one case was rated by two raters; an error needs two or more.');
  }
  if (usedCategories(pairable) < 2) {
    return refuse('one-category', 'All ratings are the same, so agreement cannot be told from habit.');
  }
  if (scale === 'ratio' && values.some((value) => value < 0)) {
    return refuse('below-zero', 'A ratio scale has no values under 0; take the interval scale.');
  }
  return alphaOf(pairable, distances(pairable, scale, values), table.units);
}

function alphaOf(pairable: RatingCounts, distance: Float64Array, ratedUnits: number): AgreementEstimate {
  const { units, categories: q, counts } = pairable;
  const ratings = ratingsPerUnit(pairable);
  const total = ratings.reduce((sum, count) => sum + count, 0);
  const perUnit = total / units;
  const shares = columnSums(pairable).map((count) => count / total);
  const chanceOf = shares.map((_, k) =>
    shares.reduce((sum, share, l) => sum + share * distance[k * q + l], 0),
  );
  const expected = shares.reduce((sum, share, k) => sum + share * chanceOf[k], 0);
  const observed = new Float64Array(units);
  const chance = new Float64Array(units);
  for (let unit = 0; unit < units; unit++) {
    const row = counts.subarray(unit * q, (unit + 1) * q);
    observed[unit] = distantPairs(row, distance) / (perUnit * (ratings[unit] - 1));
    chance[unit] = row.reduce((sum, count, k) => sum + count * chanceOf[k], 0) / perUnit;
  }
  const disagreement = observed.reduce((sum, part) => sum + part, 0) / units;
  const ratio = disagreement / expected;
  let squares = 0;
  for (let unit = 0; unit < units; unit++) {
    // Deviation of 1 - D_o / D_e when the unit's weight moves, its number of ratings included.
    const size = (ratings[unit] - perUnit) / perUnit;
    const moved = (observed[unit] - disagreement * (1 + size)) / expected;
    const chanceMoved = (chance[unit] - expected * (1 + size)) / expected;
    squares += (moved - 2 * ratio * chanceMoved) ** 2;
  }
  const alpha = 1 - (1 - 1 / total) * ratio;
  return agreementEstimate(alpha, squares / (units * (units - 1)), ratedUnits, leastBeyondChance);
}

function distantPairs(row: Float64Array, distance: Float64Array): number {
  const q = row.length;
  let sum = 0;
  for (let k = 0; k < q; k++) {
    if (row[k] === 0) continue;
    for (let l = 0; l < q; l++) sum += row[k] * row[l] * distance[k * q + l];
  }
  return sum;
}

function columnSums({ categories, counts }: RatingCounts): Float64Array {
  const sums = new Float64Array(categories);
  for (let cell = 0; cell < counts.length; cell++) sums[cell % categories] += counts[cell];
  return sums;
}

function distances(pairable: RatingCounts, scale: RatingScale, given: Float64Array): Float64Array {
  const q = given.length;
  const sums = columnSums(pairable);
  // A category that no pair holds has no part in any sum and sets no unit.
  const values = inFittingUnit(given.map((value, k) => (sums[k] > 0 ? value : Number.NaN)));
  return Float64Array.from({ length: q * q }, (_, cell) => {
    const [k, l] = [Math.floor(cell / q), cell % q].sort((a, b) => a - b);
    if (k === l || sums[k] === 0 || sums[l] === 0) return 0;
    if (scale === 'nominal') return 1;
    if (scale === 'interval') return (values[k] - values[l]) ** 2;
    if (scale === 'ratio') return ((values[k] - values[l]) / (values[k] + values[l])) ** 2;
    const between = sums.subarray(k, l + 1).reduce((sum, count) => sum + count, 0);
    return (between - (sums[k] + sums[l]) / 2) ** 2;
  });
}
