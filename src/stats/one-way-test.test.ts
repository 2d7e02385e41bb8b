import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentTCdf } from './distributions.ts';
import { oneWayTest } from './one-way-test.ts';

describe('oneWayTest', () => {
  it('is the square of the t test of two groups', () => {
    const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const mean = (x: readonly number[]) => x.reduce((sum, each) => sum + each, 0) / x.length;
        const squares = (x: readonly number[]) => x.reduce((sum, each) => sum + (each - mean(x)) ** 2, 0);
        const free = a.length + b.length - 2;
        const pooled = (squares(a) + squares(b)) / free;
        fc.pre(pooled > 1e-6);
        const t = (mean(a) - mean(b)) / Math.sqrt(pooled * (1 / a.length + 1 / b.length));
        const test = oneWayTest([a, b]);
        if (test.kind === 'refused') throw new Error(test.detail);
        expect(test.statistic).toBeCloseTo(t * t, 6);
        expect(test.p).toBeCloseTo(2 * (1 - studentTCdf(Math.abs(t), free)), 8);
        expect([test.numeratorDegreesOfFreedom, test.denominatorDegreesOfFreedom]).toEqual([1, free]);
      }),
    );
  });

  it("gives R's PlantGrowth: F 4.846 on 2 and 27, p 0.01591", () => {
    const control = [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14];
    const first = [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69];
    const second = [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26];
    const test = oneWayTest([control, first, second]);
    expect(test).toMatchObject({ numeratorDegreesOfFreedom: 2, denominatorDegreesOfFreedom: 27 });
    if (test.kind === 'refused') throw new Error(test.detail);
    expect(test.statistic).toBeCloseTo(4.846, 3);
    expect(test.p).toBeCloseTo(0.01591, 5);
  });

  it('refuses one group, groups of one, and groups without spread', () => {
    expect(oneWayTest([[1, 2, 3], []])).toMatchObject({ reason: 'too-few-groups' });
    expect(oneWayTest([[1], [2], [3]])).toMatchObject({ reason: 'too-few-values' });
    expect(
      oneWayTest([
        [1, 1],
        [2, 2],
      ]),
    ).toMatchObject({ reason: 'no-spread' });
    for (const second of [0.1, 0.7]) {
      const groups = [0.1, second].map((value) => [value, value, value]);
      expect(oneWayTest(groups)).toMatchObject({ reason: 'no-spread' });
    }
  });

  it('is the same in other units, and asks for them where values are too large or too small', () => {
    const groups = [
      [1, 2, 4],
      [3, 5, 6],
    ];
    const times = (factor: number) => oneWayTest(groups.map((group) => group.map((value) => value * factor)));
    for (const factor of [2 ** -90, 2 ** 90]) expect(times(factor)).toEqual(times(1));
    for (const factor of [1e200, 1e307, 1e-200]) {
      expect(times(factor)).toMatchObject({ kind: 'refused', reason: 'out-of-range' });
    }
  });
});
