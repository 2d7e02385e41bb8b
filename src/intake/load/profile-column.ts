import { z } from 'zod';
import { type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { OrderEvidence } from '../detect-dates.ts';
import type { NumberShape } from '../detect-numbers.ts';
import { isMissingWord } from './staged-table.ts';

const shapesToSee = 400;

const ShapeRow = z.object({
  shape: z.string(),
  leadingZero: z.boolean(),
  count: z.number(),
  example: z.string(),
});

/** The shapes of a staged column, the most frequent first: every digit as 0. */
export function shapesOf(inside: Warehouse, column: Query): Promise<NumberShape[]> {
  return inside.rows(
    sql`select translate(value, '123456789', '000000000') as shape,
      (value like '0%' or value like '-0%') as "leadingZero", count(*) as count, any_value(value) as example
      from (select ${column} as value from cells) where value is not null
      group by all order by count desc, shape limit ${shapesToSee}`,
    ShapeRow,
  );
}

const EvidenceRow = z.object({ firstIsDay: z.number(), secondIsDay: z.number(), open: z.number() });

/** What the numbers of a whole column say about the order of day and month. */
export async function orderEvidence(
  inside: Warehouse,
  column: Query,
  separators: readonly string[],
): Promise<OrderEvidence> {
  const total = { firstIsDay: 0, secondIsDay: 0, open: 0 };
  for (const separator of separators) {
    const part = (index: number) => sql`try_cast(split_part(value, ${separator}, ${index}) as integer)`;
    const [row] = await inside.rows(
      sql`select count(*) filter (first between 13 and 31 and second between 1 and 12) as "firstIsDay",
        count(*) filter (second between 13 and 31 and first between 1 and 12) as "secondIsDay",
        count(*) filter (first <= 12 and second <= 12 and first <> second) as open
        from (select ${part(1)} as first, ${part(2)} as second from (select ${column} as value from cells))`,
      EvidenceRow,
    );
    total.firstIsDay += row?.firstIsDay ?? 0;
    total.secondIsDay += row?.secondIsDay ?? 0;
    total.open += row?.open ?? 0;
  }
  return total;
}

const MissingRow = z.object({ word: z.string(), count: z.number() });

/** Texts of a column that are taken as missing, beside empty ones, and how often each stands there. */
export async function missingWordsOf(inside: Warehouse, column: Query): Promise<Record<string, number>> {
  const rows = await inside.rows(
    sql`select ${column} as word, count(*) as count from staged where ${isMissingWord(column)} group by all order by count desc`,
    MissingRow,
  );
  return Object.fromEntries(rows.map(({ word, count }) => [word, count]));
}

const ValueRow = z.object({ value: z.string() });

/** Different values of a column in lower case, at most `most`. */
export async function wordsOf(inside: Warehouse, column: Query, most: number): Promise<readonly string[]> {
  const rows = await inside.rows(
    sql`select distinct lower(value) as value from (select ${column} as value from cells) where value is not null limit ${most}`,
    ValueRow,
  );
  return rows.map(({ value }) => value);
}
