import { factsAsNamed } from '../warehouse/fact-tables.ts';
import { identifier, type Query, sql } from '../warehouse/sql.ts';
import type { Behind } from './outcome-by-period.query.ts';

/**
 * Makes the empty temporary table of units: which number the work of a shared login has, by source and by the team and
 * site that its rows name there (empty where they name none, or another closed the contact).
 */
export function emptyLoginUnits(): Query {
  return sql`create or replace temp table login_units (source varchar, pseudonym bigint, team varchar, site varchar, unit integer)`;
}

/** The first so many units in the place of people; needs the temporary table `login_units`. */
export function sharedLogins(units: number): Behind {
  const index = sql`(select distinct unit::bigint as person, unit as person_index from login_units where unit < ${units}::integer)`;
  return { facts: rowsOfLogins, index };
}

const otherColumns = { interactions: ['first_person', 'rated_person'], events: [], telephony: [] } as const;

/** Rows of which a shared login is credited, with its unit as the person; nobody else is credited beside it. */
function rowsOfLogins(table: keyof typeof otherColumns, columns: readonly string[] = ['person']): Query {
  const other = columns.find((column) => column !== 'person');
  const credited =
    other === undefined ? sql`facts.person` : sql`coalesce(facts.${identifier(other)}, facts.person)`;
  const isOwn = sql`${credited} = facts.person`;
  const own = (column: 'team' | 'site') =>
    column === 'site' && table === 'events'
      ? sql`''`
      : sql`case when ${isOwn} then coalesce(trim(facts.${identifier(column)}), '') else '' end`;
  const nobody = otherColumns[table].map((column) => sql`, null::bigint as ${identifier(column)}`);
  return sql`(select facts.* replace (units.unit::bigint as person ${sql.join(nobody, ' ')})
    from ${factsAsNamed(table)} facts join (
      select load_id, pseudonym, login_units.team as own_team, login_units.site as own_site, unit
      from login_units join loads using (source)
    ) units on units.load_id = facts.load_id and units.pseudonym = ${credited}
      and units.own_team = ${own('team')} and units.own_site = ${own('site')})`;
}
