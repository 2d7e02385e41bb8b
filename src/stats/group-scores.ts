import { studentTQuantile } from './distributions.ts';
import { type GroupSpread, groupSpread, refuseVariances, scoresInUnit } from './group-spread.ts';
import type { Refused } from './refused.ts';

/** How a group stands to the others. */
export type GroupStanding = 'clearly lower' | 'about the same' | 'clearly higher' | 'cannot be told apart';

export interface GroupScore {
  readonly people: number;
  readonly mean: number;
  /** The mean drawn towards the mean of all groups, as far as it is not reliable. */
  readonly score: number;
  readonly low: number;
  readonly high: number;
  /** 0 to 1. */
  readonly reliability: number;
  readonly standing: GroupStanding;
}

export interface GroupScores {
  readonly kind: 'estimate';
  /** Mean of groups like these. */
  readonly mean: number;
  readonly betweenVariance: number;
  readonly withinVariance: number;
  /** Whether groups differ by more than chance (F test at 5 %). */
  readonly toldApart: boolean;
  /** [groups given] undefined for a group without people. */
  readonly scores: readonly (GroupScore | undefined)[];
}

/**
 * Scores of groups that do not take chance for difference.
 *
 * Question: where does this group stand, given how many people answered and how much groups differ at all?
 * Estimand: the true mean of each group.
 * Formula: score_j = mu + gamma_j (ybar_j - mu), gamma_j = tau2 / (tau2 + sigma2 / n_j); sigma2 = MSW, tau2 = (MSB -
 *   MSW) / n0 at least 0, n0 = (N - sum n^2 / N) / (G - 1), mu weighted by gamma_j. Squared error g1 + g2 + 2 g3: what
 *   is left of tau2, the error of mu, the error of tau2 and sigma2.
 * Source: [prasad1990, eq. 2.13 to 3.7]; variances of the variance estimates [searle1992, section 3.6].
 * Assumes: true means of groups near normal, one spread within groups, answers missing by chance.
 * Input: a score per person (NaN: none), a group per person (-1: none).
 * Output: scores and intervals in units of the score, reliability 0 to 1, and the standing against the other groups: the
 *   95 % interval lies on one side of their mean; none where groups are not told apart.
 * Refuses: `one-group`; `one-person-groups`; `no-spread`; `out-of-range` where variances would be too large or too small
 *   for a number.
 * Uncertainty: t with groups - 1 degrees of freedom.
 * Proof: sizes alike and large give the means, tau2 of 0 gives one mean; simulated groups: coverage and less error than
 *   plain means.
 */
export function groupScores(
  scores: Float64Array,
  groupOf: Int32Array,
  groupCount: number,
): GroupScores | Refused {
  const { inUnit, unit } = scoresInUnit(scores);
  const spread = groupSpread(inUnit, groupOf, groupCount);
  if (spread.kind === 'refused') return spread;
  const parts = varianceParts(spread);
  const { between, within } = parts;
  const lost = refuseVariances([between, within], unit);
  if (lost !== undefined) return lost;
  const { sizes, means } = spread;
  const weights = sizes.map((size) => (size === 0 ? 0 : 1 / (between + within / size)));
  const finite = weights.every(Number.isFinite) ? weights : sizes.map((size) => (size > 0 ? 1 : 0));
  const weight = finite.reduce((sum, each) => sum + each, 0);
  const weighted = means.reduce(
    (sum, mean, group) => sum + (finite[group] === 0 ? 0 : finite[group] * mean),
    0,
  );
  const toldApart = spread.p < 0.05;
  const quantile = studentTQuantile(0.975, spread.groups - 1);
  const list = Array.from(sizes, (people, group): GroupScore | undefined => {
    if (people === 0) return undefined;
    const own = means[group];
    const reliability = between === 0 ? 0 : between / (between + within / people);
    const score = weighted / weight + reliability * (own - weighted / weight);
    const half = quantile * Math.sqrt(squaredError(parts, people, reliability, weight));
    const others = (weighted - finite[group] * own) / (weight - finite[group]);
    const interval = { low: score - half, high: score + half };
    const standing = toldApart ? standingOf(interval, others) : 'cannot be told apart';
    return {
      people,
      mean: own * unit,
      score: score * unit,
      low: interval.low * unit,
      high: interval.high * unit,
      reliability,
      standing,
    };
  });
  return {
    kind: 'estimate',
    mean: (weighted / weight) * unit,
    betweenVariance: between * unit * unit,
    withinVariance: within * unit * unit,
    toldApart,
    scores: list,
  };
}

function standingOf({ low, high }: { low: number; high: number }, others: number): GroupStanding {
  if (low > others) return 'clearly higher';
  return high < others ? 'clearly lower' : 'about the same';
}

interface VarianceParts {
  readonly between: number;
  readonly within: number;
  /** Variances and covariance of their estimates. */
  readonly ofBetween: number;
  readonly ofWithin: number;
  readonly ofBoth: number;
}

function varianceParts({
  people: n,
  groups,
  sizes,
  betweenMeanSquare,
  withinMeanSquare,
}: GroupSpread): VarianceParts {
  const squares = sizes.reduce((sum, size) => sum + size ** 2, 0);
  const cubes = sizes.reduce((sum, size) => sum + size ** 3, 0);
  const rest = n ** 2 - squares;
  const within = withinMeanSquare;
  const between = Math.max(0, ((betweenMeanSquare - within) * n * (groups - 1)) / rest);
  const ofWithin = (2 * within ** 2) / (n - groups);
  const chance = (n * (n - 1) * (groups - 1) * within ** 2) / ((n - groups) * rest);
  const uneven = ((n ** 2 * squares + squares ** 2 - 2 * n * cubes) * between ** 2) / (n * rest);
  const ofBetween = ((2 * n) / rest) * (chance + 2 * within * between + uneven);
  return { between, within, ofBetween, ofWithin, ofBoth: (-(groups - 1) * n * ofWithin) / rest };
}

function squaredError(parts: VarianceParts, people: number, reliability: number, weight: number): number {
  const { between, within, ofBetween, ofWithin, ofBoth } = parts;
  const left = between * (1 - reliability);
  const ofMean = (1 - reliability) ** 2 / weight;
  const spread = between + within / people;
  if (spread === 0) return 0;
  const moves = within ** 2 * ofBetween + between ** 2 * ofWithin - 2 * within * between * ofBoth;
  return left + ofMean + (2 * moves) / (people ** 2 * spread ** 3);
}
