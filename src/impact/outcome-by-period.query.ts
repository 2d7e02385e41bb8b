import type { Measure } from '../contract/organisation.ts';
import type { Calendar } from '../model/calendar.ts';
import { isTelephoneField, ruleOfIntervals } from '../model/telephony.ts';
import { currentFacts } from '../warehouse/fact-tables.ts';
import { identifier, joinSql, type Query, sql } from '../warehouse/sql.ts';

/** Labels that are columns of their own; every other label of a measure's `where` is a column `l_NAME`. */
const ownColumns = {
  interactions: ['channel', 'reason', 'team', 'site', 'customer'],
  events: ['kind', 'team'],
  telephony: ['queue', 'team', 'site'],
  outcomes: ['measure', 'site', 'department', 'team'],
} as const;

/** Number of the calendar's period that holds a day, as SQL; below 0 or beyond the last for days outside. */
export function periodOf(day: Query, { kind, firstDay }: Calendar): Query {
  const days = sql`(date_diff('day', date '1970-01-01', ${day}) - ${firstDay}::integer)`;
  if (kind === 'day') return days;
  if (kind === 'week') return sql`floor(${days} / 7.0)::integer`;
  return sql`date_diff('month', date '1970-01-01' + ${firstDay}::integer, ${day})`;
}

/** Whose rows are added up. */
export interface Behind {
  /** The rows of a table with who is credited under `person`; columns as for `currentFacts`. */
  readonly facts: (table: 'interactions' | 'events' | 'telephony', columns?: readonly string[]) => Query;
  /** Table of `person` and `person_index`. */
  readonly index: Query;
}

/** People; needs the temporary table `person_index(person, person_index)`. */
export const people: Behind = { facts: currentFacts, index: sql`person_index` };

/** The rows a measure counts: person credited, period, value (null: not answered), whether asked, event. */
function rowsOf(measure: Measure, calendar: Calendar, behind: Behind): Query {
  const where = rowsChosen(measure);
  if (measure.table === 'events') {
    return sql`(select person, ${periodOf(sql`date`, calendar)} as period, event, ${eventValue(measure)} as value, true as asked
      from ${behind.facts('events')} where ${where})`;
  }
  return sql`(select ${creditedPerson(measure)} as person, ${periodOf(sql`"time"::date`, calendar)} as period, key as event,
      ${measuredValue(measure)} as value, coalesce(asked, true) as asked
    from ${behind.facts('interactions', peopleIn(measure))} where ${where})`;
}

/** The rows that a measure's `where` asks for, as a condition. */
export function rowsChosen({ table, where }: Pick<Measure, 'table' | 'where'>): Query {
  const conditions = Object.entries(where).map(([label, wanted]) => {
    const options = (Array.isArray(wanted) ? wanted : [wanted]).map((value) => sql`${value}`);
    return sql`${labelColumn(table, label)} in (${joinSql(options)})`;
  });
  return conditions.length === 0 ? sql`true` : joinSql(conditions, ' and ');
}

function labelColumn(table: Measure['table'], label: string): Query {
  const own: readonly string[] = ownColumns[table];
  return identifier(own.includes(label) ? label : `l_${label}`);
}

function creditedPerson({ credit }: Measure): Query {
  if (credit === 'first') return sql`coalesce(first_person, person)`;
  if (credit === 'rated') return sql`coalesce(rated_person, person)`;
  return sql`person`;
}

/** Columns of people that tell who is credited. */
function peopleIn({ credit }: Measure): readonly string[] {
  return credit === 'closer' ? ['person'] : ['person', `${credit}_person`];
}

/** Column of the value; counts need none. */
export function valueColumn({ table, value, kind }: Measure): string | undefined {
  if (table === 'outcomes') return 'value';
  if (table === 'telephony') return telephoneColumn(value ?? '');
  if (value === undefined) return kind === 'count' ? undefined : 'rating';
  return value === 'rating' ? 'rating' : `v_${value}`;
}

/** Column of a number of telephone intervals: a field of the table, or one that a source loaded. */
function telephoneColumn(value: string): string {
  return isTelephoneField(value) ? value.replaceAll('-', '_') : `v_${value}`;
}

