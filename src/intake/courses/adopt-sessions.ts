import { z } from 'zod';
import type { Organisation, Programme } from '../../contract/organisation.ts';
import { isoFromDay } from '../../model/calendar.ts';
import { nameOfPseudonym } from '../../model/session-people.ts';
import { currentFacts } from '../../warehouse/fact-tables.ts';
import { sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { programmeOf } from '../programme-of.ts';

type Session = Programme['sessions'][number];

const Row = z.object({
  course: z.string(),
  day: z.number(),
  end_day: z.number().nullable(),
  place: z.string(),
  hours: z.number().nullable(),
  fees: z.number().nullable(),
  materials: z.number().nullable(),
  teams: z.string(),
  person: z.number().nullable(),
});
type Row = z.infer<typeof Row>;

/**
 * Adds the sessions of the table of that name to their programmes, as if they stood in whichhalf.yaml. Rows that name a
 * person each are one session where course, days, place and teams are the same; their fees count once.
 */
export async function adoptSessions(warehouse: Warehouse, organisation: Organisation): Promise<Organisation> {
  const rows = await warehouse.rows(
    sql`select trim(course) as course, date as day, end_date as end_day, coalesce(trim(place), '') as place,
        hours, fees, materials, coalesce(trim(teams), '') as teams, person::double as person
      from ${currentFacts('sessions')} where course is not null and date is not null
      order by day, course, place, teams, person, fees, hours, materials`,
    Row,
  );
  return rows.length === 0 ? organisation : withSessions(organisation, rows);
}

function withSessions(organisation: Organisation, rows: readonly Row[]): Organisation {
  const byProgramme = new Map<string, Row[]>();
  for (const row of rows) {
    const id = programmeOf(row.course, organisation);
    if (id !== undefined) byProgramme.set(id, [...(byProgramme.get(id) ?? []), row]);
  }
  const programmes = Object.entries(organisation.programmes).map(([id, programme]): [string, Programme] => {
    const sessions = sessionsFrom(byProgramme.get(id) ?? []);
    return [id, { ...programme, sessions: [...programme.sessions, ...sessions] }];
  });
  return { ...organisation, programmes: Object.fromEntries(programmes) };
}

function sessionsFrom(rows: readonly Row[]): readonly Session[] {
  const groups = new Map<string, Row[]>();
  rows.forEach((row, index) => {
    const { course, day, end_day, place, teams, person } = row;
    const key = person === null ? String(index) : JSON.stringify([course, day, end_day, place, teams]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  });
  return [...groups.values()].map(sessionOf);
}

function sessionOf(rows: readonly Row[]): Session {
  const [first] = rows;
  if (first === undefined) throw new RangeError('a session without a row');
  const largest = (of: (row: Row) => number | null) => Math.max(0, ...rows.map((row) => of(row) ?? 0));
  const hours = largest((row) => row.hours);
  return {
    date: isoFromDay(first.day),
    ...(first.end_day !== null && { endDate: isoFromDay(first.end_day) }),
    teams: teamsIn(first.teams),
    people: rows.flatMap(({ person }) => (person === null || person <= 0 ? [] : [nameOfPseudonym(person)])),
    fees: largest((row) => row.fees),
    materials: largest((row) => row.materials),
    ...(hours > 0 && { hours }),
  };
}

/** Several teams stand in one cell, separated by semicolons, bars or line ends; by commas where there is none of these. */
function teamsIn(cell: string): string[] {
  const separator = /[;|\n]/.test(cell) ? /[;|\n]/ : /,/;
  return cell
    .split(separator)
    .map((team) => team.trim())
    .filter((team) => team !== '');
}

/** Programmes that course-kinds.csv made are assigned by team where their sessions name teams and nobody by name. */
export function assignedAsNamed(programme: Programme): Programme {
  const { sessions, chosen } = programme;
  const byTeam =
    sessions.some(({ teams }) => teams.length > 0) && sessions.every(({ people }) => people.length === 0);
  return byTeam ? { ...programme, chosen: { ...chosen, by: 'team' } } : programme;
}
