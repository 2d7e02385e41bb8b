import { expect, test } from 'vitest';
import { invertPermutationTest, type ShiftedEffect } from './permutation-interval.ts';

/** Made-up values: the first five were trained. */
const values = [4.1, 3.7, 4.6, 4.0, 4.4, 3.1, 3.9, 3.3, 3.6, 2.9];
const isTrained = values.map((_, k) => (k < 5 ? 1 : 0));

/** All ways in which five of the ten could have been drawn, the way it was drawn first. */
const orders = Array.from({ length: 1024 }, (_, bits) => values.map((_, k) => (bits >> k) & 1))
  .filter((order) => order.reduce((sum, is) => sum + is, 0) === 5)
  .sort((a, b) => b.slice(0, 5).reduce((s, x) => s + x, 0) - a.slice(0, 5).reduce((s, x) => s + x, 0));

const meanOf = (group: readonly number[]) => group.reduce((sum, value) => sum + value, 0) / group.length;
const covarianceOf = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, k) => sum + (value - meanOf(a)) * (b[k] - meanOf(b)), 0) / (a.length - 1);
const pick = (from: readonly number[], order: readonly number[], side: number) =>
  from.filter((_, k) => order[k] === side);

/** Difference of means under one order as an affine function of an assumed effect. */
function shiftedEffect(order: readonly number[]): ShiftedEffect {
  const [y1, y0, x1, x0] = [
    pick(values, order, 1),
    pick(values, order, 0),
    pick(isTrained, order, 1),
    pick(isTrained, order, 0),
  ];
  return {
    estimate: meanOf(y1) - meanOf(y0),
    exposure: meanOf(x1) - meanOf(x0),
    variance: (covarianceOf(y1, y1) + covarianceOf(y0, y0)) / 5,
    covariance: (covarianceOf(y1, x1) + covarianceOf(y0, x0)) / 5,
    exposureVariance: (covarianceOf(x1, x1) + covarianceOf(x0, x0)) / 5,
  };
}

/** The same question from the start: take the effect off the trained, then compare Welch's t over all orders. */
function shareAsLarge(theta: number): number {
  const without = values.map((value, k) => value - theta * isTrained[k]);
  const t = (order: readonly number[]) => {
    const [a, b] = [pick(without, order, 1), pick(without, order, 0)];
    return Math.abs(meanOf(a) - meanOf(b)) / Math.sqrt((covarianceOf(a, a) + covarianceOf(b, b)) / 5);
  };
  const observed = t(isTrained);
  return orders.filter((order) => t(order) >= observed * (1 - 1e-9)).length / orders.length;
}

test.each([0.9, 0.95])('the interval of a difference of means is the one found by trying (%d)', (level) => {
  expect(orders).toHaveLength(252);
  const [observed, ...others] = orders.map(shiftedEffect);
  const { low, high } = invertPermutationTest(observed, [observed, ...others], level);
  for (const [end, inwards] of [
    [low, 1],
    [high, -1],
  ]) {
    expect(shareAsLarge(end + inwards * 1e-6)).toBeGreaterThan(1 - level);
    expect(shareAsLarge(end - inwards * 1e-6)).toBeLessThanOrEqual(1 - level);
  }
  expect(low).toBeLessThan(observed.estimate);
  expect(high).toBeGreaterThan(observed.estimate);
});
