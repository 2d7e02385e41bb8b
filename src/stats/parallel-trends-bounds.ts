import type { TestSizes } from './conditional-test.ts';
import { rejects } from './conditional-test.ts';
import { normalQuantile } from './distributions.ts';
import { fixedLengthInterval } from './fixed-length-interval.ts';
import { type Refused, refuse } from './refused.ts';
import {
  bendWeights,
  changesOfTrend,
  type EventTimes,
  relativeMagnitude,
  smoothTrend,
  type TrendParts,
  type TrendRestriction,
} from './trend-restriction.ts';

export interface ParallelTrendsInput extends EventTimes {
  /** How large a change after the base may be, as a multiple of the largest before it; each at least 0. */
  readonly relativeMagnitudes: readonly number[];
  /** How much the slope of the difference may change per period, in units of the effect; each at least 0. */
  readonly slopeChanges: readonly number[];
  /** 0.05 gives intervals that hold the truth in 95 of 100 cases. */
  readonly size: number;
}

export interface EffectBounds {
  readonly low: number;
  readonly high: number;
}

export interface ParallelTrendsBounds {
  readonly kind: 'estimate';
  /** Sum of weight times effect after the base, its error and interval if trends were parallel. */
  readonly estimate: number;
  readonly standardError: number;
  readonly parallel: EffectBounds;
  readonly relativeMagnitudes: readonly (EffectBounds & { readonly multiple: number })[];
  readonly slopeChanges: readonly {
    readonly change: number;
    /** Around an estimate that draws the line of the leads on. */
    readonly fixedLength: EffectBounds;
    /** From the test that also bounds relative magnitudes. */
    readonly conditional: EffectBounds;
  }[];
  readonly breakDown: BreakDown;
}

/** The least multiple of the largest change before the base at which an effect of 0 cannot be ruled out. */
export interface BreakDown {
  readonly multiple: number;
  /** False where 0 is still ruled out at `multiple`, the largest that is tried. */
  readonly reached: boolean;
}

/**
 * What is left of an effect if trends were not quite parallel.
 *
 * Question: how different could the trends of trained and untrained have been, and the effect still not be 0?
 * Estimand: the values of l'effect that fit the estimates, if the difference in trend changed from one period to the
 *   next by at most M times its largest such change before the base; or if its slope changed by at most m a period.
 * Formula: the union, over each change before the base and both signs, of the values that the hybrid of the least
 *   favourable (kappa = size / 10) and the conditional test does not reject, on the grid -20 s + k 40 s / 999, s the
 *   error of l'effect (for slopes on -h + k 2 h / 999, h = 20 s + m sum |q_i|), carried on past its ends where they are
 *   not rejected. Fixed length: the shortest of the affine estimates plus and minus the quantile of |N(bias, variance)|.
 * Source: [rambachan2023, eq. 7, 8 and section 4]; the test [andrews2023, section 5]. The linear programme of the test
 *   is solved by its corners, which are the same for any data; the first stage's critical value is an integral.
 * Assumes: estimates near normal with a known covariance; before the base nobody acts on the training to come.
 * Input: [P] leads and [N] lags against one base, their covariance, [N] weights, multiples, slope changes, size.
 * Output: intervals in units of the effect; a multiple from 0 to 64.
 * Refuses: `no-leads`; `no-lags`; `no-weights` where all are 0; `no-variance` where the sum asked for, or a change
 *   before the base, has no error.
 * Uncertainty: intervals hold the truth in at least 1 - size of cases if the restriction is true.
 * Proof: R HonestDiD on county employment, to two steps of its grid; all corners by brute force; simulated coverage at
 *   the border of the restriction; units, signs and order change nothing.
 */
