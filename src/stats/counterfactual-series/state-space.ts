/** A series as level (and slope), season and covariates, all of them standardised. */
export interface SeriesModel {
  readonly periods: number;
  readonly trend: 'level' | 'level-and-slope';
  /** Periods of a season; 0 for none. */
  readonly seasonLength: number;
  /** [periods x covariates] */
  readonly covariates: Float64Array;
  readonly covariateCount: number;
}

/** Variances of what is new in each period. */
export interface Variances {
  readonly observation: number;
  readonly level: number;
  readonly slope: number;
  readonly season: number;
}

/** What is believed of the states before the first period. */
export interface Start {
  /** [states] */
  readonly mean: Float64Array;
  /** [states x states] */
  readonly covariance: Float64Array;
}

/** One step of the filter: the states as expected from the periods before, and what the value of this one said. */
interface Step {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  /** [states] covariance of the states with the value: P z. */
  readonly reach: Float64Array;
  /** Variance of the value, its noise included. */
  readonly variance: number;
  /** Value less expected; undefined in a period without one. */
  readonly surprise: number | undefined;
}

/** States are level, slope, the season's (its length less one), and one coefficient per covariate. */
export function stateCount({ trend, seasonLength, covariateCount }: SeriesModel): number {
  return coefficientsFrom({ trend, seasonLength }) + covariateCount;
}

export function coefficientsFrom({
  trend,
  seasonLength,
}: Pick<SeriesModel, 'trend' | 'seasonLength'>): number {
  return seasonFrom(trend) + Math.max(0, seasonLength - 1);
}

function seasonFrom(trend: SeriesModel['trend']): number {
  return trend === 'level' ? 1 : 2;
}

/** -log likelihood of the values that are there; `values` holds NaN where there is none. */
export function misfit(model: SeriesModel, variances: Variances, start: Start, values: Float64Array): number {
  let sum = 0;
  for (const { surprise, variance } of filterSteps(model, variances, start, values)) {
    if (surprise !== undefined) {
      sum += 0.5 * (Math.log(2 * Math.PI * variance) + (surprise * surprise) / variance);
    }
  }
  return sum;
}

/** The Kalman filter [durbin2012, section 4.3], period by period. */
function* filterSteps(
  model: SeriesModel,
  variances: Variances,
  start: Start,
  values: Float64Array,
): Generator<Step> {
  const n = start.mean.length;
  let mean = start.mean.slice();
  let covariance = start.covariance.slice();
  for (let t = 0; t < values.length; t++) {
    const z = loadings(model, t);
    const reach = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) reach[i] += covariance[i * n + j] * z[j];
    const variance = dot(z, reach) + variances.observation;
    const surprise = Number.isNaN(values[t]) ? undefined : values[t] - dot(z, mean);
    yield { mean, covariance, reach, variance, surprise };
    mean = mean.slice();
    covariance = covariance.slice();
    if (surprise !== undefined) {
      for (let i = 0; i < n; i++) {
        mean[i] += (reach[i] * surprise) / variance;
        for (let j = 0; j < n; j++) covariance[i * n + j] -= (reach[i] * reach[j]) / variance;
      }
    }
    goOn(model, mean, 0, 1);
    for (let j = 0; j < n; j++) goOn(model, covariance, j, n);
    for (let i = 0; i < n; i++) goOn(model, covariance, i * n, 1);
    addNews(model, variances, covariance, n);
  }
}

/** What the periods with values say of those without, after the last with one. */
export interface Forecast {
  /** [periods] expected value of each period, given all values; before the break smoothed over both sides. */
  readonly mean: Float64Array;
  /** [periods] variance of a value there, noise included; that of the filter. */
  readonly variance: Float64Array;
  /** [periods] variance of the sum of values from the first counted period up to this; 0 before. */
  readonly varianceOfSum: Float64Array;
  /** [states] after all values. */
  readonly states: Float64Array;
}

/** `counted` marks the periods after the last value that enter the sum. */
export function forecast(
  model: SeriesModel,
  variances: Variances,
  start: Start,
  values: Float64Array,
  counted: Uint8Array,
): Forecast {
  const steps = [...filterSteps(model, variances, start, values)];
  return {
    mean: smoothedMeans(model, steps),
    variance: Float64Array.from(steps, (step) => step.variance),
    varianceOfSum: variancesOfSum(model, steps, counted),
    states: steps[steps.length - 1].mean,
  };
}

/** Backwards through the steps [durbin2012, section 4.4]. */
function smoothedMeans(model: SeriesModel, steps: readonly Step[]): Float64Array {
  const n = steps[0].mean.length;
  const result = new Float64Array(steps.length);
  const pull = new Float64Array(n);
  for (let t = steps.length - 1; t >= 0; t--) {
    const { mean, covariance, reach, variance, surprise } = steps[t];
    const z = loadings(model, t);
    goBack(model, pull);
    if (surprise !== undefined) {
      const gain = (surprise - dot(reach, pull)) / variance;
      for (let i = 0; i < n; i++) pull[i] += z[i] * gain;
    }
    result[t] = dot(z, mean);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) result[t] += z[i] * covariance[i * n + j] * pull[j];
    }
  }
  return result;
}

/** Carries the covariance of the sum so far with the states along. */
function variancesOfSum(model: SeriesModel, steps: readonly Step[], counted: Uint8Array): Float64Array {
  const shared = new Float64Array(steps[0].mean.length);
  let variance = 0;
  return Float64Array.from(steps, (step, t) => {
    if (counted[t]) {
      variance += 2 * dot(loadings(model, t), shared) + step.variance;
      for (let i = 0; i < shared.length; i++) shared[i] += step.reach[i];
    }
    goOn(model, shared, 0, 1);
    return variance;
  });
}

/** [states] how much of each state a period's value holds. */
function loadings(model: SeriesModel, period: number): Float64Array {
  const { trend, seasonLength, covariates, covariateCount } = model;
  const z = new Float64Array(stateCount(model));
  z[0] = 1;
  if (seasonLength > 0) z[seasonFrom(trend)] = 1;
  const from = coefficientsFrom(model);
  for (let k = 0; k < covariateCount; k++) z[from + k] = covariates[period * covariateCount + k];
  return z;
}

/** States of the next period, in place: the slope is added to the level, the season turns by one. */
function goOn({ trend, seasonLength }: SeriesModel, x: Float64Array, from: number, stride: number): void {
  if (trend === 'level-and-slope') x[from] += x[from + stride];
  if (seasonLength === 0) return;
  const first = from + seasonFrom(trend) * stride;
  let sum = 0;
  for (let k = seasonLength - 2; k >= 0; k--) {
    sum += x[first + k * stride];
    if (k > 0) x[first + k * stride] = x[first + (k - 1) * stride];
  }
  x[first] = -sum;
}

/** The transpose of the same step. */
function goBack({ trend, seasonLength }: SeriesModel, x: Float64Array): void {
  if (trend === 'level-and-slope') x[1] += x[0];
  if (seasonLength === 0) return;
  const first = seasonFrom(trend);
  const lead = x[first];
  for (let k = 0; k < seasonLength - 2; k++) x[first + k] = x[first + k + 1] - lead;
  x[first + seasonLength - 2] = -lead;
}

function addNews(model: SeriesModel, variances: Variances, covariance: Float64Array, n: number): void {
  covariance[0] += variances.level;
  if (model.trend === 'level-and-slope') covariance[n + 1] += variances.slope;
  const season = seasonFrom(model.trend);
  if (model.seasonLength > 0) covariance[season * n + season] += variances.season;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
