import { normalQuantile } from './distributions.ts';
import type { EffectPoint } from './effect-result.ts';

interface Label {
  readonly cohort?: number;
  readonly period?: number;
  readonly eventTime?: number;
}

type Interval = Pick<EffectPoint, 'estimate' | 'standardError' | 'low' | 'high'>;

/** Pointwise 95 % interval. */
export function interval(estimate: number, standardError: number): Interval {
  const reach = normalQuantile(0.975) * standardError;
  return { estimate, standardError, low: estimate - reach, high: estimate + reach };
}

/** A point of a curve, `critical` errors wide on each side in the band. */
export function describePoint(
  label: Label,
  estimate: number,
  standardError: number,
  critical: number,
): EffectPoint {
  return {
    ...label,
    ...interval(estimate, standardError),
    bandLow: estimate - critical * standardError,
    bandHigh: estimate + critical * standardError,
  };
}

/** Rounding may leave a variance of 0 a trifle below it. */
export function standardErrorOf(variance: number): number {
  return Math.sqrt(Math.max(0, variance));
}
