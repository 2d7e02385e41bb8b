import { clusterPanel } from './clusters.ts';
import type { CohortPanel } from './cohort-panel.ts';
import type { PanelForm } from './effect-result.ts';
import { type Cell, type CellPlan, pooledCells, withinCells } from './group-time-effect.ts';
import { covarianceFromMoments, variancesFromMoments } from './influence.ts';
import type { Matrix } from './linear-algebra.ts';
import { type CohortMoments, cohortMoments } from './moments.ts';
import type { CohortColumns, PointWeights } from './point-weights.ts';
import { covariancesFromRows, type UnitRows } from './row-influence.ts';
import { columnsOfRows, rowsByPair, rowsByPeriod } from './unit-rows.ts';

/** Cells, and the covariances of whatever is made of them, in the cheapest way that the data allow. */
export interface EffectSource {
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
  const same = { periods: prepared.periods, cohorts: prepared.starts.length, origin: prepared.origin };
  if (clusterOf === undefined) {
    const { panel, cohortIndex, equalCount } = prepared;
    return sourceOfMoments(cohortMoments({ ...same, panel, cohortIndex, equalCount }), plans);
  }
  const clusters = clusterPanel(prepared, clusterOf);
  if (!clusters.across) return sourceOfMoments(cohortMoments({ ...same, ...clusters }), plans);
  const rows = rowsByPeriod(prepared, clusters);
  const table = columnsOfRows(rows);
  return sourceOfRows(rows, table, pooledCells(table, plans));
}

function sourceOfMoments(moments: CohortMoments, plans: readonly CellPlan[]): EffectSource {
  const table = columnsOfMoments(moments);
  return {
    table,
    cells: pooledCells(table, plans),
    variances: (points) => variancesFromMoments(moments, points),
    covariances: (blocks) => blocks.map((block) => covarianceFromMoments(moments, block)),
  };
}

/** A source whose covariances come from a pass over units. */
export function sourceOfRows(rows: UnitRows, table: CohortColumns, cells: readonly Cell[]): EffectSource {
  return {
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
