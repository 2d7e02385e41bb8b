import { type Refused, refuse } from './refused.ts';

/** How often each value was given, or how much it weighs: both [values], values ascending. */
export interface AnswerTable {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

export interface LeeBoundsInput {
  /** Answers of the trained in the window. */
  readonly trained: AnswerTable;
  /** Answers of the untrained in the window: trimmed where they are the ones who answer more. */
  readonly untrained: AnswerTable;
  /** Answered / asked among the trained, over 0 to 1. */
  readonly shareAnsweringTrained: number;
  /** The share that would have answered had they not been trained, over 0 to 1. */
  readonly shareAnsweringUntrained: number;
}

export interface LeeBounds {
  readonly kind: 'estimate';
  /** What to add to the estimated effect for its lower bound, at most 0, in units of the values. */
  readonly shiftLow: number;
  /** What to add to the estimated effect for its upper bound, at least 0. */
  readonly shiftHigh: number;
  /** Whose answers are too many. */
  readonly trimmed: 'trained' | 'untrained' | 'neither';
  /** Share of their answers that is too many, 0 to 1. */
  readonly trimmedShare: number;
  /** Mean of the trimmed side as it is, without its highest and without its lowest answers. */
  readonly mean: number;
  readonly meanWithoutHighest: number;
  readonly meanWithoutLowest: number;
}

/**
 * How far an effect on ratings can be owed to who answers.
 *
 * Question: if training changed who answers, between which values does the effect on the answers lie?
 * Estimand: the effect among those who answer either way.
 * Formula: q = 1 - smaller share / larger share; the side that answers more loses a share q of its answers, once
 *   from the top and once from the bottom; a value that the cut runs through counts in part.
 * Source: [lee2009, proposition 1a].
 * Assumes: assignment as good as drawn, and training moves answering one way for everybody (nobody answers only
 *   because trained while another falls silent for it); the effect on answering shows the net move only.
 * Input: two tables of distinct values and how often each was given, and two shares.
 * Output: shifts to be added to the estimated effect; units of the values; shiftLow <= 0 <= shiftHigh.
 * Refuses: `no-answers` where the side to trim has none, `nobody-answers` where a share is 0.
 * Uncertainty: none of its own; the interval of the effect is laid around both bounds.
 * Proof: every subset left out, by brute force; a simulation in which it is known who answers either way.
 */
export function leeBounds(input: LeeBoundsInput): LeeBounds | Refused {
  const { shareAnsweringTrained: trained, shareAnsweringUntrained: untrained } = input;
  checkShare(trained);
  checkShare(untrained);
  if (trained === 0 || untrained === 0) {
    return refuse('nobody-answers', 'On one side nobody answers, so nobody is known to answer either way.');
  }
  const trimmed = trained > untrained ? 'trained' : untrained > trained ? 'untrained' : 'neither';
  const table = trimmed === 'untrained' ? input.untrained : input.trained;
  const answers = checkTable(table);
  if (answers === 0) return refuse('no-answers', 'The side that answers more has no answers in the window.');

  const trimmedShare = 1 - Math.min(trained, untrained) / Math.max(trained, untrained);
  const kept = answers * (1 - trimmedShare);
  const mean = meanOfLowest(table, answers);
  const meanWithoutHighest = meanOfLowest(table, kept);
  const meanWithoutLowest = meanOfHighest(table, kept);
  const fall = Math.min(0, meanWithoutHighest - mean);
  const rise = Math.max(0, meanWithoutLowest - mean);
  const [shiftLow, shiftHigh] = trimmed === 'untrained' ? [0 - rise, 0 - fall] : [fall, rise];
  return {
    kind: 'estimate',
    shiftLow,
    shiftHigh,
    trimmed,
    trimmedShare,
    mean,
    meanWithoutHighest,
    meanWithoutLowest,
  };
}

function checkShare(share: number): void {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`not a share from 0 to 1: ${share}`);
}

/** Number of answers in the table. */
function checkTable({ values, counts }: AnswerTable): number {
  if (values.length !== counts.length)
    throw new RangeError(`${values.length} values, ${counts.length} counts`);
  let answers = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(counts[i] >= 0)) throw new RangeError(`a value was given ${counts[i]} times`);
    if (i > 0 && !(values[i] > values[i - 1])) {
      throw new RangeError(`values must ascend: ${values[i]} after ${values[i - 1]}`);
    }
    answers += counts[i];
  }
  return answers;
}

function meanOfLowest({ values, counts }: AnswerTable, kept: number): number {
  let left = kept;
  let sum = 0;
  for (let i = 0; i < values.length && left > 0; i++) {
    const taken = Math.min(left, counts[i]);
    sum += taken * values[i];
    left -= taken;
  }
  return sum / (kept - left);
}

function meanOfHighest({ values, counts }: AnswerTable, kept: number): number {
  const turned = { values: values.map((value) => -value).reverse(), counts: counts.slice().reverse() };
  return 0 - meanOfLowest(turned, kept);
}
