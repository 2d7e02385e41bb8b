import { UsageError } from '../../model/refusal.ts';
import type { FileShape, ReadLimits, RejectedRow } from './file-shape.ts';
import { cellText, emptyShape, isBlank, isPlainCell, type RecordShape, scanRecord } from './scan-record.ts';
import type { RowSink } from './staging-writer.ts';

interface ShortRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly closed: boolean;
}

export interface StagedRows {
  readonly staged: number;
  readonly rejected: readonly RejectedRow[];
  readonly closingRows: readonly string[];
  readonly cellsSpanLines: boolean;
}

/**
 * Reads a table of text to the end and puts the cells of the wanted columns into the sink. A row with too few or too many
 * cells is rejected with its line; a file that ends inside a row is an error.
 */
export async function stageDelimited(
  parts: AsyncIterable<Buffer>,
  shape: FileShape,
  wanted: readonly number[],
  sink: RowSink,
  limits: ReadLimits,
  progress: (bytes: number) => void,
): Promise<StagedRows> {
  const rows = new DelimitedRows(sink, shape, wanted, limits);
  let open: Buffer = Buffer.alloc(0);
  let read = 0;
  for await (const part of parts) {
    const bytes = open.length > 0 ? Buffer.concat([open, part]) : part;
    open = Buffer.from(bytes.subarray(rows.take(bytes, false)));
    if (open.length > limits.recordBytes) throw rows.tooLong();
    read += part.length;
    progress(read);
  }
  rows.take(open, true);
  return rows.finish();
}

class DelimitedRows {
  private readonly writer: RowSink;
  private readonly file: FileShape;
  private readonly wanted: readonly number[];
  private readonly limits: ReadLimits;
  private readonly delimiter: number;
  private readonly record = emptyShape();
  private readonly rejected: RejectedRow[] = [];
  private readonly runs: readonly (readonly [number, number])[];
  private shortAtEnd: ShortRow[] = [];
  private line = 1;
  private lastBytes: Buffer = Buffer.alloc(0);
  private lastStart = 0;
  private lastFirstEnd = 0;
  private lastEnd = 0;
  private cellsSpanLines = false;

  constructor(writer: RowSink, file: FileShape, wanted: readonly number[], limits: ReadLimits) {
    this.writer = writer;
    this.file = file;
    this.wanted = wanted;
    this.limits = limits;
    this.delimiter = (file.delimiter ?? ',').charCodeAt(0);
    this.runs = runsOf(wanted);
  }

  /** Takes all records that are whole; returns the byte after the last of them. */
  take(bytes: Buffer, last: boolean): number {
    const { record } = this;
    let position = 0;
    while (position < bytes.length) {
      const next = scanRecord(bytes, position, this.delimiter, last, record);
      if (next < 0) break;
      if (record.openQuote) throw this.openQuote();
      if (this.line > this.file.headerLine && !(isBlank(record) && this.file.columns.length > 1)) {
        this.takeRecord(bytes, record);
      }
      this.line += record.linesInside + 1;
      position = next;
    }
    return position;
  }

  private takeRecord(bytes: Buffer, record: RecordShape): void {
    const { columns } = this.file;
    if (record.cells !== columns.length) {
      this.shortAtEnd.push({ line: this.line, cells: cellsOf(bytes, record, 40), closed: record.closed });
      if (this.shortAtEnd.length > 3) this.rejectShort(1);
      return;
    }
    this.rejectShort(this.shortAtEnd.length);
    if (record.brokenCell >= 0) {
      const column = columns[record.brokenCell] ?? '';
      this.reject(this.line, `text after the closing quote of "${column}"`);
      return;
    }
    this.write(bytes, record);
  }

  private write(bytes: Buffer, record: RecordShape): void {
    const { writer } = this;
    writer.beginRow(this.line);
    if (record.irregular || !writer.takesRaw) {
      for (const cell of this.wanted) {
        const [start, end] = [record.starts[cell] ?? 0, record.ends[cell] ?? 0];
        if (writer.takesRaw && isPlainCell(bytes, start, end)) writer.addRaw(bytes, start, end);
        else writer.addCell(cellText(bytes, start, end));
      }
    } else {
      for (const [from, to] of this.runs)
        writer.addRaw(bytes, record.starts[from] ?? 0, record.ends[to] ?? 0);
    }
    writer.endRow();
    if (record.linesInside > 0) this.cellsSpanLines = true;
    this.lastBytes = bytes;
    this.lastStart = record.starts[0] ?? 0;
    this.lastFirstEnd = record.ends[0] ?? 0;
    this.lastEnd = record.ends[record.cells - 1] ?? 0;
  }

