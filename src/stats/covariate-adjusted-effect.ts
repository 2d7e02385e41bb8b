import { type Basis, type CellUnits, onColumns, orthogonalBasis } from './covariate-basis.ts';
import { addRow, addSquare, dot, type Factor, factorOf, solveBy } from './covariate-equations.ts';
import { type ChanceModel, chanceOf, fitChance } from './covariate-logit.ts';
import type { Adjustment } from './effect-result.ts';

/** Untrained units with such a chance of training get no weight. */
const TRIMMED_FROM = 0.995;
/** A trained unit with such a chance has nobody untrained like it. */
const NOBODY_LIKE_IT_FROM = 0.999;
/** Untrained units, as so many of equal weight, under which a comparison rests on too few. */
const FEWEST_EFFECTIVE = 5;

/** One cell's effect and what each of its units adds to the error, on columns as `CellUnits` has them. */
export interface AdjustedCell {
  readonly kind: 'adjusted';
  readonly estimate: number;
  /** Untrained units, counted as so many of equal weight. */
  readonly effective: number;
  readonly trimmed: number;
  /** Columns that say nothing beyond those before them. */
  readonly repeated: readonly number[];
  /** Those of them that are the same for all units. */
  readonly constant: readonly number[];
  readonly influence: InfluenceOfCell;
}

/** Why trained and untrained cannot be compared, to be continued from "in cohort X in period Y". */
export interface PoorOverlap {
  readonly kind: 'poor-overlap';
  readonly why: string;
}

/** Coefficients on a unit's columns, and the two means of `adjustCell`. */
interface InfluenceOfCell {
  readonly outcome: Float64Array;
  readonly chance: Float64Array | undefined;
  readonly ofOutcome: Float64Array;
  readonly ofChance: Float64Array;
  readonly meanTrained: number;
  readonly meanUntrained: number;
  readonly weightTrained: number;
  /** Infinity where untrained units enter by the regression only. */
  readonly weightUntrained: number;
}

/**
 * Question: what did the training change for those who got it, compared with untrained people like them?
 * Estimand: ATT(g, t), as in a group-time effect, where the untrained would have changed as the trained with the same
 *   covariates.
 * Formula: w1 = D, w0 = p (1 - D)/(1 - p), m the regression of the change dY on X among the untrained, p the logit of D
 *   on X. dr: E[w1 (dY - m)]/E[w1] - E[w0 (dY - m)]/E[w0]; ipw: the same with m = 0; reg: its first half alone.
 * Source: [santanna2020, equations 2.2, 2.4 and 3.1, the improved weights left out]; [callaway2021, equations 2.2 to 2.4].
 * Assumes: given X both would have run in parallel (probed by the cells before the training), everybody trained has
 *   somebody untrained like it (checked), X is from before the training, and the regression (reg), the logit (ipw) or
 *   one of the two (dr) has the right form (probed by running the other method).
 * Input: units of a cell: trained or not, change, count behind the base as weight, columns of X with the constant first.
 * Output: the effect in units of the outcome, and coefficients from which each unit's part of the error follows.
 * Refuses: poor-overlap where the logit has no maximum, a trained unit has p of 0.999 or more, no untrained unit is left
 *   under 0.995, or the untrained weigh like fewer than 5 units and than half of them; also where the untrained do not
 *   vary in a direction in which the trained do, or are no more than the columns.
 * Uncertainty: influences with what estimating p and m adds; divided by n, as in R did.
 * Proof: R did and DRDID on counties with population; written plainly with jackknife errors; a constant covariate gives
 *   the effect without one; simulated truth where only one of the two models is right.
 */
export function adjustCell(cell: CellUnits, method: Adjustment): AdjustedCell | PoorOverlap {
  const basis = orthogonalBasis(cell);
  const untrained = cell.trained.reduce((sum, each) => sum + 1 - each, 0);
  if (basis.size > 1 && untrained <= basis.size) {
    return poor(`there are ${untrained} untrained units for ${basis.size} columns`);
  }
  const chance = method === 'reg' ? undefined : fitChance(cell, basis);
  if (method !== 'reg' && chance === undefined) {
    return poor('the covariates tell trained and untrained apart, so nobody untrained is like the trained');
  }
  const weighed = weigh(cell, basis, chance);
  if ('kind' in weighed) return weighed;
  const line = method === 'ipw' ? undefined : fitOutcome(cell, basis);
  if (method !== 'ipw' && line === undefined) {
    return poor('the untrained do not vary in a covariate in which the trained do');
  }
  return putTogether(cell, basis, weighed, { chance, line });
}

/** What one unit adds to the estimate beyond its mean; the sum over units is 0. */
export function influenceOf(
  cell: InfluenceOfCell,
  known: Float64Array,
  trained: boolean,
  change: number,
  weight: number,
): number {
  const rest = change - dot(known, 0, cell.outcome);
  const chance = cell.chance === undefined ? 0 : chanceOf(dot(known, 0, cell.chance));
  const ofChance = cell.chance === undefined ? 0 : weight * dot(known, 0, cell.ofChance);
  if (trained) return (weight * (rest - cell.meanTrained)) / cell.weightTrained - (1 - chance) * ofChance;
  const odds = chance < TRIMMED_FROM ? chance / (1 - chance) : 0;
  return (
    chance * ofChance -
    weight * rest * dot(known, 0, cell.ofOutcome) -
    (weight * odds * (rest - cell.meanUntrained)) / cell.weightUntrained
  );
}

/** The line of the untrained's change, in the basis. */
interface OutcomeModel {
  readonly coefficients: Float64Array;
  readonly squares: Factor;
}

