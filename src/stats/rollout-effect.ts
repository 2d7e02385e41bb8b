import { type Matrix, matrix, multiply, pseudoInverse } from './linear-algebra.ts';
import type { CohortMoments } from './moments.ts';
import type { RolloutContrast } from './rollout-contrasts.ts';

/** Mean and covariance (n - 1) of the units' values by period, per cohort of at least two. */
export interface CohortSpread {
  /** [periods] */
  readonly mean: Float64Array;
  /** [periods x periods] */
  readonly covariance: Matrix;
  readonly size: number;
}

export interface RolloutEffect {
  /** [contrasts] */
  readonly estimates: Float64Array;
  /** [contrasts] weight of the base: 0 leaves it out, 1 is the group-time estimator. */
  readonly betas: Float64Array;
  /** [contrasts x contrasts] adjusted by what the periods before the training explain. */
  readonly covariance: Matrix;
  /** [contrasts x contrasts] conservative. */
  readonly covarianceNeyman: Matrix;
}

/**
 * Question: what did the training change, when lot decided who is trained when?
 * Estimand: theta, a weighted mean of the effects of being trained since g in period t on all units.
 * Formula: theta_hat = sum A_theta,g Ybar_g - beta sum A_0,g Ybar_g; beta = Q(A_0, A_theta) / Q(A_0, A_0),
 *   Q(A, B) = sum_g A_g S_g B_g' / N_g; A_0 is A_theta moved to the base.
 * Source: [roth2023, sections 2 and 3], with the base as the scalar pre-period analogue.
 * Assumes: the order was drawn by lot (probed by the balance of the base), nobody changes before the
 *   training (probed by the cells before it), and nobody is touched by the training of others.
 * Input: spread [cohorts] of the units' values; contrasts [cohorts x periods] on the same.
 * Output: effects in units of the outcome, their covariances; the same from moments of any number of units.
 * Refuses: nothing itself; the caller leaves out cohorts of one unit and refuses empty unit-periods.
 * Uncertainty: Neyman's variance Q(D, D), D = A_theta - beta A_0, less b' M b / N where the periods before the
 *   first training explain effects; a permutation test repeats the draw.
 * Proof: R staggered on 7,785 people and on the simulated panel; beta = 1 is the group-time effect; simulated draws.
 */
export function rolloutEffect(
  spread: readonly CohortSpread[],
  contrasts: readonly RolloutContrast[],
  starts: readonly number[],
  transition = 0,
): RolloutEffect {
  const effects = contrasts.map(({ effect }) => effect);
  const bases = contrasts.map(({ base }) => base);
  const betas = Float64Array.from(contrasts, (_, k) => {
    const spreadOfBase = product(spread, bases[k], bases[k]);
    return spreadOfBase > 0 ? product(spread, bases[k], effects[k]) / spreadOfBase : 0;
  });
  const both = effects.map((effect, k) => effect.map((weight, at) => weight - betas[k] * bases[k][at]));
  const covarianceNeyman = matrix(both.length, both.length);
  both.forEach((left, a) => {
    both.forEach((right, b) => {
      covarianceNeyman.values[a * both.length + b] = product(spread, left, right);
    });
  });
  const explained = explainedByBefore(spread, contrasts, starts, transition);
  return {
    estimates: Float64Array.from(both, (weights) => applied(spread, weights)),
    betas,
    covariance: matrix(
      both.length,
      both.length,
      covarianceNeyman.values.map((each, k) => each - explained.values[k]),
    ),
    covarianceNeyman,
  };
}

/** Spread of each cohort's units from moments; a unit with unequal counts enters by its share in the mean. */
export function spreadFromMoments(moments: CohortMoments): readonly CohortSpread[] {
  return Array.from({ length: moments.cohorts }, (_, cohort) => {
    const size = moments.rows[cohort];
    return { size, ...spreadOfCohort(moments, cohort, size) };
  });
}

