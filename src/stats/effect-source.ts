import { clusterPanel } from './clusters.ts';
import type { CohortPanel } from './cohort-panel.ts';
import type { PanelForm } from './effect-result.ts';
import { type Cell, type CellPlan, pooledCells, withinCells } from './group-time-effect.ts';
import {
  covarianceFromMoments,
  covariancesFromRows,
  type UnitRows,
  variancesFromMoments,
} from './influence.ts';
import type { Matrix } from './linear-algebra.ts';
import { type CohortMoments, cohortMoments } from './moments.ts';
import type { CohortColumns, PointWeights } from './point-weights.ts';
import { columnsOfRows, rowsByPair, rowsByPeriod } from './unit-rows.ts';

/** Cells, and the covariances of whatever is made of them, in the cheapest way that the data allow. */
export interface EffectSource {
  readonly form: 'moments' | 'rows';
  readonly table: CohortColumns;
  readonly cells: readonly Cell[];
  readonly variances: (points: readonly PointWeights[]) => Float64Array;
  /** One covariance for each block of points. */
  readonly covariances: (blocks: readonly (readonly PointWeights[])[]) => readonly Matrix[];
}

/** Moments wherever columns are periods and clusters lie within cohorts, else passes over the units. */
export function effectSource(
  prepared: CohortPanel,
  plans: readonly CellPlan[],
  form: PanelForm,
  clusterOf: Int32Array | undefined,
): EffectSource {
  const rectangle = !prepared.holes && prepared.equalCount !== undefined;
  if (form === 'within' && !rectangle) {
    const { rows, columnOf } = rowsByPair(prepared, plans, clusterOf);
    const table = columnsOfRows(rows);
    return sourceOfRows(rows, table, withinCells(table, plans, columnOf));
  }
  const moments = momentsOf(prepared, clusterOf);
  if (moments === undefined) {
    const rows = rowsByPeriod(prepared, clusterOf);
    const table = columnsOfRows(rows);
    return sourceOfRows(rows, table, pooledCells(table, plans));
  }
  return sourceOfMoments(moments, pooledCells(columnsOfMoments(moments), plans));
}

/** Moments of units, or of clusters that each lie within one cohort; undefined where one does not. */
export function momentsOf(
  prepared: CohortPanel,
  clusterOf: Int32Array | undefined,
): CohortMoments | undefined {
  const same = { periods: prepared.periods, cohorts: prepared.starts.length, origin: prepared.origin };
  if (clusterOf === undefined) {
    const { panel, cohortIndex, equalCount } = prepared;
    return cohortMoments({ ...same, panel, cohortIndex, equalCount });
  }
  const clusters = clusterPanel(prepared, clusterOf);
  return clusters === undefined ? undefined : cohortMoments({ ...same, ...clusters });
}

function sourceOfMoments(moments: CohortMoments, cells: readonly Cell[]): EffectSource {
  return {
    form: 'moments',
    table: columnsOfMoments(moments),
    cells,
    variances: (points) => variancesFromMoments(moments, points),
    covariances: (blocks) => blocks.map((block) => covarianceFromMoments(moments, block)),
  };
}

function sourceOfRows(rows: UnitRows, table: CohortColumns, cells: readonly Cell[]): EffectSource {
  return {
    form: 'rows',
    table,
    cells,
    variances: (points) =>
      Float64Array.from(
        covariancesFromRows(
          rows,
          points.map((point) => [point]),
        ),
        (each) => each.values[0],
      ),
    covariances: (blocks) => covariancesFromRows(rows, blocks),
  };
}

function columnsOfMoments(moments: CohortMoments): CohortColumns {
  const { cohorts, periods, width, rows, mean, equalCount } = moments;
  const sums = new Float64Array(cohorts * periods);
  const counts = new Float64Array(cohorts * periods);
  for (let cohort = 0; cohort < cohorts; cohort++) {
    for (let t = 0; t < periods; t++) {
      sums[cohort * periods + t] = rows[cohort] * mean[cohort * width + t];
      counts[cohort * periods + t] = rows[cohort] * (equalCount ?? mean[cohort * width + periods + t]);
    }
  }
  return { cohorts, columns: periods, sums, counts };
}
