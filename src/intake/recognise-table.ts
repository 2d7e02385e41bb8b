import type { FactTable, Source } from '../contract/organisation.ts';
import { factTables } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
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
const telling: Readonly<Record<FactTable, readonly string[]>> = {
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

/** The table a file is meant for, from the names of its columns; a `UsageError` where they could be anything. */
export function recogniseTable(file: string, columns: readonly string[]): Source {
  const plain = columns.map(plainName);
  const candidates = factTables
    .map((table) => ({ table, ...fitOf(table, columns) }))
    .filter(({ table, fits }) => fits && tells(table, plain))
    .sort((first, second) => second.score - first.score);
  const best = candidates[0];
  if (best === undefined) {
    throw new UsageError(
      `${file}: its columns do not say which table it is: ${columns.join(', ')}.`,
      `Add it to the sources in whichhalf.yaml: "- { file: ${file}, table: ... }", one of ${factTables.join(', ')}.`,
    );
  }
  return {
    file,
    table: best.table,
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

/** The lines for `sources` in whichhalf.yaml that load a file as it was recognised. */
export function snippetOf(source: Source): string {
  const preset = source.preset === undefined ? '' : `\n    preset: ${source.preset}`;
  const sheet = source.sheet === undefined ? '' : `\n    sheet: ${JSON.stringify(source.sheet)}`;
  return `  - file: ${JSON.stringify(source.file)}${sheet}\n    table: ${source.table}${preset}`;
}
