import type { FactTable } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import type { MonthlyRange } from './load/value-ranges.query.ts';
import type { LoadReport, ValueRange } from './load-report.ts';

/** Numbers that leap: as if marks from 1 to 6 had become points from 1 to 15, or per cent had become shares. */
export interface Leap {
  readonly before: ValueRange;
  readonly after: ValueRange;
}

/** Tables whose numbers are counts, times and money: of these only a change of the unit is told from a change of the work. */
const tablesOfAmounts: readonly FactTable[] = [
  'telephony',
  'sessions',
  'invoices',
  'approvals',
  'attendance',
];

const beyond = 1.25;
const otherUnit = 20;
const highestMark = 20;

/** A leap against an earlier load. */
export interface LeapSince extends Leap {
  readonly load: LoadReport;
}

const enoughToCompare = 10;

/** Ranges of a load that leap against those of the last load, the latest first, that had enough of the same numbers. */
export function leapsSince(
  loads: readonly LoadReport[],
  ranges: readonly ValueRange[],
): readonly LeapSince[] {
  return ranges.flatMap((after) => {
    for (const load of loads) {
      const before = load.ranges?.find(({ field, of }) => field === after.field && of === after.of);
      if (before === undefined || before.n < enoughToCompare) continue;
      return leaps(load.table, before, after) ? [{ before, after, load }] : [];
    }
    return [];
  });
}

/** Leaps from one month to the next within a file, with the month in which the new numbers begin. */
export function leapsWithin(
  table: FactTable,
  ranges: readonly MonthlyRange[],
): readonly (Leap & { readonly month: string })[] {
  const months = ranges.flatMap(({ month, ...range }) => (month === undefined ? [] : [{ month, range }]));
  return months.flatMap(({ month, range }, k) => {
    const before = months
      .slice(0, k)
      .findLast((each) => each.range.field === range.field && each.range.of === range.of)?.range;
    return before !== undefined && leaps(table, before, range) ? [{ before, after: range, month }] : [];
  });
}

function leaps(table: FactTable, first: ValueRange, second: ValueRange): boolean {
  return goesBeyond(table, first, second) || goesBeyond(table, second, first);
}

/**
 * Whether a quarter of the larger numbers lies well beyond all of the smaller ones, or half of them in another unit. A few
 * large numbers among many, such as errors of typing, are no other scale, and few numbers tell nothing.
 */
function goesBeyond(table: FactTable, small: ValueRange, large: ValueRange): boolean {
  if (small.highest <= 0 || Math.min(small.n, large.n) < leastOf(small)) return false;
  const inOtherUnit = small.median > 0 && large.median >= otherUnit * small.median;
  const isShare = small.highest <= 1 && !small.whole;
  const isScale = isShare || !tablesOfAmounts.includes(table);
  return (isScale && large.upper > beyond * small.highest) || (inOtherUnit && small.n >= 40 && large.n >= 40);
}

function leastOf({ highest, whole }: ValueRange): number {
  if (highest <= 1 && !whole) return 10;
  return whole && highest <= highestMark ? 20 : 40;
}

/** "1 to 6", "0.4 to 0.95". */
export function rangeWords({ lowest, highest }: Pick<ValueRange, 'lowest' | 'highest'>): string {
  return `${shortNumber(lowest)} to ${shortNumber(highest)}`;
}

function shortNumber(number: number): string {
  return String(Number(number.toPrecision(4)));
}

function named({ field, of }: ValueRange, columns: LoadReport['columns']): string {
  const column = columns.find((each) => each.field === field)?.column;
  const name = column === undefined || column === field ? field : `"${column}" (${field})`;
  return of === undefined ? name : `${name} of ${of}`;
}

/** What leaps, in words: `now` and `then` say where the numbers stand. */
export function leapWords(
  { before, after }: Leap,
  columns: LoadReport['columns'],
  now: string,
  then: string,
): string {
  return `${named(after, columns)} holds ${rangeWords(after)} ${now}, and ${rangeWords(before)} ${then}: the scale looks changed`;
}

/** The same against an earlier load. */
export function leapSinceWords(leap: LeapSince, columns: LoadReport['columns']): string {
  const { load, file } = leap.load;
  return leapWords(leap, columns, 'in this file', `in load ${load} of this source (${file})`);
}

/** A file that is not loaded before somebody says that its numbers mean the same. */
export function scaleChanged(
  file: string,
  leaps: readonly [LeapSince, ...LeapSince[]],
  columns: LoadReport['columns'],
): UsageError {
  const [{ after }] = leaps;
  const column = columns.find(({ field }) => field === after.field)?.column ?? after.field;
  return new UsageError(
    `${file}: ${leaps.map((leap) => leapSinceWords(leap, columns)).join('; ')}. Nothing was loaded.`,
    `If the numbers mean the same, or one measure is to hold both: whichhalf import ${file} --accept, and write the day under "changedOn" of that measure in whichhalf.yaml. If it is a new scale, load "${column}" under a name of its own ("values:" of a source of its own, or --value) for a measure of its own; if the export is wrong, export it again.`,
  );
}
