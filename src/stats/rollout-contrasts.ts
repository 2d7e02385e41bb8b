import type { Aggregation } from './effect-result.ts';

/** A staged roll-out: who starts when, and how many. */
export interface RolloutDesign {
  /** First training of each cohort in rising order; Infinity (the last) for never. */
  readonly starts: readonly number[];
  /** [cohorts] */
  readonly sizes: ArrayLike<number>;
  readonly periods: number;
  /** Periods of the base, and periods left out between it and the training. */
  readonly basePeriods: number;
  readonly transition: number;
}

/** Weights on cohort means that estimate an effect, and the same on the base, which ought to give 0. */
export interface RolloutContrast {
  /** [cohorts x periods] */
  readonly effect: Float64Array;
  /** [cohorts x periods] */
  readonly base: Float64Array;
  /** First trained cohort with a weight. */
  readonly firstStart: number;
}

export interface LabelledContrast {
  readonly cohort?: number;
  readonly period?: number;
  readonly eventTime?: number;
  readonly contrast: RolloutContrast;
}

export interface RolloutContrasts {
  /** Absent for `event-time`, whose overall is the mean of its points from 0 on. */
  readonly overall?: RolloutContrast;
  readonly points: readonly LabelledContrast[];
}

interface WeightedCell {
  readonly cohort: number;
  readonly period: number;
  readonly weight: number;
}

/** Contrasts of one aggregation; undefined where no cell has both trained and untrained. */
export function rolloutContrasts(
  design: RolloutDesign,
  aggregation: Exclude<Aggregation, 'cells'>,
): RolloutContrasts | undefined {
  const cells = cellsAfter(design);
  if (cells.length === 0) return undefined;
  const of = (chosen: readonly WeightedCell[]): RolloutContrast => contrastOf(design, chosen);
  switch (aggregation) {
    case 'simple':
      return { overall: of(normalised(cells)), points: [] };
    case 'cohort': {
      const cohorts = groups(cells, (cell) => cell.cohort);
      const means = cohorts.map(([cohort, group]) => ({
        cohort: design.starts[cohort],
        cells: evenly(group),
      }));
      const sizes = cohorts.map(([cohort]) => design.sizes[cohort]);
      return {
        overall: of(mixed(means, sizes)),
        points: means.map(({ cohort, cells: group }) => ({ cohort, contrast: of(group) })),
      };
    }
    case 'calendar': {
      const means = groups(cells, (cell) => cell.period).map(([period, group]) => ({
        period,
        cells: normalised(group),
      }));
      return {
        overall: of(mixed(means, new Array(means.length).fill(1))),
        points: means.map(({ period, cells: group }) => ({ period, contrast: of(group) })),
      };
    }
    case 'event-time': {
      const points = groups(cells, (cell) => cell.period - design.starts[cell.cohort]);
      return { points: points.map(([eventTime, group]) => ({ eventTime, contrast: of(normalised(group)) })) };
    }
  }
}

/** Cells of a period after the training with somebody still untrained, weighted by size. */
function cellsAfter(design: RolloutDesign): WeightedCell[] {
  const { starts, sizes, periods, basePeriods, transition } = design;
  const last = starts[starts.length - 1];
  return starts.flatMap((start, cohort) => {
    if (start === Infinity || start - transition - basePeriods < 0) return [];
    const end = Math.min(periods, last - transition);
    return Array.from({ length: Math.max(0, end - start) }, (_, k) => ({
      cohort,
      period: start + k,
      weight: sizes[cohort],
    }));
  });
}

/** The contrast of one cell puts +1 on the trained and minus their sizes' shares on those not trained yet. */
function contrastOf(design: RolloutDesign, cells: readonly WeightedCell[]): RolloutContrast {
  const { starts, sizes, periods, basePeriods, transition } = design;
  const effect = new Float64Array(starts.length * periods);
  const base = new Float64Array(starts.length * periods);
  for (const { cohort, period, weight } of cells) {
    const baseTo = starts[cohort] - 1 - transition;
    const put = (whom: number, by: number): void => {
      effect[whom * periods + period] += by;
      for (let b = 0; b < basePeriods; b++) base[whom * periods + baseTo - b] += by / basePeriods;
    };
    const untrained = starts.map((start) => start > period + transition);
    const size = untrained.reduce((sum, each, h) => sum + (each ? sizes[h] : 0), 0);
    put(cohort, weight);
    untrained.forEach((each, h) => {
      if (each) put(h, (-weight * sizes[h]) / size);
    });
  }
  return { effect, base, firstStart: Math.min(...cells.map(({ cohort }) => starts[cohort])) };
}

function normalised(cells: readonly WeightedCell[]): WeightedCell[] {
  const total = cells.reduce((sum, { weight }) => sum + weight, 0);
  return cells.map((cell) => ({ ...cell, weight: cell.weight / total }));
}

function evenly(cells: readonly WeightedCell[]): WeightedCell[] {
  return cells.map((cell) => ({ ...cell, weight: 1 / cells.length }));
}

function mixed(
  means: readonly { readonly cells: readonly WeightedCell[] }[],
  weights: readonly number[],
): WeightedCell[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return means.flatMap(({ cells }, k) =>
    cells.map((cell) => ({ ...cell, weight: (cell.weight * weights[k]) / total })),
  );
}

function groups(
  cells: readonly WeightedCell[],
  key: (cell: WeightedCell) => number,
): [number, WeightedCell[]][] {
  const byKey = new Map<number, WeightedCell[]>();
  for (const cell of cells) byKey.set(key(cell), [...(byKey.get(key(cell)) ?? []), cell]);
  return [...byKey].sort((a, b) => a[0] - b[0]);
}
