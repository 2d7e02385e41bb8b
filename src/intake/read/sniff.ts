import { isAscii, isUtf8 } from 'node:buffer';
import { UsageError } from '../../model/refusal.ts';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

export interface SniffedEncoding {
  readonly encoding: Encoding;
  /** Bytes of the mark at the start of the file. */
  readonly markBytes: number;
  /** Whether the file itself says so, or the user. */
  readonly certain: boolean;
}

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The encoding of a text file from its first bytes; what they leave open is UTF-8 until a byte says otherwise. */
export function sniffEncoding(head: Buffer, declared: Encoding | undefined): SniffedEncoding {
  for (const [encoding, mark] of marks) {
    if (!mark.every((byte, index) => head[index] === byte)) continue;
    if (declared === undefined || declared === encoding) {
      return { encoding, markBytes: mark.length, certain: true };
    }
  }
  if (declared !== undefined) return { encoding: declared, markBytes: 0, certain: true };
  return { encoding: sixteenBits(head) ?? 'utf-8', markBytes: 0, certain: false };
}

/** Latin letters in 16 bits have a zero in every other byte. */
function sixteenBits(head: Buffer): Encoding | undefined {
  const pairs = Math.floor(head.length / 2);
  let even = 0;
  let odd = 0;
  for (let index = 0; index < pairs * 2; index += 2) {
    if (head[index] === 0) even++;
    if (head[index + 1] === 0) odd++;
  }
  if (pairs > 0 && odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le';
  if (pairs > 0 && even > pairs * 0.4 && odd < pairs * 0.05) return 'utf-16be';
  return undefined;
}

/** Number of bytes at the end that may be the beginning of a character that goes on in the next part. */
export function openCharacterBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < sequenceLength(byte) ? back : 0;
  }
  return 0;
}

function sequenceLength(firstByte: number): number {
  if (firstByte >= 0xf0) return 4;
  return firstByte >= 0xe0 ? 3 : 2;
}

/** Whether there are characters beyond ASCII, all of them good UTF-8. */
export function hasUtf8Letters(bytes: Buffer): boolean {
  return !isAscii(bytes) && isUtf8(bytes);
}

export type FileKind = 'delimited' | 'json' | 'json-lists' | 'json-lines' | 'parquet';

/** Parquet, or undefined for a text; throws on other files that are no text. */
export function sniffBinary(file: string, head: Buffer): 'parquet' | undefined {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  if (head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') {
    throw new UsageError(
      `${file} is a spreadsheet or a zip file, not a table of text.`,
      'Open it in the spreadsheet program and save the sheet as CSV, then import that.',
    );
  }
  if (head.subarray(0, 5).toString('latin1') === '%PDF-') {
    throw new UsageError(`${file} is a PDF, not a table.`, 'Export the data as CSV, then import that.');
  }
  return undefined;
}

/** What a text is, from its beginning. Throws where it is something that is no table. */
export function sniffText(file: string, text: string): FileKind {
  const start = text.trimStart();
  if (start === '') throw new UsageError(`${file} is empty.`, 'Export it again and see that it has rows.');
  if (/^<(!doctype|html|head|body|table|\?xml|!--|script|meta)/i.test(start)) {
    throw new UsageError(
      `${file} is a web page, not a table: it begins with ${JSON.stringify(start.slice(0, 30))}.`,
      'Often this is the sign-in page of the system: sign in and export the file again as CSV.',
    );
  }
  if (/^\[\s*[[{\]]/.test(start)) return 'json';
  if (/^\{\s*["}]/.test(start)) return 'json-lines';
  return 'delimited';
}
