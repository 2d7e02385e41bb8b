import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustByFalseDiscovery } from './false-discovery.ts';

describe('adjustByFalseDiscovery', () => {
  it('finds four of the fifteen p-values of Benjamini and Hochberg 1995 at 5 %', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ];
    const adjusted = adjustByFalseDiscovery(p);
    expect(adjusted.filter((q) => q <= 0.05)).toHaveLength(4);
    expect(adjusted[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
  });

  it('is the step-up rule at every rate, in any order', () => {
    const list = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 0, maxLength: 9 });
    fc.assert(
      fc.property(list, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (p, rate) => {
        const sorted = p.toSorted((a, b) => a - b);
        const last = sorted.findLastIndex((value, i) => value <= ((i + 1) / p.length) * rate);
        const adjusted = adjustByFalseDiscovery(p);
        fc.pre(adjusted.every((q) => Math.abs(q - rate) > 1e-9));
        p.forEach((value, i) => {
          expect(adjusted[i] <= rate).toBe(last >= 0 && value <= sorted[last]);
          expect(adjusted[i]).toBeGreaterThanOrEqual(value);
        });
      }),
    );
  });

  it('gives the page its example', () => {
    const adjusted = adjustByFalseDiscovery([0.01, 0.02, 0.04, 0.6, 0.8]);
    expect(Array.from(adjusted, (q) => q.toFixed(2))).toEqual(['0.05', '0.05', '0.07', '0.75', '0.80']);
  });

  it('throws at what is no p-value', () => {
    expect(() => adjustByFalseDiscovery([0.5, 1.2])).toThrow('1.2');
    expect(() => adjustByFalseDiscovery([Number.NaN])).toThrow('NaN');
  });
});
