import { matrix, solve } from '../linear-algebra.ts';

/** Least squares over weights that are at least 0 and sum to 1. */
export interface SimplexProblem {
  /** [rows x columns] row by row. */
  readonly design: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** [rows] */
  readonly target: Float64Array;
  /** Over 0: added to the objective times the sum of squared weights. */
  readonly ridge: number;
}

const tolerance = 1e-12;

/**
 * The minimiser of |A w - b|^2 + ridge |w|^2 over the simplex, exactly: an active-set search. First all columns of
 * negative weight are left out until none is negative, which gives a point inside; then, one at a time, the column
 * whose gradient is furthest below the common one comes in and those that fall to 0 on the way go out. Every round
 * lowers a strictly convex objective, so no set of columns comes twice and the search ends [nocedal2006, section 16.5].
 */
export function simplexWeights(problem: SimplexProblem): Float64Array {
  const { columns } = problem;
  let support = Int32Array.from({ length: columns }, (_, j) => j);
  let weights = spread(problem, support);
  while (support.some((j) => weights[j] < 0)) {
    support = support.filter((j) => weights[j] > 0);
    weights = spread(problem, support);
  }
  for (;;) {
    const entering = columnToEnter(problem, weights);
    if (entering < 0) return weights;
    const next = descend(problem, weights, entering);
    if (!(objective(problem, next) < objective(problem, weights))) return weights;
    weights = next;
  }
}

/** From inside, towards the optimum of a larger set of columns, leaving out each that reaches 0 first. */
function descend(problem: SimplexProblem, from: Float64Array, entering: number): Float64Array {
  let weights = from.slice();
  let support = indicesWhere(weights.length, (j) => weights[j] > 0 || j === entering);
  for (;;) {
    const wanted = spread(problem, support);
    let step = 1;
    let blocking = -1;
    for (const j of support) {
      if (wanted[j] >= 0) continue;
      const reach = weights[j] / (weights[j] - wanted[j]);
      if (reach < step || blocking < 0) [step, blocking] = [reach, j];
    }
    if (blocking < 0) return wanted;
    weights = weights.map((weight, j) => Math.max(0, weight + step * (wanted[j] - weight)));
    weights[blocking] = 0;
    support = support.filter((j) => j !== blocking);
  }
}

/** The column whose gradient lies furthest below that of the columns in use; -1 where none does. */
function columnToEnter(problem: SimplexProblem, weights: Float64Array): number {
  const slopes = gradient(problem, weights);
  const level = weights.reduce((sum, weight, j) => sum + weight * slopes[j], 0);
  let lowest = -1;
  for (let j = 0; j < weights.length; j++) {
    if (weights[j] === 0 && (lowest < 0 || slopes[j] < slopes[lowest])) lowest = j;
  }
  return lowest >= 0 && slopes[lowest] < level - tolerance * sizeOfGradient(problem) ? lowest : -1;
}

/** Weights that sum to 1 over the support, of either sign, of least objective; 0 elsewhere. */
function spread(problem: SimplexProblem, support: Int32Array): Float64Array {
  const weights = new Float64Array(problem.columns);
  const found = support.length <= problem.rows ? fromColumns(problem, support) : fromRows(problem, support);
  support.forEach((j, k) => {
    weights[j] = found[k];
  });
  return weights;
}

/** The bordered normal equations: one unknown per column, and the multiplier of the sum. */
function fromColumns(
  { design, rows, columns, target, ridge }: SimplexProblem,
  support: Int32Array,
): Float64Array {
  const n = support.length;
  const system = matrix(n + 1, n + 1);
  const right = new Float64Array(n + 1);
  let scale = 0;
  for (let k = 0; k < n; k++) {
    for (let l = 0; l <= k; l++) {
      let product = k === l ? ridge : 0;
      for (let t = 0; t < rows; t++)
        product += design[t * columns + support[k]] * design[t * columns + support[l]];
      system.values[k * (n + 1) + l] = product;
      system.values[l * (n + 1) + k] = product;
    }
    for (let t = 0; t < rows; t++) right[k] += design[t * columns + support[k]] * target[t];
    scale = Math.max(scale, system.values[k * (n + 1) + k]);
  }
  for (let k = 0; k < n; k++) {
    system.values[k * (n + 1) + n] = scale;
    system.values[n * (n + 1) + k] = scale;
  }
  right[n] = scale;
  return solved(system, right).subarray(0, n);
}

/** With more columns than rows: w = 1/n + A~' (A~ A~' + ridge I)^-1 (b - A 1/n), A~ = A less its row means. */
function fromRows(
  { design, rows, columns, target, ridge }: SimplexProblem,
  support: Int32Array,
): Float64Array {
  const n = support.length;
  const centred = new Float64Array(rows * n);
  const rest = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    let mean = 0;
    for (const j of support) mean += design[t * columns + j] / n;
    for (let k = 0; k < n; k++) centred[t * n + k] = design[t * columns + support[k]] - mean;
    rest[t] = target[t] - mean;
  }
  const system = matrix(rows, rows);
  for (let s = 0; s < rows; s++) {
    for (let t = 0; t <= s; t++) {
      let product = s === t ? ridge : 0;
      for (let k = 0; k < n; k++) product += centred[s * n + k] * centred[t * n + k];
      system.values[s * rows + t] = product;
      system.values[t * rows + s] = product;
    }
  }
  const dual = solved(system, rest);
  const weights = new Float64Array(n).fill(1 / n);
  for (let t = 0; t < rows; t++) for (let k = 0; k < n; k++) weights[k] += centred[t * n + k] * dual[t];
  return weights;
}

function solved(system: ReturnType<typeof matrix>, right: Float64Array): Float64Array {
  const x = solve(system, right);
  if (x === undefined)
    throw new Error(`the weights need a ridge over 0; the system of ${right.length} is singular`);
  return x;
}

function misfit({ design, rows, columns, target }: SimplexProblem, weights: Float64Array): Float64Array {
  const result = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    result[t] = -target[t];
    for (let j = 0; j < columns; j++) result[t] += design[t * columns + j] * weights[j];
  }
  return result;
}

export function objective(problem: SimplexProblem, weights: Float64Array): number {
  const squares = misfit(problem, weights).reduce((sum, value) => sum + value * value, 0);
  return weights.reduce((sum, weight) => sum + problem.ridge * weight * weight, squares);
}

/** Half the gradient of the objective. */
function gradient(problem: SimplexProblem, weights: Float64Array): Float64Array {
  const { design, rows, columns, ridge } = problem;
  const rest = misfit(problem, weights);
  return weights.map((weight, j) => {
    let slope = ridge * weight;
    for (let t = 0; t < rows; t++) slope += design[t * columns + j] * rest[t];
    return slope;
  });
}

function sizeOfGradient({ design, target, ridge }: SimplexProblem): number {
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  return squares(design) + squares(target) + ridge;
}

function indicesWhere(length: number, holds: (index: number) => boolean): Int32Array {
  return Int32Array.from({ length }, (_, j) => j).filter(holds);
}
