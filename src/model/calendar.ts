/** Days are whole numbers counted from 1970-01-01; periods are whole numbers counted from the calendar's first. */
export const periodKinds = ['day', 'week', 'month'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/**
 * How a day is mapped to a period: the period it lies in, the next one, or the one whose first day is nearest
 * (halves to the later).
 */
export const dayToPeriodRules = ['following', 'containing', 'nearest'] as const;
export type DayToPeriodRule = (typeof dayToPeriodRules)[number];

/** `periods` periods of one kind in a row; `firstDay` is the first day of period 0 (a Monday for weeks). */
export interface Calendar {
  readonly kind: PeriodKind;
  readonly firstDay: number;
  readonly periods: number;
}

const dayMilliseconds = 86_400_000;
const daysBeforeFirstMonday = 4;

/** `2025-03-31` to days since 1970-01-01; throws on anything that is not a day of the calendar. */
export function dayFromIso(iso: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(milliseconds) || isoFromDay(milliseconds / dayMilliseconds) !== iso) {
    throw new RangeError(`not a date (YYYY-MM-DD): ${iso}`);
  }
  return milliseconds / dayMilliseconds;
}

export function isoFromDay(day: number): string {
  return new Date(day * dayMilliseconds).toISOString().slice(0, 10);
}

/** Number of the period a day lies in, counted from 1970: months since January, ISO weeks since the first Monday before. */
function ordinal(kind: PeriodKind, day: number): number {
  if (kind === 'day') return day;
  if (kind === 'week') return Math.floor((day - daysBeforeFirstMonday) / 7);
  const date = new Date(day * dayMilliseconds);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

function firstDayOfOrdinal(kind: PeriodKind, ordinalOfPeriod: number): number {
  if (kind === 'day') return ordinalOfPeriod;
  if (kind === 'week') return ordinalOfPeriod * 7 + daysBeforeFirstMonday;
  return Date.UTC(1970, ordinalOfPeriod, 1) / dayMilliseconds;
}

/** The calendar of whole periods from the one that holds `fromDay` to the one that holds `toDay`. */
export function calendarOver(kind: PeriodKind, fromDay: number, toDay: number): Calendar {
  const first = ordinal(kind, fromDay);
  return { kind, firstDay: firstDayOfOrdinal(kind, first), periods: ordinal(kind, toDay) - first + 1 };
}

/** Period that contains the day; may lie outside 0 to `periods` - 1. */
export function periodOfDay(calendar: Calendar, day: number): number {
  return ordinal(calendar.kind, day) - ordinal(calendar.kind, calendar.firstDay);
}

export function firstDayOfPeriod(calendar: Calendar, period: number): number {
  return firstDayOfOrdinal(calendar.kind, ordinal(calendar.kind, calendar.firstDay) + period);
}

/** Period from which someone trained on `day` counts as trained. */
export function trainedFromPeriod(calendar: Calendar, day: number, rule: DayToPeriodRule): number {
  const containing = periodOfDay(calendar, day);
  if (rule === 'containing') return containing;
  if (rule === 'following') return containing + 1;
  const first = firstDayOfPeriod(calendar, containing);
  const length = firstDayOfPeriod(calendar, containing + 1) - first;
  return day - first >= length / 2 ? containing + 1 : containing;
}

/** Whether all of these days are the first of a month, or all the last: they then stand for whole months. */
export function areDaysOfMonths(days: readonly number[]): boolean {
  const dayOfMonth = (day: number) => new Date(day * dayMilliseconds).getUTCDate();
  return days.every((day) => dayOfMonth(day) === 1) || days.every((day) => dayOfMonth(day + 1) === 1);
}

/** How many periods make a quarter of a year, the length of one window. */
export function periodsPerQuarter(kind: PeriodKind): number {
  return { day: 91, week: 13, month: 3 }[kind];
}
