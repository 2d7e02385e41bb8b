import { stat } from 'node:fs/promises';
import { UsageError } from '../model/refusal.ts';
import { namedColumns, type TableColumns } from './table-columns.ts';

export type TableFormat = 'delimited' | 'parquet' | 'json-lines';

/** The format by the file's name. A file that is not there or cannot be a table is a `UsageError`. */
export async function formatOf(file: string): Promise<TableFormat> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`;
    throw new UsageError(`${file} ${why}.`, 'Check the name and the folder.');
  });
  if (!found.isFile()) throw new UsageError(`${file} is not a file.`, 'Name the file that holds the table.');
  if (found.size === 0) throw new UsageError(`${file} is empty.`, 'Export the table again.');
  if (/\.(parquet|pq)$/i.test(file)) return 'parquet';
  if (/\.(jsonl|ndjson|json)(\.gz)?$/i.test(file)) return 'json-lines';
  if (/\.(xlsx?|ods)$/i.test(file)) {
    throw new UsageError(`${file} is a workbook.`, 'Save the sheet as CSV and name that file.');
  }
  return 'delimited';
}

export function wantedNames(columns: TableColumns): readonly string[] {
  return namedColumns(columns).map(([, name]) => name);
}

/** Throws a `UsageError` that lists the columns there are if one is missing or there twice. */
export function checkColumns(file: string, there: readonly string[], columns: TableColumns): void {
  for (const [role, name] of namedColumns(columns)) {
    const times = there.filter((each) => each === name).length;
    if (times === 1) continue;
    const what = times === 0 ? 'has no column' : 'has more than one column';
    throw new UsageError(
      `${file} ${what} "${name}" (--${role}).`,
      `Its columns are: ${there.slice(0, 60).join(', ')}${there.length > 60 ? ', ...' : ''}.`,
    );
  }
}
