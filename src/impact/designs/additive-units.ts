import { never, type ProgrammeDates } from '../../stats/additive-effects.ts';
import type { Panel } from '../../stats/panel.ts';
import { blocksOf } from '../assigned-blocks.ts';
import type { EffectQuestion } from '../estimate-effects.ts';
import type { Facts } from '../facts.ts';
import { untrainedUntil } from '../plan-stages.ts';
import type { RollOut } from '../roll-out.ts';
import { homeTeams } from '../trained-around.ts';

/** What the additive regression is run on: people, or teams for the curve in the team. */
export interface AdditiveUnits {
  readonly panel: Panel;
  /** [units] stage of the programme at hand, -1 for none. */
  readonly stageOf: Int32Array;
  /** [units] team, or person where nothing was assigned by team. */
  readonly clusterOf: Int32Array;
  readonly clusters: number;
  /** [clusters] */
  readonly blockOf: Int32Array;
  /** [units] stratum of the draw, from 0. */
  readonly stratumOf: Int32Array | undefined;
  readonly others: readonly Omit<ProgrammeDates, 'windows'>[];
}

/**
 * People with all of their values. Left out are those who may not be compared with, people without a programme of their
 * own from the time on that their team has it (they joined it later), and colleagues of the trained where they learn from
 * them. A person belongs to the team of the training, the others to the first they were in.
 */
export function peopleUnits(question: EffectQuestion): AdditiveUnits {
  const { facts, outcome, rollOut, among } = question;
  const { periods } = facts.calendar;
  const stageOf = stagesOfPeople(facts, rollOut);
  const teamOf = teamsOfPeople(question, stageOf);
  const own =
    rollOut.by === 'team' ? teamOf : Int32Array.from(teamOf, (team, person) => (team < 0 ? -1 : person));
  const sum = new Float64Array(outcome.sum.length);
  const count = new Float64Array(outcome.count.length);
  for (let person = 0; person < facts.people; person++) {
    const cluster = own[person] ?? -1;
    if (cluster < 0 || rollOut.comparable[cluster] === 0 || among?.[cluster] === 0) continue;
    const begins = rollOut.stages[stageOf[person] ?? -1]?.transitionFrom ?? Number.POSITIVE_INFINITY;
    for (let t = 0; t < periods; t++) {
      const cell = person * periods + t;
      if (t < begins && t >= touchedFrom(facts, rollOut, person, cell)) continue;
      count[cell] = outcome.count[cell] ?? 0;
      sum[cell] = outcome.sum[cell] ?? 0;
    }
  }
  const byTeam =
    rollOut.by === 'team' ||
    rollOut.around !== undefined ||
    beside(rollOut).some((other) => other.rollOut.by === 'team');
  const panel = { units: facts.people, periods, sum, count };
  const clusterOf = (byTeam ? teamOf : own).map((cluster) => Math.max(cluster, 0));
  return {
    panel,
    stageOf,
    clusterOf,
    clusters: byTeam ? facts.teamNames.length : facts.people,
    blockOf: blocksOfClusters(rollOut, { panel, stageOf, clusterOf }, byTeam && rollOut.by === 'person'),
    stratumOf: strataOf(rollOut, own),
    others: beside(rollOut).map(({ title, rollOut: theirs }) => ({
      title,
      ...datesOf(theirs, stagesOfPeople(facts, theirs)),
    })),
  };
}

