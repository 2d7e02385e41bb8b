import type { Facts, GroupLevel } from './facts.ts';
import type { Score } from './load-scores.ts';

/** What scores call their sites, departments or teams, and which teams of the staff belong to them. */
export interface GroupNames {
  readonly level: GroupLevel;
  readonly titles: readonly string[];
  /** [teams of the staff] -1 for none. */
  readonly groupOfTeam: Int32Array;
  readonly groupOf: (score: Pick<Score, GroupLevel>) => number | undefined;
}

type Place = Pick<Score, GroupLevel>;

/** Names are the same whatever their letter case and blanks. A department or team is told by its site, too, where the scores name it. */
export function nameGroups(
  level: GroupLevel,
  scores: readonly Place[],
  staff: Pick<Facts, 'teamNames' | 'siteNames' | 'siteOfTeam'>,
  departmentOfTeam: readonly string[],
): GroupNames {
  const bySite = level !== 'site' && isAtSeveralSites(level, scores);
  const keyOf = (place: Place) => `${bySite ? plain(place.site) : ''}\n${plain(place[level])}`;
  const titles = new Map<string, string>();
  for (const place of scores) {
    if (place[level] === '' || titles.has(keyOf(place))) continue;
    titles.set(keyOf(place), bySite && place.site !== '' ? `${place.site}, ${place[level]}` : place[level]);
  }
  const indexOf = new Map([...titles.keys()].map((key, index) => [key, index]));
  const groupOf = (place: Place) => (place[level] === '' ? undefined : indexOf.get(keyOf(place)));
  const groupOfTeam = Int32Array.from(staff.teamNames, (team, index) => {
    const site = staff.siteNames[staff.siteOfTeam[index] ?? -1] ?? '';
    const department = departmentOfTeam[index] || team;
    return groupOf({ site, department, team }) ?? -1;
  });
  return { level, titles: [...titles.values()], groupOfTeam, groupOf };
}

function plain(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/** Whether a name alone does not tell which it is, as "Kitchen" in several hotels. */
function isAtSeveralSites(level: GroupLevel, scores: readonly Place[]): boolean {
  const sites = new Map<string, string>();
  return scores.some((place) => {
    const name = plain(place[level]);
    const site = sites.get(name) ?? plain(place.site);
    sites.set(name, site);
    return site !== plain(place.site);
  });
}
