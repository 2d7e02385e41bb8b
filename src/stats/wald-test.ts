import { chiSquareUpperTail } from './distributions.ts';
import type { PreTrend } from './effect-result.ts';
import { cholesky, type Matrix, matrix } from './linear-algebra.ts';

/** Reciprocal condition below which a covariance counts as singular. */
const SINGULAR = 1e-12;

/** a' V^-1 a against chi-square; points of variance 0 are passed over, undefined where V is singular. */
export function waldTest(estimates: ArrayLike<number>, covariance: Matrix): PreTrend | undefined {
  const rows = Array.from({ length: covariance.rows }, (_, k) => k);
  const largest = rows.reduce((most, k) => Math.max(most, variance(covariance, k)), 0);
  const kept = rows.filter((k) => variance(covariance, k) > 1e-12 * largest);
  if (kept.length === 0) return undefined;
  const correlations = matrix(kept.length, kept.length);
  kept.forEach((a, i) => {
    kept.forEach((b, j) => {
      const scale = Math.sqrt(variance(covariance, a) * variance(covariance, b));
      correlations.values[i * kept.length + j] = covariance.values[a * covariance.rows + b] / scale;
    });
  });
  const root = cholesky(correlations);
  if (root === undefined || smallestPivot(root) < SINGULAR) return undefined;
  const z = kept.map((k) => estimates[k] / Math.sqrt(variance(covariance, k)));
  const statistic = squaredLength(forwardSolve(root, z));
  return { statistic, degreesOfFreedom: kept.length, p: chiSquareUpperTail(statistic, kept.length) };
}

function variance(covariance: Matrix, k: number): number {
  return covariance.values[k * covariance.rows + k];
}

/** Smallest squared pivot: 1 less the share of a point that the others before it explain. */
function smallestPivot(root: Matrix): number {
  let smallest = 1;
  for (let k = 0; k < root.rows; k++) smallest = Math.min(smallest, root.values[k * root.rows + k] ** 2);
  return smallest;
}

function forwardSolve(root: Matrix, right: readonly number[]): Float64Array {
  const x = Float64Array.from(right);
  for (let i = 0; i < root.rows; i++) {
    for (let k = 0; k < i; k++) x[i] -= root.values[i * root.rows + k] * x[k];
    x[i] /= root.values[i * root.rows + i];
  }
  return x;
}

function squaredLength(x: Float64Array): number {
  return x.reduce((sum, each) => sum + each * each, 0);
}
