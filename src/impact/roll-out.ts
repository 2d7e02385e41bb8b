import type { Organisation, Programme } from '../contract/organisation.ts';
import { dayFromIso, periodOfDay, trainedFromPeriod } from '../model/calendar.ts';
import type { WayOfChoosing } from '../model/programme.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import type { Facts } from './facts.ts';

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
  /** Days of all sessions that are planned after the data end. */
  readonly plannedDays: readonly number[];
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
  const by = programme.chosen.by;
  const clusters = by === 'team' ? facts.teamNames.length : facts.people;
  const dates = assignedDates(facts, programme) ?? datesFromAttendance(facts, programmeId, by);
  if (dates.size === 0) {
    return refuse('nobody-trained', 'No session names a team or a person, and no attendance is recorded.');
  }
  const { stages, stageOf } = groupIntoStages(facts, dates, clusters, rule);
  return {
    by,
    how: programme.chosen.how,
    clusters,
    stages,
    stageOf,
    comparable: comparableClusters(programme, stageOf),
    stratumOf: strataOf(facts, programme),
    plannedDays: plannedDays(facts, programme),
  };
}

/** Dates by cluster as the sessions name them; undefined where no session names anybody. */
function assignedDates(facts: Facts, programme: Programme): Map<number, Dates> | undefined {
  const dates = new Map<number, Dates>();
  const teamIndex = new Map(facts.teamNames.map((name, index) => [name, index]));
  for (const session of programme.sessions) {
    const firstDay = dayFromIso(session.date);
    const lastDay = session.endDate === undefined ? firstDay : dayFromIso(session.endDate);
    const named =
      programme.chosen.by === 'team'
        ? session.teams.map((team) => teamIndex.get(team))
        : session.people.map((person) => facts.personOf(person));
    for (const cluster of named) if (cluster !== undefined) widen(dates, cluster, { firstDay, lastDay });
  }
  return dates.size === 0 ? undefined : dates;
}

function widen(dates: Map<number, Dates>, cluster: number, { firstDay, lastDay }: Dates): void {
  const known = dates.get(cluster);
  dates.set(cluster, {
    firstDay: Math.min(firstDay, known?.firstDay ?? firstDay),
    lastDay: Math.max(lastDay, known?.lastDay ?? lastDay),
  });
}

/** Least share of a team's people who must have come for the team to count as trained. */
const leastShareOfTeam = 0.2;

/** Persons: from their own first session. Teams: from the day by which half of those who came had come. */
function datesFromAttendance(facts: Facts, programmeId: string, by: 'team' | 'person'): Map<number, Dates> {
  const byPerson = new Map<number, Dates>();
  for (const { person, day, came } of facts.attendance.get(programmeId) ?? []) {
    if (came) widen(byPerson, person, { firstDay: day, lastDay: day });
  }
  if (by === 'person') return byPerson;
  const daysOfTeam = new Map<number, number[]>();
  for (const [person, { firstDay }] of byPerson) {
    const team = teamOnDay(facts, person, firstDay);
    if (team >= 0) daysOfTeam.set(team, [...(daysOfTeam.get(team) ?? []), firstDay]);
  }
  const dates = new Map<number, Dates>();
  for (const [team, days] of daysOfTeam) {
    const day = days.sort((a, b) => a - b)[Math.floor((days.length - 1) / 2)];
    if (day === undefined) continue;
    if (days.length >= leastShareOfTeam * sizeOfTeam(facts, team, day))
      dates.set(team, { firstDay: day, lastDay: day });
  }
  return dates;
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
    if (transition.transitionTo >= facts.calendar.periods - 1) continue;
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
function comparableClusters(programme: Programme, stageOf: Int32Array): Uint8Array {
  const onlyLaterTrained = programme.chosen.how === 'volunteers';
  return Uint8Array.from(stageOf, (stage) => (onlyLaterTrained && stage < 0 ? 0 : 1));
}

function strataOf(facts: Facts, programme: Programme): Int32Array | undefined {
  const { by, strata } = programme.chosen;
  if (strata === undefined || by === 'person') return undefined;
  if (strata === 'site') return facts.siteOfTeam;
  const condition = facts.conditions.get(strata);
  return facts.strata.get(strata) ?? (condition === undefined ? undefined : Int32Array.from(condition));
}

function plannedDays(facts: Facts, programme: Programme): number[] {
  return programme.sessions
    .map((session) => dayFromIso(session.date))
    .filter((day) => periodOfDay(facts.calendar, day) >= facts.calendar.periods - 1)
    .sort((a, b) => a - b);
}
