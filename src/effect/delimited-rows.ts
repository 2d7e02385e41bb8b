import { parseDecimal } from '../model/decimal.ts';
import { isMissing, textOf } from './labels.ts';
import type { ObservationStore } from './observation-store.ts';
import type { Unplaced } from './observations.ts';
import { labelRoles, numberRoles, place } from './table-columns.ts';

const quote = 34;
const carriageReturn = 13;
const space = 32;
const minus = 45;
const zero = 48;
const point = 46 - zero;
const rowsPerBatch = 2048;
/** Powers of ten that a double holds exactly: a whole number below 2^53 over one of them is the nearest double. */
const exactPowersOfTen = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);
const exactWhole = 2 ** 53;

/** How the cells of a file are told apart: bytes, as they stand in the file. */
export interface Dialect {
  readonly delimiter: number;
  /** Byte that ends a row: a line feed, or a carriage return in files that have no line feed. */
  readonly newline: number;
}

/**
 * What each field of a row is: 0 is passed over, 1 + p the label at place p, -1 - p the number at place p. Its length
 * is the number of fields that every row has.
 */
export type Fields = Int8Array;

/**
 * Reads rows from bytes that arrive in blocks. Quoted cells may hold delimiters, newlines and doubled quotes; blank
 * lines are passed over. Every byte is looked at once: a label that is the same as in the row before keeps its number
 * without a look-up, and numbers are read on the way.
 */
export class DelimitedRows {
  private readonly store: ObservationStore;
  private readonly delimiter: number;
  private readonly newline: number;
  private readonly fields: Fields;
  private readonly coders: readonly { codeOf(bytes: Uint8Array, start: number, end: number): number }[];
  /** The labels of the last row, by place. */
  private readonly codesBefore = new Int32Array(labelRoles.length).fill(-1);
  /** Rows that the store has not got yet. */
  private readonly codes = new Int32Array(rowsPerBatch * labelRoles.length);
  private readonly values: Float64Array;
  /** Numbers in a row. */
  private readonly width: number;
  private batched = 0;
  /** Where in the bytes the label of the row before is, by place; an end of -1 says nowhere. */
  private readonly startBefore = new Int32Array(labelRoles.length);
  private readonly endBefore = new Int32Array(labelRoles.length);

  constructor(store: ObservationStore, dialect: Dialect, fields: Fields) {
    this.store = store;
    this.delimiter = dialect.delimiter;
    this.newline = dialect.newline;
    this.fields = fields;
    this.width = store.width;
    this.values = new Float64Array(rowsPerBatch * store.width);
    if (!fields.includes(fieldOf.cohort)) this.codesBefore[place.cohort] = store.cohorts.codeOfLabel('');
    this.coders = [store.units, store.periods, store.cohorts, store.clusters];
  }

  /**
   * Takes the rows of `bytes` that start before `stop` and returns where the first row begins that was not taken.
   * The last byte must be a newline. A row that the bytes do not finish, because the newline is within quotes, is left
   * unless `last` says that the file ends here. Stops at a row that cannot be used: the store says why.
   */
  take(bytes: Uint8Array, stop: number, last: boolean): number {
    this.endBefore.fill(-1);
    let at = 0;
    while (at < stop && !this.stopped) {
      const next = this.takeRow(bytes, at);
      if (next < 0) {
        if (last) this.failOpenQuote();
        break;
      }
      at = next;
    }
    this.flush();
    return at;
  }

  get stopped(): boolean {
    return this.store.problem !== undefined;
  }

  failOpenQuote(): void {
    this.fail({ kind: 'open-quote' });
  }

  /** The rows before the one that fails come first, and may fail before it. */
  private fail(what: Unplaced): void {
    this.flush();
    this.store.fail({ ...what, row: this.store.rows + 1 });
  }

  private flush(): void {
    if (this.batched > 0 && !this.stopped) this.store.addRows(this.batched, this.codes, this.values);
    this.batched = 0;
  }

  private takeRow(bytes: Uint8Array, from: number): number {
    const { fields, delimiter, newline } = this;
    let at = from;
    let field = 0;
    for (; ; field++) {
      const kind = fields[field] as number;
      if (bytes[at] === quote) {
        at = this.quoted(bytes, at + 1, kind);
        if (at < 0) return -1;
      } else if (kind > 0) at = this.label(bytes, at, kind - 1);
      else if (kind < 0) at = this.number(bytes, at, -1 - kind);
      else {
        let byte = bytes[at];
        while (byte !== delimiter && byte !== newline) byte = bytes[++at];
      }
      if (bytes[at] === newline) break;
      at++;
    }
    if (field + 1 === fields.length) this.finishRow();
    else this.wrongFields(bytes, from, at, field + 1);
    return at + 1;
  }

  private finishRow(): void {
    const { codes, codesBefore } = this;
    const base = this.batched * labelRoles.length;
    codes[base] = codesBefore[0] as number;
    codes[base + 1] = codesBefore[1] as number;
    codes[base + 2] = codesBefore[2] as number;
    codes[base + 3] = codesBefore[3] as number;
    if (++this.batched === rowsPerBatch) this.flush();
  }

