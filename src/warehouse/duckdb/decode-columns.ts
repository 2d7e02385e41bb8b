import type { DuckDBDataChunk, DuckDBResult, DuckDBType, DuckDBValue, DuckDBVector } from '@duckdb/node-api';
import { DuckDBBooleanVector, DuckDBDecimalValue, DuckDBTypeId, DuckDBVarCharVector } from '@duckdb/node-api';
import type { Column, Columns } from '../warehouse.ts';
import { mayHoldNull, rawVector } from './raw-vector.ts';

type Kind = 'numbers' | 'integers' | 'texts';

const kindOfType: ReadonlyMap<DuckDBTypeId, Kind> = new Map([
  [DuckDBTypeId.DOUBLE, 'numbers'],
  [DuckDBTypeId.FLOAT, 'numbers'],
  [DuckDBTypeId.DECIMAL, 'numbers'],
  [DuckDBTypeId.INTEGER, 'integers'],
  [DuckDBTypeId.SMALLINT, 'integers'],
  [DuckDBTypeId.TINYINT, 'integers'],
  [DuckDBTypeId.USMALLINT, 'integers'],
  [DuckDBTypeId.UTINYINT, 'integers'],
  [DuckDBTypeId.BOOLEAN, 'integers'],
  [DuckDBTypeId.DATE, 'integers'],
  [DuckDBTypeId.VARCHAR, 'texts'],
]);

export interface ColumnShape {
  readonly name: string;
  readonly kind: Kind;
}

/** Names and kinds of a result's columns; throws on a type that the SQL should have cast. */
export function shapeOf(result: DuckDBResult): readonly ColumnShape[] {
  return result.columnNames().map((name, index) => {
    const type: DuckDBType = result.columnType(index);
    const kind = kindOfType.get(type.typeId);
    if (kind === undefined) throw new TypeError(`column ${name} is ${type}: cast it in the query`);
    return { name, kind };
  });
}

/** One part of a result; its arrays are the engine's own memory where the type allows. */
export function decodePart(chunk: DuckDBDataChunk, shape: readonly ColumnShape[]): Columns {
  return columnsOf(
    chunk.rowCount,
    shape,
    shape.map(({ name }, index) => {
      const vector = chunk.getColumnVector(index);
      refuseNull(vector, name, chunk.rowCount);
      return decodeVector(vector, chunk.rowCount);
    }),
  );
}

function refuseNull(vector: DuckDBVector, name: string, rowCount: number): void {
  if (!mayHoldNull(vector)) return;
  for (let row = 0; row < rowCount; row++) {
    if (vector.getItem(row) === null) {
      throw new TypeError(`column ${name} holds a NULL: say in the query what stands for it`);
    }
  }
}

function decodeVector(vector: DuckDBVector, rowCount: number): Column {
  if (vector instanceof DuckDBVarCharVector) return valuesOf(vector, rowCount).map(String);
  if (vector instanceof DuckDBBooleanVector) return Int32Array.from(valuesOf(vector, rowCount), Number);
  if (vector.type.typeId === DuckDBTypeId.DECIMAL)
    return Float64Array.from(valuesOf(vector, rowCount), decimal);
  const { items } = rawVector(vector);
  if (items instanceof Float64Array || items instanceof Int32Array) return items;
  return items instanceof Float32Array ? Float64Array.from(items) : Int32Array.from(items);
}

function valuesOf(vector: DuckDBVector, rowCount: number): DuckDBValue[] {
  return Array.from({ length: rowCount }, (_, row) => vector.getItem(row));
}

function decimal(value: unknown): number {
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  throw new TypeError(`not a number: ${String(value)}`);
}

/** Columns by name over arrays that are already decoded. */
export function columnsOf(
  rowCount: number,
  shape: readonly ColumnShape[],
  columns: readonly Column[],
): Columns {
  const find = (name: string, kind: Kind): Column => {
    const index = shape.findIndex((column) => column.name === name && column.kind === kind);
    const column = columns[index];
    if (column !== undefined) return column;
    const there = shape.map((each) => `${each.name} (${each.kind})`).join(', ');
    throw new TypeError(`no column ${name} of ${kind}; there are ${there}`);
  };
  return {
    rowCount,
    names: shape.map(({ name }) => name),
    numbers: (name) => find(name, 'numbers') as Float64Array,
    integers: (name) => find(name, 'integers') as Int32Array,
    texts: (name) => find(name, 'texts') as readonly string[],
  };
}

/** Collects parts into whole columns. */
export class ColumnCollector {
  private readonly shape: readonly ColumnShape[];
  private readonly columns: (Float64Array | Int32Array | string[])[];
  private rowCount = 0;
  private room = 4096;

  constructor(shape: readonly ColumnShape[]) {
    this.shape = shape;
    this.columns = shape.map(({ kind }) => {
      if (kind === 'texts') return [];
      return kind === 'numbers' ? new Float64Array(this.room) : new Int32Array(this.room);
    });
  }

  add(part: Columns): void {
    while (this.rowCount + part.rowCount > this.room) this.grow();
    this.shape.forEach(({ name, kind }, index) => {
      const column = this.columns[index];
      if (Array.isArray(column)) for (const text of part.texts(name)) column.push(text);
      else column?.set(kind === 'numbers' ? part.numbers(name) : part.integers(name), this.rowCount);
    });
    this.rowCount += part.rowCount;
  }

  finish(): Columns {
    const columns = this.columns.map((column) =>
      Array.isArray(column) ? column : column.subarray(0, this.rowCount),
    );
    return columnsOf(this.rowCount, this.shape, columns);
  }

  private grow(): void {
    this.room *= 2;
    this.columns.forEach((column, index) => {
      if (Array.isArray(column)) return;
      const wider = column instanceof Float64Array ? new Float64Array(this.room) : new Int32Array(this.room);
      wider.set(column);
      this.columns[index] = wider;
    });
  }
}
