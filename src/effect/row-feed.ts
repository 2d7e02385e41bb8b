import type { DelimitedRows } from './delimited-rows.ts';

const blockBytes = 1 << 20;
/** A row longer than this is a quote that is never closed. */
const longestRow = 1 << 28;

/** Hands bytes that arrive in blocks to a reader of rows; a row that a block cuts waits for the next block. */
export class RowFeed {
  /** False once no more rows are wanted. */
  wanted = true;
  private readonly rows: DelimitedRows;
  private readonly newline: number;
  private readonly stop: number;
  private buffer = new Uint8Array(blockBytes + 1);
  private filled = 0;
  private position: number;

  /** `position` is where the first byte stands in the file; rows that start at `stop` or later are not wanted. */
  constructor(rows: DelimitedRows, newline: number, position = 0, stop = Infinity) {
    this.rows = rows;
    this.newline = newline;
    this.position = position;
    this.stop = stop;
  }

  /** Where in the file the first row begins that was not taken. */
  get at(): number {
    return this.position;
  }

  /** Where the next bytes are to be written; `advance` says how many they were. */
  space(): Uint8Array {
    return this.buffer.subarray(this.filled, this.buffer.length - 1);
  }

  advance(bytes: number, last: boolean): void {
    const { buffer, newline } = this;
    this.filled += bytes;
    if (last && this.filled > 0 && buffer[this.filled - 1] !== newline) buffer[this.filled++] = newline;
    const whole = buffer.subarray(0, this.filled).lastIndexOf(newline) + 1;
    const taken = this.rows.take(buffer.subarray(0, whole), Math.min(whole, this.stop - this.position), last);
    buffer.copyWithin(0, taken, this.filled);
    this.filled -= taken;
    this.position += taken;
    this.wanted = !(last || this.rows.stopped || this.position >= this.stop);
    if (this.filled === buffer.length - 1) this.widen();
  }

  private widen(): void {
    if (this.buffer.length > longestRow) {
      this.rows.failOpenQuote();
      this.wanted = false;
      return;
    }
    const wider = new Uint8Array(this.buffer.length * 2);
    wider.set(this.buffer);
    this.buffer = wider;
  }
}
