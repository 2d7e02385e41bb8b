import { cholesky, matrix } from '../linear-algebra.ts';

/** People on one side of the cut-off, by rising score. */
export interface Side {
  /** Score less the cut-off. */
  readonly distance: Float64Array;
  readonly outcome: Float64Array;
}

/** Which part of a side a bandwidth takes in, and how it makes coefficients of its outcomes. */
export interface LocalFit {
  readonly bandwidth: number;
  /** First person taken in, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /**
   * [order + 1][taken in] weights of the outcomes in the coefficient of (distance / bandwidth)^j; divide by
   * bandwidth^j for the coefficient of distance^j.
   */
  readonly weights: readonly Float64Array[];
}

const matches = 3;

/** Least squares on powers of the distance from 0 to `order`, weighted by a triangle of this half-width. */
export function localFit(side: Side, order: number, bandwidth: number): LocalFit {
  const { distance } = side;
  let from = 0;
  while (from < distance.length && !(Math.abs(distance[from]) < bandwidth)) from++;
  let to = from;
  while (to < distance.length && Math.abs(distance[to]) < bandwidth) to++;
  const powers = matrix(to - from, order + 1);
  const products = matrix(order + 1, order + 1);
  for (let i = from; i < to; i++) {
    const u = distance[i] / bandwidth;
    const kernel = 1 - Math.abs(u);
    for (let j = 0; j <= order; j++) {
      powers.values[(i - from) * (order + 1) + j] = u ** j;
      for (let k = 0; k <= order; k++) products.values[j * (order + 1) + k] += kernel * u ** (j + k);
    }
  }
  const root = cholesky(products);
  if (root === undefined) throw new Error(`${to - from} people do not carry a curve of order ${order}`);
  const weights = Array.from({ length: order + 1 }, () => new Float64Array(to - from));
  const row = new Float64Array(order + 1);
  for (let i = 0; i < to - from; i++) {
    const kernel = 1 - Math.abs(distance[from + i] / bandwidth);
    for (let j = 0; j <= order; j++) row[j] = kernel * powers.values[i * (order + 1) + j];
    backSubstitute(root.values, row, order + 1);
    for (let j = 0; j <= order; j++) weights[j][i] = row[j];
  }
  return { bandwidth, from, to, weights };
}

/** (L L')^-1 x in place. */
function backSubstitute(root: Float64Array, x: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= root[i * n + k] * x[k];
    x[i] /= root[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= root[k * n + i] * x[k];
    x[i] /= root[i * n + i];
  }
}

/** Coefficient j of (distance / bandwidth). */
export function coefficient(fit: LocalFit, side: Side, j: number): number {
  let sum = 0;
  for (let i = fit.from; i < fit.to; i++) sum += fit.weights[j][i - fit.from] * side.outcome[i];
  return sum;
}

/**
 * Each person's outcome less the mean of the three nearest in score (and all that tie with these), scaled so that
 * its square is an unbiased guess of the variance there [calonico2014, section 5.1].
 */
export function neighbourResiduals({ distance, outcome }: Side, from: number, to: number): Float64Array {
  const most = Math.min(matches, to - from - 1);
  const result = new Float64Array(to - from);
  for (let i = from; i < to; i++) {
    let [low, high] = tied(distance, i, from, to);
    while (high - low - 1 < most) {
      const left = low > from ? distance[i] - distance[low - 1] : Infinity;
      const right = high < to ? distance[high] - distance[i] : Infinity;
      const [nextLow, nextHigh] = [low, high];
      if (left <= right) low = tied(distance, nextLow - 1, from, to)[0];
      if (right <= left) high = tied(distance, nextHigh, from, to)[1];
    }
    const others = high - low - 1;
    let sum = -outcome[i];
    for (let k = low; k < high; k++) sum += outcome[k];
    result[i - from] = Math.sqrt(others / (others + 1)) * (outcome[i] - sum / others);
  }
  return result;
}

/** First and one after the last of those with the same score. */
function tied(distance: Float64Array, i: number, from: number, to: number): [number, number] {
  let low = i;
  let high = i + 1;
  while (low > from && distance[low - 1] === distance[i]) low--;
  while (high < to && distance[high] === distance[i]) high++;
  return [low, high];
}
