import type { Organisation, Programme } from '../contract/organisation.ts';
import { dayFromIso, firstDayOfPeriod, periodOfDay, trainedFromPeriod } from '../model/calendar.ts';
import type { WayOfChoosing } from '../model/programme.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import type { Facts } from './facts.ts';
import { homeTeams, type TrainedAround, trainedAroundOf } from './trained-around.ts';

/** Who was trained when, as assigned: the design that an estimate of the effect rests on. */
export interface RollOut {
  readonly by: 'team' | 'person';
  readonly how: WayOfChoosing;
  /** Number of clusters: teams, or people where people were assigned. */
  readonly clusters: number;
  /** By first day of training. */
  readonly stages: readonly Stage[];
  /** [clusters] stage of each cluster, -1 if never trained. */
  readonly stageOf: Int32Array;
  /** [clusters] 1 if the cluster may stand as a comparison while untrained. */
  readonly comparable: Uint8Array;
  /** [clusters] stratum of the draw; undefined where there is none. */
  readonly stratumOf: Int32Array | undefined;
  /** Other programmes on the same measure: only clusters with the same ones are compared. */
  readonly others: readonly OtherProgramme[];
  /** All other programmes on the same measure, those assigned at another level too. */
  readonly beside?: readonly ProgrammeBeside[] | undefined;
  /** Sessions that are planned after the data end, by first day. */
  readonly planned: readonly PlannedStage[];
  /** Persons trained within teams: from when on their colleagues count as untrained no more. */
  readonly around?: TrainedAround | undefined;
}

/** When another programme on the same measure began: [clusters] first period of its transition, -1 for never. */
export interface OtherProgramme {
  readonly title: string;
  readonly begins: Int32Array;
}

/** Another programme on the same measure, with who got it when. */
export interface ProgrammeBeside {
  readonly title: string;
  readonly rollOut: RollOut;
}

/** A session after the data end; `clusters` is empty where it names nobody. */
export interface PlannedStage extends Stage {
  readonly clusters: readonly number[];
}

export interface Stage {
  readonly firstDay: number;
  readonly lastDay: number;
  /** Periods of the transition, both ends included: neither before nor after. Empty when `to` < `from`. */
  readonly transitionFrom: number;
  readonly transitionTo: number;
}

/** How days become periods: the rule, and whether the period of the training is left out of every window. */
export interface PeriodRule {
  readonly dayToPeriod: Organisation['organisation']['dayToPeriod'];
  readonly leaveOutTransition: boolean;
}

interface Dates {
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Reads the roll-out of a programme from its declared sessions, or from who came when none names teams or people. */
export function rollOutOf(
  facts: Facts,
  programmeId: string,
  programme: Programme,
  rule: PeriodRule,
): RollOut | Refused {
  const assigned = assignedDates(facts, programme);
  const by = assigned === undefined ? levelOf(facts, programmeId, programme) : programme.chosen.by;
  const clusters = by === 'team' ? facts.teamNames.length : facts.people;
  const attended = assigned ?? datesFromAttendance(facts, programmeId, programme, by);
  const dates = attended.size === 0 ? datesOfJoiners(facts, programme) : attended;
  if (dates.size === 0) {
    return refuse('nobody-trained', 'No session names a team or a person, and no attendance is recorded.');
  }
  const { stages, stageOf } = groupIntoStages(facts, dates, clusters, rule);
  const planned = plannedStages(facts, programme, dates, rule);
  return {
    by,
    how: programme.chosen.how,
    clusters,
    stages,
    stageOf,
    comparable: comparableClusters(programme, stageOf, planned),
    stratumOf: strataOf(facts, programme, by, stages[0]?.transitionFrom ?? 0),
    others: [],
    planned,
    around:
      by === 'person' && programme.chosen.spillOver === 'possible'
        ? trainedAroundOf(facts, { stages, stageOf })
        : undefined,
  };
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

function datesOfSession(session: Programme['sessions'][number]): Dates {
  const firstDay = dayFromIso(session.date);
  return { firstDay, lastDay: session.endDate === undefined ? firstDay : dayFromIso(session.endDate) };
}

function append<Value>(groups: Map<number, Value[]>, key: number, value: Value): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [value]);
  else known.push(value);
}

function settleAll(
  sessions: ReadonlyMap<number, readonly Dates[]>,
  programme: Programme,
): Map<number, Dates> {
  return new Map([...sessions].map(([cluster, dates]) => [cluster, settleDates(dates, programme)]));
}

/** Days within which sessions of a programme that is held once belong together: a course of several days. */
const daysOfOneCourse = 7;

/** A series lasts from its first to its last session; anything else counts once, and repeats or refreshers do not. */
function settleDates(sessions: readonly Dates[], { rhythm }: Programme): Dates {
  const firstDay = Math.min(...sessions.map((session) => session.firstDay));
  const together = sessions.filter(
    (session) => rhythm === 'series' || session.firstDay < firstDay + daysOfOneCourse,
  );
  return { firstDay, lastDay: Math.max(...together.map(({ lastDay }) => lastDay)) };
}

/** Least share of a team's people who must have come for the team to count as trained. */
const leastShareOfTeam = 0.2;