function measuredValue(measure: Measure): Query {
  const column = valueColumn(measure);
  return column === undefined ? sql`1` : identifier(column);
}

function eventValue({ value }: Measure): Query {
  return value === undefined ? sql`1` : identifier(`v_${value}`);
}

/**
 * Per person (index) and period: sum of the values, number of values, sum of their squares, and contacts asked.
 * Counts are distinct events.
 */
export function outcomeByPeriod(measure: Measure, calendar: Calendar, behind = people): Query {
  if (measure.table === 'telephony') return intervalsByPeriod(measure, calendar, behind);
  const total = measure.kind === 'count' ? sql`count(distinct event)` : sql`sum(value)`;
  return sql`select person_index, period::integer as period, coalesce(${total}, 0)::double as total,
      count(value)::double as answered, coalesce(sum(value * value), 0)::double as squares,
      count(*) filter (asked)::double as asked
    from ${rowsOf(measure, calendar, behind)} facts join ${behind.index} using (person)
    where period between 0 and ${calendar.periods - 1}::integer
    group by all`;
}

const secondsOfHour = 3600;

/**
 * The same of telephone intervals: totals over totals, or means weighed. In place of the number of values stands what
 * they are divided by; where a share has no hours beside it in any row, every row counts 1.
 */
function intervalsByPeriod(measure: Measure, calendar: Calendar, behind: Behind): Query {
  const rule = ruleOfIntervals(measure);
  if (rule.kind === 'none') throw new RangeError(`${rule.found}: ${measure.title}`);
  const inHours = (column: string, hours: boolean) =>
    hours ? sql`${identifier(column)} / ${secondsOfHour}::double` : identifier(column);
  const over = inHours(telephoneColumn(rule.over), rule.over === 'logged-in');
  const value = inHours(telephoneColumn(rule.value), rule.valueInHours);
  const isOccupancy = rule.field === 'occupancy' && measure.weight === undefined;
  const weight = isOccupancy ? sql`case when count(${over}) over () = 0 then 1 else ${over} end` : over;
  const rows = sql`(select person, ${periodOf(sql`"time"::date`, calendar)} as period, ${value} as value, ${weight} as weight
    from ${behind.facts('telephony')} where ${rowsChosen(measure)})`;
  const total = rule.isMean ? sql`value * weight` : sql`value`;
  const square = rule.isMean
    ? sql`value * value * weight`
    : sql`case when weight > 0 then value * value / weight else 0 end`;
  return sql`select person_index, period::integer as period, sum(${total})::double as total, sum(weight)::double as answered,
      sum(${square})::double as squares, 0::double as asked
    from ${rows} facts join ${behind.index} using (person)
    where value is not null and weight is not null and period between 0 and ${calendar.periods - 1}::integer
    group by all`;
}

/** How often each single value was given, per person and period. */
export function valuesByPeriod(measure: Measure, calendar: Calendar, behind = people): Query {
  return sql`select person_index, period::integer as period, value::double as value, count(*)::integer as how_many
    from ${rowsOf(measure, calendar, behind)} facts join ${behind.index} using (person)
    where value is not null and period between 0 and ${calendar.periods - 1}::integer
    group by all`;
}

/** Number of rows of a measure per person and period, whether or not they have a value. */
export function rowsByPeriod(measure: Measure, calendar: Calendar, behind: Behind): Query {
  const rows =
    measure.table === 'telephony'
      ? sql`(select person, ${periodOf(sql`"time"::date`, calendar)} as period from ${behind.facts('telephony')} where ${rowsChosen(measure)})`
      : rowsOf(measure, calendar, behind);
  return sql`select person_index, period::integer as period, count(*)::double as row_count
    from ${rows} facts join ${behind.index} using (person)
    where period between 0 and ${calendar.periods - 1}::integer
    group by all`;
}

/** First and last day on which anything was recorded, over the tables that measures read; no rows, no days. */
export function daysRecorded(tables: readonly Measure['table'][]): Query {
  const days = tables.map((table) =>
    table === 'events' || table === 'outcomes'
      ? sql`select date as day from ${currentFacts(table, [])}`
      : sql`select "time"::date as day from ${currentFacts(table, [])}`,
  );
  return sql`select min(day) as first_day, max(day) as last_day from (${joinSql(days, ' union all ')})`;
}
