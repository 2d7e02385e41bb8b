import { studentTQuantile } from './distributions.ts';
import {
  type Adjustment,
  type ArmMean,
  armMean,
  fitArm,
  type Leverage,
  meanUnder,
} from './lottery-effect/arm-mean.ts';
import { rangeOf, refuseOutOfRange } from './numeric-range.ts';
import { type PermutationTest, permutationTest } from './permutation.ts';
import { createRandom } from './random.ts';
import { type Refused, refuse } from './refused.ts';
import { satterthwaiteDegreesOfFreedom } from './satterthwaite.ts';

export interface LotteryInput {
  /** [people] mean after the date, in units of the measure. */
  readonly outcome: Float64Array;
  /** [people] mean over the base before the date, in units of the measure. */
  readonly base: Float64Array;
  /** [people] 1 for those drawn to be trained, whether they came or not; 0 for the others. */
  readonly trained: Uint8Array;
  /** [people] what was drawn where it was not people: the team; every team is drawn as a whole. */
  readonly clusterOf?: Int32Array | undefined;
  /** [people] within which was drawn; a team lies within one stratum. */
  readonly strataOf?: Int32Array | undefined;
  /** [people] how much each counts, over 0; all alike where it is absent. */
  readonly weight?: Float64Array | undefined;
  /** Coverage of the interval, over 0 and below 1; 0.95. */
  readonly level?: number;
  /** Repetitions of the draw where there are too many orders to go through; 4,999. */
  readonly draws?: number;
  readonly seed?: number;
}

export interface LotteryEffect {
  readonly kind: 'estimate';
  /** In units of the measure. */
  readonly effect: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  readonly degreesOfFreedom: number;
  /** Difference after the date by strata alone, without the base. */
  readonly unadjusted: number;
  /** False where the base is the same for everybody of an arm and so cannot adjust. */
  readonly usesBase: boolean;
  /** How often the draw alone would have given so large an effect. */
  readonly permutation: PermutationTest | Refused;
  /** [drawn, in the order of their first person] what each adds to the error; the squares sum to that of the error. */
  readonly influence: Float64Array;
  /** Strata and slope that were fitted in each arm beside its mean. */
  readonly fittedBesideMean: number;
  /** People, or teams where teams were drawn. */
  readonly drawnToTrain: number;
  readonly drawnToWait: number;
}

const fewestDrawn = 12;
const fewestPerArm = 4;

/**
 * Lot decided who was trained on one date.
 *
 * Question: what did the training do, going by those whom the lot left out?
 * Estimand: mean effect of being drawn, over all who took part in the draw, by their weights where they have some.
 * Formula: in each arm y on 1, strata and base by (weighted) least squares; effect = what both give at the strata and
 *   the base of everybody, trained less untrained: the coefficient of D in y on D, x - mean(x) and D (x - mean(x)). Variance:
 *   HC2 (people) or its form for clusters, CR2.
 * Source: [lin2013, section 4]; HC2 [mackinnon1985]; CR2 [bell2002]; p [phipson2010].
 * Assumes: the draw was kept as recorded (probe: balance of the base); one person's training does not touch another
 *   of another team.
 * Input: one row per person (or per team, weighted by its people), two means and the draw.
 * Output: effect and interval in units of the measure, p.
 * Refuses: `few-drawn` under 12 people (or teams) or 4 on a side; `thin-stratum` under 2 on a side of a stratum;
 *   `split-team` where a team is on both sides or in two strata; `no-spread`; `out-of-range`. p: `few-orders` under
 *   40 orders.
 * Uncertainty: t with Satterthwaite degrees of freedom over the two arms; p by repeating the draw within the strata,
 *   of the effect over its error.
 * Proof: statsmodels on made data; plain interacted least squares with brute-force matrices; Welch's test where the
 *   base is constant; all orders counted; coverage by simulation.
 */
export function lotteryEffect(input: LotteryInput): LotteryEffect | Refused {
  const { level = 0.95, draws = 4_999, seed = 1 } = input;
  checkShapes(input, level);
  const outOfRange =
    refuseOutOfRange(rangeOf(input.outcome), 'the outcome') ??
    refuseOutOfRange(rangeOf(input.base), 'the base');
  if (outOfRange !== undefined) return outOfRange;
  const draw = readDraw(input);
  if ('kind' in draw) return draw;
  const adjustments = adjustmentsFor(input, draw);
  const fit = difference(adjustments, draw.arms, 'stretched');
  const plain = differenceOf(adjustments.withoutBase, draw.arms, 'stretched');
  if (fit === undefined || plain === undefined) {
    return refuse(
      'thin-stratum',
      'One team alone decides what its stratum says; join it with another stratum.',
    );
  }
  const largest = input.outcome.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(fit.variance > (1e-12 * largest) ** 2)) {
    return refuse('no-spread', 'The outcomes do not vary within the arms, so there is no error to judge by.');
  }
  const degreesOfFreedom = degreesOf(draw, fit);
  if (typeof degreesOfFreedom !== 'number') return degreesOfFreedom;
  const standardError = Math.sqrt(fit.variance);
  const reach = studentTQuantile((1 + level) / 2, degreesOfFreedom) * standardError;
  const trainedCount = draw.arms.reduce((sum, arm) => sum + arm, 0);
  return {
    kind: 'estimate',
    effect: fit.effect,
    standardError,
    low: fit.effect - reach,
    high: fit.effect + reach,
    degreesOfFreedom,
    unadjusted: plain.effect,
    usesBase: fit.usesBase,
    permutation: permutationTest({
      labels: draw.arms,
      strataOf: draw.stratumOf,
      statistic: (arms) => sizeUnder(adjustments, arms),
      draws,
      random: createRandom(seed),
    }),
    influence: fit.influence,
    fittedBesideMean: draw.strata - 1 + (fit.usesBase ? 1 : 0),
    drawnToTrain: trainedCount,
    drawnToWait: draw.arms.length - trainedCount,
  };
}

