import { fQuantile } from './distributions.ts';
import { cholesky, type Matrix, matrix } from './linear-algebra.ts';
import { type Refused, refuse } from './refused.ts';

/** Periods that one window effect is the mean of, both included; 1 is the first period after the transition. */
export interface EffectWindow {
  readonly from: number;
  readonly to: number;
}

export interface HalfLifeInput {
  /** [k] effects, in units of the measure. */
  readonly effects: Float64Array;
  /** [k x k] their covariance, row by row. */
  readonly covariance: Float64Array;
  /** [k] the observed periods of each window. */
  readonly windows: readonly EffectWindow[];
  /** Satterthwaite degrees of freedom behind the covariance; Infinity where it is known. */
  readonly degreesOfFreedom: number;
  /** Coverage of the interval, over 0 and below 1. */
  readonly level?: number;
}

export interface HalfLife {
  readonly kind: 'estimate';
  /** In periods; null where the curve that fits best does not decline. */
  readonly halfLife: number | null;
  /** In periods; 0 where the effect may have gone at once. */
  readonly low: number;
  /** In periods; null where no decline is told from zero: "at least `low`". */
  readonly high: number | null;
  /** Effect in the first period after the transition on the fitted curve, in units of the measure. */
  readonly firstEffect: number;
}

/**
 * How fast an effect fades.
 *
 * Question: after how many periods is half of the effect gone?
 * Estimand: h in theta_e = a 2^(-e / h), e = 0 in the first period after the transition, a the effect in it.
 * Formula: generalised least squares Q(a, h) = (theta - a b(h))' V^-1 (theta - a b(h)), where b_w(h) is the mean of
 *   2^(-e / h) over the window's periods, h from 0 to infinity. Interval: every h with
 *   (min_a Q(a, h) - min Q) (nu - k - 1) / nu at most the quantile of F(1, nu).
 * Source: own; the factor is that of the mean of an inverse Wishart matrix [anderson2003, lemma 7.7.1].
 * Assumes: the effect fades by the same share every period and does not grow; the covariance rests on nu degrees
 *   of freedom. The picture of the window effects beside the curve is the check.
 * Input: [k] window effects, their [k x k] covariance, the windows in periods counted from 1.
 * Output: half-life and interval in periods, over 0; see `HalfLife` for 0 and null.
 * Refuses: `too-few-windows` under 2, `too-few-degrees-of-freedom` where nu <= k + 1, `singular-covariance`,
 *   `no-effect` where a is not told from zero (its gain in Q with the same factor against 2 F(2, nu)).
 * Uncertainty: inverted likelihood ratio; one-sided where no decline is told from zero.
 * Proof: exact curves; brute force over a grid of a and h; coverage by simulation at h = 3, 6, 12, 26.
 */
export function fitHalfLife(input: HalfLifeInput): HalfLife | Refused {
  const { effects, windows, degreesOfFreedom: nu, level = 0.95 } = input;
  checkShapes(input, level);
  const k = effects.length;
  if (k < 2) return refuse('too-few-windows', 'A decline needs the effect in two quarters or more.');
  if (!(nu > k + 1)) {
    return refuse(
      'too-few-degrees-of-freedom',
      `${k} quarters need more than ${k + 1} degrees of freedom; there are ${nu.toFixed(1)}.`,
    );
  }
  const root = rootOfCovariance(input.covariance, k);
  if (root === undefined) {
    return refuse('singular-covariance', 'The errors of the quarters cannot be parted from each other.');
  }
  const curves = curvesThrough(whiten(root, effects), root, windows);
  const inflation = nu === Infinity ? 1 : nu / (nu - k - 1);
  const best = bestCurve(curves);
  if (curves.withoutEffect - best.misfit <= 2 * inflation * fQuantile(level, 2, nu)) {
    return refuse('no-effect', 'The effect cannot be told from zero, so neither can its decline.');
  }
  const [low, high] = acceptedHalfLives(curves, best, best.misfit + inflation * fQuantile(level, 1, nu));
  const halfLife = best.halfLife === Infinity ? null : best.halfLife;
  return { kind: 'estimate', halfLife, low, high, firstEffect: best.firstEffect };
}

interface Curve {
  readonly halfLife: number;
  readonly firstEffect: number;
  readonly misfit: number;
}

interface Curves {
  /** Half-lives from practically none to practically for ever, in equal steps of the logarithm. */
  readonly grid: readonly number[];
  readonly withoutEffect: number;
  readonly at: (halfLife: number) => Curve;
}

const gridSteps = 400;
/** In periods: below, nothing is left in the second period; the upper end is a thousand times the span. */
const shortest = 0.02;

