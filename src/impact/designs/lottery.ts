import type { Contrast } from '../../stats/level-contrast.ts';
import { type LotteryEffect, type LotteryInput, lotteryEffect } from '../../stats/lottery-effect.ts';
import { type EffectQuestion, type Effects, type StageWindows, windowTables } from '../estimate-effects.ts';
import { figuresOf } from '../figures.ts';
import { needsPermutation } from '../permuted-figures.ts';
import { clustersOfStage, untrainedAt } from '../plan-stages.ts';
import { isAsDrawn, type RollOut } from '../roll-out.ts';
import { type DesignedEffects, designed } from './designed-effects.ts';
import { permuteLottery } from './permuted-lottery.ts';
import { figuresOfWindows } from './window-figures.ts';

/** One quarter after the lot: a row per team (or person, where persons were drawn) that is observed in it. */
export interface LotteryWindow {
  readonly window: number;
  readonly length: number;
  /** [rows] */
  readonly clusters: Int32Array;
  /** [rows] stratum within which was drawn, also where the lines leave it out. */
  readonly strata: Int32Array;
  readonly input: LotteryInput;
  readonly found: LotteryEffect;
}

/** Lot decided who came on the one date, and others were left out for good: no other programme, nobody in between. */
export function isLottery(rollOut: RollOut): boolean {
  return isAsDrawn(rollOut) && rollOut.stages.length === 1 && rollOut.others.length === 0;
}

/**
 * Each quarter adjusted for the base by lines of their own in both arms, at the level at which lots were drawn. Where
 * strata are too thin for that, as pairs are, but the same share of each was drawn, they stay out of the lines and the
 * errors are rather too wide. Undefined where shares differ too; the plain comparison, `frame`, then stands.
 */
export function lotteryEffects(
  question: EffectQuestion,
  frame: Effects,
  orders: number,
): DesignedEffects | undefined {
  const [table] = windowTables(question);
  const windows = table === undefined ? [] : windowsOf(question, table);
  if (windows.length === 0 || windows.length < (table?.windows.length ?? 0)) return undefined;
  const effects: Effects = {
    ...frame,
    ...figuresOfWindows(windows.map((each) => ({ ...each, contrast: contrastOf(each, question.rollOut) }))),
    blocks: { ...armsOf(question.rollOut), settled: degreesOfArms(windows) },
  };
  const figures = figuresOf(effects);
  const permuted =
    orders > 0 && needsPermutation(question, frame) ? permuteLottery(windows, figures, orders) : undefined;
  return designed('lottery', effects, {
    frame,
    figures: permuted?.figures ?? figures,
    permutation: permuted && { p: permuted.p, orders: permuted.orders },
  });
}

function windowsOf(question: EffectQuestion, { stage, windows, means }: StageWindows): LotteryWindow[] {
  const { rollOut, among } = question;
  const drawn = clustersOfStage(rollOut, stage.index, among);
  return windows.flatMap(({ window, length, span }, k) => {
    const sums = means[k];
    if (sums === undefined) return [];
    const left = untrainedAt(rollOut, Math.max(span.to, stage.stage.transitionTo), among);
    const clusters = Int32Array.from([...drawn, ...left])
      .filter((cluster) => (sums.weight[cluster] ?? 0) > 0)
      .sort();
    const weight = Float64Array.from(clusters, (cluster) => sums.weight[cluster] ?? 0);
    const meanOf = (values: Float64Array) =>
      Float64Array.from(clusters, (cluster, row) => (values[cluster] ?? 0) / (weight[row] ?? 1));
    const input: LotteryInput = {
      outcome: meanOf(sums.after),
      base: meanOf(sums.before),
      trained: Uint8Array.from(clusters, (cluster) => (rollOut.stageOf[cluster] === stage.index ? 1 : 0)),
      weight,
      draws: 0,
    };
    const strata = clusters.map((cluster) => rollOut.stratumOf?.[cluster] ?? 0);
    const quarter = { window, length, clusters, strata };
    const within = { ...input, strataOf: strata };
    const found = lotteryEffect(within);
    if (found.kind === 'estimate') return [{ ...quarter, input: within, found }];
    const across = hasEqualShares(input.trained, strata) ? lotteryEffect(input) : found;
    return across.kind === 'estimate' ? [{ ...quarter, input, found: across }] : [];
  });
}

/** The same share of every stratum was drawn, so that leaving strata out does not bias. */
function hasEqualShares(trained: Uint8Array, strata: Int32Array): boolean {
  const counts = new Map<number, { all: number; trained: number }>();
  strata.forEach((stratum, row) => {
    const known = counts.get(stratum) ?? { all: 0, trained: 0 };
    counts.set(stratum, { all: known.all + 1, trained: known.trained + (trained[row] ?? 0) });
  });
  const shares = [...counts.values()].map((count) => count.trained / count.all);
  return Math.max(...shares) - Math.min(...shares) < 1e-9;
}

function contrastOf({ clusters, found }: LotteryWindow, rollOut: RollOut): Contrast {
  const influence = new Float64Array(rollOut.clusters);
  clusters.forEach((cluster, row) => {
    influence[cluster] = found.influence[row] ?? 0;
  });
  return { estimate: found.effect, influence, beta: 1 };
}

function armsOf({ stageOf }: RollOut): Pick<Effects['blocks'], 'of' | 'count' | 'centred'> {
  return { of: stageOf.map((stage) => (stage >= 0 ? 1 : 0)), count: 2, centred: false };
}

/** Of each arm its rows less what was fitted in it, in the quarter that has fewest. */
function degreesOfArms(windows: readonly LotteryWindow[]): Float64Array {
  const fewest = (rows: (found: LotteryEffect) => number) =>
    Math.min(...windows.map(({ found }) => rows(found) - 1 - found.fittedBesideMean));
  return Float64Array.of(
    fewest(({ drawnToWait }) => drawnToWait),
    fewest(({ drawnToTrain }) => drawnToTrain),
  );
}
