import { z } from 'zod';
import type { Measure, Organisation } from '../contract/organisation.ts';
import {
  areDaysOfMonths,
  type Calendar,
  calendarOver,
  dayFromIso,
  firstDayOfPeriod,
} from '../model/calendar.ts';
import { UsageError } from '../model/refusal.ts';
import { pseudonymIn } from '../model/session-people.ts';
import type { People } from '../people/index.ts';
import { currentFacts } from '../warehouse/fact-tables.ts';
import { sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { wholePeriods } from './calendar-of-days.ts';
import type { Assessment, Attendance, Facts, Outcome, Reaction } from './facts.ts';
import { factsOfGroups } from './facts-of-groups.ts';
import { loadInvoices } from './load-invoices.ts';
import { loadOutcome } from './load-outcome.ts';
import { loadDepartments, loadScores } from './load-scores.ts';
import { joinLogins, loadSharedLogins } from './load-shared-logins.ts';
import { daysRecorded } from './outcome-by-period.query.ts';
import {
  indexPeople,
  membershipsListed,
  peopleIndexed,
  peopleListed,
  peopleSeen,
} from './people-recorded.query.ts';
import { placePeople } from './place-people.ts';
import { teamFactsFrom } from './team-facts.ts';
import {
  assessmentsRecorded,
  attendanceRecorded,
  daysOfTraining,
  reactionsRecorded,
} from './training-recorded.query.ts';

export interface FactsRequest {
  readonly warehouse: Warehouse;
  readonly organisation: Organisation;
  readonly people: People;
  /** Measures to read, by id; all of the organisation's if left out. */
  readonly measures?: ReadonlySet<string>;
  /** By course in lower case: hours of one person on one date, where the attendance has none. */
  readonly hoursOfCourse?: ReadonlyMap<string, number>;
}

/** Reads from the warehouse what the estimate of effects needs; contacts are added up there. */
export async function loadFacts({
  warehouse,
  organisation,
  people,
  measures,
  hoursOfCourse = new Map(),
}: FactsRequest): Promise<Facts> {
  return warehouse.transaction(async (inside) => {
    const { calendar, note } = await readCalendar(inside, organisation);
    await inside.run(indexPeople());
    const pseudonyms = (await inside.columns(peopleIndexed())).numbers('pseudonym');
    const indexOf = new Map(Array.from(pseudonyms, (pseudonym, index) => [pseudonym, index]));
    const meant = await namesOfOnePerson(inside);
    const posts = placePeople({
      calendar,
      people: pseudonyms.length,
      listed: await inside.columns(peopleListed()),
      memberships: await inside.columns(membershipsListed()),
      seen: await inside.columns(peopleSeen()),
    });
    const outcomes = new Map<string, Outcome>();
    const ofPeople = Object.entries(organisation.measures).filter(
      ([id, { table }]) => measures?.has(id) !== false && table !== 'outcomes',
    );
    for (const [id, measure] of ofPeople) {
      const outcome = await loadOutcome(inside, { measure, calendar, teamAt: posts.teamAt });
      if (outcome !== undefined) outcomes.set(id, outcome);
    }
    const programmeOf = programmeByName(organisation);
    const attendance = await readAttendance(inside, programmeOf, hoursOfCourse);
    const facts: Facts = {
      calendar,
      people: pseudonyms.length,
      contacts: await countContacts(inside),
      ...posts,
      ...(await teamFactsFrom(inside, posts)),
      personOf: (name) => {
        const pseudonym = pseudonymIn(name) ?? people.find(name) ?? Number.NaN;
        return indexOf.get(meant.get(pseudonym) ?? pseudonym);
      },
      attendance,
      invoices: await loadInvoices(inside, { organisation, attendance, programmeOf }),
      assessments: await readAssessments(inside, programmeOf),
      reactions: await readReactions(inside, programmeOf),
      outcomes,
      notes: [...(note === undefined ? [] : [note]), ...posts.notes],
    };
    const loaded = await loadSharedLogins(inside, { people, calendar, posts, measures: ofPeople, outcomes });
    if (loaded === undefined) return withScores(inside, organisation, facts, measures);
    const logins = { loginOf: loaded.loginOf, work: loaded.work, facts };
    const whole = await withScores(inside, organisation, { ...facts, logins }, measures);
    logins.facts = joinLogins(whole, loaded);
    return whole;
  });
}

/** Beside the people, the sites, departments and teams that have a score of their own. */
async function withScores(
  warehouse: Warehouse,
  organisation: Organisation,
  staff: Facts,
  measures: ReadonlySet<string> | undefined,
): Promise<Facts> {
  const scores = await loadScores(warehouse, organisation, measures);
  if (scores.length === 0) return staff;
  const sessions = Object.values(organisation.programmes).flatMap((programme) => programme.sessions);
  const atGroups: Facts[] = [];
  const notes = [...staff.notes];
  const whole: Facts = { ...staff, notes, atGroups };
  const read = factsOfGroups({
    staff: whole,
    scores,
    period: organisation.organisation.period,
    departmentOfTeam: await loadDepartments(warehouse, staff.teamNames),
    namedInSessions: new Set(sessions.flatMap(({ teams }) => teams)),
  });
  atGroups.push(...read.facts);
  notes.push(...read.notes);
  return whole;
}

const Meant = z.object({ pseudonym: z.number(), person: z.number() });

/** Names that mean one person in every source that has them, so that whichhalf.yaml may use them, too. */
async function namesOfOnePerson(warehouse: Warehouse): Promise<ReadonlyMap<number, number>> {
  const rows = await warehouse.rows(
    sql`select pseudonym, min(person) as person from people_meant where person is not null
      group by pseudonym having min(person) = max(person)`,
    Meant,
  );
  return new Map(rows.map(({ pseudonym, person }) => [pseudonym, person]));
}

const DaysSeen = z.object({ first_day: z.number().nullable(), last_day: z.number().nullable() });

/** Whole periods from the first to the last day recorded of people, or those declared; of scores where nothing names people. */
async function readCalendar(
  warehouse: Warehouse,
  organisation: Organisation,
): Promise<{ calendar: Calendar; note: string | undefined }> {
  const { period, from, to } = organisation.organisation;
  const tables = [...new Set(Object.values(organisation.measures).map(({ table }) => table))];
  const namingPeople = tables.filter((table) => table !== 'outcomes');
  const ofPeople = await daysOf(warehouse, namingPeople);
  const days = ofPeople ?? wholeMonths(await daysOf(warehouse, tables));
  const firstDay = from === undefined ? days?.firstDay : dayFromIso(from);
  const lastDay = to === undefined ? days?.lastDay : dayFromIso(to);
  if (firstDay === undefined || lastDay === undefined) return calendarOfTraining(warehouse, organisation);
  const calendar = calendarOver(period, firstDay, lastDay);
  return ofPeople === undefined ? { calendar, note: undefined } : wholePeriods(calendar, firstDay, lastDay);
}

/** Where nothing is measured yet, money and attendance can be shown over the days of the training itself. */
async function calendarOfTraining(
  warehouse: Warehouse,
  { organisation: { period }, measures }: Organisation,
): Promise<{ calendar: Calendar; note: string | undefined }> {
  const [days] = await warehouse.rows(daysOfTraining(), DaysSeen);
  if (days !== undefined && days.first_day !== null && days.last_day !== null) {
    return {
      calendar: calendarOver(period, days.first_day, days.last_day),
      note: 'Nothing is loaded that a measure could be taken from, so only attendance and money are shown, over the days of the training.',
    };
  }
  if (Object.keys(measures).length === 0) {
    throw new UsageError(
      'whichhalf.yaml declares no measure, so nothing can be judged.',
      'Add one under "measures", such as satisfied: { title: Satisfied after a contact, kind: mean }.',
    );
  }
  throw new UsageError(
    'Nothing is loaded that a measure could be taken from.',
    'Name the file of the contacts (table: interactions), of the complaints (table: events), of telephone intervals (table: telephony) or of scores (table: outcomes) under "sources".',
  );
}

/** Scores of months stand on their first days; the last of them lasts to its end. */
function wholeMonths(days: Days | undefined): Days | undefined {
  if (days === undefined || !areDaysOfMonths([days.firstDay, days.lastDay])) return days;
  const month = calendarOver('month', days.lastDay, days.lastDay);
  return { firstDay: days.firstDay, lastDay: firstDayOfPeriod(month, 1) - 1 };
}

interface Days {
  readonly firstDay: number;
  readonly lastDay: number;
}

async function daysOf(warehouse: Warehouse, tables: readonly Measure['table'][]): Promise<Days | undefined> {
  if (tables.length === 0) return undefined;
  const [days] = await warehouse.rows(daysRecorded(tables), DaysSeen);
  if (days === undefined || days.first_day === null || days.last_day === null) return undefined;
  return { firstDay: days.first_day, lastDay: days.last_day };
}

const Count = z.object({ contacts: z.number() });

async function countContacts(warehouse: Warehouse): Promise<number | undefined> {
  const [row] = await warehouse.rows(
    sql`select case when count(*) > 0 then count(*)::double
        else (select coalesce(sum(handled), 0)::double from ${currentFacts('telephony', [])}) end as contacts
      from ${currentFacts('interactions', [])}`,
    Count,
  );
  return row === undefined || row.contacts === 0 ? undefined : row.contacts;
}

/** Programme that a name in the files stands for: its id, its title or one of its courses, letter case aside. */
function programmeByName(organisation: Organisation): (name: string) => string | undefined {
  const names = new Map<string, string>();
  for (const [id, { title, courses }] of Object.entries(organisation.programmes)) {
    for (const name of [id, title, ...courses]) names.set(name.trim().toLowerCase(), id);
  }
  return (name) => names.get(name.trim().toLowerCase());
}

type ProgrammeOf = (name: string) => string | undefined;

function addTo<Item>(map: Map<string, Item[]>, key: string | undefined, item: Item): void {
  if (key === undefined) return;
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

async function readAttendance(
  warehouse: Warehouse,
  programmeOf: ProgrammeOf,
  hoursOfCourse: ReadonlyMap<string, number>,
): Promise<Map<string, Attendance[]>> {
  const rows = await warehouse.columns(attendanceRecorded());
  const [person, day, came] = [rows.integers('person_index'), rows.integers('day'), rows.integers('came')];
  const hours = rows.numbers('hours');
  const byProgramme = new Map<string, Attendance[]>();
  rows.texts('course').forEach((course, row) => {
    const recorded = hours[row] ?? -1;
    addTo(byProgramme, programmeOf(course), {
      person: person[row] ?? 0,
      day: day[row] ?? 0,
      hours: recorded < 0 ? hoursOfCourse.get(course.trim().toLowerCase()) : recorded,
      came: came[row] === 1,
    });
  });
  return byProgramme;
}

async function readAssessments(
  warehouse: Warehouse,
  programmeOf: ProgrammeOf,
): Promise<Map<string, Assessment[]>> {
  const rows = await warehouse.columns(assessmentsRecorded());
  const [person, day, score] = [rows.integers('person_index'), rows.integers('day'), rows.numbers('score')];
  const moment = rows.texts('moment');
  const byProgramme = new Map<string, Assessment[]>();
  rows.texts('programme').forEach((programme, row) => {
    addTo(byProgramme, programmeOf(programme), {
      person: person[row] ?? 0,
      day: day[row] ?? 0,
      moment: moment[row] === 'before' ? 'before' : 'after',
      score: score[row] ?? 0,
    });
  });
  return byProgramme;
}

async function readReactions(
  warehouse: Warehouse,
  programmeOf: ProgrammeOf,
): Promise<Map<string, Reaction[]>> {
  const rows = await warehouse.columns(reactionsRecorded());
  const [person, day] = [rows.integers('person_index'), rows.integers('day')];
  const answer = (name: string) => {
    const values = rows.numbers(name);
    return (row: number) => ((values[row] ?? -1) < 0 ? undefined : values[row]);
  };
  const [relevance, willingness, content, delivery] = ['relevance', 'willingness', 'content', 'delivery'].map(
    answer,
  ) as [
    ReturnType<typeof answer>,
    ReturnType<typeof answer>,
    ReturnType<typeof answer>,
    ReturnType<typeof answer>,
  ];
  const byProgramme = new Map<string, Reaction[]>();
  rows.texts('programme').forEach((programme, row) => {
    const who = person[row] ?? -1;
    addTo(byProgramme, programmeOf(programme), {
      person: who < 0 ? undefined : who,
      day: day[row] ?? 0,
      relevance: relevance(row),
      willingness: willingness(row),
      content: content(row),
      delivery: delivery(row),
    });
  });
  return byProgramme;
}
