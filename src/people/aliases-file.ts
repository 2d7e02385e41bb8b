import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/refusal.ts';
import { decoded, quoted, recordsIn, unguarded } from '../model/small-table.ts';
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
  const records = recordsIn(decoded(bytes), (line) =>
    wrong(
      line,
      'has a quote in the middle of a cell',
      'Put the whole cell in quotes, and write a quote inside it twice.',
    ),
  );
  const [header, ...rows] = records;
  if (header === undefined) return [];
  const places = placesOf(header.cells);
  return rows.flatMap(({ line, cells }) => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    const [source = '', name = '', person = '', decision = ''] = places.map((at) =>
      unguarded(cells[at] ?? '').normalize('NFC'),
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
