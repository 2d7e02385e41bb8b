import { conflictWithCovariates, type EffectOptions } from '../stats/effect.ts';
import { namedColumns, type TableColumns } from './table-columns.ts';

interface Conflict {
  readonly message: string;
  readonly remedy: string;
}

/** The first rule that the columns named break, together with the options; undefined where they go together. */
export function conflictInColumns(columns: TableColumns, options: EffectOptions): Conflict | undefined {
  return (
    conflictInTreatment(columns, options) ??
    conflictWithCovariates(options, (columns.covariates?.length ?? 0) > 0) ??
    sameColumnTwice(columns)
  );
}

function conflictInTreatment(columns: TableColumns, { estimator }: EffectOptions): Conflict | undefined {
  if (estimator === 'fixed-effects') {
    if (columns.treatment === undefined) {
      return {
        message: '--estimator fixed-effects needs --treatment C: the column that says who was trained when.',
        remedy: 'Name the column, or leave out --estimator.',
      };
    }
    if (columns.count !== undefined) {
      return {
        message: '--count does not go with --estimator fixed-effects: the regression takes every row once.',
        remedy: 'Leave out --count.',
      };
    }
  } else if (columns.cohort === undefined) {
    return {
      message: '--cohort C is missing: the column with the period of first training.',
      remedy: 'Name the column; units never trained have an empty cell, 0 or Inf in it.',
    };
  } else if (columns.treatment !== undefined) {
    return {
      message: '--treatment goes with --estimator fixed-effects only.',
      remedy: 'Leave out --treatment, or add --estimator fixed-effects.',
    };
  }
  return undefined;
}

function sameColumnTwice(columns: TableColumns): Conflict | undefined {
  const roleOf = new Map<string, string>();
  for (const [role, name] of namedColumns(columns)) {
    const other = roleOf.get(name);
    if (other === role) {
      return { message: `--${role} names the column "${name}" twice.`, remedy: 'Name each column once.' };
    }
    if (other !== undefined) {
      return {
        message: `--${other} and --${role} name the same column, "${name}".`,
        remedy: 'Give each option a column of its own.',
      };
    }
    roleOf.set(name, role);
  }
  return undefined;
}
