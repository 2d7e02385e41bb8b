import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layEndToEnd, placeLabels } from './bar-layout.ts';

const amounts = fc.array(fc.double({ min: 0.01, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 9 });

describe('the money bar', () => {
  it('is filled end to end', () => {
    expect(layEndToEnd([300, 100])).toEqual([
      { start: 0, length: 0.75 },
      { start: 0.75, length: 0.25 },
    ]);
  });

  it('leaves labels at the start of their piece where there is room', () => {
    expect(placeLabels(layEndToEnd([1, 1]), 0.1).map((label) => label.start)).toEqual([0, 0.5]);
  });

  it('keeps labels in order, apart, and inside, whatever the amounts', () => {
    fc.assert(
      fc.property(amounts, (values) => {
        const labels = placeLabels(layEndToEnd(values), 0.1);
        const ends = labels.map((label) => label.start + label.length);
        expect(Math.min(...labels.map((label) => label.start))).toBeGreaterThan(-1e-9);
        expect(Math.max(...ends)).toBeLessThan(1 + 1e-9);
        expect(Math.min(...labels.map((label) => label.length))).toBeGreaterThan(0.1 - 1e-9);
      }),
    );
  });
});
