import type { Programme } from '../contract/organisation.ts';
import { dayFromIso, firstDayOfPeriod, periodOfDay } from '../model/calendar.ts';
import type { Facts } from './facts.ts';

export interface Dates {
  readonly firstDay: number;
  readonly lastDay: number;
}

/** By cluster, teams or persons: the days of its training, as assigned. */
export interface TrainingDates {
  readonly by: 'team' | 'person';
  readonly dates: ReadonlyMap<number, Dates>;
}

/** When whom: as the declared sessions say, or from who came when none names teams or people. */
export function trainingDates(facts: Facts, programmeId: string, programme: Programme): TrainingDates {
  const assigned = assignedDates(facts, programme);
  const by = assigned === undefined ? levelOf(facts, programmeId, programme) : programme.chosen.by;
  const attended = assigned ?? datesFromAttendance(facts, programmeId, programme, by);
  return { by, dates: attended.size === 0 ? datesOfJoiners(facts, programme) : attended };
}

/** Dates by cluster as the sessions name them; undefined where no session names anybody. */
function assignedDates(facts: Facts, programme: Programme): Map<number, Dates> | undefined {
  const sessions = new Map<number, Dates[]>();
  const teamIndex = new Map(facts.teamNames.map((name, index) => [name, index]));
  for (const session of programme.sessions) {
    const dates = datesOfSession(session);
    const named =
      programme.chosen.by === 'team'
        ? session.teams.map((team) => teamIndex.get(team))
        : session.people.map((person) => facts.personOf(person));
    for (const cluster of named) if (cluster !== undefined) append(sessions, cluster, dates);
  }
  return sessions.size === 0 ? undefined : settleAll(sessions, programme);
}

export function datesOfSession(session: Programme['sessions'][number]): Dates {
  const firstDay = dayFromIso(session.date);
  return { firstDay, lastDay: session.endDate === undefined ? firstDay : dayFromIso(session.endDate) };
}

export function append<Value>(groups: Map<number, Value[]>, key: number, value: Value): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [value]);
  else known.push(value);
}

export function settleAll(
  sessions: ReadonlyMap<number, readonly Dates[]>,
  programme: Pick<Programme, 'rhythm'>,
): Map<number, Dates> {
  return new Map([...sessions].map(([cluster, dates]) => [cluster, settleDates(dates, programme)]));
}

/** Days within which sessions of a programme that is held once belong together: a course of several days. */
const daysOfOneCourse = 7;

/** A series lasts from its first to its last session; anything else counts once, and repeats or refreshers do not. */
function settleDates(sessions: readonly Dates[], { rhythm }: Pick<Programme, 'rhythm'>): Dates {
  const firstDay = Math.min(...sessions.map((session) => session.firstDay));
  const together = sessions.filter(
    (session) => rhythm === 'series' || session.firstDay < firstDay + daysOfOneCourse,
  );
  return { firstDay, lastDay: Math.max(...together.map(({ lastDay }) => lastDay)) };
}

/** Least share of a team's people who must have come for the team to count as trained. */
export const leastShareOfTeam = 0.2;

/** What makes whole teams: so many trained teams, most of their people within these days, and hardly anybody else. */
export const wholeTeams = { fewest: 4, shareOfTeam: 0.7, shareOfTrained: 0.8, days: 14 } as const;

/**
 * Persons or teams? As declared; but where persons are said (or nothing is) and the attendance shows whole teams trained
 * together, teams: what happens to a team happens to all of its people, so persons would not be told from chance.
 */
