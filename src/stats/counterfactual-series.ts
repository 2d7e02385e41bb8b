import { fitByLikelihood, fitByPriors, type SeriesFit } from './counterfactual-series/fit-series.ts';
import {
  coefficientsFrom,
  type Forecast,
  forecast,
  type SeriesModel,
} from './counterfactual-series/state-space.ts';
import { normalCdf, normalQuantile } from './distributions.ts';
import { rangeOf, refuseOutOfRange } from './numeric-range.ts';
import { quickNormalCdf } from './quick-normal.ts';
import { type Refused, refuse } from './refused.ts';

export interface CounterfactualInput {
  /** [periods] in time order, in units of the measure; NaN where a period has no value. */
  readonly outcome: Float64Array;
  /** Index from 0 of the first period after the training. */
  readonly firstPeriodAfter: number;
  /** Each [periods], without gaps: series that the training cannot touch and that move as the outcome does. */
  readonly covariates?: readonly Float64Array[];
  readonly trend?: 'level' | 'level-and-slope';
  /** Periods of a season, such as 7 for days of the week; none where it is absent. */
  readonly seasonLength?: number | undefined;
  /** How the variances are found: under CausalImpact's default priors, or as most likely. */
  readonly variances?: 'priors' | 'likelihood';
  /** Coverage of the intervals, over 0 and below 1; 0.95. */
  readonly level?: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface CounterfactualSeries {
  readonly kind: 'estimate';
  /** Mean over the periods after of value less what was to be expected, in units of the measure. */
  readonly effect: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  /** The same summed over these periods. */
  readonly cumulative: Interval & { readonly effect: number };
  /** [periods] what was to be expected without the training. */
  readonly expected: Float64Array;
  /** [periods after] between which a value was to be expected. */
  readonly expectedAfter: readonly Interval[];
  /** [periods after] sum of value less expected from the first period after up to this one. */
  readonly cumulativeByPeriod: readonly (Interval & { readonly effect: number })[];
  /** [covariates] in units of the measure per unit of the covariate. */
  readonly coefficients: Float64Array;
  readonly periodsBefore: number;
  readonly periodsAfter: number;
  /** To be printed wherever the effect is. */
  readonly caution: typeof caution;
}

const caution = 'cannot be separated from whatever else happened then';
const fewestPeriodsBefore = 26;
const periodsPerCovariate = 10;

/**
 * Everybody was trained on one date, and there is nobody to compare with: the series itself is continued.
 *
 * Question: what would the series have done after the date, had it gone on as before?
 * Estimand: mean and sum over the periods after of value less the value without the training.
 * Formula: y_t = level_t + season_t + x_t' beta + e_t; level (with slope), season as random walks; Kalman filter over
 *   the periods before, forecast after it; the sum's variance carried along with the states.
 * Source: [brodersen2015, sections 2.1-2.3]; filter and smoother [durbin2012, sections 4.3-4.4]; integration over the
 *   variances [rue2009, section 3.1]; all covariates are in (no selection).
 * Assumes: nothing else changed on that date (no check can tell: `caution`); the covariates were not touched and keep
 *   their relation to the outcome (probe: a date before the training in its place gives no effect).
 * Input: one value per period, gaps as NaN; covariates without gaps.
 * Output: effect, sum and intervals in units of the measure; what was to be expected by period.
 * Refuses: `short-series-before` under 26 periods with a value; `nothing-after`; `constant-before`;
 *   `constant-covariate`; `many-covariates` over one to 10 periods before; `short-season` under two seasons before;
 *   `out-of-range`.
 * Uncertainty: posterior interval, noise of the periods after included; with `likelihood` that of the variances is
 *   left out and intervals are somewhat too narrow.
 * Proof: R CausalImpact; the Nile's variances; filter, smoother and sum against one multivariate normal by brute
 *   force; coverage by simulation.
 */
export function counterfactualSeries(input: CounterfactualInput): CounterfactualSeries | Refused {
  const { level = 0.95 } = input;
  checkShapes(input, level);
  const refusal = refusalOf(input);
  if (refusal) return refusal;
  const { model, values, centre, scale, covariateScales } = standardise(input);
  const fit = input.variances === 'likelihood' ? fitByLikelihood(model, values) : fitByPriors(model, values);
  const counted = Uint8Array.from(input.outcome, (value, t) =>
    t >= input.firstPeriodAfter && !Number.isNaN(value) ? 1 : 0,
  );
  const forecasts = fit.map(({ variances, start }) => forecast(model, variances, start, values, counted));
  const mixture = { fit, forecasts, level };
  const sums = sumsAfter(input, mixture, counted, centre, scale);
  const last = sums[sums.length - 1];
  const periodsAfter = counted.reduce((sum, mark) => sum + mark, 0);
  const from = coefficientsFrom(model);
  return {
    kind: 'estimate',
    effect: last.effect / periodsAfter,
    standardError: last.spread / periodsAfter,
    low: last.low / periodsAfter,
    high: last.high / periodsAfter,
    cumulative: { effect: last.effect, low: last.low, high: last.high },
    expected: meanOver(fit, forecasts).map((value) => centre + scale * value),
    expectedAfter: expectedAfter(input, mixture, centre, scale),
    cumulativeByPeriod: sums.map(({ effect, low, high }) => ({ effect, low, high })),
    coefficients: covariateScales.map((each, k) => (scale * forecasts[0].states[from + k]) / each),
    periodsBefore: values.filter((value) => !Number.isNaN(value)).length,
    periodsAfter,
    caution,
  };
}

/** Forecasts under several sets of variances. */
interface Mixture {
  readonly fit: SeriesFit;
  readonly forecasts: readonly Forecast[];
  readonly level: number;
}

/** Sums of value less expected, by period after. */
function sumsAfter(
  { outcome, firstPeriodAfter }: CounterfactualInput,
  { fit, forecasts, level }: Mixture,
  counted: Uint8Array,
  centre: number,
  scale: number,
) {
  const seen = new Float64Array(fit.length);
  const result: (Interval & { readonly effect: number; readonly spread: number })[] = [];
  for (let t = firstPeriodAfter; t < outcome.length; t++) {
    if (counted[t]) {
      forecasts.forEach((each, k) => {
        seen[k] += (outcome[t] - centre) / scale - each.mean[t];
      });
    }
    const variances = Float64Array.from(forecasts, (each) => each.varianceOfSum[t]);
    const { mean, spread, low, high } = describe(fit, seen, variances, level);
    result.push({ effect: scale * mean, spread: scale * spread, low: scale * low, high: scale * high });
  }
  return result;
}

function expectedAfter(
  { outcome, firstPeriodAfter }: CounterfactualInput,
  { fit, forecasts, level }: Mixture,
  centre: number,
  scale: number,
): Interval[] {
  return Array.from({ length: outcome.length - firstPeriodAfter }, (_, k) => {
    const t = firstPeriodAfter + k;
    const means = Float64Array.from(forecasts, (each) => each.mean[t]);
    const variances = Float64Array.from(forecasts, (each) => each.variance[t]);
    const { low, high } = describe(fit, means, variances, level);
    return { low: centre + scale * low, high: centre + scale * high };
  });
}

/** Hundred times the error of `quickNormalCdf`, and of sums of weights that make 1. */
const quickIsRightTo = 1e-9;

/** Mean, standard deviation and equal-tailed interval of a mixture of normals. */
function describe(fit: SeriesFit, means: Float64Array, variances: Float64Array, level: number) {
  const mean = fit.reduce((sum, { weight }, k) => sum + weight * means[k], 0);
  const spread = Math.sqrt(
    fit.reduce((sum, { weight }, k) => sum + weight * (variances[k] + (means[k] - mean) ** 2), 0),
  );
  if (spread === 0) return { mean, spread, low: mean, high: mean };
  const deviations = variances.map(Math.sqrt);
  const below = (x: number, cdf: (z: number) => number) =>
    fit.reduce((sum, { weight }, k) => sum + weight * cdf((x - means[k]) / deviations[k]), 0);
  // All digits are asked for only where the quick probability could be on the other side of p.
  const isBelow = (x: number, p: number) => {
    const quick = below(x, quickNormalCdf);
    return (Math.abs(quick - p) > quickIsRightTo ? quick : below(x, normalCdf)) < p;
  };
  const quantile = (p: number) => {
    if (fit.length === 1) return mean + normalQuantile(p) * spread;
    let [low, high] = [mean - 12 * spread, mean + 12 * spread];
    while (high - low > 1e-7 * spread) {
      const middle = (low + high) / 2;
      if (isBelow(middle, p)) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  return { mean, spread, low: quantile((1 - level) / 2), high: quantile((1 + level) / 2) };
}

function meanOver(fit: SeriesFit, forecasts: readonly Forecast[]): Float64Array {
  return forecasts[0].mean.map((_, t) =>
    fit.reduce((sum, { weight }, k) => sum + weight * forecasts[k].mean[t], 0),
  );
}

interface Standardised {
  readonly model: SeriesModel;
  /** [periods] NaN after the break. */
  readonly values: Float64Array;
  readonly centre: number;
  readonly scale: number;
  readonly covariateScales: Float64Array;
}

/** Everything by its mean and standard deviation before the break. */
function standardise(input: CounterfactualInput): Standardised {
  const { outcome, firstPeriodAfter: before, covariates = [], trend = 'level', seasonLength = 0 } = input;
  const { mean: centre, deviation: scale } = momentsOf(outcome.subarray(0, before));
  const moments = covariates.map((covariate) => momentsOf(covariate.subarray(0, before)));
  const rows = new Float64Array(outcome.length * covariates.length);
  covariates.forEach((covariate, k) => {
    covariate.forEach((value, t) => {
      rows[t * covariates.length + k] = (value - moments[k].mean) / moments[k].deviation;
    });
  });
  return {
    model: {
      periods: outcome.length,
      trend,
      seasonLength,
      covariates: rows,
      covariateCount: covariates.length,
    },
    values: outcome.map((value, t) => (t < before ? (value - centre) / scale : Number.NaN)),
    centre,
    scale,
    covariateScales: Float64Array.from(moments, ({ deviation }) => deviation),
  };
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const there = values.filter((value) => !Number.isNaN(value));
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const squares = there.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (there.length - 1)) };
}

function refuseRange({ outcome, covariates = [] }: CounterfactualInput): Refused | undefined {
  const series = [outcome, ...covariates];
  for (const [k, values] of series.entries()) {
    const outOfRange = refuseOutOfRange(rangeOf(values), k === 0 ? 'the outcome' : `covariate ${k}`);
    if (outOfRange !== undefined) return outOfRange;
  }
  return undefined;
}

function refusalOf(input: CounterfactualInput): Refused | undefined {
  const { outcome, firstPeriodAfter: before, covariates = [], seasonLength = 0 } = input;
  const outOfRange = refuseRange(input);
  if (outOfRange !== undefined) return outOfRange;
  const there = outcome.slice(0, before).filter((value) => !Number.isNaN(value)).length;
  if (there < fewestPeriodsBefore) {
    return refuse(
      'short-series-before',
      `${there} periods with a value before the training; at least ${fewestPeriodsBefore} are needed.`,
    );
  }
  if (outcome.slice(before).every(Number.isNaN)) {
    return refuse('nothing-after', 'There is no period with a value after the training.');
  }
  if (isConstant(outcome.subarray(0, before))) {
    return refuse('constant-before', 'The values before the training are all the same.');
  }
  const constant = covariates.findIndex((covariate) => isConstant(covariate.subarray(0, before)));
  if (constant >= 0) {
    return refuse('constant-covariate', `Covariate ${constant + 1} is the same in all periods before.`);
  }
  if (there < periodsPerCovariate * covariates.length) {
    return refuse(
      'many-covariates',
      `${covariates.length} covariates need ${periodsPerCovariate * covariates.length} periods before; there are ${there}.`,
    );
  }
  if (before < 2 * seasonLength) {
    return refuse(
      'short-season',
      `A season of ${seasonLength} periods needs two of them before the training.`,
    );
  }
  return undefined;
}

function isConstant(values: Float64Array): boolean {
  const { mean, deviation } = momentsOf(values);
  return !(deviation > 1e-12 * Math.abs(mean));
}

function checkShapes(input: CounterfactualInput, level: number): void {
  const { outcome, firstPeriodAfter, covariates = [], seasonLength = 0 } = input;
  if (!(Number.isInteger(firstPeriodAfter) && firstPeriodAfter >= 0)) {
    throw new RangeError(`not the index of a period: ${firstPeriodAfter}`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`not a level between 0 and 1: ${level}`);
  if (!(Number.isInteger(seasonLength) && (seasonLength === 0 || seasonLength >= 2))) {
    throw new RangeError(`not the length of a season in periods: ${seasonLength}`);
  }
  for (const value of outcome) {
    if (Math.abs(value) === Number.POSITIVE_INFINITY) throw new RangeError(`not a number: ${value}`);
  }
  for (const covariate of covariates) {
    if (covariate.length !== outcome.length) {
      throw new RangeError(`${outcome.length} periods, but a covariate of ${covariate.length}`);
    }
    for (const value of covariate)
      if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
  }
}
