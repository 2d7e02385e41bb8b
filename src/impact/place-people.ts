import { type Calendar, firstDayOfPeriod } from '../model/calendar.ts';
import { formatCount } from '../model/format-numbers.ts';
import type { Columns } from '../warehouse/warehouse.ts';
import type { Leadership } from './facts.ts';
import { endOfTime, readLists, type Stay, unknownDay } from './lists-of-people.ts';

export interface PlaceRequest {
  readonly calendar: Calendar;
  readonly people: number;
  /** `peopleListed`, `membershipsListed` and `peopleSeen`. */
  readonly listed: Columns;
  readonly memberships: Columns;
  readonly seen: Columns;
}

/** Who was in which team when. */
export interface Posts {
  readonly teamNames: readonly string[];
  readonly siteNames: readonly string[];
  readonly siteOfTeam: Int32Array;
  readonly teamAt: Int32Array;
  readonly leaders: readonly Leadership[];
  readonly notes: readonly string[];
}

interface Interval {
  readonly person: number;
  readonly team: string;
  readonly site: string;
  readonly from: number;
  readonly to: number;
}

/** Team of people for whom no file names one. */
export const noTeam = '(no team)';

/**
 * In post in a period: a member of a team on the day in its middle. Membership comes from the table of teams; for
 * people who are not in it, from the lists of people (their teams, from joining to leaving); without any list, from the
 * first to the last contact. Once there is a list, people in no list take no part, and how many is said.
 */
export function placePeople(request: PlaceRequest): Posts {
  const { listed, memberships, seen } = request;
  const names = { teams: new Names(), sites: new Names() };
  const notes: string[] = [];
  const lists = readLists(listed);
  const { stays } = lists;
  const teams = teamIntervals(memberships, stays);
  const known = new Set(teams.members.map(({ person }) => person));
  const leading = new Set(teams.leaders.map(({ person }) => person));
  const fromList = lists.listings
    .filter(({ person, role }) => role !== 'leader' && !known.has(person) && !leading.has(person))
    .map((listing) => ({ ...listing, team: listing.team || noTeam }));
  const intervals = [...teams.members, ...fromList];
  const hasList = intervals.length > 0;
  if (hasList) noteTheUnlisted(seen, new Set([...known, ...leading, ...stays.keys()]), notes);
  else intervals.push(...seenIntervals(seen, notes));
  notes.push(...lists.notes);
  const siteOf = new Map<number, number>();
  const teamAt = fillPosts(request, intervals, names, siteOf);
  const leaders = teams.leaders.map(({ person, team, from, to }) => ({
    person,
    team: names.teams.indexOf(team),
    fromDay: from,
    toDay: to,
  }));
  return {
    teamNames: names.teams.all(),
    siteNames: names.sites.all(),
    siteOfTeam: Int32Array.from(names.teams.all(), (_, team) => siteOf.get(team) ?? -1),
    teamAt,
    leaders,
    notes,
  };
}

class Names {
  readonly #indices = new Map<string, number>();

  indexOf(name: string): number {
    const index = this.#indices.get(name) ?? this.#indices.size;
    this.#indices.set(name, index);
    return index;
  }

  all(): string[] {
    return [...this.#indices.keys()];
  }
}

function orUnbounded(day: number | undefined, unbounded: number): number {
  return day === undefined || day === unknownDay ? unbounded : day;
}

function teamIntervals(
  memberships: Columns,
  stays: ReadonlyMap<number, Stay>,
): { readonly members: Interval[]; readonly leaders: Interval[] } {
  const [person, from, to] = ['person_index', 'from_day', 'to_day'].map((name) =>
    memberships.integers(name),
  ) as [Int32Array, Int32Array, Int32Array];
  const [team, site, role] = ['team', 'site', 'role'].map((name) => memberships.texts(name)) as [
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  const members: Interval[] = [];
  const leaders: Interval[] = [];
  for (let row = 0; row < memberships.rowCount; row++) {
    const index = person[row] ?? 0;
    const stay = stays.get(index);
    const interval = {
      person: index,
      team: team[row] ?? noTeam,
      site: site[row] || stay?.site || '',
      from: Math.max(orUnbounded(from[row], -endOfTime), stay?.from ?? -endOfTime),
      to: Math.min(orUnbounded(to[row], endOfTime), stay?.to ?? endOfTime),
    };
    (role[row] === 'leader' ? leaders : members).push(interval);
  }
  return { members, leaders };
}

function seenIntervals(seen: Columns, notes: string[]): Interval[] {
  const [person, from, to] = ['person_index', 'first_day', 'last_day'].map((name) => seen.integers(name)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const [teams, sites] = [seen.texts('team'), seen.texts('site')];
  if (person.length > 0) {
    notes.push(
      'There is no list of people: everyone counts as in post from the first to the last own contact.',
    );
  }
  return Array.from(person, (index, row) => ({
    person: index,
    team: teams[row] || noTeam,
    site: sites[row] ?? '',
    from: from[row] ?? 0,
    to: to[row] ?? 0,
  }));
}

function noteTheUnlisted(seen: Columns, listed: ReadonlySet<number>, notes: string[]): void {
  const unlisted = seen.integers('person_index').filter((person) => !listed.has(person)).length;
  if (unlisted > 0) {
    notes.push(
      `${formatCount(unlisted)} people have contacts but are in no list of people; they take no part.`,
    );
  }
}

/** [people x periods] team on the day in the middle of each period; a later interval wins over an earlier one. */
function fillPosts(
  { calendar, people }: PlaceRequest,
  intervals: readonly Interval[],
  names: { readonly teams: Names; readonly sites: Names },
  siteOf: Map<number, number>,
): Int32Array {
  const middles = Array.from({ length: calendar.periods }, (_, period) => middleDay(calendar, period));
  const teamAt = new Int32Array(people * calendar.periods).fill(-1);
  for (const { person, team, site, from, to } of intervals) {
    const index = names.teams.indexOf(team);
    if (site !== '') siteOf.set(index, names.sites.indexOf(site));
    middles.forEach((day, period) => {
      if (day >= from && day <= to) teamAt[person * calendar.periods + period] = index;
    });
  }
  return teamAt;
}

function middleDay(calendar: Calendar, period: number): number {
  return Math.floor((firstDayOfPeriod(calendar, period) + firstDayOfPeriod(calendar, period + 1) - 1) / 2);
}
