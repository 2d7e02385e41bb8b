import { coefficient, localFit, neighbourResiduals, type Side } from './local-polynomial.ts';

/** Half-widths of the windows around the cut-off, in units of the score. */
export interface Bandwidths {
  /** Of the straight lines that give the effect. */
  readonly effect: number;
  /** Of the parabolas that give its bias. */
  readonly bias: number;
}

/** What one side adds to the mean squared error of a jump: variance and bias constants, and the error of the bias. */
interface Terms {
  readonly variance: number;
  readonly bias: number;
  readonly regularisation: number;
}

/** The rule of thumb of the triangle kernel for a density. */
const pilotConstant = 2.576;
/** Distinct scores that every window must reach on each side. */
const fewestScores = 10;

/**
 * The half-widths of least mean squared error, one for both sides, by three steps: a rule of thumb, from it the one
 * of the bias of the bias, from that the one of the bias, from that the one of the effect
 * [calonico2014, section 5.3; calonico2020, bandwidth "mserd"].
 */
export function chooseBandwidths(below: Side, above: Side): Bandwidths {
  const widest = Math.max(-below.distance[0], above.distance[above.distance.length - 1]);
  const narrowest = Math.max(
    distanceToScore(below.distance.slice().reverse(), fewestScores),
    distanceToScore(above.distance, fewestScores),
  );
  const within = (width: number) => (width >= 0 ? Math.max(narrowest, Math.min(width, widest)) : widest);
  const pilot = within(pilotConstant * spreadOfScores(below, above) * distinct(below, above) ** (-1 / 5));
  const step = (order: number, derivative: number, width: number | undefined) => {
    const [left, right] = [below, above].map((side) => termsOf(side, order, derivative, pilot, width));
    const squaredBias =
      (right.bias - left.bias) ** 2 + (width === undefined ? 0 : left.regularisation + right.regularisation);
    return within(((left.variance + right.variance) / squaredBias) ** (1 / (2 * order + 3)));
  };
  const ofBiasOfBias = step(3, 3, undefined);
  const bias = step(2, 2, ofBiasOfBias);
  return { effect: step(1, 0, bias), bias };
}

/** Without a width the highest coefficient comes from the whole side. */
function termsOf(
  side: Side,
  order: number,
  derivative: number,
  pilot: number,
  width: number | undefined,
): Terms {
  const fit = localFit(side, order, pilot);
  const residuals = neighbourResiduals(side, fit.from, fit.to);
  const lead = fit.weights[derivative];
  let variance = 0;
  let constant = 0;
  for (let i = 0; i < lead.length; i++) {
    variance += (lead[i] * residuals[i]) ** 2;
    constant += lead[i] * (side.distance[fit.from + i] / pilot) ** (order + 1);
  }
  const curvature = highestCoefficient(side, order + 1, width);
  const power = 2 * (order + 1 - derivative);
  return {
    variance: (2 * derivative + 1) * pilot * variance,
    bias: Math.sqrt(power) * constant * curvature.value,
    regularisation: 3 * power * constant ** 2 * curvature.variance,
  };
}

function highestCoefficient(side: Side, order: number, width: number | undefined) {
  const { distance } = side;
  const wholeSide = Math.max(-distance[0], distance[distance.length - 1]);
  const fit = localFit(side, order, width ?? wholeSide);
  const scale = fit.bandwidth ** order;
  const residuals = neighbourResiduals(side, fit.from, fit.to);
  const variance = residuals.reduce((sum, residual, i) => sum + (fit.weights[order][i] * residual) ** 2, 0);
  return { value: coefficient(fit, side, order) / scale, variance: variance / scale ** 2 };
}

/** The lesser of standard deviation and interquartile range over 1.349, of all scores. */
function spreadOfScores(below: Side, above: Side): number {
  const scores = Float64Array.from([...below.distance, ...above.distance]);
  const n = scores.length;
  const mean = scores.reduce((sum, score) => sum + score, 0) / n;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (n - 1));
  const quartiles = quantile(scores, 0.75) - quantile(scores, 0.25);
  return quartiles > 0 ? Math.min(deviation, quartiles / 1.349) : deviation;
}

/** Of sorted values: the order statistic, the mean of two where p n is whole. */
function quantile(sorted: Float64Array, p: number): number {
  const place = p * sorted.length;
  return Number.isInteger(place) ? (sorted[place - 1] + sorted[place]) / 2 : sorted[Math.ceil(place) - 1];
}

function distinct(...sides: readonly Side[]): number {
  return sides.reduce((sum, side) => sum + new Set(side.distance).size, 0);
}

/** Just beyond the k-th distinct score from the cut-off, and far enough for every power to be told apart. */
function distanceToScore(fromCutOff: Float64Array, k: number): number {
  const scores = [...new Set(fromCutOff)];
  return Math.abs(scores[Math.min(k, scores.length) - 1]) * (1 + 1e-8);
}
