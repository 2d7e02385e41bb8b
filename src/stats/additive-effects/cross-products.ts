import { solvePeriods } from './period-equations.ts';
import type { UnitRow } from './unit-row.ts';

/** Weighted products of the indicators and, as the last column, the outcome, with unit and period effects taken out. */
export interface CrossProducts {
  /** Indicators, without the outcome. */
  readonly columns: number;
  /** [(columns + 1) x (columns + 1)] */
  readonly products: Float64Array;
  /** [columns] values in which the indicator is 1. */
  readonly values: Float64Array;
  /** [columns + 1][strata x periods] period effects of each column. */
  readonly periodEffects: readonly Float64Array[];
  /** Units with two periods or more. */
  readonly units: number;
  readonly rows: number;
}

/** [units] stratum of each unit, from 0, and how many. */
export interface Strata {
  readonly of: Int32Array | undefined;
  readonly count: number;
}

/** One pass over the units; then one small system of equations by stratum and column for the period effects. */
export function crossProducts(row: UnitRow, units: number, columns: number, strata: Strata): CrossProducts {
  const sums = emptySums(columns, strata.count, row.periods);
  let used = 0;
  let rows = 0;
  for (let unit = 0; unit < units; unit++) {
    if (!row.read(unit)) continue;
    used++;
    rows += row.periodsObserved;
    const stratum = strata.of?.[unit] ?? 0;
    addIndicators(row, sums, stratum);
    addOutcome(row, sums, stratum);
    addPeriods(row, sums.periods[stratum]);
  }
  const periodEffects = sums.byPeriod.map((right) => solveStrata(sums.periods, right, row.periods));
  return {
    columns,
    products: withoutPeriods(sums, periodEffects),
    values: sums.values,
    periodEffects,
    units: used,
    rows,
  };
}

interface Sums {
  readonly columns: number;
  /** [(columns + 1) x (columns + 1)], upper triangle, unit effects taken out. */
  readonly products: Float64Array;
  readonly values: Float64Array;
  /** [columns + 1][strata x periods] */
  readonly byPeriod: readonly Float64Array[];
  /** [strata][periods x periods] */
  readonly periods: readonly Float64Array[];
}

function emptySums(columns: number, strata: number, periods: number): Sums {
  return {
    columns,
    products: new Float64Array((columns + 1) ** 2),
    values: new Float64Array(columns),
    byPeriod: Array.from({ length: columns + 1 }, () => new Float64Array(strata * periods)),
    periods: Array.from({ length: strata }, () => new Float64Array(periods * periods)),
  };
}

function addIndicators(row: UnitRow, { columns, products, values, byPeriod }: Sums, stratum: number): void {
  const { runs, count, observed, periodsObserved } = row;
  const offset = stratum * row.periods;
  const outcome = outcomeTotals(row);
  for (let r = 0; r < runs.count; r++) {
    const [from, to, column] = [runs.from[r], runs.to[r], runs.column[r]];
    const own = row.countIn(from, to);
    if (own === 0) continue;
    values[column] += own;
    const share = own / row.total;
    for (let l = r; l < runs.count; l++) {
      const overlapFrom = Math.max(from, runs.from[l]);
      const overlapTo = Math.min(to, runs.to[l]);
      const overlap = overlapFrom > overlapTo ? 0 : row.countIn(overlapFrom, overlapTo);
      const value = overlap - share * row.countIn(runs.from[l], runs.to[l]);
      const other = runs.column[l];
      const place = Math.min(column, other) * (columns + 1) + Math.max(column, other);
      products[place] += l !== r && other === column ? 2 * value : value;
    }
    const target = byPeriod[column];
    for (let k = 0; k < periodsObserved; k++) {
      const t = observed[k];
      target[offset + t] += (t >= from && t <= to ? count[t] : 0) - share * count[t];
    }
    products[column * (columns + 1) + columns] += outcome.between(from, to) - share * outcome.total;
  }
}

function outcomeTotals({ sum, periods }: UnitRow): {
  readonly total: number;
  readonly between: (from: number, to: number) => number;
} {
  let total = 0;
  for (let t = 0; t < periods; t++) total += sum[t];
  return {
    total,
    between: (from, to) => {
      let part = 0;
      for (let t = from; t <= to; t++) part += sum[t];
      return part;
    },
  };
}

function addOutcome(
  { sum, count, total, periods }: UnitRow,
  { columns, byPeriod }: Sums,
  stratum: number,
): void {
  let all = 0;
  for (let t = 0; t < periods; t++) all += sum[t];
  const mean = all / total;
  const target = byPeriod[columns];
  for (let t = 0; t < periods; t++) target[stratum * periods + t] += sum[t] - mean * count[t];
}

function addPeriods(
  { count, observed, periodsObserved, total, periods }: UnitRow,
  normal: Float64Array,
): void {
  for (let i = 0; i < periodsObserved; i++) {
    const t = observed[i];
    const share = count[t] / total;
    normal[t * periods + t] += count[t];
    for (let j = 0; j < periodsObserved; j++) normal[t * periods + observed[j]] -= share * count[observed[j]];
  }
}

function solveStrata(normals: readonly Float64Array[], right: Float64Array, periods: number): Float64Array {
  const effects = new Float64Array(right.length);
  normals.forEach((normal, stratum) => {
    const part = right.subarray(stratum * periods, (stratum + 1) * periods);
    if (part.some((value) => value !== 0))
      effects.set(solvePeriods(normal, periods, part), stratum * periods);
  });
  return effects;
}

function withoutPeriods(
  { columns, products, byPeriod }: Sums,
  effects: readonly Float64Array[],
): Float64Array {
  const size = columns + 1;
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const left = byPeriod[i];
      const right = effects[j];
      let sum = 0;
      for (let k = 0; k < left.length; k++) sum += left[k] * right[k];
      products[i * size + j] -= sum;
      products[j * size + i] = products[i * size + j];
    }
  }
  return products;
}
