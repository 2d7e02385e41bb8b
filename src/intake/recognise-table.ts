import { stringify } from 'yaml';
import type { FactTable, Source } from '../contract/organisation.ts';
import { factTables } from '../contract/organisation.ts';
import { type Field, fieldsOf } from './fact-fields.ts';
import { plainName } from './map-columns.ts';

/** Fields of one table that the columns of a file fill, and how well: a field of the same name counts double. */
function fitOf(
  table: FactTable,
  columns: readonly string[],
): { readonly score: number; readonly fits: boolean } {
  const plain = columns.map(plainName);
  const strengthOf = (field: Field) => {
    if (plain.includes(plainName(field.name))) return 2;
    return field.synonyms.some((synonym) => plain.includes(plainName(synonym))) ? 1 : 0;
  };
  const fields = fieldsOf(table).fields.filter(({ kind }) => kind !== 'identity');
  return {
    score: fields.reduce((sum, field) => sum + strengthOf(field), 0) / (1 + fields.length / 8),
    fits: fields.every((field) => !field.required || strengthOf(field) > 0),
  };
}

/** What only one table has: without one of these the columns could be those of many tables. */
export const telling: Readonly<Record<FactTable, readonly string[]>> = {
  people: ['team', 'joined', 'site'],
  teams: ['from', 'to', 'role'],
  attendance: ['course', 'session', 'hours', 'status'],
  interactions: ['rating', 'channel', 'reason'],
  events: ['id', 'kind'],
  assessments: ['score'],
  reactions: ['relevance', 'willingness', 'content', 'delivery'],
  'team-facts': ['team'],
  'hand-offs': ['from', 'to', 'from-person', 'to-person'],
  approvals: ['decision', 'amount', 'step'],
  appraisals: ['period', 'kind'],
  scorecards: ['observation'],
  telephony: ['hold', 'after-call', 'available', 'logged-in', 'talk'],
  outcomes: ['measure'],
  sessions: ['end-date', 'fees', 'materials', 'teams'],
  invoices: ['amount'],
};

/** The table a file is meant for, from the names of its columns; undefined where they could be anything. */
export function recogniseTable(file: string, columns: readonly string[]): Source | undefined {
  const plain = columns.map(plainName);
  const candidates = factTables
    .map((table) => ({ table, ...fitOf(table, columns) }))
    .filter(({ table, fits }) => fits && tells(table, plain))
    .sort((first, second) => second.score - first.score);
  const best = candidates[0];
  return best === undefined ? undefined : sourceFor(file, best.table);
}

/** A source that says nothing but its table. */
export function sourceFor(file: string, table: FactTable): Source {
  return {
    file,
    table,
    columns: {},
    values: {},
    labels: {},
    constants: {},
    units: {},
    recode: {},
    purpose: {},
    otherwise: {},
  };
}

function tells(table: FactTable, plain: readonly string[]): boolean {
  const fields = fieldsOf(table).fields.filter(({ name }) => telling[table].includes(name));
  return fields.some(({ name, synonyms }) =>
    [name, ...synonyms].some((each) => plain.includes(plainName(each))),
  );
}

/** The lines for `sources` in whichhalf.yaml that load a file as it was read. */
export function snippetOf(source: Source): string {
  const { file, sheet, table, preset, ...rest } = source;
  const first = {
    file,
    ...(sheet !== undefined && { sheet }),
    table,
    ...(preset !== undefined && { preset }),
  };
  const { name: _, ...lines } = preset === undefined ? rest : { name: undefined };
  const filled = Object.entries(lines).filter(
    ([, value]) => value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0),
  );
  const text = stringify([{ ...first, ...Object.fromEntries(filled) }], { lineWidth: 0 });
  return text.trimEnd().replaceAll(/^/gm, '  ');
}
