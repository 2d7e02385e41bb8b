import { type Matrix, matrix } from './linear-algebra.ts';
import type { Random } from './random.ts';
import { type Refused, refuse } from './refused.ts';
import { quadraticForm, shapleyForms } from './shapley-forms.ts';

export interface RelativeImportanceInput {
  /** [people] */
  readonly outcome: Float64Array;
  /** [predictors] of [people] */
  readonly predictors: readonly Float64Array[];
  /** Orders to draw for the test of the whole, such as 4,999. */
  readonly draws: number;
  readonly random: Random;
}

export interface PredictorImportance {
  /** Part of R squared, as it comes. The parts add up to R squared. */
  readonly shapleyValue: number;
  /** What a predictor that has nothing to do with the outcome would get, on average. */
  readonly byChance: number;
  /** The first less the second; may be under 0. */
  readonly importance: number;
}

export interface RelativeImportance {
  readonly kind: 'estimate';
  readonly people: number;
  /** Share of the outcome's variance that all predictors explain together, 0 to 1. */
  readonly rSquared: number;
  /** What they would explain by chance alone, on average. */
  readonly rSquaredByChance: number;
  /** Of no predictor having to do with the outcome; under 0.01, else the whole is refused. */
  readonly p: number;
  /** [predictors] in the order given. */
  readonly predictors: readonly PredictorImportance[];
}

const fewestPeople = 50;
const fewestPeoplePerPredictor = 15;
const mostPredictors = 12;
const largestP = 0.01;

/**
 * What an outcome goes with, and how much of it each predictor tells.
 *
 * Question: what does pay, a bonus or praise really follow: service, revenue, speed, volume or attendance?
 * Estimand: each predictor's part of R squared, averaged over all orders in which predictors can be added.
 * Formula: phi_k = sum over sets S without k of |S|! (p - 1 - |S|)! / p! (R2(S and k) - R2(S)) = r'Q_k r; by chance
 *   trace(Q_k R) / (n - 1), its exact mean over all orders of the outcome. Shown is the difference.
 * Source: [lipovetsky2001, eq. 8]; p [phipson2010, equation 2].
 * Assumes: straight lines; people can be exchanged if nothing is related. Going together is not causing.
 * Input: [n] outcome, [p] predictors of [n] each, any units; draws, and a random stream.
 * Output: shares of variance; the plain values add up to R squared, from 0 to 1.
 * Refuses: `too-few-people` (under 50, or 15 for each predictor), `too-many-predictors` (over 12), `no-predictors`,
 *   `no-spread` in the outcome or a predictor, `may-be-chance` where the p of the whole is 0.01 or more.
 * Uncertainty: the permutation test of the whole; single values carry no interval, since one that fits pure noise
 *   excludes 0.
 * Proof: the values of R relaimpo on Swiss fertility; every order walked one by one; shuffled outcomes.
 */
export function relativeImportance(input: RelativeImportanceInput): RelativeImportance | Refused {
  const { outcome, predictors, draws, random } = input;
  checkInput(input);
  const [people, p] = [outcome.length, predictors.length];
  const refused = refusedSize(people, p);
  if (refused) return refused;
  const y = standardised(outcome);
  if (y === undefined) return refuse('no-spread', 'The outcome is the same for everybody.');
  const columns: Float64Array[] = [];
  for (const [index, predictor] of predictors.entries()) {
    const column = standardised(predictor);
    if (column === undefined) {
      return refuse('no-spread', `Predictor ${index + 1} of ${p} is the same for everybody: leave it out.`);
    }
    columns.push(column);
  }
  const correlations = matrix(p, p);
  columns.forEach((row, i) => {
    columns.forEach((column, j) => {
      correlations.values[i * p + j] = dot(row, column);
    });
  });
  const forms = shapleyForms(correlations);
  const whole = sumOf(forms);
  const r = Float64Array.from(columns, (column) => dot(column, y));
  const rSquared = Math.min(1, quadraticForm(whole, r));
  const test = shareAtLeast(rSquared, whole, columns, y, draws, random);
  if (test >= largestP) {
    const percent = (100 * rSquared).toFixed(0);
    return refuse(
      'may-be-chance',
      `Together the predictors explain ${percent} % of the variance (R squared), which may be chance ` +
        `(p ${test.toFixed(3)}): no single value is shown. More people would tell.`,
    );
  }
  const byChance = forms.map((form) => meanOverOrders(form, correlations, people));
  return {
    kind: 'estimate',
    people,
    rSquared,
    rSquaredByChance: byChance.reduce((sum, each) => sum + each, 0),
    p: test,
    predictors: forms.map((form, k) => {
      const shapleyValue = quadraticForm(form, r);
      return { shapleyValue, byChance: byChance[k], importance: shapleyValue - byChance[k] };
    }),
  };
}

function refusedSize(people: number, predictors: number): Refused | undefined {
  if (predictors === 0) return refuse('no-predictors', 'There is nothing to explain the outcome by.');
  if (predictors > mostPredictors) {
    return refuse('too-many-predictors', `${predictors} predictors; at most ${mostPredictors} are compared.`);
  }
  const needed = Math.max(fewestPeople, fewestPeoplePerPredictor * predictors);
  if (people >= needed) return undefined;
  return refuse(
    'too-few-people',
    `${predictors} predictors need at least ${needed} people; there are ${people}.`,
  );
}

/** Values less their mean, of length 1; undefined where they are all the same. */
function standardised(values: Float64Array): Float64Array | undefined {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(most > least)) return undefined;
  const scaled = values.map(
    (value) => value / 2 / (most / 2 - least / 2) - least / 2 / (most / 2 - least / 2),
  );
  const mean = scaled.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = scaled.map((value) => value - mean);
  const length = Math.sqrt(dot(centred, centred));
  return centred.map((value) => value / length);
}

/** Over all orders of the outcome, correlations r have the mean square R / (n - 1). */
function meanOverOrders(form: Matrix, correlations: Matrix, people: number): number {
  return form.values.reduce((sum, value, at) => sum + value * correlations.values[at], 0) / (people - 1);
}

function shareAtLeast(
  observed: number,
  whole: Matrix,
  columns: readonly Float64Array[],
  y: Float64Array,
  draws: number,
  random: Random,
): number {
  const order = Int32Array.from(y, (_, person) => person);
  const shuffled = new Float64Array(y.length);
  const r = new Float64Array(columns.length);
  let count = 0;
  for (let draw = 0; draw < draws; draw++) {
    random.shuffle(order);
    for (let person = 0; person < y.length; person++) shuffled[person] = y[order[person]];
    columns.forEach((column, k) => {
      r[k] = dot(column, shuffled);
    });
    if (quadraticForm(whole, r) >= observed * (1 - 1e-12)) count += 1;
  }
  return (1 + count) / (1 + draws);
}

function sumOf(forms: readonly Matrix[]): Matrix {
  const sum = matrix(forms.length, forms.length);
  for (const { values } of forms) {
    for (let at = 0; at < values.length; at++) sum.values[at] += values[at];
  }
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function checkInput({ outcome, predictors, draws }: RelativeImportanceInput): void {
  for (const values of [outcome, ...predictors]) {
    if (values.length !== outcome.length) {
      throw new RangeError(`${outcome.length} people, but a predictor has ${values.length} values`);
    }
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) throw new RangeError(`not a number: ${wrong}`);
  }
  if (!(Number.isInteger(draws) && draws >= 199)) throw new RangeError(`at least 199 draws, got ${draws}`);
}
