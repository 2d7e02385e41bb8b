import { foldedNormalQuantile } from './conditional-test.ts';
import { bendWeights, type EventTimes } from './trend-restriction.ts';

/**
 * The shortest interval of one length for all data, where the slope of the difference changes by at most `m` per
 * period [rambachan2023, section 4.1]: an estimate that draws a line through the leads on, half as long as the
 * quantile of |N(worst bias, variance)|. Weights of the leads are chosen by what they cost in bias (the sum of
 * |weight| of each bend) and in variance; the trade between the two is searched.
 */
export function fixedLengthInterval(input: EventTimes, m: number, size: number) {
  const { leads, lags, weights } = input;
  const bends = bendWeights(weights);
  const problem = leadsProblem(input, bends[0]);
  const after = bends.reduce((sum, bend) => sum + Math.abs(bend), 0);
  const lengthAt = (trade: number) => {
    const inner = minimum(problem, trade);
    const bias = m * (after + inner.reduce((sum, bend) => sum + Math.abs(bend), 0));
    const error = Math.sqrt(varianceAt(problem, inner));
    return { inner, half: error * foldedNormalQuantile(size, bias / error) };
  };
  const { inner, half } = m === 0 ? lengthAt(0) : shortest(problem, lengthAt);
  const ofLeads = leadWeights(Float64Array.of(...inner, bends[0]));
  const centre = dot(ofLeads, leads) + dot(weights, lags);
  return { low: centre - half, high: centre + half };
}

/** Variance as a quadratic in the inner bends: constant + 2 linear'u + u' quadratic u. */
interface LeadsProblem {
  readonly inner: number;
  readonly constant: number;
  readonly linear: Float64Array;
  readonly quadratic: Float64Array;
}

function leadsProblem({ leads, lags, covariance, weights }: EventTimes, last: number): LeadsProblem {
  const [p, n] = [leads.length, lags.length];
  const size = p + n;
  const inner = p - 1;
  const withLags = Float64Array.from({ length: size }, (_, at) => (at < p ? 0 : weights[at - p]));
  const rows = Array.from({ length: inner }, (_, bend) => unitBend(size, p, bend, 1));
  const base = unitBend(size, p, inner, last).map((value, at) => value + withLags[at]);
  const product = (a: Float64Array, b: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) sum += a[i] * covariance[i * size + j] * b[j];
    }
    return sum;
  };
  return {
    inner,
    constant: product(base, base),
    linear: Float64Array.from(rows, (row) => product(row, base)),
    quadratic: Float64Array.from(rows.flatMap((row) => rows.map((other) => product(row, other)))),
  };
}

/** Weights of the leads, padded to `size`, that have the given bend at one lead and none elsewhere. */
function unitBend(size: number, leads: number, bend: number, value: number): Float64Array {
  const bends = new Float64Array(leads);
  bends[bend] = value;
  const row = new Float64Array(size);
  row.set(leadWeights(bends));
  return row;
}

/** Bends are the weights of the leads summed twice. */
function leadWeights(bends: Float64Array): Float64Array {
  const at = (k: number) => (k < 0 ? 0 : bends[k]);
  return bends.map((_, k) => at(k) - 2 * at(k - 1) + at(k - 2));
}

function varianceAt({ inner, constant, linear, quadratic }: LeadsProblem, u: Float64Array): number {
  let sum = constant;
  for (let i = 0; i < inner; i++) {
    sum += 2 * linear[i] * u[i];
    for (let j = 0; j < inner; j++) sum += u[i] * quadratic[i * inner + j] * u[j];
  }
  return Math.max(sum, 0);
}

/** Least variance / 2 + trade times sum |u|, coordinate by coordinate. */
function minimum({ inner, linear, quadratic }: LeadsProblem, trade: number): Float64Array {
  const u = new Float64Array(inner);
  for (let sweep = 0; sweep < 20_000; sweep++) {
    let moved = 0;
    for (let i = 0; i < inner; i++) {
      let slope = linear[i];
      for (let j = 0; j < inner; j++) if (j !== i) slope += quadratic[i * inner + j] * u[j];
      const size = Math.max(0, Math.abs(slope) - trade);
      const next = size === 0 ? 0 : (-Math.sign(slope) * size) / quadratic[i * inner + i];
      moved = Math.max(moved, Math.abs(next - u[i]));
      u[i] = next;
    }
    if (moved <= 1e-13 * Math.max(1e-3, ...u.map(Math.abs))) break;
  }
  return u;
}

interface Length {
  readonly inner: Float64Array;
  readonly half: number;
}

const goldenShare = (Math.sqrt(5) - 1) / 2;

/** Golden section over the logarithm of the trade; the length has one valley along it. */
function shortest({ linear }: LeadsProblem, lengthAt: (trade: number) => Length): Length {
  const most = Math.max(...linear.map(Math.abs), 0);
  if (most === 0) return lengthAt(0);
  let [low, high] = [Math.log(most) - 25, Math.log(most)];
  let [left, right] = [high - goldenShare * (high - low), low + goldenShare * (high - low)];
  let [atLeft, atRight] = [lengthAt(Math.exp(left)), lengthAt(Math.exp(right))];
  for (let step = 0; step < 60; step++) {
    if (atLeft.half <= atRight.half) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - goldenShare * (high - low);
      atLeft = lengthAt(Math.exp(left));
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + goldenShare * (high - low);
      atRight = lengthAt(Math.exp(right));
    }
  }
  const candidates = [atLeft, atRight, lengthAt(0), lengthAt(most)];
  return candidates.reduce((best, each) => (each.half < best.half ? each : best));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at], 0);
}
