import { parseDecimal } from '../model/decimal.ts';
import { UsageError } from '../model/refusal.ts';

/** A table of counts with the names of its rows and columns. */
export interface LabelledCounts {
  /** [rows] undefined where the file does not name its rows: they have the names of the columns. */
  readonly rowLabels: readonly (string | undefined)[] | undefined;
  readonly categories: readonly string[];
  /** [categories][rows] cells as they stand in the file. */
  readonly counts: readonly (readonly (string | undefined)[])[];
}

interface CountsWithoutTotals extends LabelledCounts {
  readonly rowLabels: readonly (string | undefined)[];
  readonly notes: readonly string[];
}

const inOneWord =
  'total totals sum sums gesamt gesamtsumme insgesamt summe summen zusammen totale totaal somme suma soma somma summa razem toplam итого 合計 \u03c3 \u2211';
const inTwoWords = [
  'grand total',
  'row total',
  'row totals',
  'column total',
  'column totals',
  'total général',
];
const wordsForTotal: ReadonlySet<string> = new Set([...inOneWord.split(' '), ...inTwoWords]);

export function saysTotal(label: string | undefined): boolean {
  const plain = label
    ?.normalize('NFC')
    .toLowerCase()
    .replace(/[:.]+$/, '')
    .trim()
    .replace(/[\s_-]+/g, ' ');
  return plain !== undefined && wordsForTotal.has(plain);
}

/**
 * The table without the rows and columns whose name says that they hold totals, and a note of it.
 *
 * @throws UsageError where such a row or column is not the sum of the others.
 */
export function takeOutTotals(file: string, table: LabelledCounts): CountsWithoutTotals {
  const { counts, categories } = table;
  const rowLabels = table.rowLabels ?? categories;
  const [columns, keptColumns] = parted([...categories.keys()], (k) => saysTotal(categories[k]));
  const [rows, keptRows] = parted([...(counts[0] ?? []).keys()], (k) => saysTotal(rowLabels[k]));
  const value = (column: number, row: number) => {
    const cell = counts[column]?.[row];
    return cell === undefined ? 0 : parseDecimal(cell);
  };
  const check = (column: number, row: number, inColumns: readonly number[], inRows: readonly number[]) => {
    const sum = inColumns.flatMap((k) => inRows.map((r) => value(k, r))).reduce((all, part) => all + part, 0);
    checkSum(file, { row: rowLabels[row], column: categories[column] }, value(column, row), sum);
  };
  for (const row of rows) for (const column of keptColumns) check(column, row, [column], keptRows);
  for (const column of columns) for (const row of keptRows) check(column, row, keptColumns, [row]);
  for (const column of columns)
    for (const row of rows)
      if (counts[column]?.[row] !== undefined) check(column, row, keptColumns, keptRows);
  return {
    rowLabels: keptRows.map((row) => rowLabels[row]),
    categories: keptColumns.map((k) => categories[k] ?? ''),
    counts: keptColumns.map((k) => keptRows.map((row) => counts[k]?.[row])),
    notes: [
      ...rows.map((row) => `Row "${rowLabels[row]}" holds the sums of the other rows and was left out.`),
      ...columns.map(
        (k) => `Column "${categories[k]}" holds the sums of the other columns and was left out.`,
      ),
    ],
  };
}

function parted(places: readonly number[], isTotal: (place: number) => boolean) {
  return [places.filter(isTotal), places.filter((place) => !isTotal(place))] as const;
}

function checkSum(
  file: string,
  { row, column }: { readonly row: string | undefined; readonly column: string | undefined },
  found: number,
  sum: number,
): void {
  // Cells that are no counts are refused where they stand; a total of them cannot be checked.
  if (found === sum || Number.isNaN(sum)) return;
  const [which, name] = saysTotal(row) ? ['Row', row] : ['Column', column];
  const where = which === 'Row' ? `column ${column}` : `row ${row}`;
  throw new UsageError(
    `${which} "${name}" of ${file} is named as a total, but in ${where} it has ${Number.isNaN(found) ? 'no count' : found} where the others add up to ${sum}.`,
    'Correct or leave out the totals; if it is a category, give it another name.',
  );
}

/** A note for each category of a square table that holds the sums of all others in its row and in its column. */
export function totalsByArithmetic(
  categories: readonly string[],
  cases: readonly (readonly number[])[],
): readonly string[] {
  if (categories.length < 3) return [];
  const count = (first: number, second: number) => cases[first]?.[second] ?? 0;
  const places = [...categories.keys()];
  return places
    .filter((k) => {
      const others = places.filter((other) => other !== k);
      const sumOf = (part: (other: number) => number) =>
        others.reduce((total, other) => total + part(other), 0);
      return (
        places.every((at) => count(k, at) === sumOf((other) => count(other, at))) &&
        others.every((at) => count(at, k) === sumOf((other) => count(at, other))) &&
        count(k, k) > 0
      );
    })
    .map(
      (k) =>
        `Row and column "${categories[k]}" hold the sums of all others: it is counted as a category; if it is a total, name it "Total" or leave it out.`,
    );
}
