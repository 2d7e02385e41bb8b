import type { TextColumns } from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import type { RatingScale } from '../stats/rating-weights.ts';

/** Ratings as numbers of categories. */
export interface CodedRatings {
  /** [cases x raters] number of the category from 0, or -1 where a rater said nothing. */
  readonly codes: Int32Array;
  readonly raters: number;
  readonly categories: readonly string[];
  /** [categories] ascending; ranks for categories without a value. */
  readonly values: Float64Array;
}

const mostCategories = 1000;
const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** One column per rater, one row per case. */
export function codedRatings(
  file: string,
  { names, rows, cells }: TextColumns,
  scale: RatingScale,
): CodedRatings {
  const { categories, values, codeOf } = categoriesOf(cells.flat().filter((cell) => cell !== undefined));
  refuseUnordered(file, categories, scale);
  if (categories.length > mostCategories) {
    throw new UsageError(
      `${file} has ${categories.length} different ratings; ${mostCategories} is the most.`,
      'Round them, or check that these columns hold ratings.',
    );
  }
  const codes = new Int32Array(rows * names.length).fill(-1);
  cells.forEach((column, rater) => {
    column.forEach((cell, row) => {
      if (cell !== undefined) codes[row * names.length + rater] = codeOf(cell);
    });
  });
  return { codes, raters: names.length, categories, values };
}

/** Categories in their order: by number where all are numbers, else by name. `1` and `1.0` are one. */
function categoriesOf(texts: readonly string[]) {
  const different = [...new Set(texts)];
  if (different.every((text) => number.test(text))) {
    const values = Float64Array.from(new Set(different.map(Number))).sort();
    const codes = new Map([...values].map((value, code) => [value, code]));
    return {
      categories: [...values].map(String),
      values,
      codeOf: (text: string) => codes.get(Number(text)) ?? -1,
    };
  }
  const categories = different.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const codes = new Map(categories.map((text, code) => [text, code]));
  return { categories, values: ranks(categories.length), codeOf: (text: string) => codes.get(text) ?? -1 };
}

function ranks(length: number): Float64Array {
  return Float64Array.from({ length }, (_, rank) => rank + 1);
}

function refuseUnordered(file: string, categories: readonly string[], scale: RatingScale): void {
  const text = categories.find((category) => !number.test(category));
  if (scale === 'nominal' || text === undefined) return;
  throw new UsageError(
    `${file} has the rating "${text}", which has no place on a scale (--scale ${scale}).`,
    'Write ratings as numbers, or use --scale nominal.',
  );
}

/** A square table of counts: one row per category of the first rater, one column per category of the second. */
export function codedTable(file: string, columns: TextColumns, scale: RatingScale): CodedRatings {
  const labelled = columns.names.length === columns.rows + 1;
  const categories = labelled ? columns.names.slice(1) : columns.names;
  const labels = labelled ? (columns.cells[0] ?? []) : categories;
  const counts = labelled ? columns.cells.slice(1) : columns.cells;
  if (categories.length !== columns.rows) {
    throw new UsageError(
      `${file} is not square: ${columns.rows} rows and ${columns.names.length} columns.`,
      'Give one row and one column per category, with the names of the rows in the first column.',
    );
  }
  if (categories.length < 2) {
    throw new UsageError(`${file} has only one category.`, 'Agreement needs two categories or more.');
  }
  const rowOf = categories.map((category) => rowNamed(file, labels, category));
  const cases = categories.map((_, first) =>
    categories.map((_other, second) =>
      countIn(file, counts[second]?.[rowOf[first] ?? -1], categories, first, second),
    ),
  );
  const values =
    scale === 'nominal' || scale === 'ordinal'
      ? ranks(categories.length)
      : numbersOf(file, categories, scale);
  return { codes: codesOf(file, cases), raters: 2, categories, values };
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

function countIn(
  file: string,
  cell: string | undefined,
  categories: readonly string[],
  first: number,
  second: number,
): number {
  const count = cell === undefined ? 0 : Number(cell);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new UsageError(
    `${file} has "${cell}" in row ${categories[first]}, column ${categories[second]}: it must be a count.`,
    'Write how many cases there are, 0 for none.',
  );
}

function numbersOf(file: string, categories: readonly string[], scale: RatingScale): Float64Array {
  refuseUnordered(file, categories, scale);
  const values = Float64Array.from(categories, Number);
  const fall = values.findIndex((value, k) => k > 0 && !(value > (values[k - 1] ?? 0)));
  if (fall < 0) return values;
  throw new UsageError(
    `${file} has the categories out of order: ${categories[fall]} after ${categories[fall - 1]}.`,
    'Order rows and columns from the least to the greatest.',
  );
}
