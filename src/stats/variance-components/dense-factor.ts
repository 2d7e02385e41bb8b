/**
 * Kernels on square matrices stored row by row with a fixed stride. Every inner loop runs along rows,
 * four rows against four, so that each number read from memory serves four products.
 */

const tile = 4;

/** out[4 x 4] = A[a..a+4, from..to) times the transpose of B[b..b+4, from..to). */
function dotTile(
  A: Float64Array,
  a: number,
  B: Float64Array,
  b: number,
  stride: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  for (let half = 0; half < 4; half += 2) {
    let s00 = 0;
    let s01 = 0;
    let s02 = 0;
    let s03 = 0;
    let s10 = 0;
    let s11 = 0;
    let s12 = 0;
    let s13 = 0;
    const a0 = (a + half) * stride;
    const a1 = a0 + stride;
    const b0 = b * stride;
    const b1 = b0 + stride;
    const b2 = b1 + stride;
    const b3 = b2 + stride;
    for (let k = from; k < to; k++) {
      const x0 = A[a0 + k];
      const x1 = A[a1 + k];
      const y0 = B[b0 + k];
      const y1 = B[b1 + k];
      const y2 = B[b2 + k];
      const y3 = B[b3 + k];
      s00 += x0 * y0;
      s01 += x0 * y1;
      s02 += x0 * y2;
      s03 += x0 * y3;
      s10 += x1 * y0;
      s11 += x1 * y1;
      s12 += x1 * y2;
      s13 += x1 * y3;
    }
    const at = half * 4;
    out[at] = s00;
    out[at + 1] = s01;
    out[at + 2] = s02;
    out[at + 3] = s03;
    out[at + 4] = s10;
    out[at + 5] = s11;
    out[at + 6] = s12;
    out[at + 7] = s13;
  }
}

/** The stride to use for matrices of order n: whole tiles. Padding is the identity. */
export function paddedOrder(n: number): number {
  return Math.ceil(n / tile) * tile;
}

/**
 * Replaces the lower triangle of A by its Cholesky factor.
 *
 * @param A [n x n], n a multiple of 4; only the lower triangle is read
 * @returns false where A is not positive definite to working precision
 */
export function factorise(A: Float64Array, n: number): boolean {
  const dots = new Float64Array(tile * tile);
  for (let j = 0; j < n; j += tile) {
    for (let i = j; i < n; i += tile) {
      dotTile(A, i, A, j, n, 0, j, dots);
      for (let r = 0; r < tile; r++)
        for (let c = 0; c < tile; c++) if (i + r >= j + c) A[(i + r) * n + j + c] -= dots[r * tile + c];
      if (i === j && !factoriseTile(A, n, j)) return false;
      if (i > j) solveTile(A, n, i, j);
    }
  }
  return true;
}

function factoriseTile(A: Float64Array, n: number, j: number): boolean {
  for (let r = j; r < j + tile; r++) {
    for (let c = j; c <= r; c++) {
      let value = A[r * n + c];
      for (let k = j; k < c; k++) value -= A[r * n + k] * A[c * n + k];
      if (r === c && !(value > 0)) return false;
      A[r * n + c] = r === c ? Math.sqrt(value) : value / A[c * n + c];
    }
  }
  return true;
}

function solveTile(A: Float64Array, n: number, i: number, j: number): void {
  for (let r = i; r < i + tile; r++) {
    for (let c = j; c < j + tile; c++) {
      let value = A[r * n + c];
      for (let k = j; k < c; k++) value -= A[r * n + k] * A[c * n + k];
      A[r * n + c] = value / A[c * n + c];
    }
  }
}

/**
 * Writes the transpose of the inverse of L, an upper triangle, into U.
 *
 * @param L [n x n], lower triangle, n a multiple of 4
 * @param U [n x n], overwritten; entries below the diagonal become 0
 */
export function invertTriangle(L: Float64Array, n: number, U: Float64Array): void {
  const dots = new Float64Array(tile * tile);
  U.fill(0);
  for (let j = 0; j < n; j += tile) {
    for (let i = j; i < n; i += tile) {
      dotTile(L, i, U, j, n, j, i, dots);
      for (let r = 0; r < tile; r++) {
        for (let c = 0; c < tile; c++) {
          if (i + r < j + c) continue;
          let value = (i + r === j + c ? 1 : 0) - dots[r * tile + c];
          for (let k = i; k < i + r; k++) value -= L[(i + r) * n + k] * U[(j + c) * n + k];
          U[(j + c) * n + i + r] = value / L[(i + r) * n + i + r];
        }
      }
    }
  }
}

/**
 * Writes the lower triangle of U times its transpose into A: the inverse of L L' if U is the transposed inverse of L.
 *
 * @param U [n x n], upper triangle with zeros below, n a multiple of 4
 * @param A [n x n], its lower triangle is overwritten
 */
export function multiplyByTranspose(U: Float64Array, n: number, A: Float64Array): void {
  const dots = new Float64Array(tile * tile);
  for (let i = 0; i < n; i += tile) {
    for (let j = 0; j <= i; j += tile) {
      dotTile(U, i, U, j, n, i, n, dots);
      for (let r = 0; r < tile; r++)
        for (let c = 0; c < tile; c++) if (i + r >= j + c) A[(i + r) * n + j + c] = dots[r * tile + c];
    }
  }
}
