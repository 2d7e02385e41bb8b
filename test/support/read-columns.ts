import { DuckDBInstance } from '@duckdb/node-api';

/** Columns of a delimited file as texts, for tests that need rows and not the reader of the commands. */
export async function readColumns(
  file: string,
  names: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
  const reader = await connection.runAndReadAll(
    `select ${columns} from read_csv($file, all_varchar = true)`,
    { file },
  );
  const values = reader.getColumns();
  connection.closeSync();
  instance.closeSync();
  return Object.fromEntries(names.map((name, at) => [name, (values[at] ?? []).map(String)]));
}
