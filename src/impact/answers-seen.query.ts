import type { Measure } from '../contract/organisation.ts';
import type { Calendar } from '../model/calendar.ts';
import { currentFacts } from '../warehouse/fact-tables.ts';
import { identifier, type Query, sql } from '../warehouse/sql.ts';
import { periodOf, rowsChosen, valueColumn } from './outcome-by-period.query.ts';

/** More than so many different values are no scale of answers. */
export const mostValues = 41;

function answers(measure: Measure, calendar: Calendar): Query {
  const value = identifier(valueColumn(measure) ?? 'rating');
  return sql`(select * from (
      select ${periodOf(sql`"time"::date`, calendar)}::integer as period, coalesce(channel, '') as channel, ${value}::double as value
      from ${currentFacts('interactions', [])} where ${rowsChosen(measure)}
    ) where value is not null and period between 0 and ${calendar.periods - 1}::integer)`;
}

/** Per period and channel: number of answers, their sum and the sum of their squares. */
export function answersByPeriod(measure: Measure, calendar: Calendar): Query {
  return sql`select period, channel, count(*)::double as answered, sum(value)::double as total, sum(value * value)::double as squares
    from ${answers(measure, calendar)} seen group by all order by period, channel`;
}

/** Per period and value: number of answers; nothing where the values are no scale. */
export function scaleByPeriod(measure: Measure, calendar: Calendar): Query {
  const rows = answers(measure, calendar);
  return sql`select period, value, count(*)::double as answered from ${rows} seen
    where (select count(*) from (select distinct value from ${rows} seen limit ${mostValues + 1}::integer)) <= ${mostValues}::integer
    group by all order by value, period`;
}
