import type { Facts } from './facts.ts';

/** Share of a team, trained, above which its untrained people no longer count as untrained. */
export const mostTrainedAround = 0.2;
/** In larger groups nobody knows who works beside whom, so a share of them says nothing on a person's colleagues. */
export const largestTeam = 50;

/** Where persons were trained within teams: who had how many trained colleagues, from when on. */
export interface TrainedAround {
  /** [people] first period in which more than 20 % of the own team had begun the training; `calendar.periods` for never. */
  readonly exposedFrom: Int32Array;
  /** [people] one person that stands for all of the same home team in the error, as colleagues share what happens to them. */
  readonly headOf: Int32Array;
}

/** Who began when: as in a roll-out by person. */
export interface PersonStarts {
  readonly stages: readonly { readonly transitionFrom: number }[];
  readonly stageOf: Int32Array;
}

/**
 * The exposure of every person to trained colleagues. Undefined where nobody untrained ever had more than 20 % of
 * the own team trained: then persons can be compared with persons, and nothing has to be left out.
 */
export function trainedAroundOf(facts: Facts, starts: PersonStarts): TrainedAround | undefined {
  const exposedFrom = firstExposed(facts, shareTrainedAround(facts, starts));
  const isTouched = [...starts.stageOf].some((stage, person) => {
    const begins = starts.stages[stage]?.transitionFrom ?? facts.calendar.periods;
    return (exposedFrom[person] ?? 0) < begins;
  });
  return isTouched ? { exposedFrom, headOf: headsOfTeams(facts) } : undefined;
}

/** [teams x periods] share of those in post who had begun the training, 0 to 1; -1 where the group is not a team. */
export function shareTrainedAround(facts: Facts, { stages, stageOf }: PersonStarts): Float64Array {
  const { periods } = facts.calendar;
  const size = new Float64Array(facts.teamNames.length * periods);
  const share = new Float64Array(size.length);
  for (let person = 0; person < facts.people; person++) {
    const begins = stages[stageOf[person] ?? -1]?.transitionFrom ?? periods;
    for (let t = 0; t < periods; t++) {
      const team = facts.teamAt[person * periods + t] ?? -1;
      if (team < 0) continue;
      const cell = team * periods + t;
      size[cell] = (size[cell] ?? 0) + 1;
      if (t >= begins) share[cell] = (share[cell] ?? 0) + 1;
    }
  }
  return share.map((trained, cell) => {
    const people = size[cell] ?? 0;
    return people === 0 || people > largestTeam ? -1 : trained / people;
  });
}

/** Whoever left stands with the last team: one that has nobody else left in it is no comparison of its own. */
function firstExposed(facts: Facts, share: Float64Array): Int32Array {
  const { periods } = facts.calendar;
  return Int32Array.from({ length: facts.people }, (_, person) => {
    let team = -1;
    for (let t = 0; t < periods; t++) {
      const now = facts.teamAt[person * periods + t] ?? -1;
      if (now >= 0) team = now;
      if (team >= 0 && (share[team * periods + t] ?? 0) > mostTrainedAround) return t;
    }
    return periods;
  });
}

/** [people] team of the first period in post, -1 for nobody's. */
export function homeTeams({ people, calendar: { periods }, teamAt }: Facts): Int32Array {
  return Int32Array.from({ length: people }, (_, person) => {
    const row = teamAt.subarray(person * periods, (person + 1) * periods);
    return row.find((team) => team >= 0) ?? -1;
  });
}

/** Members of a team that is small enough to be one share its first member as their head; others stand alone. */
function headsOfTeams(facts: Facts): Int32Array {
  const homes = homeTeams(facts);
  const sizes = largestSizes(facts);
  const heads = new Map<number, number>();
  return homes.map((team, person) => {
    if (team < 0 || (sizes[team] ?? 0) > largestTeam) return person;
    const head = heads.get(team) ?? person;
    heads.set(team, head);
    return head;
  });
}

/** [teams] most people in post at once. */
function largestSizes({ people, calendar: { periods }, teamAt, teamNames }: Facts): Int32Array {
  const largest = new Int32Array(teamNames.length);
  for (let t = 0; t < periods; t++) {
    const size = new Int32Array(teamNames.length);
    for (let person = 0; person < people; person++) {
      const team = teamAt[person * periods + t] ?? -1;
      if (team >= 0) size[team] = (size[team] ?? 0) + 1;
    }
    size.forEach((now, team) => {
      largest[team] = Math.max(largest[team] ?? 0, now);
    });
  }
  return largest;
}
