import { curvatureAt, type VarianceFit } from './fit-variances.ts';
import type { Likelihood } from './likelihood.ts';
import { minimise, type Smooth, solvePositive } from './quasi-newton.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** All values that a likelihood ratio test against the fit does not reject. */
export interface FactorIntervals {
  readonly sd: Interval;
  readonly share: Interval;
}

/** A better fit was met on the way, or none at all: begin again from these relative standard deviations. */
export interface LowerFound {
  readonly kind: 'lower';
  readonly theta: Float64Array;
}

/**
 * One quantity of interest as a coordinate: `target` is the quantity on a scale that runs smoothly through 0,
 * the other coordinates are what is optimised while it is held.
 */
interface Coordinates {
  readonly target: number;
  readonly others: Float64Array;
  /** -2 log likelihood at a held target, as a function of the others. */
  readonly criterion: (target: number) => Smooth;
  /** [1 + others, squared]: second derivatives at the fit, the target first. */
  readonly curvature: Float64Array;
  readonly thetaAt: (target: number, others: Float64Array) => Float64Array;
}

interface ProfilePoint {
  readonly target: number;
  readonly others: Float64Array;
  /** Root of the rise of the criterion above the fit. */
  readonly root: number;
}

/**
 * Profile likelihood intervals of the standard deviation and of the share of variance of every factor.
 *
 * @param freedom rows - 1 for the restricted likelihood, rows for the full one
 * @param cut root of the chi-square(1) quantile at which to cut, 1.96 for 95 %
 * @param report called with the number of bounds found and their total
 */
export function profileIntervals(
  likelihood: Likelihood,
  freedom: number,
  fit: VarianceFit,
  cut: number,
  report: (done: number, of: number) => void = () => {},
): readonly FactorIntervals[] | LowerFound {
  const curvature = curvatureAt(likelihood, freedom, fit);
  const intervals: FactorIntervals[] = [];
  const total = fit.theta.length * 4;
  let done = 0;
  const bounds = (coordinates: Coordinates): Interval | LowerFound => {
    const low = boundOf(coordinates, fit.criterion, cut, -1);
    report(++done, total);
    if (typeof low === 'object') return low;
    const high = boundOf(coordinates, fit.criterion, cut, 1);
    report(++done, total);
    return typeof high === 'object' ? high : { low, high };
  };
  for (let f = 0; f < fit.theta.length; f++) {
    const sd = bounds(sdCoordinates(likelihood, freedom, fit, curvature, f));
    if ('kind' in sd) return sd;
    const ratio = bounds(shareCoordinates(likelihood, freedom, fit, curvature, f));
    if ('kind' in ratio) return ratio;
    intervals.push({ sd, share: { low: shareOf(ratio.low), high: shareOf(ratio.high) } });
  }
  return intervals;
}

function shareOf(root: number): number {
  return root ** 2 / (1 + root ** 2);
}

/** Held: the sd t of factor f. Free: log sd of the error, relative sds of the others; theta_f = t / sd of the error. */
function sdCoordinates(
  likelihood: Likelihood,
  freedom: number,
  fit: VarianceFit,
  curvature: Float64Array,
  f: number,
): Coordinates {
  const rest = indicesWithout(fit.theta.length, f);
  const logSd = Math.log(fit.errorVariance) / 2;
  const thetaAt = (target: number, others: Float64Array) =>
    insert(others.subarray(1), f, target / Math.exp(others[0]));
  return {
    target: fit.theta[f] * Math.sqrt(fit.errorVariance),
    others: Float64Array.from([logSd, ...rest.map((g) => fit.theta[g])]),
    thetaAt,
    curvature: sdCurvature(fit, freedom, curvature, f, rest),
    criterion: (target) => (others) => {
      const theta = thetaAt(target, others);
      const parts = likelihood(theta);
      if (parts === undefined) return undefined;
      const variance = Math.exp(2 * others[0]);
      const scaled = parts.residualSquares / variance;
      const slope = parts.slopeOfDeterminants.map((s, g) => s + parts.slopeOfSquares[g] / variance);
      return {
        value: parts.logDeterminants + freedom * Math.log(2 * Math.PI * variance) + scaled,
        gradient: Float64Array.from([
          2 * freedom - 2 * scaled - slope[f] * theta[f],
          ...rest.map((g) => slope[g]),
        ]),
      };
    },
  };
}

