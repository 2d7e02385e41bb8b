import { matrix, solve, symmetricEigen } from '../linear-algebra.ts';
import { curvatureByDifferences, minimise, type Smooth } from '../variance-components/quasi-newton.ts';
import {
  coefficientsFrom,
  misfit,
  type SeriesModel,
  type Start,
  stateCount,
  type Variances,
} from './state-space.ts';

/** One set of variances, and how much it counts. */
export interface WeightedFit {
  readonly variances: Variances;
  readonly start: Start;
  readonly weight: number;
}

/** The first is the best; weights sum to 1. */
export type SeriesFit = readonly [WeightedFit, ...WeightedFit[]];

/** Guess and weight, in observations, of an inverse gamma prior of a variance. */
interface VariancePrior {
  readonly name: keyof Variances;
  readonly guess: number;
  readonly degreesOfFreedom: number;
  readonly upper: number;
}

/** In standardised units: the level moves by a hundredth of a standard deviation, covariates tell 80 %. */
const newsPrior = { guess: 0.01 ** 2, degreesOfFreedom: 32, upper: 1 };
const observationPrior = { guess: 0.2, degreesOfFreedom: 50, upper: Number.POSITIVE_INFINITY };
/** Without covariates nothing is known beforehand of how much of the series is noise. */
const bareObservationPrior = { guess: 1, degreesOfFreedom: 0.01, upper: Number.POSITIVE_INFINITY };
/** Information of the prior on coefficients, in observations, and the part of it that ignores their correlation. */
const slabObservations = 0.01;
const slabDiagonal = 0.5;
const diffuse = 1e7;
const tolerance = 1e-9;
/** Points of the integration: steps in standard deviations along each axis of the curvature, and how far. */
const stepsByVariances: Readonly<Record<number, readonly [number, number]>> = {
  2: [0.75, 4.5],
  3: [1, 4],
  4: [1.2, 3.6],
};
const negligible = 1e-5;

/** Variances that the model has, in a fixed order. */
function variancesIn({ trend, seasonLength }: SeriesModel): readonly (keyof Variances)[] {
  return [
    'observation',
    'level',
    ...(trend === 'level-and-slope' ? (['slope'] as const) : []),
    ...(seasonLength > 0 ? (['season'] as const) : []),
  ];
}

function variancesFrom(model: SeriesModel, values: Float64Array): Variances {
  const named = Object.fromEntries(variancesIn(model).map((name, k) => [name, values[k]]));
  return { observation: 0, level: 0, slope: 0, season: 0, ...named };
}

/** Most likely variances, started from states of which nothing is known; their own uncertainty is left out. */
export function fitByLikelihood(model: SeriesModel, values: Float64Array): SeriesFit {
  const start = diffuseStart(model);
  const at = (sds: Float64Array) => misfit(model, variancesFrom(model, squares(sds)), start, values);
  const names = variancesIn(model);
  const starts = [0.5, 0.02].map((sd) =>
    Float64Array.from(names, (name) => (name === 'observation' ? 0.5 : sd)),
  );
  const found = starts.flatMap((x) => minimise(withGradient(at), { x }, tolerance) ?? []);
  const best = found.sort((a, b) => a.value - b.value)[0];
  if (best === undefined)
    throw new Error(`no likelihood at a standard deviation of 0.5 of ${names.join(', ')}`);
  return [{ variances: variancesFrom(model, squares(best.x)), start, weight: 1 }];
}

/**
 * Variances by their posterior under the priors of CausalImpact [brodersen2015, section 2.2], integrated over a grid
 * along the axes of the curvature at the mode [rue2009, section 3.1] in place of draws.
 */
export function fitByPriors(model: SeriesModel, values: Float64Array): SeriesFit {
  const observation = model.covariateCount > 0 ? observationPrior : bareObservationPrior;
  const priors = variancesIn(model).map(
    (name): VariancePrior => ({ name, ...(name === 'observation' ? observation : newsPrior) }),
  );
  const information = slabInformation(model, values);
  const startFor = (variances: Variances) => priorStart(model, values, information, variances.observation);
  const at = (logs: Float64Array): number => {
    const variances = variancesFrom(model, logs.map(Math.exp));
    const prior = priors.reduce((sum, each, k) => sum + priorMisfit(each, logs[k]), 0);
    return prior === Infinity ? Infinity : prior + misfit(model, variances, startFor(variances), values);
  };
  const mode = minimise(
    withGradient(at),
    { x: Float64Array.from(priors, ({ guess }) => Math.log(guess)) },
    tolerance,
  );
  if (mode === undefined) throw new Error('the posterior is not defined at the guesses of its priors');
  const points = gridAround(mode.x, curvatureByDifferences(withGradient(at), mode.x, mode)).map((logs) => ({
    logs,
    density: Math.exp(mode.value - at(logs)),
  }));
  const counted = points.filter(({ density }) => density > negligible);
  const total = counted.reduce((sum, { density }) => sum + density, 0);
  const [best, ...others] = counted
    .sort((a, b) => b.density - a.density)
    .map(({ logs, density }) => {
      const variances = variancesFrom(model, logs.map(Math.exp));
      return { variances, start: startFor(variances), weight: density / total };
    });
  return [best, ...others];
}

