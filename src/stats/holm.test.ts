import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustByHolm } from './holm.ts';

/** The definition by closed testing: the largest Bonferroni p over all subsets that hold the test. */
function closedFamily(pValues: readonly number[]): number[] {
  return pValues.map((_, test) => {
    let largest = 0;
    for (let subset = 1; subset < 1 << pValues.length; subset++) {
      if (!(subset & (1 << test))) continue;
      const members = pValues.filter((_, i) => subset & (1 << i));
      largest = Math.max(largest, Math.min(1, members.length * Math.min(...members)));
    }
    return largest;
  });
}

const pValue = fc.double({ min: 0, max: 1, noNaN: true });

describe('adjustByHolm', () => {
  it('is the closed family of Bonferroni tests', () => {
    fc.assert(
      fc.property(fc.array(pValue, { minLength: 1, maxLength: 7 }), (pValues) => {
        const adjusted = adjustByHolm(pValues);
        closedFamily(pValues).forEach((expected, i) => {
          expect(adjusted[i]).toBeCloseTo(expected, 12);
        });
      }),
    );
  });

  it('gives what R gives: p.adjust(c(.01, .02, .03, .04, .05), "holm")', () => {
    const adjusted = adjustByHolm([0.01, 0.02, 0.03, 0.04, 0.05]);
    [0.05, 0.08, 0.09, 0.09, 0.09].forEach((expected, i) => {
      expect(adjusted[i]).toBeCloseTo(expected, 14);
    });
  });

  it('gives the example of its page', () => {
    const adjusted = adjustByHolm([0.004, 0.03, 0.02, 0.6, 0.2]);
    [0.02, 0.09, 0.08, 0.6, 0.4].forEach((expected, i) => {
      expect(adjusted[i]).toBeCloseTo(expected, 12);
    });
  });

  it('keeps the order given and leaves one test alone', () => {
    expect([...adjustByHolm([0.5, 0.01])]).toEqual([0.5, 0.02]);
    expect([...adjustByHolm([0.3])]).toEqual([0.3]);
    expect([...adjustByHolm([])]).toEqual([]);
  });

  it('throws on what is no p-value, and quotes it', () => {
    expect(() => adjustByHolm([0.2, 1.5])).toThrow('1.5');
    expect(() => adjustByHolm([Number.NaN])).toThrow('NaN');
  });
});
