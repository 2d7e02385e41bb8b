import { z } from 'zod';
import { areDaysOfMonths, calendarOver, isoFromDay, type PeriodKind } from '../model/calendar.ts';
import { currentFacts } from '../warehouse/fact-tables.ts';
import { type Query, sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { TableCoverage } from './check-data.ts';
import { emptyPeriods } from './empty-periods.ts';

/** What scores that name no employee are called, and of whom they are. */
export interface ScoresCoverage {
  /** Their periods: months where every row stands on the first or last day of one. */
  readonly period: PeriodKind;
  readonly measures: readonly string[];
  readonly sites: number;
  readonly departments: number;
  readonly teams: number;
  /** Sites of the scores that no list of people or teams names. */
  readonly unknownSites: readonly string[];
  /** Rows that do not say how many answers are behind them. */
  readonly withoutAnswers: number;
}

const count = z.number();
const Day = z.object({ day: count, rows: count });
const Name = z.object({ name: z.string() });
const Totals = z.object({ sites: count, departments: count, teams: count, unanswered: count });

/** Coverage of the scores; nothing where none is loaded. */
export async function coverageOfScores(
  warehouse: Warehouse,
  period: PeriodKind,
): Promise<TableCoverage | undefined> {
  const scores = currentFacts('outcomes', []);
  const rows = await warehouse.rows(
    sql`select date as day, count(*) as rows from ${scores} where date is not null group by date order by date`,
    Day,
  );
  const [first, last] = [rows[0]?.day, rows.at(-1)?.day];
  const [totals] = await warehouse.rows(
    sql`select count(distinct lower(trim(site))) as sites, count(distinct lower(trim(department))) as departments,
      count(distinct lower(trim(team))) as teams, count(*) filter (n is null) as unanswered from ${scores}`,
    Totals,
  );
  if (first === undefined || last === undefined || totals === undefined) return undefined;
  const days = rows.map(({ day }) => day);
  const kind = areDaysOfMonths(days) ? 'month' : period;
  const names = async (query: Query) => (await warehouse.rows(query, Name)).map(({ name }) => name);
  return {
    table: 'outcomes',
    rows: rows.reduce((sum, each) => sum + each.rows, 0),
    people: 0,
    matched: 0,
    from: isoFromDay(first),
    to: isoFromDay(last),
    emptyPeriods: emptyPeriods(calendarOver(kind, first, last), new Set(days)),
    scores: {
      period: kind,
      measures: await names(sql`select distinct measure as name from ${scores} order by name`),
      sites: totals.sites,
      departments: totals.departments,
      teams: totals.teams,
      unknownSites: await names(sql`select min(trim(site)) as name from ${scores}
        where trim(site) <> '' and lower(trim(site)) not in (${knownSites}) group by lower(trim(site)) order by name`),
      withoutAnswers: totals.unanswered,
    },
  };
}

const knownSites = sql`select lower(trim(site)) from ${currentFacts('people', [])} where site is not null
  union select lower(trim(site)) from ${currentFacts('teams', [])} where site is not null
  union select lower(trim(site)) from ${currentFacts('team-facts', [])} where site is not null`;
