import { conflictInOptions, settleOptions } from './effect-options.ts';
import type { EffectInput, EffectOptions, EffectResult } from './effect-result.ts';
import { estimateGroupTime } from './estimate-group-time.ts';
import type { Refused } from './refused.ts';

export { conflictInOptions } from './effect-options.ts';
export type { EffectInput, EffectOptions, EffectPoint, EffectResult, PreTrend } from './effect-result.ts';

/** The effect behind `whichhalf effect`. Throws on conflicting options and wrong shapes. */
export function estimateEffect(input: EffectInput, options: EffectOptions = {}): EffectResult | Refused {
  const wrong = conflictInOptions(options);
  if (wrong !== undefined) throw new Error(wrong.message);
  const settled = settleOptions(options);
  switch (settled.estimator) {
    case 'group-time':
      return estimateGroupTime(input, settled);
    case 'efficient':
    case 'fixed-effects':
      throw new Error(`${settled.estimator} is not built yet`);
  }
}
