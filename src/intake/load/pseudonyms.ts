import type { People } from '../../people/index.ts';
import { joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** Gives a pseudonym to each id, in their order; none to the erased. */
export type Enrol = People['enrol'];

/**
 * Makes the temporary table `pseudonyms(id, person)` of the people in the given columns of `cells`.
 * Those who were erased stand in it without a person. Matching people across sources belongs before this step.
 */
export async function createPseudonyms(
  inside: Warehouse,
  columns: readonly Query[],
  enrol: Enrol,
): Promise<void> {
  await inside.run(sql`create or replace temp table pseudonyms (id varchar, person bigint)`);
  if (columns.length === 0) return;
  const each = columns.map(
    (column) => sql`select distinct ${column} as id from cells where ${column} is not null`,
  );
  const ids = (await inside.columns(joinSql(each, ' union '))).texts('id');
  const person = enrol(ids).map((pseudonym) => pseudonym ?? null);
  if (ids.length > 0) await inside.append('pseudonyms', { id: ids, person });
}

/** Numbers for a trial that keeps nothing: known people have their pseudonym, others a number below zero. */
export function enrolForTrial(people: People): Enrol {
  return (ids) => ids.map((id, index) => people.find(id) ?? -1 - index);
}
