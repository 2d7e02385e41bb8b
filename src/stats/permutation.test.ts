import { describe, expect, it } from 'vitest';
import { permutationTest } from './permutation.ts';
import { createRandom, type Random } from './random.ts';

function difference(values: readonly number[]): (labels: Int32Array) => number {
  return (labels) => {
    const trained = values.filter((_, unit) => labels[unit] === 1);
    const others = values.filter((_, unit) => labels[unit] !== 1);
    const mean = (list: readonly number[]): number => list.reduce((sum, each) => sum + each, 0) / list.length;
    return Math.abs(mean(trained) - mean(others));
  };
}

function testOf(
  values: readonly number[],
  labels: readonly number[],
  random: Random,
  strata?: readonly number[],
) {
  return permutationTest({
    labels: Int32Array.from(labels),
    strataOf: strata === undefined ? undefined : Int32Array.from(strata),
    statistic: difference(values),
    draws: 999,
    random,
  });
}

describe('permutationTest', () => {
  it('goes through all 70 orders of four in eight: two of them are as extreme', () => {
    const result = testOf([1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 0, 0, 1, 1, 1, 1], createRandom(1));
    expect(result).toEqual({ kind: 'estimate', p: 2 / 70, draws: 70, allOrders: true });
  });

  it('keeps to the strata: one of 100 orders', () => {
    const values = [1, 2, 3, 10, 11, 101, 102, 103, 110, 111];
    const labels = [0, 0, 0, 1, 1, 0, 0, 0, 1, 1];
    const result = testOf(values, labels, createRandom(1), [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    expect(result).toEqual({ kind: 'estimate', p: 1 / 100, draws: 100, allOrders: true });
  });

  it('draws where there are too many orders, and never gives p = 0', () => {
    const values = Array.from({ length: 40 }, (_, unit) => unit);
    const labels = values.map((unit) => (unit < 20 ? 0 : 1));
    expect(testOf(values, labels, createRandom(1))).toEqual({
      kind: 'estimate',
      p: 0.001,
      draws: 999,
      allOrders: false,
    });
  });

  it('draws within strata only', () => {
    const labels = Int32Array.from({ length: 30 }, (_, unit) => (unit < 10 ? 1 : unit % 2));
    const strataOf = Int32Array.from({ length: 30 }, (_, unit) => (unit < 10 ? 7 : 9));
    let broken = 0;
    permutationTest({
      labels,
      strataOf,
      draws: 50,
      random: createRandom(2),
      statistic: (drawn) => {
        if (drawn.subarray(0, 10).some((label) => label !== 1)) broken++;
        return 1;
      },
    });
    expect(broken).toBe(0);
  });

  it('refuses a p from fewer than 40 orders', () => {
    expect(testOf([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], createRandom(1))).toMatchObject({
      reason: 'few-orders',
    });
  });

  it('rejects a tenth of true nulls at 10 %', () => {
    const random = createRandom(3);
    let rejected = 0;
    for (let study = 0; study < 1000; study++) {
      const values = Array.from({ length: 10 }, () => random.normal() ** 3);
      const result = testOf(values, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0], random);
      if (result.kind === 'estimate' && result.p <= 0.1) rejected++;
    }
    expect(rejected / 1000).toBeGreaterThan(0.07);
    expect(rejected / 1000).toBeLessThan(0.13);
  });
});
