import { open } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from '../model/refusal.ts';
import type { Query } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { ObservationStore } from './observation-store.ts';
import {
  type LabelTable,
  labelTexts,
  numberLabels,
  observationRows,
  type SourceColumn,
  unusableNumber,
} from './observations.query.ts';
import type { Observations, Problem } from './observations.ts';
import {
  keptNumbers,
  labelRoles,
  namedColumns,
  numberRoles,
  type Role,
  type TableColumns,
} from './table-columns.ts';
import { checkColumns, type TableFormat, wantedNames } from './table-file.ts';
import { jsonLinesSource, parquetSource, sourceColumns } from './table-source.query.ts';

const numeric = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U\w+INT|FLOAT|DOUBLE|DECIMAL.*|BOOLEAN|VARCHAR)$/;

interface Source {
  readonly query: Query;
  readonly columns: ReadonlyMap<Role, SourceColumn>;
  readonly covariates: readonly SourceColumn[];
}

/** Reads a Parquet or JSON Lines file; its rows come in no order. */
export async function readByWarehouse(
  warehouse: Warehouse,
  file: string,
  format: Exclude<TableFormat, 'delimited'>,
  columns: TableColumns,
): Promise<{ readonly observations: Observations; readonly problem: Problem | undefined }> {
  const source =
    format === 'parquet' ? await parquet(warehouse, file, columns) : await jsonLines(file, columns);
  await refuseUnusable(warehouse, file, source);
  const store = new ObservationStore(keptNumbers(columns));
  const labels = labelRoles.flatMap((role): (LabelTable & { readonly place: number })[] => {
    const column = source.columns.get(role);
    return column === undefined
      ? []
      : [{ role, table: `effect_${role}`, column, place: labelRoles.indexOf(role) }];
  });
  const codings = new Map<number, Int32Array>();
  for (const { table, column, place } of labels) {
    await warehouse.run(numberLabels(table, source.query, column));
    const { texts } = await warehouse.columns(labelTexts(table));
    codings.set(place, numberTexts(store, place, texts('label')));
  }
  await takeRows(warehouse, source, labels, codings, store);
  return { observations: store.finish(), problem: store.problem };
}

async function parquet(warehouse: Warehouse, file: string, columns: TableColumns): Promise<Source> {
  const query = parquetSource(file);
  const Column = z.strictObject({ name: z.string(), type: z.string() });
  const there = await warehouse.rows(sourceColumns(query), Column).catch((error: unknown) => {
    throw new UsageError(
      `${file} is not a Parquet file that can be read: ${(error as Error).message}.`,
      'Export it again, or as CSV.',
    );
  });
  checkColumns(
    file,
    there.map(({ name }) => name),
    columns,
  );
  return { query, ...byRole(columns, (name) => there.find((each) => each.name === name)?.type ?? '') };
}

/** The columns are the keys of the first object; cells are texts. */
async function jsonLines(file: string, columns: TableColumns): Promise<Source> {
  const handle = await open(file, 'r');
  const { buffer, bytesRead } = await handle.read(new Uint8Array(1 << 20), 0, 1 << 20, 0);
  await handle.close();
  const head = buffer[0] === 0x1f ? undefined : new TextDecoder().decode(buffer.subarray(0, bytesRead));
  const isArray = head?.trimStart().startsWith('[') === true;
  if (head !== undefined && !isArray) checkColumns(file, keysOfLines(file, head), columns);
  const names = [...new Set(wantedNames(columns))];
  const query = jsonLinesSource(file, names, isArray ? 'array' : 'newline_delimited');
  return { query, ...byRole(columns, () => 'VARCHAR') };
}

/** Keys of the objects in the first lines, in the order in which they come. */
function keysOfLines(file: string, head: string): readonly string[] {
  const lines = head.split('\n');
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  const keys = new Set<string>();
  for (const line of whole.slice(0, 1000)) {
    if (line.trim() === '') continue;
    for (const key of Object.keys(objectIn(file, line))) keys.add(key);
  }
  return [...keys];
}

function objectIn(file: string, line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, with the line.
  }
  throw new UsageError(
    `${file} has a line that is not a JSON object: ${line.slice(0, 60)}`,
    'Write one JSON object in each line.',
  );
}

