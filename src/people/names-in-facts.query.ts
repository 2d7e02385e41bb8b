import {
  type FactsTable,
  factsAsNamed,
  factsTables,
  hasColumn,
  personColumns,
} from '../warehouse/fact-tables.ts';
import { identifier, joinSql, type Query, sql } from '../warehouse/sql.ts';

/** Lists of people are what names are compared with. */
const namedTables = factsTables.filter((table) => table !== 'people' && personColumns(table).length > 0);

const loaded = sql`(select load_id, source from loads where status = 'loaded')`;

/** Per source and name: rows; least and greatest site and team; first and last day since 1970. */
export function namesInFacts(): Query {
  const parts = namedTables.flatMap((table) => personColumns(table).map((column) => namesIn(table, column)));
  return sql`select source, pseudonym, cast(sum(rows) as double) as rows,
      coalesce(min(low_site), '') as low_site, coalesce(max(high_site), '') as high_site,
      coalesce(min(low_team), '') as low_team, coalesce(max(high_team), '') as high_team,
      coalesce(date_diff('day', date '1970-01-01', min(first_day)), ${noDay}::integer)::integer as first_day,
      coalesce(date_diff('day', date '1970-01-01', max(last_day)), ${noDay}::integer)::integer as last_day
    from (${joinSql(parts, ' union all ')}) join ${loaded} using (load_id) group by all`;
}

/** Stands for a day that is not known. */
export const noDay = -1_000_000;

/** Summed up by load before it is joined with the loads: facts are many, names few. */
function namesIn(table: FactsTable, column: string): Query {
  const orNull = (name: string, type: string) =>
    hasColumn(table, name) ? identifier(name) : sql`cast(null as ${{ text: type, values: [] }})`;
  const [site, team, day] = [orNull('site', 'varchar'), orNull('team', 'varchar'), dayOf(table)];
  return sql`select load_id, ${identifier(column)} as pseudonym, count(*) as rows,
      min(${site}) as low_site, max(${site}) as high_site, min(${team}) as low_team, max(${team}) as high_team,
      min(${day}) as first_day, max(${day}) as last_day
    from ${factsAsNamed(table)} facts where ${identifier(column)} is not null group by 1, 2`;
}

function dayOf(table: FactsTable): Query {
  if (hasColumn(table, 'date')) return sql`date`;
  return hasColumn(table, 'time') ? sql`cast("time" as date)` : sql`cast(null as date)`;
}

/** More hours of a day than anybody works in, and more sites than anybody works at. */
const hoursOfNobody = 17;
const sitesOfNobody = 3;

/** Per source and name of those who handle contacts: days, and days that no one person could have worked. */
export function workInFacts(): Query {
  const place = sql`coalesce(site, team)`;
  return sql`select source, pseudonym, cast(sum(days) as double) as days, cast(sum(impossible) as double) as impossible_days
    from (
      select load_id, pseudonym, count(*) as days,
        count(*) filter (bit_count(hours) >= ${hoursOfNobody}::integer or bit_count(places) >= ${sitesOfNobody}::integer) as impossible
      from (
        select load_id, person as pseudonym, cast("time" as date) as day,
          bit_or(1::integer << hour("time")::integer) as hours,
          bit_or(case when ${place} is null then 0::bigint else 1::bigint << (hash(${place}) % 60)::bigint end) as places
        from ${factsAsNamed('interactions')} facts where person is not null group by all
      ) group by all
    ) join ${loaded} using (load_id) group by all`;
}
