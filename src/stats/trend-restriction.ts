import { type CornerStatistics, type FirstStage, root, type TestSizes } from './conditional-test.ts';
import { normalQuantile } from './distributions.ts';
import { type Matrix, matrix } from './linear-algebra.ts';
import { quickNormalCdf } from './quick-normal.ts';

/** Estimates before and after with the weights of what is asked. */
export interface EventTimes {
  /** [P] from the earliest to the last before the base; the base itself, 0, is left out. */
  readonly leads: Float64Array;
  /** [N] from the first after the base. */
  readonly lags: Float64Array;
  /** [(P + N) x (P + N)] covariance of leads and then lags, row by row. */
  readonly covariance: Float64Array;
  /** [N] what is asked is the sum of weight times effect. */
  readonly weights: Float64Array;
}

/** One way in which trends may have differed, as statistics for any value of the effect. */
export interface TrendRestriction {
  readonly firstStage: FirstStage;
  statistics(effect: number): CornerStatistics;
}

/**
 * Changes after the base at most `mbar` times one change before it, that of `lead` with `sign` [rambachan2023, eq. 7].
 *
 * With q_i = sum over j >= i of l_j, the linear programme of the test has the same n + 2 corners for any data, and they
 * depend on two sums alone: T = l'beta_after - effect and V, the change before:
 * (T - K V) / a, (-T - K V) / b and -g_i V, with K = mbar sum |q_i|.
 */
export function relativeMagnitude(
  parts: TrendParts,
  mbar: number,
  lead: number,
  sign: number,
  sizes: TestSizes,
): TrendRestriction {
  const { count, first, changes, total, covariance } = parts;
  const variance = (row: number) => covariance.values[row * covariance.columns + row];
  const together = (row: number, column: number) => covariance.values[row * covariance.columns + column];
  const ofChange = first + lead;
  let [above, below, multiple, least, greatest] = [0, 0, 0, Infinity, 0];
  for (let i = 0; i < count; i++) {
    const apart = 2 * sign * mbar * together(i, ofChange);
    const both = variance(i) + mbar * mbar * variance(ofChange);
    const rise = Math.sqrt(Math.max(0, both - apart));
    const fall = Math.sqrt(Math.max(0, both + apart));
    const q = changes[i];
    above += Math.abs(q) * (q > 0 ? rise : fall);
    below += Math.abs(q) * (q > 0 ? fall : rise);
    multiple += mbar * Math.abs(q);
    least = Math.min(least, (2 * mbar) / (rise + fall));
    greatest = Math.max(greatest, (2 * mbar) / (rise + fall));
  }
  const change = sign * parts.values[ofChange];
  const loadings = [
    [1 / above, -multiple / above],
    [-1 / below, -multiple / below],
    [0, -greatest],
    [0, -least],
  ];
  const spread = [variance(total), sign * together(total, ofChange), variance(ofChange)];
  const k = loadings.length;
  const ofLoadings = new Float64Array(k * k);
  loadings.forEach(([t, v], row) => {
    loadings.forEach(([otherT, otherV], column) => {
      ofLoadings[row * k + column] =
        t * otherT * spread[0] + (t * otherV + v * otherT) * spread[1] + v * otherV * spread[2];
    });
  });
  const corners = { above, below, multiple, greatest, spread };
  return {
    firstStage: leastFavourable(corners, sizes.first),
    statistics: (effect) => {
      const values = new Float64Array(k);
      for (let corner = 0; corner < k; corner++) {
        const [t, v] = loadings[corner];
        values[corner] = t * (parts.values[total] - effect) + v * change;
      }
      return { values, covariance: ofLoadings };
    },
  };
}

/** Sums of the estimates on which the tests rest, with their covariance. */
export interface TrendParts {
  /** Changes after the base: rows 0 to count - 1. */
  readonly count: number;
  /** Row of the first change before the base; there are as many as leads. */
  readonly first: number;
  /** Row of the sum asked for. */
  readonly total: number;
  /** [count] weight of each change after the base in the sum asked for. */
  readonly changes: Float64Array;
  /** [rows] */
  readonly values: Float64Array;
  readonly covariance: Matrix;
}

/** Changes from one period to the next, after and before, and the sum asked for. */
export function changesOfTrend({ leads, lags, covariance, weights }: EventTimes): TrendParts {
  const [p, n] = [leads.length, lags.length];
  const rows: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(p + n);
    row[p + i] = 1;
    if (i > 0) row[p + i - 1] = -1;
    rows.push(row);
  }
  rows.push(Float64Array.from({ length: p + n }, (_, at) => (at < p ? 0 : weights[at - p])));
  for (let k = 0; k < p; k++) {
    const row = new Float64Array(p + n);
    row[k] = -1;
    if (k + 1 < p) row[k + 1] = 1;
    rows.push(row);
  }
  const changes = weights.map((_, i) => weights.slice(i).reduce((sum, weight) => sum + weight, 0));
  const sums = sumsOf(rows, Float64Array.of(...leads, ...lags), covariance);
  return { count: n, first: n + 1, total: n, changes, ...sums };
}

