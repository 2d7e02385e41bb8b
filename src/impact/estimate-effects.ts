import { periodsPerQuarter } from '../model/calendar.ts';
import {
  type BaseUse,
  type Blocks,
  type ClusterMeans,
  type Contrast,
  ContrastMean,
  combine,
  gatherInfluence,
  type LevelContrast,
  levelContrast,
  settle,
} from '../stats/level-contrast.ts';
import { blocksOf } from './assigned-blocks.ts';
import type { Facts, Outcome } from './facts.ts';
import { strataUntil } from './other-programmes.ts';
import {
  areFew,
  clustersOfStage,
  observedSpans,
  planStages,
  rosterAt,
  type StageInUse,
  type StagePlan,
  untrainedAt,
  type WindowSpan,
  windowSpansOf,
  windowsOfYear,
} from './plan-stages.ts';
import { isAsDrawn, type RollOut, type Stage } from './roll-out.ts';
import { meansInPeople, meansInTeam, type Span } from './window-means.ts';

/** Which curve is estimated: do those trained keep it, or do customers of the team still get it? */
export type CurveOf = 'people' | 'team';

export interface EffectQuestion {
  readonly facts: Facts;
  readonly outcome: Outcome;
  readonly rollOut: RollOut;
  /** Periods of the base, at most; the earliest stage may leave room for fewer. */
  readonly basePeriods: number;
  readonly curve: CurveOf;
  /** [clusters] 1 for clusters that take part; undefined for all. */
  readonly among?: Uint8Array | undefined;
  /** How effects are estimated where trained and untrained are not compared as they are. */
  readonly estimator?: Estimator | undefined;
}

/** Another way to the same figures. */
export interface Estimator {
  readonly effects: (question: EffectQuestion) => Effects;
  /** Difference in a span before the training against a base, both as places beside a stage. */
  readonly contrastBefore: (
    question: EffectQuestion,
    effects: Effects,
    spanOf: (stage: StageInUse) => Span,
  ) => Contrast | undefined;
}

/** The four quarters after the training, the four figures the verdict reads, and what they rest on. */
export interface Effects {
  readonly windows: readonly (Contrast | undefined)[];
  /** Mean observed span of each window in periods after the transition, counted from 1; undefined where unobserved. */
  readonly windowSpans: readonly ({ readonly from: number; readonly to: number } | undefined)[];
  readonly first: Contrast | undefined;
  readonly later: Contrast | undefined;
  readonly whole: Contrast | undefined;
  readonly drop: Contrast | undefined;
  readonly blocks: Blocks;
  readonly basePeriods: number;
  readonly stages: readonly StageInUse[];
  /** Stages that are observed into the third quarter; the verdict rests on them. */
  readonly countedStages: number;
  readonly trainedClusters: number;
  readonly untrainedClusters: number;
  /** Last period after the transition that any stage is observed in. */
  readonly observedTo: number;
  /** Share of the trained that found somebody to compare with whose other programmes were the same. */
  readonly matchedShare: number;
  /** The same in quarters. */
  readonly quartersObserved: number;
}

/** Effects of one programme on one measure. Every window a comparison cannot be had for is `undefined`. */
export function estimateEffects(question: EffectQuestion): Effects {
  if (question.estimator !== undefined) return question.estimator.effects(question);
  const plan = planStages(question);
  const levels = levelsOf(question, tabulateWindows(question, plan));
  const pull = allowsForLeverage(question, plan) ? levels.whole?.pull : undefined;
  const blocks = { ...blocksOf(question.rollOut), ...(pull && { pull }) };
  const use = baseUseOf(question.rollOut);
  const settled = (contrast: LevelContrast | undefined) => contrast && settle(contrast, blocks, use);
  const first = settled(levels.first);
  const later = settled(levels.later);
  const observedTo = Math.max(0, ...plan.stages.map((stage) => stage.observedTo - stage.stage.transitionTo));
  return {
    windows: levels.windows.map(settled),
    windowSpans: observedSpans(verdictStagesOf(plan), plan, question.facts),
    first,
    later,
    whole: settled(levels.whole),
    drop: first && later ? combine([first, later], [1, -1]) : undefined,
    blocks,
    matchedShare: levels.matchedShare,
    basePeriods: plan.basePeriods,
    stages: plan.stages,
    countedStages: plan.stages.filter((stage) => stage.counted).length,
    trainedClusters: plan.trainedClusters,
    untrainedClusters: plan.untrainedClusters,
    observedTo,
    quartersObserved: observedTo / periodsPerQuarter(question.facts.calendar.kind),
  };
}

/**
 * Where colleagues of the trained had to be left out, or the training changed who left, those compared were not drawn,
 * so the whole difference before counts.
 */
export function baseUseOf(rollOut: RollOut): BaseUse {
  return isAsDrawn(rollOut) ? 'least-error' : 'difference';
}

/**
 * Few clusters whose order was not drawn: it cannot be drawn again. Told from the roll-out as a whole, so that its parts
 * are measured alike; low scores and other programmes have errors of their own.
 */
function allowsForLeverage(question: EffectQuestion, plan: StagePlan): boolean {
  const { how, others, beside = others, leavingMoved } = question.rollOut;
  if ((how === 'lot' && leavingMoved !== true) || how === 'low-scores' || beside.length > 0) return false;
  return areFew(question.among === undefined ? plan : planStages({ ...question, among: undefined }));
}