export function parallelTrendsBounds(input: ParallelTrendsInput): ParallelTrendsBounds | Refused {
  checkInput(input);
  const { leads, lags, weights, size } = input;
  if (leads.length === 0)
    return refuse('no-leads', 'There is nothing before the base to judge the trends by.');
  if (lags.length === 0) return refuse('no-lags', 'There is no effect after the base.');
  if (weights.every((weight) => weight === 0)) return refuse('no-weights', 'Every weight is 0.');
  const parts = changesOfTrend(input);
  const errors = Array.from(parts.values, (_, row) => Math.sqrt(varianceOf(parts, row)));
  if (errors.some((error, row) => row >= parts.total && !(error > 0))) {
    return refuse('no-variance', 'A change before the base, or the effect, has no error to judge it by.');
  }
  const estimate = parts.values[parts.total];
  const standardError = errors[parts.total];
  const sizes = { whole: size, first: size / 10 };
  const half = normalQuantile(1 - size / 2) * standardError;
  const magnitudes = (multiple: number) => relativeMagnitudes(parts, leads.length, multiple, sizes);
  return {
    kind: 'estimate',
    estimate,
    standardError,
    parallel: { low: estimate - half, high: estimate + half },
    relativeMagnitudes: input.relativeMagnitudes.map((multiple) => {
      return { multiple, ...accepted(magnitudes(multiple), estimate, 20 * standardError, sizes) };
    }),
    slopeChanges: input.slopeChanges.map((change) => ({
      change,
      fixedLength: fixedLengthInterval(input, change, size),
      conditional: smoothBounds(input, change, standardError, sizes),
    })),
    breakDown: breakDown((multiple) => accepts(magnitudes(multiple), 0, sizes)),
  };
}

function varianceOf({ covariance }: TrendParts, row: number): number {
  return covariance.values[row * covariance.columns + row];
}

/** Each change before the base with both signs: one of them is the largest. */
function relativeMagnitudes(
  parts: TrendParts,
  leads: number,
  multiple: number,
  sizes: TestSizes,
): TrendRestriction[] {
  return Array.from({ length: leads }, (_, lead) =>
    [1, -1].map((sign) => relativeMagnitude(parts, multiple, lead, sign, sizes)),
  ).flat();
}

function smoothBounds(input: EventTimes, change: number, error: number, sizes: TestSizes): EffectBounds {
  const bends = bendWeights(input.weights);
  const { leads, lags, weights } = input;
  const reach = change * bends.reduce((sum, bend) => sum + Math.abs(bend), 0);
  const centre = lags.reduce((sum, lag, i) => sum + lag * weights[i], 0) + bends[0] * leads[leads.length - 1];
  return accepted([smoothTrend(input, change, sizes)], centre, 20 * error + reach, sizes);
}

function accepts(restrictions: readonly TrendRestriction[], effect: number, sizes: TestSizes): boolean {
  return restrictions.some(({ firstStage, statistics }) => !rejects(statistics(effect), firstStage, sizes));
}

const gridPoints = 1000;

/** The least and the greatest accepted point of the grid from -half to half, made longer where that is not enough. */
function accepted(
  restrictions: readonly TrendRestriction[],
  centre: number,
  half: number,
  sizes: TestSizes,
): EffectBounds {
  const last = gridPoints - 1;
  const point = (index: number) => -half + (index * 2 * half) / last;
  const isAccepted = (index: number) => accepts(restrictions, point(index), sizes);
  const middle = Math.round(((centre + half) * last) / (2 * half));
  let low = Math.min(0, middle - gridPoints);
  while (isAccepted(low)) low -= middle - low;
  while (low < middle && !isAccepted(low)) low += 1;
  let high = Math.max(last, middle + gridPoints);
  while (isAccepted(high)) high += high - middle;
  while (high > middle && !isAccepted(high)) high -= 1;
  return { low: point(low), high: point(high) };
}

const largestMultiple = 64;

/** Doubles the multiple until 0 is accepted, then halves the distance. */
function breakDown(acceptsZero: (multiple: number) => boolean): BreakDown {
  if (acceptsZero(0)) return { multiple: 0, reached: true };
  let low = 0;
  let high = 1 / 16;
  while (!acceptsZero(high)) {
    low = high;
    high *= 2;
    if (high > largestMultiple) return { multiple: largestMultiple, reached: false };
  }
  while (high - low > 1e-4 * high) {
    const middle = (low + high) / 2;
    if (acceptsZero(middle)) high = middle;
    else low = middle;
  }
  return { multiple: high, reached: true };
}

function checkInput(input: ParallelTrendsInput): void {
  const { leads, lags, covariance, weights, relativeMagnitudes: multiples, slopeChanges, size } = input;
  const total = leads.length + lags.length;
  if (covariance.length !== total * total) {
    throw new RangeError(`${total} estimates need ${total * total} covariances, got ${covariance.length}`);
  }
  if (weights.length !== lags.length) throw new RangeError(`${lags.length} lags, ${weights.length} weights`);
  for (const value of [...leads, ...lags, ...covariance, ...weights]) {
    if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
  }
  for (const value of [...multiples, ...slopeChanges]) {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`must be at least 0: ${value}`);
  }
  if (!(size > 0 && size < 0.5)) throw new RangeError(`the size must lie over 0 and under 0.5: ${size}`);
}
