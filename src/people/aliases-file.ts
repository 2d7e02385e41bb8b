import { join } from 'node:path';
import { UsageError } from '../model/refusal.ts';
import { decoded, delimiterOf, recordsIn, tableText, unguarded } from '../model/small-table.ts';
import type { StoredDecision } from './identity-file.ts';
import { readIfThere, replaceFile } from './replace-file.ts';

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
  /** Where a shared login belongs; empty where its rows say it, or nobody does. */
  readonly team: string;
  readonly site: string;
  /** What stands in columns of the reader's own, such as a note: as many as the file has of those. */
  readonly own: readonly string[];
}

/** The whole file, and how it is written. */
export interface AliasesFile {
  /** As it stands. */
  readonly text: string;
  readonly lines: readonly AliasLine[];
  readonly ownColumns: readonly string[];
  readonly delimiter: string;
}

const columns = ['source', 'name', 'person', 'decision'] as const;
/** Read where they are there. */
const placing = ['team', 'site'] as const;
/** Written to help to decide, and not read. */
const helpful = ['listed as', 'why', 'rows'] as const;
const decisions = ['same', 'different', 'shared', 'nobody'] as const;

export function aliasesPath(folder: string): string {
  return join(folder, aliasesFileName);
}

/** What the file says; undefined where there is none. What is wrong with it is a `UsageError` with its line. */
export function readAliases(folder: string): AliasesFile | undefined {
  const bytes = readIfThere(aliasesPath(folder));
  if (bytes === undefined) return undefined;
  const text = decoded(bytes);
  const [header, ...rows] = recordsIn(text, (line) =>
    wrong(
      line,
      'has a quote in the middle of a cell',
      'Put the whole cell in quotes, and write a quote inside it twice.',
    ),
  );
  if (header === undefined) return { text, lines: [], ownColumns: [], delimiter: ',' };
  const places = placesOf(header.cells);
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [team = -1, site = -1] = placing.map((name) => plainHeader(header.cells).indexOf(name));
  const own = ownPlaces(header.cells, [...places, team, site], filled);
  const lines = filled.map(({ line, cells }) => {
    const at = (place: number) => unguarded(cells[place] ?? '').normalize('NFC');
    const [source = '', name = '', person = '', decision = ''] = places.map(at);
    const read = { line, source, name, person, decision: decision.toLowerCase(), own: own.map(at) };
    return lineOf({ ...read, team: at(team), site: at(site) });
  });
  const ownColumns = own.map((place) => unguarded(header.cells[place] ?? ''));
  return { text, lines, ownColumns, delimiter: delimiterOf(text) };
}

/** Places of the columns that somebody added, also of cells without a heading. */
function ownPlaces(
  header: readonly string[],
  places: readonly number[],
  rows: readonly { readonly cells: readonly string[] }[],
): readonly number[] {
  const width = Math.max(header.length, ...rows.map(({ cells }) => cells.length));
  const ours = new Set(places);
  const written = new Set<string>(helpful);
  return Array.from({ length: width }, (_, place) => place).filter((place) => {
    const heading = (header[place] ?? '').trim().toLowerCase();
    if (ours.has(place) || written.has(heading)) return false;
    return heading !== '' || rows.some(({ cells }) => (cells[place] ?? '').trim() !== '');
  });
}

function plainHeader(header: readonly string[]): readonly string[] {
  return header.map((cell) => cell.trim().toLowerCase());
}

function placesOf(header: readonly string[]): readonly number[] {
  const plain = plainHeader(header);
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

function lineOf(read: Omit<AliasLine, 'decision'> & { readonly decision: string }): AliasLine {
  const { line, source, name, person, decision } = read;
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
  refuseTeamOfPerson(read);
  return { ...read, decision: known ?? '' };
}

/** Only of a shared login is said where it belongs: of people, their list says it. */
function refuseTeamOfPerson({
  line,
  person,
  decision,
  team,
  site,
}: Omit<AliasLine, 'decision'> & { readonly decision: string }): void {
  if (team === '' && site === '') return;
  if (decision === 'shared' || (decision === '' && person === '')) return;
  throw wrong(
    line,
    `says ${team === '' ? 'a site' : 'a team'} and ${decision === '' ? 'a person' : `"${decision}"`}`,
    'Say it of shared logins alone: the list of people says it of people. Empty the cell, or write "shared".',
  );
}

export function wrong(line: number, what: string, remedy: string): UsageError {
  return new UsageError(`${aliasesFileName}, line ${line} ${what}.`, remedy);
}

/** A line to be written, with what helps to decide. */
export interface Proposal extends Omit<AliasLine, 'line' | 'own' | 'team' | 'site'> {
  readonly team?: string;
  readonly site?: string;
  /** How the list calls the person. */
  readonly listedAs: string;
  readonly why: string;
  readonly rows: number;
  readonly own?: readonly string[];
}

/** Writes the whole file, readable by its owner alone; a crash leaves the old one or the new one. */
export function writeAliases(
  folder: string,
  proposals: readonly Proposal[],
  { ownColumns, delimiter }: Pick<AliasesFile, 'ownColumns' | 'delimiter'>,
): void {
  const withSite = proposals.some(({ site = '' }) => site !== '');
  const rows = proposals.map(({ source, name, person, decision, listedAs, why, rows: count, ...more }) => [
    ...[source, name, person, decision, more.team ?? '', ...(withSite ? [more.site ?? ''] : [])],
    ...[listedAs, why, String(count)],
    ...(more.own ?? ownColumns.map(() => '')),
  ]);
  const header = [...columns, ...placing.slice(0, withSite ? 2 : 1), ...helpful, ...ownColumns];
  replaceFile(aliasesPath(folder), Buffer.from(tableText([header, ...rows], delimiter)), 'owner');
}
