import type { ItemTable } from './item-table.ts';
import type { Random } from './random.ts';
import { type Refused, refuse } from './refused.ts';

export interface WithinGroupAgreement {
  readonly kind: 'estimate';
  /** Mean over the groups that could be judged, 0 to 1. */
  readonly mean: number;
  /** [groups] 0 to 1; NaN for a group of one. */
  readonly byGroup: Float64Array;
  /** Groups judged. */
  readonly groups: number;
}

export interface WithinGroupAgreementInput {
  readonly table: ItemTable;
  /** [people] number of the group, -1 for none. */
  readonly groupOf: Int32Array;
  readonly groupCount: number;
  /** Variance of the answers of people who do not agree at all, over 0. */
  readonly nullVariance: number;
}

/** Variance of answers spread evenly over the whole numbers from `least` to `greatest`. */
export function evenAnswersVariance(least: number, greatest: number): number {
  const range = greatest - least;
  return (range * (range + 2)) / 12;
}

/**
 * Variance of answers that lean a little to one side: 5, 15, 20, 35 and 25 of 100 on five options
 * [james1984, table 2]. No published shape goes with other numbers of options.
 */
export function slightlySkewedAnswersVariance(least: number, greatest: number): number | Refused {
  if (greatest - least !== 4) {
    return refuse('no-skewed-shape', 'The slightly skewed shape is published for five options only.');
  }
  return 1.34;
}

/**
 * rwg(j): do the people of a group say the same?
 *
 * Question: how far do the people of one group agree on these items?
 * Estimand: per group, the share of the variance of no agreement that is missing, for the mean of J items.
 * Formula: J (1 - r) / (J (1 - r) + r), r = mean over items of the variance within the group / null variance; values
 *   outside 0 to 1 are set to 0.
 * Source: [james1984, eq. 2]; R multilevel rwg.j.
 * Assumes: items measure one thing; without agreement people would answer as the null says, which nobody knows: the even
 *   null flatters, see the slightly skewed one and random groups of the same sizes beside it.
 * Input: people x items with gaps, a group per person, the variance of no agreement.
 * Output: 0 to 1 per group and the plain mean over groups.
 * Refuses: `too-few-items` for none; `no-groups` where no group has two people.
 * Uncertainty: not given: compare with random groups.
 * Proof: R multilevel; all alike gives 1, spread as the null gives 0; one item is rwg; random groups fall below real ones.
 */
export function withinGroupAgreement(input: WithinGroupAgreementInput): WithinGroupAgreement | Refused {
  const { table, groupOf, groupCount, nullVariance } = input;
  if (!(nullVariance > 0))
    throw new RangeError(`the variance of no agreement must be over 0: ${nullVariance}`);
  if (groupOf.length !== table.people)
    throw new RangeError(`${table.people} people, ${groupOf.length} groups`);
  if (table.items < 1) return refuse('too-few-items', 'There is no item to agree on.');
  const byGroup = meanItemVariances(table, groupOf, groupCount).map((variance) =>
    agreement(table.items, variance / nullVariance),
  );
  const judged = byGroup.filter((value) => !Number.isNaN(value));
  if (judged.length === 0) return refuse('no-groups', 'No group has two people who answered the same item.');
  const mean = judged.reduce((sum, value) => sum + value, 0) / judged.length;
  return { kind: 'estimate', mean, byGroup, groups: judged.length };
}

/** Mean agreement of groups of the same sizes whose people were drawn at random from everybody. */
export function agreementOfRandomGroups(
  input: WithinGroupAgreementInput,
  draws: number,
  random: Random,
): number | Refused {
  const { groupOf } = input;
  const members = Int32Array.from([...groupOf.keys()].filter((person) => groupOf[person] >= 0));
  const groups = members.map((person) => groupOf[person]);
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) {
    random.shuffle(groups);
    const drawn = groupOf.slice();
    members.forEach((person, i) => {
      drawn[person] = groups[i];
    });
    const result = withinGroupAgreement({ ...input, groupOf: drawn });
    if (result.kind === 'refused') return result;
    sum += result.mean;
  }
  return sum / draws;
}

function agreement(items: number, ratio: number): number {
  if (Number.isNaN(ratio)) return Number.NaN;
  const value = (items * (1 - ratio)) / (items * (1 - ratio) + ratio);
  return value >= 0 && value <= 1 ? value : 0;
}

/** [groups] mean over items of the variance within the group (n - 1), over the items with two answers or more. */
function meanItemVariances(
  { people, items, answers }: ItemTable,
  groupOf: Int32Array,
  groupCount: number,
): Float64Array {
  const counts = new Float64Array(groupCount * items);
  const means = new Float64Array(groupCount * items);
  const squares = new Float64Array(groupCount * items);
  for (let person = 0; person < people; person++) {
    const group = groupOf[person];
    if (group < -1 || group >= groupCount) throw new RangeError(`no group has the number ${group}`);
    if (group < 0) continue;
    for (let item = 0; item < items; item++) {
      const answer = answers[person * items + item];
      if (Number.isNaN(answer)) continue;
      const cell = group * items + item;
      const before = answer - means[cell];
      counts[cell] += 1;
      means[cell] += before / counts[cell];
      squares[cell] += before * (answer - means[cell]);
    }
  }
  return Float64Array.from({ length: groupCount }, (_, group) => {
    let [sum, judged] = [0, 0];
    for (let cell = group * items; cell < (group + 1) * items; cell++) {
      if (counts[cell] < 2) continue;
      sum += squares[cell] / (counts[cell] - 1);
      judged += 1;
    }
    return judged === 0 ? Number.NaN : sum / judged;
  });
}
