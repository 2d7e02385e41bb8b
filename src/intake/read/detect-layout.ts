import { cellText, emptyShape, isBlank, scanRecord } from './scan-record.ts';

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** How a table of text is laid out. */
export interface Layout {
  readonly delimiter: Delimiter;
  readonly columns: readonly string[];
  /** Line of the header, counted from 1. */
  readonly headerLine: number;
  /** Texts of the rows before the header. */
  readonly titleRows: readonly string[];
  /** First rows below the header. */
  readonly sample: readonly (readonly string[])[];
}

interface HeadRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

const recordsToJudge = 200;

/**
 * Finds delimiter and header of a table from its first bytes: the delimiter under which most rows have the same number
 * of cells (of equals the one with more cells), the header as the first row of that width with more than one cell filled.
 *
 * @param whole whether `head` is all of the file.
 * @returns undefined where there is no row at all.
 */
export function detectLayout(
  head: Buffer,
  whole: boolean,
  declared: Delimiter | undefined,
): Layout | undefined {
  const candidates = (declared === undefined ? delimiters : [declared]).map((delimiter) => {
    const records = recordsOf(head, delimiter, whole);
    return { delimiter, records, ...widthOf(records) };
  });
  const best = candidates.reduce((first, second) => (isBetter(second, first) ? second : first));
  const wanted = Math.min(2, best.width);
  const headerAt = best.records.findIndex(
    ({ cells }) => cells.length === best.width && cells.filter((cell) => cell.trim() !== '').length >= wanted,
  );
  const header = best.records[headerAt];
  if (header === undefined) return undefined;
  return {
    delimiter: best.delimiter,
    columns: nameColumns(header.cells),
    headerLine: header.line,
    titleRows: best.records.slice(0, headerAt).map(({ cells }) => cells.join(' ').trim()),
    sample: best.records.slice(headerAt + 1).map(({ cells }) => cells),
  };
}

interface Candidate {
  readonly width: number;
  readonly share: number;
}

function isBetter(candidate: Candidate, than: Candidate): boolean {
  if (candidate.width > 1 !== than.width > 1) return candidate.width > 1;
  if (candidate.share !== than.share) return candidate.share > than.share;
  return candidate.width > than.width;
}

/** The usual number of cells and the share of rows that have it. Widths of one count only where there is no other. */
function widthOf(records: readonly HeadRecord[]): Candidate {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [width = 1, count = 0] =
    [...counts].sort(
      ([widthA, countA], [widthB, countB]) =>
        Number(widthB > 1) - Number(widthA > 1) || countB - countA || widthB - widthA,
    )[0] ?? [];
  return { width, share: records.length === 0 ? 0 : count / records.length };
}

function recordsOf(head: Buffer, delimiter: Delimiter, whole: boolean): readonly HeadRecord[] {
  const records: HeadRecord[] = [];
  const shape = emptyShape();
  let line = 1;
  for (let position = 0; position < head.length && records.length < recordsToJudge; ) {
    const next = scanRecord(head, position, delimiter.charCodeAt(0), whole, shape);
    if (next < 0) break;
    if (!isBlank(shape)) {
      const cells = Array.from({ length: shape.cells }, (_, cell) =>
        cellText(head, shape.starts[cell] ?? 0, shape.ends[cell] ?? 0),
      );
      records.push({ line, cells });
    }
    line += shape.linesInside + 1;
    position = next;
  }
  return records;
}

/** Every column gets a name of its own: an empty one its number, a repeated one a number behind it. */
export function nameColumns(header: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return header.map((cell, index) => {
    const name = cell.trim() === '' ? `column ${index + 1}` : cell.trim();
    let unique = name;
    for (let copy = 2; taken.has(unique); copy++) unique = `${name} (${copy})`;
    taken.add(unique);
    return unique;
  });
}
