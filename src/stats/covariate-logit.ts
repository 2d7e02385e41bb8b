import type { Basis, CellUnits } from './covariate-basis.ts';
import { addRow, addSquare, dot, type Factor, factorOf, solveBy } from './covariate-equations.ts';

/** The chance of being trained given what is known, by maximum likelihood. */
export interface ChanceModel {
  readonly coefficients: Float64Array;
  /** Factor of the information, sum of w p (1 - p) x x'. */
  readonly information: Factor;
}

const MOST_STEPS = 50;
const MOST_HALVINGS = 30;
const LAST_STEP = 1e-11;

/** Logistic regression by Newton's steps; undefined where the columns tell trained and untrained apart. */
export function fitChance(cell: CellUnits, basis: Basis): ChanceModel | undefined {
  let coefficients: Float64Array = new Float64Array(basis.size);
  const [trained, untrained] = weights(cell);
  coefficients[0] = Math.log(trained / untrained);
  let here = derivatives(cell, basis, coefficients);
  for (let step = 0; step < MOST_STEPS; step++) {
    const information = factorOf(here.information, basis.size, trained + untrained);
    if (information === undefined) return undefined;
    const move = solveBy(information, here.score);
    if (Math.max(...move.map(Math.abs)) < LAST_STEP) return { coefficients, information };
    const next = climb(cell, basis, coefficients, move, here.likelihood);
    coefficients = next.coefficients;
    here = next.derivatives;
  }
  return undefined;
}

/** The chance that a linear predictor means, kept below 1 as the field's packages do. */
export function chanceOf(predictor: number): number {
  return Math.min(1 / (1 + Math.exp(-predictor)), 1 - 1e-6);
}

interface Derivatives {
  readonly likelihood: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
}

/** Shortens a step that would make the data less likely. */
function climb(
  cell: CellUnits,
  basis: Basis,
  from: Float64Array,
  move: Float64Array,
  likelihood: number,
): { readonly coefficients: Float64Array; readonly derivatives: Derivatives } {
  let length = 1;
  for (let halvings = 0; ; halvings++) {
    const coefficients = from.map((each, k) => each + length * move[k]);
    const there = derivatives(cell, basis, coefficients);
    const better = there.likelihood >= likelihood - 1e-9 * Math.abs(likelihood);
    if (better || halvings === MOST_HALVINGS) return { coefficients, derivatives: there };
    length /= 2;
  }
}

function derivatives(cell: CellUnits, { size, rows }: Basis, coefficients: Float64Array): Derivatives {
  const score = new Float64Array(size);
  const information = new Float64Array(size * size);
  let likelihood = 0;
  for (let unit = 0; unit < cell.units; unit++) {
    const at = unit * size;
    const predictor = dot(rows, at, coefficients);
    const chance = 1 / (1 + Math.exp(-predictor));
    const weight = cell.weight[unit];
    const towards = cell.trained[unit] === 1 ? -predictor : predictor;
    likelihood -= weight * (towards > 30 ? towards : Math.log1p(Math.exp(towards)));
    addRow(score, rows, at, weight * (cell.trained[unit] - chance));
    addSquare(information, rows, at, size, weight * chance * (1 - chance));
  }
  return { likelihood, score, information };
}

function weights({ units, trained, weight }: CellUnits): readonly [number, number] {
  const sums: [number, number] = [0, 0];
  for (let unit = 0; unit < units; unit++) sums[trained[unit] === 1 ? 0 : 1] += weight[unit];
  return sums;
}
