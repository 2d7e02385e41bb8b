import { z } from 'zod';
import { type FactsTable, factsAsNamed, factsOf } from '../../warehouse/fact-tables.ts';
import { identifier, joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

export interface Merged {
  readonly added: number;
  readonly corrected: number;
  readonly unchanged: number;
}

const Counts = z.object({ added: z.number(), corrected: z.number(), unchanged: z.number() });

/**
 * Adds the rows of `typed` that may be loaded to the facts, as rows of this load. A key that is there with the same
 * rows is left alone; one that is there with others is corrected: all its rows come in, and the earlier are superseded.
 */
export async function mergeFacts(
  inside: Warehouse,
  table: FactsTable,
  load: number,
  stored: readonly string[],
): Promise<Merged> {
  const facts = identifier(factsOf(table));
  const columns = joinSql(['key', 'nth', ...stored].map(identifier));
  const rows = sql`select ${load}, ${columns} from typed where reason is null and drop_rule is null`;
  if (!(await areAnyPresent(inside, table))) {
    await inside.run(sql`insert into ${facts} (load_id, ${columns}) ${rows}`);
    return { added: await countLoadable(inside), corrected: 0, unchanged: 0 };
  }
  await compareWithCurrent(inside, stored);
  await inside.run(
    sql`insert into superseded select ${load}, ${table}, key from compared where state = 'corrected'`,
  );
  await inside.run(sql`insert into ${facts} (load_id, ${columns}) ${rows}
      and key not in (select key from compared where state = 'unchanged')`);
  const [counts] = await inside.rows(
    sql`select count(*) filter (state is null) as added, count(*) filter (state = 'corrected') as corrected,
        count(*) filter (state = 'unchanged') as unchanged
      from (select key from typed where reason is null and drop_rule is null) left join compared using (key)`,
    Counts,
  );
  return counts ?? { added: 0, corrected: 0, unchanged: 0 };
}

const Count = z.object({ count: z.number() });

/** Makes the temporary table `present` of the facts that have keys of these rows; says whether there are any. */
async function areAnyPresent(inside: Warehouse, table: FactsTable): Promise<boolean> {
  await inside.run(sql`create or replace temp table present as
    select * from ${factsAsNamed(table)} where key in (select key from typed where reason is null and drop_rule is null)`);
  const [present] = await inside.rows(sql`select count(*) as count from present`, Count);
  return (present?.count ?? 0) > 0;
}

async function countLoadable(inside: Warehouse): Promise<number> {
  const [loadable] = await inside.rows(
    sql`select count(*) as count from typed where reason is null and drop_rule is null`,
    Count,
  );
  return loadable?.count ?? 0;
}

/** Makes the temporary table `compared(key, state)` of the keys that the facts have already. */
async function compareWithCurrent(inside: Warehouse, stored: readonly string[]): Promise<void> {
  const differs = joinSql(
    stored.map((column) => sql`new.${identifier(column)} is distinct from old.${identifier(column)}`),
    ' or ',
  );
  await inside.run(sql`create or replace temp table compared as
    select key, case when bool_or(other) then 'corrected' else 'unchanged' end as state from (
      select coalesce(new.key, old.key) as key, new.key is null or old.key is null or ${differs} as other
      from (select * from typed where reason is null and drop_rule is null and key in (select key from present)) new
      full join present old on new.key = old.key and new.nth = old.nth
    ) group by key`);
}

/** Columns for values and labels that the table does not have yet. */
export async function addColumns(
  warehouse: Warehouse,
  table: FactsTable,
  columns: readonly { readonly stored: string; readonly type: 'double' | 'varchar' }[],
): Promise<void> {
  for (const { stored, type } of columns) {
    const typeName: Query = { text: type, values: [] };
    await warehouse.run(
      sql`alter table ${identifier(factsOf(table))} add column if not exists ${identifier(stored)} ${typeName}`,
    );
  }
}