  /** Reads a label and returns where it ends. */
  private label(bytes: Uint8Array, start: number, at: number): number {
    const { delimiter, newline } = this;
    const endBefore = this.endBefore[at] as number;
    let same = start;
    let before = this.startBefore[at] as number;
    while (before < endBefore && bytes[same] === bytes[before]) {
      same++;
      before++;
    }
    if (before === endBefore && (bytes[same] === delimiter || bytes[same] === newline)) return same;
    let end = same;
    let byte = bytes[end];
    while (byte !== delimiter && byte !== newline) byte = bytes[++end];
    this.startBefore[at] = start;
    this.endBefore[at] = end;
    this.keepLabel(bytes, start, end, at);
    return end;
  }

  private keepLabel(bytes: Uint8Array, start: number, end: number, at: number): void {
    let from = start;
    let to = end;
    while (from < to && bytes[from] === space) from++;
    while (to > from && (bytes[to - 1] === space || bytes[to - 1] === carriageReturn)) to--;
    this.codesBefore[at] = this.coders[at]?.codeOf(bytes, from, to) ?? -1;
  }

  /**
   * Reads a number and returns where its cell ends. Up to 15 digits with a point are read without making a text:
   * a whole number and a power of ten that are exact have the nearest double as their quotient, as `Number` gives.
   */
  private number(bytes: Uint8Array, start: number, at: number): number {
    const negative = bytes[start] === minus;
    let whole = 0;
    let end = negative ? start + 1 : start;
    let digits = -end;
    let digit = (bytes[end] as number) - zero;
    for (; digit >= 0 && digit <= 9; digit = (bytes[++end] as number) - zero) whole = whole * 10 + digit;
    digits += end;
    let decimals = 0;
    if (digit === point) {
      decimals = -end;
      digit = (bytes[++end] as number) - zero;
      for (; digit >= 0 && digit <= 9; digit = (bytes[++end] as number) - zero) whole = whole * 10 + digit;
      decimals += end - 1;
    }
    if (bytes[end] === carriageReturn && bytes[end + 1] === this.newline) end++;
    const ended = bytes[end] === this.delimiter || bytes[end] === this.newline;
    if (!ended || digits + decimals === 0 || whole >= exactWhole || decimals > 22) {
      return this.wordyNumber(bytes, start, at);
    }
    const magnitude = decimals > 0 ? whole / (exactPowersOfTen[decimals] as number) : whole;
    this.values[this.batched * this.width + at] = negative ? -magnitude : magnitude;
    return end;
  }

  private wordyNumber(bytes: Uint8Array, start: number, at: number): number {
    let end = start;
    while (bytes[end] !== this.delimiter && bytes[end] !== this.newline) end++;
    this.keepNumber(end === start ? '' : textOf(bytes, start, end), at);
    return end;
  }

  private keepNumber(text: string, at: number): void {
    const role = numberRoles[at] ?? 'covariates';
    const value = role === 'treatment' ? parseTreatment(text) : parseDecimal(text);
    this.values[this.batched * this.width + at] = value;
    if (!Number.isNaN(value) || isMissing(text)) return;
    this.fail({ kind: 'not-a-number', role, place: at, value: text.trim() });
  }

  /** Reads a cell that began with a quote and returns where it ends; -1 if the bytes end within it. */
  private quoted(bytes: Uint8Array, start: number, kind: number): number {
    let close = bytes.indexOf(quote, start);
    let anyDoubled = false;
    while (close >= 0 && bytes[close + 1] === quote) {
      anyDoubled = true;
      close = bytes.indexOf(quote, close + 2);
    }
    if (close < 0) return -1;
    let end = close + 1;
    while (bytes[end] === carriageReturn || bytes[end] === space) end++;
    if (bytes[end] !== this.delimiter && bytes[end] !== this.newline) {
      this.fail({ kind: 'after-quote' });
      return bytes.indexOf(this.newline, end);
    }
    const cell = anyDoubled ? undoubled(bytes.subarray(start, close)) : bytes.subarray(start, close);
    if (kind < 0) this.keepNumber(textOf(cell), -1 - kind);
    else if (kind > 0) {
      this.endBefore[kind - 1] = -1;
      this.keepLabel(cell, 0, cell.length, kind - 1);
    }
    return end;
  }

  private wrongFields(bytes: Uint8Array, from: number, to: number, found: number): void {
    this.flush();
    if (found === 1 && textOf(bytes, from, to).trim() === '') this.store.addBlank();
    else this.fail({ kind: 'fields', found, expected: this.fields.length });
  }
}

/** A treatment is a number, or yes or no as programs write them. */
function parseTreatment(text: string): number {
  const word = text.trim().toLowerCase();
  if (word === 'true') return 1;
  return word === 'false' ? 0 : parseDecimal(text);
}

/** Two quotes within a quoted cell are one. */
function undoubled(cell: Uint8Array): Uint8Array {
  const single = new Uint8Array(cell.length);
  let length = 0;
  for (let at = 0; at < cell.length; at++) {
    single[length++] = cell[at] as number;
    if (cell[at] === quote) at++;
  }
  return single.subarray(0, length);
}

/** The field that holds a role's column, in the code of `Fields`. */
export const fieldOf = {
  unit: 1 + place.unit,
  period: 1 + place.period,
  cohort: 1 + place.cohort,
  cluster: 1 + place.cluster,
  outcome: -1 - place.outcome,
  count: -1 - place.count,
  treatment: -1 - place.treatment,
} as const;
