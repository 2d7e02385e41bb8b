import { normalCdf, normalQuantile } from './distributions.ts';

/**
 * Statistics of a hypothesis under which none of them has a mean above 0, one for each corner of the dual of the
 * linear programme of [andrews2023, section 4].
 */
export interface CornerStatistics {
  /** [k] */
  readonly values: Float64Array;
  /** [k x k] their covariance, row by row. */
  readonly covariance: Float64Array;
}

/** Sizes of the two stages: the whole test, and the first stage alone. */
export interface TestSizes {
  readonly whole: number;
  readonly first: number;
}

/** The value above which the first stage rejects. */
export interface FirstStage {
  /** No less than the value, and free. */
  readonly atMost: number;
  value(): number;
}

const noVariance = 1e-14;

/**
 * Hybrid of the least favourable and the conditional test [andrews2023, section 5]: rejects where the greatest
 * statistic exceeds `firstStage`, or else what a normal variable, cut off where another statistic would be the
 * greatest or the first stage would have rejected, exceeds with probability (whole - first) / (1 - first).
 */
export function rejects(
  { values, covariance }: CornerStatistics,
  firstStage: FirstStage,
  sizes: TestSizes,
): boolean {
  const k = values.length;
  let greatest = 0;
  for (let at = 1; at < k; at++) if (values[at] > values[greatest]) greatest = at;
  const value = values[greatest];
  if (value <= 0) return false;
  if (value > firstStage.atMost || value > firstStage.value()) return true;
  const variance = covariance[greatest * k + greatest];
  if (variance < noVariance) return true;
  let low = -Infinity;
  let high = firstStage.value();
  for (let other = 0; other < k; other++) {
    const slope = covariance[greatest * k + other] / variance;
    if (other === greatest || Math.abs(1 - slope) < 1e-12) continue;
    const border = (values[other] - slope * value) / (1 - slope);
    if (slope < 1) low = Math.max(low, border);
    else high = Math.min(high, border);
  }
  const error = Math.sqrt(variance);
  const size = (sizes.whole - sizes.first) / (1 - sizes.first);
  return shareAbove(value / error, low / error, high / error) < size;
}

/** P(Z > z | low < Z < high) of a standard normal Z, also where all three lie far out. */
export function shareAbove(z: number, low: number, high: number): number {
  if (!(low < high) || z <= low) return 1;
  if (z >= high) return 0;
  if (low <= 0) {
    const beyond = normalCdf(-high);
    return (normalCdf(-z) - beyond) / (normalCdf(-low) - beyond);
  }
  const tail = (x: number) => (x === Infinity ? 0 : Math.exp(((low - x) * (low + x)) / 2) * millsRatio(x));
  const beyond = tail(high);
  return (tail(z) - beyond) / (tail(low) - beyond);
}

/** P(Z > x) over the density at x, x > 0. */
function millsRatio(x: number): number {
  if (x < 25) return (normalCdf(-x) * Math.sqrt(2 * Math.PI)) / Math.exp((-x * x) / 2);
  const square = 1 / (x * x);
  return (1 - square * (1 - 3 * square * (1 - 5 * square * (1 - 7 * square)))) / x;
}

/** c with P(|Z + shift| <= c) = 1 - size. */
export function foldedNormalQuantile(size: number, shift: number): number {
  const away = Math.abs(shift);
  const above = (c: number) => normalCdf(away - c) + normalCdf(-away - c) - size;
  return root(above, away + normalQuantile(1 - size), away + normalQuantile(1 - size / 2));
}

/** Where a function that falls from above 0 to below 0 between `low` and `high` crosses 0 (Illinois). */
export function root(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa <= 0) return a;
  if (fb >= 0) return b;
  for (let step = 0; step < 200 && b - a > 1e-10 * Math.max(Math.abs(a), Math.abs(b)); step++) {
    const x = a + ((b - a) * fa) / (fa - fb);
    const fx = f(x);
    if (fx === 0) return x;
    if (fx > 0) {
      [a, fa] = [x, fx];
      fb /= 2;
    } else {
      [b, fb] = [x, fx];
      fa /= 2;
    }
  }
  return (a + b) / 2;
}
