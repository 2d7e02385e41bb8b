import { z } from 'zod';
import { type FactsTable, factsOf, factsTables, personColumns } from '../warehouse/fact-tables.ts';
import { identifier, joinSql, type Query, sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { NameOfSource, People } from './people.ts';

/**
 * Forgets one person, under the id of the list and under every name that meant them in a source. The rows that tie
 * pseudonyms to the person go first: from then on nothing in the facts can be tied to anyone, and later imports skip
 * that person's rows. Then the facts with the pseudonyms are deleted, and where another person is credited for a
 * contact only the mention goes. Old pages of the warehouse file keep the deleted rows until it is rewritten; they hold
 * pseudonyms, which no longer mean anything. The organisation's own files, people-aliases.csv among them, are its own.
 *
 * @returns whether the person was known.
 */
export async function erasePerson(people: People, warehouse: Warehouse, id: string): Promise<boolean> {
  const pseudonym = people.find(id);
  const names = pseudonym === undefined ? [] : await namesOf(warehouse, pseudonym);
  const others = await Promise.all(
    names.map(async (name) => ({ ...name, elsewhere: await isUsedElsewhere(warehouse, name) })),
  );
  if (pseudonym === undefined) return false;
  people.forget({ ids: [id], names: others });
  await warehouse.transaction(async (inside) => {
    await inside.run(sql`create or replace temp table of_person as
      select load_id, pseudonym from people_meant join loads using (source) where person = ${pseudonym}
      union select load_id, ${pseudonym}::bigint from loads where source not in (
        select source from people_meant where pseudonym = ${pseudonym})`);
    for (const table of factsTables) await deleteFrom(inside, table);
    await inside.run(sql`delete from people_meant where person = ${pseudonym}`);
    await inside.run(sql`drop table of_person`);
  });
  return true;
}

const Name = z.object({ source: z.string(), pseudonym: z.number() });

function namesOf(warehouse: Warehouse, person: number): Promise<NameOfSource[]> {
  return warehouse.rows(sql`select source, pseudonym from people_meant where person = ${person}`, Name);
}

/** Whether another source uses the name of somebody else, or of nobody known. */
async function isUsedElsewhere(warehouse: Warehouse, { source, pseudonym }: NameOfSource): Promise<boolean> {
  const uses = factsTables.flatMap((table) =>
    personColumns(table).map(
      (column) =>
        sql`select load_id from ${identifier(factsOf(table))} where ${identifier(column)} = ${pseudonym}`,
    ),
  );
  const [row] = await warehouse.rows(
    sql`select count(*) as rows from (${joinSql(uses, ' union all ')}) join loads using (load_id)
      where source <> ${source} and source not in (
        select source from people_meant where pseudonym = ${pseudonym}
          and person = (select person from people_meant where pseudonym = ${pseudonym} and source = ${source}))`,
    z.object({ rows: z.number() }),
  );
  return (row?.rows ?? 0) > 0;
}

/** Rows about the person go; in rows about another only the mention does. */
async function deleteFrom(inside: Warehouse, table: FactsTable): Promise<void> {
  const facts = identifier(factsOf(table));
  for (const column of personColumns(table)) {
    const isPerson: Query = sql`exists (select 1 from of_person
      where of_person.load_id = ${facts}.load_id and of_person.pseudonym = ${facts}.${identifier(column)})`;
    if (column === 'person') await inside.run(sql`delete from ${facts} where ${isPerson}`);
    else await inside.run(sql`update ${facts} set ${identifier(column)} = null where ${isPerson}`);
  }
}
