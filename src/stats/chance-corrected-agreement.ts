import {
  type AgreementEstimate,
  agreementEstimate,
  leastBeyondChance,
  type RatingCounts,
  ratingsPerUnit,
  usedCategories,
} from './rating-counts.ts';
import { type Refused, refuse } from './refused.ts';

/** Agreement of each unit and shares of the categories: what the coefficients of this family have in common. */
export interface AgreementParts {
  readonly units: number;
  /** Units with two ratings or more. */
  readonly pairable: number;
  readonly ratings: Float64Array;
  /** [units] share of pairs of ratings that agree, 0 for units with one rating. */
  readonly byUnit: Float64Array;
  /** Mean of it over the units with two ratings or more. */
  readonly agreement: number;
  /** [categories] mean over units of the share of ratings in the category. */
  readonly shares: Float64Array;
}

/** The parts, or why there is no agreement to speak of: no pair, one unit, one category. */
export function agreementParts(table: RatingCounts, weights: Float64Array): AgreementParts | Refused {
  const { units, categories, counts } = table;
  if (weights.length !== categories ** 2) {
    throw new RangeError(`${categories} categories, ${weights.length} weights`);
  }
  const ratings = ratingsPerUnit(table);
  const pairable = ratings.filter((count) => count >= 2).length;
  if (pairable === 0) return refuse('no-pairs', 'No case was rated by two raters.');
  if (pairable < 2)
    return refuse('one-unit', 'Only one case was rated by two raters; an error needs two or more.');
  if (usedCategories(table) < 2) {
    return refuse('one-category', 'All ratings are the same, so agreement cannot be told from habit.');
  }
  const byUnit = new Float64Array(units);
  const shares = new Float64Array(categories);
  for (let unit = 0; unit < units; unit++) {
    const row = counts.subarray(unit * categories, (unit + 1) * categories);
    for (let k = 0; k < categories; k++) shares[k] += row[k] / ratings[unit] / units;
    if (ratings[unit] >= 2)
      byUnit[unit] = agreeingPairs(row, weights) / (ratings[unit] * (ratings[unit] - 1));
  }
  const agreement = byUnit.reduce((sum, share) => sum + share, 0) / pairable;
  return { units, pairable, ratings, byUnit, agreement, shares };
}

function agreeingPairs(row: Float64Array, weights: Float64Array): number {
  const q = row.length;
  let pairs = 0;
  for (let k = 0; k < q; k++) {
    if (row[k] === 0) continue;
    let alike = 0;
    for (let l = 0; l < q; l++) alike += weights[k * q + l] * row[l];
    pairs += row[k] * (alike - 1);
  }
  return pairs;
}

/**
 * (p_a - p_e) / (1 - p_e) with the linearised error of Gwet: chance agreement is `sum_k shares_k chanceOf_k`, where
 * `chanceOf` is itself linear in the shares, so that each unit moves it twice.
 */
export function chanceCorrected(
  table: RatingCounts,
  parts: AgreementParts,
  chanceOf: Float64Array,
): AgreementEstimate | Refused {
  const { units, pairable, ratings, byUnit, agreement, shares } = parts;
  const { categories, counts } = table;
  const chance = shares.reduce((sum, share, k) => sum + share * chanceOf[k], 0);
  if (!(1 - chance > 1e-12)) return refuse('chance-only', 'Chance alone would give full agreement.');
  const estimate = (agreement - chance) / (1 - chance);
  let squares = 0;
  for (let unit = 0; unit < units; unit++) {
    let chanceOfUnit = 0;
    for (let k = 0; k < categories; k++) {
      chanceOfUnit += (counts[unit * categories + k] / ratings[unit]) * chanceOf[k];
    }
    const own = ratings[unit] >= 2 ? ((units / pairable) * (byUnit[unit] - chance)) / (1 - chance) : 0;
    squares += (own - (2 * (1 - estimate) * (chanceOfUnit - chance)) / (1 - chance) - estimate) ** 2;
  }
  return agreementEstimate(estimate, squares / (units * (units - 1)), units, leastBeyondChance);
}
