import { describe, expect, it } from 'vitest';
import { normalQuantile } from './distributions.ts';
import {
  drawMultiplier,
  type MultiplierBootstrap,
  type MultiplierBootstrapInput,
  multiplierBootstrap,
} from './multiplier-bootstrap.ts';
import { createRandom, type Random } from './random.ts';

/** A stream that gives 0, 1, 2, ... in turn, so that every face comes up. */
function faces(): Random {
  let face = 0;
  return { ...createRandom(1), integer: (below) => face++ % below };
}

function influences(clusters: number, points: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: clusters * points }, () => random.normal() / Math.sqrt(clusters));
}

function run(input: Partial<MultiplierBootstrapInput> & { influence: Float64Array }): MultiplierBootstrap {
  const clusters = input.clusters ?? input.influence.length / (input.points ?? 1);
  const result = multiplierBootstrap({
    points: 1,
    weights: 'webb',
    draws: 20_000,
    random: createRandom(1),
    ...input,
    clusters,
  });
  if (result.kind === 'refused') throw new Error(result.reason);
  return result;
}

function rootOfSquares(influence: Float64Array, points: number, point: number): number {
  return Math.hypot(...influence.filter((_, i) => i % points === point));
}

describe('drawMultiplier', () => {
  it('draws the six points of Webb, each as often: moments 0, 1, 0, 7/6', () => {
    const random = faces();
    const points = Array.from({ length: 6 }, () => drawMultiplier('webb', random));
    const moment = (power: number) => points.reduce((sum, point) => sum + point ** power, 0) / 6;
    expect(new Set(points).size).toBe(6);
    expect(points.map(Math.abs).sort()).toEqual([0.5, 0.5, 1, 1, 1.5, 1.5].map(Math.sqrt));
    expect(moment(1)).toBeCloseTo(0, 14);
    expect(moment(2)).toBeCloseTo(1, 14);
    expect(moment(3)).toBeCloseTo(0, 14);
    expect(moment(4)).toBeCloseTo(7 / 6, 14);
  });

  it('draws both signs of Rademacher', () => {
    const random = faces();
    expect([drawMultiplier('rademacher', random), drawMultiplier('rademacher', random)]).toEqual([-1, 1]);
  });
});

describe('multiplierBootstrap', () => {
  it.each(['webb', 'rademacher'] as const)(
    'finds the analytic error of each point with %s weights',
    (weights) => {
      const points = 3;
      const influence = influences(200, points, 5);
      const { standardErrors } = run({ influence, points, weights });
      standardErrors.forEach((error, point) => {
        expect(error / rootOfSquares(influence, points, point)).toBeCloseTo(1, 1);
        expect(Math.abs(error / rootOfSquares(influence, points, point) - 1)).toBeLessThan(0.03);
      });
    },
  );

  it('is the interquartile range over every sign pattern with few clusters', () => {
    const influence = Float64Array.of(0.9, -0.35, 0.6, 0.22, -0.8, 0.17, 0.41, -0.53);
    const sums = Array.from({ length: 256 }, (_, pattern) =>
      influence.reduce((sum, value, c) => sum + (pattern & (1 << c) ? value : -value), 0),
    ).sort((a, b) => a - b);
    const exact = (sums[191]! - sums[63]!) / 1.3489795;
    const { standardErrors } = run({ influence, weights: 'rademacher', draws: 200_000 });
    expect(Math.abs(standardErrors[0]! / exact - 1)).toBeLessThan(0.02);
  });

  it('needs the normal quantile for one point, and the exact one for ten that do not depend on each other', () => {
    const one = run({ influence: influences(400, 1, 2), draws: 40_000 });
    expect(Math.abs(one.criticalValue - normalQuantile(0.975))).toBeLessThan(0.05);
    const independent = new Float64Array(1000 * 10);
    for (let cluster = 0; cluster < 1000; cluster++) independent[cluster * 10 + (cluster % 10)] = 1;
    const ten = run({ influence: independent, points: 10, draws: 20_000 });
    expect(Math.abs(ten.criticalValue - normalQuantile((1 + 0.95 ** 0.1) / 2))).toBeLessThan(0.06);
  });

  it('needs no more for points that repeat one, and passes over points without error', () => {
    const influence = influences(100, 1, 3);
    const single = run({ influence });
    const repeated = run({
      influence: Float64Array.from(
        { length: 300 },
        (_, i) => [2, -5, 0][i % 3]! * influence[Math.floor(i / 3)]!,
      ),
      points: 3,
    });
    expect(repeated.criticalValue).toBeCloseTo(single.criticalValue, 10);
    expect(repeated.standardErrors[0]).toBeCloseTo(2 * single.standardErrors[0]!, 10);
    expect(repeated.standardErrors[1]).toBeCloseTo(5 * single.standardErrors[0]!, 1);
    expect(repeated.standardErrors[2]).toBe(0);
  });

  it('gives the example of its page', () => {
    const influence = Float64Array.of(0.02, -0.01, 0.015, -0.03, 0.005, 0.012, -0.022, 0.01, 0.018, -0.018);
    const { standardErrors, criticalValue } = run({ influence, draws: 9999, random: createRandom(1) });
    expect([rootOfSquares(influence, 1, 0), standardErrors[0]!].map((error) => error.toFixed(4))).toEqual([
      '0.0550',
      '0.0566',
    ]);
    expect(criticalValue.toFixed(2)).toBe('1.87');
  });

  it('gives the same for the same seed and other draws for another', () => {
    const influence = influences(30, 2, 9);
    const first = run({ influence, points: 2, random: createRandom(4), draws: 500 });
    expect(run({ influence, points: 2, random: createRandom(4), draws: 500 })).toEqual(first);
    expect(run({ influence, points: 2, random: createRandom(5), draws: 500 })).not.toEqual(first);
  });

  it('refuses one cluster and no variance, and throws on wrong shapes', () => {
    const input = { points: 1, weights: 'webb' as const, draws: 100, random: createRandom(1) };
    expect(multiplierBootstrap({ ...input, influence: Float64Array.of(1), clusters: 1 })).toMatchObject({
      kind: 'refused',
      reason: 'one-cluster',
    });
    expect(multiplierBootstrap({ ...input, influence: new Float64Array(5), clusters: 5 })).toMatchObject({
      kind: 'refused',
      reason: 'no-variance',
    });
    expect(() => run({ influence: Float64Array.of(1, 2, 3), clusters: 2 })).toThrow('3 influences');
    expect(() => run({ influence: Float64Array.of(1, 2), draws: 2.5 })).toThrow('2.5');
    expect(() => run({ influence: Float64Array.of(1, Number.NaN) })).toThrow('NaN');
    expect(() => run({ influence: Float64Array.of(1, 2), level: 1 })).toThrow('1');
  });
});
