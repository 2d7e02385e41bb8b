import type { FactTable, Source } from '../../contract/organisation.ts';
import type { FileShape } from '../read/file-shape.ts';
import type { ReshapingOfFile } from '../read/reshape.ts';

/**
 * The export of one system: how it is known, which tables come of it, and what is left out and why. Data, and where its
 * rows are not rows of a table, one small pure function.
 */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** False: made from the names of columns that the system is known to write, and not yet tried on a real file. */
  readonly seenOnRealExport: boolean;
  /** Its page, beside the other guides: where to click, what the export lacks, what is left out. */
  readonly guide: string;
  /** What it was known by, in words; undefined where the file is something else. */
  readonly recognise: (shape: FileShape) => string | undefined;
  readonly loads: readonly PresetLoad[];
  /** Columns that are left out by rule, the first that fits. */
  readonly leavesOut: readonly LeftOut[];
  /** What the export cannot say and the user may: shown with the preview. */
  readonly asks: readonly string[];
}

/** One table that comes of the export. */
export interface PresetLoad {
  readonly table: FactTable;
  /** Whether the file has what this table needs; default: always. */
  readonly when?: (shape: FileShape) => boolean;
  /** Field: the columns that may hold it, the usual one first; one that is not there is no error. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  /** Field: columns that are read where the first is empty, likewise. */
  readonly otherwise?: Readonly<Record<string, readonly string[]>>;
  /** Numbers for measures, likewise. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Texts for measures and conditions, likewise. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly read?: Partial<Pick<Source, 'constants' | 'dateOrder' | 'timeZone' | 'units' | 'recode'>>;
  readonly reshape?: (shape: FileShape) => ReshapingOfFile;
}

export interface LeftOut {
  readonly columns: RegExp;
  readonly why: string;
}

/** Whether all of these columns are there, in any letter case. */
export function hasColumns(shape: Pick<FileShape, 'columns'>, names: readonly string[]): boolean {
  const there = new Set(shape.columns.map((column) => column.toLowerCase()));
  return names.every((name) => there.has(name.toLowerCase()));
}
