import type { Panel } from '../../src/stats/panel.ts';

/** Rows of a plain CSV file (quotes allowed around names, no commas inside values) by column name. */
export function parseCsv(text: string): Record<string, string>[] {
  const [head, ...lines] = text.trimEnd().split('\n');
  const names = head.split(',').map((name) => name.replaceAll('"', '').trim());
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, k) => [name, (cells[k] ?? '').replaceAll('"', '').trim()]));
  });
}

export interface LongRow {
  readonly unit: string;
  readonly period: number;
  readonly cohort: number;
  readonly value: number;
  readonly cluster?: number;
}

export interface LongPanel {
  readonly panel: Panel;
  readonly cohortOf: Int32Array;
  readonly clusterOf: Int32Array;
  /** The label of each period index. */
  readonly periodLabels: readonly number[];
}

/** A panel with count 1 for each row; a cohort of 0 means never. */
export function panelOfRows(rows: readonly LongRow[]): LongPanel {
  const periodLabels = [...new Set(rows.map((row) => row.period))].sort((a, b) => a - b);
  const periodOf = new Map(periodLabels.map((label, index) => [label, index]));
  const unitOf = new Map<string, number>();
  for (const row of rows) if (!unitOf.has(row.unit)) unitOf.set(row.unit, unitOf.size);
  const periods = periodLabels.length;
  const sum = new Float64Array(unitOf.size * periods);
  const count = new Float64Array(sum.length);
  const cohortOf = new Int32Array(unitOf.size);
  const clusterOf = new Int32Array(unitOf.size);
  for (const row of rows) {
    const unit = unitOf.get(row.unit)!;
    const at = unit * periods + periodOf.get(row.period)!;
    sum[at] += row.value;
    count[at] += 1;
    cohortOf[unit] = row.cohort === 0 ? -1 : (periodOf.get(row.cohort) ?? -1);
    clusterOf[unit] = row.cluster ?? unit;
  }
  return { panel: { units: unitOf.size, periods, sum, count }, cohortOf, clusterOf, periodLabels };
}
