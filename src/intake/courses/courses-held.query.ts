import { z } from 'zod';
import { isoFromDay } from '../../model/calendar.ts';
import { currentFacts, prepareFactTables } from '../../warehouse/fact-tables.ts';
import { sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** A course as the attendance has it; spellings that differ in letter case only are one. */
export interface CourseHeld {
  /** Its commonest spelling. */
  readonly course: string;
  readonly people: number;
  /** Of those who came: rows, the hours that are recorded, and rows that record none. */
  readonly rows: number;
  readonly hours: number;
  readonly rowsWithoutHours: number;
  /** The usual hours of one person on one date; undefined where none are recorded. */
  readonly hoursPerPerson: number | undefined;
  readonly from: string;
  readonly to: string;
  /** Sessions by name, or dates where they have none. */
  readonly sessions: number;
}

const Row = z.object({
  course: z.string(),
  people: z.number(),
  rows: z.number(),
  hours: z.number(),
  without: z.number(),
  usual: z.number().nullable(),
  from: z.number(),
  to: z.number(),
  sessions: z.number(),
});

/** Every course that somebody came to, the one with most people first. */
export async function coursesHeld(warehouse: Warehouse): Promise<readonly CourseHeld[]> {
  await prepareFactTables(warehouse);
  const rows = await warehouse.rows(
    sql`select mode(trim(course)) as course, count(distinct person) as people, count(*) as rows,
        coalesce(sum(hours), 0) as hours, count(*) filter (hours is null) as without, median(hours) as usual,
        min(date) as from, max(date) as to, count(distinct coalesce(session, '') || ' ' || date) as sessions
      from ${currentFacts('attendance')} where trim(course) <> '' and date is not null and coalesce(came, true)
      group by lower(trim(course)) order by people desc, course`,
    Row,
  );
  return rows.map(({ usual, without, from, to, ...held }) => ({
    ...held,
    rowsWithoutHours: without,
    hoursPerPerson: usual ?? undefined,
    from: isoFromDay(from),
    to: isoFromDay(to),
  }));
}
