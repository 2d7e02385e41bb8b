import { matrix, symmetricEigen } from '../linear-algebra.ts';

/** What outcomes are adjusted for, and who was drawn together. */
export interface Adjustment {
  /** [people x width] the first of each row is 1; the whole row times the root of the person's weight. */
  readonly covariates: Float64Array;
  readonly width: number;
  /** [width] their means over everybody. */
  readonly at: Float64Array;
  /** [people] times the root of the person's weight. */
  readonly outcome: Float64Array;
  /** [drawn] people of each. */
  readonly members: readonly Int32Array[];
}

/** The arm's mean outcome if its covariates were those of everybody. */
export interface ArmMean {
  readonly mean: number;
  readonly variance: number;
  /** [drawn] what each adds to the error; the squares sum to the variance, 0 outside the arm. */
  readonly influence: Float64Array;
}

/** Whether residuals are stretched by how much those drawn together pull the line towards themselves (HC2, CR2). */
export type Leverage = 'stretched' | 'plain';

/**
 * Least squares within one arm, with the variance that those drawn together give; undefined where the covariates
 * cannot be told apart there, or somebody alone decides a coefficient.
 */
export function armMean(
  adjustment: Adjustment,
  arms: Int32Array,
  arm: number,
  leverage: Leverage,
): ArmMean | undefined {
  const fit = fitArm(adjustment, arms, arm);
  return fit && meanUnder(fit, adjustment, arms, arm, leverage);
}

/** What least squares within one arm is, whatever the outcome. */
export interface ArmFit {
  /** [people x width] rows made orthonormal over the arm. */
  readonly rows: Float64Array;
  /** [width] everybody's covariates in the same terms. */
  readonly direction: Float64Array;
}

/** Undefined where the covariates cannot be told apart in the arm. */
export function fitArm(adjustment: Adjustment, arms: Int32Array, arm: number): ArmFit | undefined {
  const root = rootOfProducts(adjustment, arms, arm);
  if (root === undefined) return undefined;
  const rows = whitenedRows(adjustment, root, arms, arm);
  return { rows, direction: whiten(root, adjustment.at, adjustment.width) };
}

/** The arm's mean of the outcome in `adjustment`; undefined where somebody alone decides a coefficient. */
export function meanUnder(
  { rows, direction }: ArmFit,
  adjustment: Adjustment,
  arms: Int32Array,
  arm: number,
  leverage: Leverage,
): ArmMean | undefined {
  const { width, members, outcome } = adjustment;
  const slopes = new Float64Array(width);
  for (let drawn = 0; drawn < members.length; drawn++) {
    if (arms[drawn] !== arm) continue;
    for (const person of members[drawn]) {
      for (let j = 0; j < width; j++) slopes[j] += rows[person * width + j] * outcome[person];
    }
  }
  const influence = new Float64Array(members.length);
  let variance = 0;
  for (let drawn = 0; drawn < members.length; drawn++) {
    if (arms[drawn] !== arm) continue;
    const sums = sumsOf(adjustment, rows, members[drawn], slopes);
    const own =
      leverage === 'plain' ? dot(direction, sums) : stretched(rows, members[drawn], sums, direction);
    if (own === undefined) return undefined;
    influence[drawn] = own;
    variance += own * own;
  }
  return { mean: dot(direction, slopes), variance, influence };
}

/** [width] sum of the whitened rows of people drawn together, each times its residual. */
function sumsOf(
  { width, outcome }: Adjustment,
  rows: Float64Array,
  people: Int32Array,
  slopes: Float64Array,
) {
  const sums = new Float64Array(width);
  for (const person of people) {
    let residual = outcome[person];
    for (let j = 0; j < width; j++) residual -= rows[person * width + j] * slopes[j];
    for (let j = 0; j < width; j++) sums[j] += rows[person * width + j] * residual;
  }
  return sums;
}

/**
 * direction' Z' (I - Z Z')^(-1/2) residuals, Z the whitened rows: with Z'Z = U diag(l) U', the root is
 * I + Z U diag(((1 - l)^(-1/2) - 1) / l) U' Z', so that all is done in as many dimensions as there are covariates.
 */
function stretched(
  rows: Float64Array,
  people: Int32Array,
  sums: Float64Array,
  direction: Float64Array,
): number | undefined {
  const n = direction.length;
  if (people.length === 1) {
    const own = rows.subarray(people[0] * n, (people[0] + 1) * n);
    const pull = dot(own, own);
    return pull > 1 - 1e-9 ? undefined : dot(direction, sums) / Math.sqrt(1 - pull);
  }
  const products = matrix(n, n);
  for (const person of people) addProducts(products.values, rows.subarray(person * n, (person + 1) * n));
  const { eigenvalues, vectors } = symmetricEigen(products);
  let influence = 0;
  for (let e = 0; e < n; e++) {
    if (eigenvalues[e] > 1 - 1e-9) return undefined;
    let [left, right] = [0, 0];
    for (let j = 0; j < n; j++) {
      left += vectors.values[j * n + e] * direction[j];
      right += vectors.values[j * n + e] * sums[j];
    }
    influence += (left * right) / Math.sqrt(1 - eigenvalues[e]);
  }
  return influence;
}

/** Lower triangular L with X'X = L L' over the arm. */
function rootOfProducts(
  { covariates, width, members }: Adjustment,
  arms: Int32Array,
  arm: number,
): Float64Array | undefined {
  const root = new Float64Array(width * width);
  for (let drawn = 0; drawn < members.length; drawn++) {
    if (arms[drawn] !== arm) continue;
    for (const person of members[drawn]) {
      addProducts(root, covariates.subarray(person * width, (person + 1) * width));
    }
  }
  for (let j = 0; j < width; j++) {
    const whole = root[j * width + j];
    for (let k = 0; k < j; k++) root[j * width + j] -= root[j * width + k] ** 2;
    if (!(root[j * width + j] > 1e-10 * whole)) return undefined;
    root[j * width + j] = Math.sqrt(root[j * width + j]);
    for (let i = j + 1; i < width; i++) {
      for (let k = 0; k < j; k++) root[i * width + j] -= root[i * width + k] * root[j * width + k];
      root[i * width + j] /= root[j * width + j];
    }
  }
  return root;
}

/** [people x width] L^-1 times the row of each of the arm. */
function whitenedRows(
  { covariates, width, members }: Adjustment,
  root: Float64Array,
  arms: Int32Array,
  arm: number,
): Float64Array {
  const rows = covariates.slice();
  for (let drawn = 0; drawn < members.length; drawn++) {
    if (arms[drawn] !== arm) continue;
    for (const person of members[drawn]) whitenInPlace(root, rows, person * width, width);
  }
  return rows;
}

function whiten(root: Float64Array, x: Float64Array, width: number): Float64Array {
  const result = x.slice();
  whitenInPlace(root, result, 0, width);
  return result;
}

function whitenInPlace(root: Float64Array, x: Float64Array, start: number, width: number): void {
  for (let i = 0; i < width; i++) {
    let rest = x[start + i];
    for (let k = 0; k < i; k++) rest -= root[i * width + k] * x[start + k];
    x[start + i] = rest / root[i * width + i];
  }
}

function addProducts(square: Float64Array, row: Float64Array): void {
  const n = row.length;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) square[i * n + j] += row[i] * row[j];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
