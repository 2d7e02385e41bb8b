/**
 * Normal, Student t, F and chi-square distributions to about 1e-13 relative, also far in the tails.
 * Densities go through Loader's saddle-point expansion (Loader 2000), which does not cancel for large
 * parameters; the incomplete beta and gamma functions are continued fractions (modified Lentz); quantiles
 * are safeguarded Newton steps in the logarithm of the argument.
 */

const HALF_LOG_TWO_PI = 0.9189385332046727;
const TINY = 1e-300;
const EPSILON = 2.220446049250313e-16;
const MOST_TERMS = 200_000;

/** P(Z <= x) for a standard normal Z. */
export function normalCdf(x: number): number {
  requireNumber('normalCdf', x);
  if (x === 0) return 0.5;
  const tail = normalTail(Math.abs(x));
  return x < 0 ? tail : 1 - tail;
}

/** x with P(Z <= x) = p; -Infinity and Infinity at p = 0 and 1. */
export function normalQuantile(p: number): number {
  requireProbability('normalQuantile', p);
  if (p === 0.5) return 0;
  const size = positiveNormalQuantile(Math.min(p, 1 - p));
  return p < 0.5 ? -size : size;
}

/** P(T <= t), T of Student's distribution with `df` > 0 degrees of freedom, fractional or Infinity allowed. */
export function studentTCdf(t: number, df: number): number {
  requireNumber('studentTCdf', t);
  requirePositive('studentTCdf', 'df', df);
  if (df === Infinity) return normalCdf(t);
  if (t === 0) return 0.5;
  const tail = 0.5 * fUpperTail(t * t, 1, df);
  return t < 0 ? tail : 1 - tail;
}

/** t with P(T <= t) = p. */
export function studentTQuantile(p: number, df: number): number {
  requireProbability('studentTQuantile', p);
  requirePositive('studentTQuantile', 'df', df);
  if (df === Infinity) return normalQuantile(p);
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  const size = Math.sqrt(fQuantileOf(1 - 2 * tail, 2 * tail, 1, df));
  return p < 0.5 ? -size : size;
}

/** P(F <= x) with `d1` and `d2` degrees of freedom; `d2` may be Infinity. */
export function fCdf(x: number, d1: number, d2: number): number {
  requireNumber('fCdf', x);
  requireFParameters('fCdf', d1, d2);
  if (x <= 0) return 0;
  if (x === Infinity) return 1;
  if (d2 === Infinity) return chiSquareCdf(x * d1, d1);
  const scaled = x * d1;
  return incompleteBeta(scaled / (scaled + d2), d2 / (scaled + d2), d1 / 2, d2 / 2);
}

/** P(F > x): the p-value of an F test, without the cancellation of 1 - fCdf. */
export function fUpperTail(x: number, d1: number, d2: number): number {
  requireNumber('fUpperTail', x);
  requireFParameters('fUpperTail', d1, d2);
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  if (d2 === Infinity) return chiSquareUpperTail(x * d1, d1);
  const scaled = x * d1;
  return incompleteBeta(d2 / (scaled + d2), scaled / (scaled + d2), d2 / 2, d1 / 2);
}

/** x with P(F <= x) = p. */
export function fQuantile(p: number, d1: number, d2: number): number {
  requireProbability('fQuantile', p);
  requireFParameters('fQuantile', d1, d2);
  return fQuantileOf(p, 1 - p, d1, d2);
}

/** P(X <= x) for a chi-square X with `df` > 0 degrees of freedom. */
export function chiSquareCdf(x: number, df: number): number {
  requireNumber('chiSquareCdf', x);
  requirePositive('chiSquareCdf', 'df', df);
  return x <= 0 ? 0 : incompleteGamma(df / 2, x / 2).lower;
}

/** P(X > x): the p-value of a Wald statistic. */
export function chiSquareUpperTail(x: number, df: number): number {
  requireNumber('chiSquareUpperTail', x);
  requirePositive('chiSquareUpperTail', 'df', df);
  return x <= 0 ? 1 : incompleteGamma(df / 2, x / 2).upper;
}

