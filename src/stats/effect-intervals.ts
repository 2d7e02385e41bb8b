import { normalQuantile } from './distributions.ts';
import type { EffectPoint } from './effect-result.ts';
import { type Refused, refuse } from './refused.ts';

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

/** An interval of no width would say that nothing is uncertain, when nothing is known of how much units vary. */
export function refuseWithoutError(): Refused {
  return refuse(
    'no-spread',
    'Within the cohorts no unit changes otherwise than the others, so there is no error to judge by. Cohorts of two units or more are needed, whose outcome varies; check that the right column is named.',
  );
}
