import { z } from 'zod';
import { isoFromDay } from '../model/calendar.ts';
import { currentFacts, type FactsTable, hasColumn } from '../warehouse/fact-tables.ts';
import { identifier, sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** Days of one source, and what is odd about them against its own past. */
export interface SourceCalendar {
  readonly source: string;
  readonly table: FactsTable;
  readonly rows: number;
  readonly from: string;
  readonly to: string;
  /** What was compared: a day with the same weekday before, a week with the weeks before; none where rows are too few. */
  readonly by: 'day' | 'week' | 'none';
  /** Days (or weeks, by their first day) with too few rows, runs of them together. */
  readonly thin: readonly ThinDays[];
  /** Where its rows end long before those of the other sources. */
  readonly stopped: StoppedSource | undefined;
}

export interface ThinDays {
  readonly from: string;
  readonly to: string;
  /** Rows there were, and as many as usual. */
  readonly rows: number;
  readonly usual: number;
}

export interface StoppedSource {
  readonly last: string;
  /** Days between two days with rows, as 19 of 20 of them are at most. */
  readonly usualGap: number;
  /** Last day of the other sources. */
  readonly othersTo: string;
}

const dated: readonly FactsTable[] = [
  'interactions',
  'events',
  'telephony',
  'attendance',
  'hand-offs',
  'approvals',
  'assessments',
  'reactions',
  'outcomes',
];
/** Courses and surveys come when they come. */
const regular: ReadonlySet<FactsTable> = new Set(['interactions', 'events', 'telephony', 'hand-offs']);

const DayRow = z.object({ source: z.string(), day: z.number(), rows: z.number() });

/** One calendar for each source that holds days. */
export async function coverageCalendars(warehouse: Warehouse): Promise<readonly SourceCalendar[]> {
  const calendars: Calendar[] = [];
  for (const table of dated) {
    const column = hasColumn(table, 'time') ? 'time' : 'date';
    const day = sql`cast(${identifier(column)} as date)`;
    const rows = await warehouse.rows(
      sql`select source, ${day} as day, count(*) as rows from ${currentFacts(table, [])} join loads using (load_id)
        where ${identifier(column)} is not null group by all order by source, day`,
      DayRow,
    );
    for (const source of new Set(rows.map((row) => row.source))) {
      const days = rows.filter((row) => row.source === source);
      calendars.push(calendarOf(source, table, new Map(days.map((row) => [row.day, row.rows]))));
    }
  }
  return calendars.map((calendar) => {
    const { usualGap: _, ...shown } = calendar;
    return { ...shown, stopped: stoppedOf(calendar, calendars) };
  });
}

interface Calendar extends SourceCalendar {
  readonly usualGap: number;
}

function calendarOf(source: string, table: FactsTable, rowsOf: ReadonlyMap<number, number>): Calendar {
  const days = [...rowsOf.keys()];
  const first = days[0] ?? 0;
  const last = days.at(-1) ?? first;
  const counts = Array.from({ length: last - first + 1 }, (_, k) => rowsOf.get(first + k) ?? 0);
  const judged = regular.has(table) ? thinIn(counts) : { by: 'none' as const, thin: [] };
  const gaps = days.slice(1).map((day, k) => day - (days[k] ?? day));
  return {
    source,
    table,
    rows: counts.reduce((sum, rows) => sum + rows, 0),
    from: isoFromDay(first),
    to: isoFromDay(last),
    by: judged.by,
    thin: judged.thin.map(({ at, length, rows, usual }) => ({
      from: isoFromDay(first + at),
      to: isoFromDay(first + at + length - 1),
      rows,
      usual,
    })),
    stopped: undefined,
    usualGap: quantile(gaps, 0.95),
  };
}

interface ThinRun {
  /** Day counted from the first, and how many days. */
  readonly at: number;
  readonly length: number;
  readonly rows: number;
  readonly usual: number;
}

/**
 * Days with too few rows: fewer than half of the median of up to twelve same weekdays before, and more than four robust
 * standard deviations below it (the larger of 1.4826 times the median absolute deviation, and the square root of the
 * median). Where the usual day has fewer than 20 rows, weeks of seven days are compared with the weeks before instead;
 * where the usual week has, nothing is judged. The first four are not judged.
 */
export function thinIn(counts: readonly number[]): {
  readonly by: SourceCalendar['by'];
  readonly thin: readonly ThinRun[];
} {
  const open = counts.filter((rows) => rows > 0);
  if (quantile(open, 0.5) >= fewestUsual) return { by: 'day', thin: runsOf(counts, 1, 7) };
  const weeks = Array.from({ length: Math.floor(counts.length / 7) }, (_, week) =>
    counts.slice(week * 7, week * 7 + 7).reduce((sum, rows) => sum + rows, 0),
  );
  if (quantile(weeks, 0.5) >= fewestUsual) return { by: 'week', thin: runsOf(weeks, 7, 1) };
  return { by: 'none', thin: [] };
}

const fewestUsual = 20;
const fewestBefore = 4;
const mostBefore = 12;

function runsOf(counts: readonly number[], daysEach: number, rhythm: number): readonly ThinRun[] {
  const runs: ThinRun[] = [];
  counts.forEach((rows, k) => {
    const usual = usualAt(counts, k, rhythm);
    if (usual === undefined || rows >= usual.least) return;
    const before = runs.at(-1);
    const at = k * daysEach;
    if (before !== undefined && before.at + before.length === at) {
      const length = before.length + daysEach;
      runs[runs.length - 1] = {
        ...before,
        length,
        rows: before.rows + rows,
        usual: before.usual + usual.median,
      };
    } else runs.push({ at, length: daysEach, rows, usual: usual.median });
  });
  return runs;
}

function usualAt(counts: readonly number[], k: number, rhythm: number) {
  const before: number[] = [];
  for (let back = k - rhythm; back >= 0 && before.length < mostBefore; back -= rhythm)
    before.push(counts[back] ?? 0);
  if (before.length < fewestBefore) return undefined;
  const median = quantile(before, 0.5);
  const deviation = quantile(
    before.map((rows) => Math.abs(rows - median)),
    0.5,
  );
  const spread = Math.max(1.4826 * deviation, Math.sqrt(median));
  return { median, least: Math.min(median / 2, median - 4 * spread) };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((first, second) => first - second);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

const fewestDaysSilent = 7;
const gapsSilent = 4;

/** Measured against the other sources, not against today: data of last year end when they end. */
function stoppedOf(calendar: Calendar, all: readonly Calendar[]): StoppedSource | undefined {
  const { source, table, to, usualGap } = calendar;
  if (!regular.has(table)) return undefined;
  const others = all.filter(
    (each) => regular.has(each.table) && (each.source !== source || each.table !== table),
  );
  const othersTo = others
    .map((each) => each.to)
    .toSorted()
    .at(-1);
  if (othersTo === undefined) return undefined;
  const silent = (Date.parse(othersTo) - Date.parse(to)) / 86_400_000;
  return silent > Math.max(fewestDaysSilent, gapsSilent * usualGap)
    ? { last: to, usualGap: Math.round(usualGap), othersTo }
    : undefined;
}