/** P(Z > x) for x >= 0: a series of positive terms near 0, Laplace's continued fraction beyond. */
function normalTail(x: number): number {
  const density = Math.exp(-0.5 * x * x - HALF_LOG_TWO_PI);
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let k = 3; term > sum * EPSILON; k += 2) {
      term *= (x * x) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let tail = x;
  for (let k = x < 4 ? 200 : 60; k >= 1; k--) tail = x + k / tail;
  return x > 40 ? 0 : normalTailDensity(x) / tail;
}

/** exp(-x^2 / 2) / sqrt(2 pi) with the square split, so that its rounding does not grow with x. */
function normalTailDensity(x: number): number {
  const head = Math.round(x * 16) / 16;
  const rest = (x - head) * (x + head);
  return Math.exp(-0.5 * head * head) * Math.exp(-0.5 * rest - HALF_LOG_TWO_PI);
}

function positiveNormalQuantile(tail: number): number {
  if (tail === 0) return Infinity;
  const r = Math.sqrt(-2 * Math.log(tail));
  let x = Math.max(0, r - (2.515517 + r * (0.802853 + r * 0.010328)) / polynomialOfHastings(r));
  for (let step = 0; step < 8; step++) {
    const density = normalTailDensity(x);
    const error = (normalTail(x) - tail) / density;
    const change = error / (1 - 0.5 * x * error);
    x += change;
    if (Math.abs(change) <= 1e-15 * Math.max(x, 1e-3)) break;
  }
  return x;
}

function polynomialOfHastings(r: number): number {
  return 1 + r * (1.432788 + r * (0.189269 + r * 0.001308));
}

/** F quantile from both tail probabilities, so that neither loses digits. */
function fQuantileOf(lower: number, upper: number, d1: number, d2: number): number {
  if (lower <= 0) return 0;
  if (upper <= 0) return Infinity;
  return positiveQuantile(lower, upper, {
    lower: (x) => fCdf(x, d1, d2),
    upper: (x) => fUpperTail(x, d1, d2),
    densityTimesX: (x) => fDensityTimesX(x, d1, d2),
  });
}

interface PositiveDistribution {
  readonly lower: (x: number) => number;
  readonly upper: (x: number) => number;
  readonly densityTimesX: (x: number) => number;
}

/**
 * Newton on log(tail probability) against s = log x, where the curve is nearly straight;
 * a bracket that shrinks at every step keeps it from leaving.
 */
function positiveQuantile(lower: number, upper: number, of: PositiveDistribution): number {
  const fromBelow = lower <= upper;
  const wanted = Math.log(fromBelow ? lower : upper);
  let low = -745;
  let high = 709;
  let s = 0;
  for (let step = 0; step < 400; step++) {
    const x = Math.exp(s);
    const tail = fromBelow ? of.lower(x) : of.upper(x);
    const error = Math.log(Math.max(tail, Number.MIN_VALUE)) - wanted;
    if (error > 0 === fromBelow) high = s;
    else low = s;
    const slope = ((fromBelow ? 1 : -1) * of.densityTimesX(x)) / tail;
    const newton = s - error / slope;
    const inside = newton > low && newton < high;
    const next = inside ? newton : (low + high) / 2;
    if (Math.abs(next - s) <= 4e-16 * Math.max(1, Math.abs(s)) || high - low <= 4e-16) return Math.exp(next);
    s = next;
  }
  return Math.exp(s);
}

function fDensityTimesX(x: number, d1: number, d2: number): number {
  if (d2 === Infinity) return (d1 / 2) * poissonProbability(d1 / 2, (x * d1) / 2);
  const scaled = x * d1;
  return betaFront(scaled / (scaled + d2), d2 / (scaled + d2), d1 / 2, d2 / 2);
}

/** I_x(a, b) with y = 1 - x given, not computed. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const surplus = betaSurplus(x, y, a, b);
  const front = betaFront(x, y, a, b);
  if (x < (a + 1) / (a + b + 2)) return front * betaFraction(x, y, a, b, surplus);
  return 1 - front * betaFraction(y, x, b, a, -surplus);
}

/** a - (a + b) x, from whichever of x and y is known better. */
function betaSurplus(x: number, y: number, a: number, b: number): number {
  return x < y ? a - (a + b) * x : (a + b) * y - b;
}

