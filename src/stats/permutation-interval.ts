/** An effect under one order of the draw, as a function of an assumed effect theta: (a - theta b) with its variance. */
export interface ShiftedEffect {
  /** a: the estimate from the outcomes as they are. */
  readonly estimate: number;
  /** b: the same estimate from the share of time that each cluster was in fact trained; 1 under the order as it was. */
  readonly exposure: number;
  /** Variance of a, covariance of a and b, variance of b, from the influences of the clusters. */
  readonly variance: number;
  readonly covariance: number;
  readonly exposureVariance: number;
}

const halvings = 60;
const furthestErrors = 128;

/**
 * Question    Which effects are compatible with the way the order was drawn?
 * Estimand    every theta that the permutation test of a constant effect theta does not reject at 1 - level
 * Formula     p(theta) = share of orders k with |T_k(theta)| >= |T(theta)|, T = (a - theta b) / s(theta),
 *             s^2 = v_aa - 2 theta v_ab + theta^2 v_bb; the interval is where p(theta) > 1 - level
 * Source      [rosenbaum2002, chapter 2]; studentised as in [wu2021, section 4]
 * Assumes     the order was drawn as recorded; a constant effect from the first trained period on
 *             (probe: the curve); with effects that vary, studentising keeps the size nearly right
 * Input       the observed order and all (or drawn) orders, the observed one among them
 * Output      low, high in units of the measure; never narrower than the orders allow
 * Refuses     nothing; a bound that lies beyond 128 errors is put there
 * Uncertainty none beyond the draws of orders
 * Proof       two groups and one date give the permutation interval of a difference of means by brute force;
 *             simulation with 12 teams keeps its coverage
 */
export function invertPermutationTest(
  observed: ShiftedEffect,
  orders: readonly ShiftedEffect[],
  level: number,
): { readonly low: number; readonly high: number } {
  const centre = observed.exposure === 0 ? observed.estimate : observed.estimate / observed.exposure;
  const error = Math.sqrt(Math.max(observed.variance, 0));
  const columns = columnsOf(orders);
  const accepted = (theta: number) => countAsLarge(observed, columns, theta) / orders.length > 1 - level;
  return { low: boundary(centre, -error, accepted), high: boundary(centre, error, accepted) };
}

const fields = 5;

/** [orders x 5] estimate, exposure, variance, covariance, variance of the exposure. */
function columnsOf(orders: readonly ShiftedEffect[]): Float64Array {
  const columns = new Float64Array(fields * orders.length);
  orders.forEach((order, k) => {
    columns[fields * k] = order.estimate;
    columns[fields * k + 1] = order.exposure;
    columns[fields * k + 2] = order.variance;
    columns[fields * k + 3] = order.covariance;
    columns[fields * k + 4] = order.exposureVariance;
  });
  return columns;
}

/** Orders whose studentised effect is at least as large; squares are compared, which spares roots and quotients. */
function countAsLarge(observed: ShiftedEffect, orders: Float64Array, theta: number): number {
  const least = (studentised(observed, theta) * (1 - 1e-9)) ** 2;
  let count = 0;
  for (let at = 0; at < orders.length; at += fields) {
    const difference = orders[at] - theta * orders[at + 1];
    const variance = orders[at + 2] - 2 * theta * orders[at + 3] + theta * theta * orders[at + 4];
    const square = difference * difference;
    if (variance > 0 ? square >= least * variance : square > 0 || least === 0) count++;
  }
  return count;
}

function studentised(effect: ShiftedEffect, theta: number): number {
  const difference = Math.abs(effect.estimate - theta * effect.exposure);
  const variance = effect.variance - 2 * theta * effect.covariance + theta * theta * effect.exposureVariance;
  if (variance > 0) return difference / Math.sqrt(variance);
  return difference === 0 ? 0 : Number.POSITIVE_INFINITY;
}

/** Walks outwards in steps of the error until theta is rejected, then halves between the last two. */
function boundary(centre: number, step: number, accepted: (theta: number) => boolean): number {
  let inside = centre;
  let outside = centre;
  for (let k = 1; k <= furthestErrors; k *= 2) {
    outside = centre + k * step;
    if (!accepted(outside)) break;
    inside = outside;
    if (k * 2 > furthestErrors) return outside;
  }
  for (let halving = 0; halving < halvings; halving++) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) break;
    if (accepted(middle)) inside = middle;
    else outside = middle;
  }
  return outside;
}
