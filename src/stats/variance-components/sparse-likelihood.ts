import {
  type FactorPattern,
  type FactorSize,
  factoriseSparse,
  findPattern,
  invertAtPattern,
  type LowerRows,
  sizeOfFactor,
} from '../sparse-cholesky.ts';
import type { CrossTable } from './cross-table.ts';
import { type Likelihood, SlopeSums } from './likelihood.ts';

/**
 * The likelihood from one sparse system over the levels of all factors, the intercept and the outcome. Factors are
 * eliminated from the largest to the smallest: each block of Z'Z is diagonal, so the largest factor fills in nothing
 * of its own, and a factor nested in the next one leaves that one's block diagonal too.
 */
export function sparseLikelihood(table: CrossTable): Likelihood {
  const products = crossProducts(table);
  const factorOfColumn = Int32Array.from(
    table.factors.flatMap((factor, f) => Array.from({ length: factor.levels }, () => f)),
  );
  const pattern = findPattern(products);
  const levels = factorOfColumn.length;
  const scale = new Float64Array(products.order).fill(1);
  const system = { ...products, value: new Float64Array(products.value.length) };
  const L = new Float64Array(pattern.row.length);
  const Z = new Float64Array(pattern.row.length);

  return (theta) => {
    for (let column = 0; column < levels; column++) scale[column] = theta[factorOfColumn[column]];
    fillSystem(products, scale, levels, system.value);
    if (!factoriseSparse(system, pattern, L)) return undefined;
    invertAtPattern(pattern, L, 1, Z);
    const solution = solveForOutcome(pattern, L);
    const interceptPivot = L[pattern.start[levels]];
    const information = interceptPivot ** 2;
    let logDeterminants = 0;
    for (let column = 0; column <= levels; column++)
      logDeterminants += 2 * Math.log(L[pattern.start[column]]);
    const slopes = slopesOf(theta, information, { products, pattern, Z, solution, scale, factorOfColumn });
    return {
      logDeterminants,
      residualSquares: L[pattern.start[levels + 1]] ** 2,
      intercept: -solution[levels],
      information,
      slopeOfDeterminants: slopes.slopeOfDeterminants,
      slopeOfSquares: slopes.slopeOfSquares,
      slopeOfInformation: slopes.slopeOfInformation,
    };
  };
}

/** How large the factor of this table's system would be; undefined beyond `limit` entries. */
export function sizeOfSparseSystem(table: CrossTable, limit: number): FactorSize | undefined {
  return sizeOfFactor(crossProducts(table), limit);
}

/** X'X, X = [Z, 1, y], y without its mean. Row of a level: the levels of larger factors that it meets, then itself. */
function crossProducts(table: CrossTable): LowerRows {
  const { factors, pairs } = table;
  const offsets = [0];
  for (const factor of factors) offsets.push(offsets[offsets.length - 1] + factor.levels);
  const levels = offsets[factors.length];
  const start = new Int32Array(levels + 3);
  factors.forEach((factor, g) => {
    for (let level = 0; level < factor.levels; level++) start[offsets[g] + level + 1] = 1;
    for (let f = 0; f < g; f++)
      for (const level of pairs[f][g - f - 1].level) start[offsets[g] + level + 1] += 1;
  });
  start[levels + 1] = levels + 1;
  start[levels + 2] = levels + 2;
  for (let row = 0; row < levels + 2; row++) start[row + 1] += start[row];
  const column = new Int32Array(start[levels + 2]);
  const value = new Float64Array(start[levels + 2]);
  const next = start.slice(0, levels + 2);
  const put = (row: number, into: number, amount: number) => {
    column[next[row]] = into;
    value[next[row]++] = amount;
  };
  factors.forEach((factor, g) => {
    for (let f = 0; f < g; f++) {
      const cells = pairs[f][g - f - 1];
      for (let first = 0; first < factors[f].levels; first++)
        for (let cell = cells.start[first]; cell < cells.start[first + 1]; cell++)
          put(offsets[g] + cells.level[cell], offsets[f] + first, cells.count[cell]);
    }
    for (let level = 0; level < factor.levels; level++) {
      const row = offsets[g] + level;
      put(row, row, factor.count[level]);
      put(levels, row, factor.count[level]);
      put(levels + 1, row, factor.sum[level]);
    }
  });
  put(levels, levels, table.rows);
  put(levels + 1, levels, 0);
  put(levels + 1, levels + 1, table.sumOfSquares);
  return { order: levels + 2, start, column, value };
}

function fillSystem(products: LowerRows, scale: Float64Array, levels: number, value: Float64Array): void {
  for (let i = 0; i < products.order; i++) {
    const last = products.start[i + 1] - 1;
    for (let at = products.start[i]; at <= last; at++)
      value[at] = products.value[at] * scale[i] * scale[products.column[at]];
    if (i < levels) value[last] += 1;
  }
}

/** The vector (-coefficients, 1) whose quadratic form in the system is the residual sum of squares. */
function solveForOutcome({ order, start, row }: FactorPattern, L: Float64Array): Float64Array {
  const solution = new Float64Array(order);
  solution[order - 1] = 1;
  for (let j = order - 2; j >= 0; j--) {
    let value = 0;
    for (let at = start[j] + 1; at < start[j + 1]; at++) value -= L[at] * solution[row[at]];
    solution[j] = value / L[start[j]];
  }
  return solution;
}

interface SlopeInputs {
  readonly products: LowerRows;
  readonly pattern: FactorPattern;
  readonly Z: Float64Array;
  readonly solution: Float64Array;
  readonly scale: Float64Array;
  readonly factorOfColumn: Int32Array;
}

function slopesOf(theta: Float64Array, information: number, inputs: SlopeInputs): SlopeSums {
  const { products, pattern, Z, solution, scale, factorOfColumn } = inputs;
  const levels = factorOfColumn.length;
  const sums = new SlopeSums(theta.length);
  const next = pattern.start.slice(0, pattern.order);
  const interceptRow = Float64Array.from({ length: levels + 1 }, (_, j) => Z[pattern.start[j + 1] - 2]);
  for (let i = 0; i < products.order; i++) {
    const wi = i <= levels ? interceptRow[i] * information : 0;
    for (let at = products.start[i]; at < products.start[i + 1]; at++) {
      const j = products.column[at];
      while (pattern.row[next[j]] < i) next[j]++;
      const twice = i === j ? 1 : 2;
      const q = twice * Z[next[j]];
      const s = twice * solution[i] * solution[j];
      const w = i <= levels ? twice * wi * interceptRow[j] : 0;
      if (i < levels) sums.add(factorOfColumn[i], products.value[at] * scale[j], q, s, w);
      if (j < levels) sums.add(factorOfColumn[j], products.value[at] * scale[i], q, s, w);
    }
  }
  return sums;
}
