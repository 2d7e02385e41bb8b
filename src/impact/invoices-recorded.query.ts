import { currentFacts } from '../warehouse/fact-tables.ts';
import { type Query, sql } from '../warehouse/sql.ts';

/**
 * Invoices with the days that they are for: from their first to their last day; the calendar year of their year, or of
 * their one date where no other is given.
 */
export function invoicesRecorded(): Query {
  return sql`select trim(provider) as provider, amount, coalesce(upper(trim(currency)), '') as currency,
      coalesce(trim(course), '') as course,
      date_diff('day', date '1970-01-01', first_day)::integer as from_day,
      date_diff('day', date '1970-01-01', last_day)::integer as to_day
    from (
      select *, coalesce(case when "to" is not null then coalesce("from", date_trunc('year', "to")) end,
          make_date(coalesce("year"::integer, year("from")), 1, 1)) as first_day,
        coalesce("to", make_date(coalesce("year"::integer, year("from")), 12, 31)) as last_day
      from ${currentFacts('invoices')}
    ) facts
    where provider is not null and amount is not null and first_day is not null
    order by from_day, provider, course, amount`;
}
