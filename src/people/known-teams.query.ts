import { currentFacts } from '../warehouse/fact-tables.ts';
import { type Query, sql } from '../warehouse/sql.ts';

/** Teams that lists of people or of teams name, with a site of each; empty texts where one is not named. */
export function teamsListed(): Query {
  return sql`select distinct coalesce(trim(team), '') as team, coalesce(trim(site), '') as site from (
      select team, site from ${currentFacts('people', [])} union all select team, site from ${currentFacts('teams', [])}
      union all select team, site from ${currentFacts('team-facts', [])}
    ) order by team, site`;
}

/** Teams in which a list has any person, or the contacts where no list has any. */
export function teamsOfPeople(): Query {
  return sql`with listed as (
      select team from ${currentFacts('people')} where person > 0 and coalesce(role, '') <> 'leader'
      union all select team from ${currentFacts('teams')} where person > 0 and team is not null
    ), seen as (
      select team from ${currentFacts('interactions', ['person'])} where person > 0
      union all select team from ${currentFacts('telephony')} where person > 0
    )
    select distinct coalesce(trim(team), '') as team
    from (select team from listed union all select team from seen where (select count(*) from listed) = 0) order by team`;
}

/** The same of the contacts, for organisations without such a list. */
export function teamsSeen(): Query {
  return sql`select distinct coalesce(trim(team), '') as team, coalesce(trim(site), '') as site from (
      select team, site from ${currentFacts('interactions', [])} union all select team, site from ${currentFacts('telephony', [])}
    ) order by team, site`;
}
