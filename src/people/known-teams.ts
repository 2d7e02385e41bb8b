import type { Query } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { teamsListed, teamsSeen } from './known-teams.query.ts';
import { editDistance } from './match/edit-distance.ts';
import { plainLetters } from './match/plain-letters.ts';

/** The organisation's own teams and sites, in its own spelling. */
export interface KnownTeams {
  readonly teams: readonly string[];
  readonly sites: readonly string[];
  /** Nothing is loaded yet that could name any. */
  readonly isNothingKnown: boolean;
  teamCalled(name: string): string | undefined;
  siteCalled(name: string): string | undefined;
  /** Teams at a site, by its own spelling. */
  teamsAt(site: string): readonly string[];
}

/** As lists of people, teams and team facts name them; as contacts do where there is no list. */
export async function knownTeams(warehouse: Warehouse): Promise<KnownTeams> {
  const listed = await placesIn(warehouse, teamsListed());
  if (listed.length > 0) return teamsOf(listed);
  const seen = await placesIn(warehouse, teamsSeen());
  return teamsOf(seen.filter(({ team, site }) => team !== '' || site !== ''));
}

interface Place {
  readonly team: string;
  readonly site: string;
}

async function placesIn(warehouse: Warehouse, query: Query): Promise<readonly Place[]> {
  const columns = await warehouse.columns(query);
  const sites = columns.texts('site');
  return columns.texts('team').map((team, row) => ({ team, site: sites[row] ?? '' }));
}

function teamsOf(places: readonly Place[]): KnownTeams {
  const named = (texts: readonly string[]) => [...new Set(texts.filter((text) => text !== ''))].toSorted();
  const teams = named(places.map(({ team }) => team));
  const sites = named(places.map(({ site }) => site));
  return {
    teams,
    sites,
    isNothingKnown: places.length === 0,
    teamCalled: (name) => theOneCalled(name, teams),
    siteCalled: (name) => theOneCalled(name, sites),
    teamsAt: (site) => named(places.filter((place) => place.site === site).map(({ team }) => team)),
  };
}

/** The same text, else the only one that differs by letter case, blanks, hyphens or accents. */
function theOneCalled(name: string, known: readonly string[]): string | undefined {
  const text = name.trim();
  if (known.includes(text)) return text;
  const plain = plainLetters(text);
  const alike = plain === '' ? [] : known.filter((each) => plainLetters(each) === plain);
  return alike.length === 1 ? alike[0] : undefined;
}

const namesToShow = 12;
const nearToShow = 3;

/** Known names for a remedy: 'Did you mean "Bar"?', or all of them where they are few. */
export function sayNames(name: string, known: readonly string[], what: string): string {
  const near = nearNames(name, known);
  const quoted = (names: readonly string[]) => names.map((each) => `"${each}"`).join(', ');
  if (near.length > 0) return `Did you mean ${quoted(near).replace(/, (?="[^"]*"$)/, ' or ')}?`;
  if (known.length === 0) return `No list names any ${what}.`;
  const more = known.length > namesToShow ? ` and ${known.length - namesToShow} more` : '';
  return `Known are ${quoted(known.slice(0, namesToShow))}${more}.`;
}

/** Up to a third of the letters are another, or one name is a part of the other. */
function nearNames(name: string, known: readonly string[]): readonly string[] {
  const plain = plainLetters(name);
  const most = Math.max(1, Math.floor(plain.length / 3));
  const isPart = (each: string) =>
    plain.length > 2 && each.length > 2 && (each.includes(plain) || plain.includes(each));
  return known
    .map((each) => {
      const other = plainLetters(each);
      return { each, away: isPart(other) ? 1 : editDistance(plain, other, most) };
    })
    .filter(({ away }) => away <= most)
    .toSorted((a, b) => a.away - b.away)
    .slice(0, nearToShow)
    .map(({ each }) => each);
}
