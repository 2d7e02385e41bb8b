import type { RejectedRow } from './file-shape.ts';
import type { RowSink, StagingWriter } from './staging-writer.ts';

/** One record of a file: the line it begins in, and its cells by column. */
export interface FileRecord {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/** A row of the table that a record is made into, by column; columns that are absent are empty. */
export type ReshapedRow = Readonly<Record<string, string>>;

/** What becomes of one record: rows, or the rule that leaves it out, or why it cannot be read; held where only the end decides. */
export type Reshaped =
  | readonly ReshapedRow[]
  | { readonly dropped: string }
  | { readonly rejected: string }
  | 'held';

/** Makes the rows of one table out of the records of a file whose rows are something else. */
export interface Reshaping {
  /** Columns of the rows it makes. */
  readonly columns: readonly string[];
  take(record: FileRecord): Reshaped;
  /** What becomes of the records that were held, each with its line. */
  finish(): Iterable<{ readonly line: number; readonly becomes: Exclude<Reshaped, 'held'> }>;
}

/** A reshaping that was made for one file. */
export interface ReshapingOfFile {
  /** Columns of the rows it makes. */
  readonly columns: readonly string[];
  /** Columns of the file that it reads; all others leave no trace. */
  readonly reads: readonly string[];
  readonly start: () => Reshaping;
}

/** Takes the cells of a reader, and writes the rows that the reshaping makes of them. */
export class ReshapingSink implements RowSink {
  readonly takesRaw = false;
  readonly rejected: RejectedRow[] = [];
  readonly dropped = new Map<string, number>();
  /** Records taken; rows written may be more or fewer. */
  rows = 0;
  private readonly writer: StagingWriter;
  private readonly reshaping: Reshaping;
  private readonly read: readonly string[];
  private line = 0;
  private cells = new Map<string, string>();
  private next = 0;
  private waiting: FileRecord | undefined;

  /** @param read columns whose cells come in, in their order. */
  constructor(writer: StagingWriter, reshaping: Reshaping, read: readonly string[]) {
    this.writer = writer;
    this.reshaping = reshaping;
    this.read = read;
  }

  beginRow(line: number): void {
    this.settle();
    this.rows++;
    this.line = line;
    this.cells = new Map();
    this.next = 0;
  }

  addRaw(): void {
    throw new Error('a reshaped file is read cell by cell');
  }

  addCell(text: string): void {
    this.cells.set(this.read[this.next++] ?? '', text);
  }

  endRow(): void {
    this.waiting = { line: this.line, cells: this.cells };
  }

  takeBackLastRow(): void {
    this.waiting = undefined;
    this.rows--;
  }

  /** Writes what is left; before `close`. */
  finish(): void {
    this.settle();
    for (const { line, becomes } of this.reshaping.finish()) this.put(line, becomes);
  }

  private settle(): void {
    if (this.waiting === undefined) return;
    const { line } = this.waiting;
    const becomes = this.reshaping.take(this.waiting);
    this.waiting = undefined;
    if (becomes !== 'held') this.put(line, becomes);
  }

  private put(line: number, becomes: Exclude<Reshaped, 'held'>): void {
    if ('dropped' in becomes) {
      this.dropped.set(becomes.dropped, (this.dropped.get(becomes.dropped) ?? 0) + 1);
    } else if ('rejected' in becomes) {
      this.rejected.push({ line, reason: becomes.rejected });
    } else {
      for (const row of becomes) this.write(line, row);
    }
  }

  private write(line: number, row: ReshapedRow): void {
    this.writer.beginRow(line);
    for (const column of this.reshaping.columns) this.writer.addCell(row[column] ?? '');
    this.writer.endRow();
  }
}
