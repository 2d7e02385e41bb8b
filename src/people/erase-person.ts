import { factsOf } from '../warehouse/fact-tables.ts';
import { identifier, sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { People } from './people.ts';

const personalTables = [
  'people',
  'teams',
  'attendance',
  'interactions',
  'events',
  'assessments',
  'reactions',
] as const;

/**
 * Forgets one person. The row that ties the pseudonym to the person goes first: from then on nothing in the facts can
 * be tied to anyone, and later imports skip that person's rows. Then the facts with the pseudonym are deleted, and
 * where another person is credited for a contact only the mention goes. Old pages of the warehouse file keep the
 * deleted rows until it is rewritten; they hold the pseudonym, which no longer means anything.
 *
 * @returns whether the person was known.
 */
export async function erasePerson(people: People, warehouse: Warehouse, sourceId: string): Promise<boolean> {
  const pseudonym = people.forget(sourceId);
  if (pseudonym === undefined) return false;
  await warehouse.transaction(async (inside) => {
    for (const table of personalTables) {
      await inside.run(sql`delete from ${identifier(factsOf(table))} where person = ${pseudonym}`);
    }
    const interactions = identifier(factsOf('interactions'));
    await inside.run(sql`update ${interactions} set first_person = null where first_person = ${pseudonym}`);
    await inside.run(sql`update ${interactions} set rated_person = null where rated_person = ${pseudonym}`);
  });
  return true;
}