/** What was drawn: people, or teams as wholes. */
interface Draw {
  /** [drawn] 1 to be trained. */
  readonly arms: Int32Array;
  /** [drawn] numbered from 0. */
  readonly stratumOf: Int32Array;
  readonly strata: number;
  /** [drawn] people of each. */
  readonly members: readonly Int32Array[];
}

function readDraw({ trained, clusterOf, strataOf }: LotteryInput): Draw | Refused {
  const groups = new Map<number, number[]>();
  for (let person = 0; person < trained.length; person++) {
    const cluster = clusterOf?.[person] ?? person;
    const group = groups.get(cluster);
    if (group === undefined) groups.set(cluster, [person]);
    else group.push(person);
  }
  const members = [...groups.values()].map((people) => Int32Array.from(people));
  const numbers = new Map<number, number>();
  const stratumOf = Int32Array.from(members, ([first]) => {
    const stratum = strataOf?.[first] ?? 0;
    if (!numbers.has(stratum)) numbers.set(stratum, numbers.size);
    return numbers.get(stratum)!;
  });
  const mixed = members.some((people) =>
    people.some(
      (person) => trained[person] !== trained[people[0]] || strataOf?.[person] !== strataOf?.[people[0]],
    ),
  );
  if (mixed) {
    return refuse(
      'split-team',
      'A team is in both arms, or in two strata, so teams were not what was drawn.',
    );
  }
  const arms = Int32Array.from(members, ([first]) => trained[first]);
  return refusalOf(arms, stratumOf, numbers.size) ?? { arms, stratumOf, strata: numbers.size, members };
}

function refusalOf(arms: Int32Array, stratumOf: Int32Array, strata: number): Refused | undefined {
  const counts = new Int32Array(2 * strata);
  arms.forEach((arm, drawn) => {
    counts[2 * stratumOf[drawn] + arm]++;
  });
  const trainedCount = arms.reduce((sum, arm) => sum + arm, 0);
  const fewer = Math.min(trainedCount, arms.length - trainedCount);
  if (arms.length < fewestDrawn || fewer < fewestPerArm) {
    return refuse(
      'few-drawn',
      `${trainedCount} drawn to be trained and ${arms.length - trainedCount} to wait; ${fewestDrawn} in all and ${fewestPerArm} on each side are needed.`,
    );
  }
  if (counts.some((count) => count < 2)) {
    return refuse('thin-stratum', 'A stratum has fewer than two on one side; join it with another.');
  }
  return undefined;
}

interface Difference {
  readonly effect: number;
  readonly variance: number;
  /** Variances of the untrained and of the trained. */
  readonly parts: Float64Array;
  /** [drawn] signed so that it is that of the trained less the untrained. */
  readonly influence: Float64Array;
  readonly usesBase: boolean;
}

/** With the base, and without it for where it cannot be told apart in an arm. */
interface Adjustments {
  readonly withBase: Adjustment | undefined;
  readonly withoutBase: Adjustment;
}

function difference(adjustments: Adjustments, arms: Int32Array, leverage: Leverage): Difference | undefined {
  const { withBase, withoutBase } = adjustments;
  const adjusted = withBase && differenceOf(withBase, arms, leverage);
  if (adjusted) return { ...adjusted, usesBase: true };
  const plain = differenceOf(withoutBase, arms, leverage);
  return plain && { ...plain, usesBase: false };
}

function differenceOf(adjustment: Adjustment, arms: Int32Array, leverage: Leverage) {
  const untrained = armMean(adjustment, arms, 0, leverage);
  const trained = armMean(adjustment, arms, 1, leverage);
  if (untrained === undefined || trained === undefined) return undefined;
  const parts = Float64Array.of(untrained.variance, trained.variance);
  return { ...lessUntrained(trained, untrained), variance: parts[0] + parts[1], parts };
}

function adjustmentsFor(input: LotteryInput, draw: Draw): Adjustments {
  const { weight } = input;
  const centre = mean(input.base, weight);
  const scale = Math.sqrt(
    mean(
      input.base.map((value) => (value - centre) ** 2),
      weight,
    ),
  );
  const standardised = input.base.map((value) => (value - centre) / scale);
  const varies = scale > 1e-12 * Math.abs(centre);
  return {
    withBase: varies ? adjustmentFor(input, draw, [standardised]) : undefined,
    withoutBase: adjustmentFor(input, draw, []),
  };
}

