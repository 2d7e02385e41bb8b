/** Share of the first residual at which the iteration ends. */
const enough = 1e-14;
/** A direction along which S is as flat as rounding leads nowhere. */
const flat = 1e-13;

/**
 * Solves S x = c for the period effects of one stratum, S = diag(n_t) - sum over units of n_u n_u' / N_u, by conjugate
 * gradients with its diagonal as preconditioner. S is singular: a constant over linked periods changes nothing, and
 * c holds none, so any solution serves. Each step costs periods^2; without rounding there are fewer steps than periods.
 */
export function solvePeriods(normal: Float64Array, periods: number, right: Float64Array): Float64Array {
  const x = new Float64Array(periods);
  const scale = preconditioner(normal, periods);
  const residual = right.map((value, t) => (scale[t] > 0 ? value : 0));
  const direction = residual.map((value, t) => value * scale[t]);
  const product = new Float64Array(periods);
  let size = dot(residual, direction);
  const goal = size * enough * enough;
  for (let step = 0; step < 3 * periods && size > goal; step++) {
    multiply(normal, periods, direction, product);
    const curvature = dot(direction, product);
    if (!(curvature > flat * steepness(direction, scale))) break;
    const length = size / curvature;
    for (let t = 0; t < periods; t++) {
      x[t] += length * direction[t];
      residual[t] -= length * product[t];
    }
    let next = 0;
    for (let t = 0; t < periods; t++) next += residual[t] * residual[t] * scale[t];
    const keep = next / size;
    for (let t = 0; t < periods; t++) direction[t] = residual[t] * scale[t] + keep * direction[t];
    size = next;
  }
  return x;
}

/** Sum of diagonal x direction^2. */
function steepness(direction: Float64Array, scale: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < direction.length; t++) if (scale[t] > 0) sum += direction[t] ** 2 / scale[t];
  return sum;
}

function preconditioner(normal: Float64Array, periods: number): Float64Array {
  let largest = 0;
  for (let t = 0; t < periods; t++) largest = Math.max(largest, normal[t * periods + t]);
  return Float64Array.from({ length: periods }, (_, t) => {
    const diagonal = normal[t * periods + t];
    return diagonal > 1e-14 * largest ? 1 / diagonal : 0;
  });
}

function multiply(normal: Float64Array, periods: number, x: Float64Array, product: Float64Array): void {
  for (let t = 0; t < periods; t++) {
    let sum = 0;
    const row = t * periods;
    for (let s = 0; s < periods; s++) sum += normal[row + s] * x[s];
    product[t] = sum;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t] * b[t];
  return sum;
}
