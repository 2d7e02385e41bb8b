import { studentTQuantile } from './distributions.ts';
import { type Blocks, type Contrast, spread, withLeastError } from './level-contrast.ts';
import { type Refused, refuse } from './refused.ts';

/** A mean number of cases with what each cluster adds to its error, [clusters]. */
export interface RateWithInfluence {
  readonly rate: number;
  readonly influence: Float64Array;
}

/** Four rates of cases: of the trained and the untrained, in the window and in the base before it. */
export interface RateRatioInput {
  readonly trained: RateWithInfluence;
  readonly untrained: RateWithInfluence;
  readonly trainedBefore: RateWithInfluence;
  readonly untrainedBefore: RateWithInfluence;
  readonly blocks: Blocks;
  /** `difference` takes the ratio before off whole, `least-error` the power of it that makes the error least. */
  readonly use: 'difference' | 'least-error';
  /** No more degrees of freedom than these, as of the difference of the same rates. */
  readonly mostDegreesOfFreedom?: number | undefined;
}

export interface RateRatio {
  readonly kind: 'estimate';
  /** Below 1: fewer cases because of the training. */
  readonly ratio: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Of the natural logarithm of the ratio. */
  readonly logStandardError: number;
  readonly degreesOfFreedom: number;
  /** Power to which the ratio before was taken off, 1 with `difference`. */
  readonly power: number;
}

/**
 * Effect on rare cases as a ratio.
 *
 * Question: how many times as many complaints (or other rare cases) were there because of the training?
 * Estimand: cases of the trained over those that they would have had untrained, per person and period.
 * Formula: ratio = (A1 / A0) / (B1 / B0)^power; A in the window, B in the base, 1 trained, 0 untrained. log ratio has
 *   the influence a1/A1 - a0/A0 - power (b1/B1 - b0/B0); power is 1, or cov(after, before) / var(before) of the logs, and
 *   then influences as in `withLeastError`.
 * Source: [wooldridge2023], parallel trends of logarithms with a Poisson mean; the power as in [roth2023, section 3],
 *   its error as in [mackinnon1985].
 * Assumes: untrained, the rates of both sides would have changed by the same factor, or the order was drawn by lot.
 * Input: four rates per person and period, each with the influence of every cluster on it; blocks of clusters.
 * Output: a ratio without unit, its 95 % interval, the error of its logarithm.
 * Refuses: `no-cases` where one of the rates is 0: a ratio to or from nothing has no interval.
 * Uncertainty: delta method on the logarithm, by block of assignment, Student's t with Satterthwaite's degrees of freedom.
 * Proof: counts over equal exposure give the ratio of their ratios with error sqrt(1/a + 1/b + 1/c + 1/d); difference
 *   quotients cluster by cluster; a simulation of rare counts with people and teams that differ: covered as it should be.
 */
export function rateRatio(input: RateRatioInput): RateRatio | Refused {
  const { trained, untrained, trainedBefore, untrainedBefore, blocks } = input;
  for (const { rate } of [trained, untrained, trainedBefore, untrainedBefore]) {
    if (!(rate >= 0) || rate === Number.POSITIVE_INFINITY)
      throw new RangeError(`not a rate of cases: ${rate}`);
    if (rate === 0) return refuse('no-cases', 'On one side there was no case at all, so there is no ratio.');
  }
  const after = logRatio(trained, untrained);
  const before = logRatio(trainedBefore, untrainedBefore);
  const log: Contrast =
    input.use === 'difference'
      ? {
          estimate: after.estimate - before.estimate,
          influence: after.influence.map((value, c) => value - before.influence[c]),
          beta: 1,
        }
      : withLeastError(after, before, blocks);
  const { standardError, degreesOfFreedom } = spread(
    { ...log, mostDegreesOfFreedom: input.mostDegreesOfFreedom },
    blocks,
  );
  if (!(standardError > 0))
    return refuse('no-spread', 'All clusters had the same rates, so no error can be stated.');
  const half = studentTQuantile(0.975, degreesOfFreedom) * standardError;
  return {
    kind: 'estimate',
    ratio: Math.exp(log.estimate),
    low: Math.exp(log.estimate - half),
    high: Math.exp(log.estimate + half),
    logStandardError: standardError,
    degreesOfFreedom,
    power: log.beta,
  };
}

type LogRatio = Pick<Contrast, 'estimate' | 'influence'>;

function logRatio(one: RateWithInfluence, other: RateWithInfluence): LogRatio {
  if (one.influence.length !== other.influence.length) {
    throw new RangeError(
      `${one.influence.length} clusters on one side, ${other.influence.length} on the other`,
    );
  }
  return {
    estimate: Math.log(one.rate / other.rate),
    influence: one.influence.map((value, c) => value / one.rate - other.influence[c] / other.rate),
  };
}
