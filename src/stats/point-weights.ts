/**
 * Sums and counts of each cohort in each column. A column is a period or, in the within-person form, a pair
 * of a period and a base; a mean is sum / count.
 */
export interface CohortColumns {
  readonly cohorts: number;
  readonly columns: number;
  /** [cohorts x columns], about the origin. */
  readonly sums: Float64Array;
  /** [cohorts x columns] */
  readonly counts: Float64Array;
}

/**
 * One estimate and what a unit of cohort h adds to its error:
 * sum over columns of (onSum x its sum - onCount x its count) + onUnit[h] x its size.
 */
export interface PointWeights {
  readonly estimate: number;
  /** cohort x columns + column, rising. */
  readonly entries: Int32Array;
  readonly onSum: Float64Array;
  readonly onCount: Float64Array;
  /** [cohorts]; what comes from shares that are estimated. */
  readonly onUnit?: Float64Array | undefined;
}

/** `weight` times the pooled mean of some cohorts in one column. */
export interface Term {
  readonly cohorts: readonly number[];
  readonly column: number;
  readonly weight: number;
}

/** A weighted sum of pooled means; undefined where one of them has nothing behind it. */
export function contrast(table: CohortColumns, terms: readonly Term[]): PointWeights | undefined {
  const build = new WeightsBuilder(table);
  for (const term of terms) {
    let sum = 0;
    let count = 0;
    for (const cohort of term.cohorts) {
      sum += table.sums[cohort * table.columns + term.column];
      count += table.counts[cohort * table.columns + term.column];
    }
    if (!(count > 0)) return undefined;
    const mean = sum / count;
    build.estimate += term.weight * mean;
    for (const cohort of term.cohorts) {
      if (table.counts[cohort * table.columns + term.column] === 0) continue;
      build.add(cohort * table.columns + term.column, term.weight / count, (term.weight * mean) / count);
    }
  }
  return build.finish();
}

/** The point sum of coefficients[k] x points[k], its shares included. */
export function combine(
  table: CohortColumns,
  points: readonly PointWeights[],
  coefficients: ArrayLike<number>,
): PointWeights {
  const build = new WeightsBuilder(table);
  let onUnit: Float64Array | undefined;
  points.forEach((point, k) => {
    const by = coefficients[k];
    build.estimate += by * point.estimate;
    for (let m = 0; m < point.entries.length; m++) {
      build.add(point.entries[m], by * point.onSum[m], by * point.onCount[m]);
    }
    if (point.onUnit === undefined) return;
    onUnit ??= new Float64Array(table.cohorts);
    for (let h = 0; h < table.cohorts; h++) onUnit[h] += by * point.onUnit[h];
  });
  return { ...build.finish(), onUnit };
}

class WeightsBuilder {
  estimate = 0;
  readonly #places = new Map<number, number>();
  readonly #onSum: number[] = [];
  readonly #onCount: number[] = [];
  readonly #cells: number;

  constructor(table: CohortColumns) {
    this.#cells = table.cohorts * table.columns;
  }

  add(entry: number, onSum: number, onCount: number): void {
    const place = this.#places.get(entry);
    if (place !== undefined) {
      this.#onSum[place] += onSum;
      this.#onCount[place] += onCount;
      return;
    }
    if (!(entry >= 0 && entry < this.#cells)) throw new Error(`no cell ${entry} among ${this.#cells}`);
    this.#places.set(entry, this.#onSum.length);
    this.#onSum.push(onSum);
    this.#onCount.push(onCount);
  }

  finish(): PointWeights {
    const sorted = [...this.#places].sort((a, b) => a[0] - b[0]);
    return {
      estimate: this.estimate,
      entries: Int32Array.from(sorted, ([entry]) => entry),
      onSum: Float64Array.from(sorted, ([, place]) => this.#onSum[place]),
      onCount: Float64Array.from(sorted, ([, place]) => this.#onCount[place]),
    };
  }
}
