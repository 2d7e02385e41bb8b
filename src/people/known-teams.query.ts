import { currentFacts } from '../warehouse/fact-tables.ts';
import { type Query, sql } from '../warehouse/sql.ts';

/** Teams that lists of people or of teams name, with a site of each; empty texts where one is not named. */
export function teamsListed(): Query {
  return sql`select distinct coalesce(trim(team), '') as team, coalesce(trim(site), '') as site from (
      select team, site from ${currentFacts('people', [])} union all select team, site from ${currentFacts('teams', [])}
      union all select team, site from ${currentFacts('team-facts', [])}
    ) order by team, site`;
}

/** The same of the contacts, for organisations without such a list. */
export function teamsSeen(): Query {
  return sql`select distinct coalesce(trim(team), '') as team, coalesce(trim(site), '') as site from (
      select team, site from ${currentFacts('interactions', [])} union all select team, site from ${currentFacts('telephony', [])}
    ) order by team, site`;
}
