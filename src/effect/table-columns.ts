/** What a column of labels stands for, in the order of their places in a row. */
export const labelRoles = ['unit', 'period', 'cohort', 'cluster'] as const;
/** What a column of numbers stands for, in the order of their places in a row. */
export const numberRoles = ['outcome', 'count', 'treatment'] as const;
export type LabelRole = (typeof labelRoles)[number];
export type NumberRole = (typeof numberRoles)[number];
export type Role = LabelRole | NumberRole;

/** Names of the table's columns, by what they stand for. */
export interface TableColumns {
  readonly unit: string;
  readonly period: string;
  readonly outcome: string;
  readonly cohort?: string;
  readonly cluster?: string;
  readonly count?: string;
  readonly treatment?: string;
}

/** Places in a row, for typed arrays indexed by them. */
export const place = {
  unit: 0,
  period: 1,
  cohort: 2,
  cluster: 3,
  outcome: 0,
  count: 1,
  treatment: 2,
} as const;
