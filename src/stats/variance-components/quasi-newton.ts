import { matrix, symmetricEigen } from '../linear-algebra.ts';

export interface Point {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Undefined where the function is not defined. */
export type Smooth = (x: Float64Array) => Point | undefined;

export interface Minimum extends Point {
  readonly x: Float64Array;
  /** [n x n]: estimate of the matrix of second derivatives at the minimum. */
  readonly curvature: Float64Array;
  readonly evaluations: number;
  /** False where the tolerance was not reached. */
  readonly settled: boolean;
}

export interface Start {
  readonly x: Float64Array;
  /** [n x n] to begin with; by differences of gradients at x where absent. */
  readonly curvature?: Float64Array;
}

const mostSteps = 200;
/** A fall that may be owed to rounding alone, where no step lowers the value any more. */
const asGoodAsRounding = 1e-5;
const mostIdleSteps = 3;
/** Steps after which the curvature is taken by differences again. */
const stepsPerCurvature = 12;

/**
 * Minimises a smooth function of a few variables from its values and gradients (BFGS on the curvature itself,
 * with steps halved until the value falls; Nocedal & Wright 2006, chapter 6).
 *
 * Undefined where the function is not defined at the start.
 *
 * @param tolerance the fall of the value still to be expected at which to stop
 */
export function minimise(f: Smooth, start: Start, tolerance: number): Minimum | undefined {
  let x = start.x;
  const n = x.length;
  const first = f(x);
  if (first === undefined) return undefined;
  let here = first;
  let evaluations = 1;
  if (n === 0) return { ...here, x, curvature: new Float64Array(0), evaluations, settled: true };
  let B: Float64Array = start.curvature?.slice() ?? new Float64Array(0);
  let idle = 0;
  for (let step = 0; step < mostSteps; step++) {
    if (step % stepsPerCurvature === 0 && (step > 0 || start.curvature === undefined)) {
      B = madePositive(curvatureByDifferences(f, x, here), n);
      evaluations += n;
    }
    const direction = downhill(B, here.gradient);
    const fall = -dot(direction, here.gradient);
    if (fall / 2 < tolerance) return { ...here, x, curvature: B, evaluations, settled: true };
    const next = walk(f, x, here, direction, fall);
    evaluations += next.evaluations;
    if (next.to === undefined)
      return { ...here, x, curvature: B, evaluations, settled: fall / 2 < asGoodAsRounding };
    const gained = here.value - next.to.value > roundingOf(here);
    idle = gained || fall / 2 > asGoodAsRounding ? 0 : idle + 1;
    if (idle === mostIdleSteps) return { ...next.to, curvature: B, evaluations, settled: true };
    B = updateCurvature(B, subtract(next.to.x, x), subtract(next.to.gradient, here.gradient));
    x = next.to.x;
    here = next.to;
  }
  return { ...here, x, curvature: B, evaluations, settled: false };
}

/** Differences of values up to this size say nothing. */
function roundingOf(point: Point): number {
  return 1e-13 * (1 + Math.abs(point.value));
}

function walk(f: Smooth, x: Float64Array, here: Point, direction: Float64Array, fall: number) {
  const noise = roundingOf(here);
  let length = 1;
  for (let attempt = 1; attempt <= 40; attempt++) {
    const there = x.map((value, i) => value + length * direction[i]);
    const point = f(there);
    if (point !== undefined && point.value <= here.value - 1e-4 * length * fall + noise)
      return { to: { ...point, x: there }, evaluations: attempt };
    length *= point === undefined ? 0.25 : shorten(point, here, length, fall);
  }
  return { to: undefined, evaluations: 40 };
}

/** The minimum of the parabola through the two values and the slope, within a tenth and a half of the step. */
function shorten(point: Point, here: Point, length: number, fall: number): number {
  const rise = point.value - here.value + length * fall;
  return Math.min(0.5, Math.max(0.1, (length * fall) / (2 * rise)));
}

/** Second derivatives at x by differences of gradients; `here` is the function at x. */
export function curvatureByDifferences(f: Smooth, x: Float64Array, here: Point): Float64Array {
  const n = x.length;
  const B = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const width = 1e-4 * Math.max(Math.abs(x[i]), 0.05);
    const moved = x.slice();
    moved[i] += width;
    const point = f(moved);
    for (let j = 0; j < n; j++) {
      const second = point === undefined ? Number(i === j) : (point.gradient[j] - here.gradient[j]) / width;
      B[i * n + j] += second / 2;
      B[j * n + i] += second / 2;
    }
  }
  return B;
}

/** -B^-1 g, with the diagonal of B raised until it is positive definite. */
function downhill(B: Float64Array, gradient: Float64Array): Float64Array {
  const n = gradient.length;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(B[i * n + i]));
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-6 * (largest || 1) : ridge * 10) {
    const solved = solvePositive(B, ridge, gradient);
    if (solved !== undefined) return solved.map((value) => -value);
  }
}

/** Solves (B + ridge I) x = right, or undefined where the matrix is not safely positive definite. */
export function solvePositive(B: Float64Array, ridge: number, right: Float64Array): Float64Array | undefined {
  const n = right.length;
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = B[i * n + j] + (i === j ? ridge : 0);
      for (let k = 0; k < j; k++) value -= L[i * n + k] * L[j * n + k];
      if (i === j && !(value > 1e-10 * (Math.abs(B[i * n + i]) + ridge))) return undefined;
      L[i * n + j] = i === j ? Math.sqrt(value) : value / L[j * n + j];
    }
  }
  const x = right.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= L[i * n + k] * x[k];
    x[i] /= L[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= L[k * n + i] * x[k];
    x[i] /= L[i * n + i];
  }
  return x;
}

/** The same axes with the absolute values of the curvatures, none below a small part of the largest. */
function madePositive(B: Float64Array, n: number): Float64Array {
  const { eigenvalues, vectors } = symmetricEigen(matrix(n, n, B));
  const largest = eigenvalues.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const curvatures = eigenvalues.map((value) => Math.max(Math.abs(value), 1e-6 * largest));
  return B.map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return curvatures.reduce(
      (sum, value, k) => sum + value * vectors.values[i * n + k] * vectors.values[j * n + k],
      0,
    );
  });
}

/** BFGS; where the gradient did not rise along the step, the rise is damped as Powell does. */
function updateCurvature(B: Float64Array, step: Float64Array, change: Float64Array): Float64Array {
  const n = step.length;
  const Bs = step.map((_, i) => dot(B.subarray(i * n, (i + 1) * n), step));
  const sBs = dot(step, Bs);
  let sy = dot(step, change);
  if (!(sBs > 0)) return B;
  let y = change;
  if (sy <= 1e-10 * Math.sqrt(dot(step, step) * dot(change, change))) {
    const share = (0.9 * sBs) / (sBs - sy);
    y = change.map((value, i) => share * value + (1 - share) * Bs[i]);
    sy = dot(step, y);
  }
  return B.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return value - (Bs[i] * Bs[j]) / sBs + (y[i] * y[j]) / sy;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

function subtract(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}
