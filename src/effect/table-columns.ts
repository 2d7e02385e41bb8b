/** What a column of labels stands for, in the order of their places in a row. */
export const labelRoles = ['unit', 'period', 'cohort', 'cluster'] as const;
/** What a column of numbers stands for, in the order of their places in a row; covariates come after them. */
export const numberRoles = ['outcome', 'count', 'treatment'] as const;
export type LabelRole = (typeof labelRoles)[number];
export type NumberRole = (typeof numberRoles)[number];
export type Role = LabelRole | NumberRole;
/** A column of numbers: one of the roles, or one of the covariates. */
export type ValueRole = NumberRole | 'covariates';

/** Names of the table's columns, by what they stand for. */
export interface TableColumns {
  readonly unit: string;
  readonly period: string;
  readonly outcome: string;
  readonly cohort?: string;
  readonly cluster?: string;
  readonly count?: string;
  readonly treatment?: string;
  readonly covariates?: readonly string[];
}

/** What each column is for and its name, covariates one by one. */
export function namedColumns({
  covariates = [],
  ...single
}: TableColumns): readonly (readonly [Role | 'covariates', string])[] {
  return [
    ...(Object.entries(single) as [Role, string | undefined][]).flatMap(([role, name]) =>
      name === undefined ? [] : [[role, name] as const],
    ),
    ...covariates.map((name) => ['covariates', name] as const),
  ];
}

/** Which numbers a reader keeps besides the outcome. */
export interface KeptNumbers {
  readonly count: boolean;
  readonly treatment: boolean;
  /** How many covariates. */
  readonly covariates: number;
}

export function keptNumbers({ count, treatment, covariates = [] }: TableColumns): KeptNumbers {
  return {
    count: count !== undefined,
    treatment: treatment !== undefined,
    covariates: covariates.length,
  };
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
