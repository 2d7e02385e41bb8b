import { studentTQuantile } from './distributions.ts';
import { rangeOf, refuseOutOfRange } from './numeric-range.ts';
import { createRandom } from './random.ts';
import { type Refused, refuse } from './refused.ts';
import { simplexWeights } from './synthetic-difference/simplex-weights.ts';

export interface SyntheticDifferenceInput {
  readonly units: number;
  readonly periods: number;
  /** [units x periods] row by row, without holes, in units of the measure. */
  readonly outcomes: Float64Array;
  /** [units] 1 for those trained, 0 for those to compare with. */
  readonly trained: Uint8Array;
  /** Index from 0 of the first period after the training; everything before it is "before". */
  readonly firstPeriodAfter: number;
  /** Coverage of the interval, over 0 and below 1; 0.95. */
  readonly level?: number;
  /** Seed of the draws of groups of placebo units; used where more than one unit is trained. */
  readonly seed?: number;
}

export interface SyntheticDifference {
  readonly kind: 'estimate';
  /** Mean effect on the trained over the periods after, in units of the measure. */
  readonly effect: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  readonly degreesOfFreedom: number;
  /** [units] how much each comparison unit counts, summing to 1; 0 for the trained. */
  readonly unitWeights: Float64Array;
  /** [periods before] how much each counts, summing to 1. */
  readonly periodWeights: Float64Array;
  /** [periods] trained less weighted comparison, less its weighted mean before: the curve of the effect. */
  readonly curve: Float64Array;
  /** Standard deviation of the comparison units' changes from one period before to the next. */
  readonly noise: number;
  /** Effects "found" in comparison units taken for trained ones. */
  readonly placeboEffects: Float64Array;
  /** [placebos x periods] the curve of each. */
  readonly placeboCurves: Float64Array;
}

const fewestComparisonUnits = 10;
const fewestLeftBesidePlacebos = 2;
const fewestPeriodsBefore = 8;
const placeboDraws = 400;
const ridgeOfPeriods = 1e-6;

/**
 * One team, or a few, against the others: a weighted mean of comparison units that ran alongside before.
 *
 * Question: what would this team's results have been without the training, going by others that moved as it did?
 * Estimand: mean effect on the trained units over the periods after.
 * Formula: tau = (mean of the trained after - lambda-weighted before) - (the same of the omega-weighted comparison).
 *   omega: min over the simplex and an intercept of sum_t (w0 + sum_i w_i Y_it - mean trained Y_t)^2
 *   + zeta^2 T0 |w|^2, zeta = (N1 T1)^(1/4) noise; lambda: the same over periods against the mean after, with
 *   zeta = 1e-6 noise; noise = sd of first differences of the comparison before. Both minima are exact (active set).
 * Source: [arkhangelsky2021, equations 1, 4-6 and algorithm 1]; error: [arkhangelsky2021, algorithm 4].
 * Assumes: comparison units were not touched; the trained moved before as a weighted mean of others does (probe:
 *   the curve before); errors of the trained are like those of the comparison units (the placebos).
 * Input: [units x periods] without holes, one date.
 * Output: effect and interval in units of the measure; weights from 0 to 1; the curve by period.
 * Refuses: `few-comparison-units` under 10, or under two more than the trained; `few-periods-before` under 8;
 *   `nothing-after`; `nobody-trained`; `no-noise` where the comparison units all change alike; `out-of-range`.
 * Uncertainty: spread (around its mean) of the effects of placebo units: each in turn where one unit is trained, else
 *   400 groups drawn of that size; t with one degree less than comparison units.
 * Proof: the exact optimum on California's tobacco control and the published error; a slow search over all supports;
 *   equal weights give plain difference-in-differences; coverage by simulation.
 */