function curvesThrough(effects: Float64Array, root: Matrix, windows: readonly EffectWindow[]): Curves {
  const longest = 1000 * Math.max(...windows.map((window) => window.to));
  const grid = Array.from(
    { length: gridSteps + 1 },
    (_, i) => shortest * (longest / shortest) ** (i / gridSteps),
  );
  const withoutEffect = dot(effects, effects);
  const at = (halfLife: number): Curve => {
    const basis = whiten(
      root,
      Float64Array.from(windows, (window) => meanShareLeft(window, halfLife)),
    );
    const weight = dot(basis, basis);
    const product = dot(basis, effects);
    if (weight === 0) return { halfLife, firstEffect: 0, misfit: withoutEffect };
    return { halfLife, firstEffect: product / weight, misfit: withoutEffect - (product * product) / weight };
  };
  return { grid, withoutEffect, at };
}

/** Mean of 2^(-e / halfLife) over the window, e = 0 in period 1. */
function meanShareLeft({ from, to }: EffectWindow, halfLife: number): number {
  const periods = to - from + 1;
  if (halfLife === Infinity) return 1;
  const decay = Math.LN2 / halfLife;
  return (Math.exp(-decay * (from - 1)) * Math.expm1(-decay * periods)) / (periods * Math.expm1(-decay));
}

/** The curve of least misfit, a flat one included: a grid, then golden section beside its best point. */
function bestCurve({ grid, at }: Curves): Curve {
  const flat = at(Infinity);
  const misfits = grid.map((halfLife) => at(halfLife).misfit);
  const index = misfits.indexOf(Math.min(...misfits));
  let low = Math.log(grid[Math.max(0, index - 1)]);
  let high = Math.log(grid[Math.min(grid.length - 1, index + 1)]);
  const golden = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-9) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (at(Math.exp(left)).misfit < at(Math.exp(right)).misfit) high = right;
    else low = left;
  }
  const bent = at(Math.exp((low + high) / 2));
  return flat.misfit <= bent.misfit || index === grid.length - 1 ? flat : bent;
}

/** Least and greatest half-life whose misfit is within the limit; 0 and null for no limit on that side. */
function acceptedHalfLives({ grid, at }: Curves, best: Curve, limit: number): [number, number | null] {
  const accepted = (halfLife: number) => at(halfLife).misfit <= limit;
  const shorter = grid.filter((halfLife) => halfLife < best.halfLife);
  const longer = grid.filter((halfLife) => halfLife > best.halfLife);
  const edge = (side: readonly number[]) => {
    const index = side.findIndex(accepted);
    if (index === 0) return undefined;
    const inside = index < 0 ? best.halfLife : side[index];
    return bisect(accepted, index < 0 ? side[side.length - 1] : side[index - 1], inside);
  };
  const high = best.halfLife === Infinity || accepted(Infinity) ? null : edge(longer.reverse());
  return [edge(shorter) ?? 0, high ?? null];
}

/** The border between a half-life that is not accepted and one that is. */
function bisect(accepted: (halfLife: number) => boolean, outside: number, inside: number): number {
  let [out, within] = [Math.log(outside), inside === Infinity ? Math.log(outside) + 1 : Math.log(inside)];
  for (let step = 0; step < 60; step++) {
    const middle = (out + within) / 2;
    if (accepted(Math.exp(middle))) within = middle;
    else out = middle;
  }
  return Math.exp(within);
}

/** Lower triangular L with covariance = L L'; undefined where the correlations are singular. */
function rootOfCovariance(covariance: Float64Array, k: number): Matrix | undefined {
  const symmetric = covariance.map(
    (value, cell) => (value + covariance[(cell % k) * k + Math.floor(cell / k)]) / 2,
  );
  const root = cholesky(matrix(k, k, symmetric));
  if (root === undefined) return undefined;
  for (let i = 0; i < k; i++) {
    if (root.values[i * k + i] ** 2 <= 1e-10 * covariance[i * k + i]) return undefined;
  }
  return root;
}

/** L^-1 x. */
function whiten(root: Matrix, x: Float64Array): Float64Array {
  const k = root.rows;
  const result = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let rest = x[i];
    for (let j = 0; j < i; j++) rest -= root.values[i * k + j] * result[j];
    result[i] = rest / root.values[i * k + i];
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function checkShapes({ effects, covariance, windows }: HalfLifeInput, level: number): void {
  const k = effects.length;
  if (covariance.length !== k * k || windows.length !== k) {
    throw new RangeError(`${k} effects, ${covariance.length} covariances, ${windows.length} windows`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`not a level between 0 and 1: ${level}`);
  for (const { from, to } of windows) {
    if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 1 && to >= from)) {
      throw new RangeError(`not a window of periods counted from 1: ${from} to ${to}`);
    }
  }
  for (const value of [...effects, ...covariance]) {
    if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
  }
}
