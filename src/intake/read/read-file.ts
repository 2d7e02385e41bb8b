import { isUtf8 } from 'node:buffer';
import { closeSync, copyFileSync, existsSync, linkSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import iconv from 'iconv-lite';
import { UsageError } from '../../model/refusal.ts';
import { type Delimiter, detectLayout } from './detect-layout.ts';
import type { FileShape, ReadLimits, RejectedRow, StagedFile } from './file-shape.ts';
import { holdsLists, type JsonRecord, readJsonArray, readJsonLines, TooDeep } from './json-records.ts';
import { isGzip, lettersBeforeBadByte, NotUtf8, readHead, readText } from './read-text.ts';
import { type Reshaping, ReshapingSink } from './reshape.ts';
import {
  type Encoding,
  type FileKind,
  openCharacterBytes,
  sniffBinary,
  sniffEncoding,
  sniffText,
} from './sniff.ts';
import { type StagedRows, stageDelimited } from './stage-delimited.ts';
import { type RowSink, StagingWriter } from './staging-writer.ts';

export interface ReadOptions {
  readonly encoding: Encoding | undefined;
  readonly delimiter: Delimiter | undefined;
  readonly limits: ReadLimits;
}

const headBytes = 1 << 18;

/**
 * Finds out what a file is and which columns it has. The columns of Parquet are for the warehouse to name.
 * Anything that is no table, or a table without rows, is a `UsageError`.
 */
export async function inspectFile(file: string, path: string, options: ReadOptions): Promise<FileShape> {
  refuseNoFile(file, path);
  const packed = isGzip(path);
  const head = await readHead(file, path, headBytes);
  const whole = head.length < headBytes;
  const binary = sniffBinary(file, head);
  const encoding =
    binary === undefined
      ? headEncoding(file, head, whole, options.encoding)
      : { encoding: 'utf-8' as const, markBytes: 0, certain: true };
  const text = Buffer.from(decodeHead(head.subarray(encoding.markBytes), encoding.encoding));
  const kind = binary ?? kindOfText(file, text, whole);
  const shape = { file, path, kind, packed, encoding, headerLine: 1, titleRows: [] as readonly string[] };
  const nameless = { ...shape, delimiter: undefined, columns: [], sample: [], typed: true };
  if (kind === 'parquet') {
    refuseCutParquet(file, path, packed);
    return nameless;
  }
  if (kind === 'delimited') return { ...shape, ...layoutOf(file, text, whole, options), typed: false };
  return { ...nameless, ...(await columnsOfJson(nameless, options)) };
}

/** A folder, a device or a pipe is no file, and may never end. */
function refuseNoFile(file: string, path: string): void {
  if (!existsSync(path)) {
    throw new UsageError(
      `${file} is not there.`,
      'Check the name; paths count from the folder of whichhalf.yaml.',
    );
  }
  if (statSync(path).isFile()) return;
  throw new UsageError(`${file} is no file but a folder, a device or a pipe.`, 'Name the file itself.');
}

function kindOfText(file: string, text: Buffer, whole: boolean): FileKind {
  const kind = sniffText(file, text.toString('utf8', 0, 4096));
  return kind === 'json-lines' && holdsLists(text.toString('utf8'), whole) ? 'json-lists' : kind;
}

/** Where the head alone shows that it is not UTF-8, it is the Western European code of Windows, unless it is mixed. */
function headEncoding(file: string, head: Buffer, whole: boolean, declared: Encoding | undefined) {
  const sniffed = sniffEncoding(head, declared);
  const complete = whole ? head : head.subarray(0, head.length - openCharacterBytes(head));
  if (sniffed.certain || sniffed.encoding !== 'utf-8' || isUtf8(complete)) return sniffed;
  if (lettersBeforeBadByte(complete)) throw mixedEncodings(file);
  return { encoding: 'windows-1252' as const, markBytes: 0, certain: false };
}

function decodeHead(head: Buffer, encoding: Encoding): string {
  return iconv.decode(head, encoding, { stripBOM: false });
}

function layoutOf(file: string, text: Buffer, whole: boolean, options: ReadOptions) {
  const layout = detectLayout(text, whole, options.delimiter);
  if (layout === undefined && !whole) {
    throw new UsageError(
      `${file}: its first row goes on beyond ${headBytes} bytes: it has too many columns, or a quote that is never closed.`,
      `A table may have ${options.limits.columns} columns, each row on a line of its own: export those that are needed.`,
    );
  }
  if (layout === undefined) {
    throw new UsageError(
      `${file}: no row of column names was found at its beginning.`,
      'Check that the first row has the names of the columns, and that its quotes are closed.',
    );
  }
  if (layout.columns.length > options.limits.columns) {
    throw tooManyColumns(file, String(layout.columns.length), options);
  }
  return layout;
}

function tooManyColumns(file: string, number: string, { limits }: ReadOptions): UsageError {
  return new UsageError(
    `${file} has ${number} columns; ${limits.columns} is the most a table may have.`,
    'Check that the file has one row per line, and leave out columns that are not needed.',
  );
}

const recordsToShow = 50;

async function columnsOfJson(
  shape: FileShape,
  options: ReadOptions,
): Promise<Pick<FileShape, 'columns' | 'sample'>> {
  const columns = new Set<string>();
  const first: ReadonlyMap<string, string>[] = [];
  for await (const { cells } of recordsOfJson(shape, options)) {
    for (const column of cells?.keys() ?? []) columns.add(column);
    if (columns.size > options.limits.columns)
      throw tooManyColumns(shape.file, `more than ${options.limits.columns}`, options);
    if (cells !== undefined && first.length < recordsToShow) first.push(cells);
  }
  if (columns.size === 0) {
    throw new UsageError(
      `${shape.file} has no rows: no objects with values were found in it.`,
      'Export an array of objects, or one object per line.',
    );
  }
  const sample = first.map((cells) => [...columns].map((column) => cells.get(column) ?? ''));
  return { columns: [...columns], sample };
}

async function* recordsOfJson(shape: FileShape, { limits }: ReadOptions): AsyncGenerator<JsonRecord, void> {
  const parts = readText(shape.file, shape.path, shape.encoding, limits.unpackedBytes);
  try {
    if (shape.kind === 'json-lines') yield* readJsonLines(shape.file, parts, limits.recordBytes);
    else {
      const within = shape.kind === 'json-lists' ? 'lists' : 'array';
      yield* readJsonArray(shape.file, parts, limits.recordBytes, within);
    }
  } catch (error) {
    if (error instanceof TooDeep) throw new UsageError(`${shape.file}: ${error.message}`, error.remedy);
    throw error instanceof NotUtf8 ? mixedEncodings(shape.file) : error;
  }
}

function refuseCutParquet(file: string, path: string, packed: boolean): void {
  if (packed) {
    throw new UsageError(`${file} is a packed Parquet file.`, 'Unpack it first: Parquet is packed already.');
  }
  const handle = openSync(path, 'r');
  const end = Buffer.alloc(4);
  const size = statSync(path).size;
  readSync(handle, end, 0, 4, Math.max(0, size - 4));
  closeSync(handle);
  if (size >= 12 && end.toString('latin1') === 'PAR1') return;
  throw new UsageError(
    `${file} ends in the middle: it begins as a Parquet file and lacks its end.`,
    'Copy or export it again; nothing of it was loaded.',
  );
}

/**
 * Reads the file to its end and writes the wanted columns where the warehouse reads them, in one fixed dialect; with a
 * reshaping, the rows that it makes of all columns. `stagedPath` must not exist yet. Throws before anything is loaded if
 * the file is cut, damaged or has no rows.
 */
export async function stageFile(
  shape: FileShape,
  wanted: readonly string[],
  stagedPath: string,
  options: ReadOptions,
  progress: (bytes: number) => void,
  reshape?: () => Reshaping,
): Promise<StagedFile> {
  if (shape.kind === 'parquet') return stageParquet(shape, wanted, stagedPath);
  const stage = shape.kind === 'delimited' ? stageText : stageJson;
  const staged = await stage(shape, wanted, stagedPath, { options, progress, reshape });
  if (staged.staged + staged.rejected.length + staged.dropped.size > 0) return staged;
  throw new UsageError(
    `${shape.file} has column names and no rows.`,
    'If this is a template that whichhalf init wrote, load a file of yours by its name (whichhalf import FILE), or put it in its place; else export it again with a period in which something happened.',
  );
}

interface Staging {
  readonly options: ReadOptions;
  readonly progress: (bytes: number) => void;
  readonly reshape: (() => Reshaping) | undefined;
}

function stageParquet(shape: FileShape, wanted: readonly string[], stagedPath: string): StagedFile {
  try {
    linkSync(shape.path, stagedPath);
  } catch {
    copyFileSync(shape.path, stagedPath);
  }
  return {
    path: stagedPath,
    dialect: 'parquet',
    delimiter: ',',
    columns: wanted,
    staged: -1,
    rejected: [],
    dropped: new Map(),
    closingRows: [],
    encoding: 'Parquet',
    cellsSpanLines: false,
  };
}

async function stageText(
  shape: FileShape,
  wanted: readonly string[],
  stagedPath: string,
  { options, progress, reshape }: Staging,
): Promise<StagedFile> {
  const delimiter = shape.delimiter ?? ',';
  const indices = shape.columns.flatMap((column, index) =>
    reshape !== undefined || wanted.includes(column) ? [index] : [],
  );
  const columns = indices.map((index) => shape.columns[index] ?? '');
  const stage = async (encoding: FileShape['encoding']) => {
    const parts = readText(shape.file, shape.path, encoding, options.limits.unpackedBytes);
    return intoStaging(stagedPath, delimiter, columns, reshape, (sink) =>
      stageDelimited(parts, shape, indices, sink, options.limits, progress),
    );
  };
  const { rows, encoding } = await stage(shape.encoding)
    .then((rows) => ({ rows, encoding: shape.encoding.encoding }))
    .catch(async (error: unknown) => {
      if (!(error instanceof NotUtf8)) throw error;
      if (error.mixed) throw mixedEncodings(shape.file);
      rmSync(stagedPath, { force: true });
      const windows = { encoding: 'windows-1252' as const, markBytes: 0, certain: false };
      return { rows: await stage(windows), encoding: windows.encoding };
    });
  return { path: stagedPath, dialect: 'delimited', delimiter, encoding, ...rows };
}

/** Opens the staged file, lets the reader fill it, directly or through a reshaping, and says what came of it. */
async function intoStaging(
  stagedPath: string,
  delimiter: Delimiter,
  columns: readonly string[],
  reshape: (() => Reshaping) | undefined,
  fill: (sink: RowSink) => Promise<StagedRows>,
): Promise<
  Pick<StagedFile, 'columns' | 'staged' | 'rejected' | 'dropped' | 'closingRows' | 'cellsSpanLines'>
> {
  const writer = new StagingWriter(stagedPath, delimiter);
  try {
    if (reshape === undefined) return { columns, dropped: new Map(), ...(await fill(writer)) };
    const reshaping = reshape();
    const sink = new ReshapingSink(writer, reshaping, columns);
    const rows = await fill(sink);
    sink.finish();
    return {
      ...rows,
      columns: reshaping.columns,
      staged: writer.rows,
      rejected: [...rows.rejected, ...sink.rejected],
      dropped: sink.dropped,
      cellsSpanLines: true,
    };
  } finally {
    writer.close();
  }
}

function mixedEncodings(file: string): UsageError {
  return new UsageError(
    `${file} mixes encodings: some of it is UTF-8 and some is not.`,
    'Export it again in one encoding, or name the one to read it in: "encoding: windows-1252" in its source in whichhalf.yaml.',
  );
}

async function stageJson(
  shape: FileShape,
  wanted: readonly string[],
  stagedPath: string,
  { options, reshape }: Staging,
): Promise<StagedFile> {
  const columns = reshape === undefined ? wanted : shape.columns;
  const rows = await intoStaging(stagedPath, ',', columns, reshape, async (sink) => {
    const rejected: RejectedRow[] = [];
    for await (const { line, cells } of recordsOfJson(shape, options)) {
      if (cells === undefined) {
        rejected.push({ line, reason: 'not a JSON object' });
        continue;
      }
      sink.beginRow(line);
      for (const column of columns) sink.addCell(cells.get(column) ?? '');
      sink.endRow();
    }
    return { staged: sink.rows, rejected, closingRows: [], cellsSpanLines: true };
  });
  return {
    path: stagedPath,
    dialect: 'delimited',
    delimiter: ',',
    encoding: shape.encoding.encoding,
    ...rows,
  };
}