export function syntheticDifference(input: SyntheticDifferenceInput): SyntheticDifference | Refused {
  const { level = 0.95 } = input;
  checkShapes(input, level);
  const outOfRange = refuseOutOfRange(rangeOf(input.outcomes), 'the outcome');
  if (outOfRange !== undefined) return outOfRange;
  const split = splitUnits(input);
  const refusal = refusalOf(input, split);
  if (refusal) return refusal;
  const noise = spreadOfChanges(input, split.comparison);
  if (!(noise > 1e-12 * input.outcomes.reduce((most, value) => Math.max(most, Math.abs(value)), 0))) {
    return refuse('no-noise', 'The comparison units all change alike, so there is no error to judge by.');
  }
  const found = estimate(input, split.trained, split.comparison, noise);
  const placebo = placebos(input, split, noise);
  const placeboEffects = Float64Array.from(placebo, ({ effect }) => effect);
  const placeboCurves = new Float64Array(placebo.length * input.periods);
  placebo.forEach(({ curve }, k) => {
    placeboCurves.set(curve, k * input.periods);
  });
  const standardError = spreadAroundMean(placeboEffects);
  const degreesOfFreedom = split.comparison.length - 1;
  const reach = studentTQuantile((1 + level) / 2, degreesOfFreedom) * standardError;
  return {
    kind: 'estimate',
    ...found,
    standardError,
    low: found.effect - reach,
    high: found.effect + reach,
    degreesOfFreedom,
    noise,
    placeboEffects,
    placeboCurves,
  };
}

interface Split {
  readonly trained: Int32Array;
  readonly comparison: Int32Array;
}

function splitUnits({ units, trained }: SyntheticDifferenceInput): Split {
  const all = Int32Array.from({ length: units }, (_, unit) => unit);
  return {
    trained: all.filter((unit) => trained[unit] === 1),
    comparison: all.filter((unit) => trained[unit] === 0),
  };
}

function refusalOf(
  { periods, firstPeriodAfter }: SyntheticDifferenceInput,
  { trained, comparison }: Split,
): Refused | undefined {
  if (trained.length === 0) return refuse('nobody-trained', 'No unit is marked as trained.');
  const needed = Math.max(fewestComparisonUnits, trained.length + fewestLeftBesidePlacebos);
  if (comparison.length < needed) {
    return refuse(
      'few-comparison-units',
      `${comparison.length} units to compare ${trained.length} with; at least ${needed} are needed.`,
    );
  }
  if (firstPeriodAfter < fewestPeriodsBefore) {
    return refuse(
      'few-periods-before',
      `${firstPeriodAfter} periods before the training; at least ${fewestPeriodsBefore} are needed.`,
    );
  }
  if (firstPeriodAfter >= periods) return refuse('nothing-after', 'There is no period after the training.');
  return undefined;
}

type Weighted = Pick<SyntheticDifference, 'effect' | 'unitWeights' | 'periodWeights' | 'curve'>;

function estimate(
  input: SyntheticDifferenceInput,
  trained: Int32Array,
  comparison: Int32Array,
  noise: number,
): Weighted {
  const { units, periods, outcomes, firstPeriodAfter: before } = input;
  const after = periods - before;
  const meanTrained = meanByPeriod(input, trained);
  const omega = unitWeightsOf(input, comparison, meanTrained, (trained.length * after) ** 0.25 * noise);
  const periodWeights = periodWeightsOf(input, comparison, ridgeOfPeriods * noise);
  const gap = meanTrained.slice();
  comparison.forEach((unit, k) => {
    for (let t = 0; t < periods; t++) gap[t] -= omega[k] * outcomes[unit * periods + t];
  });
  const start = periodWeights.reduce((sum, weight, t) => sum + weight * gap[t], 0);
  const curve = gap.map((value) => value - start);
  const unitWeights = new Float64Array(units);
  comparison.forEach((unit, k) => {
    unitWeights[unit] = omega[k];
  });
  return { effect: mean(curve.subarray(before)), unitWeights, periodWeights, curve };
}

