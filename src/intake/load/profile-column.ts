import { z } from 'zod';
import { type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { DateFormat, OrderEvidence } from '../detect-dates.ts';
import type { NumberShape } from '../detect-numbers.ts';
import { isMissingWord, longestMissingWord } from './missing-words.ts';

const shapesToSee = 400;

const ShapeRow = z.object({
  shape: z.string(),
  leadingZero: z.boolean(),
  count: z.number(),
  example: z.string(),
});

/** The shapes of a staged column, the most frequent first: every digit as 0. Equal values are counted before they are looked at. */
export function shapesOf(inside: Warehouse, column: Query): Promise<NumberShape[]> {
  return inside.rows(
    sql`select translate(value, '123456789', '000000000') as shape,
      (value like '0%' or value like '-0%') as "leadingZero", cast(sum(times) as bigint) as count, any_value(value) as example
      from (select ${column} as value, count(*) as times from cells where ${column} is not null group by 1)
      group by all order by count desc, shape limit ${shapesToSee}`,
    ShapeRow,
  );
}

const EvidenceRow = z.object({ firstIsDay: z.number(), secondIsDay: z.number(), open: z.number() });

const IsoRow = z.object({
  length: z.number().nullable(),
  uniform: z.boolean().nullable(),
  parsed: z.boolean().nullable(),
  example: z.string().nullable(),
});

/**
 * The format of a column in which every value is one and the same form of `2024-03-31 10:11:12` without an offset,
 * which needs no shapes: the year comes first, so nothing is open. Undefined for any other column.
 */
export async function isoFormat(inside: Warehouse, column: Query): Promise<DateFormat | undefined> {
  const [row] = await inside.rows(
    sql`select max(length(value)) as length, min(length(value)) = max(length(value)) as uniform, any_value(value) as example,
      bool_and(try_cast(value as timestamp) is not null
        and substr(value, 5, 1) = '-' and substr(value, 8, 1) = '-'
        and (length(value) = 10 or (substr(value, 14, 1) = ':' and (length(value) = 16 or substr(value, 17, 1) = ':')))) as parsed
      from (select ${column} as value from cells) where value is not null`,
    IsoRow,
  );
  if (row?.uniform !== true || row.parsed !== true) return undefined;
  const gap = row.example?.[10] ?? '';
  if (row.length === 10) return { format: '%Y-%m-%d', clock: 'day' };
  if (row.length === 16) return { format: `%Y-%m-%d${gap}%H:%M`, clock: 'local' };
  return row.length === 19 ? { format: `%Y-%m-%d${gap}%H:%M:%S`, clock: 'local' } : undefined;
}

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

/** Counted first, so that few words are compared; no such word begins with a digit. */
function shortWords(column: Query): Query {
  return sql`select ${column} as word, count(*) as count from staged
    where (${column} < '0' or ${column} >= ':') and length(${column}) <= ${longestMissingWord} group by 1`;
}

const MissingRow = z.object({ word: z.string(), count: z.number() });

/** Texts of a column that are taken as missing, beside empty ones, and how often each stands there. */
export async function missingWordsOf(inside: Warehouse, column: Query): Promise<Record<string, number>> {
  const rows = await inside.rows(
    sql`select word, count from (${shortWords(column)}) where ${isMissingWord(sql`word`)} order by count desc, word`,
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
