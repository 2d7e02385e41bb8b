import { studentTQuantile } from './distributions.ts';
import type { Matrix } from './linear-algebra.ts';
import type { Random } from './random.ts';

export interface BandOptions {
  readonly random: Random;
  /** How sure the whole curve is; default 0.95. */
  readonly level?: number;
  /** Degrees of freedom of the errors; default Infinity (normal). */
  readonly df?: number;
  /** Default 20,000. */
  readonly draws?: number;
}

const MOST_SIMULATED = 300;

/**
 * Question: how wide must intervals be so that a whole curve lies within them, not one point at a time?
 * Estimand: c with P(max over k of |T_k| <= c) = level, T the studentised points.
 * Formula: the `level` order statistic of the greatest |L z|_k over draws of z, L a root of the correlation
 *   matrix, divided for finite df by sqrt(chi-square / df).
 * Source: [montielolea2019, section 2.2], plug-in; beyond 300 points [sidak1967].
 * Assumes: the points are jointly normal; probed by nothing, but few clusters call for `df`.
 * Input: covariance of the points [points x points]; rows of variance 0 are passed over.
 * Output: c in errors, at least the pointwise value.
 * Refuses: nothing; beyond 300 points it returns Sidak's value, which is never too small.
 * Uncertainty: Monte Carlo, about 0.01 at 20,000 draws.
 * Proof: independence has the closed form, with finite df by quadrature; perfect correlation is one point.
 */
export function supCriticalValue(covariance: Matrix, options: BandOptions): number {
  const { level = 0.95, df = Infinity, draws = 20_000, random } = options;
  const pointwise = studentTQuantile((1 + level) / 2, df);
  const kept = keptRows(covariance);
  if (kept.length <= 1) return pointwise;
  if (kept.length > MOST_SIMULATED) return studentTQuantile((1 + level ** (1 / kept.length)) / 2, df);
  const root = correlationRoot(covariance, kept);
  const greatest = new Float64Array(draws);
  const z = new Float64Array(root.points);
  for (let draw = 0; draw < draws; draw++) {
    for (let k = 0; k < root.points; k++) z[k] = random.normal();
    greatest[draw] = greatestSize(root, z) / (df === Infinity ? 1 : Math.sqrt(meanSquare(df, random)));
  }
  greatest.sort();
  return Math.max(pointwise, greatest[Math.ceil(level * draws) - 1]);
}

interface Root {
  readonly points: number;
  /** [points x points], lower triangular. */
  readonly values: Float64Array;
}

/** Cholesky root of the correlation matrix; directions without variance get a column of zeros. */
function correlationRoot(covariance: Matrix, kept: readonly number[]): Root {
  const points = kept.length;
  const values = new Float64Array(points * points);
  for (let a = 0; a < points; a++) {
    for (let b = 0; b <= a; b++) {
      let rest = correlation(covariance, kept[a], kept[b]);
      for (let k = 0; k < b; k++) rest -= values[a * points + k] * values[b * points + k];
      const pivot = values[b * points + b];
      if (a === b) values[a * points + a] = rest > 1e-10 ? Math.sqrt(rest) : 0;
      else values[a * points + b] = pivot === 0 ? 0 : rest / pivot;
    }
  }
  return { points, values };
}

function keptRows({ rows, values }: Matrix): number[] {
  let largest = 0;
  for (let k = 0; k < rows; k++) largest = Math.max(largest, values[k * rows + k]);
  return Array.from({ length: rows }, (_, k) => k).filter((k) => values[k * rows + k] > 1e-12 * largest);
}

function correlation({ rows, values }: Matrix, a: number, b: number): number {
  return values[a * rows + b] / Math.sqrt(values[a * rows + a] * values[b * rows + b]);
}

function greatestSize({ points, values }: Root, z: Float64Array): number {
  let greatest = 0;
  for (let a = 0; a < points; a++) {
    let sum = 0;
    for (let k = 0; k <= a; k++) sum += values[a * points + k] * z[k];
    const size = Math.abs(sum);
    if (size > greatest) greatest = size;
  }
  return greatest;
}

/** Chi-square with df degrees of freedom over df, by Marsaglia & Tsang (2000). */
function meanSquare(df: number, random: Random): number {
  const shape = df / 2 < 1 ? df / 2 + 1 : df / 2;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0 || Math.log(1 - random.next()) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue;
    const boost = df / 2 < 1 ? (1 - random.next()) ** (2 / df) : 1;
    return (d * v * boost * 2) / df;
  }
}