/** -log density of log variance under an inverse gamma prior, up to a constant. */
function priorMisfit({ guess, degreesOfFreedom, upper }: VariancePrior, logVariance: number): number {
  if (logVariance > Math.log(upper)) return Number.POSITIVE_INFINITY;
  return (degreesOfFreedom / 2) * (logVariance + guess / Math.exp(logVariance));
}

/** Along the axes of the curvature, each in steps of its own standard deviation. */
function gridAround(centre: Float64Array, curvature: Float64Array): Float64Array[] {
  const n = centre.length;
  const { eigenvalues, vectors } = symmetricEigen(matrix(n, n, curvature));
  const [step, reach] = stepsByVariances[n];
  const places = Array.from(
    { length: 2 * Math.floor(reach / step) + 1 },
    (_, k) => (k - Math.floor(reach / step)) * step,
  );
  let grid: Float64Array[] = [centre];
  for (let axis = 0; axis < n; axis++) {
    const spread = 1 / Math.sqrt(Math.max(eigenvalues[axis], 1e-6));
    grid = grid.flatMap((point) =>
      places.map((place) => point.map((value, i) => value + place * spread * vectors.values[i * n + axis])),
    );
  }
  return grid.filter((point) => distanceInErrors(point, centre, curvature) <= reach);
}

function distanceInErrors(point: Float64Array, centre: Float64Array, curvature: Float64Array): number {
  const n = centre.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sum += (point[i] - centre[i]) * curvature[i * n + j] * (point[j] - centre[j]);
  }
  return Math.sqrt(Math.max(0, sum));
}

/** [covariates x covariates] information on the coefficients in units of the error variance. */
function slabInformation({ covariates, covariateCount: k }: SeriesModel, values: Float64Array): Float64Array {
  const information = new Float64Array(k * k);
  let observed = 0;
  values.forEach((value, t) => {
    if (Number.isNaN(value)) return;
    observed++;
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) information[i * k + j] += covariates[t * k + i] * covariates[t * k + j];
    }
  });
  return information.map((sum, cell) => {
    const onDiagonal = Math.floor(cell / k) === cell % k;
    return (slabObservations / observed) * sum * (onDiagonal ? 1 : 1 - slabDiagonal);
  });
}

/** Level around the first value, and coefficients around 0, with the spread of one standardised value. */
function priorStart(
  model: SeriesModel,
  values: Float64Array,
  information: Float64Array,
  errorVariance: number,
): Start {
  const n = stateCount(model);
  const mean = new Float64Array(n);
  mean[0] = values.find((value) => !Number.isNaN(value)) ?? 0;
  const covariance = new Float64Array(n * n);
  const from = coefficientsFrom(model);
  for (let i = 0; i < from; i++) covariance[i * n + i] = 1;
  const k = model.covariateCount;
  for (let j = 0; j < k; j++) {
    const unit = Float64Array.from({ length: k }, (_, i) => (i === j ? errorVariance : 0));
    const column = solve(matrix(k, k, information), unit);
    if (column === undefined) throw new Error('the information on the coefficients is singular');
    for (let i = 0; i < k; i++) covariance[(from + i) * n + from + j] = column[i];
  }
  return { mean, covariance };
}

function diffuseStart(model: SeriesModel): Start {
  const n = stateCount(model);
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) covariance[i * n + i] = diffuse;
  return { mean: new Float64Array(n), covariance };
}

/** Gradients by central differences. */
function withGradient(f: (x: Float64Array) => number): Smooth {
  return (x) => {
    const value = f(x);
    if (!Number.isFinite(value)) return undefined;
    const gradient = x.map((_, k) => {
      const width = 1e-5 * Math.max(1, Math.abs(x[k]));
      const moved = (by: number) => f(x.map((each, i) => (i === k ? each + by : each)));
      return (moved(width) - moved(-width)) / (2 * width);
    });
    return gradient.every(Number.isFinite) ? { value, gradient } : undefined;
  };
}

function squares(values: Float64Array): Float64Array {
  return values.map((value) => value * value);
}
