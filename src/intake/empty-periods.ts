import { type Calendar, firstDayOfPeriod, isoFromDay } from '../model/calendar.ts';

/** First days of the periods in which no day of these lies. */
export function emptyPeriods(calendar: Calendar, days: ReadonlySet<number>): readonly string[] {
  return Array.from({ length: calendar.periods }, (_, period) => period)
    .filter((period) => {
      for (
        let day = firstDayOfPeriod(calendar, period);
        day < firstDayOfPeriod(calendar, period + 1);
        day++
      ) {
        if (days.has(day)) return false;
      }
      return true;
    })
    .map((period) => isoFromDay(firstDayOfPeriod(calendar, period)));
}
