import { type Matrix, matrix } from './linear-algebra.ts';
import type { CohortMoments } from './moments.ts';
import type { PointWeights } from './point-weights.ts';

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
  mirrorUpper(covariance);
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

/** Units one by one, in the order of their clusters, each with its sums and counts by column. */
export interface UnitRows {
  readonly cohorts: number;
  readonly columns: number;
  /** [units in use] which unit comes when; units of a cluster stand together. */
  readonly order: Int32Array;
  /** [units] */
  readonly cohortIndex: Int32Array;
  /** [units]; each unit is its own cluster where it is absent. */
  readonly clusterOf?: Int32Array | undefined;
  /** Fills `sums` (about the origin) and `counts` at the places in `columns`. */
  readonly read: (unit: number, columns: Int32Array, sums: Float64Array, counts: Float64Array) => void;
}

/**
 * Covariances within each block of points by one pass over the units: influences are summed within a cluster
 * before they are multiplied, wherever the cluster's units are.
 */
export function covariancesFromRows(
  source: UnitRows,
  blocks: readonly (readonly PointWeights[])[],
): readonly Matrix[] {
  const points = blocks.flat();
  const plan = planByCohort(source, points);
  const covariances = blocks.map((block) => matrix(block.length, block.length));
  const batch = new InfluenceBatch(points.length, covariances);
  const sums = new Float64Array(source.columns);
  const counts = new Float64Array(source.columns);
  let cluster: number | undefined;
  for (const unit of source.order) {
    const next = source.clusterOf === undefined ? unit : source.clusterOf[unit];
    if (cluster !== undefined && next !== cluster) batch.close();
    cluster = next;
    const cohort = plan[source.cohortIndex[unit]];
    source.read(unit, cohort.columns, sums, counts);
    addInfluence(cohort, sums, counts, batch.current());
  }
  if (cluster !== undefined) batch.close();
  batch.flush();
  for (const covariance of covariances) mirrorUpper(covariance);
  return covariances;
}

/** What a unit of one cohort adds: columns in use, and for each the points it weighs on. */
interface CohortPlan {
  readonly columns: Int32Array;
  /** [columns in use + 1] */
  readonly starts: Int32Array;
  readonly points: Int32Array;
  readonly onSum: Float64Array;
  readonly onCount: Float64Array;
  /** [points] */
  readonly onUnit: Float64Array;
}

function planByCohort(source: UnitRows, points: readonly PointWeights[]): readonly CohortPlan[] {
  const places = Array.from({ length: source.cohorts }, () => new Map<number, number[]>());
  points.forEach((point, k) => {
    for (let m = 0; m < point.entries.length; m++) {
      const cohort = Math.floor(point.entries[m] / source.columns);
      const column = point.entries[m] - cohort * source.columns;
      const place = places[cohort].get(column) ?? [];
      place.push(k, m);
      places[cohort].set(column, place);
    }
  });
  return places.map((byColumn, cohort) => planOfCohort(byColumn, cohort, points));
}

function planOfCohort(
  byColumn: ReadonlyMap<number, readonly number[]>,
  cohort: number,
  points: readonly PointWeights[],
): CohortPlan {
  const columns = Int32Array.from(byColumn.keys()).sort();
  const starts = new Int32Array(columns.length + 1);
  const weighed: number[] = [];
  const onSum: number[] = [];
  const onCount: number[] = [];
  columns.forEach((column, c) => {
    const place = byColumn.get(column)!;
    for (let p = 0; p < place.length; p += 2) {
      weighed.push(place[p]);
      onSum.push(points[place[p]].onSum[place[p + 1]]);
      onCount.push(points[place[p]].onCount[place[p + 1]]);
    }
    starts[c + 1] = weighed.length;
  });
  return {
    columns,
    starts,
    points: Int32Array.from(weighed),
    onSum: Float64Array.from(onSum),
    onCount: Float64Array.from(onCount),
    onUnit: Float64Array.from(points, (point) => point.onUnit?.[cohort] ?? 0),
  };
}

function addInfluence(plan: CohortPlan, sums: Float64Array, counts: Float64Array, into: Float64Array): void {
  for (let k = 0; k < into.length; k++) into[k] += plan.onUnit[k];
  for (let c = 0; c < plan.columns.length; c++) {
    const count = counts[plan.columns[c]];
    if (count === 0) continue;
    const sum = sums[plan.columns[c]];
    for (let m = plan.starts[c]; m < plan.starts[c + 1]; m++) {
      into[plan.points[m]] += plan.onSum[m] * sum - plan.onCount[m] * count;
    }
  }
}

/** Influences of four clusters at a time, so that the products touch memory a quarter as often. */
class InfluenceBatch {
  readonly #rows: readonly Float64Array[];
  readonly #covariances: readonly Matrix[];
  #filled = 0;

  constructor(points: number, covariances: readonly Matrix[]) {
    this.#rows = Array.from({ length: 4 }, () => new Float64Array(points));
    this.#covariances = covariances;
  }

  current(): Float64Array {
    return this.#rows[this.#filled];
  }

  close(): void {
    if (++this.#filled === this.#rows.length) this.flush();
  }

  flush(): void {
    let offset = 0;
    for (const covariance of this.#covariances) {
      addOuterProducts(covariance, this.#rows, offset);
      offset += covariance.rows;
    }
    for (const row of this.#rows) row.fill(0);
    this.#filled = 0;
  }
}

function addOuterProducts(covariance: Matrix, rows: readonly Float64Array[], offset: number): void {
  const [first, second, third, fourth] = rows;
  const size = covariance.rows;
  const values = covariance.values;
  for (let a = 0; a < size; a++) {
    const x0 = first[offset + a];
    const x1 = second[offset + a];
    const x2 = third[offset + a];
    const x3 = fourth[offset + a];
    for (let b = a; b < size; b++) {
      const at = offset + b;
      values[a * size + b] += x0 * first[at] + x1 * second[at] + x2 * third[at] + x3 * fourth[at];
    }
  }
}

function mirrorUpper(square: Matrix): void {
  for (let a = 1; a < square.rows; a++) {
    for (let b = 0; b < a; b++) square.values[a * square.rows + b] = square.values[b * square.rows + a];
  }
}
