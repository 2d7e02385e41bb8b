import { periodsPerQuarter } from '../model/calendar.ts';
import {
  type BaseUse,
  type Blocks,
  type ClusterMeans,
  type Contrast,
  ContrastMean,
  combine,
  type LevelContrast,
  levelContrast,
  settle,
} from '../stats/level-contrast.ts';
import type { Facts, Outcome } from './facts.ts';
import type { RollOut, Stage } from './roll-out.ts';
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
  /** The same in quarters. */
  readonly quartersObserved: number;
}

export interface StageInUse {
  readonly index: number;
  readonly stage: Stage;
  /** People in post in the stage's clusters on its date. */
  readonly people: number;
  readonly clusters: number;
  /** People in post on that date in clusters that were still untrained. */
  readonly untrainedPeople: number;
  /** Last period in which enough untrained clusters are left to compare with. */
  readonly observedTo: number;
  readonly counted: boolean;
}

/** Fewest untrained clusters that must be left behind a period. */
export const fewestUntrained = 4;
/** Shortest base, and shortest part of a window that counts as observed, as shares of a quarter. */
const shortestBaseQuarters = 8 / 13;
const shortestWindowQuarters = 4 / 13;
const windowsOfYear = 4;

/** Periods of the longest base by default: half a year of weeks or days, a year of months. */
export function defaultBasePeriods(kind: Facts['calendar']['kind']): number {
  return { day: 182, week: 26, month: 12 }[kind];
}

/** Periods of the shortest base: eight weeks or two months, or fewer where fewer are asked for. */
export function shortestBase(kind: Facts['calendar']['kind'], basePeriods: number): number {
  return Math.min(basePeriods, Math.max(1, Math.round(periodsPerQuarter(kind) * shortestBaseQuarters)));
}

/** How many periods make the shortest observed part of a window. */
export function shortestWindow(quarter: number): number {
  return Math.max(1, Math.round(quarter * shortestWindowQuarters));
}

/** Effects of one programme on one measure. Every window a comparison cannot be had for is `undefined`. */
export function estimateEffects(question: EffectQuestion): Effects {
  const plan = planStages(question);
  const blocks = blocksOf(question.rollOut);
  const levels = levelsOf(question, tabulateWindows(question, plan));
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
    basePeriods: plan.basePeriods,
    stages: plan.stages,
    countedStages: plan.stages.filter((stage) => stage.counted).length,
    trainedClusters: plan.trainedClusters,
    untrainedClusters: plan.untrainedClusters,
    observedTo,
    quartersObserved: observedTo / periodsPerQuarter(question.facts.calendar.kind),
  };
}

export function baseUseOf({ how }: RollOut): BaseUse {
  return how === 'lot' ? 'least-error' : 'difference';
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
}

/** The figures as contrasts of levels: stages weighted by people, windows of a stage by their observed periods. */
export function levelsOf(
  { rollOut, among }: Pick<EffectQuestion, 'rollOut' | 'among'>,
  tables: readonly StageWindows[],
): FigureLevels {
  const windows = Array.from({ length: windowsOfYear }, () => new ContrastMean(rollOut.clusters));
  const later = new ContrastMean(rollOut.clusters);
  const whole = new ContrastMean(rollOut.clusters);
  for (const { stage, windows: spans, means } of tables) {
    const year = new ContrastMean(rollOut.clusters);
    const half = new ContrastMean(rollOut.clusters);
    spans.forEach(({ window, length, span }, k) => {
      const contrast = contrastIn({ rollOut, among }, stage, span, means[k]);
      if (contrast === undefined) return;
      windows[window]?.add(contrast, stage.people);
      year.add(contrast, length);
      if (window >= 2) half.add(contrast, length);
    });
    addIfAny(later, half, stage.people);
    addIfAny(whole, year, stage.people);
  }
  const means = windows.map((window) => window.mean());
  return { windows: means, first: means[0], later: later.mean(), whole: whole.mean() };
}

