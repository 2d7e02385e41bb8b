import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBDateValue, DuckDBDecimalValue, DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { Query } from '../sql.ts';
import { joinSql, sql } from '../sql.ts';
import type { Columns, Warehouse } from '../warehouse.ts';
import { appendColumns } from './append-columns.ts';
import { ColumnCollector, decodePart, shapeOf } from './decode-columns.ts';
import { explainFailure, explainOpening } from './explain-failure.ts';

export interface DuckDbOptions {
  /** The file of the facts, or `:memory:`. Open it once per process, on the main thread; never read it otherwise. */
  readonly file: string;
  readonly threads?: number;
  /** Such as `512MB`. */
  readonly memoryLimit?: string;
  /** Where what does not fit in memory goes; removed when the warehouse closes. */
  readonly tempFolder?: string;
  /** If given, the engine reads and writes files in these folders only. */
  readonly folders?: readonly string[];
}

/** Opens the facts. A file held by another process is a `UsageError`. Extensions are never downloaded. */
export async function openDuckDb(options: DuckDbOptions): Promise<Warehouse> {
  const instance = await DuckDBInstance.create(options.file, settings(options)).catch((error: unknown) => {
    throw explainOpening(options.file, error);
  });
  const open = new Set<DuckDBConnection>();
  const connect = async () => {
    const connection = await instance.connect();
    open.add(connection);
    return connection;
  };
  const disconnect = (connection: DuckDBConnection) => {
    open.delete(connection);
    connection.closeSync();
  };
  const connection = await connect();
  if (options.folders !== undefined) await confine(connection, options.folders);
  const transactions = new Lane();
  return {
    ...session(connection),
    transaction: (work) =>
      transactions.run(async () => {
        const own = await connect();
        try {
          return await commit(own, work);
        } finally {
          disconnect(own);
        }
      }),
    interrupt: () => {
      for (const each of open) each.interrupt();
    },
    close: () => {
      for (const each of [...open]) disconnect(each);
      instance.closeSync();
    },
  };
}

function settings({ threads, memoryLimit, tempFolder }: DuckDbOptions): Record<string, string> {
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    ...(threads !== undefined && { threads: String(threads) }),
    ...(memoryLimit !== undefined && { memory_limit: memoryLimit }),
    ...(tempFolder !== undefined && { temp_directory: tempFolder }),
  };
}

async function confine(connection: DuckDBConnection, folders: readonly string[]): Promise<void> {
  const list = joinSql(folders.map((folder) => sql`${folder}`));
  await run(connection, sql`set allowed_directories = [${list}]`);
  await run(connection, sql`set enable_external_access = false`);
  await run(connection, sql`set lock_configuration = true`);
}

async function commit<Result>(
  connection: DuckDBConnection,
  work: (inside: Warehouse) => Promise<Result>,
): Promise<Result> {
  const inside: Warehouse = {
    ...session(connection),
    transaction: (nested) => nested(inside),
    interrupt: () => connection.interrupt(),
    close: () => {},
  };
  await connection.run('begin transaction').catch(fail);
  try {
    const result = await work(inside);
    await connection.run('commit').catch(fail);
    return result;
  } catch (error) {
    await connection.run('rollback').catch(() => {});
    throw error;
  }
}

/** One thing after the other: a second statement on a connection would cut off a result that is still read. */
class Lane {
  private last: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.last.then(work, work);
    this.last = next.catch(() => {});
    return next;
  }
}

type Session = Pick<Warehouse, 'run' | 'columns' | 'scan' | 'rows' | 'append'>;

function session(connection: DuckDBConnection): Session {
  const lane = new Lane();
  return {
    run: (query) => lane.run(() => run(connection, query)),
    columns: (query) => lane.run(() => collect(connection, query)),
    scan: (query, visit) => lane.run(() => scan(connection, query, visit)),
    rows: (query, schema) => lane.run(() => decodeRows(connection, query, schema)),
    append: (table, columns) => lane.run(() => appendColumns(connection, table, columns).catch(fail)),
  };
}

function fail(error: unknown): never {
  throw explainFailure(error);
}

async function run(connection: DuckDBConnection, query: Query): Promise<void> {
  await connection.run(query.text, [...query.values]).catch(fail);
}

async function scan(
  connection: DuckDBConnection,
  query: Query,
  visit: (part: Columns) => void,
): Promise<number> {
  const result = await connection.stream(query.text, [...query.values]).catch(fail);
  const shape = shapeOf(result);
  let rowCount = 0;
  for (;;) {
    const chunk = await result.fetchChunk().catch(fail);
    if (chunk === null || chunk.rowCount === 0) return rowCount;
    rowCount += chunk.rowCount;
    visit(decodePart(chunk, shape));
  }
}

async function collect(connection: DuckDBConnection, query: Query): Promise<Columns> {
  const result = await connection.stream(query.text, [...query.values]).catch(fail);
  const shape = shapeOf(result);
  const collector = new ColumnCollector(shape);
  for (;;) {
    const chunk = await result.fetchChunk().catch(fail);
    if (chunk === null || chunk.rowCount === 0) return collector.finish();
    collector.add(decodePart(chunk, shape));
  }
}

async function decodeRows<Row>(
  connection: DuckDBConnection,
  query: Query,
  schema: z.ZodType<Row>,
): Promise<Row[]> {
  const result = await connection.run(query.text, [...query.values]).catch(fail);
  const rows = await result.getRowObjects();
  return z
    .array(schema)
    .parse(
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, decode(value)])),
      ),
    );
}

function decode(value: unknown): unknown {
  if (typeof value === 'bigint') {
    if (Number.isSafeInteger(Number(value))) return Number(value);
    throw new RangeError(`too large for a number: ${value}`);
  }
  if (value instanceof DuckDBDateValue) return value.days;
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  return value;
}