/** The curvature along (t, log sd, others) from the one along theta in which the error's sd is optimised out. */
function sdCurvature(
  fit: VarianceFit,
  freedom: number,
  curvature: Float64Array,
  f: number,
  rest: readonly number[],
): Float64Array {
  const factors = fit.theta.length;
  const size = factors + 1;
  const full = new Float64Array(size * size);
  const cross = fit.parts.slopeOfSquares.map((slope) => (-2 * slope) / fit.errorVariance);
  full[0] = 4 * freedom;
  for (let g = 0; g < factors; g++) {
    full[g + 1] = cross[g];
    full[(g + 1) * size] = cross[g];
    for (let h = 0; h < factors; h++)
      full[(g + 1) * size + h + 1] = curvature[g * factors + h] + (cross[g] * cross[h]) / (4 * freedom);
  }
  const jacobian = new Float64Array(size * size);
  jacobian[(f + 1) * size] = 1 / Math.sqrt(fit.errorVariance);
  jacobian[(f + 1) * size + 1] = -fit.theta[f];
  jacobian[1] = 1;
  rest.forEach((g, i) => {
    jacobian[(g + 1) * size + i + 2] = 1;
  });
  return changeCoordinates(full, jacobian, size);
}

/** Held: root of (share / (1 - share)) of factor f. Free: relative sds of the others. */
function shareCoordinates(
  likelihood: Likelihood,
  freedom: number,
  fit: VarianceFit,
  curvature: Float64Array,
  f: number,
): Coordinates {
  const rest = indicesWithout(fit.theta.length, f);
  const others = Float64Array.from(rest, (g) => fit.theta[g]);
  const spread = (x: Float64Array) => Math.sqrt(x.reduce((total, value) => total + value * value, 1));
  const target = fit.theta[f] / spread(others);
  const thetaAt = (held: number, x: Float64Array) => insert(x, f, held * spread(x));
  const size = fit.theta.length;
  const jacobian = new Float64Array(size * size);
  jacobian[f * size] = spread(others);
  rest.forEach((g, i) => {
    jacobian[g * size + i + 1] = 1;
    jacobian[f * size + i + 1] = (target * others[i]) / spread(others);
  });
  return {
    target,
    others,
    thetaAt,
    curvature: changeCoordinates(curvature, jacobian, size),
    criterion: (held) => (x) => {
      const parts = likelihood(thetaAt(held, x));
      if (parts === undefined) return undefined;
      const slope = parts.slopeOfDeterminants.map(
        (s, g) => s + (freedom * parts.slopeOfSquares[g]) / parts.residualSquares,
      );
      return {
        value:
          parts.logDeterminants + freedom * (1 + Math.log((2 * Math.PI * parts.residualSquares) / freedom)),
        gradient: Float64Array.from(rest, (g, i) => slope[g] + (slope[f] * held * x[i]) / spread(x)),
      };
    },
  };
}

const mostProfilePoints = 60;
const rootTolerance = 2e-3;

/** Where the root of the rise reaches the cut, below (-1) or above (1) the fit; 0 where it does not below. */
function boundOf(at: Coordinates, lowest: number, cut: number, direction: -1 | 1): number | LowerFound {
  if (direction < 0 && at.target === 0) return 0;
  const size = at.others.length + 1;
  const tangent = tangentOf(at.curvature, size);
  const step = (cut * Math.SQRT2) / Math.sqrt(tangent.curvature);
  let inside: ProfilePoint = { target: at.target, others: at.others, root: 0 };
  let outside: ProfilePoint | undefined;
  let last = inside;
  let before: ProfilePoint | undefined;
  let next = at.target + direction * (Number.isFinite(step) && step > 0 ? step : 0.1);
  for (let i = 0; i < mostProfilePoints; i++) {
    if (direction < 0 && next <= 0) next = 0;
    const guess = guessOthers(last, before, next, tangent.others);
    const found = minimise(at.criterion(next), { x: guess, curvature: minor(at.curvature, size) }, 1e-6);
    if (found === undefined)
      return { kind: 'lower', theta: at.thetaAt(last.target, last.others).map(Math.abs) };
    const rise = found.value - lowest;
    if (rise < -1e-5) return { kind: 'lower', theta: at.thetaAt(next, found.x).map(Math.abs) };
    const point: ProfilePoint = { target: next, others: found.x, root: Math.sqrt(Math.max(0, rise)) };
    if (direction < 0 && next === 0 && point.root <= cut) return 0;
    if (point.root <= cut) inside = point;
    else outside = point;
    before = last;
    last = point;
    if (Math.abs(point.root - cut) < rootTolerance) return secant(before, point, cut);
    next = nextTarget(inside, outside, before, point, cut);
  }
  return next;
}