function addIfAny(target: ContrastMean, part: ContrastMean, weight: number): void {
  const mean = part.mean();
  if (mean !== undefined) target.add(mean, weight);
}

interface StagePlan {
  readonly basePeriods: number;
  readonly stages: readonly StageInUse[];
  readonly trainedClusters: number;
  readonly untrainedClusters: number;
}

/** Base length, stages that have one, and how far each is observed. */
function planStages({ facts, rollOut, basePeriods, among }: EffectQuestion): StagePlan {
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const least = shortestBase(facts.calendar.kind, basePeriods);
  const withBase = rollOut.stages
    .map((stage, index) => ({ stage, index }))
    .filter(({ stage }) => stage.transitionFrom >= least);
  const base = Math.min(basePeriods, ...withBase.map(({ stage }) => stage.transitionFrom));
  const sizes = peopleOfStages(facts, rollOut, among);
  const stages = withBase
    .map(({ stage, index }) => {
      const observedTo = lastComparedPeriod(facts, rollOut, stage, among);
      return {
        index,
        stage,
        ...(sizes[index] ?? { people: 0, clusters: 0, untrainedPeople: 0 }),
        observedTo,
        counted: observedTo - stage.transitionTo >= 2 * quarter + shortestWindow(quarter),
      };
    })
    .filter(({ people, observedTo, stage }) => people > 0 && observedTo > stage.transitionTo);
  const counted = stages.some((stage) => stage.counted) ? stages.filter((stage) => stage.counted) : stages;
  return {
    basePeriods: base,
    stages,
    trainedClusters: counted.reduce((sum, stage) => sum + stage.clusters, 0),
    untrainedClusters: Math.max(
      0,
      ...counted.map((stage) => untrainedAt(rollOut, stage.observedTo, among).length),
    ),
  };
}

/** People in post on each stage's date, in the stage's own clusters. */
function peopleOfStages(
  facts: Facts,
  rollOut: RollOut,
  among: Uint8Array | undefined,
): Pick<StageInUse, 'people' | 'clusters' | 'untrainedPeople'>[] {
  return rollOut.stages.map((stage, index) => {
    const rosterCluster = rosterAt(facts, rollOut, stage);
    const untrained = new Set(untrainedAt(rollOut, stage.transitionTo, among));
    const present = new Set<number>();
    let people = 0;
    let untrainedPeople = 0;
    for (const cluster of rosterCluster) {
      if (untrained.has(cluster)) untrainedPeople++;
      if (cluster < 0 || rollOut.stageOf[cluster] !== index || among?.[cluster] === 0) continue;
      present.add(cluster);
      people++;
    }
    return { people, clusters: present.size, untrainedPeople };
  });
}

/** [people] cluster of those in post on the stage's date, -1 for others. */
export function rosterAt(facts: Facts, rollOut: RollOut, stage: Stage): Int32Array {
  const roster = new Int32Array(facts.people).fill(-1);
  const period = Math.max(0, Math.min(stage.transitionFrom, facts.calendar.periods - 1));
  for (let person = 0; person < facts.people; person++) {
    const team = facts.teamAt[person * facts.calendar.periods + period] ?? -1;
    if (team >= 0) roster[person] = rollOut.by === 'team' ? team : person;
  }
  return roster;
}

/** Clusters that may be compared with and whose training begins after the period, or never. */
export function untrainedAt(rollOut: RollOut, period: number, among: Uint8Array | undefined): number[] {
  const clusters: number[] = [];
  for (let cluster = 0; cluster < rollOut.clusters; cluster++) {
    if (rollOut.comparable[cluster] === 0 || among?.[cluster] === 0) continue;
    const stage = rollOut.stages[rollOut.stageOf[cluster] ?? -1];
    if (stage === undefined || stage.transitionFrom > period) clusters.push(cluster);
  }
  return clusters;
}

