import { adviceOnNumber } from '../model/decimal.ts';
import { UsageError } from '../model/refusal.ts';
import type { Problem } from './observations.ts';
import { changesError, twiceError } from './panel-of-table.ts';
import { numberRoles, type TableColumns } from './table-columns.ts';

/** Where a problem is, for people: rows are counted as a spreadsheet shows them, the header being row 1. */
export interface ProblemPlace {
  readonly file: string;
  /** Rows before the part in which the problem was found; undefined where rows come in no order. */
  readonly rowsBefore: number | undefined;
}

/** A row that cannot be used, as a `UsageError` that names file, row, column and value. */
export function explainProblem(problem: Problem, columns: TableColumns, place: ProblemPlace): UsageError {
  const row = place.rowsBefore === undefined ? 'A row' : `Row ${place.rowsBefore + problem.row + 1}`;
  const where = `${row} of ${place.file}`;
  switch (problem.kind) {
    case 'changes':
      return changesError(problem);
    case 'empty':
      return new UsageError(
        `${where} has no ${problem.role} (column ${columns[problem.role]}).`,
        'Fill in the cell, or remove the row.',
      );
    case 'not-a-number':
      return new UsageError(
        `${where}: "${problem.value}" in column ${nameOf(problem, columns)} is not a number (--${problem.role}).`,
        adviceOnNumber(problem.value, 'Correct the cell, or leave it empty if the value is not known.'),
      );
    case 'negative-count':
      return new UsageError(
        `${where}: the count ${problem.value} in column ${columns.count} is negative.`,
        'A count is how many values are behind the mean: 0 or more.',
      );
    case 'fields':
      return new UsageError(
        `${where} has ${problem.found} cells, the header has ${problem.expected}.`,
        'Put cells that hold the delimiter in quotes, or export the table again.',
      );
    case 'after-quote':
      return new UsageError(
        `${where} has text after a closing quote.`,
        'Double the quotes within a quoted cell, or export the table again.',
      );
    case 'open-quote':
      return new UsageError(
        `${where} opens a quote that is never closed.`,
        'Close the quote, or export the table again: it may end in the middle.',
      );
    case 'twice':
      return twiceError(problem.unit, problem.period, columns);
    case 'too-many-cells':
      return new UsageError(
        `${place.file} has ${problem.units} units and ${problem.periods} periods or more: together they do not fit in memory.`,
        'Check that --period names weeks or months, not moments; take longer periods, or fewer of them.',
      );
  }
}

function nameOf(
  { role, place }: Extract<Problem, { kind: 'not-a-number' }>,
  columns: TableColumns,
): string | undefined {
  return role === 'covariates' ? columns.covariates?.[place - numberRoles.length] : columns[role];
}
