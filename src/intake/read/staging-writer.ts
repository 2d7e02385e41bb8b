import { closeSync, openSync, writeSync } from 'node:fs';

const roomBytes = 1 << 22;

/** Where a reader puts the rows it reads. */
export interface RowSink {
  readonly rows: number;
  /** Whether it takes cells as they stand in the file, several at once. */
  readonly takesRaw: boolean;
  beginRow(line: number): void;
  addRaw(bytes: Uint8Array, start: number, end: number): void;
  addCell(text: string): void;
  endRow(): void;
  takeBackLastRow(): void;
}

/**
 * Writes a table of text in one fixed dialect: the line of the row in the file first, then its cells, separated by one
 * delimiter, without blanks at their ends, quoted with doubled quotes, ended by LF. The last row stays in hand until the next one, so that it can be
 * taken back when it turns out to be no row.
 */
export class StagingWriter implements RowSink {
  readonly takesRaw = true;
  private readonly handle: number;
  private readonly delimiter: number;
  private buffer = Buffer.allocUnsafe(roomBytes);
  private used = 0;
  private lastRowStart = 0;
  rows = 0;

  constructor(path: string, delimiter: string) {
    this.handle = openSync(path, 'wx', 0o600);
    this.delimiter = delimiter.charCodeAt(0);
  }

  beginRow(line: number): void {
    if (this.used > roomBytes / 2) this.flush();
    this.lastRowStart = this.used;
    this.addText(String(line));
    this.rows++;
  }

  /** Cells that are already in the dialect, without blanks at their ends, with their delimiters between them. */
  addRaw(bytes: Uint8Array, start: number, end: number): void {
    this.makeRoom(end - start + 1);
    const { buffer } = this;
    let used = this.used;
    buffer[used++] = this.delimiter;
    if (end - start > 48) {
      buffer.set(bytes.subarray(start, end), used);
      used += end - start;
    } else {
      for (let position = start; position < end; position++) buffer[used++] = bytes[position] ?? 0;
    }
    this.used = used;
  }

  addCell(text: string): void {
    this.makeRoom(1);
    this.buffer[this.used++] = this.delimiter;
    this.addText(`"${withoutBlankEnds(text).replaceAll('"', '""')}"`);
  }

  endRow(): void {
    this.makeRoom(1);
    this.buffer[this.used++] = 0x0a;
  }

  takeBackLastRow(): void {
    this.used = this.lastRowStart;
    this.rows--;
  }

  close(): void {
    this.flush();
    closeSync(this.handle);
  }

  private addText(text: string): void {
    this.makeRoom(text.length * 3);
    this.used += this.buffer.write(text, this.used);
  }

  private makeRoom(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return;
    const wider = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.used + bytes));
    this.buffer.copy(wider, 0, 0, this.used);
    this.buffer = wider;
  }

  private flush(): void {
    for (let from = 0; from < this.used; )
      from += writeSync(this.handle, this.buffer, from, this.used - from);
    this.used = 0;
  }
}

/** As the warehouse trims: spaces of every width, no tabs. */
function withoutBlankEnds(text: string): string {
  return text.replace(/^\p{Zs}+|\p{Zs}+$/gu, '');
}
