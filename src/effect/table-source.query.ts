import { identifier, type Query, sql } from '../warehouse/sql.ts';

/** A file as something to select from. Characters that the engine would take for a pattern stand for themselves. */
export function parquetSource(file: string): Query {
  return sql`read_parquet(${literalPath(file)})`;
}

/** Every cell of the named columns as a text, whatever the file holds. */
export function jsonLinesSource(
  file: string,
  names: readonly string[],
  format: 'newline_delimited' | 'array',
): Query {
  const columns = sql.join(names.map((name) => sql`${identifier(name)}: 'VARCHAR'`));
  return sql`read_json(${literalPath(file)}, format = ${format}, columns = {${columns}}, maximum_object_size = 67108864)`;
}

function literalPath(file: string): string {
  return file.replaceAll(/[*?[]/g, '[$&]');
}

/** Names and types of the columns of a source. */
export function sourceColumns(source: Query): Query {
  return sql`select column_name as name, column_type as type from (describe select * from ${source})`;
}
