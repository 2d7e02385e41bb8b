import type { Aggregation } from './effect-result.ts';
import type { Cell } from './group-time-effect.ts';
import { type CohortColumns, combine, type PointWeights } from './point-weights.ts';

/** A point of a curve: `cohort` and `period` are period indices. */
export interface LabelledPoint {
  readonly cohort?: number;
  readonly period?: number;
  readonly eventTime?: number;
  readonly point: PointWeights;
}

export interface AggregateInput {
  readonly table: CohortColumns;
  readonly cells: readonly Cell[];
  /** [cohorts] units behind the shares. */
  readonly unitsOf: ArrayLike<number>;
  readonly periods: number;
  readonly aggregation: Aggregation;
  readonly balance?: number | undefined;
}

export interface Aggregate {
  /** Absent for `cells` and where no cell after the training exists. */
  readonly overall?: PointWeights | undefined;
  readonly points: readonly LabelledPoint[];
}

/**
 * Question: what is the effect in one number, by time since the training, by group, or by calendar period?
 * Estimand: simple: all cells after the training; event-time: cells t - g = e, overall the plain mean over e >= 0;
 *   cohort: plain mean over t >= g, overall by shares; calendar: cells of t, overall the plain mean over t.
 * Formula: sum p_k a_k / sum p_k, p the shares of cohorts among units; what estimating the shares adds to a
 *   unit of cohort h is (a_k - mean) / (units of all cells), summed over the cells of h.
 * Source: [callaway2021, section 3 and table 1].
 * Assumes: what the cells assume, and that the shares of the cohorts here are those one asks about.
 * Input: cells, units per cohort, number of periods, the summary, optionally the event time of a balanced set.
 * Output: points and an overall in units of the outcome; `cells` has no overall.
 * Refuses: nothing itself; without a cell after the training there is no overall.
 * Uncertainty: influences of cells and shares together.
 * Proof: R did on four data sets, also balanced; the same estimator written plainly; the simulated panel.
 */
export function aggregateEffects(input: AggregateInput): Aggregate {
  switch (input.aggregation) {
    case 'cells':
      return {
        points: input.cells.map(({ plan, point }) => ({ cohort: plan.start, period: plan.period, point })),
      };
    case 'simple':
      return { overall: shareWeighted(input, after(input.cells)), points: [] };
    case 'event-time':
      return byEventTime(input);
    case 'cohort':
      return byCohort(input);
    case 'calendar':
      return byCalendar(input);
  }
}

function byEventTime(input: AggregateInput): Aggregate {
  const cells = input.balance === undefined ? input.cells : balanced(input, input.balance);
  const points = groupBy(cells, ({ plan }) => plan.period - plan.start).map(([eventTime, group]) => ({
    eventTime,
    point: shareWeighted(input, group)!,
  }));
  return {
    overall: plainMean(
      input.table,
      points.filter((each) => each.eventTime >= 0),
    ),
    points,
  };
}

/** Only cohorts seen `balance` periods after their first, at the event times they can share. */
function balanced(input: AggregateInput, balance: number): readonly Cell[] {
  const least = balance - (input.periods - 1);
  return input.cells.filter(({ plan }) => {
    const eventTime = plan.period - plan.start;
    return input.periods - 1 - plan.start >= balance && eventTime <= balance && eventTime >= least;
  });
}

function byCohort(input: AggregateInput): Aggregate {
  const points = groupBy(after(input.cells), ({ plan }) => plan.start).map(([cohort, group]) => ({
    cohort,
    index: group[0].plan.cohort,
    point: plainMean(input.table, group)!,
  }));
  return {
    overall: weightedByShares(input, points),
    points: points.map(({ cohort, point }) => ({ cohort, point })),
  };
}

function byCalendar(input: AggregateInput): Aggregate {
  const points = groupBy(after(input.cells), ({ plan }) => plan.period).map(([period, group]) => ({
    period,
    point: shareWeighted(input, group)!,
  }));
  return { overall: plainMean(input.table, points), points };
}

function shareWeighted(input: AggregateInput, cells: readonly Cell[]): PointWeights | undefined {
  return weightedByShares(
    input,
    cells.map(({ plan, point }) => ({ index: plan.cohort, point })),
  );
}

/** sum p_k a_k / P, P = sum p_k; influence of the shares: the gap of each point to the mean, over units of all points. */
function weightedByShares(
  { table, unitsOf }: AggregateInput,
  points: readonly { readonly index: number; readonly point: PointWeights }[],
): PointWeights | undefined {
  if (points.length === 0) return undefined;
  const units = points.reduce((sum, { index }) => sum + unitsOf[index], 0);
  const mean = combine(
    table,
    points.map(({ point }) => point),
    points.map(({ index }) => unitsOf[index] / units),
  );
  const onUnit = mean.onUnit ?? new Float64Array(table.cohorts);
  for (const { index, point } of points) onUnit[index] += (point.estimate - mean.estimate) / units;
  return { ...mean, onUnit };
}

function plainMean(
  table: CohortColumns,
  points: readonly { readonly point: PointWeights }[],
): PointWeights | undefined {
  if (points.length === 0) return undefined;
  return combine(
    table,
    points.map(({ point }) => point),
    points.map(() => 1 / points.length),
  );
}

function after(cells: readonly Cell[]): readonly Cell[] {
  return cells.filter(({ plan }) => plan.stage === 'after');
}

function groupBy(cells: readonly Cell[], key: (cell: Cell) => number): [number, Cell[]][] {
  const groups = new Map<number, Cell[]>();
  for (const cell of cells) {
    const group = groups.get(key(cell));
    if (group === undefined) groups.set(key(cell), [cell]);
    else group.push(cell);
  }
  return [...groups].sort((a, b) => a[0] - b[0]);
}
