import { type GroupSpread, groupSpread, refuseVariances, scoresInUnit } from './group-spread.ts';
import { type Refused, refuse } from './refused.ts';

export interface GroupReliability {
  readonly kind: 'estimate';
  /** Share of the spread between people that is between groups; at most 1. */
  readonly icc1: number;
  /** Reliability of the mean of a group of average size; at most 1. */
  readonly icc2: number;
  readonly spread: GroupSpread;
}

/**
 * ICC(1) and ICC(2): does it matter in which group a person is, and can groups be told apart by their means?
 *
 * Question: how much of what people say do the people of one group share?
 * Estimand: ICC(1), the between-group share of the variance of a person's score; ICC(2), the share of the variance of
 *   the mean of a group of average size that is between groups.
 * Formula: ICC1 = (MSB - MSW) / (MSB + (k - 1) MSW), ICC2 = (MSB - MSW) / MSB, k = people / groups.
 * Source: [bliese2000]; R multilevel ICC1, ICC2 (k is the plain mean of the sizes).
 * Assumes: groups are a sample of groups, people within them exchangeable and of one spread.
 * Input: a score per person (NaN: none), a group per person (-1: none).
 * Output: at most 1; below 0 where groups differ less than by chance.
 * Refuses: `one-group`; `one-person-groups`; `no-spread`; `no-difference` where all groups have the same mean;
 *   `out-of-range` where variances would be too large or too small for a number.
 * Uncertainty: not given here; p is that of the F test that all groups are alike.
 * Proof: R multilevel; two people per group is the double-entry correlation; simulation.
 */
export function groupReliability(
  scores: Float64Array,
  groupOf: Int32Array,
  groupCount: number,
): GroupReliability | Refused {
  const { inUnit, unit } = scoresInUnit(scores);
  const spread = groupSpread(inUnit, groupOf, groupCount);
  if (spread.kind === 'refused') return spread;
  const { people, groups, betweenMeanSquare: between, withinMeanSquare: within } = spread;
  if (between === 0) return refuse('no-difference', 'All groups have the same mean.');
  const lost = refuseVariances([between, within], unit);
  if (lost !== undefined) return lost;
  const size = people / groups;
  return {
    kind: 'estimate',
    icc1: (between - within) / (between + (size - 1) * within),
    icc2: (between - within) / between,
    spread: {
      ...spread,
      betweenMeanSquare: between * unit * unit,
      withinMeanSquare: within * unit * unit,
      means: spread.means.map((mean) => mean * unit),
    },
  };
}
