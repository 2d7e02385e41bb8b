import type { Roster } from './draw-roster.ts';
import type { OrganisationModel, ProgrammeModel, RollOutModel, StagedRollOut } from './organisation-model.ts';
import type { Streams } from './streams.ts';

/** When each person or team was assigned to be trained, and who came. */
export interface DrawnRollOut {
  readonly by: 'person' | 'team';
  /** [people or teams] week of the session they were assigned to, -1 for none. */
  readonly assignedWeek: Int32Array;
  /** [people] week of the session they were invited to, -1 for none. In leaders' programmes only leaders are. */
  readonly invitedWeek: Int32Array;
  /** [people] week in which they came, -1 for never. */
  readonly cameWeek: Int32Array;
}

/** What is known before the sessions begin. */
export interface BeforeTraining {
  readonly model: OrganisationModel;
  readonly roster: Roster;
  /** [teams] 1 where the named condition holds. */
  readonly withCondition: Uint8Array;
  readonly streams: Streams;
  /** [people] mean of a measure over weeks `from` to `to` - 1; undefined where too little was observed. */
  readonly pastScores: (measure: string, from: number, to: number) => readonly (number | undefined)[];
  /** [teams] how good its people are at something, apart from chance. */
  readonly standingOfTeams: (measure: string) => Float64Array;
  /** [people] how good each is at something, apart from chance. */
  readonly standingOfPeople: (measure: string) => Float64Array;
}

const laterWeeks = 2;
/** How far teams and people misjudge their own standing when they choose, in standard deviations of it. */
const misjudgement = 1;

export function drawRollOut(before: BeforeTraining, programme: ProgrammeModel, index: number): DrawnRollOut {
  const { roster } = before;
  const by = assignedBy(programme.rollOut);
  const assignedWeek = assign(before, programme, index);
  const toTeam = by === 'team';
  const leadersOnly = programme.effect.reaches === 'team';
  const invitedWeek = new Int32Array(roster.people).fill(-1);
  for (let person = 0; person < roster.people; person++) {
    if (!toTeam) invitedWeek[person] = assignedWeek[person] ?? -1;
    else if (!leadersOnly) invitedWeek[person] = invitedWithTeam(roster, assignedWeek, person);
  }
  if (leadersOnly) {
    roster.leaderOf.forEach((leader, team) => {
      invitedWeek[leader] = assignedWeek[team] ?? -1;
    });
  }
  return { by, assignedWeek, invitedWeek, cameWeek: whoCame(before, programme, index, invitedWeek) };
}

function assignedBy(rollOut: RollOutModel): 'person' | 'team' {
  if (rollOut.kind === 'stages') return rollOut.by;
  return rollOut.kind === 'low-scores' ? 'person' : 'team';
}

/** A member is invited with the team they are in during the week of its session. */
function invitedWithTeam({ teamAt, weeks }: Roster, assignedWeek: Int32Array, person: number): number {
  for (let week = 0; week < weeks; week++) {
    const team = teamAt[person * weeks + week] ?? -1;
    if (team >= 0 && assignedWeek[team] === week) return week;
  }
  return -1;
}

function whoCame(
  { roster, streams }: BeforeTraining,
  { came }: ProgrammeModel,
  index: number,
  invitedWeek: Int32Array,
): Int32Array {
  const random = streams('attendance', index);
  return invitedWeek.map((week, person) => {
    const u = random.next();
    const leaves = roster.left[person] ?? 0;
    if (week < 0 || week >= leaves) return -1;
    if (u < came.onTheDay) return week;
    const later = week + laterWeeks;
    return u < came.onTheDay + came.later && later < leaves ? later : -1;
  });
}

/** [people or teams] week of the session each is assigned to. */
function assign(before: BeforeTraining, { rollOut, measure }: ProgrammeModel, index: number): Int32Array {
  const { model, streams } = before;
  if (rollOut.kind === 'one-day') return new Int32Array(model.teams).fill(rollOut.week);
  if (rollOut.kind === 'low-scores') return assignLowest(before, rollOut, measure);
  const random = streams('rollOut', index);
  const candidates = rollOut.by === 'team' ? counting(model.teams) : inPost(before.roster, rollOut);
  const units = rollOut.by === 'team' ? model.teams : before.roster.people;
  if (rollOut.order === 'own-choice') {
    return stagesOf(units, rollOut, [
      keenFirst(counting(model.teams), before.standingOfTeams(measure), random),
    ]);
  }
  if (rollOut.order === 'volunteers') {
    const keen = keenFirst(candidates, before.standingOfPeople(measure), random);
    return stagesOf(units, rollOut, [random.shuffle(keen.slice(0, rollOut.weeks.length * rollOut.perStage))]);
  }
  if (rollOut.order === 'drawn') return stagesOf(units, rollOut, [random.shuffle(candidates)]);
  const holds = (team: number) => before.withCondition[team] === 1;
  return stagesOf(units, rollOut, [
    random.shuffle(candidates.filter(holds)),
    random.shuffle(candidates.filter((team) => !holds(team))),
  ]);
}

/** Fills the stages in the given orders, with an equal part of each stage from each order. */
function stagesOf(
  units: number,
  { weeks, perStage }: StagedRollOut,
  orders: readonly Int32Array[],
): Int32Array {
  const assignedWeek = new Int32Array(units).fill(-1);
  const share = perStage / orders.length;
  for (const order of orders) {
    weeks.forEach((week, stage) => {
      for (const unit of order.subarray(stage * share, (stage + 1) * share)) assignedWeek[unit] = week;
    });
  }
  return assignedWeek;
}

/** When each team was assigned in an order drawn by lot: it hangs on nothing but the lot. */
export function drawTeams(
  { teams }: OrganisationModel,
  rollOut: StagedRollOut,
  streams: Streams,
  index: number,
) {
  return stagesOf(teams, rollOut, [streams('rollOut', index).shuffle(counting(teams))]);
}

function keenFirst(candidates: Int32Array, standing: Float64Array, random: ReturnType<Streams>): Int32Array {
  const spread = Math.sqrt(standing.reduce((sum, value) => sum + value ** 2, 0) / standing.length);
  const keenness = standing.map((value) => value + misjudgement * spread * random.normal());
  return candidates.toSorted((a, b) => (keenness[b] ?? 0) - (keenness[a] ?? 0));
}

/** The lowest by their past score, among those still in post in the week of the session. */
function assignLowest(
  { roster, pastScores }: BeforeTraining,
  { scoreWeeks, week, share }: Extract<RollOutModel, { kind: 'low-scores' }>,
  measure: string,
): Int32Array {
  const scores = pastScores(measure, scoreWeeks[0], scoreWeeks[1]);
  const scored = [...scores.keys()].filter(
    (person) => scores[person] !== undefined && (roster.left[person] ?? 0) > week,
  );
  scored.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const assignedWeek = new Int32Array(roster.people).fill(-1);
  for (const person of scored.slice(0, Math.round(share * scored.length))) assignedWeek[person] = week;
  return assignedWeek;
}

function inPost({ members, weeks, teamAt }: Roster, rollOut: StagedRollOut): Int32Array {
  const first = rollOut.weeks[0] ?? 0;
  const { amongTeams = Number.POSITIVE_INFINITY } = rollOut;
  return counting(members).filter((person) => {
    const team = teamAt[person * weeks + first] ?? -1;
    return team >= 0 && team < amongTeams;
  });
}

function counting(length: number): Int32Array {
  return Int32Array.from({ length }, (_, index) => index);
}