function byRole(columns: TableColumns, typeOf: (name: string) => string): Omit<Source, 'query'> {
  const single = new Map<Role, SourceColumn>();
  const covariates: SourceColumn[] = [];
  for (const [role, name] of namedColumns(columns)) {
    const column = { name, type: typeOf(name) };
    if (role === 'covariates') covariates.push(column);
    else single.set(role, column);
  }
  return { columns: single, covariates };
}

interface NumberColumn {
  /** The option that named it. */
  readonly option: string;
  /** What it is called in the rows that are read. */
  readonly role: string;
  readonly column: SourceColumn;
  /** Among the numbers of a row. */
  readonly place: number;
}

function numberColumns({ columns, covariates }: Source): readonly NumberColumn[] {
  const single = numberRoles.flatMap((role, place) => {
    const column = columns.get(role);
    return column === undefined ? [] : [{ option: role, role, column, place }];
  });
  const many = covariates.map((column, index) => {
    const place = numberRoles.length + index;
    return { option: 'covariates', role: `covariate_${index}`, column, place };
  });
  return [...single, ...many];
}

async function refuseUnusable(warehouse: Warehouse, file: string, source: Source): Promise<void> {
  const { query, columns } = source;
  const unit = columns.get('unit');
  const period = columns.get('period');
  for (const { option, column } of numberColumns(source)) {
    if (unit === undefined || period === undefined) continue;
    if (!numeric.test(column.type)) {
      throw new UsageError(
        `Column ${column.name} of ${file} holds ${column.type}, not numbers (--${option}).`,
        'Name a column of numbers.',
      );
    }
    const Cell = z.strictObject({ unit: z.string(), period: z.string(), value: z.string() });
    const cells = await warehouse
      .rows(unusableNumber(query, unit, period, column), Cell)
      .catch((error: unknown) => {
        throw new UsageError(
          `${file} cannot be read: ${(error as Error).message}.`,
          'Export it again, or as CSV.',
        );
      });
    for (const cell of cells) {
      throw new UsageError(
        `Column ${column.name} is not a number for unit ${cell.unit}, period ${cell.period}: "${cell.value}" (--${option}).`,
        'Correct the cell, or leave it empty if the value is not known.',
      );
    }
  }
}

const cohortPlace = labelRoles.indexOf('cohort');

/** For each label of a table of labels, its number in the store. */
function numberTexts(store: ObservationStore, place: number, texts: readonly string[]): Int32Array {
  const coder = [store.units, store.periods, store.cohorts, store.clusters][place];
  const encoder = new TextEncoder();
  return Int32Array.from(texts, (text) => {
    const bytes = encoder.encode(text);
    return coder?.codeOf(bytes, 0, bytes.length) ?? -1;
  });
}

async function takeRows(
  warehouse: Warehouse,
  source: Source,
  labels: readonly (LabelTable & { readonly place: number })[],
  codings: ReadonlyMap<number, Int32Array>,
  store: ObservationStore,
): Promise<void> {
  const values = numberColumns(source);
  const never = source.columns.has('cohort') ? -1 : store.cohorts.codeOfLabel('');
  await warehouse.scan(observationRows(source.query, labels, values), (part) => {
    const codes = new Int32Array(part.rowCount * labelRoles.length).fill(-1);
    const numbers = new Float64Array(part.rowCount * store.width);
    if (never >= 0) {
      for (let row = 0; row < part.rowCount; row++) codes[row * labelRoles.length + cohortPlace] = never;
    }
    for (const { role, place } of labels) {
      const inPart = part.integers(role);
      const coding = codings.get(place) as Int32Array;
      for (let row = 0; row < part.rowCount; row++) {
        codes[row * labelRoles.length + place] = coding[inPart[row] as number] as number;
      }
    }
    for (const { role, place } of values) {
      const inPart = part.numbers(role);
      for (let row = 0; row < part.rowCount; row++) {
        numbers[row * store.width + place] = inPart[row] as number;
      }
    }
    store.addRows(part.rowCount, codes, numbers);
  });
}
