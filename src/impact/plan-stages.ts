import { periodsPerQuarter } from '../model/calendar.ts';
import type { EffectQuestion } from './estimate-effects.ts';
import { type Facts, personsOf } from './facts.ts';
import type { RollOut, Stage } from './roll-out.ts';
import type { Span } from './window-means.ts';

/** A stage that has a base before it and somebody untrained after it. */
export interface StageInUse {
  readonly index: number;
  readonly stage: Stage;
  /** People in post in the stage's clusters on its date. */
  readonly people: number;
  readonly clusters: number;
  /** Clusters of those people that are still untrained at the end of what is observed. */
  readonly untrainedClusters: number;
  /** Last period in which enough untrained clusters are left to compare with. */
  readonly observedTo: number;
  readonly counted: boolean;
}

/** Fewest untrained clusters that must be left behind a period. */
export const fewestUntrained = 4;
/** Shortest base, and shortest part of a window that counts as observed, as shares of a quarter. */
const shortestBaseQuarters = 8 / 13;
const shortestWindowQuarters = 4 / 13;
export const windowsOfYear = 4;

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

export interface StagePlan {
  readonly basePeriods: number;
  readonly stages: readonly StageInUse[];
  readonly trainedClusters: number;
  readonly untrainedClusters: number;
}

const fewClusters = 60;
const fewInStage = 8;

/** Under 60 teams (or persons, where persons were assigned) in all, or under 8 in a stage: the usual errors are doubtful. */
export function areFew({
  trainedClusters,
  untrainedClusters,
  stages,
}: Pick<StagePlan, 'trainedClusters' | 'untrainedClusters' | 'stages'>): boolean {
  return (
    trainedClusters + untrainedClusters < fewClusters ||
    stages.some((stage) => stage.counted && stage.clusters < fewInStage)
  );
}

/** Base length, stages that have one, and how far each is observed. */
export function planStages({ facts, rollOut, basePeriods, among }: EffectQuestion): StagePlan {
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const least = shortestBase(facts.calendar.kind, basePeriods);
  const withBase = rollOut.stages
    .map((stage, index) => ({ stage, index }))
    .filter(({ stage }) => stage.transitionFrom >= least);
  const base = Math.min(basePeriods, ...withBase.map(({ stage }) => stage.transitionFrom));
  const stages = withBase
    .map(({ stage, index }) => {
      const roster = rosterAt(facts, rollOut, stage);
      const present = new Set(roster);
      const untrained = (period: number) =>
        untrainedAt(rollOut, period, among).filter((cluster) => present.has(cluster));
      const observedTo = lastComparedPeriod(facts, rollOut, stage, untrained(stage.transitionTo));
      return {
        index,
        stage,
        ...sizeOf(facts, rollOut, roster, clustersOfStage(rollOut, index, among)),
        untrainedClusters: standingAlone(rollOut, untrained(observedTo)).size,
        observedTo,
        counted: observedTo - stage.transitionTo >= 2 * quarter + shortestWindow(quarter),
      };
    })
    .filter(({ people, observedTo, stage }) => people > 0 && observedTo > stage.transitionTo);
  const counted = stages.some((stage) => stage.counted) ? stages.filter((stage) => stage.counted) : stages;
  return {
    basePeriods: base,
    stages,
    trainedClusters: clustersInAll(rollOut, counted, among),
    untrainedClusters: Math.max(0, ...counted.map((stage) => stage.untrainedClusters)),
  };
}

/** People in post on the stage's date in its own clusters, and how many clusters those are, with shared logins. */
function sizeOf(
  facts: Facts,
  rollOut: RollOut,
  roster: Int32Array,
  trained: readonly number[],
): Pick<StageInUse, 'people' | 'clusters'> {
  const own = new Set(trained);
  const present = roster.filter((cluster) => own.has(cluster));
  const people = roster.subarray(0, personsOf(facts).people).filter((cluster) => own.has(cluster));
  return { people: people.length, clusters: standingAlone(rollOut, present).size };
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

/** First period in which a cluster is trained or, as a person, has too many trained around; infinity for never. */
export function untrainedUntil({ stages, stageOf, around }: RollOut, cluster: number): number {
  const begins = stages[stageOf[cluster] ?? -1]?.transitionFrom ?? Number.POSITIVE_INFINITY;
  return Math.min(begins, around?.exposedFrom[cluster] ?? begins);
}

/** The clusters that errors are between: home teams where persons were trained within teams, else as assigned. */
function standingAlone({ around }: RollOut, clusters: ArrayLike<number>): Set<number> {
  return new Set(Array.from(clusters, (cluster) => around?.headOf[cluster] ?? cluster));
}

/** Teams of which some were trained in one stage and some in another count once. */
function clustersInAll(
  rollOut: RollOut,
  stages: readonly StageInUse[],
  among: Uint8Array | undefined,
): number {
  if (rollOut.around === undefined) return stages.reduce((sum, { clusters }) => sum + clusters, 0);
  const trained = stages.flatMap(({ index }) => clustersOfStage(rollOut, index, among));
  return standingAlone(rollOut, trained).size;
}

/** For each cluster that errors are between, until when somebody of it is untrained. */
function latestByHead(rollOut: RollOut, untrained: readonly number[]): number[] {
  const latest = new Map<number, number>();
  for (const cluster of untrained) {
    const head = rollOut.around?.headOf[cluster] ?? cluster;
    latest.set(head, Math.max(latest.get(head) ?? 0, untrainedUntil(rollOut, cluster)));
  }
  return [...latest.values()];
}

/** Clusters that may be compared with and whose training begins after the period, or never. */
export function untrainedAt(rollOut: RollOut, period: number, among: Uint8Array | undefined): number[] {
  const clusters: number[] = [];
  for (let cluster = 0; cluster < rollOut.clusters; cluster++) {
    if (rollOut.comparable[cluster] === 0 || among?.[cluster] === 0) continue;
    if (untrainedUntil(rollOut, cluster) > period) clusters.push(cluster);
  }
  return clusters;
}

/** Last period of the year after the stage behind which at least four of the untrained clusters are left. */
function lastComparedPeriod(
  facts: Facts,
  rollOut: RollOut,
  stage: Stage,
  untrained: readonly number[],
): number {
  const yearEnd = stage.transitionTo + windowsOfYear * periodsPerQuarter(facts.calendar.kind);
  const last = Math.min(yearEnd, facts.calendar.periods - 1);
  const starts = latestByHead(rollOut, untrained);
  if (starts.length < fewestUntrained) return stage.transitionTo;
  const enoughUntil = (starts.sort((a, b) => b - a)[fewestUntrained - 1] ?? 0) - 1;
  return Math.min(last, enoughUntil);
}

export interface WindowSpan {
  readonly window: number;
  readonly length: number;
  readonly span: Span;
}

export function windowSpansOf(stage: StageInUse, plan: StagePlan, facts: Facts): WindowSpan[] {
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
export function observedSpans(
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

/** Clusters of one stage that take part: those whose own team was hardly trained before them. */
export function clustersOfStage(rollOut: RollOut, stage: number, among: Uint8Array | undefined): number[] {
  const clusters: number[] = [];
  const begins = rollOut.stages[stage]?.transitionFrom ?? Number.POSITIVE_INFINITY;
  rollOut.stageOf.forEach((of, cluster) => {
    if (of !== stage || among?.[cluster] === 0) return;
    if ((rollOut.around?.exposedFrom[cluster] ?? begins) >= begins) clusters.push(cluster);
  });
  return clusters;
}