function lastComparedPeriod(
  facts: Facts,
  rollOut: RollOut,
  stage: Stage,
  among: Uint8Array | undefined,
): number {
  const yearEnd = stage.transitionTo + windowsOfYear * periodsPerQuarter(facts.calendar.kind);
  const last = Math.min(yearEnd, facts.calendar.periods - 1);
  const starts = untrainedAt(rollOut, stage.transitionTo, among).map(
    (cluster) => rollOut.stages[rollOut.stageOf[cluster] ?? -1]?.transitionFrom ?? Number.POSITIVE_INFINITY,
  );
  if (starts.length < fewestUntrained) return stage.transitionTo;
  const enoughUntil = (starts.sort((a, b) => b - a)[fewestUntrained - 1] ?? 0) - 1;
  return Math.min(last, enoughUntil);
}

interface WindowSpan {
  readonly window: number;
  readonly length: number;
  readonly span: Span;
}

function windowSpansOf(stage: StageInUse, plan: StagePlan, facts: Facts): WindowSpan[] {
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const spans: WindowSpan[] = [];
  for (let window = 0; window < windowsOfYear; window++) {
    const from = stage.stage.transitionTo + 1 + window * quarter;
    const to = Math.min(from + quarter - 1, stage.observedTo);
    const length = to - from + 1;
    if (length < shortestWindow(quarter)) break;
    spans.push({ window, length, span: { from, to, ...baseOf(stage.stage, plan.basePeriods) } });
  }
  return spans;
}

export function baseOf(stage: Stage, basePeriods: number): { baseFrom: number; baseTo: number } {
  return { baseFrom: stage.transitionFrom - basePeriods, baseTo: stage.transitionFrom - 1 };
}

/** Observed part of each window, as people-weighted means over stages, counted from 1 after the transition. */
function observedSpans(
  stages: readonly StageInUse[],
  plan: StagePlan,
  facts: Facts,
): ({ from: number; to: number } | undefined)[] {
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const spans = stages.map((stage) => ({ people: stage.people, spans: windowSpansOf(stage, plan, facts) }));
  return Array.from({ length: windowsOfYear }, (_, window) => {
    let people = 0;
    let lengths = 0;
    for (const stage of spans) {
      const span = stage.spans[window];
      if (span === undefined) continue;
      people += stage.people;
      lengths += stage.people * span.length;
    }
    if (people === 0) return undefined;
    return { from: window * quarter + 1, to: window * quarter + Math.round(lengths / people) };
  });
}

/** Differences between trained and untrained for each span of one stage. */
export function contrastsOf(
  question: EffectQuestion,
  stage: Pick<StageInUse, 'index' | 'stage'>,
  spans: readonly Span[],
): (LevelContrast | undefined)[] {
  const means = meansOf(question, stage.stage, spans);
  return spans.map((span, k) => contrastIn(question, stage, span, means[k]));
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

function contrastIn(
  { rollOut, among }: Pick<EffectQuestion, 'rollOut' | 'among'>,
  { index, stage }: Pick<StageInUse, 'index' | 'stage'>,
  span: Span,
  means: ClusterMeans | undefined,
): LevelContrast | undefined {
  if (means === undefined) return undefined;
  const last = Math.max(span.to, stage.transitionTo);
  return levelContrast(
    means,
    clustersOfStage(rollOut, index, among),
    untrainedAt(rollOut, last, among),
    rollOut.stratumOf,
  );
}

function clustersOfStage(rollOut: RollOut, stage: number, among: Uint8Array | undefined): number[] {
  const clusters: number[] = [];
  rollOut.stageOf.forEach((of, cluster) => {
    if (of === stage && among?.[cluster] !== 0) clusters.push(cluster);
  });
  return clusters;
}

/** One block per assigned stage (and never), within each stratum of the draw. */
function blocksOf(rollOut: RollOut): Blocks {
  const keys = new Map<string, number>();
  const of = Int32Array.from(rollOut.stageOf, (stage, cluster) => {
    const key = `${stage}:${rollOut.stratumOf?.[cluster] ?? 0}`;
    const block = keys.get(key) ?? keys.size;
    keys.set(key, block);
    return block;
  });
  return { of, count: keys.size, centred: rollOut.how === 'lot' };
}
