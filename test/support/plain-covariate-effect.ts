import type { EffectInput, EffectOptions } from '../../src/stats/effect.ts';
import { matrix, solve } from '../../src/stats/linear-algebra.ts';

/**
 * The effect adjusted for covariates written a second time, as plainly as possible: loops over units, one weight
 * for each, columns as they stand, no influence formula. Errors come from how much the estimate moves when a unit's
 * weight does. `weights` multiply the counts of a unit.
 */
export function plainAdjustedCells(
  input: EffectInput,
  options: EffectOptions,
  weights: readonly number[],
): { readonly cohort: number; readonly period: number; readonly estimate: number }[] {
  const { units, periods } = input.panel;
  const starts = [...new Set(Array.from(input.cohortOf, (start) => (start < 0 ? Infinity : start)))].sort();
  const length = options.basePeriods ?? 1;
  const cells = [];
  for (const start of starts.filter((each) => each < Infinity && each >= length).sort((a, b) => a - b)) {
    for (let t = 0; t < periods; t++) {
      const before = t < start && length === 1 && options.base !== 'universal';
      const to = before ? t - 1 : start - 1;
      const from = to - length + 1;
      if (from < 0 || (from === t && to === t)) continue;
      const rows = [];
      for (let unit = 0; unit < units; unit++) {
        const own = input.cohortOf[unit] < 0 ? Infinity : input.cohortOf[unit];
        const isTrained = own === start;
        if (!isTrained && !(options.comparison === 'never' ? own === Infinity : own > Math.max(t, to)))
          continue;
        const row = readUnit(input, unit, t, from, to);
        if (row !== undefined) rows.push({ ...row, trained: isTrained, weight: row.behind * weights[unit] });
      }
      cells.push({ cohort: start, period: t, estimate: adjusted(rows, options.method ?? 'dr') });
    }
  }
  return cells;
}

function readUnit(
  { panel, covariates = [] }: EffectInput,
  unit: number,
  t: number,
  from: number,
  to: number,
) {
  const at = (period: number) => unit * panel.periods + period;
  let sum = 0;
  let behind = 0;
  for (let b = from; b <= to; b++) {
    if (panel.count[at(b)] === 0) continue;
    sum += panel.sum[at(b)];
    behind += panel.count[at(b)];
  }
  if (behind === 0 || panel.count[at(t)] === 0) return undefined;
  const x = [1];
  for (const { values } of covariates) {
    let value = Number.NaN;
    for (let s = Math.min(t, from); s <= Math.min(t, to); s++) {
      if (!Number.isNaN(values[at(s)])) value = values[at(s)];
    }
    if (Number.isNaN(value)) return undefined;
    x.push(value);
  }
  return { behind, x, change: panel.sum[at(t)] / panel.count[at(t)] - sum / behind };
}

interface Row {
  readonly x: readonly number[];
  readonly change: number;
  readonly trained: boolean;
  readonly weight: number;
}

function adjusted(rows: readonly Row[], method: 'dr' | 'ipw' | 'reg'): number {
  const trained = rows.filter((row) => row.trained);
  const untrained = rows.filter((row) => !row.trained);
  const line = method === 'ipw' ? rows[0].x.map(() => 0) : leastSquares(untrained);
  const rest = (row: Row): number => row.change - product(row.x, line);
  const first = meanOf(trained, rest, (row) => row.weight);
  if (method === 'reg') return first;
  const logit = logistic(rows);
  return first - meanOf(untrained, rest, (row) => row.weight * Math.exp(product(row.x, logit)));
}

function meanOf(rows: readonly Row[], of: (row: Row) => number, weight: (row: Row) => number): number {
  const all = rows.reduce((sum, row) => sum + weight(row), 0);
  return rows.reduce((sum, row) => sum + weight(row) * of(row), 0) / all;
}

function leastSquares(rows: readonly Row[]): number[] {
  return step(
    rows,
    (row) => row.weight,
    (row) => row.weight * row.change,
  );
}

function logistic(rows: readonly Row[]): number[] {
  let coefficients = rows[0].x.map(() => 0);
  const chance = (row: Row): number => 1 / (1 + Math.exp(-product(row.x, coefficients)));
  for (let round = 0; round < 12; round++) {
    const move = step(
      rows,
      (row) => row.weight * chance(row) * (1 - chance(row)),
      (row) => row.weight * ((row.trained ? 1 : 0) - chance(row)),
    );
    coefficients = coefficients.map((each, k) => each + move[k]);
  }
  return coefficients;
}

/** (sum of square x x')^-1 (sum of right x) */
function step(rows: readonly Row[], square: (row: Row) => number, right: (row: Row) => number): number[] {
  const size = rows[0].x.length;
  const left = matrix(size, size);
  const side = new Float64Array(size);
  for (const row of rows) {
    for (let i = 0; i < size; i++) {
      side[i] += right(row) * row.x[i];
      for (let j = 0; j < size; j++) left.values[i * size + j] += square(row) * row.x[i] * row.x[j];
    }
  }
  return [...(solve(left, side) ?? [])];
}

function product(x: readonly number[], coefficients: readonly number[]): number {
  return x.reduce((sum, each, k) => sum + each * coefficients[k], 0);
}
