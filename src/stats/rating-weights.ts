import { fittingUnit } from './fitting-unit.ts';

/** What kind of scale the categories form. */
export const ratingScales = ['nominal', 'ordinal', 'interval', 'ratio'] as const;
export type RatingScale = (typeof ratingScales)[number];

/**
 * [q x q] credit for two ratings that are not the same: 1 on the diagonal, 0 for the farthest pair.
 * Ordinal: 1 - C(|k - l| + 1, 2) / C(q, 2) on ranks; interval: 1 - (a - b)^2 / (max - min)^2; ratio the same of
 * (a - b) / (a + b). Nominal gives none [gwet2014, chapter 3].
 *
 * @param given [q] values of the categories, ascending; over 0 for ratio scales.
 */
export function ratingWeights(scale: RatingScale, given: Float64Array): Float64Array {
  const values = inFittingUnit(given);
  const q = values.length;
  const weights = new Float64Array(q * q);
  const farthest = distance(scale, values, 0, q - 1);
  for (let k = 0; k < q; k++) {
    for (let l = 0; l < q; l++) {
      weights[k * q + l] = k === l ? 1 : 1 - distance(scale, values, k, l) / farthest;
    }
  }
  return weights;
}

/** The values divided by one power of two, so that their squares fit; the same values where they are of ordinary size. */
export function inFittingUnit(values: Float64Array): Float64Array {
  const unit = fittingUnit(values);
  return values.map((value) => value / unit);
}

function distance(scale: RatingScale, values: Float64Array, k: number, l: number): number {
  const steps = Math.abs(k - l);
  if (scale === 'nominal') return 1;
  if (scale === 'ordinal') return (steps * (steps + 1)) / 2;
  const difference = values[k] - values[l];
  return scale === 'interval' ? difference ** 2 : (difference / (values[k] + values[l])) ** 2;
}