function levelOf(facts: Facts, programmeId: string, programme: Programme): 'person' | 'team' {
  const { by, how } = programme.chosen;
  if (by === 'team' || how === 'low-scores' || programme.kind === 'induction') return by;
  const daysOfTeam = new Map<number, number[]>();
  let trained = 0;
  for (const [person, { firstDay }] of datesFromAttendance(facts, programmeId, programme, 'person')) {
    trained++;
    const team = teamOnDay(facts, person, firstDay);
    if (team >= 0) append(daysOfTeam, team, firstDay);
  }
  let whole = 0;
  let peopleInWhole = 0;
  for (const [team, days] of daysOfTeam) {
    const middle = middleOf(days);
    const together = days.filter((day) => Math.abs(day - middle) <= wholeTeams.days).length;
    if (together < 2 || together < wholeTeams.shareOfTeam * sizeOfTeam(facts, team, middle)) continue;
    whole++;
    peopleInWhole += together;
  }
  return whole >= wholeTeams.fewest && peopleInWhole >= wholeTeams.shareOfTrained * trained
    ? 'team'
    : 'person';
}

/** Persons: from their own first session. Teams: from the day by which half of those who came had come. */
function datesFromAttendance(
  facts: Facts,
  programmeId: string,
  programme: Programme,
  by: 'person' | 'team',
): Map<number, Dates> {
  const sessions = new Map<number, Dates[]>();
  for (const { person, day, came } of facts.attendance.get(programmeId) ?? []) {
    if (came) append(sessions, person, { firstDay: day, lastDay: day });
  }
  const byPerson = settleAll(sessions, programme);
  if (by === 'person') return byPerson;
  if (programme.kind === 'leadership') return datesOfLedTeams(facts, byPerson);
  const ofTeam = new Map<number, Dates[]>();
  for (const [person, dates] of byPerson) {
    const team = teamOnDay(facts, person, Math.max(dates.firstDay, facts.calendar.firstDay));
    if (team >= 0) append(ofTeam, team, dates);
  }
  const dates = new Map<number, Dates>();
  for (const [team, members] of ofTeam) {
    const firstDay = middleOf(members.map((member) => member.firstDay));
    const lastDay = Math.max(firstDay, middleOf(members.map((member) => member.lastDay)));
    if (members.length >= leastShareOfTeam * sizeOfTeam(facts, team, firstDay)) {
      dates.set(team, { firstDay, lastDay });
    }
  }
  return dates;
}

/** An induction of which nobody is recorded is taken to be for everybody who joins from its first session on. */
function datesOfJoiners(
  { people, teamAt, calendar }: Facts,
  { kind, sessions }: Programme,
): Map<number, Dates> {
  const dates = new Map<number, Dates>();
  if (kind !== 'induction' || sessions.length === 0) return dates;
  const firstDay = Math.min(...sessions.map((session) => dayFromIso(session.date)));
  for (let person = 0; person < people; person++) {
    const inPost = teamAt.subarray(person * calendar.periods, (person + 1) * calendar.periods);
    const joined = inPost.findIndex((team) => team >= 0);
    const day = firstDayOfPeriod(calendar, joined);
    if (joined > 0 && joined >= periodOfDay(calendar, firstDay)) {
      dates.set(person, { firstDay: day, lastDay: day });
    }
  }
  return dates;
}

/** A leaders' programme reaches the teams of those who came. */
function datesOfLedTeams(facts: Facts, byPerson: ReadonlyMap<number, Dates>): Map<number, Dates> {
  const dates = new Map<number, Dates>();
  for (const { person, team, fromDay, toDay } of facts.leaders) {
    const came = byPerson.get(person);
    if (came !== undefined && fromDay <= came.firstDay && came.firstDay <= toDay) dates.set(team, came);
  }
  return dates;
}

/** The lower of the two middle values where there are two. */
export function middleOf(days: readonly number[]): number {
  return days.toSorted((a, b) => a - b)[Math.floor((days.length - 1) / 2)] ?? 0;
}

/** Team of a person in the period that holds the day, -1 if not in post or outside the calendar. */
export function teamOnDay(facts: Facts, person: number, day: number): number {
  const period = periodOfDay(facts.calendar, day);
  if (period < 0 || period >= facts.calendar.periods) return -1;
  return facts.teamAt[person * facts.calendar.periods + period] ?? -1;
}

function sizeOfTeam(facts: Facts, team: number, day: number): number {
  let size = 0;
  for (let person = 0; person < facts.people; person++) if (teamOnDay(facts, person, day) === team) size++;
  return size;
}
