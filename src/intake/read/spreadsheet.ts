import { closeSync, existsSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import readWorkbook from 'read-excel-file/node';
import yauzl from 'yauzl';
import { UsageError } from '../../model/refusal.ts';

/** One sheet of a spreadsheet as a table of text: rows of equal width, without empty rows and columns around them. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  /** Days that stand as plain numbers count from 1904, not from 1900. */
  readonly from1904?: true;
}

/** What a spreadsheet may unpack to; the library that reads it takes some five times of that in memory. */
const mostUnpackedBytes = 128 * 2 ** 20;
const mostEntries = 20_000;
/** The marks of a workbook stand at its beginning. */
const longestHead = 1 << 20;
const daysFrom1900To1904 = 1462;
/** Columns times rows, filled or not: a single cell in the last corner of a sheet makes all the others. */
const mostCells = 10_000_000;
/** What the cells may come to as text: many cells may name one long text. */
const mostTextBytes = 512 * 2 ** 20;

/** Whether a file is a spreadsheet (XLSX), or another archive that could be one. */
export function isSpreadsheet(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  const handle = openSync(path, 'r');
  const head = Buffer.alloc(4);
  readSync(handle, head, 0, 4, 0);
  closeSync(handle);
  return head.toString('latin1') === 'PK\u0003\u0004';
}

/**
 * Reads all sheets that hold anything. Numbers under a date format become dates, merged headings fill the columns they
 * span, a heading in two rows becomes one. Anything that is no spreadsheet, or unpacks to too much, is a `UsageError`.
 */
export async function readSpreadsheet(
  file: string,
  path: string,
  mostBytes = mostUnpackedBytes,
): Promise<readonly Sheet[]> {
  const dates1904 = await refuseUnreadable(file, path, mostBytes);
  const sheets = await readWorkbook(path).catch((error: unknown) => {
    throw damaged(file, error);
  });
  const filled = sheets
    .map(({ sheet, data }) => ({
      name: sheet,
      rows: joinHeadings(trimmed(data.map((row) => row.map((cell) => textOf(cell, dates1904 === 'unread'))))),
      ...(dates1904 !== undefined && { from1904: true as const }),
    }))
    .filter(({ rows }) => rows.length > 1);
  if (filled.length > 0) return filled;
  throw new UsageError(`${file}: none of its sheets has rows.`, 'Check that the file is the one you meant.');
}

/** Writes a sheet as a table separated by commas. */
export function writeSheet({ name, rows }: Sheet, path: string): void {
  const handle = openSync(path, 'wx', 0o600);
  let bytes = 0;
  try {
    for (const row of rows) {
      bytes += row.reduce((sum, cell) => sum + cell.length + 3, 0);
      if (bytes > mostTextBytes) throw tooMuchText(name);
      writeSync(handle, `${row.map(quoted).join(',')}\n`);
    }
  } finally {
    closeSync(handle);
  }
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

/** "unread" where the library passes the mark over: it knows date1904="1" and not date1904="true". */
type Dates1904 = 'read' | 'unread' | undefined;

/**
 * Unpacks everything into nothing, counting: what an archive claims about its sizes is not believed. Returns whether the
 * workbook counts its days from 1904.
 */
async function refuseUnreadable(file: string, path: string, mostBytes: number): Promise<Dates1904> {
  const archive = await yauzl.openPromise(path, { validateEntrySizes: true }).catch((error: unknown) => {
    throw damaged(file, error);
  });
  let isWorkbook = false;
  let workbook = '';
  let entries = 0;
  let bytes = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      isWorkbook ||= entry.fileName === 'xl/workbook.xml';
      if (++entries > mostEntries) throw tooLarge(file, mostBytes);
      const extent = new SheetExtent();
      const isSheet = entry.fileName.startsWith('xl/worksheets/');
      for await (const part of await archive.openReadStreamPromise(entry)) {
        bytes += (part as Buffer).length;
        if (bytes > mostBytes) throw tooLarge(file, mostBytes);
        if (entry.fileName === 'xl/workbook.xml' && workbook.length < longestHead) workbook += String(part);
        if (isSheet && extent.after(part as Buffer) > mostCells) throw tooManyCells(file);
      }
    }
  } catch (error) {
    throw error instanceof UsageError ? error : damaged(file, error);
  } finally {
    archive.close();
  }
  if (!isWorkbook) throw noWorkbook(file);
  const mark = /<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](1|true)["']/.exec(workbook)?.[1];
  return mark === undefined ? undefined : mark === '1' ? 'read' : 'unread';
}

/** How far the cells of a sheet reach, from their names such as "AB12". */
class SheetExtent {
  private columns = 0;
  private rows = 0;
  private rest = '';

  /** Columns times rows up to here. */
  after(part: Buffer): number {
    const text = this.rest + part.toString('latin1');
    for (const [, letters = '', row = ''] of text.matchAll(/ r="([A-Z]{0,3})(\d{1,7})"/g)) {
      let column = 0;
      for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
      if (column > this.columns) this.columns = column;
      if (Number(row) > this.rows) this.rows = Number(row);
    }
    this.rest = text.slice(-16);
    return this.columns * this.rows;
  }
}

