import { currentFacts } from '../warehouse/fact-tables.ts';
import { type Query, sql } from '../warehouse/sql.ts';

/** Makes the temporary table `person_index(person, person_index)` of everybody in any table; indices from 0. Logins that several people share are nobody's. */
export function indexPeople(): Query {
  return sql`create or replace temp table person_index as
    select person, (row_number() over (order by person) - 1)::integer as person_index from (
      select person from ${currentFacts('people')} union select person from ${currentFacts('teams')}
      union select person from ${currentFacts('attendance')} union select person from ${currentFacts('assessments')}
      union select person from ${currentFacts('interactions', ['person'])} union select first_person from ${currentFacts('interactions', ['first_person'])}
      union select rated_person from ${currentFacts('interactions', ['rated_person'])} union select person from ${currentFacts('events')}
      union select person from ${currentFacts('telephony')}
    ) where person > 0`;
}

export function peopleIndexed(): Query {
  return sql`select person::double as pseudonym, person_index from person_index order by person_index`;
}

const none = -1_000_000;

/** The list of people; days are counted from 1970, -1,000,000 where not known. */
export function peopleListed(): Query {
  return sql`select person_index, coalesce(team, '') as team, coalesce(site, '') as site, coalesce(role, '') as role,
      coalesce(date_diff('day', date '1970-01-01', joined), ${none}::integer)::integer as joined,
      coalesce(date_diff('day', date '1970-01-01', "left"), ${none}::integer)::integer as left_on,
      coalesce(date_diff('day', date '1970-01-01', as_of), ${none}::integer)::integer as as_of
    from ${currentFacts('people')} facts join person_index using (person)`;
}

/** Membership and leadership of teams, as intervals of days. */
export function membershipsListed(): Query {
  return sql`select person_index, team, coalesce(site, '') as site, coalesce(role, 'member') as role,
      coalesce(date_diff('day', date '1970-01-01', "from"), ${none}::integer)::integer as from_day,
      coalesce(date_diff('day', date '1970-01-01', "to"), ${none}::integer)::integer as to_day
    from ${currentFacts('teams')} facts join person_index using (person)
    where team is not null order by person_index, from_day`;
}

/** First and last day, and the commonest team, of everybody in interactions and telephone intervals: for organisations without a list. */
export function peopleSeen(): Query {
  return sql`select person_index, coalesce(mode(team), '') as team, coalesce(mode(site), '') as site,
      date_diff('day', date '1970-01-01', min("time"::date))::integer as first_day,
      date_diff('day', date '1970-01-01', max("time"::date))::integer as last_day
    from (select person, team, site, "time" from ${currentFacts('interactions', ['person'])}
      union all select person, team, site, "time" from ${currentFacts('telephony')}) facts
    join person_index using (person) group by person_index`;
}