/** What makes whole teams: so many trained teams, most of their people within these days, and hardly anybody else. */
const wholeTeams = { fewest: 4, shareOfTeam: 0.7, shareOfTrained: 0.8, days: 14 } as const;

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
function middleOf(days: readonly number[]): number {
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

function groupIntoStages(
  facts: Facts,
  dates: ReadonlyMap<number, Dates>,
  clusters: number,
  rule: PeriodRule,
): { stages: Stage[]; stageOf: Int32Array } {
  const byTransition = new Map<string, { stage: Stage; members: number[] }>();
  for (const [cluster, date] of dates) {
    const transition = transitionOf(facts, date, rule);
    if (transition.transitionFrom >= facts.calendar.periods) continue;
    const key = `${transition.transitionFrom}:${transition.transitionTo}`;
    const known = byTransition.get(key);
    const stage = {
      ...transition,
      firstDay: Math.min(date.firstDay, known?.stage.firstDay ?? date.firstDay),
      lastDay: Math.max(date.lastDay, known?.stage.lastDay ?? date.lastDay),
    };
    byTransition.set(key, { stage, members: [...(known?.members ?? []), cluster] });
  }
  const groups = [...byTransition.values()].sort(
    (a, b) => a.stage.transitionFrom - b.stage.transitionFrom || a.stage.transitionTo - b.stage.transitionTo,
  );
  const stageOf = new Int32Array(clusters).fill(-1);
  groups.forEach(({ members }, index) => {
    for (const cluster of members) stageOf[cluster] = index;
  });
  return { stages: groups.map(({ stage }) => stage), stageOf };
}

/** The periods of the training itself; when they are kept, an empty range before the first trained period. */
function transitionOf(
  facts: Facts,
  { firstDay, lastDay }: Dates,
  { dayToPeriod, leaveOutTransition }: PeriodRule,
): Pick<Stage, 'transitionFrom' | 'transitionTo'> {
  if (leaveOutTransition) {
    return {
      transitionFrom: periodOfDay(facts.calendar, firstDay),
      transitionTo: periodOfDay(facts.calendar, lastDay),
    };
  }
  const first = trainedFromPeriod(facts.calendar, firstDay, dayToPeriod);
  return { transitionFrom: first, transitionTo: trainedFromPeriod(facts.calendar, lastDay, dayToPeriod) - 1 };
}

/** Volunteers are compared with later volunteers only; everybody else with whoever is still untrained. */
function comparableClusters(
  programme: Programme,
  stageOf: Int32Array,
  planned: readonly PlannedStage[],
): Uint8Array {
  if (programme.chosen.how !== 'volunteers') return new Uint8Array(stageOf.length).fill(1);
  const later = new Set(planned.flatMap(({ clusters }) => clusters));
  return Uint8Array.from(stageOf, (stage, cluster) => (stage >= 0 || later.has(cluster) ? 1 : 0));
}

/** [clusters] stratum within which lots were drawn; of persons, the one of their team when the first were trained. */
function strataOf(
  facts: Facts,
  { chosen: { strata } }: Programme,
  by: 'person' | 'team',
  drawnIn: number,
): Int32Array | undefined {
  if (strata === undefined) return undefined;
  const ofTeam = strataOfTeams(facts, strata);
  if (by === 'team' || ofTeam === undefined) return ofTeam;
  return teamsInPeriod(facts, drawnIn).map((team) => ofTeam[team] ?? -1);
}

/** [teams] stratum; undefined where nothing of that name is known of teams. */
function strataOfTeams(facts: Facts, strata: string): Int32Array | undefined {
  if (strata === 'site') return facts.siteOfTeam;
  const condition = facts.conditions.get(strata);
  const known =
    facts.strata.get(strata) ?? (condition === undefined ? undefined : Int32Array.from(condition));
  return known ?? (strata === 'team' ? Int32Array.from(facts.teamNames.keys()) : undefined);
}

/** [people] team in the period; of people not in post then, the first that they were in; -1 for nobody's. */
function teamsInPeriod(facts: Facts, period: number): Int32Array {
  const { periods } = facts.calendar;
  return homeTeams(facts).map((home, person) => {
    const then = facts.teamAt[person * periods + Math.min(period, periods - 1)] ?? -1;
    return then >= 0 ? then : home;
  });
}

/** Sessions of those who are to be trained after the data end, and later sessions that name nobody. */
function plannedStages(
  facts: Facts,
  programme: Programme,
  dates: ReadonlyMap<number, Dates>,
  rule: PeriodRule,
): PlannedStage[] {
  const { periods } = facts.calendar;
  const unnamed = programme.sessions
    .filter(({ teams, people }) => teams.length === 0 && people.length === 0)
    .map((session) => ({ ...datesOfSession(session), clusters: [] }));
  const named = [...dates].map(([cluster, of]) => ({ ...of, clusters: [cluster] }));
  return [...named, ...unnamed]
    .map((stage) => ({ ...stage, ...transitionOf(facts, stage, rule) }))
    .filter(({ transitionFrom }) => transitionFrom >= periods)
    .sort((a, b) => a.firstDay - b.firstDay);
}