/** Rows of 1, a mark for each stratum but the first, and the columns. */
function adjustmentFor(
  { outcome, weight }: LotteryInput,
  draw: Draw,
  columns: readonly Float64Array[],
): Adjustment {
  const width = draw.strata + columns.length;
  const covariates = new Float64Array(outcome.length * width);
  draw.members.forEach((people, drawn) => {
    for (const person of people) {
      const row = covariates.subarray(person * width, (person + 1) * width);
      row[0] = 1;
      if (draw.stratumOf[drawn] > 0) row[draw.stratumOf[drawn]] = 1;
      columns.forEach((column, k) => {
        row[draw.strata + k] = column[person];
      });
    }
  });
  const at = Float64Array.from({ length: width }, (_, j) =>
    mean(
      outcome.map((_, person) => covariates[person * width + j]),
      weight,
    ),
  );
  if (weight !== undefined) {
    for (let k = 0; k < covariates.length; k++) covariates[k] *= Math.sqrt(weight[Math.floor(k / width)]);
  }
  return { covariates, width, at, outcome: weighted(outcome, weight), members: draw.members };
}

function weighted(outcome: Float64Array, weight: Float64Array | undefined): Float64Array {
  return weight === undefined ? outcome : outcome.map((value, person) => value * Math.sqrt(weight[person]));
}

/** What the lot might have given: the effect on an outcome under another draw, and the influence of each drawn. */
export interface RedrawnLottery {
  readonly effect: number;
  readonly influence: Float64Array;
}

/**
 * Effects on several outcomes under other results of the same draw, for repeating it many times: `arms` [drawn] 1 to be
 * trained. Rows are what was drawn. Undefined where the base cannot be told apart in an arm.
 */
export function redrawLottery(
  input: LotteryInput,
  outcomes: readonly Float64Array[],
): (arms: Int32Array) => RedrawnLottery[] | undefined {
  const draw = readDraw(input);
  if ('kind' in draw) throw new RangeError(`cannot be drawn again: ${draw.detail}`);
  const { withBase, withoutBase } = adjustmentsFor(input, draw);
  const own = outcomes.map((outcome) => weighted(outcome, input.weight));
  const under = (adjustment: Adjustment, arms: Int32Array): RedrawnLottery[] | undefined => {
    const left = fitArm(adjustment, arms, 0);
    const drawn = fitArm(adjustment, arms, 1);
    if (left === undefined || drawn === undefined) return undefined;
    return own.flatMap((outcome): RedrawnLottery[] => {
      const told = { ...adjustment, outcome };
      const untrained = meanUnder(left, told, arms, 0, 'plain');
      const trained = meanUnder(drawn, told, arms, 1, 'plain');
      return untrained && trained ? [lessUntrained(trained, untrained)] : [];
    });
  };
  return (arms) => (withBase && under(withBase, arms)) ?? under(withoutBase, arms);
}

function lessUntrained(trained: ArmMean, untrained: ArmMean): RedrawnLottery {
  return {
    effect: trained.mean - untrained.mean,
    influence: trained.influence.map((own, drawn) => own - untrained.influence[drawn]),
  };
}

/** |effect| over its error under another outcome of the draw. */
function sizeUnder(adjustments: Adjustments, arms: Int32Array): number {
  const found = difference(adjustments, arms, 'plain');
  if (found === undefined) throw new Error('strata cannot be told apart in a repeated draw');
  return found.effect === 0 ? 0 : Math.abs(found.effect) / Math.sqrt(found.variance);
}

/** Each arm has the teams (or people) in it less the coefficients fitted there. */
function degreesOf(draw: Draw, { parts, usesBase }: Difference): number | Refused {
  const trainedCount = draw.arms.reduce((sum, arm) => sum + arm, 0);
  const fittedBeyondMean = draw.strata - 1 + (usesBase ? 1 : 0);
  const counts = [draw.arms.length - trainedCount, trainedCount].map((count) => count - fittedBeyondMean);
  return satterthwaiteDegreesOfFreedom(parts, counts);
}

function mean(values: Float64Array, weight?: Float64Array): number {
  if (weight === undefined) return values.reduce((sum, value) => sum + value, 0) / values.length;
  const whole = weight.reduce((sum, value) => sum + value, 0);
  return values.reduce((sum, value, k) => sum + weight[k] * value, 0) / whole;
}

function checkShapes(input: LotteryInput, level: number): void {
  const { outcome, base, trained, clusterOf, strataOf, weight } = input;
  for (const column of [base, trained, clusterOf, strataOf, weight]) {
    if (column !== undefined && column.length !== outcome.length) {
      throw new RangeError(`${outcome.length} outcomes, but another column has ${column.length} values`);
    }
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`not a level between 0 and 1: ${level}`);
  for (const mark of trained) if (mark > 1) throw new RangeError(`neither trained nor not: ${mark}`);
  for (const value of weight ?? []) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`not a weight over 0: ${value}`);
  }
  for (const value of [...outcome, ...base]) {
    if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
  }
}