/** Teams with the values of whoever was in them; undefined where a programme was assigned by person. */
export function teamUnits({ facts, outcome, rollOut, among }: EffectQuestion): AdditiveUnits | undefined {
  if (rollOut.by === 'person' || beside(rollOut).some((other) => other.rollOut.by === 'person'))
    return undefined;
  const { periods } = facts.calendar;
  const units = rollOut.clusters;
  const sum = new Float64Array(units * periods);
  const count = new Float64Array(units * periods);
  facts.teamAt.forEach((team, cell) => {
    if (team < 0 || rollOut.comparable[team] === 0 || among?.[team] === 0) return;
    const at = team * periods + (cell % periods);
    sum[at] = (sum[at] ?? 0) + (outcome.sum[cell] ?? 0);
    count[at] = (count[at] ?? 0) + (outcome.count[cell] ?? 0);
  });
  const clusterOf = Int32Array.from({ length: units }, (_, team) => team);
  const panel = { units, periods, sum, count };
  const { stageOf } = rollOut;
  return {
    panel,
    stageOf,
    clusterOf,
    clusters: units,
    blockOf: blocksOfClusters(rollOut, { panel, stageOf, clusterOf }, false),
    stratumOf: strataOf(rollOut, clusterOf),
    others: beside(rollOut).map(({ title, rollOut: theirs }) => ({
      title,
      ...datesOf(theirs, theirs.stageOf),
    })),
  };
}

export function beside(rollOut: RollOut): NonNullable<RollOut['beside']> {
  return rollOut.beside ?? [];
}

/** First and last period of the transition of each unit. */
export function datesOf(
  { stages }: RollOut,
  stageOf: Int32Array,
): { readonly begins: Int32Array; readonly ends: Int32Array } {
  return {
    begins: stageOf.map((stage) => stages[stage]?.transitionFrom ?? never),
    ends: stageOf.map((stage) => stages[stage]?.transitionTo ?? never),
  };
}

/** [people] stage by which each got a programme: its own, or the first of a team it was in on the team's date. */
export function stagesOfPeople(facts: Facts, rollOut: RollOut): Int32Array {
  if (rollOut.by === 'person') return rollOut.stageOf;
  const { periods } = facts.calendar;
  const stageOf = new Int32Array(facts.people).fill(-1);
  rollOut.stages.forEach(({ transitionFrom }, stage) => {
    const date = Math.max(0, Math.min(transitionFrom, periods - 1));
    for (let person = 0; person < facts.people; person++) {
      const team = facts.teamAt[person * periods + date] ?? -1;
      if (stageOf[person] === -1 && rollOut.stageOf[team] === stage) stageOf[person] = stage;
    }
  });
  return stageOf;
}

function teamsOfPeople({ facts, rollOut }: EffectQuestion, stageOf: Int32Array): Int32Array {
  const { periods } = facts.calendar;
  return homeTeams(facts).map((home, person) => {
    const begins = rollOut.stages[stageOf[person] ?? -1]?.transitionFrom;
    if (begins === undefined) return home;
    const team = facts.teamAt[person * periods + Math.max(0, Math.min(begins, periods - 1))] ?? -1;
    return team < 0 ? home : team;
  });
}

/** First period from which a person without training is no comparison any more. */
function touchedFrom(facts: Facts, rollOut: RollOut, person: number, cell: number): number {
  if (rollOut.by === 'person') return untrainedUntil(rollOut, person);
  const stage = rollOut.stages[rollOut.stageOf[facts.teamAt[cell] ?? -1] ?? -1];
  return stage?.transitionFrom ?? Number.POSITIVE_INFINITY;
}

function strataOf({ stratumOf }: RollOut, own: Int32Array): Int32Array | undefined {
  return stratumOf && own.map((cluster) => (stratumOf[cluster] ?? -1) + 1);
}

/** As assigned; teams of which some were trained, and the others, where persons are summed by team. */
function blocksOfClusters(
  rollOut: RollOut,
  { panel, stageOf, clusterOf }: Pick<AdditiveUnits, 'panel' | 'stageOf' | 'clusterOf'>,
  splitTeams: boolean,
): Int32Array {
  const assigned = blocksOf({ ...rollOut, around: undefined }).of;
  const of = new Int32Array(splitTeams ? Math.max(...clusterOf) + 1 : assigned.length).fill(-1);
  clusterOf.forEach((cluster, unit) => {
    const row = panel.count.subarray(unit * panel.periods, (unit + 1) * panel.periods);
    if (!row.some((count) => count > 0)) return;
    if (!splitTeams) of[cluster] = assigned[cluster] ?? -1;
    else if ((stageOf[unit] ?? -1) >= 0 || of[cluster] === 0) of[cluster] = 0;
    else of[cluster] = 1;
  });
  return of;
}
