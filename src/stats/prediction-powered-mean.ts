import { studentTQuantile } from './distributions.ts';
import { rangeOf, refuseConstant, refuseOutOfRange } from './numeric-range.ts';
import { type Refused, refuse } from './refused.ts';

export interface PredictionPoweredInput {
  /** [n] marks that people gave to a sample drawn by lot. */
  readonly human: Float64Array;
  /** [n] marks of the machine for the same. */
  readonly machine: Float64Array;
  /** [N] marks of the machine for the rest. */
  readonly machineOnly: Float64Array;
  /** 0.05 gives intervals that hold the truth in 95 of 100 cases. */
  readonly size: number;
}

export interface PredictionPoweredMean {
  readonly kind: 'estimate';
  readonly mean: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly low: number;
  readonly high: number;
  /** How far the machine is trusted: 0 not at all (the mean of the human marks), 1 up to its bias. */
  readonly trust: number;
  /** Mean of the machine's marks less the human ones, where both were given. */
  readonly machineBias: number;
  /** Mean and error of the human marks alone. */
  readonly humanMean: number;
  readonly humanStandardError: number;
}

const fewestHumanMarks = 20;

/**
 * A mean as people would mark it, from a few human and many machine marks.
 *
 * Question: how would people mark all contacts, if people marked a few and a machine marked all?
 * Estimand: the mean of the human marks over all contacts.
 * Formula: lambda mean(f, rest) + mean(y - lambda f, both), lambda = cov(y, f) / ((1 + n / N) var f), 0 to 1;
 *   variance s2(y - lambda f) / n + lambda^2 s2(f, rest) / N, the first with n - 2 where lambda was fitted.
 * Source: [angelopoulos2023, mean]; lambda [angelopoulos2023b, example 6.1].
 * Assumes: those with human marks were drawn by lot from the same contacts, each on its own; the machine was not
 *   taught on them. The machine may be as wrong as it likes.
 * Input: [n] human and machine marks of the same, [N] machine marks of others; one unit.
 * Output: mean, error and interval in that unit; lambda as `trust`.
 * Refuses: `too-few-human-marks` under 20; `no-machine-marks`; `no-spread` where human marks do not vary;
 *   `out-of-range`.
 * Uncertainty: t with Satterthwaite's degrees of freedom over the two variances.
 * Proof: the formulas of the authors' package; a machine without use gives the human mean; simulated coverage with a
 *   biased machine, and shorter intervals the better it is.
 */
export function predictionPoweredMean(input: PredictionPoweredInput): PredictionPoweredMean | Refused {
  checkInput(input);
  const { human, machine, machineOnly, size } = input;
  const [n, rest] = [human.length, machineOnly.length];
  if (n < fewestHumanMarks) {
    return refuse('too-few-human-marks', `${n} human marks; at least ${fewestHumanMarks} are needed.`);
  }
  if (rest < 2) return refuse('no-machine-marks', 'There are no contacts that the machine alone has marked.');
  const ofPeople = rangeOf(human);
  const refusal =
    refuseOutOfRange(ofPeople, 'the human marks') ??
    refuseOutOfRange(rangeOf(joined(machine, machineOnly)), "the machine's marks") ??
    refuseConstant(ofPeople, 'the human marks');
  if (refusal !== undefined) return refusal;
  const trust = trustOf(input);
  const fitted = trust > 0 && trust < 1 ? 1 : 0;
  const rectified = momentsOf(human.map((mark, i) => mark - trust * machine[i]));
  const machineMoments = momentsOf(machineOnly);
  const ofHuman = rectified.squares / (n - 1 - fitted) / n;
  const ofMachine = (trust ** 2 * machineMoments.squares) / (rest - 1) / rest;
  if (!(ofHuman + ofMachine > 0)) return refuse('no-spread', 'All marks are the same.');
  const degreesOfFreedom =
    (ofHuman + ofMachine) ** 2 / (ofHuman ** 2 / (n - 1 - fitted) + ofMachine ** 2 / (rest - 1));
  const mean = trust * machineMoments.mean + rectified.mean;
  const standardError = Math.sqrt(ofHuman + ofMachine);
  const half = studentTQuantile(1 - size / 2, degreesOfFreedom) * standardError;
  const alone = momentsOf(human);
  return {
    kind: 'estimate',
    mean,
    standardError,
    degreesOfFreedom,
    low: mean - half,
    high: mean + half,
    trust,
    machineBias: momentsOf(machine).mean - alone.mean,
    humanMean: alone.mean,
    humanStandardError: Math.sqrt(alone.squares / (n - 1) / n),
  };
}

function trustOf({ human, machine, machineOnly }: PredictionPoweredInput): number {
  const [n, rest] = [human.length, machineOnly.length];
  const ofHuman = momentsOf(human).mean;
  const ofMachine = momentsOf(machine).mean;
  const together = human.reduce((sum, mark, i) => sum + (mark - ofHuman) * (machine[i] - ofMachine), 0) / n;
  const variance = momentsOf(joined(machine, machineOnly)).squares / (n + rest - 1);
  if (variance === 0) return 0;
  return Math.min(1, Math.max(0, together / ((1 + n / rest) * variance)));
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function momentsOf(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
}

function checkInput({ human, machine, machineOnly, size }: PredictionPoweredInput): void {
  if (human.length !== machine.length) {
    throw new RangeError(`${human.length} human marks, but ${machine.length} machine marks for the same`);
  }
  for (const values of [human, machine, machineOnly]) {
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) throw new RangeError(`not a number: ${wrong}`);
  }
  if (!(size > 0 && size < 1)) throw new RangeError(`the size must lie between 0 and 1: ${size}`);
}
