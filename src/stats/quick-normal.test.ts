import { expect, test } from 'vitest';
import { normalCdf } from './distributions.ts';
import { quickNormalCdf } from './quick-normal.ts';

test('the quick normal probability is the exact one to 1e-12 everywhere', () => {
  for (let x = -9; x <= 9; x += 1 / 128) {
    expect(Math.abs(quickNormalCdf(x) - normalCdf(x)), `at ${x}`).toBeLessThan(2e-12);
  }
  expect([quickNormalCdf(-Infinity), quickNormalCdf(0), quickNormalCdf(Infinity)]).toEqual([
    0,
    expect.closeTo(0.5, 14),
    1,
  ]);
});
