import { z } from 'zod';
import { identifier, joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { FieldInSql } from './typed-rows.ts';

/** The first rows of a file, as they stand in it and as they are read. People are shortened to initials. */
export interface Preview {
  readonly fields: readonly { readonly field: string; readonly column: string }[];
  readonly rows: readonly PreviewRow[];
}

interface PreviewRow {
  readonly line: number;
  /** [fields] */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Why it is not loaded; empty where it is. */
  readonly leftOut: string;
}

const rowsToShow = 10;
const longestCell = 40;

const Row = z.object({
  line: z.number(),
  leftOut: z.string(),
  before: z.string(),
  after: z.string(),
});

/** The first rows of `typed`, before it is merged into the facts. */
export async function previewRows(inside: Warehouse, fields: readonly FieldInSql[]): Promise<Preview> {
  const before = fields.map(({ cell }) => sql`coalesce(cast(${cell} as varchar), '')`);
  const after = fields.map(({ field }) =>
    isHidden(field.kind) || field.stored === ''
      ? sql`''`
      : sql`coalesce(cast(typed.${identifier(field.stored)} as varchar), '')`,
  );
  const rows = await inside.rows(
    sql`select typed.line as line, coalesce(reason, drop_rule, '') as "leftOut",
      ${list(before)} as before, ${list(after)} as after
      from typed join cells on cells.row = typed.row order by typed.row limit ${rowsToShow}`,
    Row,
  );
  return {
    fields: fields.map(({ field }) => ({ field: field.name, column: field.column ?? '' })),
    rows: rows.map(({ line, leftOut, ...cells }) => {
      const before = cells.before.split(separator);
      return {
        line,
        leftOut,
        before: before.map((cell, k) => shown(cell, fields[k]?.field.kind)),
        after: cells.after
          .split(separator)
          .map((cell, k) => becomes(cell, before[k] ?? '', fields[k]?.field.kind)),
      };
    }),
  };
}

type Kind = FieldInSql['field']['kind'] | undefined;

function isHidden(kind: Kind): boolean {
  return ['person', 'identity', 'customer', 'key', 'case'].includes(kind ?? '');
}

const separator = '\u001f';

function list(cells: readonly Query[]): Query {
  return sql`concat_ws(${separator}, ${joinSql(cells.map((cell) => sql`replace(${cell}, ${separator}, ' ')`))})`;
}

function shown(cell: string, kind: Kind): string {
  if (kind === 'person' || kind === 'identity') return initials(cell);
  return kind === 'customer' && cell !== '' ? '...' : printable(cell);
}

function becomes(cell: string, before: string, kind: Kind): string {
  if (!isHidden(kind)) return printable(cell);
  if (before === '') return '';
  return kind === 'person' || kind === 'identity' ? initials(before) : 'hashed';
}

/** "Anna Maier" as "A. M.", "anna.maier@hotel.test" as "a. m. @", "E1042" as "E...": enough to see what the column is. */
export function initials(cell: string): string {
  const [name = '', domain] = cell.trim().split('@');
  if (/\d/.test(name)) return `${name.slice(0, 1)}...`;
  const letters = name.split(/[^\p{L}]+/u).flatMap((word) => (word === '' ? [] : [`${[...word][0]}.`]));
  return [...letters.slice(0, 4), ...(domain === undefined ? [] : ['@'])].join(' ');
}

/** Without what a terminal would take for a command. */
function printable(cell: string): string {
  const clean = cell.replace(/\p{Cc}/gu, ' ');
  return clean.length <= longestCell ? clean : `${clean.slice(0, longestCell - 3)}...`;
}
