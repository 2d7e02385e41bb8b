import { z } from 'zod';
import { identifier, joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { ValueRange } from '../load-report.ts';
import type { Mapping } from '../map-columns.ts';

/** The range of one field in one month, or in the whole file where there is no month. */
const MonthlyRange = ValueRange.extend({ month: z.string().optional() });
export type MonthlyRange = z.infer<typeof MonthlyRange>;

/** The month as 202403. */
const Row = MonthlyRange.extend({ of: z.string().nullable(), month: z.number().nullable() });

/** What tells several scales in one column apart. */
const scaleNames = ['measure', 'programme', 'kind', 'item'];
/** Rows from which the quartiles are taken; where there are more, every second, third ... row. */
const rowsForQuartiles = 200_000;

/** Ranges of the numbers of `typed`, by field and by what the column names as its measure: of all months, and of each. */
export async function valueRanges(
  inside: Warehouse,
  { table, fields }: Mapping,
  rows: number,
): Promise<readonly MonthlyRange[]> {
  const numbers = fields.filter(({ kind, column }) => kind === 'number' && column !== undefined);
  if (numbers.length === 0) return [];
  const stored = (name: string) => fields.find((field) => field.name === name && field.stored !== '')?.stored;
  const scale =
    table.table === 'events' ? undefined : scaleNames.map(stored).find((each) => each !== undefined);
  const day = stored('date') ?? stored('time');
  const month =
    day === undefined
      ? sql`cast(null as integer)`
      : sql`cast(year(${identifier(day)}) * 100 + month(${identifier(day)}) as integer)`;
  const of = scale === undefined ? sql`cast(null as varchar)` : sql`cast(${identifier(scale)} as varchar)`;
  const every = Math.max(1, Math.ceil(rows / rowsForQuartiles));
  const parts = numbers.map((field) =>
    rangesOf(field.name, sql`${identifier(field.stored)}`, of, month, every),
  );
  const found = await inside.rows(sql`${joinSql(parts, ' union all ')} order by field, "of", month`, Row);
  return found.map(({ of: name, month: when, ...range }) => ({
    ...range,
    ...(name !== null && { of: name }),
    ...(when !== null && { month: isoMonth(when) }),
  }));
}

function isoMonth(month: number): string {
  return `${Math.floor(month / 100)}-${String(month % 100).padStart(2, '0')}`;
}

function rangesOf(field: string, value: Query, of: Query, month: Query, every: number): Query {
  return sql`select ${field} as field, "of", month, count(*) as n, min(value) as lowest, max(value) as highest,
      coalesce(quantile_disc(value, 0.5) filter (row % ${every} = 0), min(value)) as median,
      coalesce(quantile_disc(value, 0.75) filter (row % ${every} = 0), max(value)) as upper,
      bool_and(value = floor(value)) as whole
    from (select row, cast(${value} as double) as value, ${of} as "of", ${month} as month from typed
      where reason is null and drop_rule is null and ${value} is not null)
    group by grouping sets (("of"), ("of", month))
    having grouping(month) = 1 or month is not null`;
}
