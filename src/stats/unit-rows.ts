import { orderByCluster } from './clusters.ts';
import type { CohortPanel } from './cohort-panel.ts';
import type { CellPlan } from './group-time-effect.ts';
import type { UnitRows } from './influence.ts';
import type { CohortColumns } from './point-weights.ts';

/** Units by period, as they are: the columns of the pooled form. */
export function rowsByPeriod(prepared: CohortPanel, clusterOf: Int32Array | undefined): UnitRows {
  const { panel, origin, periods } = prepared;
  return {
    cohorts: prepared.starts.length,
    columns: periods,
    order: orderByCluster(prepared.cohortIndex, clusterOf),
    cohortIndex: prepared.cohortIndex,
    clusterOf,
    read(unit, columns, sums, counts) {
      for (const t of columns) {
        const at = unit * panel.periods + t;
        counts[t] = panel.count[at];
        sums[t] = counts[t] > 0 ? panel.sum[at] - origin * counts[t] : 0;
      }
    },
  };
}

export interface PairRows {
  readonly rows: UnitRows;
  readonly columnOf: (plan: CellPlan) => number;
}

/**
 * Units by pair of a period and a base: the columns of the within-person form. A unit seen in both brings
 * the count n of its base, and as its sum n x (its mean in the period less its mean in the base).
 */
export function rowsByPair(
  prepared: CohortPanel,
  plans: readonly CellPlan[],
  clusterOf: Int32Array | undefined,
): PairRows {
  const { panel, periods, origin } = prepared;
  const pairs = distinctPairs(plans);
  const sumTo = new Float64Array(periods + 1);
  const countTo = new Float64Array(periods + 1);
  return {
    columnOf: (plan) => pairs.columnOf.get(pairKey(plan))!,
    rows: {
      cohorts: prepared.starts.length,
      columns: pairs.period.length,
      order: orderByCluster(prepared.cohortIndex, clusterOf),
      cohortIndex: prepared.cohortIndex,
      clusterOf,
      read(unit, columns, sums, counts) {
        const offset = unit * panel.periods;
        for (let t = 0; t < periods; t++) {
          const count = panel.count[offset + t];
          countTo[t + 1] = countTo[t] + count;
          sumTo[t + 1] = sumTo[t] + (count > 0 ? panel.sum[offset + t] - origin * count : 0);
        }
        for (const column of columns) {
          const at = offset + pairs.period[column];
          const inBase = countTo[pairs.baseTo[column] + 1] - countTo[pairs.baseFrom[column]];
          const count = panel.count[at];
          const seen = inBase > 0 && count > 0;
          counts[column] = seen ? inBase : 0;
          if (!seen) continue;
          const base = sumTo[pairs.baseTo[column] + 1] - sumTo[pairs.baseFrom[column]];
          sums[column] = inBase * (panel.sum[at] / count - origin) - base;
        }
      },
    },
  };
}

/** Sums and counts of each cohort in each column, by one pass. */
export function columnsOfRows(rows: UnitRows): CohortColumns {
  const cells = rows.cohorts * rows.columns;
  const table = {
    cohorts: rows.cohorts,
    columns: rows.columns,
    sums: new Float64Array(cells),
    counts: new Float64Array(cells),
  };
  const all = Int32Array.from({ length: rows.columns }, (_, column) => column);
  const sums = new Float64Array(rows.columns);
  const counts = new Float64Array(rows.columns);
  for (const unit of rows.order) {
    rows.read(unit, all, sums, counts);
    const from = rows.cohortIndex[unit] * rows.columns;
    for (let column = 0; column < rows.columns; column++) {
      if (counts[column] === 0) continue;
      table.sums[from + column] += sums[column];
      table.counts[from + column] += counts[column];
    }
  }
  return table;
}

interface Pairs {
  readonly columnOf: ReadonlyMap<string, number>;
  readonly period: Int32Array;
  readonly baseFrom: Int32Array;
  readonly baseTo: Int32Array;
}

function distinctPairs(plans: readonly CellPlan[]): Pairs {
  const columnOf = new Map<string, number>();
  const distinct: CellPlan[] = [];
  for (const plan of plans) {
    if (columnOf.has(pairKey(plan))) continue;
    columnOf.set(pairKey(plan), distinct.length);
    distinct.push(plan);
  }
  return {
    columnOf,
    period: Int32Array.from(distinct, (plan) => plan.period),
    baseFrom: Int32Array.from(distinct, (plan) => plan.baseFrom),
    baseTo: Int32Array.from(distinct, (plan) => plan.baseTo),
  };
}

function pairKey(plan: CellPlan): string {
  return `${plan.period} ${plan.baseFrom} ${plan.baseTo}`;
}
