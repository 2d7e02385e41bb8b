import type { Organisation } from '../contract/organisation.ts';
import type { Facts, Outcome } from '../impact/index.ts';
import type { TeamPast } from '../stats/team-shocks.ts';
import { withoutKnownProgrammes } from './known-programmes.ts';
import { personAndWeekMeans } from './person-and-week-means.ts';

/** The organisation's own past, as the power of a roll-out reads it. */
export interface PastOfTeams {
  readonly past: TeamPast;
  /** [teams of the plan] people in post at the end of the data. */
  readonly people: Float64Array;
  /** Share of people in post who are still in post a period later. */
  readonly staying: number;
  /** Programmes whose effects were taken off. */
  readonly removed: readonly string[];
}

/** Series of the teams of a plan: people's own levels and the effects of known programmes taken off. */
export function pastOfTeams(
  facts: Facts,
  organisation: Organisation,
  measureId: string,
  outcome: Outcome,
  teams: readonly number[],
): PastOfTeams {
  const { periods } = facts.calendar;
  const means = personAndWeekMeans(facts, outcome);
  const { values, removed } = withoutKnownProgrammes(facts, organisation, measureId, {
    values: means.ofWeek,
    counts: means.counts,
  });
  const now = lastTeamOfPeople(facts);
  const levels = teams.map((team) => levelOf(team, now, means.ofPerson));
  return {
    past: {
      teams: teams.length,
      periods,
      values: Float64Array.from({ length: teams.length * periods }, (_, cell) => {
        const row = Math.floor(cell / periods);
        return (levels[row] ?? 0) + (values[(teams[row] ?? 0) * periods + (cell % periods)] ?? 0);
      }),
      counts: Float64Array.from(
        { length: teams.length * periods },
        (_, cell) => means.counts[(teams[Math.floor(cell / periods)] ?? 0) * periods + (cell % periods)] ?? 0,
      ),
      valueVariance: means.valueVariance,
    },
    people: Float64Array.from(teams, (team) => now.filter((of) => of === team).length),
    staying: shareStaying(facts),
    removed,
  };
}

/** [people] team at the end of the data, -1 for those not in post. */
export function lastTeamOfPeople({ people, teamAt, calendar }: Facts): Int32Array {
  return Int32Array.from(
    { length: people },
    (_, person) => teamAt[(person + 1) * calendar.periods - 1] ?? -1,
  );
}

function levelOf(team: number, now: Int32Array, ofPerson: Float64Array): number {
  let [sum, n] = [0, 0];
  now.forEach((of, person) => {
    if (of !== team) return;
    sum += ofPerson[person] ?? 0;
    n++;
  });
  return n === 0 ? 0 : sum / n;
}

function shareStaying({ teamAt, calendar }: Facts): number {
  let [inPost, stayed] = [0, 0];
  teamAt.forEach((team, cell) => {
    if (team < 0 || (cell + 1) % calendar.periods === 0) return;
    inPost++;
    if ((teamAt[cell + 1] ?? -1) >= 0) stayed++;
  });
  return inPost === 0 || stayed === 0 ? 1 : stayed / inPost;
}
