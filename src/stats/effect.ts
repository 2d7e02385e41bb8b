import type { EffectInput, EffectOptions, EffectResult } from './effect-result.ts';
import type { Refused } from './refused.ts';

export type { EffectInput, EffectOptions, EffectPoint, EffectResult, PreTrend } from './effect-result.ts';

/** Options that do not go together: what is wrong, and what to do; undefined where they do. */
export function conflictInOptions(
  _options: EffectOptions,
): { readonly message: string; readonly remedy: string } | undefined {
  return undefined;
}

/** The effect behind `whichhalf effect`. Throws on conflicting options and wrong shapes. */
export function estimateEffect(_input: EffectInput, _options: EffectOptions = {}): EffectResult | Refused {
  throw new Error('not built yet');
}
