import type { Blocks } from './level-contrast.ts';

/** A planned roll-out in periods counted from its first stage; those before it are negative. */
export interface RollOutTiming {
  /** Period of each stage's training, rising, the first 0. */
  readonly starts: readonly number[];
  /** [units] stage of each unit, -1 for never. */
  readonly stageOf: Int32Array;
  readonly periodsPerQuarter: number;
  readonly basePeriods: number;
}

export interface PlannedWindow {
  readonly window: number;
  readonly from: number;
  readonly to: number;
  readonly trained: readonly number[];
  /** Units untrained until the window's end. */
  readonly untrained: readonly number[];
}

export interface PlannedStageWindows {
  readonly stage: number;
  readonly start: number;
  /** Last period in which enough units are left untrained to compare with. */
  readonly observedTo: number;
  readonly windows: readonly PlannedWindow[];
}

/** What can be compared once the data end with some period: the same rules as in the analysis. */
export interface ObservedWindows {
  readonly stages: readonly PlannedStageWindows[];
  /** Stages observed for four weeks of the third quarter; the verdict rests on them. */
  readonly countedStages: number;
  /** Quarters for which the stage observed longest is observed. */
  readonly quartersObserved: number;
  readonly trainedUnits: number;
  readonly untrainedUnits: number;
}

const fewestUntrained = 4;
const windowsOfYear = 4;

/** `verdict`: stages seen into the third quarter alone, as soon as there is one. `all`: every stage seen for a while. */
export type StagesUsed = 'verdict' | 'all';

export function observedWindows(
  timing: RollOutTiming,
  last: number,
  stagesUsed: StagesUsed = 'verdict',
): ObservedWindows {
  const quarter = timing.periodsPerQuarter;
  const shortest = Math.max(1, Math.round((quarter * 4) / 13));
  const stages = timing.starts
    .map((start, stage) => ({ stage, start, trained: unitsIn(timing, stage) }))
    .filter(({ start, trained }) => start <= last && trained.length > 0)
    .map((each) => ({ ...each, observedTo: comparedUntil(timing, each.start, last) }))
    .filter(({ start, observedTo }) => observedTo > start);
  const counted = stages.filter(({ start, observedTo }) => observedTo - start >= 2 * quarter + shortest);
  const used = stagesUsed === 'verdict' && counted.length > 0 ? counted : stages;
  return {
    stages: used.map(({ stage, start, trained, observedTo }) => ({
      stage,
      start,
      observedTo,
      windows: windowsOf(timing, { start, trained, observedTo }, shortest),
    })),
    countedStages: counted.length,
    quartersObserved: Math.max(0, ...stages.map(({ start, observedTo }) => (observedTo - start) / quarter)),
    trainedUnits: used.reduce((sum, { trained }) => sum + trained.length, 0),
    untrainedUnits: Math.max(0, ...used.map(({ observedTo }) => untrainedAt(timing, observedTo).length)),
  };
}

function unitsIn({ stageOf }: RollOutTiming, stage: number): number[] {
  return [...stageOf.keys()].filter((unit) => stageOf[unit] === stage);
}

function untrainedAt({ starts, stageOf }: RollOutTiming, period: number): number[] {
  return [...stageOf.keys()].filter((unit) => (starts[stageOf[unit]] ?? Infinity) > period);
}

/** Last period of the year after a stage behind which at least four units are left untrained. */
function comparedUntil(timing: RollOutTiming, start: number, last: number): number {
  const end = Math.min(start + windowsOfYear * timing.periodsPerQuarter, last);
  const untrained = untrainedAt(timing, start);
  if (untrained.length < fewestUntrained) return start;
  const trainedAt = untrained.map((unit) => timing.starts[timing.stageOf[unit]] ?? Infinity);
  return Math.min(end, trainedAt.sort((a, b) => b - a)[fewestUntrained - 1] - 1);
}

function windowsOf(
  timing: RollOutTiming,
  { start, trained, observedTo }: { start: number; trained: readonly number[]; observedTo: number },
  shortest: number,
): PlannedWindow[] {
  const quarter = timing.periodsPerQuarter;
  const windows: PlannedWindow[] = [];
  for (let window = 0; window < windowsOfYear; window++) {
    const from = start + 1 + window * quarter;
    const to = Math.min(from + quarter - 1, observedTo);
    if (to - from + 1 < shortest) break;
    windows.push({ window, from, to, trained, untrained: untrainedAt(timing, to) });
  }
  return windows;
}

/** One block per stage (and never), within each stratum of the draw; centred where the order was drawn by lot. */
export function blocksOfStages(
  stageOf: Int32Array,
  stratumOf: Int32Array | undefined,
  centred: boolean,
): Blocks {
  const keys = new Map<string, number>();
  const of = stageOf.map((stage, unit) => {
    const key = `${stage}:${stratumOf?.[unit] ?? 0}`;
    const block = keys.get(key) ?? keys.size;
    keys.set(key, block);
    return block;
  });
  return { of, count: keys.size, centred };
}
