import { fUpperTail } from './distributions.ts';
import { matrix, symmetricEigen } from './linear-algebra.ts';
import { type Refused, refuse } from './refused.ts';

export interface JointTestInput {
  /** [k] estimates of blocks. */
  readonly estimates: Float64Array;
  /** [k x k] their covariance, row by row. */
  readonly covariance: Float64Array;
  /** Degrees of freedom behind the covariance; Infinity where it is known. */
  readonly degreesOfFreedom: number;
}

export interface JointTest {
  readonly kind: 'estimate';
  /** F, at least 0. */
  readonly statistic: number;
  /** Independent combinations tested: the rank of the covariance, at most k. */
  readonly numeratorDegreesOfFreedom: number;
  readonly denominatorDegreesOfFreedom: number;
  readonly p: number;
}

/** Share of the largest eigenvalue of the correlations under which a direction carries no error of its own. */
const leastShare = 1e-9;

/**
 * Are several estimates zero, all of them at once?
 *
 * Question: could all of these differences be chance?
 * Estimand: the p-value of theta = 0 in all k blocks.
 * Formula: F = (nu - r + 1) / (nu r) theta' V^+ theta against F(r, nu - r + 1), r the rank of V.
 * Source: [hotelling1931]; [anderson2003, theorem 5.2.2], with nu degrees of freedom behind V.
 * Assumes: estimates near normal; V is Wishart with nu degrees of freedom (with Satterthwaite's nu, nearly).
 * Input: [k] estimates, [k x k] covariance, nu.
 * Output: F, its two degrees of freedom and p from 0 to 1; the same for any units and any order of the blocks.
 * Refuses: `no-blocks`, `no-variance` where every error is 0, `too-few-degrees-of-freedom` where nu - r + 1 is under 1,
 *   `without-error` where the estimates differ from zero in a direction in which the covariance is 0.
 * Uncertainty: exact under the assumptions; a simulation on the page shows its size with few clusters.
 * Proof: one block is the t test; Hotelling's test of a mean on simulated samples; doubled blocks change nothing.
 */
export function jointTest(input: JointTestInput): JointTest | Refused {
  const { estimates, covariance, degreesOfFreedom: nu } = input;
  checkShapes(input);
  const k = estimates.length;
  if (k === 0) return refuse('no-blocks', 'There is no estimate to test.');
  const errors = Float64Array.from(estimates, (_, i) => Math.sqrt(covariance[i * k + i]));
  if (errors.every((error) => error === 0)) {
    return refuse('no-variance', 'Nothing varies between the clusters, so there is no error to judge by.');
  }
  const wald = waldStatistic(estimates, covariance, errors);
  if (wald === undefined) {
    return refuse(
      'without-error',
      'A difference from zero has no error of its own; there are too few clusters.',
    );
  }
  const { rank, statistic } = wald;
  const denominator = nu - rank + 1;
  if (!(denominator >= 1)) {
    return refuse(
      'too-few-degrees-of-freedom',
      `${rank} blocks need at least ${rank} degrees of freedom; there are ${nu.toFixed(1)}. Test fewer blocks.`,
    );
  }
  const scaled = (statistic / rank) * (nu === Infinity ? 1 : denominator / nu);
  return {
    kind: 'estimate',
    statistic: scaled,
    numeratorDegreesOfFreedom: rank,
    denominatorDegreesOfFreedom: denominator,
    p: fUpperTail(scaled, rank, denominator),
  };
}

/** theta' V^+ theta over the directions that have an error; undefined where theta leaves them. */
function waldStatistic(estimates: Float64Array, covariance: Float64Array, errors: Float64Array) {
  const k = estimates.length;
  const correlations = new Float64Array(k * k);
  const scaled = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    if (errors[i] === 0 && estimates[i] !== 0) return undefined;
    if (errors[i] === 0) continue;
    scaled[i] = estimates[i] / errors[i];
    for (let j = 0; j < k; j++) {
      if (errors[j] > 0) correlations[i * k + j] = covariance[i * k + j] / errors[i] / errors[j];
    }
  }
  const { eigenvalues, vectors } = symmetricEigen(matrix(k, k, correlations));
  const largest = Math.max(...eigenvalues);
  const size = Math.hypot(...scaled);
  let rank = 0;
  let statistic = 0;
  for (let direction = 0; direction < k; direction++) {
    let along = 0;
    for (let i = 0; i < k; i++) along += vectors.values[i * k + direction] * scaled[i];
    if (eigenvalues[direction] > leastShare * largest) {
      rank += 1;
      statistic += (along * along) / eigenvalues[direction];
    } else if (Math.abs(along) > 1e-6 * size) return undefined;
  }
  return { rank, statistic };
}

function checkShapes({ estimates, covariance, degreesOfFreedom }: JointTestInput): void {
  const k = estimates.length;
  if (covariance.length !== k * k) throw new RangeError(`${k} estimates, ${covariance.length} covariances`);
  if (!(degreesOfFreedom > 0)) throw new RangeError(`degrees of freedom must be over 0: ${degreesOfFreedom}`);
  for (const value of [...estimates, ...covariance]) {
    if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
  }
  for (let i = 0; i < k; i++) {
    if (covariance[i * k + i] < 0) throw new RangeError(`a variance is ${covariance[i * k + i]}`);
  }
}
