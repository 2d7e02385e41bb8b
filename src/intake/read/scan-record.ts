/** Where the cells of one record are, in bytes; one object is used over and over for a whole file. */
export interface RecordShape {
  cells: number;
  /** First byte of each cell. */
  starts: Int32Array;
  /** Byte after the last of each cell. */
  ends: Int32Array;
  /** Line ends inside the record, without the one that ends it. */
  linesInside: number;
  /** Not written as the fixed dialect writes it: a quote in the middle, perhaps blanks around a cell or at its ends. */
  irregular: boolean;
  /** Cell that goes on after its closing quote, or -1. */
  brokenCell: number;
  /** The file ended inside a quoted cell. */
  openQuote: boolean;
  /** The record has a line end behind it. */
  closed: boolean;
}

export function emptyShape(): RecordShape {
  return {
    cells: 0,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    linesInside: 0,
    irregular: false,
    brokenCell: -1,
    openQuote: false,
    closed: false,
  };
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/**
 * Finds the cells of the record that begins at `start`: cells are separated by `delimiter`, may be in double quotes
 * (doubled inside), and may then hold delimiters and line ends. Lines end with LF, CRLF or CR.
 *
 * @returns the byte after the record and its line end; -1 where the bytes end before that and `last` is false.
 */
export function scanRecord(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  last: boolean,
  shape: RecordShape,
): number {
  shape.cells = 0;
  shape.linesInside = 0;
  shape.irregular = false;
  shape.brokenCell = -1;
  shape.openQuote = false;
  shape.closed = false;
  let position = start;
  for (;;) {
    const cellEnd = scanCell(bytes, position, delimiter, shape);
    if (cellEnd < 0 && !last) return -1;
    const end = cellEnd < 0 ? bytes.length : cellEnd;
    if (mayHaveBlankEnds(bytes, position, end)) shape.irregular = true;
    addCell(shape, position, end);
    if (end >= bytes.length) return last ? bytes.length : -1;
    if (bytes[end] === delimiter) {
      position = end + 1;
      continue;
    }
    const crlf = bytes[end] === carriageReturn && bytes[end + 1] === lineFeed;
    if (bytes[end] === carriageReturn && end + 1 >= bytes.length && !last) return -1;
    shape.closed = true;
    return end + (crlf ? 2 : 1);
  }
}

/** @returns the byte after the cell: a delimiter, a line end or the end of the bytes; -1 if they end inside quotes. */
function scanCell(bytes: Uint8Array, start: number, delimiter: number, shape: RecordShape): number {
  const length = bytes.length;
  let position = start;
  if (bytes[position] === space) position = skipSpaces(bytes, position);
  if (bytes[position] === quote) {
    if (position > start) shape.irregular = true;
    return scanQuoted(bytes, position + 1, delimiter, shape);
  }
  for (; position < length; position++) {
    const byte = bytes[position];
    if (byte === delimiter || byte === lineFeed || byte === carriageReturn) return position;
    if (byte === quote) shape.irregular = true;
  }
  return length;
}

function scanQuoted(bytes: Uint8Array, start: number, delimiter: number, shape: RecordShape): number {
  const length = bytes.length;
  let position = start;
  for (; position < length; position++) {
    const byte = bytes[position];
    if (byte === lineFeed) shape.linesInside++;
    if (byte !== quote) continue;
    if (bytes[position + 1] !== quote) return scanAfterQuote(bytes, position + 1, delimiter, shape);
    position++;
  }
  shape.openQuote = true;
  return -1;
}

function scanAfterQuote(bytes: Uint8Array, start: number, delimiter: number, shape: RecordShape): number {
  const length = bytes.length;
  for (let position = start; position < length; position++) {
    const byte = bytes[position];
    if (byte === delimiter || byte === lineFeed || byte === carriageReturn) return position;
    shape.irregular = true;
    if (byte !== space && shape.brokenCell < 0) shape.brokenCell = shape.cells;
  }
  return length;
}

/** Whether a cell, without its quotes, begins or ends with a blank of any kind; some other letters beyond ASCII count, too. */
function mayHaveBlankEnds(bytes: Uint8Array, start: number, end: number): boolean {
  if (end <= start) return false;
  const inside = bytes[start] === quote ? 1 : 0;
  return mayBeginBlank(bytes[start + inside] ?? 0) || mayEndBlank(bytes[end - 1 - inside] ?? 0);
}

/** First byte of a space in UTF-8: U+0020, U+00A0, U+1680, U+2000 to U+205F, U+3000. */
function mayBeginBlank(byte: number): boolean {
  return byte === space || byte === 0xc2 || (byte >= 0xe1 && byte <= 0xe3);
}

function mayEndBlank(byte: number): boolean {
  return (
    byte === space || (byte >= 0x80 && (byte <= 0x8a || byte === 0x9f || byte === 0xa0 || byte === 0xaf))
  );
}

/** Whether a cell can be copied as it stands: no quotes, and surely no blanks at its ends. */
export function isPlainCell(bytes: Uint8Array, start: number, end: number): boolean {
  if (mayHaveBlankEnds(bytes, start, end)) return false;
  for (let position = start; position < end; position++) if (bytes[position] === quote) return false;
  return true;
}

function skipSpaces(bytes: Uint8Array, start: number): number {
  let position = start;
  while (bytes[position] === space) position++;
  return position;
}

function addCell(shape: RecordShape, start: number, end: number): void {
  if (shape.cells === shape.starts.length) {
    const starts = new Int32Array(shape.cells * 2);
    const ends = new Int32Array(shape.cells * 2);
    starts.set(shape.starts);
    ends.set(shape.ends);
    shape.starts = starts;
    shape.ends = ends;
  }
  shape.starts[shape.cells] = start;
  shape.ends[shape.cells] = end;
  shape.cells++;
}

/** The text of a cell, without its quotes. */
export function cellText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  const quoted = /^ *"([\s\S]*)" *$/.exec(text)?.[1];
  return quoted === undefined ? text : quoted.replaceAll('""', '"');
}

/** A record with nothing in it: an empty line. */
export function isBlank(shape: RecordShape): boolean {
  return shape.cells === 1 && shape.starts[0] === shape.ends[0];
}
