import { isWithoutError, rangeOf, refuseConstant, refuseOutOfRange } from './numeric-range.ts';
import { type Refused, refuse } from './refused.ts';

/** Untrained persons in windows of time. All arrays but the counts are [rows], one row per person and window. */
export interface ExposureInput {
  /** Mean in the window less mean before anybody was trained, in units of the measure. */
  readonly change: Float64Array;
  /** Share of the person's team that was trained in the window, 0 to 1. */
  readonly exposure: Float64Array;
  readonly weight: Float64Array;
  /** Window of each row: rows are compared within their window only. */
  readonly window: Int32Array;
  readonly windows: number;
  /** Team of each row. */
  readonly cluster: Int32Array;
  readonly clusters: number;
}

export interface ExposureEffect {
  readonly kind: 'estimate';
  /** Change between nobody and everybody of the team trained, in units of the measure: divide by 10 for ten points of a hundred. */
  readonly slope: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Standard deviation of the exposure within windows, as a share. */
  readonly contrast: number;
}

const fewestClusters = 12;
const leastContrast = 0.05;
/** What is left of a sum by rounding alone, as a share of it. */
const negligible = 1e-9;

/**
 * What trained colleagues do to those who were not trained.
 *
 * Question: do untrained people change with the share of their team that was trained?
 * Estimand: the mean change of an untrained person per share of the team trained, as if it were a line.
 * Formula: slope = sum w (x - x_w)(y - y_w) / sum w (x - x_w)^2 over rows, x_w and y_w the weighted means of the window.
 * Source: [degrip2012], exposure to trained peers as a second treatment; the jackknife by cluster as in [bell2002].
 * Assumes: teams with more trained people would otherwise have moved like teams with fewer; the effect is a line.
 * Input: change in units of the measure, exposure from 0 to 1, weight, window and cluster: [rows].
 * Output: slope in units of the measure per 1 (that is, per 100 points); its error; the spread of the exposure.
 * Refuses: `too-few-clusters` under 12 teams; `no-contrast` where the exposure within windows spreads by under 5 points;
 *   `no-spread` where changes are all the same or on a line exactly; `out-of-range`.
 * Uncertainty: jackknife, one team left out at a time, sum (slope_-g - slope)^2 (G - 1) / G; degrees of freedom
 *   (sum a_g)^2 / sum a_g^2 - 1, a_g what the team adds to the denominator.
 * Proof: by loops with a mean per window and by fitting again without each team; simulation with a known spill-over and
 *   with none: nearly unbiased, covered as often as it should.
 */
export function exposureEffect(input: ExposureInput): ExposureEffect | Refused {
  checkLengths(input);
  const range = rangeOf(input.change.filter((_, row) => input.weight[row] > 0));
  const outOfRange = refuseOutOfRange(range, 'the change');
  if (outOfRange !== undefined) return outOfRange;
  const parts = partsOf(input);
  const teams = [...parts.rows.keys()].filter((cluster) => parts.rows[cluster] > 0);
  if (teams.length < fewestClusters) {
    return refuse(
      'too-few-clusters',
      `Untrained people of ${teams.length} teams; at least ${fewestClusters} are needed.`,
    );
  }
  const constant = refuseConstant(range, 'the change');
  if (constant !== undefined) return constant;
  const all = slopeWithout(parts, undefined);
  const contrast = Math.sqrt(Math.max(0, all.denominator) / sumOf(input.weight));
  if (!(contrast >= leastContrast)) {
    return refuse('no-contrast', 'All teams had about the same share of trained people at the same time.');
  }
  const slope = all.numerator / all.denominator;
  const without = teams.map((team) => slopeWithout(parts, team));
  if (without.some(({ denominator }) => !(denominator > all.denominator * negligible))) {
    return refuse('no-contrast', 'Without one of the teams all others had the same share of trained people.');
  }
  const squares = sumOf(without.map((part) => (part.numerator / part.denominator - slope) ** 2));
  const standardError = Math.sqrt((squares * (teams.length - 1)) / teams.length);
  if (isWithoutError(standardError, range)) {
    return refuse('no-spread', 'All teams lie on one line exactly, so there is no error to judge by.');
  }
  const shares = without.map(({ denominator }) => 1 - denominator / all.denominator);
  return {
    kind: 'estimate',
    slope,
    standardError,
    degreesOfFreedom: Math.max(1, sumOf(shares) ** 2 / sumOf(shares.map((share) => share ** 2)) - 1),
    contrast,
  };
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** Weighted sums over rows, by window or by window and cluster. */
interface Sums {
  readonly w: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly xx: Float64Array;
  readonly xy: Float64Array;
}

interface Parts {
  readonly clusters: number;
  /** [clusters] rows with a weight. */
  readonly rows: Float64Array;
  readonly byWindow: Sums;
  readonly byCell: Sums;
}

function emptySums(length: number): Sums {
  const [w, x, y, xx, xy] = Array.from({ length: 5 }, () => new Float64Array(length));
  return { w, x, y, xx, xy };
}

function checkLengths({ change, exposure, weight, window, cluster }: ExposureInput): void {
  for (const other of [exposure, weight, window, cluster]) {
    if (other.length !== change.length) {
      throw new RangeError(`${change.length} changes, but ${other.length} values beside them`);
    }
  }
  const wrong = change.findIndex((value, row) => weight[row] > 0 && !Number.isFinite(value + exposure[row]));
  if (wrong >= 0)
    throw new RangeError(`row ${wrong} has the change ${change[wrong]}, exposure ${exposure[wrong]}`);
}

/** Values are taken as distances from their means, so that large levels do not cancel. */
function partsOf(input: ExposureInput): Parts {
  const { change, exposure, weight, window, windows, cluster, clusters } = input;
  const rows = new Float64Array(clusters);
  const byWindow = emptySums(windows);
  const byCell = emptySums(windows * clusters);
  const [level, mean] = [meanOf(change, weight), meanOf(exposure, weight)];
  for (let i = 0; i < change.length; i++) {
    if (!(weight[i] >= 0)) throw new RangeError(`a row weighs ${weight[i]}`);
    if (weight[i] === 0) continue;
    rows[cluster[i]]++;
    const [w, x, y] = [weight[i], exposure[i] - mean, change[i] - level];
    addRow(byWindow, window[i], w, x, y);
    addRow(byCell, window[i] * clusters + cluster[i], w, x, y);
  }
  return { clusters, rows, byWindow, byCell };
}

function addRow(sums: Sums, at: number, w: number, x: number, y: number): void {
  sums.w[at] += w;
  sums.x[at] += w * x;
  sums.y[at] += w * y;
  sums.xx[at] += w * x * x;
  sums.xy[at] += w * x * y;
}

function meanOf(values: Float64Array, weight: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weight[i] * values[i];
    total += weight[i];
  }
  return total === 0 ? 0 : sum / total;
}

/** Numerator and denominator of the slope, of all teams or of all but one. */
function slopeWithout(
  { clusters, byWindow, byCell }: Parts,
  left: number | undefined,
): { readonly numerator: number; readonly denominator: number } {
  let numerator = 0;
  let denominator = 0;
  for (let window = 0; window < byWindow.w.length; window++) {
    const rest = (of: keyof Sums) =>
      byWindow[of][window] - (left === undefined ? 0 : byCell[of][window * clusters + left]);
    const w = rest('w');
    if (!(w > negligible * byWindow.w[window])) continue;
    const x = rest('x');
    numerator += rest('xy') - (x * rest('y')) / w;
    denominator += rest('xx') - (x * x) / w;
  }
  return { numerator, denominator };
}
