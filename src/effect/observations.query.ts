import { identifier, type Query, sql } from '../warehouse/sql.ts';

/** A column of the table and how the engine holds it. */
export interface SourceColumn {
  readonly name: string;
  readonly type: string;
}

const isText = ({ type }: SourceColumn) => type === 'VARCHAR';

/** What tells the labels of a column apart: texts without blanks around them, other types as they are. */
function key(column: SourceColumn): Query {
  return isText(column) ? sql`trim(${identifier(column.name)})` : identifier(column.name);
}

/** Makes a table of a column's labels, numbered from 0 in no particular order. */
export function numberLabels(into: string, source: Query, column: SourceColumn): Query {
  return sql`
    create temp table ${identifier(into)} as
    select key, (row_number() over () - 1)::integer as code
    from (select distinct ${key(column)} as key from ${source})`;
}

/** The labels as texts, in the order of their numbers. */
export function labelTexts(table: string): Query {
  return sql`select coalesce(key::varchar, '') as label from ${identifier(table)} order by code`;
}

function isMissing(column: SourceColumn): Query {
  const name = identifier(column.name);
  if (isText(column)) return sql`(${name} is null or lower(trim(${name})) in ('', 'na', 'nan', 'null'))`;
  return sql`(${name} is null or isnan(${name}::double))`;
}

/** A number, NaN where it is not known, NULL where the cell is not a finite number. */
function numberIn(column: SourceColumn): Query {
  const name = identifier(column.name);
  const value = isText(column)
    ? sql`try_cast(case lower(trim(${name})) when 'true' then '1' when 'false' then '0' else trim(${name}) end as double)`
    : sql`${name}::double`;
  return sql`case when ${isMissing(column)} then 'nan'::double else case when isfinite(${value}) then ${value} end end`;
}

/** The first cells found that are not numbers, with the labels of their row. */
export function unusableNumber(
  source: Query,
  unit: SourceColumn,
  period: SourceColumn,
  column: SourceColumn,
): Query {
  const text = ([name]: readonly [SourceColumn]) => sql`coalesce(${identifier(name.name)}::varchar, '')`;
  return sql`
    select ${text([unit])} as unit, ${text([period])} as period, ${text([column])} as value
    from ${source} where (${numberIn(column)}) is null limit 1`;
}

export interface LabelTable {
  readonly role: string;
  readonly table: string;
  readonly column: SourceColumn;
}

/** Every row: the numbers of its labels, each under its role, and its values, NaN where not known. */
export function observationRows(
  source: Query,
  labels: readonly LabelTable[],
  values: readonly { readonly role: string; readonly column: SourceColumn }[],
): Query {
  const codes = labels.map(({ role, table }) => sql`${identifier(table)}.code as ${identifier(role)}`);
  const numbers = values.map(
    ({ role, column }) => sql`coalesce(${numberIn(column)}, 'nan'::double) as ${identifier(role)}`,
  );
  const joins = labels.map(
    ({ table, column }) =>
      sql`join ${identifier(table)} on ${key(column)} is not distinct from ${identifier(table)}.key`,
  );
  return sql`select ${sql.join([...codes, ...numbers])} from ${source} ${sql.join(joins, ' ')}`;
}
