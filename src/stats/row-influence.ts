import { type Matrix, matrix } from './linear-algebra.ts';
import type { PointWeights } from './point-weights.ts';
import { addProducts, BATCH, mirrorUpper } from './products.ts';

/** Units one by one, in the order of their clusters, each with its sums and counts by column. */
export interface UnitRows {
  readonly cohorts: number;
  readonly columns: number;
  /** [cohorts] columns that matter to its units. */
  readonly columnsOf: readonly Int32Array[];
  /** [units in use] which unit comes when; units of a cluster stand together. */
  readonly order: Int32Array;
  /** [units] */
  readonly cohortIndex: Int32Array;
  /** [units]; each unit is its own cluster where it is absent. */
  readonly clusterOf?: Int32Array | undefined;
  /** [units] people behind each; 1 where it is absent. */
  readonly sizeOf?: Float64Array | undefined;
  /** Fills `sums` (about the origin, 0 where nothing is seen) and `counts` at the places in `columns`. */
  readonly read: (unit: number, columns: Int32Array, sums: Float64Array, counts: Float64Array) => void;
}

/** One unit as it is read. */
interface Row {
  readonly cohort: number;
  readonly size: number;
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** Gathers the covariance of one block of points from units that pass by. */
interface Gatherer {
  readonly add: (row: Row) => void;
  readonly closeCluster: () => void;
  readonly finish: () => Matrix;
}

/**
 * Covariances within each block of points by one pass over the units: influences are summed within a cluster
 * before they are multiplied, wherever the cluster's units are.
 */
export function covariancesFromRows(
  source: UnitRows,
  blocks: readonly (readonly PointWeights[])[],
): readonly Matrix[] {
  const gatherers = blocks.map((block) => gathererFor(source, block));
  const sums = new Float64Array(source.columns);
  const counts = new Float64Array(source.columns);
  let cluster: number | undefined;
  for (const unit of source.order) {
    const next = source.clusterOf === undefined ? unit : source.clusterOf[unit];
    if (cluster !== undefined && next !== cluster) for (const each of gatherers) each.closeCluster();
    cluster = next;
    const cohort = source.cohortIndex[unit];
    const size = source.sizeOf?.[unit] ?? 1;
    source.read(unit, source.columnsOf[cohort], sums, counts);
    for (const each of gatherers) each.add({ cohort, size, sums, counts });
  }
  if (cluster !== undefined) for (const each of gatherers) each.closeCluster();
  return gatherers.map((each) => each.finish());
}

/** By points or by columns, whichever multiplies less; clusters may span cohorts, so they go by points. */
function gathererFor(source: UnitRows, points: readonly PointWeights[]): Gatherer {
  const plans = planByCohort(source, points);
  const byPoints = points.length ** 2;
  const byColumns = Math.max(0, ...plans.map((plan) => (2 * plan.columns.length + 1) ** 2));
  return source.clusterOf === undefined && byColumns < byPoints
    ? gatherByColumns(plans, points)
    : gatherByPoints(plans, points.length);
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
      const place = places[cohort].get(column);
      if (place === undefined) places[cohort].set(column, [k, m]);
      else place.push(k, m);
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

/** Influences of each cluster on every point, multiplied four clusters at a time. */
function gatherByPoints(plans: readonly CohortPlan[], points: number): Gatherer {
  const covariance = matrix(points, points);
  const batch = new Float64Array(BATCH * points);
  let filled = 0;
  const flush = (): void => {
    addProducts(covariance.values, 0, points, batch, 0, points);
    batch.fill(0);
    filled = 0;
  };
  return {
    add: (row) => addInfluence(plans[row.cohort], row, batch, filled * points),
    closeCluster: () => {
      if (++filled === BATCH) flush();
    },
    finish: () => {
      flush();
      mirrorUpper(covariance.values, 0, points);
      return covariance;
    },
  };
}

function addInfluence(plan: CohortPlan, { size, sums, counts }: Row, into: Float64Array, at: number): void {
  for (let k = 0; k < plan.onUnit.length; k++) into[at + k] += size * plan.onUnit[k];
  for (let c = 0; c < plan.columns.length; c++) {
    const count = counts[plan.columns[c]];
    if (count === 0) continue;
    const sum = sums[plan.columns[c]];
    for (let m = plan.starts[c]; m < plan.starts[c + 1]; m++) {
      into[at + plan.points[m]] += plan.onSum[m] * sum - plan.onCount[m] * count;
    }
  }
}

/** Products of what units bring, [sums | counts | size] by column in use, weighted only at the end: for many points of few columns. */
function gatherByColumns(plans: readonly CohortPlan[], points: readonly PointWeights[]): Gatherer {
  const gathered = plans.map((plan) => {
    const size = 2 * plan.columns.length + 1;
    return {
      plan,
      size,
      square: new Float64Array(size * size),
      batch: new Float64Array(BATCH * size),
      filled: 0,
    };
  });
  const flush = (of: (typeof gathered)[number]): void => {
    addProducts(of.square, 0, of.size, of.batch, 0, of.size);
    of.batch.fill(0);
    of.filled = 0;
  };
  return {
    add: ({ cohort, size, sums, counts }) => {
      const of = gathered[cohort];
      const { columns } = of.plan;
      const at = of.filled * of.size;
      for (let c = 0; c < columns.length; c++) {
        of.batch[at + c] = sums[columns[c]];
        of.batch[at + columns.length + c] = counts[columns[c]];
      }
      of.batch[at + 2 * columns.length] = size;
      if (++of.filled === BATCH) flush(of);
    },
    closeCluster: () => {},
    finish: () => {
      const covariance = matrix(points.length, points.length);
      for (const of of gathered) {
        flush(of);
        mirrorUpper(of.square, 0, of.size);
        addWeighted(covariance, of.plan, of.square, of.size);
      }
      mirrorUpper(covariance.values, 0, points.length);
      return covariance;
    },
  };
}

/** Adds W M W' for one cohort, M the products of its columns and W the points' weights on them. */
function addWeighted(covariance: Matrix, plan: CohortPlan, square: Float64Array, size: number): void {
  const points = covariance.rows;
  const weights = new Float64Array(points * size);
  for (let c = 0; c < plan.columns.length; c++) {
    for (let m = plan.starts[c]; m < plan.starts[c + 1]; m++) {
      weights[plan.points[m] * size + c] = plan.onSum[m];
      weights[plan.points[m] * size + plan.columns.length + c] = -plan.onCount[m];
    }
  }
  for (let k = 0; k < points; k++) weights[k * size + size - 1] = plan.onUnit[k];
  const times = new Float64Array(size);
  for (let a = 0; a < points; a++) {
    times.fill(0);
    for (let i = 0; i < size; i++) {
      const weight = weights[a * size + i];
      if (weight === 0) continue;
      for (let j = 0; j < size; j++) times[j] += weight * square[i * size + j];
    }
    for (let b = a; b < points; b++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += times[j] * weights[b * size + j];
      covariance.values[a * points + b] += sum;
    }
  }
}
