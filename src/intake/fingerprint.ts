import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { type Organisation, Source } from '../contract/organisation.ts';
import type { Fingerprint } from './load-report.ts';

/** Raised whenever files are read in another way than before, so that they are read again. */
const readingVersion = 3;

/** All that bears on how a source is read: its own lines, and what measures ask of its table. */
export function readingOf(source: Source, organisation: Organisation): string {
  const measures = Object.values(organisation.measures)
    .filter(({ table }) => table === source.table)
    .map(({ value, where }) => [value, Object.keys(where)]);
  const parts = [readingVersion, Source.parse(source), measures, organisation.organisation.timeZone];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Whether the file is the one of the fingerprint, at a glance: size and time of change. */
export function looksUnchanged(path: string, reading: string, last: Fingerprint): boolean {
  const { size, mtimeMs } = statSync(path);
  return last.reading === reading && last.size === size && last.modified === mtimeMs;
}

/** The fingerprint of a file; reads it to the end. */
export async function fingerprintOf(path: string, reading: string): Promise<Fingerprint> {
  const { size, mtimeMs } = statSync(path);
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  return { size, modified: mtimeMs, sha256: hash.digest('hex'), reading };
}

/** Whether a file with this fingerprint would be loaded to the same rows. */
export function isSame(first: Fingerprint, second: Fingerprint): boolean {
  return first.sha256 === second.sha256 && first.reading === second.reading;
}
