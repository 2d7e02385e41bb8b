import { z } from 'zod';
import { UsageError } from '../../model/refusal.ts';
import { identifier, joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { MappedField, Mapping } from '../map-columns.ts';
import type { FieldReading } from './field-reading.ts';

export interface FieldInSql {
  readonly field: MappedField;
  /** Column of `cells`, or the constant. */
  readonly cell: Query;
  readonly reading: FieldReading;
}

export interface KeyRules {
  readonly file: string;
  readonly source: string;
  readonly salt: string;
  readonly customerSalt: string;
  /** All staged columns, for rows without an id. */
  readonly cells: readonly Query[];
}

const separator = '\u001f';
const nothing = '\u001e';

/**
 * Makes the temporary table `typed(row, line, reason, quote, drop_rule, key, nth, ...)`: cells as values of the facts, rows that
 * cannot be loaded with the reason, rows that a rule leaves out with the rule. Repeated ids with other content throw.
 */
export async function createTypedRows(
  inside: Warehouse,
  mapping: Mapping,
  fields: readonly FieldInSql[],
  rules: KeyRules,
): Promise<void> {
  const id = fields.find(({ field }) => field.name === mapping.table.idField);
  const values = fields.flatMap((each, index) =>
    each.field.stored === ''
      ? []
      : [sql`${storedValue(each, index, rules)} as ${identifier(each.field.stored)}`],
  );
  const joins = fields.flatMap(({ field, cell }, index) =>
    field.kind === 'person' ? [sql`left join pseudonyms ${who(index)} on ${who(index)}.id = ${cell}`] : [],
  );
  await inside.run(sql`create or replace temp table typed as
    select row, line, ${reasonOf(fields)} as reason, ${quoteOf(fields)} as quote, ${dropRule(fields)} as drop_rule,
      ${keyOf(id?.cell, rules)} as key, 1 as nth${joinAfter(values)}
    from ${readCells(fields)} cells ${joinSql(joins, ' ')}`);
  if (id === undefined) await tellEqualRowsApart(inside);
  else if (mapping.table.rowsPerId === 'many') await numberRowsOfId(inside, fields);
  else await settleRepeatedIds(inside, rules.file, id.field, fields);
}

function storedOf(fields: readonly FieldInSql[]): readonly Query[] {
  return fields.flatMap(({ field }) => (field.stored === '' ? [] : [identifier(field.stored)]));
}

function joinAfter(values: readonly Query[]): Query {
  return values.length === 0 ? sql`` : sql`, ${joinSql(values)}`;
}

function who(index: number): Query {
  return { text: `who${index}`, values: [] };
}

function storedValue({ field, cell }: FieldInSql, index: number, rules: KeyRules): Query {
  if (field.kind === 'person') return sql`${who(index)}.person`;
  if (field.kind === 'key') return keyedHash(cell, rules.salt, rules.source);
  if (field.kind === 'case') return keyedHash(cell, rules.salt, 'case');
  if (field.kind === 'customer') return keyedHash(cell, rules.customerSalt, 'customer');
  return valueAt(index);
}

/** The cells with what was parsed from them, then what stood the check, each worked out once: `v0`, `v1`, ... */
function readCells(fields: readonly FieldInSql[]): Query {
  const parsed = fields.map(({ reading }, index) => sql`${reading.parsed} as ${parsedAt(index)}`);
  const checked = fields.map(
    ({ reading }, index) => sql`${reading.checked(parsedAt(index))} as ${valueAt(index)}`,
  );
  return sql`(select *${joinAfter(checked)} from (select *${joinAfter(parsed)} from cells))`;
}

function parsedAt(index: number): Query {
  return { text: `p${index}`, values: [] };
}

function valueAt(index: number): Query {
  return { text: `v${index}`, values: [] };
}

/** Equal for equal texts, and not to be had from a guessed text without the secret. */
function keyedHash(cell: Query, salt: string, space: string): Query {
  return sql`case when ${cell} is not null then md5_number(concat_ws(${separator}, ${salt}, ${space}, ${cell})) end`;
}

function keyOf(id: Query | undefined, rules: KeyRules): Query {
  if (id !== undefined)
    return sql`md5_number(concat_ws(${separator}, ${rules.salt}, ${rules.source}, ${id}))`;
  const whole = rules.cells.map((cell) => sql`coalesce(${cell}, ${nothing})`);
  return sql`md5_number(concat_ws(${separator}, ${joinSql([sql`${rules.salt}`, sql`${rules.source}`, ...whole])}))`;
}

interface Objection {
  readonly when: Query;
  readonly reason: string;
  /** The cell, where it is no id or name. */
  readonly quote: Query | undefined;
}

function objectionsTo(fields: readonly FieldInSql[]): readonly Objection[] {
  return fields.flatMap(({ field, cell, reading }, index): Objection[] => [
    ...(field.required || field.kind === 'key'
      ? [{ when: sql`${cell} is null`, reason: `${field.name} is missing`, quote: undefined }]
      : []),
    ...(reading.noun === ''
      ? []
      : [
          {
            when: sql`${cell} is not null and ${valueAt(index)} is null`,
            reason: `${field.name} is no ${reading.noun}`,
            quote: cell,
          },
        ]),
  ]);
}

function reasonOf(fields: readonly FieldInSql[]): Query {
  const cases = objectionsTo(fields).map(({ when, reason }) => sql`when ${when} then ${reason}`);
  return cases.length === 0 ? sql`cast(null as varchar)` : sql`case ${joinSql(cases, ' ')} end`;
}

function quoteOf(fields: readonly FieldInSql[]): Query {
  const cases = objectionsTo(fields).map(({ when, quote }) => sql`when ${when} then ${quote ?? sql`null`}`);
  return cases.length === 0
    ? sql`cast(null as varchar)`
    : sql`cast(case ${joinSql(cases, ' ')} end as varchar)`;
}

const longestQuote = 20;

/** Line and reason of each rejected row; the cell stands in it if it is short, nobody's id, and has no word of a name. */
export function rejectedRows(): Query {
  return sql`select line, concat(reason, case when length(quote) <= ${longestQuote}
      and quote not in (select id from pseudonyms) and row not in (select row from (
        select row, unnest(regexp_split_to_array(lower(quote), '[^\\p{L}\\p{N}]+')) as word from typed
        where reason is not null and length(quote) <= ${longestQuote}
      ) where word in (select word from name_words)) then concat(': ', quote) end) as reason
    from typed where reason is not null`;
}

function dropRule(fields: readonly FieldInSql[]): Query {
  const index = fields.findIndex(({ field }) => field.name === 'person');
  const person = fields[index];
  if (person === undefined) return sql`cast(null as varchar)`;
  return sql`case when ${person.cell} is not null and ${who(index)}.person is null then 'person was erased' end`;
}

const loadable = sql`reason is null and drop_rule is null`;

/** Rows that are equal in every cell are told apart by their number among themselves. */
async function tellEqualRowsApart(inside: Warehouse): Promise<void> {
  await inside.run(sql`create or replace temp table equal_rows as
    select row, cast(row_number() over (partition by key order by row) - 1 as uhugeint) as extra from typed
    where key in (select key from typed group by key having count(*) > 1)`);
  await inside.run(
    sql`update typed set key = key + equal_rows.extra from equal_rows where typed.row = equal_rows.row and extra > 0`,
  );
}

/** The rows of one event are numbered in an order that does not depend on the file. */
async function numberRowsOfId(inside: Warehouse, fields: readonly FieldInSql[]): Promise<void> {
  const content = joinSql(storedOf(fields));
  await inside.run(sql`create or replace temp table numbered as
    select row, row_number() over (partition by key order by ${content}) as number from typed where ${loadable}`);
  await inside.run(sql`update typed set nth = numbered.number from numbered where typed.row = numbered.row`);
}

const Repeated = z.object({ first: z.number(), second: z.number(), ids: z.number() });

/** The same id with the same content is one row; with other content the file contradicts itself. */
async function settleRepeatedIds(
  inside: Warehouse,
  file: string,
  id: MappedField,
  fields: readonly FieldInSql[],
): Promise<void> {
  const content = joinSql(storedOf(fields).map((name) => sql`${name} := ${name}`));
  await inside.run(sql`create or replace temp table repeated as
    select row, line, key, row_number() over (partition by key order by row) as number, struct_pack(${content}) as content
    from typed where ${loadable} and key in (select key from typed where ${loadable} group by key having count(*) > 1)`);
  const [found] = await inside.rows(
    sql`select cast(first as integer) as first, cast(second as integer) as second, cast(count(*) over () as integer) as ids
      from (select min(line) as first, max(line) as second from repeated group by key having count(distinct content) > 1)
      order by first limit 1`,
    Repeated,
  );
  if (found !== undefined) throw contradiction(file, id, found);
  await inside.run(
    sql`update typed set drop_rule = 'repeated row' from repeated where typed.row = repeated.row and number > 1`,
  );
}

function contradiction(
  file: string,
  id: MappedField,
  { first, second, ids }: z.infer<typeof Repeated>,
): UsageError {
  const more = ids > 1 ? `, and so do ${ids - 1} more` : '';
  return new UsageError(
    `${file}: the ${id.name} of line ${first} stands again in line ${second} with other content${more}.`,
    `Each ${id.name} may have one row in a file. If another column tells the rows apart, name it: "columns: { ${id.name}: ... }"; if each row is one state or date of a case, load the file as table events.`,
  );
}
