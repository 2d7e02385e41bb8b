import type { PackedKeys } from './byte-dictionary.ts';
import type { GridBlock } from './cell-grid.ts';
import type { Role, ValueRole } from './table-columns.ts';

/** A row that cannot be used. `row` counts from 1 within the part that was read, without the header. */
export type Problem = Unplaced & { readonly row: number };

/** What is wrong with a row. */
export type Unplaced =
  | { readonly kind: 'empty'; readonly role: Role }
  | {
      readonly kind: 'not-a-number';
      readonly role: ValueRole;
      /** Among the numbers of a row. */
      readonly place: number;
      readonly value: string;
    }
  | { readonly kind: 'negative-count'; readonly value: number }
  | { readonly kind: 'fields'; readonly found: number; readonly expected: number }
  | { readonly kind: 'after-quote' | 'open-quote' }
  | { readonly kind: 'too-many-cells'; readonly units: number; readonly periods: number }
  | { readonly kind: 'twice'; readonly unit: string; readonly period: string }
  | Change;

/** A unit that is in two cohorts or two clusters. */
export interface Change {
  readonly kind: 'changes';
  readonly role: 'cohort' | 'cluster';
  readonly unit: string;
  readonly values: readonly [string, string];
}

/** Rows that were passed over, by reason. */
export interface Skipped {
  readonly blank: number;
  readonly missing: number;
  readonly countZero: number;
}

/** Units and periods of a table, or of a part of it, with labels as numbers from 0. */
export interface Observations {
  /** Sums and counts of the units, `unitsPerBlock` in each block, `stride` places for the periods of each. */
  readonly blocks: readonly GridBlock[];
  readonly stride: number;
  /** Rows that were added to another of the same unit and period. */
  readonly added: number;
  /** [period labels] 1 where a row in use has it. */
  readonly periodUsed: Uint8Array;
  readonly units: PackedKeys;
  readonly periodLabels: readonly string[];
  /** '' for never. */
  readonly cohortLabels: readonly string[];
  /** [units] number of the cohort's label; -1 for units none of whose rows is used. */
  readonly cohortOfUnit: Int32Array;
  readonly clusters: PackedKeys;
  /** [units] number of the cluster; -1 as above, and where the table has no clusters. */
  readonly clusterOfUnit: Int32Array;
  /** All rows, used or not. */
  readonly rows: number;
  readonly skipped: Skipped;
}
