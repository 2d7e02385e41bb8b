import { describe, expect, it } from 'vitest';
import type { Estimate } from '../contract/analysis.ts';
import { sayWhatIsOpen } from './sentences.ts';

const print = { factor: 1, decimals: 2, unit: 'points' };

/** With a normal error, so that 1.645 errors are half of the 90 % interval. */
function effect(estimate: number, standardError: number): Estimate {
  const around = (errors: number) => ({
    low: estimate - errors * standardError,
    high: estimate + errors * standardError,
  });
  const [wide, narrow] = [around(1.96), around(1.645)];
  return {
    kind: 'estimate',
    estimate,
    standardError,
    degreesOfFreedom: 1000,
    ...wide,
    sureLow: wide.low,
    sureHigh: wide.high,
    low90: narrow.low,
    high90: narrow.high,
  };
}

describe('what is open where chance alone could explain an effect', () => {
  const common = { better: 'higher', matters: 0.1 } as const;
  const [small, open, wide] = [effect(0, 0.02), effect(0.06, 0.033), effect(-0.05, 0.05)];

  it('is said of the ninth month', () => {
    expect(sayWhatIsOpen({ ...common, first: open, later: wide }, print)).toBe(
      'After nine months, anything from 0.15 points worse to 0.05 points better is still possible; 0.10 points would matter.',
    );
  });

  it('is said of the first quarter where the ninth month is told', () => {
    expect(sayWhatIsOpen({ ...common, first: open, later: small }, print)).toBe(
      'After nine months no difference that matters is left; but in the first quarter, anything from 0.00 points worse to 0.12 points better is still possible; 0.10 points would matter.',
    );
  });

  it('is said with benefit for better where less is better', () => {
    expect(sayWhatIsOpen({ ...common, better: 'lower', first: open, later: wide }, print)).toBe(
      'After nine months, anything from 0.05 points worse to 0.15 points better is still possible; 0.10 points would matter.',
    );
  });
});
