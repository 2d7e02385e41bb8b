import type { CrossTable, LevelSums } from './cross-table.ts';
import type { Likelihood, LikelihoodParts } from './likelihood.ts';
import { curvatureByDifferences, minimise, type Point, type Smooth } from './quasi-newton.ts';

export interface VarianceFit {
  /** [factors]: sd of each factor / sd of the error, at least 0. */
  readonly theta: Float64Array;
  readonly parts: LikelihoodParts;
  /** Variance of the error. */
  readonly errorVariance: number;
  /** -2 log likelihood, restricted or full. */
  readonly criterion: number;
  readonly evaluations: number;
  /** False where the search stopped before its tolerance. */
  readonly settled: boolean;
}

const tolerance = 1e-11;
/** Two values of the criterion that lie closer than this are the same. */
const sameCriterion = 1e-7;

/**
 * -2 log likelihood as a function of the relative standard deviations alone (Bates et al. 2015, eq. 34 and 41).
 * `freedom` is rows - 1 for the restricted likelihood, rows for the full one.
 */
function profiledOver(likelihood: Likelihood, freedom: number): Smooth {
  return (theta) => {
    const parts = likelihood(theta);
    return parts && profiledCriterion(parts, freedom);
  };
}

function profiledCriterion(parts: LikelihoodParts, freedom: number): Point {
  const { logDeterminants, residualSquares, slopeOfDeterminants, slopeOfSquares } = parts;
  return {
    value: logDeterminants + freedom * (1 + Math.log((2 * Math.PI * residualSquares) / freedom)),
    gradient: slopeOfDeterminants.map((slope, f) => slope + (freedom * slopeOfSquares[f]) / residualSquares),
  };
}

/** Of an sd to that of the error: beyond it the error cannot be told from zero. */
const mostRatio = 1e4;

/**
 * Minimises the criterion; components that the data push to zero are set to exactly zero.
 * Undefined where the search runs to an error of zero.
 */
export function fitVariances(
  likelihood: Likelihood,
  freedom: number,
  table: CrossTable,
  from?: Float64Array,
): VarianceFit | undefined {
  const criterion = profiledOver(likelihood, freedom);
  const start = from ?? Float64Array.from(table.factors, (factor) => startingRatio(factor, table));
  const found = minimise(criterion, { x: start }, tolerance);
  if (found === undefined) return undefined;
  let theta: Float64Array = found.x.map(Math.abs);
  if (theta.some((ratio) => !(ratio <= mostRatio))) return undefined;
  let value = found.value;
  let evaluations = found.evaluations;
  let settled = found.settled;
  for (let f = 0; f < theta.length; f++) {
    const fallToZero = found.curvature[f * theta.length + f] * theta[f] ** 2;
    if (theta[f] === 0 || fallToZero > 1e-3) continue;
    const free = Array.from(theta.keys()).filter((g) => g !== f && theta[g] !== 0);
    const without = minimise(
      holdAtZero(criterion, theta.length, free),
      { x: Float64Array.from(free, (g) => theta[g]) },
      tolerance,
    );
    if (without === undefined) continue;
    evaluations += without.evaluations;
    if (without.value > value + sameCriterion) continue;
    theta = spreadOut(without.x.map(Math.abs), theta.length, free);
    value = without.value;
    settled = without.settled;
  }
  const parts = likelihood(theta)!;
  return {
    theta,
    parts,
    errorVariance: parts.residualSquares / freedom,
    criterion: profiledCriterion(parts, freedom).value,
    evaluations: evaluations + 1,
    settled,
  };
}

/** Second derivatives of the criterion along the relative standard deviations at the fit. */
export function curvatureAt(likelihood: Likelihood, freedom: number, fit: VarianceFit): Float64Array {
  return curvatureByDifferences(
    profiledOver(likelihood, freedom),
    fit.theta,
    profiledCriterion(fit.parts, freedom),
  );
}

/** A function of the free variables alone, the others held at zero. */
function holdAtZero(f: Smooth, size: number, free: readonly number[]): Smooth {
  return (x) => {
    const point = f(spreadOut(x, size, free));
    return point && { value: point.value, gradient: Float64Array.from(free, (g) => point.gradient[g]) };
  };
}

function spreadOut(x: Float64Array, size: number, free: readonly number[]): Float64Array {
  const all = new Float64Array(size);
  free.forEach((g, i) => {
    all[g] = x[i];
  });
  return all;
}

/** Sums of squares of the one-way analysis of variance of one factor. */
export function oneWaySquares(factor: LevelSums, table: CrossTable) {
  let between = 0;
  let squaredCounts = 0;
  for (let level = 0; level < factor.levels; level++) {
    between += factor.sum[level] ** 2 / factor.count[level];
    squaredCounts += factor.count[level] ** 2;
  }
  return { between, within: Math.max(0, table.sumOfSquares - between), squaredCounts };
}

/** The moment estimate of the one-way model, kept away from zero. */
function startingRatio(factor: LevelSums, table: CrossTable): number {
  const { between, within, squaredCounts } = oneWaySquares(factor, table);
  const { levels } = factor;
  const meanWithin = within / (table.rows - levels);
  const effectiveCount = (table.rows - squaredCounts / table.rows) / (levels - 1);
  const ratio = (between / (levels - 1) / meanWithin - 1) / effectiveCount;
  return Math.sqrt(Math.max(ratio, 0.1 / effectiveCount));
}
