import type { Panel } from './panel.ts';
import { addProducts, BATCH, mirrorUpper } from './products.ts';

/**
 * Count, mean and centred second moments, per cohort, of what each unit brings: its sums and counts by
 * period and its size. Everything the moment form of an effect needs, whatever the number of units; moments
 * of disjoint parts merge, so that parts may be reduced apart, in parallel or where the data are.
 *
 * A vector is [sum less origin x count, by period | count, by period | size]; where all counts are one
 * number and all sizes 1 it is only the first part, and `equalCount` holds that number.
 */
export interface CohortMoments {
  readonly cohorts: number;
  readonly periods: number;
  readonly origin: number;
  readonly equalCount: number | undefined;
  /** `periods`, or 2 x `periods` + 1. */
  readonly width: number;
  /** [cohorts] how many units (or clusters). */
  readonly rows: Float64Array;
  /** [cohorts x width] */
  readonly mean: Float64Array;
  /** [cohorts x width x width], symmetric: sum of (z - mean)(z - mean)'. */
  readonly scatter: Float64Array;
}

export interface MomentsInput {
  readonly panel: Panel;
  /** The first `periods` periods are used. */
  readonly periods: number;
  /** [units] 0 to cohorts - 1; units with -1 are passed over. */
  readonly cohortIndex: Int32Array;
  readonly cohorts: number;
  /** Any number near the mean of the values; it keeps large values from cancelling. */
  readonly origin: number;
  /** The one count behind every value, where there is one. */
  readonly equalCount?: number | undefined;
  /** [units] people behind each row, where rows are clusters. */
  readonly sizeOf?: Float64Array | undefined;
}

/** Two passes over the units: means, then products about them. */
export function cohortMoments(input: MomentsInput): CohortMoments {
  const { periods, cohorts, origin } = input;
  const equalCount = input.sizeOf === undefined ? input.equalCount : undefined;
  const width = equalCount === undefined ? 2 * periods + 1 : periods;
  const { rows, mean } = cohortMeans(input, width);
  const scatter = new Float64Array(cohorts * width * width);
  const buffer = new Float64Array(cohorts * BATCH * width);
  const filled = new Int32Array(cohorts);
  for (let unit = 0; unit < input.cohortIndex.length; unit++) {
    const cohort = input.cohortIndex[unit];
    if (cohort < 0) continue;
    const at = (cohort * BATCH + filled[cohort]) * width;
    readVector(input, unit, width, buffer, at);
    for (let j = 0; j < width; j++) buffer[at + j] -= mean[cohort * width + j];
    if (++filled[cohort] < BATCH) continue;
    addProducts(scatter, cohort * width * width, width, buffer, cohort * BATCH * width, width);
    filled[cohort] = 0;
  }
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const from = cohort * BATCH * width;
    buffer.fill(0, from + filled[cohort] * width, from + BATCH * width);
    addProducts(scatter, cohort * width * width, width, buffer, from, width);
    mirrorUpper(scatter, cohort * width * width, width);
  }
  return { cohorts, periods, origin, equalCount, width, rows, mean, scatter };
}

/** Moments of two disjoint parts as one, by the pairwise update of Chan, Golub & LeVeque (1983). */
export function mergeMoments(left: CohortMoments, right: CohortMoments): CohortMoments {
  if (left.cohorts !== right.cohorts || left.periods !== right.periods || left.origin !== right.origin) {
    throw new Error(
      `moments merge only with the same cohorts, periods and origin, got ` +
        `${left.cohorts}, ${left.periods}, ${left.origin} and ${right.cohorts}, ${right.periods}, ${right.origin}`,
    );
  }
  if (left.equalCount !== right.equalCount) return mergeMoments(withCounts(left), withCounts(right));
  const { cohorts, width } = left;
  const rows = left.rows.map((count, cohort) => count + right.rows[cohort]);
  const mean = new Float64Array(cohorts * width);
  const scatter = left.scatter.map((value, index) => value + right.scatter[index]);
  for (let cohort = 0; cohort < cohorts; cohort++) {
    if (rows[cohort] === 0) continue;
    const share = right.rows[cohort] / rows[cohort];
    const between = left.rows[cohort] * share;
    const at = cohort * width;
    const gap = right.mean.subarray(at, at + width).map((value, j) => value - left.mean[at + j]);
    for (let a = 0; a < width; a++) {
      mean[at + a] = left.mean[at + a] + share * gap[a];
      const row = (at + a) * width;
      for (let b = 0; b < width; b++) scatter[row + b] += between * gap[a] * gap[b];
    }
  }
  return { ...left, rows, mean, scatter };
}

/** The same moments with the columns of counts and sizes written out. */
function withCounts(moments: CohortMoments): CohortMoments {
  const { equalCount, cohorts, periods } = moments;
  if (equalCount === undefined) return moments;
  const width = 2 * periods + 1;
  const mean = new Float64Array(cohorts * width);
  const scatter = new Float64Array(cohorts * width * width);
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const at = cohort * width;
    mean.set(moments.mean.subarray(cohort * periods, (cohort + 1) * periods), at);
    mean.fill(equalCount, at + periods, at + 2 * periods);
    mean[at + 2 * periods] = 1;
    for (let row = 0; row < periods; row++) {
      const from = (cohort * periods + row) * periods;
      scatter.set(moments.scatter.subarray(from, from + periods), (at + row) * width);
    }
  }
  return { ...moments, equalCount: undefined, width, mean, scatter };
}

function cohortMeans(input: MomentsInput, width: number): { rows: Float64Array; mean: Float64Array } {
  const rows = new Float64Array(input.cohorts);
  const mean = new Float64Array(input.cohorts * width);
  const vector = new Float64Array(width);
  for (let unit = 0; unit < input.cohortIndex.length; unit++) {
    const cohort = input.cohortIndex[unit];
    if (cohort < 0) continue;
    rows[cohort]++;
    readVector(input, unit, width, vector, 0);
    for (let j = 0; j < width; j++) mean[cohort * width + j] += vector[j];
  }
  for (let cohort = 0; cohort < input.cohorts; cohort++) {
    if (rows[cohort] === 0) continue;
    for (let j = 0; j < width; j++) mean[cohort * width + j] /= rows[cohort];
  }
  return { rows, mean };
}

function readVector(input: MomentsInput, unit: number, width: number, into: Float64Array, at: number): void {
  const { panel, periods, origin } = input;
  const from = unit * panel.periods;
  for (let t = 0; t < periods; t++) into[at + t] = panel.sum[from + t] - origin * panel.count[from + t];
  if (width === periods) return;
  for (let t = 0; t < periods; t++) into[at + periods + t] = panel.count[from + t];
  into[at + 2 * periods] = input.sizeOf === undefined ? 1 : input.sizeOf[unit];
}
