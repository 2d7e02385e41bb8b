import { isUtf8 } from 'node:buffer';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import iconv from 'iconv-lite';
import { UsageError } from '../../model/refusal.ts';
import { type Encoding, hasUtf8Letters, openCharacterBytes, type SniffedEncoding } from './sniff.ts';

const partBytes = 1 << 20;
const packedPartBytes = 1 << 16;

export function isGzip(file: string): boolean {
  const handle = openSync(file, 'r');
  const magic = Buffer.alloc(2);
  readSync(handle, magic, 0, 2, 0);
  closeSync(handle);
  return magic[0] === 0x1f && magic[1] === 0x8b;
}

/** The bytes of a file in parts, unpacked; a packed file that is cut, damaged or too large is a `UsageError`. */
export async function* readBytes(
  file: string,
  path: string,
  unpackedLimit: number,
): AsyncGenerator<Buffer, void> {
  if (!isGzip(path)) {
    for await (const part of createReadStream(path, { highWaterMark: partBytes })) yield part as Buffer;
    return;
  }
  const raw = createReadStream(path, { highWaterMark: packedPartBytes });
  const unpack = createGunzip({ chunkSize: partBytes });
  raw.on('error', (error) => unpack.destroy(error));
  raw.pipe(unpack);
  let total = 0;
  try {
    for await (const part of unpack) {
      total += (part as Buffer).length;
      if (total > unpackedLimit) throw tooLarge(file, unpackedLimit);
      if (total > bombBytes && total > bombRatio * raw.bytesRead) throw bomb(file);
      yield part as Buffer;
    }
  } catch (error) {
    throw explainPacked(file, error);
  } finally {
    raw.destroy();
    unpack.destroy();
  }
}

/** Tables pack to a tenth of their size, or to a thirtieth; nothing that people export to less than a two-hundredth. */
const bombRatio = 200;
const bombBytes = 64 * 2 ** 20;

function bomb(file: string): UsageError {
  return new UsageError(
    `${file} unpacks to more than ${bombRatio} times its size: it is no table that somebody exported.`,
    'Look where it comes from. If it really is a table, unpack it yourself and import that.',
  );
}

function tooLarge(file: string, limit: number): UsageError {
  return new UsageError(
    `${file} unpacks to more than ${Math.round(limit / 2 ** 20)} MB.`,
    'Split it into smaller files, or unpack it yourself if it really is that large.',
  );
}

function explainPacked(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'Z_BUF_ERROR') {
    return new UsageError(
      `${file} ends in the middle: the packed file is cut off.`,
      'Copy or export it again; nothing of it was loaded.',
    );
  }
  if (code === 'Z_DATA_ERROR') {
    return new UsageError(
      `${file} is damaged: it does not unpack to what was packed.`,
      'Copy or export it again; nothing of it was loaded.',
    );
  }
  return error;
}

/** First bytes of a file, unpacked: enough to see what it is. */
export async function readHead(file: string, path: string, wanted: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let total = 0;
  for await (const part of readBytes(file, path, Number.POSITIVE_INFINITY)) {
    parts.push(part);
    total += part.length;
    if (total >= wanted) break;
  }
  return Buffer.concat(parts).subarray(0, wanted);
}

/** The file is not in UTF-8 although nothing said otherwise; whether it had good UTF-8 before that decides what it is. */
export class NotUtf8 extends Error {
  readonly mixed: boolean;

  constructor(mixed: boolean) {
    super('not UTF-8');
    this.mixed = mixed;
  }
}

/**
 * The text of a file as UTF-8 bytes in parts that never cut a character, without the mark at its start.
 * Throws `NotUtf8` where UTF-8 was only supposed, and a `UsageError` where bytes do not belong in a text.
 */
export async function* readText(
  file: string,
  path: string,
  sniffed: SniffedEncoding,
  unpackedLimit: number,
): AsyncGenerator<Buffer, void> {
  const decode =
    sniffed.encoding === 'utf-8' ? checkUtf8(file, sniffed.certain) : transcode(sniffed.encoding);
  let skip = sniffed.markBytes;
  for await (const part of readBytes(file, path, unpackedLimit)) {
    const text = decode(skip > 0 ? part.subarray(skip) : part, false);
    skip = Math.max(0, skip - part.length);
    refuseNul(file, text);
    if (text.length > 0) yield text;
  }
  const rest = decode(Buffer.alloc(0), true);
  if (rest.length > 0) yield rest;
}

type Decode = (part: Buffer, last: boolean) => Buffer;

function checkUtf8(file: string, certain: boolean): Decode {
  let open = Buffer.alloc(0);
  let lettersSeen = false;
  return (part, last) => {
    const bytes = open.length > 0 ? Buffer.concat([open, part]) : part;
    const openBytes = last ? 0 : openCharacterBytes(bytes);
    const whole = bytes.subarray(0, bytes.length - openBytes);
    if (!isUtf8(whole)) {
      if (certain) throw notAsSaid(file);
      throw new NotUtf8(lettersSeen || lettersBeforeBadByte(whole));
    }
    lettersSeen ||= hasUtf8Letters(whole);
    open = Buffer.from(bytes.subarray(bytes.length - openBytes));
    return whole;
  };
}

/** Whether good UTF-8 letters come before the first byte that is not. */
export function lettersBeforeBadByte(bytes: Buffer): boolean {
  return hasUtf8Letters(bytes.subarray(0, firstBadByte(bytes)));
}

/** Position of the first byte that makes it no UTF-8, by halving. */
function firstBadByte(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const head = bytes.subarray(0, middle);
    if (isUtf8(head.subarray(0, middle - openCharacterBytes(head)))) good = middle;
    else bad = middle;
  }
  return good - openCharacterBytes(bytes.subarray(0, good));
}

function notAsSaid(file: string): UsageError {
  return new UsageError(
    `${file} is said to be UTF-8 and holds bytes that are not.`,
    'Export it again as UTF-8, or add the line "encoding: windows-1252" to its source in whichhalf.yaml.',
  );
}

function transcode(encoding: Encoding): Decode {
  const decoder = iconv.getDecoder(encoding);
  return (part, last) => Buffer.from(last ? (decoder.end() ?? '') : decoder.write(part));
}

function refuseNul(file: string, text: Buffer): void {
  if (!text.includes(0)) return;
  throw new UsageError(
    `${file} holds NUL bytes, which no text has: it is damaged, or not a text file.`,
    'Export it again as CSV. If it is in UTF-16, add the line "encoding: utf-16le" to its source in whichhalf.yaml.',
  );
}
