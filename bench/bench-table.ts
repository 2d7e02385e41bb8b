/** What one part of the bench measured, as it stands in the docs. */
export interface BenchTable {
  readonly columns: readonly string[];
  /** Text is left-aligned, a number of the last columns right-aligned. */
  readonly rows: readonly (readonly string[])[];
  /** How many columns from the left are text. */
  readonly textColumns: number;
}

export function asMarkdown({ columns, rows, textColumns }: BenchTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|${columns.map((_, k) => (k < textColumns ? '---' : '--:')).join('|')}|`;
  return [line(columns), rule, ...rows.map(line)].join('\n');
}

export function withCommas(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Three digits, whatever the size: 0.0213, 2.13, 213. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(5, decimals));
}
