import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Equivalence, type EquivalenceInput, equivalence } from './equivalence.ts';
import { createRandom } from './random.ts';

function test(input: Partial<EquivalenceInput>): Equivalence {
  const whole = {
    estimate: 0,
    standardError: 1,
    degreesOfFreedom: Infinity,
    smallestThatMatters: 3,
    size: 0.05,
  };
  const result = equivalence({ ...whole, ...input });
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

describe('equivalence', () => {
  it('gives the example of Lakens 2017: t(181) = -2.69, p = 0.004', () => {
    const [a, b] = [0.95 ** 2 / 95, 0.83 ** 2 / 89];
    const result = test({
      estimate: 5.25 - 5.22,
      standardError: Math.sqrt(a + b),
      degreesOfFreedom: (a + b) ** 2 / (a ** 2 / 94 + b ** 2 / 88),
      smallestThatMatters: 0.43 * Math.sqrt((0.95 ** 2 + 0.83 ** 2) / 2),
    });
    expect(result.finding).toBe('no-effect-that-matters');
    expect(result.p).toBeCloseTo(0.004, 3);
  });

  it('gives the page its example', () => {
    const input = { estimate: 0.02, standardError: 0.03, degreesOfFreedom: 38, smallestThatMatters: 0.1 };
    const { finding, p, low, high, shownBelow } = test(input);
    expect(finding).toBe('no-effect-that-matters');
    expect([p, low, high, shownBelow].map((value) => value.toFixed(3))).toEqual([
      '0.006',
      '-0.031',
      '0.071',
      '0.071',
    ]);
    expect(test({ ...input, standardError: 0.06 }).finding).toBe('not-shown');
    expect(test({ ...input, estimate: 0.03, standardError: 0.01 }).finding).toBe('too-little-to-matter');
  });

  it('finds none exactly where both one-sided tests reject, and the interval lies inside', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(
        number,
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (b, se, df) => {
          const result = test({
            estimate: b,
            standardError: se,
            degreesOfFreedom: df,
            smallestThatMatters: 2,
          });
          fc.pre(Math.abs(result.p - 0.05) > 1e-9);
          const found = result.finding !== 'not-shown';
          expect(found).toBe(result.p < 0.05);
          expect(found).toBe(result.low > -2 && result.high < 2);
          expect(found).toBe(result.shownBelow < 2);
          const mirrored = test({
            estimate: -b,
            standardError: se,
            degreesOfFreedom: df,
            smallestThatMatters: 2,
          });
          expect(mirrored.p).toBe(result.p);
          const scaled = test({
            estimate: b * 1e9,
            standardError: se * 1e9,
            degreesOfFreedom: df,
            smallestThatMatters: 2e9,
          });
          expect(scaled.p).toBeCloseTo(result.p, 10);
        },
      ),
    );
  });

  it('calls a border effect none in 5 of 100, and none at all where the estimate is too rough', () => {
    const random = createRandom(4);
    const draws = 20_000;
    let [found, rough] = [0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const noise = random.normal();
      if (test({ estimate: 3 + 0.5 * noise, standardError: 0.5 }).finding !== 'not-shown') found += 1;
      if (test({ estimate: 2 * noise, standardError: 2 }).finding !== 'not-shown') rough += 1;
    }
    expect(Math.abs(found / draws - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / draws));
    expect(rough).toBe(0);
  });

  it('refuses what cannot be said and throws at wrong values', () => {
    const given = { estimate: 0, standardError: 1, degreesOfFreedom: 9, smallestThatMatters: 1, size: 0.05 };
    expect(equivalence({ ...given, standardError: 0 })).toMatchObject({ reason: 'no-error' });
    expect(equivalence({ ...given, smallestThatMatters: 0 })).toMatchObject({ reason: 'no-smallest-effect' });
    expect(() => equivalence({ ...given, estimate: Number.NaN })).toThrow('NaN');
    expect(() => equivalence({ ...given, standardError: -1 })).toThrow('-1');
    expect(() => equivalence({ ...given, degreesOfFreedom: 0 })).toThrow('0');
    expect(() => equivalence({ ...given, size: 0.6 })).toThrow('0.6');
  });
});
