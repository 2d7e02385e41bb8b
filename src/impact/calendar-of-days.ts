import { type Calendar, firstDayOfPeriod } from '../model/calendar.ts';
import { UsageError } from '../model/refusal.ts';

/** A first or last period that the data cover in part only is left out, and that is said. */
export function wholePeriods(
  calendar: Calendar,
  firstDay: number,
  lastDay: number,
): { calendar: Calendar; note: string | undefined } {
  const dropFirst = firstDay > calendar.firstDay ? 1 : 0;
  const dropLast = lastDay < firstDayOfPeriod(calendar, calendar.periods) - 1 ? 1 : 0;
  const periods = calendar.periods - dropFirst - dropLast;
  if (periods < 1) {
    throw new UsageError(
      `The data do not cover one whole ${calendar.kind}.`,
      'Load more of them, or set organisation.period to a shorter one.',
    );
  }
  const kept = { ...calendar, firstDay: firstDayOfPeriod(calendar, dropFirst), periods };
  const dropped = [...(dropFirst ? ['first'] : []), ...(dropLast ? ['last'] : [])].join(' and the ');
  return {
    calendar: kept,
    note:
      dropped === '' ? undefined : `The ${dropped} ${calendar.kind} is covered in part only and left out.`,
  };
}
