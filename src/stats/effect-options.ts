import type { EffectOptions } from './effect-result.ts';

/** p is 1 / (1 + draws) at least: with 99 it can show what happens once in 100. */
const fewestDraws = 99;

/** Every option with its default filled in. */
export interface SettledOptions extends Required<Omit<EffectOptions, 'balance' | 'draws'>> {
  readonly balance: number | undefined;
  readonly draws: number | undefined;
}

/** What is wrong with a combination of options, and what to do. */
export interface OptionConflict {
  readonly message: string;
  readonly remedy: string;
}

export function settleOptions(options: EffectOptions): SettledOptions {
  const basePeriods = options.basePeriods ?? 1;
  return {
    comparison: options.comparison ?? 'not-yet',
    estimator: options.estimator ?? 'group-time',
    aggregation: options.aggregation ?? 'simple',
    balance: options.balance,
    base: options.base ?? (basePeriods > 1 ? 'universal' : 'varying'),
    basePeriods,
    transition: options.transition ?? 0,
    anticipation: options.anticipation ?? 0,
    panel: options.panel ?? 'within',
    method: options.method ?? 'dr',
    draws: options.draws,
    seed: options.seed ?? 1,
  };
}

/** The first rule that a combination of options breaks; undefined where they go together. */
export function conflictInOptions(options: EffectOptions): OptionConflict | undefined {
  return (
    numberConflict(options) ??
    groupTimeConflict(options) ??
    efficientConflict(options) ??
    fixedEffectsConflict(options)
  );
}

function numberConflict(options: EffectOptions): OptionConflict | undefined {
  const least = { basePeriods: 1, transition: 0, anticipation: 0, balance: 0, draws: fewestDraws } as const;
  for (const [name, from] of Object.entries(least) as [keyof typeof least, number][]) {
    const value = options[name];
    if (value === undefined || (Number.isInteger(value) && value >= from)) continue;
    const why = name === 'draws' ? ': p is never below 1 / (draws + 1)' : '';
    return conflict(`${flag(name)} is ${value}.`, `Give a whole number from ${from} on${why}.`);
  }
  if (options.seed !== undefined && !Number.isSafeInteger(options.seed)) {
    return conflict(`--seed is ${options.seed}.`, 'Give a whole number.');
  }
  return undefined;
}

function groupTimeConflict(options: EffectOptions): OptionConflict | undefined {
  if (options.base === 'varying' && (options.basePeriods ?? 1) > 1) {
    return conflict(
      '--base varying does not go with --base-periods above 1: a base of several periods is the same for every cell.',
      'Leave out --base, or give --base-periods 1.',
    );
  }
  if ((options.transition ?? 0) > 0 && (options.anticipation ?? 0) > 0) {
    return conflict(
      '--transition and --anticipation are two ways to treat the same periods: left out, or reported.',
      'Give one of them.',
    );
  }
  if (options.balance !== undefined && options.aggregation !== 'event-time') {
    return conflict(
      '--balance goes with --aggregate event-time only.',
      'Add --aggregate event-time, or leave out --balance.',
    );
  }
  if (options.draws !== undefined && options.estimator !== 'efficient') {
    return conflict(
      '--draws repeats the draw of an order by lot, which only --estimator efficient assumes.',
      'Add --estimator efficient if the order was drawn by lot, or leave out --draws.',
    );
  }
  return undefined;
}

function efficientConflict(options: EffectOptions): OptionConflict | undefined {
  if (options.estimator !== 'efficient') return undefined;
  if (options.aggregation === 'cells') {
    return conflict(
      '--aggregate cells does not go with --estimator efficient: it is made for a weighted sum of cells.',
      'Give simple, event-time, cohort or calendar.',
    );
  }
  const wrong = firstGiven(options, ['comparison', 'anticipation', 'balance', 'base']);
  if (wrong === undefined && options.panel !== 'pooled') return undefined;
  return conflict(
    `${flag(wrong ?? 'panel')}${wrong === undefined ? ' pooled' : ''} does not go with --estimator efficient.`,
    'Leave it out: everyone not trained yet is the comparison, and the periods before the training are used with the weight that makes the error least.',
  );
}

function fixedEffectsConflict(options: EffectOptions): OptionConflict | undefined {
  if (options.estimator !== 'fixed-effects') return undefined;
  const wrong = firstGiven(options, [
    'comparison',
    'base',
    'basePeriods',
    'transition',
    'anticipation',
    'balance',
  ]);
  if (wrong !== undefined) {
    return conflict(
      `${flag(wrong)} does not go with --estimator fixed-effects.`,
      'Leave it out: a regression on unit and period effects has no base and no comparison of its own.',
    );
  }
  if (options.aggregation === undefined || options.aggregation === 'simple') return undefined;
  return conflict(
    `--aggregate ${options.aggregation} does not go with --estimator fixed-effects.`,
    'Leave it out: the regression gives one number.',
  );
}

function firstGiven<Name extends keyof EffectOptions>(
  options: EffectOptions,
  names: readonly Name[],
): Name | undefined {
  return names.find((name) => options[name] !== undefined);
}

function flag(name: keyof EffectOptions): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function conflict(message: string, remedy: string): OptionConflict {
  return { message, remedy };
}
