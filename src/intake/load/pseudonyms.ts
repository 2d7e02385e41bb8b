import type { People } from '../../people/index.ts';
import { joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/**
 * Makes the temporary table `pseudonyms(id, person)` of the people in the given columns of `cells`, as the source names
 * them. Those who were erased stand in it without a person. Whom a name means is found out over all sources.
 */
export async function createPseudonyms(
  inside: Warehouse,
  columns: readonly Query[],
  people: People,
  source: string,
): Promise<void> {
  await inside.run(sql`create or replace temp table pseudonyms (id varchar, person bigint)`);
  if (columns.length === 0) return;
  const each = columns.map(
    (column) => sql`select distinct ${column} as id from cells where ${column} is not null`,
  );
  const ids = (await inside.columns(joinSql(each, ' union '))).texts('id');
  const person = people.enrol(ids, source).map((pseudonym) => pseudonym ?? null);
  if (ids.length > 0) await inside.append('pseudonyms', { id: ids, person });
}

/** Makes the temporary table `name_words(word)` of all words that may name somebody. */
export async function createNameWords(inside: Warehouse, people: People): Promise<void> {
  await inside.run(sql`create or replace temp table name_words (word varchar)`);
  const word = [...people.words()];
  if (word.length > 0) await inside.append('name_words', { word });
}
