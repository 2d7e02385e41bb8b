/**
 * Adjusts p-values so that only a given share of what is found is false.
 *
 * Question: of many things looked at, which may be called found if, on average, one finding in ten may be chance?
 * Estimand: per test, the least false-discovery rate at which it is among the findings.
 * Formula: with p sorted ascending, q_(i) = min over j >= i of min(1, m p_(j) / j).
 * Source: [benjamini1995, theorem 1].
 * Assumes: each p is valid by itself; tests independent or moving together, not against each other.
 * Input: [m] p-values, 0 to 1, in any order.
 * Output: [m] adjusted p-values in the order given, 0 to 1, never below the p given.
 * Refuses: nothing; a p outside 0 to 1 throws.
 * Uncertainty: none of its own. If nothing at all is real, anything is found in at most that share of analyses.
 * Proof: the fifteen p-values of the source; the step-up rule walked for every rate; simulated noise.
 */
export function adjustByFalseDiscovery(pValues: ArrayLike<number>): Float64Array {
  const tests = pValues.length;
  for (let i = 0; i < tests; i++) {
    if (!(pValues[i] >= 0 && pValues[i] <= 1)) throw new RangeError(`not a p-value: ${pValues[i]}`);
  }
  const order = Array.from({ length: tests }, (_, i) => i).sort((a, b) => pValues[b] - pValues[a]);
  const adjusted = new Float64Array(tests);
  let reached = 1;
  order.forEach((test, fromLargest) => {
    reached = Math.min(reached, pValues[test] * (tests / (tests - fromLargest)));
    adjusted[test] = reached;
  });
  return adjusted;
}
