import { fUpperTail } from './distributions.ts';
import { fittingUnit } from './fitting-unit.ts';
import { refuseSquares } from './numeric-range.ts';
import { type Refused, refuse } from './refused.ts';

/** One-way analysis of variance of people in groups. */
export interface GroupSpread {
  readonly kind: 'estimate';
  readonly people: number;
  /** Groups with at least one person. */
  readonly groups: number;
  readonly betweenMeanSquare: number;
  readonly withinMeanSquare: number;
  /** p-value of "all groups have the same mean". */
  readonly p: number;
  /** [groups given] people and mean of each; NaN for a group without people. */
  readonly sizes: Float64Array;
  readonly means: Float64Array;
}

/** A person belongs to the group with this number; -1 and people without a score are left out. */
export function groupSpread(
  scores: Float64Array,
  groupOf: Int32Array,
  groupCount: number,
): GroupSpread | Refused {
  if (scores.length !== groupOf.length)
    throw new RangeError(`${scores.length} scores, ${groupOf.length} groups`);
  const sizes = new Float64Array(groupCount);
  const means = new Float64Array(groupCount);
  forEachMember(scores, groupOf, groupCount, (score, group) => {
    sizes[group] += 1;
    means[group] += (score - means[group]) / sizes[group];
  });
  const groups = sizes.filter((size) => size > 0).length;
  const people = sizes.reduce((sum, size) => sum + size, 0);
  if (groups < 2) return refuse('one-group', 'There is only one group; groups are compared with each other.');
  if (people - groups < 1)
    return refuse('one-person-groups', 'Every group has one person, so people cannot be told from groups.');
  const grand = means.reduce((sum, mean, group) => sum + sizes[group] * mean, 0) / people;
  let [between, within] = [0, 0];
  means.forEach((mean, group) => {
    between += sizes[group] * (mean - grand) ** 2;
  });
  forEachMember(scores, groupOf, groupCount, (score, group) => {
    within += (score - means[group]) ** 2;
  });
  const rounding = 1e-24 * people * grand ** 2;
  if (between + within <= rounding) return refuse('no-spread', 'Everybody has the same score.');
  const betweenMeanSquare = between / (groups - 1);
  const withinMeanSquare = within <= rounding ? 0 : within / (people - groups);
  const p =
    withinMeanSquare === 0
      ? 0
      : fUpperTail(betweenMeanSquare / withinMeanSquare, groups - 1, people - groups);
  for (let group = 0; group < groupCount; group++) if (sizes[group] === 0) means[group] = Number.NaN;
  return { kind: 'estimate', people, groups, betweenMeanSquare, withinMeanSquare, p, sizes, means };
}

/** Scores divided by one power of two, so that squares of their squares fit; 1 for scores of ordinary size. */
export function scoresInUnit(scores: Float64Array): { readonly inUnit: Float64Array; readonly unit: number } {
  const unit = fittingUnit(scores);
  return { inUnit: scores.map((score) => score / unit), unit };
}

/** Refused where a variance in units of `unit` squared is none in units of 1. */
export function refuseVariances(variances: readonly number[], unit: number): Refused | undefined {
  const lost = variances.some((variance) => {
    const own = variance * unit * unit;
    return own === Infinity || (own === 0 && variance > 0);
  });
  return lost ? refuseSquares('the score', unit > 1 ? 'large' : 'small') : undefined;
}

function forEachMember(
  scores: Float64Array,
  groupOf: Int32Array,
  groupCount: number,
  visit: (score: number, group: number) => void,
): void {
  for (let person = 0; person < scores.length; person++) {
    const group = groupOf[person];
    if (group < -1 || group >= groupCount) throw new RangeError(`no group has the number ${group}`);
    if (group >= 0 && !Number.isNaN(scores[person])) visit(scores[person], group);
  }
}
