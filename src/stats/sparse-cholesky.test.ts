import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import {
  factoriseSparse,
  findPattern,
  invertAtPattern,
  type LowerRows,
  sizeOfFactor,
} from './sparse-cholesky.ts';

/** A random sparse matrix with a dominant diagonal, and the same written out. */
function sparse(seed: number, order: number, density: number) {
  const random = createRandom(seed);
  const full = Array.from({ length: order }, () => new Float64Array(order));
  for (let i = 0; i < order; i++)
    for (let j = 0; j < i; j++)
      if (random.next() < density) {
        full[i]![j] = random.normal();
        full[j]![i] = full[i]![j]!;
      }
  for (let i = 0; i < order; i++) full[i]![i] = 1 + full[i]!.reduce((sum, value) => sum + Math.abs(value), 0);
  const start = [0];
  const column: number[] = [];
  const value: number[] = [];
  for (let i = 0; i < order; i++) {
    for (let j = 0; j <= i; j++)
      if (full[i]![j] !== 0) {
        column.push(j);
        value.push(full[i]![j]!);
      }
    start.push(column.length);
  }
  const rows: LowerRows = {
    order,
    start: Int32Array.from(start),
    column: Int32Array.from(column),
    value: Float64Array.from(value),
  };
  return { rows, full };
}

/** The inverse by Gauss and Jordan, without regard to zeros. */
function inverse(full: readonly Float64Array[]): number[][] {
  const n = full.length;
  const work = full.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => Number(i === j))]);
  for (let k = 0; k < n; k++) {
    const pivot = work[k]![k]!;
    work[k] = work[k]!.map((value) => value / pivot);
    for (let i = 0; i < n; i++) {
      const times = work[i]![k]!;
      if (i !== k && times !== 0) work[i] = work[i]!.map((value, j) => value - times * work[k]![j]!);
    }
  }
  return work.map((row) => row.slice(n));
}

describe('a sparse Cholesky factor', () => {
  const cases = [
    [1, 1, 0],
    [2, 8, 0],
    [3, 12, 0.15],
    [4, 40, 0.05],
    [5, 40, 0.2],
    [6, 25, 1],
  ] as const;

  it.each(cases)('multiplies back to the matrix: seed %i, order %i, density %d', (seed, order, density) => {
    const { rows, full } = sparse(seed, order, density);
    const pattern = findPattern(rows);
    const L = new Float64Array(pattern.row.length);
    expect(factoriseSparse(rows, pattern, L)).toBe(true);
    const product = Array.from({ length: order }, () => new Float64Array(order));
    for (let j = 0; j < order; j++)
      for (let a = pattern.start[j]!; a < pattern.start[j + 1]!; a++)
        for (let b = pattern.start[j]!; b < pattern.start[j + 1]!; b++)
          product[pattern.row[a]!]![pattern.row[b]!]! += L[a]! * L[b]!;
    for (let i = 0; i < order; i++)
      for (let j = 0; j < order; j++) expect(product[i]![j]).toBeCloseTo(full[i]![j]!, 10);
  });

  it.each(cases)('gives the inverse at its places: seed %i, order %i, density %d', (seed, order, density) => {
    const { rows, full } = sparse(seed, order, density);
    const pattern = findPattern(rows);
    const L = new Float64Array(pattern.row.length);
    const Z = new Float64Array(pattern.row.length);
    factoriseSparse(rows, pattern, L);
    for (const without of [0, 1]) {
      if (order <= without) continue;
      const kept = order - without;
      const expected = inverse(full.slice(0, kept).map((row) => row.slice(0, kept)));
      invertAtPattern(pattern, L, without, Z);
      for (let j = 0; j < order; j++)
        for (let at = pattern.start[j]!; at < pattern.start[j + 1]!; at++) {
          const i = pattern.row[at]!;
          expect(Z[at]).toBeCloseTo(i < kept && j < kept ? expected[i]![j]! : 0, 10);
        }
    }
  });

  it('knows its size beforehand, and stops counting at a limit', () => {
    const { rows } = sparse(5, 40, 0.2);
    const pattern = findPattern(rows);
    expect(sizeOfFactor(rows, 1e6)?.nonzeros).toBe(pattern.row.length);
    expect(sizeOfFactor(rows, pattern.row.length - 1)).toBeUndefined();
  });

  it('says where the matrix is not positive definite', () => {
    const { rows } = sparse(3, 12, 0.15);
    const value = rows.value.map((entry, at) => (at === rows.start[12]! - 1 ? -5 : entry));
    const pattern = findPattern(rows);
    expect(factoriseSparse({ ...rows, value }, pattern, new Float64Array(pattern.row.length))).toBe(false);
  });
});
