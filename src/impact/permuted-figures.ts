import type { Estimate } from '../contract/analysis.ts';
import { permutationTest } from '../stats/permutation.ts';
import { invertPermutationTest, type ShiftedEffect } from '../stats/permutation-interval.ts';
import { createRandom } from '../stats/random.ts';
import { type LevelsOfTwo, type RedrawnContrasts, redrawnContrasts } from '../stats/redrawn-contrasts.ts';
import { effectShifter, lessLevels, type ShiftedLevels } from '../stats/shift-effect.ts';
import { type EffectQuestion, type Effects, windowTables } from './estimate-effects.ts';
import type { Figures } from './figures.ts';
import { areFew } from './plan-stages.ts';
import { redrawnFigures, redrawnSeries, redrawnWindows } from './redrawn-windows.ts';
import { isAsDrawn } from './roll-out.ts';

const mostClustersPermuted = 200;

/** Figures of a drawn roll-out with few clusters: intervals from the permutation test, by the procedure as recorded. */
export interface PermutedFigures {
  readonly figures: Figures;
  readonly p: number;
  readonly orders: number;
}

/** Under 60 clusters, or under 8 in a stage, of a roll-out drawn by lot, intervals come from permuting the draw. */
export function needsPermutation({ rollOut }: EffectQuestion, effects: Effects): boolean {
  if (!isAsDrawn(rollOut)) return false;
  return effects.trainedClusters + effects.untrainedClusters <= mostClustersPermuted && areFew(effects);
}

const names = ['first', 'later', 'whole', 'drop'] as const;
type Name = (typeof names)[number];

/** Undefined where fewer than 40 orders were possible, so that no p can be given. */
export function permuteFigures(
  question: EffectQuestion,
  figures: Figures,
  draws: number,
): PermutedFigures | undefined {
  const effectUnder = effectsUnderOrders(question, figures);
  const seen: Record<Name, ShiftedEffect[]> = { first: [], later: [], whole: [], drop: [] };
  const test = permutationTest({
    labels: question.rollOut.stageOf,
    strataOf: drawnAmong(question),
    statistic: (stageOf) => {
      const effects = effectUnder(stageOf);
      for (const name of names) {
        const effect = effects[name];
        if (effect !== undefined) seen[name].push(effect);
      }
      return sizeOf(effects.whole);
    },
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

function sizeOf(effect: ShiftedEffect | undefined): number {
  return effect === undefined || effect.variance <= 0
    ? 0
    : Math.abs(effect.estimate) / Math.sqrt(effect.variance);
}

/** The four figures under one order after another, each as a function of an assumed effect. */
export function effectsUnderOrders(
  question: EffectQuestion,
  figures: Figures,
): (stageOf: Int32Array) => Record<Name, ShiftedEffect | undefined> {
  const { clusters, stages } = question.rollOut;
  const contrasts = redrawnContrasts(redrawnWindows(question, windowTables(question)));
  const shift = effectShifter(clusters, stages.length);
  return (stageOf) => {
    contrasts.read(stageOf);
    const shifted = (name: Name, levels: ShiftedLevels | undefined) =>
      levels && shift(levels, foundOf(figures[name]), stageOf);
    return {
      first: shifted('first', levelsIn(contrasts, redrawnFigures.first)),
      later: shifted('later', levelsIn(contrasts, redrawnFigures.later)),
      whole: shifted('whole', levelsIn(contrasts, redrawnFigures.whole)),
      drop: shifted('drop', levelsOfDrop(contrasts, foundOf(figures.later))),
    };
  };
}

function foundOf(figure: Figures['first']): number {
  return figure.kind === 'estimate' ? figure.estimate : 0;
}

function levelsIn(contrasts: RedrawnContrasts, figure: number): ShiftedLevels | undefined {
  const outcome = contrasts.levelsOf(figure, redrawnSeries.outcome);
  const exposure = contrasts.levelsOf(figure, redrawnSeries.year);
  return outcome && exposure && { outcome, exposure };
}

/** The drop is tested on outcomes less the effect that stays, which would otherwise make redrawn orders noisier. */
function levelsOfDrop(contrasts: RedrawnContrasts, later: number): ShiftedLevels | undefined {
  const fall = (series: number): LevelsOfTwo | undefined => {
    const before = contrasts.levelsOf(redrawnFigures.first, series);
    const after = contrasts.levelsOf(redrawnFigures.later, series);
    return before && after && lessLevels(before, 1, after);
  };
  const outcome = fall(redrawnSeries.outcome);
  const stays = fall(redrawnSeries.year);
  const exposure = fall(redrawnSeries.quarter);
  return outcome && stays && exposure && { outcome: lessLevels(outcome, later, stays), exposure };
}

export function withIntervals(effect: Figures['first'], orders: readonly ShiftedEffect[]): Figures['first'] {
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
