import type { Random } from './random.ts';
import { type Refused, refuse } from './refused.ts';

/** Weights of mean 0 and variance 1: two points (+-1) or six (+-sqrt(1/2), +-1, +-sqrt(3/2)). */
export type MultiplierWeights = 'rademacher' | 'webb';

export interface MultiplierBootstrapInput {
  /** [clusters x points] influence sums, row by row: an estimate less its truth is the sum of its column. */
  readonly influence: Float64Array;
  readonly clusters: number;
  readonly points: number;
  readonly weights: MultiplierWeights;
  readonly draws: number;
  /** Coverage of the simultaneous intervals, over 0 and below 1. */
  readonly level?: number;
  readonly random: Random;
}

export interface MultiplierBootstrap {
  readonly kind: 'estimate';
  /** [points] interquartile range of the draws over that of a standard normal, in units of the estimates. */
  readonly standardErrors: Float64Array;
  /** Estimate +- this many standard errors holds for all points at once. */
  readonly criticalValue: number;
  readonly draws: number;
}

const normalInterquartileRange = 1.3489795;

/**
 * Errors and simultaneous intervals by giving whole clusters random weights.
 *
 * Question: how far could these estimates move by chance, each by itself and all of them together?
 * Estimand: per point the standard error; for all points the quantile of the largest studentised deviation.
 * Formula: b_k = sum_c w_c psi_ck; se_k = (q75 - q25)(b_k) / 1.3489795; critical value = quantile of max_k |b_k| / se_k;
 *   quantiles are the order statistic ceil(B p).
 * Source: [callaway2021, algorithm 1], as in R did; weights of [mammen1993] and [webb2023].
 * Assumes: clusters are independent; the estimate is near the sum of its influences.
 * Input: [clusters x points] influence sums over each cluster, in units of the estimates (their squares add up to
 *   the variance), the number of draws, a seeded stream.
 * Output: [points] errors, one critical value; over 0. A point without error has error 0 and no part in the latter.
 * Refuses: `one-cluster` under 2 clusters, `no-variance` where every point is without error.
 * Uncertainty: Monte Carlo, about 1.2 / sqrt(draws) of each error; with few clusters take t quantiles beside it.
 * Proof: exact moments of the weights; all 2^clusters sign patterns; one point is the normal quantile; the exact
 *   critical value of independent points.
 */
export function multiplierBootstrap(input: MultiplierBootstrapInput): MultiplierBootstrap | Refused {
  checkShapes(input);
  const { clusters, points, draws, level = 0.95 } = input;
  if (clusters < 2) return refuse('one-cluster', 'One cluster has nothing to be compared with.');
  const deviations = drawDeviations(input);
  const standardErrors = new Float64Array(points);
  for (let point = 0; point < points; point++) {
    const sorted = deviations
      .subarray(point * draws, (point + 1) * draws)
      .slice()
      .sort();
    standardErrors[point] =
      (orderStatistic(sorted, 0.75) - orderStatistic(sorted, 0.25)) / normalInterquartileRange;
  }
  if (standardErrors.every((error) => error === 0)) {
    return refuse('no-variance', 'Nothing varies between the clusters, so there is no error to judge by.');
  }
  const largest = largestStudentised(deviations, standardErrors, draws).sort();
  return { kind: 'estimate', standardErrors, criticalValue: orderStatistic(largest, level), draws };
}

/** One weight of mean 0, variance 1 and third moment 0. */
export function drawMultiplier(weights: MultiplierWeights, random: Random): number {
  if (weights === 'rademacher') return random.integer(2) === 0 ? -1 : 1;
  const face = random.integer(6);
  const size = Math.sqrt(((face % 3) + 1) / 2);
  return face < 3 ? -size : size;
}

/** [points x draws] weighted sums of the influences, point by point. */
function drawDeviations(input: MultiplierBootstrapInput): Float64Array {
  const { influence, clusters, points, draws, weights, random } = input;
  const deviations = new Float64Array(points * draws);
  for (let draw = 0; draw < draws; draw++) {
    for (let cluster = 0; cluster < clusters; cluster++) {
      const weight = drawMultiplier(weights, random);
      for (let point = 0; point < points; point++) {
        deviations[point * draws + draw] += weight * influence[cluster * points + point];
      }
    }
  }
  return deviations;
}

function largestStudentised(deviations: Float64Array, errors: Float64Array, draws: number): Float64Array {
  const largest = new Float64Array(draws);
  for (let point = 0; point < errors.length; point++) {
    if (errors[point] === 0) continue;
    for (let draw = 0; draw < draws; draw++) {
      largest[draw] = Math.max(largest[draw], Math.abs(deviations[point * draws + draw]) / errors[point]);
    }
  }
  return largest;
}

function orderStatistic(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

function checkShapes({ influence, clusters, points, draws, level = 0.95 }: MultiplierBootstrapInput): void {
  if (influence.length !== clusters * points || points < 1) {
    throw new RangeError(`${clusters} clusters x ${points} points, but ${influence.length} influences`);
  }
  if (!(Number.isInteger(draws) && draws >= 4)) throw new RangeError(`at least 4 draws, not ${draws}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`not a level between 0 and 1: ${level}`);
  for (const value of influence) {
    if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
  }
}