interface Models {
  readonly chance: ChanceModel | undefined;
  readonly line: OutcomeModel | undefined;
}

function fitOutcome(cell: CellUnits, { size, rows }: Basis): OutcomeModel | undefined {
  const square = new Float64Array(size * size);
  const right = new Float64Array(size);
  let all = 0;
  for (let unit = 0; unit < cell.units; unit++) {
    if (cell.trained[unit] === 1) continue;
    all += cell.weight[unit];
    addSquare(square, rows, unit * size, size, cell.weight[unit]);
    addRow(right, rows, unit * size, cell.weight[unit] * cell.change[unit]);
  }
  const squares = factorOf(square, size, all);
  return squares && { coefficients: solveBy(squares, right), squares };
}

interface Weighed {
  /** [units] w1 or w0. */
  readonly weights: Float64Array;
  readonly trained: number;
  readonly untrained: number;
  readonly trimmed: number;
  readonly effective: number;
}

function weigh(
  cell: CellUnits,
  { size, rows }: Basis,
  model: ChanceModel | undefined,
): Weighed | PoorOverlap {
  const weights = new Float64Array(cell.units);
  const sums = { trained: 0, untrained: 0, trimmed: 0 };
  for (let unit = 0; unit < cell.units; unit++) {
    const chance = model === undefined ? 0 : chanceOf(dot(rows, unit * size, model.coefficients));
    if (cell.trained[unit] === 1) {
      if (chance >= NOBODY_LIKE_IT_FROM) {
        return poor(`a trained unit has a chance of training of ${NOBODY_LIKE_IT_FROM} or more`);
      }
      weights[unit] = cell.weight[unit];
      sums.trained += weights[unit];
      continue;
    }
    if (chance >= TRIMMED_FROM) sums.trimmed++;
    else weights[unit] = (cell.weight[unit] * chance) / (1 - chance);
    sums.untrained += weights[unit];
  }
  if (model === undefined) return { ...sums, weights, effective: Infinity };
  if (sums.untrained === 0) return poor('every untrained unit is trimmed for its chance of training');
  const effective = effectiveUnits(cell, weights);
  return tooFew(cell, effective) ?? { ...sums, weights, effective };
}

/** Of the untrained: so many units of equal weight would be as uncertain. */
function effectiveUnits({ units, trained }: CellUnits, weights: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (let unit = 0; unit < units; unit++) {
    if (trained[unit] === 1) continue;
    sum += weights[unit];
    squares += weights[unit] * weights[unit];
  }
  return (sum * sum) / squares;
}

function tooFew(cell: CellUnits, effective: number): PoorOverlap | undefined {
  const all = effectiveUnits(cell, cell.weight);
  if (effective >= FEWEST_EFFECTIVE || effective >= all / 2) return undefined;
  return poor(
    `the untrained who are like the trained weigh like ${effective.toFixed(1)} units, of ${all.toFixed(0)} there are`,
  );
}

function putTogether(
  cell: CellUnits,
  basis: Basis,
  weighed: Weighed,
  { chance, line }: Models,
): AdjustedCell | PoorOverlap {
  const { weights } = weighed;
  const { size, rows } = basis;
  const outcome = line?.coefficients ?? new Float64Array(size);
  const rest = cell.change.map((change, unit) => change - dot(rows, unit * size, outcome));
  const means = { trained: 0, untrained: 0 };
  for (let unit = 0; unit < cell.units; unit++) {
    if (cell.trained[unit] === 1) means.trained += (weights[unit] * rest[unit]) / weighed.trained;
    else if (chance !== undefined) means.untrained += (weights[unit] * rest[unit]) / weighed.untrained;
  }
  const apart = new Float64Array(size);
  const leaning = new Float64Array(size);
  for (let unit = 0; unit < cell.units; unit++) {
    if (cell.trained[unit] === 1) addRow(apart, rows, unit * size, weights[unit] / weighed.trained);
    else if (chance !== undefined) {
      const share = weights[unit] / weighed.untrained;
      addRow(apart, rows, unit * size, -share);
      addRow(leaning, rows, unit * size, share * (rest[unit] - means.untrained));
    }
  }
  const ofOutcome = line === undefined ? new Float64Array(size) : solveBy(line.squares, apart);
  const effective = chance === undefined ? effectiveByLine(cell, basis, ofOutcome) : weighed.effective;
  const few = chance === undefined ? tooFew(cell, effective) : undefined;
  if (few !== undefined) return few;
  return {
    kind: 'adjusted',
    estimate: means.trained - means.untrained,
    effective,
    trimmed: weighed.trimmed,
    repeated: basis.repeated,
    constant: basis.constant,
    influence: {
      outcome: onColumns(basis, outcome),
      chance: chance && onColumns(basis, chance.coefficients),
      ofOutcome: onColumns(basis, ofOutcome),
      ofChance: onColumns(basis, chance ? solveBy(chance.information, leaning) : new Float64Array(size)),
      meanTrained: means.trained,
      meanUntrained: means.untrained,
      weightTrained: weighed.trained,
      weightUntrained: chance === undefined ? Infinity : weighed.untrained,
    },
  };
}

/** The weights that a regression gives the untrained in the end. */
function effectiveByLine(cell: CellUnits, { size, rows }: Basis, ofOutcome: Float64Array): number {
  const weights = cell.weight.map((weight, unit) => weight * dot(rows, unit * size, ofOutcome));
  return effectiveUnits(cell, weights);
}

function poor(why: string): PoorOverlap {
  return { kind: 'poor-overlap', why };
}
