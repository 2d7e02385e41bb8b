/** The lower factor L of A = L L' and where A stands on the way to being singular. */
export interface Factor {
  readonly size: number;
  readonly lower: Float64Array;
}

/** A pivot below this share of the diagonal's scale counts as 0. */
const LEAST_PIVOT = 1e-11;

/** Cholesky's factor of a symmetric [size x size] whose diagonal is of the order of `scale`; undefined where it is singular. */
export function factorOf(symmetric: Float64Array, size: number, scale: number): Factor | undefined {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = symmetric[i * size + j];
      for (let k = 0; k < j; k++) rest -= lower[i * size + k] * lower[j * size + k];
      if (i > j) lower[i * size + j] = rest / lower[j * size + j];
      else if (rest > LEAST_PIVOT * scale) lower[i * size + i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return { size, lower };
}

/** x with L L' x = right. */
export function solveBy({ size, lower }: Factor, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= lower[i * size + k] * x[k];
    x[i] /= lower[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= lower[k * size + i] * x[k];
    x[i] /= lower[i * size + i];
  }
  return x;
}

/** Adds weight x row row' to a symmetric matrix. */
export function addSquare(
  into: Float64Array,
  rows: Float64Array,
  at: number,
  size: number,
  weight: number,
): void {
  for (let i = 0; i < size; i++) {
    const left = weight * rows[at + i];
    for (let j = 0; j < size; j++) into[i * size + j] += left * rows[at + j];
  }
}

/** Adds weight x row to a vector. */
export function addRow(into: Float64Array, rows: Float64Array, at: number, weight: number): void {
  for (let i = 0; i < into.length; i++) into[i] += weight * rows[at + i];
}

/** row'coefficients */
export function dot(rows: Float64Array, at: number, coefficients: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum += rows[at + i] * coefficients[i];
  return sum;
}
