import { type FactTable, factTables, type Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { type ColumnLook, looksOf } from './column-look.ts';
import { type Field, fieldsOf } from './fact-fields.ts';
import { fitOf, fitOfName } from './field-fit.ts';
import { plainName } from './map-columns.ts';
import { type Corrections, correct, drawn, type ProposedLine } from './mapping-corrections.ts';
import { sensitiveContent } from './minimise.ts';
import { speaksOf } from './name-hints.ts';
import { numberOfPeople } from './number-of-people.ts';
import { looksLikeAnswer, type OpenQuestion, openQuestions } from './open-questions.ts';
import type { FileShape } from './read/file-shape.ts';
import { sourceFor, telling } from './recognise-table.ts';

/** How a file could be read that nobody has described. */
export interface Proposal {
  readonly source: Source;
  readonly lines: readonly ProposedLine[];
  /** Whether the table is told, or guessed. */
  readonly tableIsSure: boolean;
  /** Fields that must be there and for which no column was found. */
  readonly missing: readonly string[];
  /** Columns without a line, and what their cells look like. */
  readonly others: readonly { readonly column: string; readonly seen: string }[];
  /** Other tables that the file could be meant for. */
  readonly otherTables: readonly FactTable[];
  /** What is different from the last load, in sentences. */
  readonly changes: readonly string[];
  /** What it cannot know. */
  readonly questions: readonly OpenQuestion[];
}

/** Whether nothing of it is a guess. */
export function isSure({ tableIsSure, missing, lines, changes, questions }: Proposal): boolean {
  const isOpen = questions.some(({ mustBeAnswered }) => mustBeAnswered);
  return (
    tableIsSure && missing.length === 0 && changes.length === 0 && !isOpen && lines.every(({ sure }) => sure)
  );
}

type NamedTable = Pick<FileShape, 'file' | 'sheet' | 'columns' | 'sample'>;

/**
 * Proposes what the columns of a file are, from their names and their first cells, with the user's corrections.
 *
 * @throws UsageError where its columns suit no table.
 */
export function proposeMapping(shape: NamedTable, corrections: Corrections): Proposal {
  const looks = looksOf(shape);
  const tables = corrections.table === undefined ? factTables : [corrections.table];
  const drafts = tables
    .map((table) => draftFor(table, looks, corrections))
    .filter(({ suits }) => suits || corrections.table !== undefined)
    .sort((first, second) => second.score - first.score);
  const [best] = drafts;
  if (best === undefined) throw noTable(shape);
  return {
    source: correct(sourceOf(shape, best), corrections),
    lines: best.lines,
    tableIsSure: corrections.table !== undefined,
    missing: best.missing,
    others: othersOf(looks, best.lines),
    otherTables: drafts.slice(1, 4).map(({ table }) => table),
    changes: [],
    questions: openQuestions(best.table, best.lines, looks, corrections),
  };
}

interface Draft {
  readonly table: FactTable;
  readonly lines: readonly ProposedLine[];
  readonly missing: readonly string[];
  readonly units: Source['units'];
  readonly score: number;
  readonly suits: boolean;
}

interface Pair {
  readonly field: Field;
  readonly look: ColumnLook;
  readonly fit: number;
}

function draftFor(table: FactTable, looks: readonly ColumnLook[], corrections: Corrections): Draft {
  const { fields } = fieldsOf(table);
  const told = drawn(corrections);
  const free = looks.filter(({ column }) => !told.some((line) => line.column === column));
  const open = fields.filter(({ name }) => !(name in corrections.columns));
  const number = table === 'people' ? open.flatMap((field) => numberOf(field, free)) : [];
  const isNumbered = ({ name }: Field) => number.some(({ field }) => field.name === name);
  const others = bestPairs(
    table,
    open.filter((field) => !isNumbered(field)),
    free.filter((look) => !number.some((pair) => pair.look === look)),
  );
  const pairs = [...number, ...others];
  const guessed = pairs.map(({ field, look }): ProposedLine => {
    const byName = fitOfName(field, look.column) === 1;
    const why = byName
      ? 'by its name'
      : `${fitOfName(field, look.column) > 0 ? 'its name, and ' : ''}${look.seen}`;
    return { part: 'columns', name: field.name, column: look.column, why, sure: byName };
  });
  const durations = durationsIn(table, free, guessed);
  const lines = [...told, ...guessed, ...durations.map(({ line }) => line)];
  const units = {
    ...unitsOf(table, lines, looks),
    ...Object.fromEntries(durations.flatMap(({ unit }) => unit)),
  };
  const has = (name: string) => lines.some((line) => line.name === name) || name in corrections.constants;
  const missing = fields.flatMap(({ name, required }) => (required && !has(name) ? [name] : []));
  const tells = telling[table].some(has) || (table === 'interactions' && has('id'));
  const total =
    pairs.reduce((sum, { fit }) => sum + fit, 0) + durations.length * 0.2 + listBonus(table, pairs);
  const leftOut = free.some(
    (look) => looksLikeAnswer(look) && !lines.some(({ column }) => column === look.column),
  );
  return {
    table,
    lines,
    missing,
    units,
    score: (total - missing.length - (leftOut ? 0.5 : 0)) / (1 + fields.length / 24),
    suits: missing.length === 0 && tells,
  };
}

/** What a list of people numbers them by tells them apart better than what it calls them. */
function numberOf(field: Field, looks: readonly ColumnLook[]): readonly Pair[] {
  if (field.name !== 'person') return [];
  const look = numberOfPeople(looks);
  return look === undefined ? [] : [{ field, look, fit: 1 }];
}

/** In a list of people everybody stands once. */
function listBonus(table: FactTable, pairs: readonly Pair[]): number {
  const person = pairs.find(({ field }) => field.name === 'person')?.look;
  if (table !== 'people' || person === undefined) return 0;
  return person.different === person.filled ? 0.6 : -0.5;
}

/** Each column for one field and each field by one column, the best pairs first. */
function bestPairs(
  table: FactTable,
  fields: readonly Field[],
  looks: readonly ColumnLook[],
): readonly Pair[] {
  const pairs = looks.flatMap((look) =>
    fields.flatMap((field) => {
      const fit = mayBe(field, look) ? fitOf(table, field, look) : 0;
      return fit > 0 ? [{ field, look, fit }] : [];
    }),
  );
  const chosen: Pair[] = [];
  for (const pair of pairs.sort((first, second) => second.fit - first.fit)) {
    const taken = chosen.some(({ field, look }) => field.name === pair.field.name || look === pair.look);
    if (!taken) chosen.push(pair);
  }
  return chosen;
}

/** Nothing of a customer but the key is proposed, and no score of feelings. */
function mayBe(field: Field, look: ColumnLook): boolean {
  if (field.kind === 'person' && namesCustomers(look.column)) return false;
  const found = sensitiveContent(look.column, look.cells);
  if (found === undefined || fitOfName(field, look.column) === 1) return found?.never !== true;
  if (field.kind === 'identity') return !found.never;
  if (field.kind === 'text') return found.what === 'free text' && look.look === 'few words';
  if (field.kind === 'person') return found.what === 'e-mail addresses';
  return field.kind === 'customer' && !found.never && found.what !== 'free text';
}

/** "Kunde" or "client", but not "Kundenberater". */
function namesCustomers(column: string): boolean {
  return speaksOf('customer', column) && !speaksOf('person', column);
}

/** Durations serve measures under their own name, where no field takes them. */
function durationsIn(table: FactTable, looks: readonly ColumnLook[], lines: readonly ProposedLine[]) {
  if (table !== 'interactions' && table !== 'events') return [];
  return looks.flatMap((look) => {
    const unit = durationUnit(look);
    if (unit === undefined || lines.some(({ column }) => column === look.column)) return [];
    const name = valueName(look.column);
    const line: ProposedLine = { part: 'values', name, column: look.column, why: look.seen, sure: false };
    return [{ line, unit: [[name, unit] as const] }];
  });
}

const unitWords = [
  ['milliseconds', /\b(ms|milliseconds)\b/],
  ['seconds', /\b(s|secs?|seconds|sekunden)\b/],
  ['minutes', /\b(min|mins|minutes|minuten)\b/],
  ['hours', /\b(h|hrs?|hours|stunden)\b/],
] as const;

function durationUnit({ column, look, unit }: ColumnLook): Source['units'][string] | undefined {
  if (look === 'duration') return unit;
  if (look !== 'number' && look !== 'whole number' && look !== 'rating') return undefined;
  const named = column.toLowerCase().replace(/[^\p{L}]+/gu, ' ');
  return unitWords.find(([, words]) => words.test(named))?.[0];
}

/** "Wait time (min)" becomes "wait-time". */
function valueName(column: string): string {
  const plain = unitWords.reduce(
    (name, [, words]) => name.replace(words, ' '),
    column.toLowerCase().replace(/[^\p{L}\d]+/gu, ' '),
  );
  const name = plain
    .replace(/\bin\b/g, ' ')
    .trim()
    .replace(/ +/g, '-');
  return name === '' ? plainName(column).replaceAll(' ', '-') : name;
}

/** Units of fields of the table, where their cells are durations or shares. */
function unitsOf(
  table: FactTable,
  lines: readonly ProposedLine[],
  looks: readonly ColumnLook[],
): Source['units'] {
  const numbers = fieldsOf(table).fields.filter(({ kind }) => kind === 'number');
  return Object.fromEntries(
    lines.flatMap(({ part, name, column }) => {
      const look = looks.find((each) => each.column === column);
      const isNumber = part === 'values' || numbers.some((field) => field.name === name);
      const unit = look === undefined || !isNumber ? undefined : (durationUnit(look) ?? look.unit);
      return unit === undefined || name === 'hours' ? [] : [[name, unit] as const];
    }),
  );
}

function sourceOf({ file, sheet }: NamedTable, { table, lines, units }: Draft): Source {
  const part = (wanted: ProposedLine['part']) =>
    Object.fromEntries(lines.flatMap(({ part, name, column }) => (part === wanted ? [[name, column]] : [])));
  return {
    ...sourceFor(file, table),
    ...(sheet !== undefined && { sheet }),
    columns: part('columns'),
    values: part('values'),
    labels: part('labels'),
    units,
  };
}

function othersOf(looks: readonly ColumnLook[], lines: readonly ProposedLine[]): Proposal['others'] {
  return looks
    .filter(({ column }) => !lines.some((line) => line.column === column))
    .map(({ column, cells, seen }) => ({ column, seen: sensitiveContent(column, cells)?.what ?? seen }));
}

function noTable({ file, columns }: NamedTable): UsageError {
  const shown = columns.slice(0, 40).join(', ');
  return new UsageError(
    `${file}: neither the names of its columns nor its first rows say which table it is: ${shown}${columns.length > 40 ? ', ...' : ''}.`,
    `Say which: whichhalf import ${file} --table TABLE, one of ${factTables.join(', ')}; or add it to the sources in whichhalf.yaml: "- { file: ${file}, table: ... }".`,
  );
}
