import { z } from 'zod';
import type { Measure, Organisation } from '../contract/organisation.ts';
import {
  areDaysOfMonths,
  type Calendar,
  calendarOver,
  dayFromIso,
  firstDayOfPeriod,
  periodOfDay,
} from '../model/calendar.ts';
import { UsageError } from '../model/refusal.ts';
import { pseudonymIn } from '../model/session-people.ts';
import type { People } from '../people/index.ts';
import { currentFacts } from '../warehouse/fact-tables.ts';
import { sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { wholePeriods } from './calendar-of-days.ts';
import type { Assessment, Attendance, Facts, Outcome, Reaction, ValueTable } from './facts.ts';
import { factsOfGroups } from './facts-of-groups.ts';
import { hasColumns } from './has-columns.ts';
import { loadAnswersSeen } from './load-answers-seen.ts';
import { loadInvoices } from './load-invoices.ts';
import { loadDepartments, loadScores } from './load-scores.ts';
import { daysRecorded, outcomeByPeriod, valuesByPeriod } from './outcome-by-period.query.ts';
import {
  indexPeople,
  membershipsListed,
  peopleIndexed,
  peopleListed,
  peopleSeen,
} from './people-recorded.query.ts';
import { type Posts, placePeople } from './place-people.ts';
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
    for (const [id, measure] of Object.entries(organisation.measures)) {
      if (measures?.has(id) === false || measure.table === 'outcomes') continue;
      const outcome = await readOutcome(inside, measure, calendar, posts, pseudonyms.length);
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
    return withScores(inside, organisation, facts, measures);
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

async function readOutcome(
  warehouse: Warehouse,
  measure: Measure,
  calendar: Calendar,
  posts: Posts,
  people: number,
): Promise<Outcome | undefined> {
  if (!(await hasColumns(warehouse, measure))) return undefined;
  const cells = people * calendar.periods;
  const outcome = {
    sum: new Float64Array(cells),
    count: new Float64Array(cells),
    asked: new Float64Array(cells),
  };
  let squares = 0;
  let answered = 0;
  let asked = 0;
  const rows = await warehouse.scan(outcomeByPeriod(measure, calendar), (part) => {
    const person = part.integers('person_index');
    const period = part.integers('period');
    const [total, count, square, askedOf] = ['total', 'answered', 'squares', 'asked'].map((name) =>
      part.numbers(name),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let row = 0; row < part.rowCount; row++) {
      const cell = (person[row] ?? 0) * calendar.periods + (period[row] ?? 0);
      outcome.sum[cell] = total[row] ?? 0;
      outcome.count[cell] = count[row] ?? 0;
      outcome.asked[cell] = Math.max(askedOf[row] ?? 0, count[row] ?? 0);
      squares += square[row] ?? 0;
      answered += count[row] ?? 0;
      asked += Math.max(askedOf[row] ?? 0, count[row] ?? 0);
    }
  });
  if (rows === 0) return undefined;
  if (measure.kind === 'count') {
    const covered = await coveredPeriods(warehouse, measure, calendar);
    return countsInPost(outcome.sum, posts, calendar, covered);
  }
  const mayBeSilent = asked > answered;
  return {
    sum: outcome.sum,
    count: outcome.count,
    sumOfSquares: squares,
    asked: mayBeSilent ? outcome.asked : undefined,
    seen: await loadAnswersSeen(warehouse, measure, calendar),
    values: mayBeSilent ? await readValues(warehouse, measure, calendar) : undefined,
  };
}

interface Covered {
  readonly first: number;
  readonly last: number;
}

/** Periods of the calendar within which the measure's table has rows: outside them nothing recorded means nothing known. */
async function coveredPeriods(
  warehouse: Warehouse,
  { table }: Measure,
  calendar: Calendar,
): Promise<Covered> {
  const [days] = await warehouse.rows(daysRecorded([table]), DaysSeen);
  return {
    first: periodOfDay(calendar, days?.first_day ?? 0),
    last: periodOfDay(calendar, days?.last_day ?? 0),
  };
}

/** Counts are 0 in every covered period in post in which nothing happened. */
function countsInPost(
  sum: Float64Array,
  { teamAt }: Posts,
  { periods }: Calendar,
  { first, last }: Covered,
): Outcome {
  const count = Float64Array.from(teamAt, (team, cell) => {
    const period = cell % periods;
    return team >= 0 && period >= first && period <= last ? 1 : 0;
  });
  const counted = sum.map((events, cell) => (count[cell] === 1 ? events : 0));
  const sumOfSquares = counted.reduce((total, events) => total + events * events, 0);
  return { sum: counted, count, sumOfSquares, asked: undefined, values: undefined };
}

async function readValues(warehouse: Warehouse, measure: Measure, calendar: Calendar): Promise<ValueTable> {
  const values = await warehouse.columns(valuesByPeriod(measure, calendar));
  return {
    person: values.integers('person_index'),
    period: values.integers('period'),
    value: values.numbers('value'),
    howMany: values.integers('how_many'),
  };
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
