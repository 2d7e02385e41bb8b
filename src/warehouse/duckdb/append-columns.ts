import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { DuckDBDataChunk, DuckDBDateValue, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { identifier } from '../sql.ts';
import type { StoredColumn } from '../warehouse.ts';
import { rawVector } from './raw-vector.ts';

const rowsPerChunk = 2048;

interface Target {
  readonly name: string;
  readonly type: DuckDBType;
  readonly column: StoredColumn;
}

/** Adds the columns to the table by the engine's appender; throws on a column too many, too few or of another length. */
export async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  columns: Readonly<Record<string, StoredColumn>>,
): Promise<void> {
  const targets = await targetsOf(connection, table, columns);
  const rowCount = targets[0]?.column.length ?? 0;
  const appender = await connection.createAppender(table);
  try {
    for (let from = 0; from < rowCount; from += rowsPerChunk) {
      const to = Math.min(from + rowsPerChunk, rowCount);
      appender.appendDataChunk(chunkOf(targets, from, to));
    }
  } finally {
    appender.closeSync();
  }
}

async function targetsOf(
  connection: DuckDBConnection,
  table: string,
  columns: Readonly<Record<string, StoredColumn>>,
): Promise<readonly Target[]> {
  const empty = await connection.run(`select * from ${identifier(table).text} limit 0`);
  const names = empty.columnNames();
  const unknown = Object.keys(columns).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new TypeError(`table ${table} has no column ${unknown.join(', ')}`);
  const targets = names.map((name, index) => {
    const column = columns[name];
    if (column === undefined) throw new TypeError(`no values for column ${name} of table ${table}`);
    return { name, type: empty.columnType(index), column };
  });
  const lengths = new Set(targets.map(({ column }) => column.length));
  if (lengths.size > 1) {
    throw new TypeError(`columns for table ${table} have different lengths: ${[...lengths].join(', ')}`);
  }
  return targets;
}

function chunkOf(targets: readonly Target[], from: number, to: number): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(
    targets.map(({ type }) => type),
    to - from,
  );
  targets.forEach(({ type, column }, index) => {
    const vector = chunk.getColumnVector(index);
    if (storesAsIs(type, column)) {
      rawVector(vector).items.set(column.subarray(from, to));
      vector.flush();
    } else {
      chunk.setColumnValues(
        index,
        Array.from(column.slice(from, to), (value) => stored(value, type)),
      );
    }
  });
  return chunk;
}

/** True where the column's numbers are the bytes that the engine keeps. */
function storesAsIs(type: DuckDBType, column: StoredColumn): column is Float64Array | Int32Array {
  if (column instanceof Int32Array) {
    return type.typeId === DuckDBTypeId.INTEGER || type.typeId === DuckDBTypeId.DATE;
  }
  return (
    column instanceof Float64Array &&
    type.typeId === DuckDBTypeId.DOUBLE &&
    !column.some((value) => Number.isNaN(value))
  );
}

function stored(value: string | number | boolean | null, type: DuckDBType): DuckDBValue {
  if (value === null || Number.isNaN(value)) return null;
  if (typeof value !== 'number') return value;
  if (type.typeId === DuckDBTypeId.DATE) return new DuckDBDateValue(value);
  return type.typeId === DuckDBTypeId.BIGINT ? BigInt(value) : value;
}
