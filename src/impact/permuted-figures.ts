import type { Estimate } from '../contract/analysis.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import {
  type Blocks,
  type ClusterMeans,
  combineLevels,
  covariance,
  type LevelContrast,
} from '../stats/level-contrast.ts';
import { permutationTest } from '../stats/permutation.ts';
import { invertPermutationTest, type ShiftedEffect } from '../stats/permutation-interval.ts';
import { createRandom } from '../stats/random.ts';
import {
  type EffectQuestion,
  type Effects,
  type FigureLevels,
  levelsOf,
  type StageWindows,
  windowTables,
} from './estimate-effects.ts';
import type { Figures } from './figures.ts';

const fewClusters = 60;
const fewInStage = 8;
const mostClustersPermuted = 200;

/** Figures of a drawn roll-out with few clusters: intervals from the permutation test, by the procedure as recorded. */
export interface PermutedFigures {
  readonly figures: Figures;
  readonly p: number;
  readonly orders: number;
}

/** Under 60 clusters, or under 8 in a stage, of a roll-out drawn by lot, intervals come from permuting the draw. */
export function needsPermutation({ rollOut }: EffectQuestion, effects: Effects): boolean {
  if (rollOut.how !== 'lot') return false;
  const clusters = effects.trainedClusters + effects.untrainedClusters;
  if (clusters > mostClustersPermuted) return false;
  return (
    clusters < fewClusters || effects.stages.some((stage) => stage.counted && stage.clusters < fewInStage)
  );
}

/** Undefined where fewer than 40 orders were possible, so that no p can be given. */
export function permuteFigures(
  question: EffectQuestion,
  effects: Effects,
  figures: Figures,
  draws: number,
): PermutedFigures | undefined {
  const tables = windowTables(question);
  const { year, quarter } = exposureTables(question, tables);
  const names = ['first', 'later', 'whole', 'drop'] as const;
  const later = figures.later.kind === 'estimate' ? figures.later.estimate : 0;
  const seen: Record<(typeof names)[number], ShiftedEffect[]> = { first: [], later: [], whole: [], drop: [] };
  const collect = (stageOf: Int32Array): number => {
    const permuted = { ...question, rollOut: { ...question.rollOut, stageOf } };
    const blocks = blocksUnder(stageOf, effects.blocks);
    const trained = withDrop(levelsOf(permuted, year));
    const exposed = { ...trained, drop: withDrop(levelsOf(permuted, quarter)).drop };
    const levels = withoutLasting(withDrop(levelsOf(permuted, tables)), trained, later);
    for (const name of names) {
      const effect = figures[name];
      const shifted = shiftedEffect(
        levels[name],
        exposed[name],
        blocks,
        effect.kind === 'estimate' ? effect.estimate : 0,
      );
      if (shifted !== undefined) seen[name].push(shifted);
    }
    const whole = seen.whole.at(-1);
    return whole === undefined || whole.variance <= 0
      ? 0
      : Math.abs(whole.estimate) / Math.sqrt(whole.variance);
  };
  const test = permutationTest({
    labels: question.rollOut.stageOf,
    strataOf: drawnAmong(question),
    statistic: collect,
    draws,
    random: createRandom(1),
  });
  if (test.kind === 'refused') return undefined;
  const intervals = Object.fromEntries(
    names.map((name) => [name, withIntervals(figures[name], seen[name])]),
  ) as unknown as Figures;
  return { figures: intervals, p: test.p, orders: test.draws };
}

/** Clusters that took part in the draw are shuffled within their stratum; the others stay where they are. */
function drawnAmong({ rollOut, among }: EffectQuestion): Int32Array {
  const outside = 1 << 20;
  return Int32Array.from(rollOut.stageOf, (_, cluster) =>
    among?.[cluster] === 0 || rollOut.comparable[cluster] === 0
      ? outside + cluster
      : (rollOut.stratumOf?.[cluster] ?? 0),
  );
}

function blocksUnder(stageOf: Int32Array, { centred }: Blocks): Blocks {
  const least = Math.min(...stageOf);
  return { of: stageOf.map((stage) => stage - least), count: Math.max(...stageOf) - least + 1, centred };
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
  return { first, later, whole, drop: first && later && combineLevels([first, later], [1, -1]) };
}

/** The drop is tested on outcomes less the effect that stays, which would otherwise make redrawn orders noisier. */
function withoutLasting(
  levels: ReturnType<typeof withDrop>,
  trained: ReturnType<typeof withDrop>,
  later: number,
): ReturnType<typeof withDrop> {
  if (levels.drop === undefined || trained.drop === undefined) return levels;
  return { ...levels, drop: combineLevels([levels.drop, trained.drop], [1, -later]) };
}

function shiftedEffect(
  outcome: LevelContrast | undefined,
  exposure: LevelContrast | undefined,
  blocks: Blocks,
  effect: number,
): ShiftedEffect | undefined {
  if (outcome === undefined || exposure === undefined) return undefined;
  const rest = combineLevels([outcome, exposure], [1, -effect]);
  const within = covariance(rest.beforeInfluence, rest.beforeInfluence, blocks);
  const beta = within === 0 ? 1 : covariance(rest.beforeInfluence, rest.afterInfluence, blocks) / within;
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

function withIntervals(effect: Figures['first'], orders: readonly ShiftedEffect[]): Figures['first'] {
  const [observed] = orders;
  if (effect.kind === 'refused' || observed === undefined) return effect;
  const bounds = (level: number) => invertPermutationTest(observed, orders, level);
  const [printed, sure, ninety] = [bounds(0.95), bounds(0.975), bounds(0.9)];
  const intervals: Pick<Estimate, 'low' | 'high' | 'sureLow' | 'sureHigh' | 'low90' | 'high90'> = {
    low: printed.low,
    high: printed.high,
    sureLow: sure.low,
    sureHigh: sure.high,
    low90: ninety.low,
    high90: ninety.high,
  };
  return { ...effect, ...intervals };
}
