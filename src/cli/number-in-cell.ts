import { adviceOnNumber, parseDecimal } from '../model/decimal.ts';
import { UsageError } from '../model/refusal.ts';

/** Where a cell stands, as a reader of the file finds it. */
export interface CellPlace {
  readonly file: string;
  readonly column: string;
  /** Line of the file, counted from 1 with the header. */
  readonly line: number | undefined;
}

/** The number in a cell, with a decimal point; throws a `UsageError` that says where it is if there is none. */
export function numberInCell(cell: string, { file, column, line }: CellPlace): number {
  const value = parseDecimal(cell);
  if (!Number.isNaN(value)) return value;
  throw new UsageError(
    `Column ${column} of ${file} is not a number in line ${line}: "${cell}".`,
    adviceOnNumber(cell, 'Correct the cell, or leave it empty if the value is not known.'),
  );
}