type Cell = Awaited<ReturnType<typeof readWorkbook>>[number]['data'][number][number];

function textOf(cell: Cell, fourYearsLater: boolean): string {
  if (cell === null) return '';
  if (cell instanceof Date) {
    const isDay = cell.getUTCFullYear() >= firstYearOfDates;
    return textOfDate(
      fourYearsLater && isDay ? new Date(cell.getTime() + daysFrom1900To1904 * 86_400_000) : cell,
    );
  }
  return String(cell).trim();
}

const firstYearOfDates = 1901;

/** A day, a day and time, or a length of time, as the sheet shows it. */
function textOfDate(date: Date): string {
  if (date.getUTCFullYear() < firstYearOfDates) {
    const seconds = Math.round((date.getTime() - Date.UTC(1899, 11, 30)) / 1000);
    const two = (number: number) => String(number).padStart(2, '0');
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
  const rounded = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString();
  const [day = '', time = ''] = rounded.slice(0, 19).split('T');
  return time === '00:00:00' ? day : `${day} ${time}`;
}

/** Without empty rows, and without columns that are empty throughout. */
function trimmed(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const filled = rows.filter((row) => row.some((cell) => cell !== ''));
  const width = filled.reduce((widest, row) => Math.max(widest, row.length), 0);
  const columns = Array.from({ length: width }, (_, column) => column).filter((column) =>
    filled.some((row) => (row[column] ?? '') !== ''),
  );
  return filled.map((row) => columns.map((column) => row[column] ?? ''));
}

/**
 * A heading in two rows, such as "March" over "Mon", "Tue": the first is spread to the right over the columns it spans and
 * put before the second. It is one where the upper row has gaps that the lower fills, and nothing below looks like either.
 */
function joinHeadings(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const at = rows.findIndex((row) => row.filter((cell) => cell !== '').length >= 2);
  const [upper, lower, below] = [rows[at], rows[at + 1], rows[at + 2]];
  if (upper === undefined || lower === undefined || below === undefined) return rows;
  const gaps = upper.flatMap((cell, column) => (cell === '' ? [column] : []));
  const spans = gaps.some((column) => (lower[column] ?? '') !== '' && column > 0);
  const isHeading = isUnder(upper, lower) && !looksLikeRow(lower, below);
  if (gaps.length === 0 || !spans || !isHeading) return rows;
  let last = '';
  const joined = upper.map((cell, column) => {
    const under = lower[column] ?? '';
    if (cell !== '') last = cell;
    return under === '' ? cell : `${cell === '' ? last : cell} ${under}`.trim();
  });
  return [...rows.slice(0, at), joined, ...rows.slice(at + 2)];
}

/** Words stand under the headings that span columns, and nothing under those that do not. */
function isUnder(upper: readonly string[], lower: readonly string[]): boolean {
  const single = upper.flatMap((cell, column) => (cell !== '' && upper[column + 1] !== '' ? [column] : []));
  const words = lower.filter((cell) => cell !== '');
  return (
    single.every((column) => lower[column] === '') &&
    (single.length > 0 || new Set(words).size < words.length) &&
    words.every((word) => !/^-?\d+([.,]\d+)?$/.test(word))
  );
}

/** Whether two rows have the same kinds of cells: then neither is a heading. */
function looksLikeRow(row: readonly string[], next: readonly string[]): boolean {
  const kindOf = (cell: string) => (cell === '' ? '' : /\d/.test(cell) ? 'number' : 'word');
  return row.every((cell, column) => kindOf(cell) === kindOf(next[column] ?? ''));
}

function damaged(file: string, error: unknown): UsageError {
  const why = error instanceof Error ? error.message : String(error);
  return new UsageError(
    `${file} is a damaged spreadsheet: ${why}.`,
    'Open it in the spreadsheet program and save it again, or save the sheet as CSV; nothing of it was loaded.',
  );
}

function tooLarge(file: string, mostBytes: number): UsageError {
  return new UsageError(
    `${file} unpacks to more than ${mostBytes / 2 ** 20} MB, or has too many parts.`,
    'Save the sheet that holds the rows as CSV, and import that.',
  );
}

function tooManyCells(file: string): UsageError {
  return new UsageError(
    `${file} has a sheet of more than ${mostCells} cells, empty ones among them.`,
    'Save the rows and columns that are needed as CSV, and import that.',
  );
}

function tooMuchText(sheet: string): UsageError {
  return new UsageError(
    `The sheet "${sheet}" holds more than ${mostTextBytes / 2 ** 20} MB of text.`,
    'Save the sheet that holds the rows as CSV, and import that.',
  );
}

function noWorkbook(file: string): UsageError {
  return new UsageError(
    `${file} is an archive, not a spreadsheet in the format XLSX.`,
    'Unpack it, or save it as XLSX or CSV, and import that.',
  );
}
