import type { Measure } from '../contract/organisation.ts';
import type { Calendar } from '../model/calendar.ts';
import type { Occurrences } from '../stats/survey-change.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { answersByPeriod, scaleByPeriod } from './answers-seen.query.ts';

/** Answers of everybody by period, in which a change of the survey would show. */
export interface AnswersSeen {
  /** [periods] number, sum and sum of squares of the single answers. */
  readonly answered: Float64Array;
  readonly total: Float64Array;
  readonly squares: Float64Array;
  /** Values of the scale, rising; empty where the values are no scale. */
  readonly values: readonly number[];
  readonly valuesGiven: Occurrences;
  readonly channels: readonly string[];
  readonly channelsUsed: Occurrences;
}

/** Undefined for measures that are no mean of single answers. */
export async function loadAnswersSeen(
  warehouse: Warehouse,
  measure: Measure,
  calendar: Calendar,
): Promise<AnswersSeen | undefined> {
  if (measure.kind !== 'mean' || measure.table !== 'interactions') return undefined;
  const { periods } = calendar;
  const rows = await warehouse.columns(answersByPeriod(measure, calendar));
  const [period, channel] = [rows.integers('period'), rows.texts('channel')];
  const count = rows.numbers('answered');
  const sumsOf = (column: Float64Array) => {
    const sums = new Float64Array(periods);
    period.forEach((t, row) => {
      sums[t] = (sums[t] ?? 0) + (column[row] ?? 0);
    });
    return sums;
  };
  const answered = sumsOf(count);
  const channels = [...new Set(channel)].toSorted();
  const scale = await warehouse.columns(scaleByPeriod(measure, calendar));
  const given = scale.numbers('value');
  const values = [...new Set(given)].toSorted((a, b) => a - b);
  return {
    answered,
    total: sumsOf(rows.numbers('total')),
    squares: sumsOf(rows.numbers('squares')),
    values,
    valuesGiven: occurrences(
      values,
      [...given],
      scale.integers('period'),
      scale.numbers('answered'),
      periods,
    ),
    channels,
    channelsUsed: occurrences(channels, channel, period, count, periods),
  };
}

function occurrences<Thing>(
  things: readonly Thing[],
  thing: readonly Thing[],
  period: Int32Array,
  count: Float64Array,
  periods: number,
): Occurrences {
  const place = new Map(things.map((each, index) => [each, index]));
  const counts = new Float64Array(things.length * periods);
  const totals = new Float64Array(periods);
  thing.forEach((each, row) => {
    const at = (place.get(each) ?? 0) * periods + (period[row] ?? 0);
    counts[at] = (counts[at] ?? 0) + (count[row] ?? 0);
    totals[period[row] ?? 0] = (totals[period[row] ?? 0] ?? 0) + (count[row] ?? 0);
  });
  return { counts, totals };
}