function spreadOfCohort(
  { periods, width, mean, scatter, equalCount }: CohortMoments,
  cohort: number,
  size: number,
): { mean: Float64Array; covariance: Matrix } {
  const at = cohort * width;
  const countOf = (t: number): number => equalCount ?? mean[at + periods + t];
  const ratio = Float64Array.from({ length: periods }, (_, t) => mean[at + t] / countOf(t));
  const product = (a: number, b: number): number => scatter[(at + a) * width + b];
  const covariance = matrix(periods, periods);
  for (let s = 0; s < periods; s++) {
    for (let t = 0; t < periods; t++) {
      const pure = product(s, t);
      const centred =
        equalCount !== undefined
          ? pure
          : pure -
            ratio[t] * product(s, periods + t) -
            ratio[s] * product(periods + s, t) +
            ratio[s] * ratio[t] * product(periods + s, periods + t);
      covariance.values[s * periods + t] = centred / (countOf(s) * countOf(t) * (size - 1));
    }
  }
  return { mean: ratio, covariance };
}

/** Q(A, B) = sum over cohorts of A_g S_g B_g' / N_g. */
function product(spread: readonly CohortSpread[], left: Float64Array, right: Float64Array): number {
  let total = 0;
  spread.forEach(({ covariance, size }, cohort) => {
    const periods = covariance.rows;
    let sum = 0;
    for (let s = 0; s < periods; s++) {
      const weight = left[cohort * periods + s];
      if (weight === 0) continue;
      for (let t = 0; t < periods; t++)
        sum += weight * covariance.values[s * periods + t] * right[cohort * periods + t];
    }
    total += sum / size;
  });
  return total;
}

function applied(spread: readonly CohortSpread[], weights: Float64Array): number {
  let sum = 0;
  spread.forEach(({ mean }, cohort) => {
    mean.forEach((value, t) => {
      sum += weights[cohort * mean.length + t] * value;
    });
  });
  return sum;
}

/** b' M b / N: how much of the variance of effects the periods before any training account for. */
function explainedByBefore(
  spread: readonly CohortSpread[],
  contrasts: readonly RolloutContrast[],
  starts: readonly number[],
  transition: number,
): Matrix {
  const first = Math.min(...contrasts.map(({ firstStart }) => firstStart));
  const before = Math.max(0, first - transition);
  const count = contrasts.length;
  if (before === 0) return matrix(count, count);
  const slopes = matrix(before, count);
  const spreadBefore = matrix(before, before);
  const units = spread.reduce((sum, { size }) => sum + size, 0);
  const involved = spread.map((_, cohort) => cohort).filter((cohort) => starts[cohort] >= first);
  for (const cohort of involved) {
    const { covariance } = spread[cohort];
    const periods = covariance.rows;
    const square = block(covariance, before);
    const cross = matrix(before, count);
    contrasts.forEach(({ effect }, k) => {
      for (let s = 0; s < before; s++) {
        let sum = 0;
        for (let t = 0; t < periods; t++)
          sum += covariance.values[s * periods + t] * effect[cohort * periods + t];
        cross.values[s * count + k] = sum;
      }
    });
    addTo(slopes, multiply(pseudoInverse(square), cross), 1);
    addTo(spreadBefore, square, 1 / involved.length);
  }
  const explained = multiply(transposed(slopes), multiply(spreadBefore, slopes));
  return matrix(
    count,
    count,
    explained.values.map((each) => each / units),
  );
}

function block(square: Matrix, size: number): Matrix {
  const part = matrix(size, size);
  for (let s = 0; s < size; s++) {
    part.values.set(square.values.subarray(s * square.columns, s * square.columns + size), s * size);
  }
  return part;
}

function addTo(target: Matrix, add: Matrix, by: number): void {
  add.values.forEach((value, k) => {
    target.values[k] += by * value;
  });
}

function transposed(a: Matrix): Matrix {
  const result = matrix(a.columns, a.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) result.values[j * a.rows + i] = a.values[i * a.columns + j];
  }
  return result;
}
