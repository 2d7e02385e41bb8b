import { studentTQuantile } from './distributions.ts';
import type { EffectInput, EffectResult } from './effect-result.ts';
import type { Refused } from './refused.ts';
import { twoWayFixedEffects } from './two-way-fixed-effects.ts';

/** Two-way fixed effects behind `whichhalf effect --estimator fixed-effects`; without a treatment, 1 from the training on. */
export function estimateFixedEffects(input: EffectInput): EffectResult | Refused {
  const { panel, clusterOf } = input;
  const result = twoWayFixedEffects({ panel, clusterOf, treatment: input.treatment ?? trainedSince(input) });
  if (result.kind === 'refused') return result;
  const { estimate, standardError } = result;
  const reach = studentTQuantile(0.975, result.degreesOfFreedom) * standardError;
  return {
    kind: 'estimate',
    estimate,
    standardError,
    low: estimate - reach,
    high: estimate + reach,
    points: [],
    units: result.units,
    periods: panel.periods,
    notes: [
      `${result.rows} unit-periods, ${result.clusters} clusters.`,
      'Where effects differ by date or fade, this regression mixes them with weights that can be negative.',
    ],
  };
}

function trainedSince({ panel, cohortOf }: EffectInput): Float64Array {
  const treatment = new Float64Array(panel.units * panel.periods);
  for (let unit = 0; unit < panel.units; unit++) {
    if (cohortOf[unit] < 0) continue;
    for (let t = cohortOf[unit]; t < panel.periods; t++) treatment[unit * panel.periods + t] = 1;
  }
  return treatment;
}
