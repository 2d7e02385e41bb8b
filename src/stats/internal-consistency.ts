import { type ItemTable, pairwiseCovariances, type RefusedItems, refuseItems } from './item-table.ts';
import { type Refused, refuse } from './refused.ts';

/**
 * Cronbach's alpha: do the items of a scale go together?
 *
 * Question: how much of the spread of the sum of these items is common to them?
 * Estimand: share of the variance of the sum that is true, if every item measures the same thing equally well.
 * Formula: alpha = k / (k - 1) (1 - trace C / sum C), C the covariances of the items.
 * Source: [cronbach1951]; gaps by pairwise covariances, as R psych.
 * Assumes: items measure one thing with the same weight, errors do not go together; else it is a lower bound.
 * Input: people x items with gaps; items that point the other way are turned round before.
 * Output: at most 1; below 0 where items point different ways.
 * Refuses: `too-few-items` under 2; `too-few-people` where a pair was answered by under 2; `constant-item`;
 *   `no-common-spread` where the sum does not vary.
 * Uncertainty: not given here: it describes and gates nothing.
 * Proof: R psych; equal to standardised alpha for equal variances; parallel items by simulation; k copies give 1.
 */
export function cronbachAlpha(table: ItemTable): number | Refused | RefusedItems {
  const { items } = table;
  if (items < 2) return refuse('too-few-items', 'A scale needs two items or more.');
  const { covariance, people } = pairwiseCovariances(table);
  const refused = refuseItems(table, people, 2);
  if (refused !== undefined) return refused;
  let [trace, total] = [0, 0];
  for (let i = 0; i < items; i++) {
    trace += covariance[i * items + i];
    for (let j = 0; j < items; j++) total += covariance[i * items + j];
  }
  if (!(total > 1e-12 * trace)) {
    return refuse(
      'no-common-spread',
      'The items cancel each other out; turn round those that point the other way.',
    );
  }
  return (items / (items - 1)) * (1 - trace / total);
}
