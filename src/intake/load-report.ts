import { z } from 'zod';
import { factTables } from '../contract/organisation.ts';

const count = z.number().int().nonnegative();

/** One field of the table: where it came from and how it was read. */
const MappedColumn = z.strictObject({
  field: z.string(),
  column: z.string().optional(),
  how: z.enum(['declared', 'same name', 'synonym', 'measure', 'constant']),
  /** Such as "time d/m/Y H:M, decided by the whole column: 812 rows have a number above 12 there". */
  readAs: z.string(),
  /** Texts that were taken as missing, and how often. */
  missing: z.record(z.string(), count),
});
export type MappedColumn = z.infer<typeof MappedColumn>;

/** Where the numbers of a field lie; `upper` is above three quarters of them. */
export const ValueRange = z.strictObject({
  field: z.string(),
  /** Of a column that holds several scales: the measure, course or item. */
  of: z.string().optional(),
  n: count,
  lowest: z.number(),
  highest: z.number(),
  median: z.number(),
  upper: z.number(),
  whole: z.boolean(),
});
export type ValueRange = z.infer<typeof ValueRange>;

/** How a file is known again: any difference means that it is read again. */
const Fingerprint = z.strictObject({
  size: count,
  modified: z.number(),
  sha256: z.string(),
  /** Everything in whichhalf.yaml that bears on how this file is read. */
  reading: z.string(),
});
export type Fingerprint = z.infer<typeof Fingerprint>;

/** What one load did. Rows in the file = loaded + rejected + dropped. */
export const LoadReport = z.strictObject({
  source: z.string(),
  table: z.enum(factTables),
  file: z.string(),
  /** Number of the load; none for a dry run. */
  load: count.optional(),
  /** When it was read, in UTC. */
  at: z.iso.datetime(),
  outcome: z.enum(['loaded', 'already loaded', 'dry run']),
  format: z.string(),
  headerLine: count,
  titleRows: z.array(z.string()),
  closingRows: z.array(z.string()),
  columns: z.array(MappedColumn),
  droppedColumns: z.array(z.string()),
  /** Column that is not loaded: the rule that leaves it out. */
  leftOutBecause: z.record(z.string(), z.string()).default({}),
  /** The export that the file was recognised as, and by what. */
  preset: z
    .strictObject({
      id: z.string(),
      title: z.string(),
      because: z.string(),
      seenOnRealExport: z.boolean(),
      guide: z.string(),
    })
    .optional(),
  rows: z.strictObject({
    inFile: count,
    loaded: count,
    /** Of those loaded: seen for the first time, changed since the last load, or there already. */
    added: count,
    corrected: count,
    unchanged: count,
    rejected: count,
    dropped: z.record(z.string(), count),
  }),
  /** The first rejected rows. */
  rejected: z.array(z.strictObject({ line: z.number(), reason: z.string() })),
  from: z.string().optional(),
  to: z.string().optional(),
  people: count,
  /** What must be known beside it: what is assumed of a scale, and where numbers leap. */
  notes: z.array(z.string()),
  /** None in loads of before they were kept. */
  ranges: z.array(ValueRange).optional(),
  fingerprint: Fingerprint,
});
export type LoadReport = z.infer<typeof LoadReport>;
