import { refuse, UsageError } from '../model/refusal.ts';
import { conflictInOptions, type EffectOptions, estimateEffect } from '../stats/effect.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { conflictInColumns } from './conflict-in-columns.ts';
import { explainProblem } from './explain-problem.ts';
import { type LabelledEffect, labelEffect } from './label-effect.ts';
import type { Observations, Problem, Skipped } from './observations.ts';
import { panelOfTable } from './panel-of-table.ts';
import { readByWarehouse } from './read-by-warehouse.ts';
import { readDelimited } from './read-delimited.ts';
import type { TableColumns } from './table-columns.ts';
import { formatOf } from './table-file.ts';

export interface EffectRequest {
  readonly file: string;
  readonly columns: TableColumns;
  readonly options: EffectOptions;
}

/**
 * The effect of a staggered training on any table with one row for each unit and period.
 * The warehouse is opened only for files that it reads, Parquet and JSON Lines. What the user can put right is a
 * `UsageError`; what the data cannot tell is a refusal.
 */
export async function effectOfTable(
  request: EffectRequest,
  openWarehouse: (file: string) => Promise<Warehouse>,
  progress: (text: string) => void,
): Promise<LabelledEffect> {
  const { file, options } = request;
  const columns = withoutOwnCluster(request.columns);
  const conflict = conflictInOptions(options) ?? conflictInColumns(columns, options);
  if (conflict !== undefined) throw new UsageError(conflict.message, conflict.remedy);
  progress(`reading ${file}`);
  const parts = await readTable(file, columns, openWarehouse);
  const { panel, cohortOf, clusterOf, treatment, covariates, labels, notes } = panelOfTable(parts, columns);
  progress(`estimating from ${panel.units} units over ${panel.periods} periods`);
  const input = {
    panel,
    cohortOf,
    periodLabels: labels,
    covariates: covariates.map((values, k) => ({ name: columns.covariates?.[k] ?? '', values })),
    ...(clusterOf && { clusterOf }),
    ...(treatment && { treatment }),
  };
  const result = estimateEffect(input, options);
  const all = [...notesOnReading(parts, columns), ...notes];
  if (result.kind === 'refused') return refuse(result.reason, [result.detail, ...all].join(' '));
  return labelEffect(result, labels, all);
}

/** Each unit is its own cluster unless another column says otherwise. */
function withoutOwnCluster({ cluster, ...columns }: TableColumns): TableColumns {
  return cluster === undefined || cluster === columns.unit ? columns : { ...columns, cluster };
}

async function readTable(
  file: string,
  columns: TableColumns,
  openWarehouse: (file: string) => Promise<Warehouse>,
): Promise<readonly Observations[]> {
  const format = await formatOf(file);
  if (format === 'delimited') return usable(await readDelimited(file, columns), file, columns, true);
  const warehouse = await openWarehouse(file);
  try {
    return usable([await readByWarehouse(warehouse, file, format, columns)], file, columns, false);
  } finally {
    warehouse.close();
  }
}

/** The parts of a table in their order, unless one has a problem: the first counts. */
function usable(
  parts: readonly { readonly observations: Observations; readonly problem: Problem | undefined }[],
  file: string,
  columns: TableColumns,
  inOrder: boolean,
): readonly Observations[] {
  let rowsBefore = 0;
  return parts.map(({ observations, problem }) => {
    if (problem !== undefined) {
      throw explainProblem(problem, columns, { file, rowsBefore: inOrder ? rowsBefore : undefined });
    }
    rowsBefore += observations.rows;
    return observations;
  });
}

function notesOnReading(parts: readonly Observations[], columns: TableColumns): readonly string[] {
  const total = (reason: keyof Skipped) => parts.reduce((sum, { skipped }) => sum + skipped[reason], 0);
  const numbers = [columns.outcome, columns.count, columns.treatment].filter((name) => name !== undefined);
  const notes: string[] = [];
  if (columns.treatment !== undefined && columns.cohort !== undefined) {
    notes.push('--cohort was not used: fixed-effects goes by --treatment.');
  }
  if (total('missing') > 0)
    notes.push(`${total('missing')} rows without a value in ${numbers.join(', ')} were left out.`);
  if (total('countZero') > 0) notes.push(`${total('countZero')} rows with a count of 0 were left out.`);
  if (total('blank') > 0) notes.push(`${total('blank')} blank rows were passed over.`);
  return notes;
}
