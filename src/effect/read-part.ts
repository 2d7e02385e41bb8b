import { closeSync, openSync, readSync } from 'node:fs';
import { DelimitedRows, type Dialect, type Fields } from './delimited-rows.ts';
import { ObservationStore } from './observation-store.ts';
import type { Observations, Problem } from './observations.ts';
import { RowFeed } from './row-feed.ts';
import type { KeptNumbers } from './table-columns.ts';

/** A stretch of a delimited file: the rows that start between `from` and `to`. */
export interface Part {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  /** True if `from` is where a row begins; else the part begins after the next newline. */
  readonly atRow: boolean;
  readonly dialect: Dialect;
  readonly fields: Fields;
  readonly has: KeptNumbers;
}

export interface PartRead {
  readonly observations: Observations;
  readonly problem: Problem | undefined;
  /** Where the first row that was read begins, and where the first that was not. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Reads one stretch of the file; what cannot be used ends it with a problem. */
export function readPart(part: Part): PartRead {
  const store = new ObservationStore(part.has);
  const handle = openSync(part.file, 'r');
  try {
    const startedAt = part.atRow ? part.from : afterNewline(handle, part.from - 1, part.dialect.newline);
    const rows = new DelimitedRows(store, part.dialect, part.fields);
    const feed = new RowFeed(rows, part.dialect.newline, startedAt, part.to);
    let position = startedAt;
    while (feed.wanted && startedAt < part.to) {
      const space = feed.space();
      const bytes = readSync(handle, space, 0, space.length, position);
      position += bytes;
      feed.advance(bytes, bytes === 0);
    }
    return { observations: store.finish(), problem: store.problem, startedAt, endedAt: feed.at };
  } finally {
    closeSync(handle);
  }
}

/** Place after the first newline at or after `from`; the end of the file if there is none. */
function afterNewline(handle: number, from: number, newline: number): number {
  const block = new Uint8Array(1 << 16);
  let position = from;
  for (;;) {
    const bytes = readSync(handle, block, 0, block.length, position);
    const found = block.subarray(0, bytes).indexOf(newline);
    if (found >= 0) return position + found + 1;
    position += bytes;
    if (bytes === 0) return position;
  }
}
