import { z } from 'zod';
import { currentFacts, factsOf } from '../warehouse/fact-tables.ts';
import { identifier, sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Facts } from './facts.ts';
import type { Posts } from './place-people.ts';

const yes = new Set(['yes', 'y', 'true', '1', 'ja', 'oui', 'si', 'sì', 'x']);
const no = new Set(['no', 'n', 'false', '0', 'nein', 'non', '']);

const ColumnName = z.object({ column_name: z.string() });
const prefix = 'l_';

/** What is known of teams: their site, facts that are yes or no, and facts that are texts (strata of a draw). */
export async function teamFactsFrom(
  warehouse: Warehouse,
  posts: Posts,
): Promise<Pick<Facts, 'conditions' | 'strata' | 'siteNames' | 'siteOfTeam'>> {
  const present = await warehouse.rows(
    sql`select column_name from information_schema.columns where table_name = ${factsOf('team-facts')}`,
    ColumnName,
  );
  const facts = present.map(({ column_name }) => column_name).filter((name) => name.startsWith(prefix));
  const rows = await readTeamFacts(warehouse, facts);
  const teamIndex = new Map(posts.teamNames.map((name, index) => [name, index]));
  const placed = rows.flatMap((row) => {
    const team = teamIndex.get(row.team);
    return team === undefined ? [] : [{ team, row }];
  });
  const conditions = new Map<string, Int8Array>();
  const strata = new Map<string, Int32Array>();
  facts.forEach((column, k) => {
    const name = column.slice(prefix.length);
    const texts = placed.map(({ row }) => (row.facts[k] ?? '').trim().toLowerCase());
    if (texts.every((text) => yes.has(text) || no.has(text))) {
      conditions.set(name, yesOrNo(posts, placed, texts));
    } else {
      strata.set(name, indicesOfTexts(posts, placed, texts));
    }
  });
  return { conditions, strata, ...sitesFrom(posts, placed) };
}

interface TeamRow {
  readonly team: string;
  readonly site: string;
  readonly facts: readonly string[];
}

interface Placed {
  readonly team: number;
  readonly row: TeamRow;
}

async function readTeamFacts(warehouse: Warehouse, facts: readonly string[]): Promise<TeamRow[]> {
  const asked = facts.map((column) => sql`, coalesce(${identifier(column)}, '') as ${identifier(column)}`);
  const columns = await warehouse.columns(
    sql`select team, coalesce(site, '') as site ${sql.join(asked, ' ')} from ${currentFacts('team-facts')} where team is not null`,
  );
  const site = columns.texts('site');
  const texts = facts.map((column) => columns.texts(column));
  return columns.texts('team').map((team, row) => ({
    team,
    site: site[row] ?? '',
    facts: texts.map((column) => column[row] ?? ''),
  }));
}

function yesOrNo({ teamNames }: Posts, placed: readonly Placed[], texts: readonly string[]): Int8Array {
  const values = new Int8Array(teamNames.length).fill(-1);
  placed.forEach(({ team }, k) => {
    const text = texts[k] ?? '';
    if (text !== '') values[team] = yes.has(text) ? 1 : 0;
  });
  return values;
}

function indicesOfTexts(
  { teamNames }: Posts,
  placed: readonly Placed[],
  texts: readonly string[],
): Int32Array {
  const values = new Int32Array(teamNames.length).fill(-1);
  const names = new Map<string, number>();
  placed.forEach(({ team }, k) => {
    const text = texts[k] ?? '';
    const index = names.get(text) ?? names.size;
    names.set(text, index);
    values[team] = index;
  });
  return values;
}

function sitesFrom(posts: Posts, placed: readonly Placed[]): Pick<Facts, 'siteNames' | 'siteOfTeam'> {
  const names = [...posts.siteNames];
  const siteOfTeam = posts.siteOfTeam.slice();
  for (const { team, row } of placed) {
    if (row.site === '') continue;
    const known = names.indexOf(row.site);
    siteOfTeam[team] = known >= 0 ? known : names.push(row.site) - 1;
  }
  return { siteNames: names, siteOfTeam };
}
