import { normalCdf, normalQuantile } from './distributions.ts';

/** Share of the two-sided error `alpha` that may be spent once a share of the information is in ([lan1983]). */
export function spentByObrienFleming(share: number, alpha: number): number {
  if (share <= 0) return 0;
  return 4 * (1 - normalCdf(normalQuantile(1 - alpha / 4) / Math.sqrt(Math.min(share, 1))));
}

/** Grid of the density of those who go on: Simpson's rule on an odd number of points. */
const points = 241;
/** Beyond so many standard deviations nothing is left. */
const furthest = 8.5;

/** The density, without drift, of the sum so far among those who did not stop, on a grid. */
interface Going {
  readonly from: number;
  readonly step: number;
  readonly density: Float64Array;
  readonly share: number;
}

/**
 * Chance of stopping at each look, |Z_k| >= b_k for the first time, where Z_k has drift x sqrt(share_k) as its mean and
 * corr(Z_j, Z_k) = sqrt(share_j / share_k); the recursion of [armitage1969].
 */
export function stoppingChances(
  shares: readonly number[],
  boundaries: readonly number[],
  drift = 0,
): number[] {
  let before = 1;
  return densities(shares, boundaries).map((going) => {
    const left = chanceToGoOn(going, drift);
    const stopped = before - left;
    before = left;
    return stopped;
  });
}

/** Boundaries that spend `spent[k]` of the error in all by look k. */
export function boundariesThatSpend(shares: readonly number[], spent: readonly number[]): number[] {
  let going: Going | undefined;
  return shares.map((share, k) => {
    const allowed = spent[k] - (k === 0 ? 0 : spent[k - 1]);
    const boundary = bisect((b) => chanceBeyond(going, share, b) - allowed, 0, furthest);
    going = goOn(going, share, boundary);
    return boundary;
  });
}

/** Drift at which some look stops with the chance `power`. */
export function driftFor(power: number, shares: readonly number[], boundaries: readonly number[]): number {
  const last = densities(shares, boundaries)[shares.length - 1];
  return bisect((drift) => power - 1 + chanceToGoOn(last, drift), 0, 20);
}

function densities(shares: readonly number[], boundaries: readonly number[]): Going[] {
  let going: Going | undefined;
  return shares.map((share, k) => {
    going = goOn(going, share, boundaries[k]);
    return going;
  });
}

/** A drift multiplies the density of the sum x by exp(drift x - drift^2 share / 2). */
function chanceToGoOn(going: Going, drift: number): number {
  return integrate(going, (x) => Math.exp(drift * x - (drift ** 2 * going.share) / 2));
}

function chanceBeyond(going: Going | undefined, share: number, boundary: number): number {
  const edge = boundary * Math.sqrt(share);
  if (going === undefined) return 2 * normalCdf(-boundary);
  const sd = Math.sqrt(share - going.share);
  return 2 * integrate(going, (x) => normalCdf((x - edge) / sd));
}

function goOn(going: Going | undefined, share: number, boundary: number): Going {
  const edge = Math.min(boundary, furthest) * Math.sqrt(share);
  const step = (2 * edge) / (points - 1);
  const density = Float64Array.from({ length: points }, (_, k) => {
    const x = -edge + k * step;
    if (going === undefined) return normalDensity(x, share);
    const more = share - going.share;
    return integrate(going, (y) => normalDensity(x - y, more));
  });
  return { from: -edge, step, density, share };
}

function normalDensity(x: number, variance: number): number {
  return Math.exp((-0.5 * x ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);
}

function integrate({ from, step, density }: Going, value: (x: number) => number): number {
  let sum = 0;
  for (let k = 0; k < points; k++) {
    const weight = k === 0 || k === points - 1 ? 1 : k % 2 === 1 ? 4 : 2;
    sum += weight * density[k] * value(from + k * step);
  }
  return (sum * step) / 3;
}

/** Where a falling function is 0. */
function bisect(value: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  for (let halving = 0; halving < 44; halving++) {
    const middle = (a + b) / 2;
    if (value(middle) > 0) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}
