import {
  type EffectQuestion,
  type FigureLevels,
  levelsOf,
  type StageWindows,
  windowTables,
} from '../../src/impact/estimate-effects.ts';
import type { Figures } from '../../src/impact/figures.ts';
import { periodsPerQuarter } from '../../src/model/calendar.ts';
import {
  type Blocks,
  type ClusterMeans,
  covariance,
  type LevelContrast,
} from '../../src/stats/level-contrast.ts';
import type { ShiftedEffect } from '../../src/stats/permutation-interval.ts';
import { isRounding, lessLevels } from '../../src/stats/shift-effect.ts';

/** The four figures under one order, as functions of an assumed effect: by tables made anew for every order. */
export function plainEffectsUnder(
  question: EffectQuestion,
  figures: Figures,
): (stageOf: Int32Array) => Partial<Record<(typeof names)[number], ShiftedEffect>> {
  const tables = windowTables(question);
  const { year, quarter } = exposureTables(question, tables);
  const found = (name: (typeof names)[number]) =>
    figures[name].kind === 'estimate' ? figures[name].estimate : 0;
  return (stageOf) => {
    const permuted = { ...question, rollOut: { ...question.rollOut, stageOf } };
    const blocks = blocksUnder(stageOf);
    const trained = withDrop(levelsOf(permuted, year));
    const exposed = { ...trained, drop: withDrop(levelsOf(permuted, quarter)).drop };
    const levels = withoutLasting(withDrop(levelsOf(permuted, tables)), trained, found('later'));
    return Object.fromEntries(
      names.map((name) => [name, shiftedEffect(levels[name], exposed[name], blocks, found(name))]),
    );
  };
}

const names = ['first', 'later', 'whole', 'drop'] as const;

function blocksUnder(stageOf: Int32Array): Blocks {
  const least = Math.min(...stageOf);
  return {
    of: stageOf.map((stage) => stage - least),
    count: Math.max(...stageOf) - least + 1,
    centred: true,
  };
}

/**
 * What is shifted when an effect is assumed: for the quarters and the year every trained period, for the drop the
 * periods of the first quarter alone, since a shift of all would cancel in it.
 */
function exposureTables(
  question: EffectQuestion,
  tables: readonly StageWindows[],
): { readonly year: StageWindows[]; readonly quarter: StageWindows[] } {
  const first = periodsPerQuarter(question.facts.calendar.kind);
  const shifted = (periods: number) =>
    tables.map((table) => ({ ...table, means: exposureOf(question, table, periods) }));
  return { year: shifted(Number.POSITIVE_INFINITY), quarter: shifted(first) };
}

/** Share of each window, and of its base, that lies in a cluster's first `periods` trained periods; weights as its means. */
function exposureOf(
  { rollOut }: EffectQuestion,
  { windows, means }: StageWindows,
  periods: number,
): ClusterMeans[] {
  return windows.map(({ span }, k) => {
    const weight = means[k]?.weight ?? new Float64Array(rollOut.clusters);
    const share = (cluster: number, from: number, to: number) => {
      const own = rollOut.stages[rollOut.stageOf[cluster] ?? -1];
      if (own === undefined) return 0;
      const begin = Math.max(from, own.transitionTo + 1);
      const end = Math.min(to, own.transitionTo + periods);
      return Math.max(0, end - begin + 1) / (to - from + 1);
    };
    return {
      weight,
      after: weight.map((w, cluster) => w * share(cluster, span.from, span.to)),
      before: weight.map((w, cluster) => w * share(cluster, span.baseFrom, span.baseTo)),
    };
  });
}

function withDrop(
  levels: FigureLevels,
): Record<'first' | 'later' | 'whole' | 'drop', LevelContrast | undefined> {
  const { first, later, whole } = levels;
  return { first, later, whole, drop: first && later && { ...first, ...lessLevels(first, 1, later) } };
}

/** The drop is tested on outcomes less the effect that stays, which would otherwise make redrawn orders noisier. */
function withoutLasting(
  levels: ReturnType<typeof withDrop>,
  trained: ReturnType<typeof withDrop>,
  later: number,
): ReturnType<typeof withDrop> {
  if (levels.drop === undefined || trained.drop === undefined) return levels;
  return { ...levels, drop: { ...levels.drop, ...lessLevels(levels.drop, later, trained.drop) } };
}

/** A cluster that adds nothing is not counted as one; rounding would make it count now and then. */
function withoutRounding(levels: LevelContrast): LevelContrast {
  const clean = (influence: Float64Array) => influence.map((value) => (Math.abs(value) < 1e-14 ? 0 : value));
  return {
    ...levels,
    afterInfluence: clean(levels.afterInfluence),
    beforeInfluence: clean(levels.beforeInfluence),
  };
}

function shiftedEffect(
  outcomeLevels: LevelContrast | undefined,
  exposureLevels: LevelContrast | undefined,
  blocks: Blocks,
  effect: number,
): ShiftedEffect | undefined {
  if (outcomeLevels === undefined || exposureLevels === undefined) return undefined;
  const [outcome, exposure] = [withoutRounding(outcomeLevels), withoutRounding(exposureLevels)];
  const rest = lessExposure(outcome, exposure, effect);
  const within = covariance(rest.beforeInfluence, rest.beforeInfluence, blocks);
  const second = covariance(rest.afterInfluence, rest.afterInfluence, blocks);
  const beta = isRounding({ first: within, second })
    ? 1
    : covariance(rest.beforeInfluence, rest.afterInfluence, blocks) / within;
  const influence = (of: LevelContrast) =>
    of.afterInfluence.map((value, c) => value - beta * (of.beforeInfluence[c] ?? 0));
  const a = influence(outcome);
  const b = influence(exposure);
  return {
    estimate: outcome.after - beta * outcome.before,
    exposure: exposure.after - beta * exposure.before,
    variance: covariance(a, a, blocks),
    covariance: covariance(a, b, blocks),
    exposureVariance: covariance(b, b, blocks),
  };
}

/** Outcome less an assumed effect times the exposure to it. */
function lessExposure(outcome: LevelContrast, exposure: LevelContrast, effect: number) {
  const less = (name: 'afterInfluence' | 'beforeInfluence') =>
    outcome[name].map((value, c) => value - effect * (exposure[name][c] ?? 0));
  return {
    after: outcome.after - effect * exposure.after,
    before: outcome.before - effect * exposure.before,
    afterInfluence: less('afterInfluence'),
    beforeInfluence: less('beforeInfluence'),
  };
}
