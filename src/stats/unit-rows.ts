import { type ClusterPanel, orderByCluster } from './clusters.ts';
import type { CohortPanel } from './cohort-panel.ts';
import type { CellPlan } from './group-time-effect.ts';
import type { CohortColumns } from './point-weights.ts';
import type { UnitRows } from './row-influence.ts';

/** Clusters by period and cohort, as they are: the columns of the pooled form. */
export function rowsByPeriod(prepared: CohortPanel, clusters: ClusterPanel): UnitRows {
  const { origin, periods } = prepared;
  const { panel, cohortIndex, clusterOf, sizeOf } = clusters;
  return {
    cohorts: prepared.starts.length,
    columns: periods,
    columnsOf: prepared.starts.map(() => Int32Array.from({ length: periods }, (_, t) => t)),
    order: orderByCluster(cohortIndex, clusterOf),
    cohortIndex,
    clusterOf,
    sizeOf,
    read(row, columns, sums, counts) {
      for (const t of columns) {
        const at = row * periods + t;
        counts[t] = panel.count[at];
        sums[t] = panel.sum[at] - origin * counts[t];
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
      columnsOf: pairsByCohort(prepared.starts.length, plans, pairs),
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
          sums[column] = 0;
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
  const sums = new Float64Array(rows.columns);
  const counts = new Float64Array(rows.columns);
  for (const unit of rows.order) {
    const cohort = rows.cohortIndex[unit];
    const columns = rows.columnsOf[cohort];
    rows.read(unit, columns, sums, counts);
    const from = cohort * rows.columns;
    for (const column of columns) {
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

/** The pairs in which a cohort is looked at, as the trained or as a comparison. */
function pairsByCohort(cohorts: number, plans: readonly CellPlan[], pairs: Pairs): Int32Array[] {
  const columns = Array.from({ length: cohorts }, () => new Set<number>());
  for (const plan of plans) {
    const column = pairs.columnOf.get(pairKey(plan))!;
    for (const cohort of [plan.cohort, ...plan.comparison]) columns[cohort].add(column);
  }
  return columns.map((each) => Int32Array.from(each).sort());
}

function pairKey(plan: CellPlan): string {
  return `${plan.period} ${plan.baseFrom} ${plan.baseTo}`;
}
