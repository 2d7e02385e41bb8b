import { z } from 'zod';
import { sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type AliasLine, wrong } from './aliases-file.ts';
import { type KnownTeams, knownTeams, sayNames } from './known-teams.ts';
import type { People } from './people.ts';

export interface TeamsSaid {
  /** All lines; those that say a team of a login that is taken as shared decide that it is. */
  readonly lines: readonly AliasLine[];
  readonly notes: readonly { readonly line: AliasLine; readonly note: string }[];
}

/**
 * Looks at the lines that say where a shared login belongs. A team or site that no list names, or a site of several
 * teams, is a `UsageError`; as long as no list is loaded, nothing can be told and the lines wait.
 */
export async function settleTeams(
  lines: readonly AliasLine[],
  people: Pick<People, 'find'>,
  warehouse: Warehouse,
): Promise<TeamsSaid> {
  if (!lines.some(saysPlace)) return { lines, notes: [] };
  const known = await knownTeams(warehouse);
  const shared = await namesShared(warehouse);
  const isTakenAsShared = ({ source, name }: AliasLine) => shared.has(`${source} ${people.find(name)}`);
  const waiting = known.isNothingKnown ? lines.filter(saysPlace) : [];
  return {
    lines: lines.map((line) => {
      if (!saysPlace(line)) return line;
      if (!known.isNothingKnown) refuseUnknown(line, known);
      if (line.decision === 'shared') return line;
      if (isTakenAsShared(line)) return { ...line, decision: 'shared' };
      throw wrong(
        line.line,
        'says where a login belongs that is not taken as shared',
        'Write "shared" as its decision if several people use it; else empty the cell.',
      );
    }),
    notes: waiting.map((line) => ({
      line,
      note: 'no list of people or teams is loaded so far; the line waits for it.',
    })),
  };
}

function saysPlace({ team, site }: AliasLine): boolean {
  return team !== '' || site !== '';
}

function refuseUnknown({ line, team, site }: AliasLine, known: KnownTeams): void {
  if (team !== '' && known.teamCalled(team) === undefined) {
    throw wrong(line, `names the team "${team}", which is in no list`, sayNames(team, known.teams, 'team'));
  }
  if (site === '') return;
  const at = known.siteCalled(site);
  if (at === undefined) {
    throw wrong(line, `names the site "${site}", which is in no list`, sayNames(site, known.sites, 'site'));
  }
  const teams = known.teamsAt(at);
  if (team === '' && known.teams.length > 0 && teams.length !== 1) {
    throw wrong(
      line,
      `names the site "${site}", which has ${teams.length === 0 ? 'no team' : `${teams.length} teams`}`,
      `Say which team it is, in the column "team". ${sayNames('', teams, 'team of it')}`,
    );
  }
}

/** Source, or * for any, and pseudonym of each name that means nobody. */
async function namesShared(warehouse: Warehouse): Promise<ReadonlySet<string>> {
  const rows = await warehouse.rows(
    sql`select source, pseudonym from people_meant where person is null`,
    z.object({ source: z.string(), pseudonym: z.number() }),
  );
  return new Set(rows.flatMap(({ source, pseudonym }) => [`${source} ${pseudonym}`, `* ${pseudonym}`]));
}
