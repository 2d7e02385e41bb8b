import { isConstant, rangeOf } from './numeric-range.ts';

/** Units of one cell with what is known of them before the training. */
export interface CellUnits {
  readonly units: number;
  /** Columns of `known`, the first of them 1. */
  readonly columns: number;
  /** [units x columns], row by row. */
  readonly known: Float64Array;
  /** [units] 1 for the trained, 0 for those they are compared with. */
  readonly trained: Uint8Array;
  /** [units] mean in the period less mean in the base. */
  readonly change: Float64Array;
  /** [units] values behind the base. */
  readonly weight: Float64Array;
}

/** Columns of a cell without what they repeat of each other. */
export interface Basis {
  readonly size: number;
  /** [units x size]; mean products (by weight) are 0, mean squares 1, and the first column is 1. */
  readonly rows: Float64Array;
  /** [columns x size]: rows = known x from. */
  readonly from: Float64Array;
  /** Columns that say nothing beyond those before them. */
  readonly repeated: readonly number[];
  /** Those of them that are the same for all units. */
  readonly constant: readonly number[];
}

/** A column whose part of its own is smaller than this says nothing of its own. */
const LEAST_OWN_PART = 1e-7;

/** Orthogonal columns that span the same, by Gram and Schmidt, twice. Coefficients do not depend on scale or shift. */
export function orthogonalBasis(cell: CellUnits): Basis {
  const kept: { readonly values: Float64Array; readonly from: Float64Array }[] = [];
  const repeated: number[] = [];
  const constant: number[] = [];
  for (let column = 0; column < cell.columns; column++) {
    const values = columnOf(cell, column);
    const from = new Float64Array(cell.columns);
    from[column] = 1;
    const same = isConstant(rangeOf(values));
    const before = size(cell, values, values);
    for (let round = 0; round < 2; round++) {
      for (const other of kept) {
        const shared = size(cell, values, other.values);
        subtract(values, other.values, shared);
        subtract(from, other.from, shared);
      }
    }
    const own = Math.sqrt(size(cell, values, values));
    if (!(own > LEAST_OWN_PART * Math.sqrt(before))) {
      repeated.push(column);
      if (same) constant.push(column);
      continue;
    }
    for (let i = 0; i < values.length; i++) values[i] /= own;
    for (let i = 0; i < from.length; i++) from[i] /= own;
    kept.push({ values, from });
  }
  return {
    size: kept.length,
    rows: interleave(kept.map(({ values }) => values)),
    from: interleave(kept.map(({ from }) => from)),
    repeated,
    constant,
  };
}

/** Coefficients on the cell's columns from those on its basis; 0 on columns that repeat others. */
export function onColumns({ size: kept, from }: Basis, coefficients: Float64Array): Float64Array {
  const columns = from.length / kept;
  return new Float64Array(columns).map((_, column) => {
    let sum = 0;
    for (let k = 0; k < kept; k++) sum += from[column * kept + k] * coefficients[k];
    return sum;
  });
}

function columnOf({ units, columns, known }: CellUnits, column: number): Float64Array {
  return Float64Array.from({ length: units }, (_, unit) => known[unit * columns + column]);
}

function size({ weight }: CellUnits, left: Float64Array, right: Float64Array): number {
  let sum = 0;
  let all = 0;
  for (let i = 0; i < left.length; i++) {
    sum += weight[i] * left[i] * right[i];
    all += weight[i];
  }
  return sum / all;
}

function subtract(from: Float64Array, other: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i] -= times * other[i];
}

function interleave(columns: readonly Float64Array[]): Float64Array {
  const rows = columns[0].length;
  const values = new Float64Array(rows * columns.length);
  columns.forEach((column, k) => {
    for (let row = 0; row < rows; row++) values[row * columns.length + k] = column[row];
  });
  return values;
}