  private rejectShort(count: number): void {
    for (const { line, cells } of this.shortAtEnd.splice(0, count)) {
      this.reject(line, `${cells.length} cells where the header has ${this.file.columns.length}`);
    }
  }

  private reject(line: number, reason: string): void {
    this.rejected.push({ line, reason });
    if (this.rejected.length <= this.limits.rejectedRows) return;
    throw new UsageError(
      `${this.file.file}: more than ${this.limits.rejectedRows} rows do not fit its header, the last in line ${line}: ${reason}.`,
      'Check that the delimiter is right; "delimiter:" in the source in whichhalf.yaml sets it.',
    );
  }

  finish(): StagedRows {
    const closingRows: string[] = [];
    const last = this.shortAtEnd.at(-1);
    if (last !== undefined && !last.closed && !isClosingRow(last.cells)) throw this.cutRow(last);
    while (this.shortAtEnd.length > 0 && isClosingRow(this.shortAtEnd.at(-1)?.cells ?? [])) {
      closingRows.unshift((this.shortAtEnd.pop()?.cells ?? []).join(' ').trim());
    }
    this.rejectShort(this.shortAtEnd.length);
    if (closingRows.length === 0 && last === undefined) this.takeBackClosingRow(closingRows);
    return {
      staged: this.writer.rows,
      rejected: this.rejected,
      closingRows,
      cellsSpanLines: this.cellsSpanLines,
    };
  }

  private takeBackClosingRow(closingRows: string[]): void {
    const width = this.file.columns.length;
    const rest = this.lastBytes.toString('utf8', this.lastFirstEnd, this.lastEnd).replace(/[\s"]/g, '');
    const first = cellText(this.lastBytes, this.lastStart, this.lastFirstEnd);
    const othersEmpty = rest === (this.file.delimiter ?? ',').trim().repeat(width - 1);
    if (this.writer.rows < 2 || width < 3 || !othersEmpty || !isClosingRow([first])) return;
    this.writer.takeBackLastRow();
    closingRows.push(first.trim());
  }

  tooLong(): UsageError {
    return new UsageError(
      `${this.file.file}: the row that begins in line ${this.line} is longer than ${this.limits.recordBytes} bytes.`,
      `Most often a quote is opened in line ${this.line} and never closed: look at it, and export the file again.`,
    );
  }

  private openQuote(): UsageError {
    return new UsageError(
      `${this.file.file} ends in the middle: a quote opened in the row of line ${this.line} is never closed.`,
      'The file was cut off, or that line has a quote too many: export it again. Nothing of it was loaded.',
    );
  }

  private cutRow({ line, cells }: ShortRow): UsageError {
    return new UsageError(
      `${this.file.file} ends in the middle of a row: line ${line} has ${cells.length} of ${this.file.columns.length} cells.`,
      'The file was cut off: copy or export it again. Nothing of it was loaded.',
    );
  }
}

/** "Reporting period 1 to 31 March", "Total", "Exported on ...": words in the first cell and nothing in the others. */
function isClosingRow(cells: readonly string[]): boolean {
  const [first = '', ...others] = cells;
  if (others.some((cell) => cell.trim() !== '')) return false;
  return /\b(period|zeitraum|p[ée]riode|per[ií]odo|total|totals|summe|gesamt|exported|generated|erstellt|report|end of)\b/i.test(
    first,
  );
}

function cellsOf(bytes: Buffer, record: RecordShape, most: number): readonly string[] {
  return Array.from({ length: record.cells }, (_, cell) =>
    cell < most ? cellText(bytes, record.starts[cell] ?? 0, record.ends[cell] ?? 0) : '-',
  );
}

/** Neighbouring columns are copied in one go. */
function runsOf(wanted: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const column of wanted) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === column - 1) run[1] = column;
    else runs.push([column, column]);
  }
  return runs;
}
