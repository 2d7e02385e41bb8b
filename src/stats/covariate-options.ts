import type { OptionConflict } from './effect-options.ts';
import type { EffectOptions } from './effect-result.ts';

/** The first rule that options break together with covariates, or by a method without any. */
export function conflictWithCovariates(
  { method, estimator = 'group-time', panel }: EffectOptions,
  covariates: boolean,
): OptionConflict | undefined {
  if (!covariates) {
    if (method === undefined) return undefined;
    return {
      message: `--method ${method} says how to adjust for covariates, and none are named.`,
      remedy: 'Name them by --covariates C,..., or leave out --method.',
    };
  }
  if (estimator !== 'group-time') {
    return {
      message: `--covariates does not go with --estimator ${estimator}.`,
      remedy: 'Leave out --covariates, or leave out --estimator: only group-time effects are adjusted.',
    };
  }
  if (panel === 'pooled') {
    return {
      message: '--covariates does not go with --panel pooled: each unit is compared with itself.',
      remedy: 'Leave out --panel, or give balanced.',
    };
  }
  return undefined;
}