/** The stages that the verdict rests on: those observed into the third quarter, or all if none is yet. */
function verdictStagesOf({ stages }: StagePlan): readonly StageInUse[] {
  const counted = stages.filter((stage) => stage.counted);
  return counted.length > 0 ? counted : stages;
}

/** The windows of one stage with the means of **all** clusters in them, whichever of them were trained. */
export interface StageWindows {
  readonly stage: StageInUse;
  readonly windows: readonly WindowSpan[];
  readonly means: readonly ClusterMeans[];
}

function tabulateWindows(question: EffectQuestion, plan: StagePlan): StageWindows[] {
  return verdictStagesOf(plan).map((stage) => {
    const windows = windowSpansOf(stage, plan, question.facts);
    const spans = windows.map(({ span }) => span);
    return { stage, windows, means: meansOf(question, stage.stage, spans) };
  });
}

/** The tables that a permutation of the order reads again and again. */
export function windowTables(question: EffectQuestion): StageWindows[] {
  return tabulateWindows(question, planStages(question));
}

export interface FigureLevels {
  readonly windows: readonly (LevelContrast | undefined)[];
  readonly first: LevelContrast | undefined;
  readonly later: LevelContrast | undefined;
  readonly whole: LevelContrast | undefined;
  /** Share of the trained that found somebody to compare with, over all windows of the stages. */
  readonly matchedShare: number;
}

/** The figures as contrasts of levels: stages weighted by people, windows of a stage by their observed periods. */
export function levelsOf(
  { facts, rollOut, among }: Pick<EffectQuestion, 'facts' | 'rollOut' | 'among'>,
  tables: readonly StageWindows[],
): FigureLevels {
  const windows = Array.from({ length: windowsOfYear }, () => new ContrastMean(rollOut.clusters));
  const later = new ContrastMean(rollOut.clusters);
  const whole = new ContrastMean(rollOut.clusters);
  let matched = 0;
  let all = 0;
  for (const { stage, windows: spans, means } of tables) {
    const year = new ContrastMean(rollOut.clusters);
    const half = new ContrastMean(rollOut.clusters);
    const sides = sidesOf({ facts, rollOut, among }, stage);
    spans.forEach(({ window, length, span }, k) => {
      const contrast = contrastIn(sides(span), means[k]);
      all += stage.people * length;
      if (contrast === undefined) return;
      matched += stage.people * length * contrast.matchedShare;
      windows[window]?.add(contrast, stage.people);
      year.add(contrast, length);
      if (window >= 2) half.add(contrast, length);
    });
    addIfAny(later, half, stage.people);
    addIfAny(whole, year, stage.people);
  }
  const means = windows.map((window) => window.mean());
  return {
    windows: means,
    first: means[0],
    later: later.mean(),
    whole: whole.mean(),
    matchedShare: all === 0 ? 0 : matched / all,
  };
}

function addIfAny(target: ContrastMean, part: ContrastMean, weight: number): void {
  const mean = part.mean();
  if (mean !== undefined) target.add(mean, weight);
}

/** Differences between trained and untrained for each span of one stage. */
export function contrastsOf(
  question: EffectQuestion,
  stage: Pick<StageInUse, 'index' | 'stage'>,
  spans: readonly Span[],
): (LevelContrast | undefined)[] {
  const means = meansOf(question, stage.stage, spans);
  const sides = sidesOf(question, stage);
  return spans.map((span, k) => contrastIn(sides(span), means[k]));
}

function meansOf(
  { facts, outcome, rollOut, curve }: EffectQuestion,
  stage: Stage,
  spans: readonly Span[],
): readonly ClusterMeans[] {
  const [means = []] =
    curve === 'people'
      ? meansInPeople(facts, outcome, rollOut.clusters, [
          { clusterOf: rosterAt(facts, rollOut, stage), spans },
        ])
      : meansInTeam(facts, outcome, [spans]);
  return means;
}

interface Sides {
  readonly trained: readonly number[];
  readonly untrained: readonly number[];
  readonly stratumOf: Int32Array | undefined;
  readonly headOf: Int32Array | undefined;
  /** Two where strata are parted by other programmes and may be thin. */
  readonly fewestPerSide: 1 | 2;
}

/** Who is compared in a span of one stage: its own clusters, and those untrained until the span's end. */
function sidesOf(
  { facts, rollOut, among }: Pick<EffectQuestion, 'facts' | 'rollOut' | 'among'>,
  { index, stage }: Pick<StageInUse, 'index' | 'stage'>,
): (span: Span) => Sides {
  const trained = clustersOfStage(rollOut, index, among);
  const byEnd = new Map<number, Sides>();
  return (span) => {
    const last = Math.max(span.to, stage.transitionTo);
    const known = byEnd.get(last);
    if (known !== undefined) return known;
    const untrained = untrainedAt(rollOut, last, among);
    const stratumOf = strataUntil(rollOut, last, facts.calendar.kind);
    const fewestPerSide = rollOut.others.length > 0 ? 2 : 1;
    const sides = { trained, untrained, stratumOf, headOf: rollOut.around?.headOf, fewestPerSide } as const;
    byEnd.set(last, sides);
    return sides;
  };
}

function contrastIn(
  { trained, untrained, stratumOf, headOf, fewestPerSide }: Sides,
  means: ClusterMeans | undefined,
): LevelContrast | undefined {
  const contrast = means && levelContrast(means, trained, untrained, stratumOf, fewestPerSide);
  return contrast && headOf ? gatherInfluence(contrast, headOf) : contrast;
}
