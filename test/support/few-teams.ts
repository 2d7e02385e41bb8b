import { studentTQuantile } from '../../src/stats/distributions.ts';
import {
  type Blocks,
  type Contrast,
  ContrastMean,
  levelContrast,
  settle,
  spread,
} from '../../src/stats/level-contrast.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';
import { studentisedBootstrap } from '../../src/stats/studentised-bootstrap.ts';

/** A staged roll-out nobody drew, without effect: teams by stage, and how they differ. */
export interface FewTeams {
  readonly stages: readonly number[];
  readonly never: number;
  /** Teams of 8 to 40 people, most of them small, or all of 20. */
  readonly sizes: 'alike' | 'uneven';
  /** Trained teams vary so many times as much; 1 if left out. */
  readonly noisyTrained?: number;
}

/** Share of intervals that hold 0, and their mean half width over 1.96 times the spread of the estimates. */
export interface CoverageOfFew {
  readonly student: number;
  readonly bootstrap: number;
  readonly leverage: number;
  readonly studentWidth: number;
  readonly bootstrapWidth: number;
  readonly leverageWidth: number;
}

/** Student's t with Satterthwaite's degrees of freedom beside the studentised bootstrap with Webb's weights, and beside errors that allow for leverage. */
export function coverageOfFew(
  design: FewTeams,
  { runs, draws, seed }: { readonly runs: number; readonly draws: number; readonly seed: number },
): CoverageOfFew {
  const random = createRandom(seed);
  const held = { student: 0, bootstrap: 0, leverage: 0 };
  const width = { student: 0, bootstrap: 0, leverage: 0 };
  let squares = 0;
  for (let run = 0; run < runs; run++) {
    const { contrast, blocks, pull } = yearOf(design, random);
    const { standardError, degreesOfFreedom } = spread(contrast, blocks);
    const webb = studentisedBootstrap({
      influence: contrast.influence,
      groupOf: blocks.of,
      weights: 'webb',
      draws,
      random,
    });
    if (webb.kind === 'refused') throw new Error(webb.detail);
    const allowing = spread(contrast, { ...blocks, pull });
    const half = {
      student: studentTQuantile(0.975, degreesOfFreedom) * standardError,
      bootstrap: webb.criticalValue * standardError,
      leverage: studentTQuantile(0.975, allowing.degreesOfFreedom) * allowing.standardError,
    };
    for (const name of ['student', 'bootstrap', 'leverage'] as const) {
      if (Math.abs(contrast.estimate) <= half[name]) held[name]++;
      width[name] += half[name];
    }
    squares += contrast.estimate ** 2;
  }
  const oracle = 1.96 * Math.sqrt(squares / runs) * runs;
  return {
    student: held.student / runs,
    bootstrap: held.bootstrap / runs,
    leverage: held.leverage / runs,
    studentWidth: width.student / oracle,
    bootstrapWidth: width.bootstrap / oracle,
    leverageWidth: width.leverage / oracle,
  };
}

const baseQuarters = 2;
const windows = 4;

/** The whole year after the training against half a year before, stages a quarter apart; shocks last for half a year. */
function yearOf(
  { stages, never, sizes, noisyTrained = 1 }: FewTeams,
  random: Random,
): { readonly contrast: Contrast; readonly blocks: Blocks; readonly pull: Float64Array } {
  const stageOf = Int32Array.from([
    ...stages.flatMap((teams, stage) => Array<number>(teams).fill(stage)),
    ...Array<number>(never).fill(-1),
  ]);
  const teams = stageOf.length;
  const weight = Float64Array.from({ length: teams }, () =>
    sizes === 'alike' ? 20 : 8 + Math.floor(32 * random.next() ** 2),
  );
  const quarters = baseQuarters + stages.length + windows;
  const series = Array.from({ length: teams }, (_, team) => {
    const spreadOf = stageOf[team] >= 0 ? noisyTrained : 1;
    return seriesOfTeam(quarters, spreadOf, weight[team], random);
  });
  const sums = (value: (of: Float64Array) => number) =>
    weight.map((people, team) => people * value(series[team]));
  const whole = new ContrastMean(teams);
  stages.forEach((people, stage) => {
    const year = new ContrastMean(teams);
    const start = baseQuarters + stage;
    const before = sums((of) => (of[start - 2] + of[start - 1]) / baseQuarters);
    const trained = indices(stageOf, (each) => each === stage);
    for (let quarter = start + 1; quarter <= start + windows; quarter++) {
      const untrained = indices(stageOf, (each) => each < 0 || baseQuarters + each > quarter);
      const after = sums((of) => of[quarter]);
      const contrast = levelContrast({ after, before, weight }, trained, untrained, undefined);
      if (contrast !== undefined) year.add(contrast, 1);
    }
    const mean = year.mean();
    if (mean !== undefined) whole.add(mean, people);
  });
  const blocks = { of: stageOf.map((stage) => stage + 1), count: stages.length + 1, centred: false };
  const mean = whole.mean();
  if (mean === undefined) throw new Error('nobody to compare with');
  return { contrast: settle(mean, blocks, 'difference'), blocks, pull: mean.pull };
}

function seriesOfTeam(quarters: number, spreadOf: number, people: number, random: Random): Float64Array {
  const level = random.normal();
  let shock = random.normal();
  return Float64Array.from({ length: quarters }, () => {
    const value = level + spreadOf * (shock + (1.5 * random.normal()) / Math.sqrt(people / 10));
    shock = 0.5 * shock + Math.sqrt(0.75) * random.normal();
    return value;
  });
}

function indices(stageOf: Int32Array, is: (stage: number) => boolean): number[] {
  return [...stageOf.keys()].filter((team) => is(stageOf[team]));
}
