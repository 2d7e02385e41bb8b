import type { Organisation, Programme } from '../contract/organisation.ts';
import { periodOfDay, trainedFromPeriod } from '../model/calendar.ts';
import type { WayOfChoosing } from '../model/programme.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import type { Facts, GroupLevel, Groups } from './facts.ts';
import { groupsTrained } from './groups-trained.ts';
import { homeTeams, type TrainedAround, trainedAroundOf } from './trained-around.ts';
import { type Dates, datesOfSession, trainingDates } from './training-dates.ts';

/** Who was trained when, as assigned: the design that an estimate of the effect rests on. */
export interface RollOut {
  readonly by: 'team' | 'person';
  /** What the teams are, where each is a site, department or team with a score of its own. */
  readonly of?: GroupLevel | undefined;
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
  /** The training changed who left, so that those still in post are no longer those who were drawn. */
  readonly leavingMoved?: boolean | undefined;
  /** How many of the clusters take part, where not all do. */
  readonly takingPart?: number;
  /** What a reader must know of how the roll-out was read. */
  readonly notes?: readonly string[];
}

/** Whether those who are compared are those between whom lots decided. */
export function isAsDrawn({ how, around, leavingMoved }: RollOut): boolean {
  return how === 'lot' && around === undefined && leavingMoved !== true;
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

/** Reads the roll-out of a programme from its declared sessions, or from who came when none names teams or people. */
export function rollOutOf(
  facts: Facts,
  programmeId: string,
  programme: Programme,
  rule: PeriodRule,
): RollOut | Refused {
  if (facts.groups !== undefined) return rollOutOfGroups(facts, facts.groups, programmeId, programme, rule);
  const { by, dates } = trainingDates(facts, programmeId, programme);
  const clusters = by === 'team' ? facts.teamNames.length : facts.people;
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

/** Sites, departments or teams with a score of their own, as if they had been assigned. */
function rollOutOfGroups(
  facts: Facts,
  groups: Groups,
  programmeId: string,
  programme: Programme,
  rule: PeriodRule,
): RollOut | Refused {
  const { dates, how, notes } = groupsTrained(facts, groups, programmeId, programme);
  if (dates.size === 0) {
    return refuse('nobody-trained', `As far as is known, no ${groups.level} was trained to a fifth or more.`);
  }
  const clusters = facts.teamNames.length;
  const { stages, stageOf } = groupIntoStages(facts, dates, clusters, rule);
  const planned = plannedStages(facts, programme, dates, rule);
  return {
    by: 'team',
    of: groups.level,
    how,
    clusters,
    stages,
    stageOf,
    comparable: comparableClusters(programme, stageOf, planned),
    stratumOf: programme.chosen.strata === 'team' ? undefined : strataOf(facts, programme, 'team', 0),
    others: [],
    planned,
    takingPart: new Set(facts.teamAt.filter((group) => group >= 0)).size,
    notes,
  };
}

export function clustersTakingPart({ clusters, takingPart = clusters }: RollOut): number {
  return takingPart;
}

/** What is compared, in words: teams, people, or sites with a score of their own. */
export function whatIsCompared({ by, of }: Pick<RollOut, 'by' | 'of'>): string {
  return of === undefined ? (by === 'team' ? 'teams' : 'people') : `${of}s`;
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
