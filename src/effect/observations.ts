import type { PackedKeys } from './byte-dictionary.ts';
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
  | { readonly kind: 'after-quote' | 'open-quote' | 'too-many-periods' }
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

/** The rows of a table, or of a part of it, that have all they need, with labels as numbers from 0. */
export interface Observations {
  /** [rows used] number of the unit. */
  readonly unit: Int32Array;
  /** [rows used] number of the period's label. */
  readonly period: Uint16Array;
  readonly outcome: Float64Array;
  /** [rows used], where the table has them. */
  readonly count: Float64Array | undefined;
  readonly treatment: Float64Array | undefined;
  /** [rows used x covariates], row by row; NaN for a cell that is empty. Absent where no covariate is named. */
  readonly covariates: Float64Array | undefined;
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
