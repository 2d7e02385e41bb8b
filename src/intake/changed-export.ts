import type { Organisation, Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { lookOf } from './column-look.ts';
import { type Field, fieldsOf } from './fact-fields.ts';
import { fitOfCells, fitOfName } from './field-fit.ts';
import type { LoadReport, MappedColumn } from './load-report.ts';
import { plainName } from './map-columns.ts';
import type { FileShape } from './read/file-shape.ts';

/** A field that came from another column in the last load. */
export interface ChangedColumn {
  readonly field: string;
  /** Its column in the last load. */
  readonly was: string;
  /** The column that looks like it now; none where nothing does. */
  readonly now: string | undefined;
  /** Whether their names have nothing in common: that both hold dates, say, makes them no likeness. */
  readonly unlikeNames: boolean;
  readonly sentence: string;
}

type Columns = Pick<FileShape, 'columns' | 'sample' | 'sheet'>;

/**
 * Fields whose column of the last load is not in the file any more, or which a new column would take over: what an export
 * looks like after somebody renamed a column.
 */
export function changedColumns(
  last: Pick<LoadReport, 'columns' | 'droppedColumns' | 'table'>,
  source: Source,
  organisation: Organisation,
  file: Columns,
): readonly ChangedColumn[] {
  const known = new Set(
    [...last.columns.flatMap(({ column }) => column ?? []), ...last.droppedColumns].map(plainName),
  );
  const added = file.columns.filter((column) => !known.has(plainName(column)));
  const there = new Set(file.columns.map(plainName));
  const taken = new Set(
    last.columns.flatMap(({ column }) => (column === undefined ? [] : [plainName(column)])),
  );
  const free = file.columns.filter((column) => !taken.has(plainName(column)));
  const used = new Set<string>();
  return last.columns.flatMap((mapped): readonly ChangedColumn[] => {
    const { field, column: was } = mapped;
    if (was === undefined || !isStillWanted(mapped, source, organisation)) return [];
    if (there.has(plainName(was))) return takenOver(mapped, was, source, free, added);
    if (headingsOf(field, source).some((heading) => there.has(plainName(heading)))) return [];
    const open = added.filter((column) => !used.has(column));
    const now = mostAlike(fieldNamed(mapped, source), was, open, file);
    if (now === undefined) {
      return [
        {
          field,
          was,
          now,
          unlikeNames: false,
          sentence: `the column "${was}" of the last load (${field}) is missing, and no new column looks like it`,
        },
      ];
    }
    used.add(now.column);
    return [
      {
        field,
        was,
        now: now.column,
        unlikeNames: now.unlikeNames,
        sentence: `the column "${was}" of the last load (${field}) is missing; "${now.column}" is new and ${now.unlikeNames ? 'holds the same kind of cells, under a name that is nothing like it' : 'looks like it'}: ${now.seen}`,
      },
    ];
  });
}

/** Whether the source, as it is now, would still fill the field from that column. */
function isStillWanted(
  { field, column, how }: MappedColumn,
  source: Source,
  { measures }: Organisation,
): boolean {
  const headings = headingsOf(field, source);
  if (headings.length > 0) return headings.some((heading) => plainName(heading) === plainName(column ?? ''));
  if (field in source.constants || how === 'declared') return false;
  if (how !== 'measure') return true;
  return Object.values(measures).some(
    ({ table, value, where }) => table === source.table && (value === field || field in where),
  );
}

/** The headings under which the source knows the column of a field. */
function headingsOf(field: string, { columns, values, labels, alsoCalled }: Source): readonly string[] {
  const declared = columns[field] ?? values[field] ?? labels[field];
  return [...(declared === undefined ? [] : [declared]), ...(alsoCalled?.[field] ?? [])];
}

/** A column whose name comes first among those of the field: it is new, or its name was not known before. */
function takenOver(
  { field, how }: MappedColumn,
  was: string,
  source: Source,
  free: readonly string[],
  added: readonly string[],
): readonly ChangedColumn[] {
  if (field in source.columns || (how !== 'same name' && how !== 'synonym')) return [];
  const found = fieldsOf(source.table).fields.find(({ name }) => name === field);
  const names = found === undefined ? [] : [found.name, ...found.synonyms].map(plainName);
  const rank = (column: string) => names.indexOf(plainName(column));
  const now = free.find((column) => rank(column) >= 0 && rank(column) < rank(was));
  if (now === undefined) return [];
  return [
    {
      field,
      was,
      now: was,
      unlikeNames: false,
      sentence: `"${now}" ${added.includes(now) ? 'is new and would' : 'would now'} be taken for ${field}, which came from "${was}" in the last load`,
    },
  ];
}

function fieldNamed({ field, readAs }: MappedColumn, { table }: Source): Field {
  const known = fieldsOf(table).fields.find(({ name }) => name === field);
  if (known !== undefined) return known;
  const kind = readAs === 'text' ? 'text' : 'number';
  return { name: field, kind, stored: field, required: false, synonyms: [] };
}

function mostAlike(field: Field, was: string, added: readonly string[], { columns, sample, sheet }: Columns) {
  const candidates = added.flatMap((column) => {
    const at = columns.indexOf(column);
    const look = lookOf(
      column,
      sample.map((row) => row[at] ?? ''),
      sheet !== undefined,
    );
    const cells = look.look === 'empty' ? 0.2 : fitOfCells(field, look);
    const name = Math.max(likeness(was, column), fitOfName(field, column));
    const alike = cells > 0 && (name > 0 || (added.length === 1 && cells >= 0.7));
    return alike ? [{ column, seen: look.seen, unlikeNames: name === 0, score: cells + name }] : [];
  });
  return candidates.sort((first, second) => second.score - first.score)[0];
}

/** Share of words that two names have in common; a word within another counts half. */
function likeness(first: string, second: string): number {
  const [one, other] = [first, second].map((name) => plainName(name).split(' '));
  const shared = (one ?? []).map((word) => {
    if (other?.includes(word)) return 1;
    return other?.some((each) => each.startsWith(word) || word.startsWith(each)) ? 0.5 : 0;
  });
  return shared.reduce((sum: number, part) => sum + part, 0) / Math.max(one?.length ?? 1, other?.length ?? 1);
}

/** What a file whose source stands in whichhalf.yaml needs there before it is loaded. */
export function changedExport(
  file: string,
  { load, file: lastFile }: Pick<LoadReport, 'load' | 'file'>,
  changes: readonly ChangedColumn[],
): UsageError {
  const lines = changes.map(({ field, now }) => `${field}: ${JSON.stringify(now ?? '')}`).join(', ');
  const older = changes
    .flatMap(({ field, was, now }) => (now === undefined ? [] : [`${field}: [${JSON.stringify(was)}]`]))
    .join(', ');
  return new UsageError(
    `${file}: ${changes.map(({ sentence }) => sentence).join('; ')}. The last load is ${load} (${lastFile}). Nothing was loaded.`,
    `If it means the same, write in its source in whichhalf.yaml: "columns: { ${lines} }"; an empty name says that the export has no such column any more. ${older === '' ? '' : `Where older files keep the old heading: "alsoCalled: { ${older} }". `}Else export it as before.`,
  );
}