function secant(a: ProfilePoint, b: ProfilePoint, cut: number): number {
  return b.root === a.root
    ? b.target
    : b.target + ((cut - b.root) * (b.target - a.target)) / (b.root - a.root);
}

function nextTarget(
  inside: ProfilePoint,
  outside: ProfilePoint | undefined,
  before: ProfilePoint,
  last: ProfilePoint,
  cut: number,
): number {
  const straight = secant(before, last, cut);
  if (outside === undefined) {
    const step = last.target - before.target;
    const wanted = straight - last.target;
    const ahead = Number.isFinite(wanted) && wanted * step > 0 ? wanted : 2 * step;
    return last.target + Math.sign(step) * Math.min(Math.abs(ahead), 3 * Math.abs(step));
  }
  const width = outside.target - inside.target;
  const share = (straight - inside.target) / width;
  if (share > 0.01 && share < 0.99) return straight;
  const chord = (cut - inside.root) / (outside.root - inside.root);
  return inside.target + width * Math.min(0.9, Math.max(0.1, chord));
}

/** Others at the next target: along the last two profile points, at first along the tangent at the fit. */
function guessOthers(
  last: ProfilePoint,
  before: ProfilePoint | undefined,
  target: number,
  tangent: Float64Array,
): Float64Array {
  const slope =
    before === undefined || before.target === last.target
      ? tangent
      : last.others.map((value, i) => (value - before.others[i]) / (last.target - before.target));
  return last.others.map((value, i) => value + slope[i] * (target - last.target));
}

/** How the others move with the target at the fit, and the curvature of the profile there. */
function tangentOf(curvature: Float64Array, size: number) {
  const cross = Float64Array.from({ length: size - 1 }, (_, i) => curvature[i + 1]);
  if (size === 1) return { others: cross, curvature: curvature[0] };
  const solved = solvePositive(minor(curvature, size), 0, cross) ?? new Float64Array(size - 1);
  const taken = solved.reduce((total, value, i) => total + value * cross[i], 0);
  return { others: solved.map((value) => -value), curvature: curvature[0] - taken };
}

/** The matrix without its first row and column. */
function minor(matrix: Float64Array, size: number): Float64Array {
  const n = size - 1;
  return Float64Array.from(
    { length: n * n },
    (_, at) => matrix[(Math.floor(at / n) + 1) * size + (at % n) + 1],
  );
}

/** J' H J: second derivatives at a stationary point in other coordinates. */
function changeCoordinates(H: Float64Array, J: Float64Array, size: number): Float64Array {
  const product = (a: (i: number, k: number) => number, b: (k: number, j: number) => number) =>
    Float64Array.from({ length: size * size }, (_, at) => {
      let total = 0;
      for (let k = 0; k < size; k++) total += a(Math.floor(at / size), k) * b(k, at % size);
      return total;
    });
  const HJ = product(
    (i, k) => H[i * size + k],
    (k, j) => J[k * size + j],
  );
  return product(
    (i, k) => J[k * size + i],
    (k, j) => HJ[k * size + j],
  );
}

function indicesWithout(size: number, without: number): readonly number[] {
  return Array.from({ length: size }, (_, g) => g).filter((g) => g !== without);
}

function insert(others: Float64Array, at: number, value: number): Float64Array {
  return Float64Array.from([...others.subarray(0, at), value, ...others.subarray(at)]);
}
