import { describe, expect, it } from 'vitest';
import { isConstant, rangeOf, rangeOfPanel, refuseConstant, refuseOutOfRange } from './numeric-range.ts';

describe('rangeOf', () => {
  it('passes over what is no number, and says where nothing is', () => {
    expect(rangeOf([Number.NaN, 3, -2])).toEqual({ low: -2, high: 3 });
    const nothing = rangeOf([Number.NaN]);
    expect(refuseOutOfRange(nothing, 'x') ?? refuseConstant(nothing, 'x')).toBeUndefined();
  });
});

describe('rangeOfPanel', () => {
  const panel = {
    units: 2,
    periods: 2,
    sum: Float64Array.of(6, 99, 10, 8),
    count: Float64Array.of(3, 0, 2, 4),
  };

  it('is that of the means, where there are any', () => {
    expect(rangeOfPanel(panel)).toEqual({ low: 2, high: 5 });
  });
});

describe('what is refused', () => {
  it.each([
    [[1e31, 0], 'too large'],
    [[-1e31, 0], 'too large'],
    [[0, Infinity], 'too large'],
    [[0, 1e-31], 'too close together'],
  ])('%j is out of range: %s', (values, words) => {
    expect(refuseOutOfRange(rangeOf(values), 'the score')).toMatchObject({
      kind: 'refused',
      reason: 'out-of-range',
      detail: expect.stringContaining(words),
    });
  });

  it.each([[[1e30, -1e30]], [[0, 1e-30]], [[5, 5]], [[1e-200, 1e-200]]])('%j is not', (values) => {
    expect(refuseOutOfRange(rangeOf(values), 'the score')).toBeUndefined();
  });

  it('the same but for rounding is constant', () => {
    expect(isConstant(rangeOf([0.1, (0.1 * 3) / 3]))).toBe(true);
    expect(isConstant(rangeOf([1e9, 1e9 + 0.01]))).toBe(false);
    expect(refuseConstant(rangeOf([0, 0]), 'the score')).toMatchObject({ reason: 'no-spread' });
  });
});
