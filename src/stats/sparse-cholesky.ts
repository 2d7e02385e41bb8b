/**
 * Cholesky factors of sparse symmetric matrices in the order in which they are given (Davis 2006, chapter 4), and the
 * inverse at the places where the factor is not zero (Takahashi, Fagan & Chin 1973).
 */

/** Lower triangle by rows: in row i the columns j <= i ascending, the diagonal last. */
export interface LowerRows {
  readonly order: number;
  /** [order + 1] */
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
}

/** Where the factor is not zero, by columns: in column j the rows i >= j ascending, the diagonal first. */
export interface FactorPattern {
  readonly order: number;
  /** [order + 1] */
  readonly start: Int32Array;
  readonly row: Int32Array;
  /** [order]: the first row below the diagonal in each column, -1 where there is none. */
  readonly parent: Int32Array;
}

/** How large the factor of a matrix would be. */
export interface FactorSize {
  readonly nonzeros: number;
  /** Multiplications of one factorisation. */
  readonly products: number;
}

/** Counts without building the factor; undefined as soon as it has more than `limit` entries. */
export function sizeOfFactor(A: LowerRows, limit: number): FactorSize | undefined {
  const counts = columnCounts(A, limit);
  if (counts === undefined) return undefined;
  let nonzeros = 0;
  let products = 0;
  for (const n of counts) {
    nonzeros += n;
    products += (n * n) / 2;
  }
  return { nonzeros, products };
}

/** Where the factor of A is not zero; the values of A do not matter. */
export function findPattern(A: LowerRows): FactorPattern {
  const parent = eliminationTree(A);
  const counts = columnCounts(A, Number.POSITIVE_INFINITY)!;
  const start = new Int32Array(A.order + 1);
  for (let j = 0; j < A.order; j++) start[j + 1] = start[j] + counts[j];
  const row = new Int32Array(start[A.order]);
  const next = start.slice(0, A.order);
  forEachRowOfFactor(A, parent, (i, j) => {
    row[next[j]++] = i;
  });
  return { order: A.order, start, row, parent };
}

function eliminationTree(A: LowerRows): Int32Array {
  const parent = new Int32Array(A.order).fill(-1);
  const ancestor = new Int32Array(A.order).fill(-1);
  for (let i = 0; i < A.order; i++)
    for (let at = A.start[i]; at < A.start[i + 1]; at++) {
      let j = A.column[at];
      while (j !== -1 && j < i) {
        const up = ancestor[j];
        ancestor[j] = i;
        if (up === -1) parent[j] = i;
        j = up;
      }
    }
  return parent;
}

/** Visits every entry (i, j) of the factor, rows ascending, columns in no order; stops when `visit` returns false. */
function forEachRowOfFactor(
  A: LowerRows,
  parent: Int32Array,
  // biome-ignore lint/suspicious/noConfusingVoidType: visitors that never stop return nothing
  visit: (i: number, j: number) => boolean | void,
): boolean {
  const seen = new Int32Array(A.order).fill(-1);
  for (let i = 0; i < A.order; i++) {
    seen[i] = i;
    if (visit(i, i) === false) return false;
    for (let at = A.start[i]; at < A.start[i + 1]; at++)
      for (let j = A.column[at]; j !== -1 && seen[j] !== i; j = parent[j]) {
        seen[j] = i;
        if (visit(i, j) === false) return false;
      }
  }
  return true;
}

function columnCounts(A: LowerRows, limit: number): Int32Array | undefined {
  const counts = new Int32Array(A.order);
  let total = 0;
  const within = forEachRowOfFactor(A, eliminationTree(A), (_, j) => {
    counts[j] += 1;
    return ++total <= limit;
  });
  return within ? counts : undefined;
}

/**
 * Fills the values of the factor L of A, row after row.
 *
 * @param L [entries of the pattern], overwritten
 * @returns false where A is not positive definite to working precision
 */
export function factoriseSparse(A: LowerRows, pattern: FactorPattern, L: Float64Array): boolean {
  const { order, start, row, parent } = pattern;
  const x = new Float64Array(order);
  const seen = new Int32Array(order).fill(-1);
  const stack = new Int32Array(order);
  const path = new Int32Array(order);
  const end = start.slice(0, order);
  for (let i = 0; i < order; i++) {
    let top = order;
    seen[i] = i;
    for (let at = A.start[i]; at < A.start[i + 1]; at++) {
      const from = A.column[at];
      x[from] = A.value[at];
      let length = 0;
      for (let j = from; j !== -1 && seen[j] !== i; j = parent[j]) {
        path[length++] = j;
        seen[j] = i;
      }
      while (length > 0) stack[--top] = path[--length];
    }
    let pivot = x[i];
    x[i] = 0;
    for (; top < order; top++) {
      const j = stack[top];
      const value = x[j] / L[start[j]];
      x[j] = 0;
      for (let at = start[j] + 1; at < end[j]; at++) x[row[at]] -= L[at] * value;
      pivot -= value * value;
      L[end[j]++] = value;
    }
    if (!(pivot > 0)) return false;
    L[end[i]++] = Math.sqrt(pivot);
  }
  return true;
}

/**
 * The entries of the inverse of L L' (without its last `without` rows and columns) at the places of the pattern.
 *
 * @param Z [entries of the pattern], overwritten; entries in the rows left out become 0
 */
export function invertAtPattern(
  pattern: FactorPattern,
  L: Float64Array,
  without: number,
  Z: Float64Array,
): void {
  const { start, row } = pattern;
  const order = pattern.order - without;
  Z.fill(0);
  for (let j = order - 1; j >= 0; j--) {
    const from = start[j] + 1;
    let to = start[j + 1];
    while (to > from && row[to - 1] >= order) to--;
    for (let at = from; at < to; at++) addColumn(pattern, L, Z, order, to, at);
    const pivot = L[start[j]];
    let diagonal = 1 / pivot;
    for (let at = from; at < to; at++) {
      Z[at] = -Z[at] / pivot;
      diagonal -= L[at] * Z[at];
    }
    Z[start[j]] = diagonal / pivot;
  }
}

/** Adds L[k, j] Z[., k] and its mirror image to the column j that is being built, k the row at `at`. */
function addColumn(
  { start, row }: FactorPattern,
  L: Float64Array,
  Z: Float64Array,
  order: number,
  to: number,
  at: number,
): void {
  const k = row[at];
  const first = start[k];
  const last = start[k + 1];
  Z[at] += L[at] * Z[first];
  const whole = row[last - 1] - k === last - 1 - first && row[last - 1] >= order - 1;
  let place = first + 1;
  for (let other = at + 1; other < to; other++) {
    const i = row[other];
    if (whole) place = first + i - k;
    else while (row[place] < i) place++;
    const z = Z[place];
    Z[at] += L[other] * z;
    Z[other] += L[at] * z;
  }
}
