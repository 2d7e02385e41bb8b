import type { Delimiter } from './detect-layout.ts';
import type { FileKind, SniffedEncoding } from './sniff.ts';

/** What is known of a file before its rows are read. */
export interface FileShape {
  /** As the user names it. */
  readonly file: string;
  readonly path: string;
  readonly kind: FileKind;
  /** Of a spreadsheet, whose sheet was written aside as a table of text. */
  readonly sheet?: string;
  /** Of a spreadsheet: days that stand as plain numbers count from 1904. */
  readonly from1904?: true;
  readonly packed: boolean;
  readonly encoding: SniffedEncoding;
  /** Of a table of text. */
  readonly delimiter: Delimiter | undefined;
  readonly headerLine: number;
  readonly titleRows: readonly string[];
  readonly columns: readonly string[];
  /** First rows below the header, cell by cell; none of Parquet. */
  readonly sample: readonly (readonly string[])[];
  /** Numbers and dates have types of their own in the file. */
  readonly typed: boolean;
}

export interface RejectedRow {
  readonly line: number;
  readonly reason: string;
}

/** A file whose rows stand in the fixed dialect (or in Parquet), ready for the warehouse. */
export interface StagedFile {
  readonly path: string;
  readonly dialect: 'delimited' | 'parquet';
  readonly delimiter: Delimiter;
  /** Columns of the file that were staged, in the order of the staged file. */
  readonly columns: readonly string[];
  /** Rows staged; -1 for Parquet, whose rows the warehouse counts. */
  readonly staged: number;
  readonly rejected: readonly RejectedRow[];
  /** Records that a rule left out before they were staged, by rule. */
  readonly dropped: ReadonlyMap<string, number>;
  /** Rows that are no rows of the table, such as a closing "Reporting period ...", as text. */
  readonly closingRows: readonly string[];
  readonly encoding: string;
  readonly cellsSpanLines: boolean;
}

export interface ReadLimits {
  readonly unpackedBytes: number;
  /** Doubling every quote must keep a row below the 2,000,000 bytes that the warehouse takes. */
  readonly recordBytes: number;
  readonly columns: number;
  readonly rejectedRows: number;
}

export const readLimits: ReadLimits = {
  unpackedBytes: 32 * 2 ** 30,
  recordBytes: 900_000,
  columns: 5_000,
  rejectedRows: 100_000,
};
