import type { TextColumns } from '../intake/index.ts';
import { parseDecimal } from '../model/decimal.ts';
import { UsageError } from '../model/refusal.ts';
import type { RatingScale } from '../stats/rating-weights.ts';
import { type CodedRatings, isNumber, nearlyAlike, ranks } from './coded-ratings.ts';
import { type LabelledCounts, saysTotal, takeOutTotals, totalsByArithmetic } from './table-totals.ts';

/** A square table of counts: one row per category of the first rater, one column per category of the second. */
export function codedTable(file: string, columns: TextColumns, scale: RatingScale): CodedRatings {
  const {
    rowLabels,
    categories: inFile,
    counts,
    notes: notesOnTotals,
  } = takeOutTotals(file, labelled(columns));
  if (inFile.length !== rowLabels.length) {
    throw new UsageError(
      `${file} is not square: ${columns.rows} rows and ${columns.names.length} columns.`,
      'Give one row and one column per category, without totals, with the names of the rows in the first column.',
    );
  }
  if (inFile.length < 2) {
    throw new UsageError(`${file} has only one category.`, 'Agreement needs two categories or more.');
  }
  const categories = inScaleOrder(file, inFile, scale);
  const rowOf = categories.map((category) => rowNamed(file, rowLabels, category));
  const cases = categories.map((category, first) =>
    categories.map((other) =>
      countIn(file, counts[inFile.indexOf(other)]?.[rowOf[first] ?? -1], category, other),
    ),
  );
  const notes = [
    ...notesOnTotals,
    ...totalsByArithmetic(categories, cases),
    ...orderTaken(categories, scale),
    ...nearlyAlike(categories),
  ];
  const values =
    scale === 'interval' || scale === 'ratio'
      ? Float64Array.from(categories, parseDecimal)
      : ranks(categories.length);
  return { codes: codesOf(file, cases), raters: 2, categories, values, notes };
}

/** Rows have names in the first column, or stand in the order of the columns without any. */
function labelled({ names, rows, cells }: TextColumns): LabelledCounts {
  const [first = [], ...others] = cells;
  const categories = names.slice(1);
  return isColumnOfNames(first, categories, rows)
    ? { rowLabels: first, categories, counts: others }
    : { rowLabels: undefined, categories: names, counts: cells };
}

function isColumnOfNames(
  cells: readonly (string | undefined)[],
  otherColumns: readonly string[],
  rows: number,
): boolean {
  const isName = (cell: string | undefined) => cell !== undefined && !isNumber(cell);
  if (cells.some((cell) => saysTotal(cell) || (isName(cell) && otherColumns.includes(cell ?? ''))))
    return true;
  const categories = otherColumns.filter((name) => !saysTotal(name));
  if (rows !== categories.length) return false;
  return (
    categories.length === otherColumns.length ||
    cells.some(isName) ||
    categories.every((category) => cells.includes(category))
  );
}

/** Numbers from the least to the greatest on a scale that has an order, else as they stand in the file. */
function inScaleOrder(file: string, categories: readonly string[], scale: RatingScale): readonly string[] {
  if (scale === 'nominal') return categories;
  const text = categories.find((category) => !isNumber(category));
  if (text !== undefined && scale !== 'ordinal') {
    throw new UsageError(
      `${file} has the category "${text}", which has no place on a scale (--scale ${scale}).`,
      'Name categories by numbers, or use --scale ordinal (in the order of the file) or nominal.',
    );
  }
  if (text !== undefined) return categories;
  const sorted = [...categories].sort((a, b) => parseDecimal(a) - parseDecimal(b));
  const twice = sorted.findIndex(
    (category, k) => parseDecimal(category) === parseDecimal(sorted[k + 1] ?? ''),
  );
  if (twice < 0) return sorted;
  throw new UsageError(
    `${file} has the categories ${sorted[twice]} and ${sorted[twice + 1]}, which are the same number.`,
    'Put them together in one row and one column.',
  );
}

function orderTaken(categories: readonly string[], scale: RatingScale): readonly string[] {
  if (scale !== 'ordinal' || categories.every(isNumber)) return [];
  return [
    `The categories are taken in the order of the columns, from least to greatest: ${categories.join(', ')}.`,
  ];
}

function rowNamed(file: string, labels: readonly (string | undefined)[], category: string): number {
  const row = labels.indexOf(category);
  if (row >= 0 && labels.lastIndexOf(category) === row) return row;
  throw new UsageError(
    `${file} has ${row < 0 ? 'no row' : 'more than one row'} for "${category}".`,
    'Rows and columns must have the same names.',
  );
}

const mostCases = 10_000_000;

/** One case after the other, as two raters said. */
function codesOf(file: string, cases: readonly (readonly number[])[]): Int32Array {
  const total = cases.flat().reduce((sum, count) => sum + count, 0);
  if (total > mostCases) {
    throw new UsageError(
      `${file} counts ${total} cases; ${mostCases} is the most.`,
      'Check that it holds counts.',
    );
  }
  const codes = new Int32Array(2 * total);
  let at = 0;
  cases.forEach((row, first) => {
    row.forEach((count, second) => {
      for (let left = count; left > 0; left--) {
        codes[at++] = first;
        codes[at++] = second;
      }
    });
  });
  return codes;
}

function countIn(file: string, cell: string | undefined, row: string, column: string): number {
  const count = cell === undefined ? 0 : parseDecimal(cell);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new UsageError(
    `${file} has "${cell}" in row ${row}, column ${column}: it must be a count.`,
    'Write how many cases there are, 0 for none.',
  );
}
