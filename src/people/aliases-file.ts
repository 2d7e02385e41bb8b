import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/refusal.ts';
import type { StoredDecision } from './identity-file.ts';

/** The file beside whichhalf.yaml in which people say who is who. */
export const aliasesFileName = 'people-aliases.csv';

/** One line of it. */
export interface AliasLine {
  /** As editors count them, the first being 1. */
  readonly line: number;
  readonly source: string;
  readonly name: string;
  /** Id in the list; empty where none is needed. */
  readonly person: string;
  /** Empty as long as nobody decided. */
  readonly decision: StoredDecision['decision'] | '';
}

const columns = ['source', 'name', 'person', 'decision'] as const;
const decisions = ['same', 'different', 'shared', 'nobody'] as const;

export function aliasesPath(folder: string): string {
  return join(folder, aliasesFileName);
}

/** The lines of the file; undefined where there is none. What is wrong with it is a `UsageError` with its line. */
export function readAliases(folder: string): readonly AliasLine[] | undefined {
  const bytes = readIfThere(aliasesPath(folder));
  if (bytes === undefined) return undefined;
  const records = recordsIn(decode(bytes));
  const [header, ...rows] = records;
  if (header === undefined) return [];
  const places = placesOf(header.cells);
  return rows.flatMap(({ line, cells }) => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    const [source = '', name = '', person = '', decision = ''] = places.map((at) =>
      unguarded(cells[at] ?? ''),
    );
    return [lineOf(line, source, name, person, decision.toLowerCase())];
  });
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** UTF-8, or what spreadsheets write where they do not know it. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Cells separated by the comma, or by the semicolon or tab if the first line has more of those. */
function recordsIn(text: string): readonly CsvRecord[] {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter =
    [',', ';', '\t'].toSorted((one, other) => first.split(other).length - first.split(one).length)[0] ?? ',';
  const cell = new RegExp(`"((?:[^"]|"")*)"|([^"${delimiter}\\r\\n][^${delimiter}\\r\\n]*)|`, 'y');
  const records: CsvRecord[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const cells: string[] = [];
    const begins = line;
    for (;;) {
      cell.lastIndex = at;
      const [whole = '', quoted, plain = ''] = cell.exec(text) ?? [];
      cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      line += (quoted?.match(/\r\n|\r|\n/g) ?? []).length;
      at += whole.length;
      if (text[at] !== delimiter) break;
      at++;
    }
    records.push({ line: begins, cells });
    const end = text.slice(at, at + 2);
    if (at < text.length && !/^[\r\n]/.test(end))
      throw wrong(
        begins,
        'has a quote in the middle of a cell',
        'Put the whole cell in quotes, and write a quote inside it twice.',
      );
    at += end === '\r\n' ? 2 : 1;
    line++;
  }
  return records;
}

function placesOf(header: readonly string[]): readonly number[] {
  const plain = header.map((cell) => cell.trim().toLowerCase());
  return columns.map((name) => {
    const at = plain.indexOf(name);
    if (at >= 0) return at;
    throw wrong(
      1,
      `has no column "${name}"`,
      `The first line names the columns: ${columns.join(',')}. Others may follow and are not read.`,
    );
  });
}

function lineOf(line: number, source: string, name: string, person: string, decision: string): AliasLine {
  if (source === '')
    throw wrong(line, 'names no source', 'Give the name of the source, or * for all of them.');
  if (name === '')
    throw wrong(line, 'has no name', 'Give the name as it stands in the source, or delete the line.');
  const known = decisions.find((each) => each === decision);
  if (known === undefined && decision !== '') {
    throw wrong(
      line,
      `has the decision "${decision}"`,
      `Write one of ${decisions.join(', ')}, or leave it empty until you know.`,
    );
  }
  if ((known === 'same' || known === 'different') && person === '') {
    throw wrong(
      line,
      `says "${known}" and no person`,
      'Give the id that the person has in the list of people.',
    );
  }
  return { line, source, name, person, decision: known ?? '' };
}

export function wrong(line: number, what: string, remedy: string): UsageError {
  return new UsageError(`${aliasesFileName}, line ${line} ${what}.`, remedy);
}

/** A line to be written, with what helps to decide. */
export interface Proposal extends Omit<AliasLine, 'line'> {
  /** How the list calls the person. */
  readonly listedAs: string;
  readonly why: string;
  readonly rows: number;
}

/** Writes the whole file, readable by its owner alone; a crash leaves the old one or the new one. */
export function writeAliases(folder: string, proposals: readonly Proposal[]): void {
  const path = aliasesPath(folder);
  const rows = proposals.map(({ source, name, person, decision, listedAs, why, rows: count }) => [
    source,
    name,
    person,
    decision,
    listedAs,
    why,
    String(count),
  ]);
  const text = [[...columns, 'listed as', 'why', 'rows'], ...rows]
    .map((cells) => cells.map(quoted).join(','))
    .join('\n');
  const bytes = Buffer.from(`\ufeff${text}\n`);
  if (readIfThere(path)?.equals(bytes)) return;
  const aside = `${path}.new`;
  const handle = openSync(aside, 'w', 0o600);
  writeFileSync(handle, bytes);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(aside, path);
}

/** A name that begins like a formula would be one in a spreadsheet. */
function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function unguarded(cell: string): string {
  return cell
    .trim()
    .replace(/^'(?=[=+\-@])/, '')
    .normalize('NFC');
}
