import type { Measure } from '../contract/organisation.ts';
import { currentFacts } from '../warehouse/fact-tables.ts';
import { type Query, sql } from '../warehouse/sql.ts';
import { rowsChosen } from './outcome-by-period.query.ts';

/** Where a number is not known. */
export const unknownNumber = -1;

/** The scores of a measure that name no employee, row by row; days are counted from 1970, texts empty and numbers -1 where not known. */
export function scoresRecorded({ table, where, value }: Measure): Query {
  const chosen = value === undefined ? where : { ...where, measure: value };
  return sql`select coalesce(site, '') as site, coalesce(department, '') as department, coalesce(team, '') as team,
      date_diff('day', date '1970-01-01', date)::integer as day, value::double as value,
      coalesce(n, ${unknownNumber}::double) as n, coalesce(sd, ${unknownNumber}::double) as sd
    from ${currentFacts('outcomes', [])} where ${rowsChosen({ table, where: chosen })}
      and date is not null and value is not null and coalesce(n, 0) >= 0
    order by day, site, department, team`;
}

/** Department of each team, where a team fact is called so. */
export function departmentsRecorded(): Query {
  return sql`select team, coalesce(l_department, '') as department from ${currentFacts('team-facts')} where team is not null`;
}
