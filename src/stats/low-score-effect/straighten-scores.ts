import type { LowScorePanel } from '../low-score-effect.ts';

/** How people differ before the training, and how single values scatter around a person of a given level. */
export interface LevelScatter {
  readonly centre: number;
  /** Variance of the people's levels. */
  readonly between: number;
  /** Variance of single values at the centre, and its change for each unit of the level. */
  readonly within: number;
  readonly withinSlope: number;
}

/** A person's sums over a run of blocks. */
interface Half {
  readonly mean: number;
  readonly count: number;
  readonly scatter: number;
  readonly freedom: number;
}

function halfOf(panel: LowScorePanel, person: number, from: number, to: number): Half {
  const blocks = panel.middle.length;
  let [sum, count, scatter, freedom] = [0, 0, 0, 0];
  for (let b = from; b < to; b++) {
    const cell = person * blocks + b;
    sum += panel.sum[cell];
    count += panel.count[cell];
    scatter += panel.scatter[cell];
    freedom += panel.freedom[cell];
  }
  return { mean: count === 0 ? 0 : sum / count, count, scatter, freedom };
}

const sweeps = 100;
const settled = 1e-9;
/** Levels never differ by less than this part of the scatter of single values: nothing is divided by 0. */
const leastBetween = 1e-4;
const fewestPeriodsOfAHalf = 4;

/** By moments; `undefined` where single values never vary. */
export function scatterOfLevels(panel: LowScorePanel): LevelScatter | undefined {
  const halves = [...panel.trained.keys()].map((person) => ({
    early: halfOf(panel, person, 0, panel.historyBlocks),
    late: halfOf(panel, person, panel.historyBlocks, panel.historyBlocks + panel.scoreBlocks),
  }));
  const freedom = halves.reduce((sum, { early, late }) => sum + early.freedom + late.freedom, 0);
  const scatter = halves.reduce((sum, { early, late }) => sum + early.scatter + late.scatter, 0);
  if (freedom === 0 || !(scatter > 0)) return undefined;
  const within = scatter / freedom;
  const totals = halves
    .map(({ early, late }) => ({
      count: early.count + late.count,
      sum: early.mean * early.count + late.mean * late.count,
    }))
    .filter(({ count }) => count > 0);
  let between = within / 25;
  let centre = 0;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let [weights, weighted] = [0, 0];
    for (const { count, sum } of totals) {
      const weight = 1 / (between + within / count);
      weights += weight;
      weighted += weight * (sum / count);
    }
    centre = weighted / weights;
    let [surplus, squares] = [0, 0];
    for (const { count, sum } of totals) {
      const weight = (1 / (between + within / count)) ** 2;
      surplus += weight * ((sum / count - centre) ** 2 - within / count);
      squares += weight;
    }
    const next = Math.max(surplus / squares, leastBetween * within);
    const moved = Math.abs(next - between);
    between = next;
    if (moved <= settled * within) break;
  }
  return { centre, between, within, withinSlope: slopeOfScatter(halves, between) };
}

/**
 * Change of the variance of single values with the level: the scatter of one half against the mean of the other,
 * over the covariance of the two means, so that chance in a mean neither flattens the slope nor makes one.
 */
function slopeOfScatter(
  halves: readonly { readonly early: Half; readonly late: Half }[],
  between: number,
): number {
  const both = halves.filter(
    ({ early, late }) => Math.min(early.freedom, late.freedom) >= fewestPeriodsOfAHalf - 1,
  );
  const covariance = (
    x: (half: (typeof both)[number]) => number,
    y: (half: (typeof both)[number]) => number,
  ) => {
    const n = both.length;
    const meanX = both.reduce((sum, half) => sum + x(half), 0) / n;
    const meanY = both.reduce((sum, half) => sum + y(half), 0) / n;
    return both.reduce((sum, half) => sum + (x(half) - meanX) * (y(half) - meanY), 0) / n;
  };
  if (both.length === 0) return 0;
  const early = ({ early: half }: (typeof both)[number]) => half;
  const late = ({ late: half }: (typeof both)[number]) => half;
  const shared = covariance(
    (each) => early(each).mean,
    (each) => late(each).mean,
  );
  if (shared < between / 4) return 0;
  const crossed =
    covariance(
      (each) => early(each).scatter / early(each).freedom,
      (each) => late(each).mean,
    ) +
    covariance(
      (each) => late(each).scatter / late(each).freedom,
      (each) => early(each).mean,
    );
  return crossed / (2 * shared);
}

const gridPoints = 121;
const gridReach = 5;
/** The variance of single values is nowhere under this part of that at the centre. */
const leastWithin = 0.1;

/**
 * Where low ones scatter more than high ones, a low mean tells less than a high one, and a straight line from those
 * who were not chosen foretells too little of a rise. `shift` moves a mean of `count` values to where the straight
 * line holds again: shrunk by count / (count + within / between) it is the posterior mean of the level under a normal
 * prior and the quasi-likelihood of the variance function within + slope x (level - centre).
 */
export function straightener(levels: LevelScatter): (mean: number, count: number) => number {
  const { centre, between, within, withinSlope } = levels;
  const step = (2 * gridReach * Math.sqrt(between)) / (gridPoints - 1);
  const level = Float64Array.from({ length: gridPoints }, (_, g) => (g - (gridPoints - 1) / 2) * step);
  const inverse = level.map((x) => 1 / Math.max(within + withinSlope * x, leastWithin * within));
  const pull = runningIntegral(inverse, step);
  const cost = runningIntegral(
    inverse.map((value, g) => value * level[g]),
    step,
  );
  const prior = level.map((x) => (-x * x) / (2 * between));
  return (mean, count) => {
    if (count === 0) return 0;
    const distance = mean - centre;
    const heights = prior.map((height, g) => height + count * (distance * pull[g] - cost[g]));
    const highest = Math.max(...heights);
    let [mass, weighted] = [0, 0];
    for (let g = 0; g < gridPoints; g++) {
      const density = Math.exp(heights[g] - highest);
      mass += density;
      weighted += density * level[g];
    }
    return (weighted / mass) * (1 + within / between / count) - distance;
  };
}

/** By trapezoids from the first point on. */
function runningIntegral(values: Float64Array, step: number): Float64Array {
  const integral = new Float64Array(values.length);
  for (let g = 1; g < values.length; g++) {
    integral[g] = integral[g - 1] + ((values[g] + values[g - 1]) / 2) * step;
  }
  return integral;
}
