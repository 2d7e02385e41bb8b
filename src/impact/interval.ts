import type { Estimate, EstimateOrRefused } from '../contract/analysis.ts';
import { refuse } from '../model/refusal.ts';
import { studentTQuantile } from '../stats/distributions.ts';
import { type Blocks, type Contrast, spread } from '../stats/level-contrast.ts';

/** Two-sided levels: 95 % as printed, 97.5 % for "sure", 90 % for "lies within". */
const levels = { printed: 0.975, sure: 0.9875, ninety: 0.95 } as const;

/** An effect with its intervals from Student's t; refused where it could not be estimated. */
export function intervalOf(contrast: Contrast | undefined, blocks: Blocks): EstimateOrRefused {
  if (contrast === undefined) {
    return refuse('not-observed', 'No period in which trained and untrained people can be compared.');
  }
  const { standardError, degreesOfFreedom } = spread(contrast, blocks);
  if (!(standardError > 0)) {
    return refuse('no-spread', 'The measure does not vary between teams, so no error can be stated.');
  }
  return estimateWith(contrast.estimate, standardError, degreesOfFreedom);
}

export function estimateWith(estimate: number, standardError: number, degreesOfFreedom: number): Estimate {
  const [printed, sure, ninety] = [levels.printed, levels.sure, levels.ninety].map(
    (level) => studentTQuantile(level, degreesOfFreedom) * standardError,
  ) as [number, number, number];
  return {
    kind: 'estimate',
    estimate,
    standardError,
    degreesOfFreedom,
    low: estimate - printed,
    high: estimate + printed,
    sureLow: estimate - sure,
    sureHigh: estimate + sure,
    low90: estimate - ninety,
    high90: estimate + ninety,
  };
}

/** The same effect seen with benefit positive: mirrored where less is better. */
export function asBenefit(effect: Estimate, better: 'higher' | 'lower'): Estimate {
  if (better === 'higher') return effect;
  return {
    ...effect,
    estimate: -effect.estimate,
    low: -effect.high,
    high: -effect.low,
    sureLow: -effect.sureHigh,
    sureHigh: -effect.sureLow,
    low90: -effect.high90,
    high90: -effect.low90,
  };
}

/** The effect moved by a known amount, as under a bound. */
export function shifted(effect: Estimate, by: number): Estimate {
  return {
    ...effect,
    estimate: effect.estimate + by,
    low: effect.low + by,
    high: effect.high + by,
    sureLow: effect.sureLow + by,
    sureHigh: effect.sureHigh + by,
    low90: effect.low90 + by,
    high90: effect.high90 + by,
  };
}
