import type { FileRecord, Reshaped, ReshapedRow, Reshaping } from '../read/reshape.ts';

/** A reshaping that looks at one record at a time. */
export function eachRecord(
  columns: readonly string[],
  take: (record: FileRecord) => Exclude<Reshaped, 'held'>,
): Reshaping {
  return { columns, take, finish: () => [] };
}

/** The last of several records of one thing, with what the earlier ones said of it. */
interface Latest {
  readonly line: number;
  readonly row: ReshapedRow;
}

/**
 * A reshaping of a log in which several records tell of one thing, such as a ticket: one row for each thing, made at the
 * end. The other records are dropped under one rule.
 *
 * @param about what a record tells of; undefined where it tells of nothing, and is dropped.
 * @param add the row so far and the next record of the same thing, as the row from then on.
 */
export function oneRowPerThing(
  columns: readonly string[],
  rule: string,
  about: (record: FileRecord) => string | undefined,
  add: (soFar: ReshapedRow, record: FileRecord) => ReshapedRow,
): Reshaping {
  const things = new Map<string, Latest>();
  let earlier = 0;
  return {
    columns,
    take: (record) => {
      const thing = about(record);
      if (thing === undefined) return { dropped: rule };
      const known = things.get(thing);
      if (known !== undefined) earlier++;
      things.set(thing, { line: record.line, row: add(known?.row ?? {}, record) });
      return 'held';
    },
    *finish() {
      for (const { line, row } of things.values()) yield { line, becomes: [row] };
      for (; earlier > 0; earlier--) yield { line: 0, becomes: { dropped: rule } };
    },
  };
}