/**
 * The slope of the difference changes by at most `m` per period [rambachan2023, eq. 8].
 *
 * As above, but the corners rest on one sum, T = l'beta_after + (sum j l_j) beta_-1 - effect, the effect after drawing
 * the last slope on: (T - m k) / a, (-T - m k) / a and -m / sd_i, which have no error.
 */
export function smoothTrend(input: EventTimes, m: number, sizes: TestSizes): TrendRestriction {
  const { leads, lags, covariance, weights } = input;
  const [p, n] = [leads.length, lags.length];
  const bends = bendWeights(weights);
  const at = (row: Float64Array, position: number, value: number) => {
    if (position >= 0 && position !== p) row[position < p ? position : position - 1] += value;
  };
  const rows = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(p + n);
    at(row, p + i + 1, 1);
    at(row, p + i, -2);
    at(row, p + i - 1, 1);
    return row;
  });
  const total = Float64Array.from({ length: p + n }, (_, i) => (i < p ? 0 : weights[i - p]));
  total[p - 1] += bends[0];
  const sums = sumsOf([...rows, total], Float64Array.of(...leads, ...lags), covariance);
  const errors = Array.from({ length: n + 1 }, (_, i) => Math.sqrt(sums.covariance.values[i * (n + 2)]));
  const bias = m * bends.reduce((sum, bend) => sum + Math.abs(bend), 0);
  const scale = bends.reduce((sum, bend, i) => sum + Math.abs(bend) * errors[i], 0);
  const floor = -m / Math.max(...errors.slice(0, n));
  const variance = (errors[n] / scale) ** 2;
  const firstStage = (normalQuantile(1 - sizes.first / 2) * errors[n]) / scale;
  return {
    firstStage: { atMost: firstStage, value: () => firstStage },
    statistics: (effect) => {
      const difference = sums.values[n] - effect;
      return {
        values: Float64Array.of((difference - bias) / scale, (-difference - bias) / scale, floor),
        covariance: Float64Array.of(variance, -variance, 0, -variance, variance, 0, 0, 0, 0),
      };
    },
  };
}

/** Weight of the bend at each period from the base on: q_i = sum over j >= i of l_j (j - i + 1). */
export function bendWeights(weights: Float64Array): Float64Array {
  return weights.map((_, i) => weights.slice(i).reduce((sum, weight, j) => sum + weight * (j + 1), 0));
}

function sumsOf(rows: readonly Float64Array[], estimates: Float64Array, covariance: Float64Array) {
  const size = estimates.length;
  const values = Float64Array.from(rows, (row) =>
    row.reduce((sum, each, at) => sum + each * estimates[at], 0),
  );
  const result = matrix(rows.length, rows.length);
  rows.forEach((row, r) => {
    const half = new Float64Array(size);
    row.forEach((each, i) => {
      if (each !== 0) for (let j = 0; j < size; j++) half[j] += each * covariance[i * size + j];
    });
    rows.forEach((other, s) => {
      result.values[r * rows.length + s] = other.reduce((sum, each, j) => sum + each * half[j], 0);
    });
  });
  return { values, covariance: result };
}

interface Corners {
  readonly above: number;
  readonly below: number;
  readonly multiple: number;
  readonly greatest: number;
  /** Variance of T, covariance of T and V, variance of V. */
  readonly spread: readonly number[];
}

/**
 * The value that the greatest statistic exceeds with probability `size` where all means are 0: at least what the
 * statistic with the largest error exceeds so often, at most what it exceeds with a third of that (Bonferroni).
 */
function leastFavourable({ above, below, multiple, greatest, spread }: Corners, size: number): FirstStage {
  const [ofSum, ofBoth, ofChange] = spread;
  const error = Math.sqrt(ofChange);
  const slope = ofBoth / ofChange;
  const rest = Math.sqrt(Math.max(ofSum - ofBoth * slope, 1e-18 * ofSum));
  const within = (limit: number, change: number) =>
    quickNormalCdf((limit * above + (multiple - slope) * change) / rest) -
    quickNormalCdf((-limit * below - (multiple + slope) * change) / rest);
  const exceeds = (limit: number) => {
    const from = greatest > 0 ? Math.max(-farOut, -limit / greatest / error) : -farOut;
    return 1 - size - normalAverage((z) => Math.max(0, within(limit, z * error)), from, farOut);
  };
  const both = multiple * multiple * ofChange + ofSum;
  const largest = Math.max(
    Math.sqrt(both - 2 * multiple * ofBoth) / above,
    Math.sqrt(both + 2 * multiple * ofBoth) / below,
    greatest * error,
  );
  const atMost = largest * normalQuantile(1 - size / 3);
  let known: number | undefined;
  const value = () => {
    known ??= root(exceeds, largest * normalQuantile(1 - size), atMost);
    return known;
  };
  return { atMost, value };
}

const panels = 96;
const farOut = 6.5;

/** Integral of f(z) times the normal density from `low` to `high`, by Simpson's rule. */
function normalAverage(f: (z: number) => number, low: number, high: number): number {
  const step = (high - low) / panels;
  let sum = 0;
  for (let i = 0; i <= panels; i++) {
    const z = low + i * step;
    const weight = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * f(z) * Math.exp((-z * z) / 2);
  }
  return (sum * step) / 3 / Math.sqrt(2 * Math.PI);
}
