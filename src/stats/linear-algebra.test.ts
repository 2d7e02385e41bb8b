import { describe, expect, it } from 'vitest';
import {
  cholesky,
  type Matrix,
  matrix,
  multiply,
  pseudoInverse,
  solve,
  symmetricEigen,
} from './linear-algebra.ts';

const square = matrix(3, 3, [4, 2, 0.4, 2, 5, 1, 0.4, 1, 3]);

function expectSame(left: Matrix, right: Matrix): void {
  expect([left.rows, left.columns]).toEqual([right.rows, right.columns]);
  left.values.forEach((value, at) => {
    expect(value).toBeCloseTo(right.values[at], 10);
  });
}

describe('small matrices', () => {
  it('solve: A x gives back b, and nothing where A is singular', () => {
    const x = solve(square, [1, -2, 7])!;
    expectSame(multiply(square, matrix(3, 1, x)), matrix(3, 1, [1, -2, 7]));
    expect(solve(matrix(2, 2, [1, 2, 2, 4]), [1, 1])).toBeUndefined();
    expect(() => solve(square, [1])).toThrow('3 x 3');
  });

  it("cholesky: L L' gives back A, and nothing where A has no root", () => {
    const root = cholesky(square)!;
    const transposed = matrix(
      3,
      3,
      [0, 3, 6, 1, 4, 7, 2, 5, 8].map((at) => root.values[at]),
    );
    expectSame(multiply(root, transposed), square);
    expect(cholesky(matrix(2, 2, [1, 2, 2, 1]))).toBeUndefined();
  });

  it('pseudoInverse: A A+ A is A, also for deficient and oblong A', () => {
    for (const a of [
      square,
      matrix(3, 2, [1, 2, 2, 4, 3, 6]),
      matrix(2, 3, [1, 0, 2, -1, 1, 0]),
      matrix(2, 2),
    ]) {
      expectSame(multiply(multiply(a, pseudoInverse(a)), a), a);
    }
  });

  it('symmetricEigen: A v is lambda v', () => {
    const { eigenvalues, vectors } = symmetricEigen(square);
    const product = multiply(square, vectors);
    vectors.values.forEach((value, at) => {
      expect(product.values[at]).toBeCloseTo(eigenvalues[at % 3] * value, 10);
    });
    expect([...eigenvalues]).toEqual([...eigenvalues].sort((a, b) => a - b));
  });
});
