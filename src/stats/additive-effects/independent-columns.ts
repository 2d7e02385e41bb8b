/** What is left of a column, as a share of its own spread, below which earlier columns say all of it. */
const nothingLeft = 1e-9;

/** Columns of a cross product none of which follows from those before it, with the factor that solves for them. */
export interface IndependentColumns {
  readonly kept: readonly number[];
  readonly has: (column: number) => boolean;
  /** x with (cross product of the kept) x = right, 0 for the others. [columns] in and out. */
  readonly solve: (right: Float64Array) => Float64Array;
}

/**
 * Goes through the columns in the order given and keeps each that adds something to those kept before it (Cholesky's
 * factor row by row). `values` is the size of each column before effects of units and periods were taken out.
 */
export function independentColumns(
  products: Float64Array,
  size: number,
  values: Float64Array,
  order: readonly number[],
): IndependentColumns {
  const kept: number[] = [];
  const factor: Float64Array[] = [];
  for (const column of order) {
    const own = products[column * size + column];
    if (!(own > nothingLeft * values[column])) continue;
    const row = forward(factor, (i) => products[kept[i] * size + column]);
    let left = own;
    for (const value of row) left -= value * value;
    if (!(left > nothingLeft * own)) continue;
    kept.push(column);
    factor.push(Float64Array.of(...row, Math.sqrt(left)));
  }
  const places = new Set(kept);
  return {
    kept,
    has: (column) => places.has(column),
    solve: (right) => {
      const solution = new Float64Array(right.length);
      const z = forward(factor, (i) => right[kept[i]]);
      for (let i = kept.length - 1; i >= 0; i--) {
        let value = z[i];
        for (let j = i + 1; j < kept.length; j++) value -= factor[j][i] * solution[kept[j]];
        solution[kept[i]] = value / factor[i][i];
      }
      return solution;
    },
  };
}

/** z with L z = right. */
function forward(factor: readonly Float64Array[], right: (i: number) => number): Float64Array {
  const z = new Float64Array(factor.length);
  for (let i = 0; i < factor.length; i++) {
    const row = factor[i];
    let value = right(i);
    for (let j = 0; j < i; j++) value -= row[j] * z[j];
    z[i] = value / row[i];
  }
  return z;
}
