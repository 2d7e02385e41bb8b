import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { sql } from '../warehouse/sql.ts';
import { type Warehouse, WarehouseError } from '../warehouse/warehouse.ts';
import { openDataFolder } from './data-folder.ts';
import { type FileShape, readLimits } from './read/file-shape.ts';
import { inspectFile, type ReadOptions, stageFile } from './read/read-file.ts';
import { isSpreadsheet, readSpreadsheet, type Sheet, writeSheet } from './read/spreadsheet.ts';

export interface InspectPlace {
  readonly folder: string;
  readonly warehouse: Warehouse;
}

export function optionsOf(source: Source | undefined): ReadOptions {
  return { encoding: source?.encoding, delimiter: source?.delimiter, limits: readLimits };
}

/** Every table that a file holds: itself, or each sheet of a spreadsheet that has rows. */
export async function tablesIn(place: InspectPlace, file: string): Promise<readonly FileShape[]> {
  const path = resolve(place.folder, file);
  if (!isSpreadsheet(path)) return [await inspect(place, file, optionsOf(undefined))];
  const shapes: FileShape[] = [];
  for (const sheet of await readSpreadsheet(file, path)) shapes.push(await inspectSheet(place, file, sheet));
  return shapes;
}

/** The table that a source reads. */
export async function tableOf(place: InspectPlace, source: Source): Promise<FileShape> {
  return isSpreadsheet(resolve(place.folder, source.file))
    ? sheetOf(place, source)
    : inspect(place, source.file, optionsOf(source));
}

async function inspectSheet(place: InspectPlace, file: string, sheet: Sheet): Promise<FileShape> {
  const path = join(openDataFolder(place.folder).stagingFolder, `load-${randomBytes(8).toString('hex')}`);
  writeSheet(sheet, path);
  const shape = await inspectFile(file, path, { ...optionsOf(undefined), encoding: 'utf-8', delimiter: ',' });
  return { ...shape, sheet: sheet.name, ...(sheet.from1904 && { from1904: true }) };
}

async function sheetOf(place: InspectPlace, { file, sheet }: Source): Promise<FileShape> {
  const sheets = await readSpreadsheet(file, resolve(place.folder, file));
  const names = sheets.map(({ name }) => `"${name}"`).join(', ');
  const wanted =
    sheet === undefined && sheets.length === 1 ? sheets[0] : sheets.find(({ name }) => name === sheet);
  if (wanted !== undefined) return inspectSheet(place, file, wanted);
  throw sheet === undefined
    ? new UsageError(
        `${file} has several sheets: ${names}.`,
        'Say in its source in whichhalf.yaml which one it is: "sheet: ...".',
      )
    : new UsageError(
        `${file} has no sheet "${sheet}" with rows; it has: ${names}.`,
        'Correct the name in whichhalf.yaml.',
      );
}

async function inspect(place: InspectPlace, file: string, options: ReadOptions): Promise<FileShape> {
  const shape = await inspectFile(file, resolve(place.folder, file), options);
  return shape.kind === 'parquet'
    ? { ...shape, columns: await parquetColumns(place, shape, options) }
    : shape;
}

const ColumnName = z.object({ name: z.string() });

async function parquetColumns(
  place: InspectPlace,
  shape: FileShape,
  options: ReadOptions,
): Promise<readonly string[]> {
  const staged = join(openDataFolder(place.folder).stagingFolder, `load-${randomBytes(8).toString('hex')}`);
  try {
    await stageFile(shape, [], staged, options, () => {});
    const rows = await place.warehouse.rows(
      sql`select name from parquet_schema(${staged}) where num_children is null`,
      ColumnName,
    );
    return rows.map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    throw new UsageError(
      `${shape.file} is a damaged Parquet file: ${error.message}.`,
      'Copy or export it again; nothing of it was loaded.',
    );
  } finally {
    rmSync(staged, { force: true });
  }
}
