import { z } from 'zod';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { StoredDecision } from './identity-file.ts';
import { teamsOfPeople } from './known-teams.query.ts';
import { type KnownTeams, knownTeams } from './known-teams.ts';
import { countOfSharedNames, workOfSharedLogins } from './logins-in-facts.query.ts';
import type { People } from './people.ts';

/** What one shared login did in one source, under one team and site as that source names them. */
export interface LoginWork {
  readonly source: string;
  readonly pseudonym: number;
  /** Empty where its rows name none, or another closed the contact. */
  readonly rowTeam: string;
  readonly rowSite: string;
  readonly rows: number;
  readonly contacts: number;
  /** Days since 1970. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Team that it counts for; empty for that of people without a team, undefined where nobody says. */
  readonly team: string | undefined;
  /** Whether any person is in that team: else there is nobody beside whom it could count. */
  readonly hasPeople: boolean;
}

/**
 * Where the work of shared logins belongs: to the team that its rows name, else to the only team of the site that they
 * name, else to what was said in people-aliases.csv, else to the one team of its other rows in that source.
 */
export async function placeLogins(
  people: Pick<People, 'decisions' | 'find'>,
  warehouse: Warehouse,
): Promise<readonly LoginWork[]> {
  const [count] = await warehouse.rows(countOfSharedNames(), z.object({ names: z.number() }));
  if (count === undefined || count.names === 0) return [];
  const work = await readWork(warehouse);
  if (work.length === 0) return [];
  const known = await knownTeams(warehouse);
  const said = teamsSaid(people, known);
  const placed = work.map((each) => ({
    ...each,
    team: teamOf({ team: each.rowTeam, site: each.rowSite }, known) ?? said(each),
  }));
  const usual = usualTeams(placed);
  const namesNone = ({ rowTeam, rowSite }: Work) => rowTeam === '' && rowSite === '';
  const withPeople = new Set((await warehouse.columns(teamsOfPeople())).texts('team'));
  return placed.map((each) => {
    const team = each.team ?? (namesNone(each) ? usual.get(keyOf(each)) : undefined);
    return { ...each, team, hasPeople: team !== undefined && withPeople.has(team) };
  });
}

type Work = Omit<LoginWork, 'team' | 'hasPeople'>;

async function readWork(warehouse: Warehouse): Promise<readonly Work[]> {
  const columns = await warehouse.columns(workOfSharedLogins());
  const [source, team, site] = [columns.texts('source'), columns.texts('team'), columns.texts('site')];
  const [pseudonym, rows, contacts] = [
    columns.numbers('pseudonym'),
    columns.numbers('rows'),
    columns.numbers('contacts'),
  ];
  const [firstDay, lastDay] = [columns.integers('first_day'), columns.integers('last_day')];
  return source.map((name, row) => ({
    source: name,
    pseudonym: pseudonym[row] ?? 0,
    rowTeam: team[row] ?? '',
    rowSite: site[row] ?? '',
    rows: rows[row] ?? 0,
    contacts: contacts[row] ?? 0,
    firstDay: firstDay[row] ?? 0,
    lastDay: lastDay[row] ?? 0,
  }));
}

/** The team itself, or the one that is all of the site; undefined where neither tells. */
function teamOf(
  { team = '', site = '' }: { readonly team?: string | undefined; readonly site?: string | undefined },
  known: KnownTeams,
): string | undefined {
  const named = known.teamCalled(team);
  if (named !== undefined) return named;
  const at = known.siteCalled(site);
  if (at === undefined) return undefined;
  if (known.teams.length === 0) return '';
  const teams = known.teamsAt(at);
  return teams.length === 1 ? teams[0] : undefined;
}

type Named = Pick<LoginWork, 'source' | 'pseudonym'>;

function teamsSaid(
  people: Pick<People, 'decisions' | 'find'>,
  known: KnownTeams,
): (name: Named) => string | undefined {
  const bySource = new Map<string, StoredDecision>();
  for (const decision of people.decisions()) {
    const pseudonym = decision.decision === 'shared' ? people.find(decision.name) : undefined;
    if (pseudonym !== undefined) bySource.set(keyOf({ source: decision.source, pseudonym }), decision);
  }
  return ({ source, pseudonym }) => {
    const own = bySource.get(keyOf({ source, pseudonym }));
    const everywhere = bySource.get(keyOf({ source: '*', pseudonym }));
    return (own && teamOf(own, known)) ?? (everywhere && teamOf(everywhere, known));
  };
}

/** The team of a login that has one alone in a source. */
function usualTeams(placed: readonly Omit<LoginWork, 'hasPeople'>[]): ReadonlyMap<string, string> {
  const teams = new Map<string, Set<string>>();
  for (const each of placed) {
    if (each.team === undefined) continue;
    teams.set(keyOf(each), (teams.get(keyOf(each)) ?? new Set()).add(each.team));
  }
  return new Map(
    [...teams].flatMap(([key, of]) => (of.size === 1 ? [...of].map((team) => [key, team] as const) : [])),
  );
}

function keyOf({ source, pseudonym }: Named): string {
  return `${source}\u001f${pseudonym}`;
}

/** Work of shared logins that counts for a team, and work that counts for nobody. */
export interface LoginsPlaced {
  readonly placed: LoginCount;
  /** Nobody says its team. */
  readonly unplaced: LoginCount;
  /** Its team is known, and no person is in it. */
  readonly withoutPeople: LoginCount;
}

export interface LoginCount {
  readonly logins: number;
  readonly contacts: number;
  readonly rows: number;
}

export function countPlaced(work: readonly LoginWork[]): LoginsPlaced {
  const countOf = (of: readonly LoginWork[]): LoginCount => ({
    logins: new Set(of.map(({ pseudonym }) => pseudonym)).size,
    contacts: of.reduce((sum, { contacts }) => sum + contacts, 0),
    rows: of.reduce((sum, { rows }) => sum + rows, 0),
  });
  return {
    placed: countOf(work.filter(({ hasPeople }) => hasPeople)),
    unplaced: countOf(work.filter(({ team }) => team === undefined)),
    withoutPeople: countOf(work.filter(({ team, hasPeople }) => team !== undefined && !hasPeople)),
  };
}
