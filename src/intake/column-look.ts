import type { fileUnits } from '../contract/organisation.ts';
import { readDateShapes } from './detect-dates.ts';
import type { FileShape } from './read/file-shape.ts';
import { isSerialDate, saysDate } from './serial-dates.ts';
import { absentWords, cameWords, missingWords, noWords, yesWords } from './words.ts';

export type Look =
  | 'empty'
  | 'date'
  | 'e-mail'
  | 'name'
  | 'code'
  | 'rating'
  | 'whole number'
  | 'number'
  | 'duration'
  | 'yes or no'
  | 'came or not'
  | 'few words'
  | 'words'
  | 'text';

/** What the first cells of a column look like. */
export interface ColumnLook {
  readonly column: string;
  readonly look: Look;
  /** Cells that are not empty, and how many of them differ. */
  readonly filled: number;
  readonly different: number;
  /** In words, such as "whole numbers from 1 to 5". */
  readonly seen: string;
  /** Of a duration. */
  readonly unit: (typeof fileUnits)[number] | undefined;
  readonly cells: readonly string[];
}

const nearlyAll = 0.9;
const mostFewWords = 30;
/** The widest scale of marks that is usual, 0 to 20; anything beyond is a count. */
const highestMark = 20;

export function looksOf({
  columns,
  sample,
  sheet,
}: Pick<FileShape, 'columns' | 'sample' | 'sheet'>): readonly ColumnLook[] {
  return columns.map((column, index) => {
    const cells = sample.map((row) => row[index] ?? '');
    return lookOf(column, cells, sheet !== undefined);
  });
}

/** Looks at the cells of one column, which may be one of a spreadsheet; empty cells and words for "nothing here" do not count. */
export function lookOf(column: string, all: readonly string[], ofSpreadsheet: boolean): ColumnLook {
  const cells = all.map((cell) => cell.trim()).filter((cell) => !isMissing(cell));
  const different = new Set(cells).size;
  const asNumbers = ofSpreadsheet && areNumberedDates(column, cells);
  const found: Found = asNumbers
    ? { look: 'date', seen: 'dates as the numbers of a spreadsheet' }
    : kindOf(cells, different, all.length);
  return { column, filled: cells.length, different, unit: undefined, cells, ...found };
}

function isMissing(cell: string): boolean {
  return (missingWords as readonly string[]).includes(cell.toLowerCase());
}

type Found = Pick<ColumnLook, 'look' | 'seen'> & Partial<Pick<ColumnLook, 'unit'>>;

