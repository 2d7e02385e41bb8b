import { z } from 'zod';
import type { Organisation } from '../contract/organisation.ts';
import { calendarOver, isoFromDay } from '../model/calendar.ts';
import { currentFacts, prepareFactTables } from '../warehouse/fact-tables.ts';
import { type Query, sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { coverageOfScores, type ScoresCoverage } from './check-scores.ts';
import { emptyPeriods } from './empty-periods.ts';
import { loadsOf } from './load/load-record.ts';
import type { LoadReport } from './load-report.ts';
import { programmeOf } from './programme-of.ts';

const count = z.number();

/** A table that holds facts with days: how many rows, of how many people, over which periods. */
export interface TableCoverage {
  readonly table: (typeof tablesOfPeople)[number] | 'outcomes';
  readonly rows: number;
  readonly from: string;
  readonly to: string;
  /** People in it, and how many of them stand in a list of people or teams. */
  readonly people: number;
  readonly matched: number;
  /** First days of periods between the first and the last without a single row. */
  readonly emptyPeriods: readonly string[];
  /** Of scores that name no employee: what they are called, and of whom they are. */
  readonly scores?: ScoresCoverage | undefined;
}

const tablesOfPeople = ['interactions', 'events', 'telephony', 'attendance'] as const;

export interface DataCheck {
  readonly loads: readonly LoadReport[];
  /** People in the lists of people and teams. */
  readonly listed: number;
  readonly coverage: readonly TableCoverage[];
  /** Courses in the attendance that belong to no programme, with their rows. */
  readonly unknownCourses: readonly { readonly course: string; readonly rows: number }[];
  readonly programmes: readonly ProgrammeAnswers[];
}

/** What can be asked of a programme with the data there are, and what cannot and why. */
export interface ProgrammeAnswers {
  readonly programme: string;
  readonly title: string;
  readonly attended: number;
  readonly answerable: readonly string[];
  readonly missing: readonly { readonly question: string; readonly needs: string }[];
}

/** Looks at what is loaded, without loading anything. */
export async function checkData(warehouse: Warehouse, organisation: Organisation): Promise<DataCheck> {
  await prepareFactTables(warehouse);
  const coverage: TableCoverage[] = [];
  for (const table of tablesOfPeople) {
    const covered = await coverageOf(warehouse, table, organisation);
    if (covered !== undefined) coverage.push(covered);
  }
  const scores = await coverageOfScores(warehouse, organisation.organisation.period);
  if (scores !== undefined) coverage.push(scores);
  const courses = await coursesOf(warehouse);
  return {
    loads: await loadsOf(warehouse),
    listed: await countOf(warehouse, sql`select count(distinct person) as rows from ${listedPeople}`),
    coverage,
    unknownCourses: courses.filter(({ course }) => programmeOf(course, organisation) === undefined),
    programmes: await answersOf(warehouse, organisation, courses, coverage),
  };
}

const listedPeople = sql`(select person from ${currentFacts('people')} union select person from ${currentFacts('teams')})`;

const Count = z.object({ rows: count });

async function countOf(warehouse: Warehouse, query: Query): Promise<number> {
  const [row] = await warehouse.rows(query, Count);
  return row?.rows ?? 0;
}

const Totals = z.object({
  rows: count,
  people: count,
  matched: count,
  first: count.nullable(),
  last: count.nullable(),
});
const Day = z.object({ day: count });

async function coverageOf(
  warehouse: Warehouse,
  table: (typeof tablesOfPeople)[number],
  { organisation }: Organisation,
): Promise<TableCoverage | undefined> {
  const day = table === 'interactions' || table === 'telephony' ? sql`cast("time" as date)` : sql`date`;
  const [totals] = await warehouse.rows(
    sql`select count(*) as rows, count(distinct person) as people,
      count(distinct person) filter (person in (select person from ${listedPeople})) as matched,
      min(${day}) as first, max(${day}) as last from ${currentFacts(table)}`,
    Totals,
  );
  if (totals === undefined || totals.first === null || totals.last === null) return undefined;
  const days = await warehouse.rows(sql`select distinct ${day} as day from ${currentFacts(table)}`, Day);
  const calendar = calendarOver(organisation.period, totals.first, totals.last);
  return {
    table,
    rows: totals.rows,
    people: totals.people,
    matched: totals.matched,
    from: isoFromDay(totals.first),
    to: isoFromDay(totals.last),
    emptyPeriods: table === 'attendance' ? [] : emptyPeriods(calendar, new Set(days.map((row) => row.day))),
  };
}

const Course = z.object({ course: z.string(), rows: count, came: count });
type Course = z.infer<typeof Course>;

async function coursesOf(warehouse: Warehouse): Promise<readonly Course[]> {
  return warehouse.rows(
    sql`select course, count(*) as rows, count(distinct person) filter (coalesce(came, true)) as came
      from ${currentFacts('attendance')} where course is not null group by course order by rows desc`,
    Course,
  );
}

async function answersOf(
  warehouse: Warehouse,
  organisation: Organisation,
  courses: readonly Course[],
  coverage: readonly TableCoverage[],
): Promise<readonly ProgrammeAnswers[]> {
  const assessed = await namesIn(warehouse, 'assessments');
  const reacted = await namesIn(warehouse, 'reactions');
  return Object.entries(organisation.programmes).map(([id, programme]) => {
    const own = (names: readonly string[]) => names.some((name) => programmeOf(name, organisation) === id);
    const attended = courses
      .filter(({ course }) => programmeOf(course, organisation) === id)
      .reduce((sum, { came }) => sum + came, 0);
    const measure = organisation.measures[programme.primaryOutcome ?? ''];
    const covered = coverage.find(({ table }) => table === measure?.table);
    const questions = [
      {
        question: 'Did people come?',
        needs: `attendance rows of "${programme.title}" (or its other names under "courses:")`,
        has: attended > 0,
      },
      { question: 'Did they take it seriously?', needs: 'a source of table reactions', has: own(reacted) },
      { question: 'Did they learn it?', needs: 'a source of table assessments', has: own(assessed) },
      {
        question: 'Did it change the outcome, and did it last?',
        needs:
          measure === undefined
            ? 'a primary outcome in whichhalf.yaml'
            : `a source of table ${measure.table}, and people who were trained at a known date`,
        has:
          covered !== undefined &&
          holdsScore(covered, measure) &&
          (attended > 0 || programme.sessions.length > 0),
      },
      {
        question: 'Was it worth its cost?',
        needs: 'its cost, and the money per unit of its measure, in whichhalf.yaml',
        has: programme.cost !== undefined && measure?.moneyPerUnit !== undefined,
      },
    ];
    return {
      programme: id,
      title: programme.title,
      attended,
      answerable: questions.filter(({ has }) => has).map(({ question }) => question),
      missing: questions.filter(({ has }) => !has).map(({ question, needs }) => ({ question, needs })),
    };
  });
}

function holdsScore(
  { scores }: TableCoverage,
  measure: Organisation['measures'][string] | undefined,
): boolean {
  const asked = [measure?.value ?? measure?.where.measure ?? []].flat();
  return scores === undefined || asked.some((name) => scores.measures.includes(name));
}

const Name = z.object({ name: z.string() });

async function namesIn(warehouse: Warehouse, table: 'assessments' | 'reactions'): Promise<readonly string[]> {
  const rows = await warehouse.rows(
    sql`select distinct programme as name from ${currentFacts(table)} where programme is not null`,
    Name,
  );
  return rows.map(({ name }) => name);
}
