import { type Refused, refuse } from './refused.ts';
import { type Appearance, appearancesIn, type Occurrences } from './survey-change/appearances.ts';
import {
  fewestStretches,
  type LastingStep,
  lastingSteps,
  type PeriodSeries,
} from './survey-change/lasting-steps.ts';

export type { Appearance, Occurrences } from './survey-change/appearances.ts';
export type { LastingStep, PeriodSeries } from './survey-change/lasting-steps.ts';

export interface SurveyChangeInput {
  /** Mean per period of those whom no training touched. */
  readonly level: PeriodSeries;
  /** Logarithm of the standard deviation of single answers. */
  readonly spread?: PeriodSeries | undefined;
  /** Share of those asked who answered. */
  readonly answered?: PeriodSeries | undefined;
  /** How often each value was given. */
  readonly values?: Occurrences | undefined;
  /** How often each channel was used. */
  readonly channels?: Occurrences | undefined;
  /** Periods that are compared on either side of a day, such as 4 weeks. */
  readonly stretch: number;
}

export interface SurveyChanges {
  readonly kind: 'changes';
  readonly level: readonly LastingStep[];
  readonly spread: readonly LastingStep[];
  readonly answered: readonly LastingStep[];
  readonly values: readonly Appearance[];
  readonly channels: readonly Appearance[];
}

/**
 * Did the survey behind a measure change, and when?
 *
 * Question: is there a period from which answers are on another level, spread otherwise, come from another share of those
 *   asked, have other values, or come by another channel, for everybody at once?
 * Estimand: the first period of each such lasting change, and the size of a jump.
 * Formula: jumps: D_t = median of the next h periods - median of the last h; score = |D_t - median D| / s, where s is the
 *   larger of 1.4826 median |D - median D| away from t and what the differences of neighbours lead one to expect; an
 *   alarm from the score that series without a jump reach once in 1,000. It must last over 2 h; it is taken off, and again.
 *   Values and channels: all K periods with it among the last w of T by chance: C(w, K) / C(T, K).
 * Source: own; median and median deviation as in [hampel1974].
 * Assumes: noise of one size over time, with a memory of at most 0.9 from one period to the next; one group of people
 *   throughout, whom no training touched. A jump may have another cause than the survey.
 * Input: series per period, with which are known; counts [things x periods] and totals [periods]; h.
 * Output: jumps with period, size and score; what appeared or vanished, with its period.
 * Refuses: `too-short` under 5 h periods that are known.
 * Uncertainty: false alarms once in 1,000 per series of jumps, twice in 1,000 over all values and over all channels:
 *   under 1 in 100 for all five together. A date is right to within a period or two.
 * Proof: false alarms and detection simulated; the chance of an appearance against counting all orders; special cases.
 */
export function surveyChange(input: SurveyChangeInput): SurveyChanges | Refused {
  const { level, spread, answered, values, channels, stretch } = input;
  if (!Number.isInteger(stretch) || stretch < 2)
    throw new RangeError(`stretch must be 2 or more: ${stretch}`);
  for (const series of [level, spread, answered]) checkSeries(series, level.values.length);
  for (const occurrences of [values, channels]) checkOccurrences(occurrences, level.values.length);
  const known = level.known.reduce((sum, is) => sum + is, 0);
  if (known < fewestStretches * stretch) {
    return refuse(
      'too-short',
      `To see a change of the survey takes ${fewestStretches * stretch} periods; there are ${known}.`,
    );
  }
  const steps = (series: PeriodSeries | undefined) =>
    series === undefined ? [] : lastingSteps(series, stretch);
  const seen = (occurrences: Occurrences | undefined) =>
    occurrences === undefined ? [] : appearancesIn(occurrences);
  return {
    kind: 'changes',
    level: steps(level),
    spread: steps(spread),
    answered: steps(answered),
    values: seen(values),
    channels: seen(channels),
  };
}

function checkSeries(series: PeriodSeries | undefined, periods: number): void {
  if (series === undefined) return;
  if (series.values.length !== periods || series.known.length !== periods) {
    throw new RangeError(
      `series have ${series.values.length} and ${series.known.length} periods, not ${periods}`,
    );
  }
  const wrong = series.values.findIndex(
    (value, period) => series.known[period] === 1 && !Number.isFinite(value),
  );
  if (wrong >= 0) throw new RangeError(`the value of period ${wrong} is ${series.values[wrong]}`);
}

function checkOccurrences(occurrences: Occurrences | undefined, periods: number): void {
  if (occurrences === undefined) return;
  const { counts, totals } = occurrences;
  if (totals.length !== periods || counts.length % periods !== 0) {
    throw new RangeError(`counts ${counts.length} and totals ${totals.length} do not fit ${periods} periods`);
  }
}
