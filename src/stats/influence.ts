import { type Matrix, matrix } from './linear-algebra.ts';
import type { CohortMoments } from './moments.ts';
import type { PointWeights } from './point-weights.ts';
import { mirrorUpper } from './products.ts';

/** Variance of each point from the moments: no covariances, for many points. */
export function variancesFromMoments(moments: CohortMoments, points: readonly PointWeights[]): Float64Array {
  const variances = new Float64Array(points.length);
  points.forEach((point, k) => {
    for (let cohort = 0; cohort < moments.cohorts; cohort++) {
      variances[k] += squareOfRow(moments, cohort, rowOfCohort(moments, point, cohort));
    }
  });
  return variances;
}

/** Covariance of points from the moments of all units: exact, whatever their number. */
export function covarianceFromMoments(moments: CohortMoments, points: readonly PointWeights[]): Matrix {
  const covariance = matrix(points.length, points.length);
  for (let cohort = 0; cohort < moments.cohorts; cohort++) {
    const rows = points.map((point) => rowOfCohort(moments, point, cohort));
    rows.forEach((row, a) => {
      if (row.places.length === 0 && row.constant === 0) return;
      const times = timesScatter(moments, cohort, row);
      for (let b = a; b < rows.length; b++) {
        covariance.values[a * points.length + b] += productOfRows(moments, cohort, row, times, rows[b]);
      }
    });
  }
  mirrorUpper(covariance.values, 0, points.length);
  return covariance;
}

/** A point within one cohort: weights on places of its vector, and its mean influence there. */
interface CohortRow {
  readonly places: Int32Array;
  readonly weights: Float64Array;
  readonly constant: number;
}

function rowOfCohort(moments: CohortMoments, point: PointWeights, cohort: number): CohortRow {
  const { periods, width, equalCount } = moments;
  const from = lowerBound(point.entries, cohort * periods);
  const to = lowerBound(point.entries, (cohort + 1) * periods);
  const onUnit = point.onUnit?.[cohort] ?? 0;
  const perColumn = equalCount === undefined ? 2 : 1;
  const extra = equalCount === undefined && onUnit !== 0 ? 1 : 0;
  const places = new Int32Array((to - from) * perColumn + extra);
  const weights = new Float64Array(places.length);
  const mean = moments.mean.subarray(cohort * width, (cohort + 1) * width);
  let constant = equalCount === undefined ? onUnit * mean[2 * periods] : onUnit;
  for (let m = from; m < to; m++) {
    const column = point.entries[m] - cohort * periods;
    const at = (m - from) * perColumn;
    places[at] = column;
    weights[at] = point.onSum[m];
    constant += point.onSum[m] * mean[column] - point.onCount[m] * (equalCount ?? mean[periods + column]);
    if (perColumn === 1) continue;
    places[at + 1] = periods + column;
    weights[at + 1] = -point.onCount[m];
  }
  if (extra === 1) {
    places[places.length - 1] = 2 * periods;
    weights[places.length - 1] = onUnit;
  }
  return { places, weights, constant };
}

function timesScatter(moments: CohortMoments, cohort: number, row: CohortRow): Float64Array {
  const { width, scatter } = moments;
  const times = new Float64Array(width);
  for (let m = 0; m < row.places.length; m++) {
    const from = (cohort * width + row.places[m]) * width;
    const weight = row.weights[m];
    for (let j = 0; j < width; j++) times[j] += weight * scatter[from + j];
  }
  return times;
}

function productOfRows(
  moments: CohortMoments,
  cohort: number,
  row: CohortRow,
  times: Float64Array,
  other: CohortRow,
): number {
  let sum = moments.rows[cohort] * row.constant * other.constant;
  for (let m = 0; m < other.places.length; m++) sum += other.weights[m] * times[other.places[m]];
  return sum;
}

function squareOfRow({ width, scatter, rows }: CohortMoments, cohort: number, row: CohortRow): number {
  let sum = rows[cohort] * row.constant * row.constant;
  for (let a = 0; a < row.places.length; a++) {
    const from = (cohort * width + row.places[a]) * width;
    for (let b = 0; b < row.places.length; b++) {
      sum += row.weights[a] * row.weights[b] * scatter[from + row.places[b]];
    }
  }
  return sum;
}

/** First index whose entry is not below `value`. */
function lowerBound(entries: Int32Array, value: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
