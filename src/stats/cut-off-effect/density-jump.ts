import { normalCdf } from '../distributions.ts';
import { matrix, solve } from '../linear-algebra.ts';
import { type Refused, refuse } from '../refused.ts';

/** Whether scores heap up on one side of the cut-off, as where people could see to it which side they fell on. */
export interface DensityJump {
  readonly kind: 'estimate';
  /** Logarithm of the density of scores just above the cut-off less that just below. */
  readonly logRatio: number;
  readonly standardError: number;
  readonly p: number;
}

interface Bins {
  /** Distance of each bin's middle from the cut-off. */
  readonly middles: Float64Array;
  readonly heights: Float64Array;
}

const fewestBins = 7;
const pilotConstant = 3.348;

/** Heights of bins on either side, smoothed by a line up to the cut-off [mccrary2008, sections 2.2 and 3.2]. */
export function densityJump(below: Float64Array, above: Float64Array): DensityJump | Refused {
  const people = below.length + above.length;
  const width = (2 * deviation(below, above)) / Math.sqrt(people);
  const sides = [
    binned(
      below.map((distance) => -distance),
      width,
      people,
    ),
    binned(above, width, people),
  ];
  if (sides.some(({ middles }) => middles.length < fewestBins)) {
    return refuse('few-bins', 'The scores spread over too narrow a range to see whether they heap up.');
  }
  const bandwidth = sides.reduce((sum, side) => sum + pilotBandwidth(side) / 2, 0);
  const [low, high] = sides.map((side) => heightAtCutOff(side, bandwidth));
  if (!(low > 0 && high > 0)) {
    return refuse('no-density', 'Too few scores lie next to the cut-off to see whether they heap up.');
  }
  const logRatio = Math.log(high) - Math.log(low);
  const standardError = Math.sqrt((24 / 5 / (people * bandwidth)) * (1 / high + 1 / low));
  return { kind: 'estimate', logRatio, standardError, p: 2 * normalCdf(-Math.abs(logRatio) / standardError) };
}

/** Bins outwards from the cut-off to the furthest score, empty ones included. */
function binned(distances: Float64Array, width: number, people: number): Bins {
  const count = Math.floor(distances.reduce((most, distance) => Math.max(most, distance), 0) / width) + 1;
  const heights = new Float64Array(count);
  for (const distance of distances) heights[Math.floor(distance / width)] += 1 / (people * width);
  return { middles: heights.map((_, bin) => (bin + 0.5) * width), heights };
}

/** From a curve of fourth order through the heights of one side. */
function pilotBandwidth({ middles, heights }: Bins): number {
  const range = middles[middles.length - 1] + middles[0];
  const scaled = middles.map((middle) => middle / range);
  const curve = polynomial(scaled, heights, new Float64Array(heights.length).fill(1), 4);
  let misfit = 0;
  let curvature = 0;
  scaled.forEach((x, bin) => {
    const fitted = curve.reduce((sum, value, power) => sum + value * x ** power, 0);
    misfit += (heights[bin] - fitted) ** 2;
    curvature += ((2 * curve[2] + 6 * curve[3] * x + 12 * curve[4] * x * x) / range ** 2) ** 2;
  });
  const variance = misfit / (heights.length - 5);
  const bandwidth = pilotConstant * ((variance * range) / curvature) ** (1 / 5);
  return Math.min(range, Math.max(bandwidth, 3 * middles[0]));
}

function heightAtCutOff({ middles, heights }: Bins, bandwidth: number): number {
  const kernel = middles.map((middle) => Math.max(0, 1 - middle / bandwidth));
  return polynomial(middles, heights, kernel, 1)[0];
}

/** Coefficients of least squares on powers 0 to `order`; all 0 where the values do not carry them. */
function polynomial(x: Float64Array, y: Float64Array, weights: Float64Array, order: number): Float64Array {
  const products = matrix(order + 1, order + 1);
  const right = new Float64Array(order + 1);
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j <= order; j++) {
      right[j] += weights[i] * y[i] * x[i] ** j;
      for (let k = 0; k <= order; k++) products.values[j * (order + 1) + k] += weights[i] * x[i] ** (j + k);
    }
  }
  return solve(products, right) ?? new Float64Array(order + 1);
}

function deviation(below: Float64Array, above: Float64Array): number {
  const scores = Float64Array.from([...below, ...above]);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1));
}
