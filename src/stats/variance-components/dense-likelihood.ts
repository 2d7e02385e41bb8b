import type { CrossTable } from './cross-table.ts';
import { factorise, invertTriangle, multiplyByTranspose, paddedOrder } from './dense-factor.ts';
import { type Likelihood, SlopeSums } from './likelihood.ts';
import { reduceProducts } from './reduced-products.ts';

/**
 * The likelihood with the largest factor eliminated exactly and the rest as one dense system of the order
 * of the remaining levels + 2: the last two columns are the intercept and the outcome, so that one Cholesky
 * factor holds the determinants, the intercept and the residual.
 */
export function denseLikelihood(table: CrossTable): Likelihood {
  const products = reduceProducts(table);
  const { levels, order, plain, nodes, mixed, counts, levelsWithCount } = products;
  const factorOfColumn = factorsOfColumns(table);
  const stride = paddedOrder(order);
  const system = new Float64Array(stride * stride);
  const upper = new Float64Array(stride * stride);
  const inverse = new Float64Array(stride * stride);
  const left = new Float64Array(plain.length);
  const slope = new Float64Array(plain.length);
  const scale = new Float64Array(order).fill(1);
  const solution = new Float64Array(order);

  return (theta) => {
    for (let column = 0; column < levels; column++) scale[column] = theta[factorOfColumn[column]];
    eliminate(theta[0] ** 2, plain, nodes, mixed, left, slope);
    fillSystem(left, scale, levels, order, stride, system);
    if (!factorise(system, stride)) return undefined;
    const last = order - 1;
    const residual = system[last * stride + last];
    const interceptPivot = system[(last - 1) * stride + last - 1];
    invertTriangle(system, stride, upper);
    solveForOutcome(system, upper, last, stride, solution);
    dropFrom(upper, last, stride);
    multiplyByTranspose(upper, stride, inverse);

    let logDeterminants = 2 * Math.log(interceptPivot);
    for (let column = 0; column < levels; column++)
      logDeterminants += 2 * Math.log(system[column * stride + column]);
    const information = interceptPivot ** 2;
    const slopes = slopesOf(theta, information, {
      inverse,
      stride,
      solution,
      left,
      slope,
      scale,
      factorOfColumn,
      order,
    });
    for (let group = 0; group < counts.length; group++) {
      const n = counts[group];
      const spread = 1 + theta[0] ** 2 * n;
      logDeterminants += levelsWithCount[group] * Math.log(spread);
      slopes.slopeOfDeterminants[0] += (levelsWithCount[group] * 2 * theta[0] * n) / spread;
    }
    return {
      logDeterminants,
      residualSquares: residual ** 2,
      intercept: -solution[last - 1],
      information,
      slopeOfDeterminants: slopes.slopeOfDeterminants,
      slopeOfSquares: slopes.slopeOfSquares,
      slopeOfInformation: slopes.slopeOfInformation,
    };
  };
}

function factorsOfColumns(table: CrossTable): Int32Array {
  return Int32Array.from(
    table.factors.slice(1).flatMap((factor, g) => Array.from({ length: factor.levels }, () => g + 1)),
  );
}

/** Cross-products left after the largest factor, and their slope along its variance ratio. */
function eliminate(
  ratio: number,
  plain: Float64Array,
  nodes: Float64Array,
  mixed: Float64Array,
  left: Float64Array,
  slope: Float64Array,
): void {
  const f = nodes.map((n) => ratio / (1 + ratio * n));
  const df = nodes.map((n) => 1 / (1 + ratio * n) ** 2);
  for (let cell = 0; cell < plain.length; cell++) {
    let taken = 0;
    let rate = 0;
    const at = cell * nodes.length;
    for (let k = 0; k < nodes.length; k++) {
      taken += f[k] * mixed[at + k];
      rate += df[k] * mixed[at + k];
    }
    left[cell] = plain[cell] - taken;
    slope[cell] = -rate;
  }
}

function fillSystem(
  left: Float64Array,
  scale: Float64Array,
  levels: number,
  order: number,
  stride: number,
  system: Float64Array,
): void {
  let cell = 0;
  for (let i = 0; i < order; i++) {
    for (let j = 0; j <= i; j++) system[i * stride + j] = left[cell++] * scale[i] * scale[j];
    if (i < levels) system[i * stride + i] += 1;
  }
  for (let i = order; i < stride; i++) {
    system.fill(0, i * stride, (i + 1) * stride);
    system[i * stride + i] = 1;
  }
}

/** The vector (-coefficients, 1) whose quadratic form in the system is the residual sum of squares. */
function solveForOutcome(
  L: Float64Array,
  U: Float64Array,
  last: number,
  stride: number,
  solution: Float64Array,
): void {
  for (let i = 0; i < last; i++) {
    let value = 0;
    for (let k = i; k < last; k++) value += U[i * stride + k] * L[last * stride + k];
    solution[i] = -value;
  }
  solution[last] = 1;
}

/** Leaves the inverse of the system without the outcome (and without padding). */
function dropFrom(U: Float64Array, last: number, stride: number): void {
  for (let i = 0; i < stride; i++) U.fill(0, i * stride + Math.max(last, 0), (i + 1) * stride);
}

interface SlopeInputs {
  readonly inverse: Float64Array;
  readonly stride: number;
  readonly solution: Float64Array;
  readonly left: Float64Array;
  readonly slope: Float64Array;
  readonly scale: Float64Array;
  readonly factorOfColumn: Int32Array;
  readonly order: number;
}

/** Slopes by d log|A| = tr(A^-1 dA) and d(v'Av) = v' dA v at the minimising v. */
function slopesOf(theta: Float64Array, information: number, inputs: SlopeInputs): SlopeSums {
  const { inverse, stride, solution, left, slope, scale, factorOfColumn, order } = inputs;
  const sums = new SlopeSums(theta.length);
  const levels = factorOfColumn.length;
  const interceptRow = levels * stride;
  let cell = 0;
  for (let i = 0; i < order; i++) {
    const ci = scale[i];
    const vi = solution[i];
    const wi = i <= levels ? inverse[interceptRow + i] * information : 0;
    for (let j = 0; j <= i; j++, cell++) {
      const twice = i === j ? 1 : 2;
      const q = twice * inverse[i * stride + j];
      const s = twice * vi * solution[j];
      const w = j <= levels ? twice * wi * inverse[interceptRow + j] : 0;
      const cj = scale[j];
      sums.add(0, 2 * theta[0] * slope[cell] * ci * cj, q, s, w);
      if (i < levels) sums.add(factorOfColumn[i], left[cell] * cj, q, s, w);
      if (j < levels) sums.add(factorOfColumn[j], left[cell] * ci, q, s, w);
    }
  }
  return sums;
}
