import { conflictWithCovariates } from './covariate-options.ts';
import { conflictInOptions, settleOptions } from './effect-options.ts';
import type { EffectInput, EffectOptions, EffectResult } from './effect-result.ts';
import { estimateFixedEffects } from './estimate-fixed-effects.ts';
import { estimateGroupTime } from './estimate-group-time.ts';
import { estimateRollout } from './estimate-rollout.ts';
import type { Refused } from './refused.ts';

export { conflictWithCovariates } from './covariate-options.ts';
export { conflictInOptions } from './effect-options.ts';
export type {
  Covariate,
  EffectInput,
  EffectOptions,
  EffectPoint,
  EffectResult,
  PreTrend,
} from './effect-result.ts';

/** The effect behind `whichhalf effect`. Throws on conflicting options and wrong shapes. */
export function estimateEffect(input: EffectInput, options: EffectOptions = {}): EffectResult | Refused {
  const adjusted = (input.covariates?.length ?? 0) > 0;
  const wrong = conflictInOptions(options) ?? conflictWithCovariates(options, adjusted);
  if (wrong !== undefined) throw new Error(wrong.message);
  const settled = settleOptions(options);
  switch (settled.estimator) {
    case 'group-time':
      return estimateGroupTime(input, settled);
    case 'efficient':
      return estimateRollout(input, settled);
    case 'fixed-effects':
      return estimateFixedEffects(input);
  }
}
