import { fUpperTail } from './distributions.ts';
import { isWithoutError, rangeOf, refuseConstant, refuseOutOfRange } from './numeric-range.ts';
import { type Refused, refuse } from './refused.ts';

export interface OneWayTest {
  readonly kind: 'estimate';
  readonly statistic: number;
  readonly numeratorDegreesOfFreedom: number;
  readonly denominatorDegreesOfFreedom: number;
  readonly p: number;
}

/**
 * Are several groups alike in their mean?
 *
 * Question: are several groups alike in their mean: did the draw give stages that were alike beforehand?
 * Estimand: the p-value of equal means in all groups.
 * Formula: F = [sum n_k (m_k - m)^2 / (K - 1)] / [sum sum (y - m_k)^2 / (N - K)].
 * Source: [fisher1925, chapter 7].
 * Assumes: values near normal with one variance (team means over many weeks are).
 * Input: [K] groups of values, any unit.
 * Output: F, its degrees of freedom, p from 0 to 1.
 * Refuses: `too-few-groups` under 2 groups with values, `too-few-values` where N = K, `no-spread` if constant within;
 *   `out-of-range`.
 * Uncertainty: exact under the assumptions.
 * Proof: two groups give the square of the t test; a published table.
 */
export function oneWayTest(groups: readonly (readonly number[])[]): OneWayTest | Refused {
  const filled = groups.filter((group) => group.length > 0);
  const count = filled.reduce((sum, group) => sum + group.length, 0);
  if (filled.length < 2) return refuse('too-few-groups', 'There is only one group to compare.');
  if (count === filled.length) return refuse('too-few-values', 'Every group has one member only.');
  const values = filled.flat();
  const range = rangeOf(values);
  const refusal = refuseOutOfRange(range, 'the groups') ?? refuseConstant(range, 'the groups');
  if (refusal !== undefined) return refusal;
  const grand = values.reduce((sum, value) => sum + value, 0) / count;
  let between = 0;
  let within = 0;
  for (const group of filled) {
    const mean = group.reduce((sum, value) => sum + value, 0) / group.length;
    between += group.length * (mean - grand) ** 2;
    within += group.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  }
  if (isWithoutError(Math.sqrt(within / count), range))
    return refuse('no-spread', 'Nothing varies within the groups.');
  const numeratorDegreesOfFreedom = filled.length - 1;
  const denominatorDegreesOfFreedom = count - filled.length;
  const statistic = between / numeratorDegreesOfFreedom / (within / denominatorDegreesOfFreedom);
  return {
    kind: 'estimate',
    statistic,
    numeratorDegreesOfFreedom,
    denominatorDegreesOfFreedom,
    p: fUpperTail(statistic, numeratorDegreesOfFreedom, denominatorDegreesOfFreedom),
  };
}
