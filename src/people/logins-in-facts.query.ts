import { factsAsNamed } from '../warehouse/fact-tables.ts';
import { identifier, joinSql, type Query, sql } from '../warehouse/sql.ts';

/** Shared logins by load: names that mean nobody. */
function sharedNames(): Query {
  return sql`(select load_id, source, pseudonym from people_meant join loads using (source) where person is null)`;
}

/** How many names mean nobody, being shared. */
export function countOfSharedNames(): Query {
  return sql`select count(*)::double as names from people_meant where person is null`;
}

interface Column {
  readonly table: 'interactions' | 'events' | 'telephony';
  readonly person: Query;
  /** Empty text where the rows name none, or that of somebody else who dealt with the contact. */
  readonly team: Query;
  readonly site: Query;
  readonly isContact: boolean;
  readonly day: Query;
  readonly where: Query;
}

const none = sql`''`;
const team = sql`coalesce(trim(team), '')`;
const site = sql`coalesce(trim(site), '')`;
const all = sql`true`;
const handled = { person: sql`person`, team, site, day: sql`cast("time" as date)`, where: all } as const;

function besideTheCloser(column: 'first_person' | 'rated_person'): Column {
  const person = identifier(column);
  const where = sql`${person} is distinct from person`;
  return { ...handled, table: 'interactions', person, team: none, site: none, isContact: false, where };
}

/** Every column of people that a measure may credit. Team and site of a contact are those of who closed it. */
const columns: readonly Column[] = [
  { ...handled, table: 'interactions', isContact: true },
  besideTheCloser('first_person'),
  besideTheCloser('rated_person'),
  { ...handled, table: 'telephony', isContact: false },
  { ...handled, table: 'events', site: none, isContact: false, day: sql`date` },
];

/**
 * Per source, shared login, and team and site that its rows name: rows, contacts closed, first and last day since 1970.
 * Where it was first or rated and another closed the contact, the rows name no team of its own.
 */
export function workOfSharedLogins(): Query {
  const parts = columns.map(
    (
      column,
    ) => sql`select load_id, ${column.person} as pseudonym, ${column.team} as team, ${column.site} as site,
        count(*)::double as rows, ${column.isContact ? sql`count(*)` : sql`0`}::double as contacts,
        min(${column.day}) as first_day, max(${column.day}) as last_day
      from ${factsAsNamed(column.table)} facts
      where ${column.person} in (select pseudonym from people_meant where person is null) and ${column.where} group by all`,
  );
  return sql`select source, pseudonym::double as pseudonym, team, site, sum(rows)::double as rows, sum(contacts)::double as contacts,
      date_diff('day', date '1970-01-01', min(first_day))::integer as first_day,
      date_diff('day', date '1970-01-01', max(last_day))::integer as last_day
    from (${joinSql(parts, ' union all ')}) join ${sharedNames()} using (load_id, pseudonym)
    where first_day is not null
    group by source, pseudonym, team, site order by source, pseudonym, team, site`;
}