/** Rows are the periods before, columns the comparison units, the target the trained. */
function unitWeightsOf(
  { periods, outcomes, firstPeriodAfter: before }: SyntheticDifferenceInput,
  comparison: Int32Array,
  target: Float64Array,
  zeta: number,
): Float64Array {
  const columns = comparison.length;
  const design = new Float64Array(before * columns);
  comparison.forEach((unit, k) => {
    for (let t = 0; t < before; t++) design[t * columns + k] = outcomes[unit * periods + t];
  });
  return centredWeights(design, before, columns, target.slice(0, before), zeta);
}

/** Rows are the comparison units, columns the periods before, the target their means after. */
function periodWeightsOf(
  { periods, outcomes, firstPeriodAfter: before }: SyntheticDifferenceInput,
  comparison: Int32Array,
  zeta: number,
): Float64Array {
  const rows = comparison.length;
  const design = new Float64Array(rows * before);
  const target = new Float64Array(rows);
  comparison.forEach((unit, k) => {
    const row = outcomes.subarray(unit * periods, (unit + 1) * periods);
    design.set(row.subarray(0, before), k * before);
    target[k] = mean(row.subarray(before));
  });
  return centredWeights(design, rows, before, target, zeta);
}

/** The intercept takes the mean of every column and of the target away. */
function centredWeights(
  design: Float64Array,
  rows: number,
  columns: number,
  target: Float64Array,
  zeta: number,
): Float64Array {
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += design[i * columns + j];
    for (let i = 0; i < rows; i++) design[i * columns + j] -= sum / rows;
  }
  const centre = mean(target);
  const centred = target.map((value) => value - centre);
  return simplexWeights({ design, rows, columns, target: centred, ridge: rows * zeta * zeta });
}

function placebos(input: SyntheticDifferenceInput, split: Split, noise: number): Weighted[] {
  const { comparison, trained } = split;
  if (trained.length === 1) {
    return Array.from(comparison, (placebo) =>
      estimate(
        input,
        Int32Array.of(placebo),
        comparison.filter((unit) => unit !== placebo),
        noise,
      ),
    );
  }
  const random = createRandom(input.seed ?? 1);
  return Array.from({ length: placeboDraws }, () => {
    const order = random.shuffle(comparison.slice());
    return estimate(input, order.slice(0, trained.length), order.slice(trained.length), noise);
  });
}

function spreadOfChanges(
  { periods, outcomes, firstPeriodAfter: before }: SyntheticDifferenceInput,
  comparison: Int32Array,
): number {
  const changes = new Float64Array(comparison.length * (before - 1));
  comparison.forEach((unit, k) => {
    for (let t = 1; t < before; t++) {
      changes[k * (before - 1) + t - 1] = outcomes[unit * periods + t] - outcomes[unit * periods + t - 1];
    }
  });
  return spreadAroundMean(changes) * Math.sqrt(changes.length / (changes.length - 1));
}

function meanByPeriod({ periods, outcomes }: SyntheticDifferenceInput, members: Int32Array): Float64Array {
  return Float64Array.from({ length: periods }, (_, t) =>
    mean(Float64Array.from(members, (unit) => outcomes[unit * periods + t])),
  );
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation with the number of values below the line. */
function spreadAroundMean(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function checkShapes(input: SyntheticDifferenceInput, level: number): void {
  const { units, periods, outcomes, trained, firstPeriodAfter } = input;
  if (outcomes.length !== units * periods || trained.length !== units) {
    throw new RangeError(
      `${units} units and ${periods} periods, but ${outcomes.length} outcomes and ${trained.length} marks`,
    );
  }
  if (!(Number.isInteger(firstPeriodAfter) && firstPeriodAfter >= 0)) {
    throw new RangeError(`not the index of a period: ${firstPeriodAfter}`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`not a level between 0 and 1: ${level}`);
  for (const mark of trained) if (mark > 1) throw new RangeError(`neither trained nor not: ${mark}`);
  for (const value of outcomes) if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
}
