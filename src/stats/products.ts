/** How many vectors are multiplied at a time, to spare memory traffic. */
export const BATCH = 4;

/**
 * Adds x x' of BATCH vectors x to the upper triangle of a square [size x size] that begins at `offset`. The
 * vectors stand at `from`, `from` + `stride` and so on; two rows at a time, since nothing else is as hot as this.
 */
export function addProducts(
  square: Float64Array,
  offset: number,
  size: number,
  vectors: Float64Array,
  from: number,
  stride: number,
): void {
  const second = from + stride;
  const third = second + stride;
  const fourth = third + stride;
  for (let a = 0; a < size; a += 2) {
    const paired = a + 1 < size;
    const x0 = vectors[from + a];
    const x1 = vectors[second + a];
    const x2 = vectors[third + a];
    const x3 = vectors[fourth + a];
    const y0 = paired ? vectors[from + a + 1] : 0;
    const y1 = paired ? vectors[second + a + 1] : 0;
    const y2 = paired ? vectors[third + a + 1] : 0;
    const y3 = paired ? vectors[fourth + a + 1] : 0;
    const row = offset + a * size;
    const next = paired ? row + size : row;
    square[row + a] += x0 * x0 + x1 * x1 + x2 * x2 + x3 * x3;
    for (let b = a + 1; b < size; b++) {
      const z0 = vectors[from + b];
      const z1 = vectors[second + b];
      const z2 = vectors[third + b];
      const z3 = vectors[fourth + b];
      square[row + b] += x0 * z0 + x1 * z1 + x2 * z2 + x3 * z3;
      square[next + b] += y0 * z0 + y1 * z1 + y2 * z2 + y3 * z3;
    }
  }
}

/** Copies the upper triangle of a square to the lower. */
export function mirrorUpper(square: Float64Array, offset: number, size: number): void {
  for (let a = 1; a < size; a++) {
    for (let b = 0; b < a; b++) square[offset + a * size + b] = square[offset + b * size + a];
  }
}