/** x^a y^b / B(a, b) = a b / (a + b) times the binomial probability of a in a + b. */
function betaFront(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const surplus = betaSurplus(x, y, a, b);
  const exponent =
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    deviance(a, n * x, surplus) -
    deviance(b, n * y, -surplus) -
    HALF_LOG_TWO_PI;
  return Math.exp(exponent) * Math.sqrt((a * b) / n);
}

/**
 * Even part of the continued fraction of I_x(a, b) / betaFront (Didonato & Morris 1992, equation 9),
 * written with the surplus so that it does not cancel where x is close to 1.
 */
function betaFraction(x: number, y: number, a: number, b: number, surplus: number): number {
  const odd = 1 / a + 1;
  let p = 1;
  let s = a + 1;
  let before = 0;
  let now = 1;
  let beforeBelow = 1;
  let nowBelow = (surplus + 1) / odd;
  let value = odd / (surplus + 1);
  for (let n = 1; n <= MOST_TERMS; n++) {
    const t = n / a;
    const w = n * (b - n) * x;
    const e = a / s;
    const alpha = p * (p + b / a) * e * e * w * x;
    const beta = n + w / s + ((t + 1) / (odd + 2 * t)) * (surplus + 1 + n * (y + 1));
    p = t + 1;
    s += 2;
    const next = alpha * before + beta * now;
    const nextBelow = alpha * beforeBelow + beta * nowBelow;
    const last = value;
    value = next / nextBelow;
    if (Math.abs(value - last) <= EPSILON * value) return value;
    before = now / nextBelow;
    beforeBelow = nowBelow / nextBelow;
    now = value;
    nowBelow = 1;
  }
  throw new Error(`incomplete beta did not converge at x = ${x}, a = ${a}, b = ${b}`);
}

interface GammaTails {
  readonly lower: number;
  readonly upper: number;
}

function incompleteGamma(a: number, x: number): GammaTails {
  if (x === Infinity) return { lower: 1, upper: 0 };
  const front = poissonProbability(a, x);
  if (x < a + 1) {
    const lower = front * gammaSeries(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = front * a * gammaFraction(a, x);
  return { lower: 1 - upper, upper };
}

/** Sum over k of x^k / ((a + 1) ... (a + k)). */
function gammaSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * EPSILON; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / nonZero(b);
  let value = d;
  for (let k = 1; k <= MOST_TERMS; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) <= EPSILON) return value;
  }
  throw new Error(`incomplete gamma did not converge at a = ${a}, x = ${x}`);
}

/** x^a e^-x / Gamma(a + 1) for real a > 0. */
function poissonProbability(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - deviance(a, x, a - x) - HALF_LOG_TWO_PI) / Math.sqrt(a);
}

/** log Gamma(x + 1) less Stirling's formula, x > 0. */
function stirlingError(x: number): number {
  let shifted = x;
  let correction = 0;
  while (shifted < 16) {
    correction += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
    shifted++;
  }
  const r = 1 / (shifted * shifted);
  const series =
    1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r / 156)))));
  return correction + series / shifted;
}

/** x log(x / m) + m - x, where surplus = x - m is given because the caller knows it without cancellation. */
function deviance(x: number, m: number, surplus: number): number {
  if (Math.abs(surplus) >= 0.1 * (x + m)) return x * Math.log(x / m) - surplus;
  const v = surplus / (x + m);
  let sum = surplus * v;
  let term = 2 * x * v;
  for (let k = 3; ; k += 2) {
    term *= v * v;
    const next = sum + term / k;
    if (next === sum) return sum;
    sum = next;
  }
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

function requireNumber(name: string, value: number): void {
  if (Number.isNaN(value)) throw new Error(`${name} needs a number, got ${value}`);
}

function requireProbability(name: string, p: number): void {
  if (!(p >= 0 && p <= 1)) throw new Error(`${name} needs a probability from 0 to 1, got ${p}`);
}

function requirePositive(name: string, parameter: string, value: number): void {
  if (!(value > 0)) throw new Error(`${name} needs ${parameter} > 0, got ${value}`);
}

function requireFParameters(name: string, d1: number, d2: number): void {
  requirePositive(name, 'd1', d1);
  if (d1 === Infinity) throw new Error(`${name} needs a finite d1`);
  requirePositive(name, 'd2', d2);
}
