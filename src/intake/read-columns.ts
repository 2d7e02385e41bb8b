import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../model/refusal.ts';
import { joinSql, sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { createStagedTable, stagedColumn } from './load/staged-table.ts';
import { type FileShape, readLimits } from './read/file-shape.ts';
import { inspectFile, type ReadOptions, stageFile } from './read/read-file.ts';

/** Some or all columns of a table as texts. */
export interface TextColumns {
  readonly names: readonly string[];
  readonly rows: number;
  /** [names][rows] cells without blanks at their ends; undefined where nothing is, or `NA`, `NaN`, `null`. */
  readonly cells: readonly (readonly (string | undefined)[])[];
  /** [rows] line of the file each row begins in, counted from 1 with the header and empty lines; of Parquet its number. */
  readonly lines: Int32Array;
  /** What a reader must know: rows that were left out because they have too few or too many cells. */
  readonly notes: readonly string[];
}

const options: ReadOptions = { encoding: undefined, delimiter: undefined, limits: readLimits };
const missing: ReadonlySet<string> = new Set(['', 'na', 'nan', 'null']);

/**
 * Reads columns of any table (CSV and its kin, JSON, JSON Lines, Parquet) into memory, in the order of its rows.
 *
 * @param wanted names of columns, or all of them.
 * @param openWarehouse opens a warehouse in memory that may read the folder of the path it is given.
 * @throws UsageError where the file is no table or lacks a column.
 */
export async function readColumns(
  file: string,
  wanted: readonly string[] | 'all',
  openWarehouse: (path: string) => Promise<Warehouse>,
): Promise<TextColumns> {
  if (!existsSync(file)) throw new UsageError(`${file} is not there.`, 'Check the name and the folder.');
  if (!statSync(file).isFile())
    throw new UsageError(`${file} is not a file.`, 'Name the file that holds the table.');
  const folder = await mkdtemp(join(tmpdir(), 'whichhalf-'));
  const stagedPath = join(folder, 'table');
  const warehouse = await openWarehouse(stagedPath);
  try {
    const shape = await shapeOf(file, folder, warehouse);
    if (shape.kind === 'delimited' && shape.sample.length === 0) {
      throw new UsageError(
        `${file} has no rows below its header (line ${shape.headerLine}).`,
        'Export the table again with its rows.',
      );
    }
    const names = checkNames(file, shape.columns, wanted);
    return await readStaged(warehouse, shape, names, stagedPath);
  } finally {
    warehouse.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function shapeOf(file: string, folder: string, warehouse: Warehouse): Promise<FileShape> {
  const shape = await inspectFile(file, file, options);
  if (shape.kind !== 'parquet') return shape;
  const path = join(folder, 'columns');
  await stageFile(shape, [], path, options, () => {});
  const leaves = sql`select name from parquet_schema(${path}) where num_children is null`;
  const columns = await warehouse.rows(leaves, z.strictObject({ name: z.string() }));
  return { ...shape, columns: columns.map(({ name }) => name) };
}

function checkNames(
  file: string,
  there: readonly string[],
  wanted: readonly string[] | 'all',
): readonly string[] {
  if (wanted === 'all') return there;
  const lacking = wanted.filter((name) => !there.includes(name));
  if (lacking.length === 0) return wanted;
  const shown = there.slice(0, 60).join(', ');
  throw new UsageError(
    `${file} has no column ${lacking.map((name) => `"${name}"`).join(', ')}.`,
    `Its columns are: ${shown}${there.length > 60 ? ', ...' : ''}.`,
  );
}

async function readStaged(
  warehouse: Warehouse,
  shape: FileShape,
  names: readonly string[],
  stagedPath: string,
): Promise<TextColumns> {
  const staged = await stageFile(shape, [...new Set(names)], stagedPath, options, () => {});
  const rows = await createStagedTable(warehouse, staged);
  const columns = staged.columns.map((_, index) => {
    const column = stagedColumn(index);
    return sql`coalesce(${column}, '') as ${column}`;
  });
  const result = await warehouse.columns(
    sql`select ${joinSql([sql`line`, ...columns])} from staged order by line`,
  );
  const cells = names.map((name) => {
    const texts = result.texts(`c${staged.columns.indexOf(name)}`);
    return texts.map((text) => (missing.has(text.toLowerCase()) ? undefined : text));
  });
  const leftOut = staged.rejected.length;
  const first = staged.rejected[0];
  const notes = first
    ? [
        `${leftOut} ${leftOut === 1 ? 'row was' : 'rows were'} left out, the first in line ${first.line}: ${first.reason}`,
      ]
    : [];
  return { names, rows, cells, lines: result.integers('line'), notes };
}
