import { z } from 'zod';
import { type FactsTable, factsOf, factsTables, personColumns } from '../warehouse/fact-tables.ts';
import { identifier, joinSql, type Query, sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { PersonFound } from './find-person.ts';
import { namesInFacts } from './names-in-facts.query.ts';
import type { NameOfSource, People } from './people.ts';

/** What an erasure took out of the facts. */
export interface FactsErased {
  /** Rows about the person. */
  readonly rows: number;
  /** Rows about another in which the person was credited, or handed over: only the mention went. */
  readonly mentions: number;
  /** Files that brought them, as the sources name them: they are as they were. */
  readonly files: readonly string[];
}

/**
 * Forgets one person: all entries of the list that are this person, and every name that meant them in a source. Rows
 * about the person go, of whatever load; in rows about another only the mention does. Then everything that ties
 * pseudonyms to the person goes, and what remains are keyed hashes by which later imports skip them. Facts and names go
 * together: who is known after a crash can be erased again, and of who is not nothing in the facts can be tied to anyone.
 * Old pages of the warehouse file keep deleted rows until they are written over; their pseudonyms mean nothing any more.
 */
export async function erasePerson(
  people: People,
  warehouse: Warehouse,
  { entries, names, past }: Pick<PersonFound, 'entries' | 'names' | 'past'>,
): Promise<FactsErased> {
  const own = new Set(names.map(keyOf));
  const uses = await usesIn(warehouse);
  const elsewhere = (pseudonym: number) =>
    uses.filter((use) => use.pseudonym === pseudonym && !own.has(keyOf(use))).map(({ source }) => source);
  const listed = entries.flatMap(({ id }) => people.find(id) ?? []);
  const pseudonyms = [...new Set([...listed, ...names.map(({ pseudonym }) => pseudonym), ...past])];
  return warehouse.transaction(async (inside) => {
    const sources = await sourcesOf(inside);
    const gone = pseudonyms.flatMap((pseudonym) => {
      const kept = new Set(elsewhere(pseudonym));
      return sources.filter((source) => !kept.has(source)).map((source) => ({ source, pseudonym }));
    });
    const erased = await eraseFacts(inside, gone, listed);
    people.forget({
      ids: entries.map(({ id }) => id),
      names: names.map((name) => ({ ...name, elsewhere: elsewhere(name.pseudonym).length > 0 })),
      past,
    });
    return erased;
  });
}

function keyOf({ source, pseudonym }: NameOfSource): string {
  return `${source}\u001f${pseudonym}`;
}

const Name = z.object({ source: z.string(), pseudonym: z.number() });

/** Which names each source uses in rows that count. */
function usesIn(warehouse: Warehouse): Promise<NameOfSource[]> {
  return warehouse.rows(sql`select source, pseudonym from (${namesInFacts()})`, Name);
}

async function sourcesOf(warehouse: Warehouse): Promise<readonly string[]> {
  const rows = await warehouse.rows(sql`select distinct source from loads`, Name.pick({ source: true }));
  return rows.map(({ source }) => source);
}

async function eraseFacts(
  inside: Warehouse,
  gone: readonly NameOfSource[],
  listed: readonly number[],
): Promise<FactsErased> {
  await inside.run(sql`create or replace temp table gone (source varchar, pseudonym bigint)`);
  if (gone.length > 0) {
    await inside.append('gone', {
      source: gone.map(({ source }) => source),
      pseudonym: gone.map(({ pseudonym }) => pseudonym),
    });
  }
  await inside.run(
    sql`create or replace temp table of_person as select load_id, pseudonym from gone join loads using (source)`,
  );
  const about = factsTables.flatMap((table) =>
    personColumns(table).includes('person') ? [rowsWith(table, 'person')] : [],
  );
  const mentioned = factsTables.flatMap((table) =>
    personColumns(table).flatMap((column) => (column === 'person' ? [] : [mentionsIn(table, column)])),
  );
  const erased = {
    rows: await countIn(inside, about),
    mentions: await countIn(inside, mentioned),
    files: await filesOf(inside, [...about, ...mentioned]),
  };
  for (const table of factsTables) await deleteFrom(inside, table);
  const people = joinSql([sql`0`, ...listed.map((pseudonym) => sql`${pseudonym}::bigint`)]);
  await inside.run(sql`delete from people_meant where person in (${people}) or pseudonym in (${people})`);
  await inside.run(sql`drop table of_person`);
  await inside.run(sql`drop table gone`);
  return erased;
}

function rowsWith(table: FactsTable, column: string): Query {
  const facts = identifier(factsOf(table));
  return sql`select load_id from ${facts} where ${isOfPerson(facts, column)}`;
}

/** Rows that stay, with the person in another part than that whom the row is about. */
function mentionsIn(table: FactsTable, column: string): Query {
  const facts = identifier(factsOf(table));
  const goes = personColumns(table).includes('person') ? isOfPerson(facts, 'person') : sql`false`;
  return sql`select load_id from ${facts} where ${isOfPerson(facts, column)} and not ${goes}`;
}

function isOfPerson(facts: Query, column: string): Query {
  return sql`exists (select 1 from of_person
    where of_person.load_id = ${facts}.load_id and of_person.pseudonym = ${facts}.${identifier(column)})`;
}

async function countIn(inside: Warehouse, rows: readonly Query[]): Promise<number> {
  const [counted] = await inside.rows(
    sql`select count(*) as rows from (${joinSql(rows, ' union all ')})`,
    z.object({ rows: z.number() }),
  );
  return counted?.rows ?? 0;
}

async function filesOf(inside: Warehouse, rows: readonly Query[]): Promise<readonly string[]> {
  const files = await inside.rows(
    sql`select distinct file from loads where load_id in (select load_id from (${joinSql(rows, ' union all ')})) order by file`,
    z.object({ file: z.string() }),
  );
  return files.map(({ file }) => file);
}

async function deleteFrom(inside: Warehouse, table: FactsTable): Promise<void> {
  const facts = identifier(factsOf(table));
  for (const column of personColumns(table)) {
    if (column === 'person') await inside.run(sql`delete from ${facts} where ${isOfPerson(facts, column)}`);
    else
      await inside.run(
        sql`update ${facts} set ${identifier(column)} = null where ${isOfPerson(facts, column)}`,
      );
  }
}
