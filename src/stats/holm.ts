/**
 * Adjusts p-values for having looked at several.
 *
 * Question: which of several tests still count when it is allowed that none of them is real?
 * Estimand: per test, the least family-wise error rate at which it is rejected.
 * Formula: with p sorted ascending, p~_(i) = max over j <= i of min(1, (m - j + 1) p_(j)).
 * Source: [holm1979].
 * Assumes: each p is valid by itself; nothing about how the tests depend on each other.
 * Input: [m] p-values, 0 to 1, in any order.
 * Output: [m] adjusted p-values in the order given, 0 to 1, never below the p given.
 * Refuses: nothing; a p outside 0 to 1 throws.
 * Uncertainty: none of its own.
 * Proof: the closed family of Bonferroni tests over every subset; the example of R `p.adjust`.
 */
export function adjustByHolm(pValues: ArrayLike<number>): Float64Array {
  const tests = pValues.length;
  for (let i = 0; i < tests; i++) {
    if (!(pValues[i] >= 0 && pValues[i] <= 1)) throw new RangeError(`not a p-value: ${pValues[i]}`);
  }
  const order = Array.from({ length: tests }, (_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Float64Array(tests);
  let reached = 0;
  order.forEach((test, rank) => {
    reached = Math.max(reached, Math.min(1, (tests - rank) * pValues[test]));
    adjusted[test] = reached;
  });
  return adjusted;
}
