import type { z } from 'zod';
import type { Query } from './sql.ts';

/** A column of numbers or of texts. Days are Int32Array of days since 1970. */
export type Column = Float64Array | Int32Array | readonly string[];

/** A whole result, column by column. Asking for a column under another type or name throws, quoting what there is. */
export interface Columns {
  readonly rowCount: number;
  readonly names: readonly string[];
  /** DOUBLE, FLOAT and DECIMAL. */
  numbers(name: string): Float64Array;
  /** INTEGER and smaller, BOOLEAN as 0 and 1, DATE as days since 1970. */
  integers(name: string): Int32Array;
  /** VARCHAR. */
  texts(name: string): readonly string[];
}

/** A column to be stored: null, and NaN among numbers, is stored as "not known". */
export type StoredColumn = Float64Array | Int32Array | readonly (string | number | boolean | null)[];

/**
 * Where the facts are: one port, whatever engine stands behind it.
 * Values that an analysis reads come as typed arrays, by `columns` as a whole or by `scan` in parts; they may not be
 * NULL, BIGINT or HUGEINT: the SQL says what stands for a missing value and casts sums.
 * Every failure is a `WarehouseError` that says what to do.
 */
export interface Warehouse {
  /** Runs a statement that returns nothing of interest. */
  run(query: Query): Promise<void>;
  /** The whole result as typed arrays. */
  columns(query: Query): Promise<Columns>;
  /** The result in parts, in the engine's order, each valid only while `visit` runs; returns the number of rows. */
  scan(query: Query, visit: (part: Columns) => void): Promise<number>;
  /** A small result as records, decoded by the schema: dates are days since 1970, decimals and safe BIGINTs numbers. */
  rows<Row>(query: Query, schema: z.ZodType<Row>): Promise<Row[]>;
  /**
   * Everything `work` does through the warehouse it is given happens, or nothing of it; others see it afterwards.
   * Transactions run one after the other.
   */
  transaction<Result>(work: (inside: Warehouse) => Promise<Result>): Promise<Result>;
  /** Adds rows to a table that exists; the columns are given by name, all of the same length. */
  append(table: string, columns: Readonly<Record<string, StoredColumn>>): Promise<void>;
  /** Stops what is running: it fails with a `WarehouseError` whose `reason` is `interrupted`. */
  interrupt(): void;
  close(): void;
}

export type WarehouseFailure = 'interrupted' | 'out-of-memory' | 'input-output' | 'statement';

/** The engine could not do what it was asked; `remedy` is one sentence of what to do. */
export class WarehouseError extends Error {
  readonly reason: WarehouseFailure;
  readonly remedy: string;

  constructor(reason: WarehouseFailure, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WarehouseError';
    this.reason = reason;
    this.remedy = remedy;
  }
}
