import type { TextColumns } from '../intake/index.ts';
import { adviceOnNumber, parseDecimal } from '../model/decimal.ts';
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
  /** What a reader must know of how the categories were found. */
  readonly notes: readonly string[];
}

const mostCategories = 1000;

/** One column per rater, one row per case. */
export function codedRatings(file: string, columns: TextColumns, scale: RatingScale): CodedRatings {
  const { names, rows, cells } = columns;
  if (scale !== 'nominal') refuseUnordered(file, columns, scale);
  const { categories, values, codeOf } = categoriesOf(cells.flat().filter((cell) => cell !== undefined));
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
  return { codes, raters: names.length, categories, values, notes: nearlyAlike(categories) };
}

/** Categories in their order: by number where all are numbers, else by name. `1` and `1.0` are one. */
function categoriesOf(texts: readonly string[]) {
  const different = [...new Set(texts)];
  if (different.every(isNumber)) {
    const values = Float64Array.from(new Set(different.map(parseDecimal))).sort();
    const codes = new Map([...values].map((value, code) => [value, code]));
    return {
      categories: [...values].map(String),
      values,
      codeOf: (text: string) => codes.get(parseDecimal(text)) ?? -1,
    };
  }
  const categories = different.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const codes = new Map(categories.map((text, code) => [text, code]));
  return { categories, values: ranks(categories.length), codeOf: (text: string) => codes.get(text) ?? -1 };
}

export function ranks(length: number): Float64Array {
  return Float64Array.from({ length }, (_, rank) => rank + 1);
}

/** Whether a category is written as a number, with a decimal point. */
export function isNumber(text: string): boolean {
  return !Number.isNaN(parseDecimal(text));
}

function refuseUnordered(file: string, { names, cells, lines }: TextColumns, scale: RatingScale): void {
  cells.forEach((column, rater) => {
    const row = column.findIndex((cell) => cell !== undefined && !isNumber(cell));
    if (row < 0) return;
    throw new UsageError(
      `Column ${names[rater]} of ${file} has the rating "${column[row]}" in line ${lines[row]}, which has no place on a scale (--scale ${scale}).`,
      adviceOnNumber(column[row] ?? '', 'Write ratings as numbers, or use --scale nominal.'),
    );
  });
}

/** A note for each group of categories that differ in capitals and blanks only. */
export function nearlyAlike(categories: readonly string[]): readonly string[] {
  const alike = new Map<string, string[]>();
  for (const category of categories) {
    const plain = category.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();
    alike.set(plain, [...(alike.get(plain) ?? []), category]);
  }
  return [...alike.values()]
    .filter((group) => group.length > 1)
    .map(
      (group) =>
        `${group.map((category) => `"${category}"`).join(' and ')} are ${group.length} categories that differ in capitals or blanks only: if they mean the same, write them alike.`,
    );
}