function kindOf(cells: readonly string[], different: number, rows: number): Found {
  if (cells.length === 0) return { look: 'empty', seen: 'nothing in its first rows' };
  const share = (fits: (cell: string) => boolean) => cells.filter(fits).length / cells.length;
  if (areDates(cells)) return { look: 'date', seen: 'dates' };
  const unit = unitOf(share);
  if (unit !== undefined) return { look: 'duration', unit, seen: `durations such as ${cells[0]}` };
  if (share((cell) => /^\S+@\S+\.\S+$/.test(cell)) >= nearlyAll) {
    return { look: 'e-mail', seen: counted(different, cells.length, rows, 'e-mail addresses') };
  }
  const number = numbersIn(cells, different, rows, share);
  if (number !== undefined) return number;
  const words = new Set(cells.map((cell) => cell.toLowerCase()));
  const within = (list: readonly string[]) => [...words].every((word) => list.includes(word));
  if (within([...yesWords, ...noWords])) return { look: 'yes or no', seen: 'yes or no' };
  if (within([...cameWords, ...absentWords])) return { look: 'came or not', seen: 'came or not' };
  if (share((cell) => /\d/.test(cell) && /^[\p{L}\d]+([-_/.#:][\p{L}\d]+)*$/u.test(cell)) >= nearlyAll) {
    return { look: 'code', seen: counted(different, cells.length, rows, 'codes') };
  }
  return textIn(cells, different, rows, share);
}

/** "8 names that repeat in the first 199 rows", "199 codes, each once in the first 199 rows": no more was looked at. */
function counted(different: number, filled: number, rows: number, noun: string): string {
  if (different === 1) return `always the same ${inFirst(rows)}`;
  return `${different} ${noun}${different === filled ? ', each once' : ' that repeat'} ${inFirst(rows)}`;
}

function inFirst(rows: number): string {
  return rows === 1 ? 'in the first row' : `in the first ${rows} rows`;
}

/** Days that a spreadsheet keeps as numbers, where the heading or other cells of the column say that it holds dates. */
function areNumberedDates(column: string, cells: readonly string[]): boolean {
  const others = cells.filter((cell) => !isSerialDate(cell));
  if (others.length === cells.length) return false;
  return others.length === 0 ? saysDate(column) : areDates(others) && others.length > 0;
}

function areDates(cells: readonly string[]): boolean {
  const shapes = cells.map((example) => ({ shape: example.replace(/\d/g, '0'), count: 1, example }));
  return readDateShapes(shapes).unread.length <= cells.length * (1 - nearlyAll);
}

function unitOf(share: (fits: (cell: string) => boolean) => number): ColumnLook['unit'] {
  if (share((cell) => /^\d+:[0-5]\d:[0-5]\d([.,]\d+)?$/.test(cell)) >= nearlyAll) return 'h:mm:ss';
  if (share((cell) => /^\d+:[0-5]\d(:[0-5]\d)?$/.test(cell)) >= nearlyAll) return 'mm:ss';
  const words = /^(\d+ ?(days?|tage?|hours?|hrs?|stunden?|min\w*|sec\w*|sek\w*|[hms])\b[ ,]*(and |und )?)+$/i;
  return share((cell) => words.test(cell)) >= nearlyAll ? 'words' : undefined;
}

const numeric = /^[+-]?(\d+|\d{1,3}([., '\u00a0\u202f]\d{3})+)([.,]\d+)?( ?%)?$/;

function numbersIn(
  cells: readonly string[],
  different: number,
  rows: number,
  share: (fits: (cell: string) => boolean) => number,
): Found | undefined {
  if (share((cell) => numeric.test(cell)) < nearlyAll) return undefined;
  if (share((cell) => cell.endsWith('%')) >= nearlyAll) {
    return { look: 'number', unit: 'per cent', seen: 'shares in per cent' };
  }
  const values = cells
    .filter((cell) => /^\d/.test(cell))
    .map((cell) => Number.parseFloat(cell.replace(',', '.')));
  const lowest = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const isWhole = share((cell) => /^\d+([.,]0+)?$/.test(cell)) >= nearlyAll;
  const range = `from ${lowest} to ${highest} ${inFirst(rows)}`;
  const isScale = highest <= highestMark && different <= highestMark + 1 && cells.length >= 2 * different;
  if (!isWhole)
    return { look: isScale ? 'rating' : 'number', seen: isScale ? `numbers ${range}` : 'numbers' };
  const isSmall = highest <= 10 && cells.length > different;
  return { look: isSmall || isScale ? 'rating' : 'whole number', seen: `whole numbers ${range}` };
}

const fullName = /^\p{Lu}[\p{L}'’-]+,?( (\p{Lu}[\p{L}.'’-]*|von|van|de|der|den|del|la|zu)){1,3}$/u;

function textIn(
  cells: readonly string[],
  different: number,
  rows: number,
  share: (fits: (cell: string) => boolean) => number,
): Found {
  const perCell = cells.reduce((sum, cell) => sum + cell.split(/\s+/).length, 0) / cells.length;
  if (share((cell) => fullName.test(cell)) >= nearlyAll && different > 2) {
    return { look: 'name', seen: counted(different, cells.length, rows, 'texts like names') };
  }
  if (perCell > 6) return { look: 'text', seen: 'free text' };
  if (different <= mostFewWords && different <= Math.max(2, cells.length / 2)) {
    return {
      look: 'few words',
      seen: `${different} different text${different === 1 ? '' : 's'} ${inFirst(rows)}`,
    };
  }
  return { look: 'words', seen: counted(different, cells.length, rows, 'texts') };
}
