import { z } from 'zod';
import type { Measure } from '../contract/organisation.ts';
import { type Calendar, periodOfDay } from '../model/calendar.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Outcome, ValueTable } from './facts.ts';
import { hasColumns } from './has-columns.ts';
import { loadAnswersSeen } from './load-answers-seen.ts';
import {
  type Behind,
  daysRecorded,
  outcomeByPeriod,
  people,
  rowsByPeriod,
  valuesByPeriod,
} from './outcome-by-period.query.ts';

export interface OutcomeOrder {
  readonly measure: Measure;
  readonly calendar: Calendar;
  /** [units x periods] team of each unit in post. */
  readonly teamAt: Int32Array;
  /** Whose; people unless given. */
  readonly behind?: Behind;
}

/** A measure per unit and period; undefined where no row of it names any of them. */
export async function loadOutcome(warehouse: Warehouse, order: OutcomeOrder): Promise<Outcome | undefined> {
  const { measure, calendar, teamAt, behind = people } = order;
  if (!(await hasColumns(warehouse, measure))) return undefined;
  const cells = teamAt.length;
  const outcome = {
    sum: new Float64Array(cells),
    count: new Float64Array(cells),
    asked: new Float64Array(cells),
  };
  let squares = 0;
  let answered = 0;
  let asked = 0;
  const rows = await warehouse.scan(outcomeByPeriod(measure, calendar, behind), (part) => {
    const person = part.integers('person_index');
    const period = part.integers('period');
    const [total, count, square, askedOf] = ['total', 'answered', 'squares', 'asked'].map((name) =>
      part.numbers(name),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let row = 0; row < part.rowCount; row++) {
      const cell = (person[row] ?? 0) * calendar.periods + (period[row] ?? 0);
      outcome.sum[cell] = total[row] ?? 0;
      outcome.count[cell] = count[row] ?? 0;
      outcome.asked[cell] = Math.max(askedOf[row] ?? 0, count[row] ?? 0);
      squares += square[row] ?? 0;
      answered += count[row] ?? 0;
      asked += Math.max(askedOf[row] ?? 0, count[row] ?? 0);
    }
  });
  if (rows === 0) return undefined;
  if (measure.kind === 'count') {
    return countsInPost(warehouse, order, outcome.sum);
  }
  const mayBeSilent = asked > answered;
  return {
    sum: outcome.sum,
    count: outcome.count,
    sumOfSquares: squares,
    asked: mayBeSilent ? outcome.asked : undefined,
    seen: behind === people ? await loadAnswersSeen(warehouse, measure, calendar) : undefined,
    values: mayBeSilent ? await loadValues(warehouse, order) : undefined,
  };
}

/** A measure of units that no row of it names: counts are 0, anything else is not known. */
export async function outcomeWithoutRows(warehouse: Warehouse, order: OutcomeOrder): Promise<Outcome> {
  const { measure, calendar, teamAt } = order;
  const sum = new Float64Array(teamAt.length);
  if (measure.kind === 'count') return countsInPost(warehouse, order, sum);
  return {
    sum,
    count: new Float64Array(teamAt.length),
    sumOfSquares: 0,
    asked: undefined,
    seen: await loadAnswersSeen(warehouse, measure, calendar),
    values: undefined,
  };
}

interface Covered {
  readonly first: number;
  readonly last: number;
}

const DaysSeen = z.object({ first_day: z.number().nullable(), last_day: z.number().nullable() });

/** Periods of the calendar within which the measure's table has rows: outside them nothing recorded means nothing known. */
async function coveredPeriods(
  warehouse: Warehouse,
  { table }: Measure,
  calendar: Calendar,
): Promise<Covered> {
  const [days] = await warehouse.rows(daysRecorded([table]), DaysSeen);
  return {
    first: periodOfDay(calendar, days?.first_day ?? 0),
    last: periodOfDay(calendar, days?.last_day ?? 0),
  };
}

/** [units x periods] team of those that any row of the measure's table names, -1 of others: nothing of theirs is counted there. */
async function postsOfNamed(
  warehouse: Warehouse,
  { measure, calendar, teamAt }: OutcomeOrder,
  behind: Behind,
): Promise<Int32Array> {
  const rows = await warehouse.columns(rowsByPeriod({ ...measure, where: {} }, calendar, behind));
  const named = new Set(rows.integers('person_index'));
  return teamAt.map((team, cell) => (named.has(Math.floor(cell / calendar.periods)) ? team : -1));
}

/** Counts are 0 in every covered period in post in which nothing happened. */
async function countsInPost(warehouse: Warehouse, order: OutcomeOrder, sum: Float64Array): Promise<Outcome> {
  const { measure, calendar, teamAt, behind = people } = order;
  const { periods } = calendar;
  const { first, last } = await coveredPeriods(warehouse, measure, calendar);
  const posts = behind === people ? teamAt : await postsOfNamed(warehouse, order, behind);
  const count = Float64Array.from(posts, (team, cell) => {
    const period = cell % periods;
    return team >= 0 && period >= first && period <= last ? 1 : 0;
  });
  const counted = sum.map((events, cell) => (count[cell] === 1 ? events : 0));
  const sumOfSquares = counted.reduce((total, events) => total + events * events, 0);
  return { sum: counted, count, sumOfSquares, asked: undefined, values: undefined };
}

export async function loadValues(
  warehouse: Warehouse,
  { measure, calendar, behind = people }: OutcomeOrder,
): Promise<ValueTable> {
  const values = await warehouse.columns(valuesByPeriod(measure, calendar, behind));
  return {
    person: values.integers('person_index'),
    period: values.integers('period'),
    value: values.numbers('value'),
    howMany: values.integers('how_many'),
  };
}
