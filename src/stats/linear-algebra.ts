import { CholeskyDecomposition, Matrix as Dense, EVD, LuDecomposition, SVD } from 'ml-matrix';

/** A small dense matrix, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export function matrix(rows: number, columns: number, values?: ArrayLike<number>): Matrix {
  if (values !== undefined && values.length !== rows * columns) {
    throw new Error(`a ${rows} x ${columns} matrix needs ${rows * columns} values, got ${values.length}`);
  }
  return { rows, columns, values: values ? Float64Array.from(values) : new Float64Array(rows * columns) };
}

/** x with A x = b; undefined where A is singular. */
export function solve(a: Matrix, b: ArrayLike<number>): Float64Array | undefined {
  if (a.rows !== a.columns || b.length !== a.rows) {
    throw new Error(
      `solve needs a square matrix and a right side of its size, got ${a.rows} x ${a.columns} and ${b.length}`,
    );
  }
  const decomposition = new LuDecomposition(dense(a));
  if (decomposition.isSingular()) return undefined;
  const x = decomposition.solve(Dense.columnVector(Array.from(b)));
  return Float64Array.from(x.to1DArray());
}

/** Lower triangular L with A = L L'; undefined where A is not positive definite. */
export function cholesky(a: Matrix): Matrix | undefined {
  const decomposition = new CholeskyDecomposition(dense(a));
  return decomposition.isPositiveDefinite() ? flat(decomposition.lowerTriangularMatrix) : undefined;
}

/** Moore-Penrose inverse; singular values up to `tolerance` times the largest count as 0. */
export function pseudoInverse(a: Matrix, tolerance = 1.490116119384766e-8): Matrix {
  const svd = new SVD(dense(a), { autoTranspose: true });
  const largest = Math.max(...svd.diagonal, 0);
  const u = svd.leftSingularVectors;
  const v = svd.rightSingularVectors;
  const result = matrix(a.columns, a.rows);
  for (let k = 0; k < svd.diagonal.length; k++) {
    const singular = svd.diagonal[k];
    if (!(singular > tolerance * largest)) continue;
    for (let i = 0; i < a.columns; i++) {
      const scaled = v.get(i, k) / singular;
      for (let j = 0; j < a.rows; j++) result.values[i * a.rows + j] += scaled * u.get(j, k);
    }
  }
  return result;
}

/** Eigenvalues in rising order and eigenvectors as columns of a symmetric matrix. */
export function symmetricEigen(a: Matrix): { readonly eigenvalues: Float64Array; readonly vectors: Matrix } {
  const decomposition = new EVD(dense(a), { assumeSymmetric: true });
  return {
    eigenvalues: Float64Array.from(decomposition.realEigenvalues),
    vectors: flat(decomposition.eigenvectorMatrix),
  };
}

export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows)
    throw new Error(`cannot multiply ${a.rows} x ${a.columns} by ${b.rows} x ${b.columns}`);
  const product = matrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const left = a.values[i * a.columns + k];
      if (left === 0) continue;
      for (let j = 0; j < b.columns; j++)
        product.values[i * b.columns + j] += left * b.values[k * b.columns + j];
    }
  }
  return product;
}

function dense(a: Matrix): Dense {
  return Dense.from1DArray(a.rows, a.columns, a.values);
}

function flat(a: Dense): Matrix {
  return matrix(a.rows, a.columns, a.to1DArray());
}
