import { z } from 'zod';
import { identifier, joinSql, type Query, sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

/**
 * The tables of facts, one per table of `whichhalf.yaml`. Each row has the load that brought it, the key of what it
 * describes (a keyed hash of source and id, or of the whole row) and its number among the rows of that key.
 * Nothing is constrained and nothing is updated: a correction is a new row of a later load, named in `superseded`.
 * Every bigint is a pseudonym of what a source calls a person; whom it means is said by `people_meant`, so that it can be
 * decided later, and otherwise. Values of measures are columns `v_NAME`, labels `l_NAME`, added when a source has them.
 */
const shapes = {
  people: 'person bigint, team varchar, site varchar, joined date, "left" date, role varchar, as_of date',
  teams: 'person bigint, team varchar, site varchar, role varchar, "from" date, "to" date',
  attendance: 'person bigint, course varchar, date date, session varchar, hours double, came boolean',
  interactions:
    'person bigint, first_person bigint, rated_person bigint, team varchar, site varchar, "time" timestamp, customer uhugeint, channel varchar, reason varchar, rating double, asked boolean',
  events: 'person bigint, event uhugeint, team varchar, date date, kind varchar',
  assessments: 'person bigint, programme varchar, date date, moment varchar, score double',
  reactions:
    'person bigint, programme varchar, date date, relevance double, willingness double, content double, delivery double',
  'team-facts': 'team varchar, site varchar',
  'hand-offs':
    '"case" uhugeint, "time" timestamp, "from" varchar, "to" varchar, from_person bigint, to_person bigint, state varchar',
  approvals:
    '"case" uhugeint, "time" timestamp, step varchar, role varchar, person bigint, amount double, decision varchar',
  appraisals: 'person bigint, period varchar, date date, kind varchar, value double',
  scorecards:
    'observation uhugeint, person bigint, observer bigint, date date, item varchar, points double, most double',
  telephony:
    'person bigint, team varchar, site varchar, "time" timestamp, queue varchar, handled double, offered double, transferred double, talk double, hold double, after_call double, available double, logged_in double, occupancy double',
  outcomes:
    'site varchar, department varchar, team varchar, date date, measure varchar, n double, value double, sd double',
  sessions:
    'course varchar, date date, end_date date, place varchar, hours double, fees double, materials double, teams varchar, person bigint',
  invoices:
    'provider varchar, "from" date, "to" date, "year" double, amount double, currency varchar, course varchar',
} as const;

export type FactsTable = keyof typeof shapes;

export function factsOf(table: FactsTable): string {
  return `facts_${table.replaceAll('-', '_')}`;
}

export const factsTables = Object.keys(shapes) as readonly FactsTable[];

/** Names of the columns that hold pseudonyms. */
export function personColumns(table: FactsTable): readonly string[] {
  return columnsOf(table).flatMap(({ name, type }) => (type === 'bigint' ? [name] : []));
}

export function hasColumn(table: FactsTable, column: string): boolean {
  return columnsOf(table).some(({ name }) => name === column);
}

function columnsOf(table: FactsTable): readonly { readonly name: string; readonly type: string }[] {
  return shapes[table].split(', ').map((column) => {
    const [name = '', type = ''] = column.split(' ');
    return { name: name.replaceAll('"', ''), type };
  });
}

/** Creates the tables that are missing and clears what a load that never finished left behind. */
export async function prepareFactTables(warehouse: Warehouse): Promise<void> {
  await warehouse.transaction(async (inside) => {
    await inside.run(
      sql`create table if not exists loads (load_id integer, source varchar, table_name varchar, file varchar, status varchar, report varchar)`,
    );
    await inside.run(
      sql`create table if not exists rejected (load_id integer, line integer, reason varchar)`,
    );
    await inside.run(
      sql`create table if not exists superseded (load_id integer, table_name varchar, key uhugeint)`,
    );
    await inside.run(
      sql`create table if not exists people_meant (source varchar, pseudonym bigint, person bigint)`,
    );
    await inside.run(sql`create table if not exists people_meant_as_of (state varchar)`);
    const unfinished = sql`(select load_id from loads where status = 'loading')`;
    for (const [table, shape] of Object.entries(shapes)) {
      const name = identifier(factsOf(table as FactsTable));
      const columns: Query = { text: shape, values: [] };
      await inside.run(
        sql`create table if not exists ${name} (load_id integer, key uhugeint, nth integer, ${columns})`,
      );
      await addLaterColumns(inside, table as FactsTable, shape);
      await inside.run(sql`delete from ${name} where load_id in ${unfinished}`);
    }
    await inside.run(sql`delete from rejected where load_id in ${unfinished}`);
    await inside.run(sql`delete from superseded where load_id in ${unfinished}`);
    await inside.run(sql`delete from loads where status = 'loading'`);
  });
}

const Named = z.object({ name: z.string() });

/** Columns that the table did not have when an older version made it. */
async function addLaterColumns(inside: Warehouse, table: FactsTable, shape: string): Promise<void> {
  const there = await inside.rows(
    sql`select column_name as name from information_schema.columns where table_name = ${factsOf(table)}`,
    Named,
  );
  const names = new Set(there.map(({ name }) => name));
  for (const column of shape.split(', ')) {
    const name = /^"?([^" ]+)/.exec(column)?.[1] ?? '';
    if (names.has(name)) continue;
    await inside.run(
      sql`alter table ${identifier(factsOf(table))} add column ${{ text: column, values: [] }}`,
    );
  }
}

/** The rows that hold now: of finished loads that were not replaced, each key in its latest load. People as sources name them. */
export function factsAsNamed(table: FactsTable): Query {
  const loaded = sql`(select load_id from loads where status = 'loaded')`;
  return sql`(
    select facts.* from ${identifier(factsOf(table))} facts
    where facts.load_id in ${loaded} and not exists (
      select 1 from superseded later
      where later.table_name = ${table} and later.key = facts.key and later.load_id > facts.load_id
        and later.load_id in ${loaded}
    )
  )`;
}

/**
 * The rows that hold now, with the people whom their names mean. A login that several people share means nobody: it
 * leaves `person` empty, and 0 in any other column, so that nobody else is credited in its place.
 *
 * @param columns of people that are asked for; the others stay as named, which costs nothing.
 */
export function currentFacts(table: FactsTable, columns = personColumns(table)): Query {
  if (columns.length === 0) return factsAsNamed(table);
  const meant = columns.map((_, index): Query => ({ text: `meant${index}`, values: [] }));
  const people = columns.map((column, index) => {
    const found = sql`${meant[index] ?? sql``}.person`;
    const person = column === 'person' ? found : sql`coalesce(${found}, 0)`;
    return sql`case when ${meant[index] ?? sql``}.load_id is null then facts.${identifier(column)} else ${person} end as ${identifier(column)}`;
  });
  const joins = columns.map(
    (column, index) => sql`left join (
      select load_id, pseudonym, person from people_meant join loads using (source)
    ) ${meant[index] ?? sql``} on ${meant[index] ?? sql``}.load_id = facts.load_id
      and ${meant[index] ?? sql``}.pseudonym = facts.${identifier(column)}`,
  );
  return sql`(select facts.* replace (${joinSql(people)}) from ${factsAsNamed(table)} facts ${joinSql(joins, ' ')})`;
}
