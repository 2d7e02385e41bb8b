import { z } from 'zod';
import type { ListEntry } from '../../people/index.ts';
import { joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { FieldInSql } from './typed-rows.ts';

/** What a list of people says of them, by the name of the field: what only tells who is meant is in no fact. */
const said = [
  ['id', 'person'],
  ['email', 'email'],
  ['user', 'login'],
  ['fullName', 'name'],
  ['first', 'first-name'],
  ['last', 'last-name'],
] as const;

const text = z.string().nullable();
const day = z.number().nullable();
const Row = z.object({
  id: z.string(),
  email: text,
  user: text,
  fullName: text,
  first: text,
  last: text,
  site: text,
  team: text,
  joined: day,
  left: day,
});

/** Entries of a list of people, from the rows that are loaded. */
export async function listEntries(
  inside: Warehouse,
  fields: readonly FieldInSql[],
  source: string,
): Promise<readonly ListEntry[]> {
  const named = said.map(([as, name]) => sql`${cellOf(fields, name)} as "${raw(as)}"`);
  const typed = ['site', 'team', 'joined', 'left'].map((name) => {
    const there = fields.some(({ field }) => field.name === name);
    return sql`${there ? raw(`typed."${name}"`) : raw('null')} as "${raw(name)}"`;
  });
  const rows = await inside.rows(
    sql`select ${joinSql([...named, ...typed])} from typed join cells on cells.row = typed.row
      where reason is null and drop_rule is null and ${cellOf(fields, 'person')} is not null`,
    Row,
  );
  return rows.map((row) => {
    const known = Object.entries(row).filter(([, value]) => value !== null);
    return { source, id: row.id, ...Object.fromEntries(known) };
  });
}

function cellOf(fields: readonly FieldInSql[], name: string): Query {
  return fields.find(({ field }) => field.name === name)?.cell ?? raw('cast(null as varchar)');
}

function raw(text: string): Query {
  return { text, values: [] };
}
