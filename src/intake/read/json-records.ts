import { UsageError } from '../../model/refusal.ts';

export interface JsonRecord {
  readonly line: number;
  /** Undefined where the record is no object. */
  readonly cells: ReadonlyMap<string, string> | undefined;
}

/** One object per line, empty lines passed over. A last line that does not end is a file that was cut off. */
export async function* readJsonLines(
  file: string,
  parts: AsyncIterable<Buffer>,
  recordBytes: number,
): AsyncGenerator<JsonRecord, void> {
  let open = Buffer.alloc(0);
  let line = 1;
  for await (const part of parts) {
    const bytes = open.length > 0 ? Buffer.concat([open, part]) : part;
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      const text = bytes.toString('utf8', start, end).trim();
      if (text !== '') yield { line, cells: cellsOfText(text) };
      start = end + 1;
      line++;
    }
    open = Buffer.from(bytes.subarray(start));
    if (open.length > recordBytes) throw tooLong(file, line);
  }
  const text = open.toString('utf8').trim();
  if (text === '') return;
  const cells = cellsOfText(text);
  if (cells === undefined) throw endsInTheMiddle(file, line);
  yield { line, cells };
}

/** Column that says in which list of the file a record stands. */
export const listColumn = '@list';

/** The objects of one JSON array, or of the arrays that are members of one JSON object: `{"tickets": [...]}`. */
export async function* readJsonArray(
  file: string,
  parts: AsyncIterable<Buffer>,
  recordBytes: number,
  within: 'array' | 'lists' = 'array',
): AsyncGenerator<JsonRecord, void> {
  const splitter = new ArraySplitter(within === 'array' ? 1 : 2);
  let open = Buffer.alloc(0);
  for await (const part of parts) {
    const bytes = open.length > 0 ? Buffer.concat([open, part]) : part;
    const from = open.length;
    for (const { line, list, start, end } of splitter.split(bytes, from)) {
      const cells = cellsOfText(bytes.toString('utf8', start, end));
      if (cells === undefined && !isJson(bytes.toString('utf8', start, end))) throw notJson(file, line);
      yield { line, cells: cells && within === 'lists' ? new Map([[listColumn, list], ...cells]) : cells };
    }
    open = Buffer.from(bytes.subarray(splitter.elementStart < 0 ? bytes.length : splitter.elementStart));
    if (splitter.elementStart >= 0) splitter.elementStart = 0;
    if (open.length > recordBytes) throw tooLong(file, splitter.line);
  }
  if (!splitter.ended) throw endsInTheMiddle(file, splitter.line);
}

interface Element {
  readonly line: number;
  /** Name of the member it stands in, where the lists are members of an object. */
  readonly list: string;
  readonly start: number;
  readonly end: number;
}

/** Finds the elements of arrays at one depth; knows strings, brackets, lines and the names of members, nothing else. */
class ArraySplitter {
  /** Brackets that are open around the elements. */
  private readonly around: number;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private inArray = false;
  private name: number[] = [];
  private list = '';
  private elementLine = 1;
  line = 1;
  /** Where the element that is open began, or -1. */
  elementStart = -1;
  ended = false;

  constructor(around: number) {
    this.around = around;
  }

  *split(bytes: Buffer, from: number): Generator<Element, void> {
    for (let position = from; position < bytes.length; position++) {
      const byte = bytes[position] ?? 0;
      if (byte === 0x0a) this.line++;
      if (this.inString) {
        this.insideString(byte);
        continue;
      }
      if (byte === 0x22) this.beginString();
      const closes = byte === 0x5d || byte === 0x7d;
      const within = this.depth === this.around && this.inArray;
      const separates = within && (byte === 0x2c || byte === 0x5d);
      if (separates && this.elementStart >= 0) {
        const start = this.elementStart;
        this.elementStart = -1;
        yield { line: this.elementLine, list: this.list, start, end: position };
      }
      if (within && this.elementStart < 0 && !separates && !isSpace(byte)) {
        this.elementStart = position;
        this.elementLine = this.line;
      }
      if (byte === 0x5b || byte === 0x7b) this.open(byte);
      if (closes && --this.depth === 0) this.ended = true;
    }
  }

  private open(byte: number): void {
    this.depth++;
    if (this.depth !== this.around) return;
    this.inArray = byte === 0x5b;
    this.list = Buffer.from(this.name).toString('utf8');
  }

  private beginString(): void {
    this.inString = true;
    if (this.depth === 1 && this.around === 2) this.name = [];
  }

  private insideString(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === 0x5c) this.escaped = true;
    else if (byte === 0x22) this.inString = false;
    if (this.inString && this.depth === 1 && this.around === 2) this.name.push(byte);
  }
}

/**
 * Whether a text that begins with an object holds its rows in lists within it: one object, not one per line. `whole`
 * says that the text is all of the file.
 */
export function holdsLists(text: string, whole: boolean): boolean {
  const start = text.trimStart();
  const end = start.indexOf('\n');
  const first = (end < 0 ? start : start.slice(0, end)).trim();
  if (!isJson(first))
    return /[:,{[]\s*$/.test(first) || (end < 0 && !whole && /^\{\s*"[^"]*"\s*:\s*\[\s*\{/.test(first));
  if (end >= 0 && start.slice(end).trim() !== '') return false;
  const value: unknown = JSON.parse(first);
  return Object.values(value as object).some(
    (member) =>
      Array.isArray(member) && member.length > 0 && member.every((each) => typeof each === 'object'),
  );
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function cellsOfText(text: string): ReadonlyMap<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof RangeError) throw new TooDeep();
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const cells = new Map<string, string>();
  flatten(value, '', cells, 1);
  return cells;
}

const deepest = 30;

/** Objects within objects become columns such as `assignee.name`; lists stay as they are written. */
function flatten(value: object, prefix: string, cells: Map<string, string>, depth: number): void {
  if (depth > deepest) throw new TooDeep();
  for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
    const column = `${prefix}${name}`;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      flatten(inner, `${column}.`, cells, depth + 1);
    } else if (inner !== null) {
      cells.set(column, typeof inner === 'string' ? inner : textOf(inner));
    } else {
      cells.set(column, '');
    }
  }
}

/** A list or a number as it is written; lists within lists may be deeper than can be written. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new TooDeep();
  }
}

/** Objects or lists within each other beyond what any export has. */
export class TooDeep extends UsageError {
  constructor() {
    super(
      `its records hold objects within objects more than ${deepest} deep.`,
      'Export one object per row, in an array or one per line.',
    );
  }
}

function tooLong(file: string, line: number): UsageError {
  return new UsageError(
    `${file}: the record that begins in line ${line} is too long for a row of a table.`,
    'Export one object per row, in an array or one per line.',
  );
}

function endsInTheMiddle(file: string, line: number): UsageError {
  return new UsageError(
    `${file} ends in the middle: the record of line ${line} is not finished.`,
    'The file was cut off: copy or export it again. Nothing of it was loaded.',
  );
}

function notJson(file: string, line: number): UsageError {
  return new UsageError(
    `${file}: the record of line ${line} is not JSON.`,
    'Export the file again; nothing of it was loaded.',
  );
}
