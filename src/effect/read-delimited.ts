import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import { decodeStream, encodeStream } from 'iconv-lite';
import { UsageError } from '../model/refusal.ts';
import { fieldsOf, readHead, startsWith } from './delimited-head.ts';
import { DelimitedRows } from './delimited-rows.ts';
import { ObservationStore } from './observation-store.ts';
import { type Part, type PartRead, readPart } from './read-part.ts';
import { RowFeed } from './row-feed.ts';
import { keptNumbers, type TableColumns } from './table-columns.ts';
import { checkColumns, wantedNames } from './table-file.ts';

const headBytes = 1 << 20;
/** A part smaller than this is read sooner than a thread is started for it. */
const leastPartBytes = 1 << 24;
const mostThreads = 8;

/** Reads a CSV or TSV file, in parts side by side where it is large; the parts come in the order of the file. */
export async function readDelimited(file: string, columns: TableColumns): Promise<readonly PartRead[]> {
  const head = await firstBytes(file);
  const decoder = decoderFor(head);
  if (decoder !== undefined) return [await readStream(file, decoder, columns)];
  const { size } = await stat(file);
  const { dialect, names, bodyStart } = readHead(head, wantedNames(columns));
  checkColumns(file, names, columns);
  const fields = fieldsOf(names, columns);
  const common = { file, dialect, fields, has: keptNumbers(columns) };
  const parts = divide(bodyStart, size).map(([from, to], index): Part => {
    return { ...common, from, to, atRow: index === 0 };
  });
  if (parts.length === 1) return parts.map(readPart);
  const reads = await Promise.all(parts.map(readInThread));
  const together = reads.every((read, index) => index === 0 || reads[index - 1]?.endedAt === read.startedAt);
  if (together) return reads;
  return [readPart({ ...common, from: bodyStart, to: size, atRow: true })];
}

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** How the file's bytes become plain text, undefined where they are. */
function decoderFor(head: Uint8Array): ((file: Readable) => Readable) | undefined {
  if (startsWith(head, [0x1f, 0x8b])) return (source) => pipe(source, createGunzip());
  const utf16 = startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff]);
  if (!utf16) return undefined;
  return (source) => pipe(pipe(source, decodeStream('utf-16')), encodeStream('utf-8'));
}

function pipe(source: Readable, into: NodeJS.ReadWriteStream): Readable {
  const next = into as unknown as Readable;
  source.on('error', (error) => next.destroy(error));
  source.pipe(into);
  return next;
}

/** Reads a file whose bytes only come one after the other. */
async function readStream(
  file: string,
  decoder: (file: Readable) => Readable,
  columns: TableColumns,
): Promise<PartRead> {
  const stream = decoder(createReadStream(file));
  const store = new ObservationStore(keptNumbers(columns));
  let head = new Uint8Array(0);
  let feed: RowFeed | undefined;
  const start = (bytes: Uint8Array) => {
    const { dialect, names, bodyStart } = readHead(bytes, wantedNames(columns));
    checkColumns(file, names, columns);
    const rows = new DelimitedRows(store, dialect, fieldsOf(names, columns));
    feed = new RowFeed(rows, dialect.newline);
    push(feed, bytes.subarray(bodyStart));
  };
  try {
    for await (const block of stream as AsyncIterable<Uint8Array>) {
      if (feed !== undefined) push(feed, block);
      else head = Uint8Array.from(Buffer.concat([head, block]));
      if (feed === undefined && head.length >= headBytes) start(head);
      if (feed?.wanted === false) break;
    }
  } catch (error) {
    throw new UsageError(
      `${file} ends in the middle or is damaged: ${(error as Error).message}.`,
      'Fetch or export the file again.',
    );
  }
  if (feed === undefined) start(head);
  if (feed?.wanted) feed.advance(0, true);
  return { observations: store.finish(), problem: store.problem, startedAt: 0, endedAt: 0 };
}

function push(feed: RowFeed, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length && feed.wanted; ) {
    const space = feed.space();
    const taken = Math.min(space.length, bytes.length - at);
    space.set(bytes.subarray(at, at + taken));
    feed.advance(taken, false);
    at += taken;
  }
}

function divide(from: number, to: number): readonly (readonly [number, number])[] {
  const most = Math.min(availableParallelism(), mostThreads);
  const parts = Math.max(1, Math.min(most, Math.floor((to - from) / leastPartBytes)));
  const bound = (part: number) => from + Math.round(((to - from) * part) / parts);
  return Array.from({ length: parts }, (_, part) => [bound(part), bound(part + 1)]);
}

function readInThread(part: Part): Promise<PartRead> {
  const worker = new Worker(new URL(`./read-part-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: part,
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a reading thread ended with code ${code}`)));
  });
}
