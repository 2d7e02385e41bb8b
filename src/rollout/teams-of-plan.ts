import type { Facts } from '../impact/index.ts';
import { UsageError } from '../model/refusal.ts';
import { lastTeamOfPeople } from './past-of-teams.ts';

/** Teams that take part, by name, so that the draw does not hang on the order in a file; all in post if none is named. */
export function teamsOfPlan(facts: Facts, named: readonly string[] | undefined): number[] {
  const inPost = new Set(lastTeamOfPeople(facts));
  const index = new Map(facts.teamNames.map((name, team) => [name, team]));
  const unknown = named?.find((name) => !index.has(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `There is no team "${unknown}".`,
      `Teams are named as in the files, separated by commas, such as --teams "${facts.teamNames.slice(0, 2).join(',')}".`,
    );
  }
  const teams =
    named === undefined
      ? [...index.values()].filter((team) => inPost.has(team))
      : [...new Set(named)].map((name) => index.get(name) ?? -1);
  return teams.sort((a, b) => compare(facts.teamNames[a] ?? '', facts.teamNames[b] ?? ''));
}

/** By code points, with numbers by size: the same on every machine. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** [teams of the plan] stratum within which lots are drawn; undefined where none is asked for. */
export function strataOfPlan(
  facts: Facts,
  teams: readonly number[],
  strata: string | undefined,
): Int32Array | undefined {
  if (strata === undefined) return undefined;
  const ofTeam =
    strata === 'site' ? facts.siteOfTeam : (facts.strata.get(strata) ?? facts.conditions.get(strata));
  if (ofTeam === undefined) {
    const known = ['site', ...facts.strata.keys(), ...facts.conditions.keys()];
    throw new UsageError(
      `Nothing is known of teams by the name "${strata}".`,
      `Lots can be drawn within: ${[...new Set(known)].join(', ')}.`,
    );
  }
  return Int32Array.from(teams, (team) => ofTeam[team] ?? -1);
}
