import { matrix, solve } from './linear-algebra.ts';
import { type Refused, refuse } from './refused.ts';

/** Persons, trained because of a low score and untrained, with their means before and after. All arrays are [persons]. */
export interface LowScoreUnits {
  /** Mean after the training, in units of the measure. */
  readonly later: Float64Array;
  /** Mean in the window by which people were chosen. */
  readonly score: Float64Array;
  /** Mean in the base before that window. */
  readonly history: Float64Array;
  /** Number of values behind each score and each history: few values mean more chance in them. */
  readonly scoreCount: Float64Array;
  readonly historyCount: Float64Array;
  readonly weight: Float64Array;
  /** 1 if trained. */
  readonly trained: Uint8Array;
  readonly cluster: Int32Array;
  readonly clusters: number;
}

interface Effect {
  readonly estimate: number;
  /** [clusters] what each cluster adds to the error. */
  readonly influence: Float64Array;
}

export interface LowScoreEffect {
  readonly kind: 'estimate';
  /** Later mean of the trained less what score and history foretell from the untrained. */
  readonly regression: Effect;
  /** Change since the history among the trained less the same change among the untrained. */
  readonly difference: Effect;
  /** Foretold later mean of the trained less their mean score: the rise to expect without training. */
  readonly bounce: number;
}

const fewestTrained = 10;
const fewestUntrained = 30;

/**
 * Effect on people who were chosen for low scores.
 *
 * Question: did those picked for low scores get better because of the training, or would they have risen anyway?
 * Estimand: E[Y(1) - Y(0) | trained], Y the later mean.
 * Formula: mean over trained of (y - x'b), b by weighted least squares on the untrained,
 *   x = (1, (s - c) n_s / (n_s + n_h + k), (h - c) n_h / (n_s + n_h + k)), s and h score and history with n_s and n_h
 *   values, c their mean among all; k, the values that weigh as much as the person, fits best.
 * Source: [imbens2009, section 5.3], imputation by regression.
 * Assumes: given score and history, who was chosen does not depend on what would have come later (probed by the
 *   within-person difference from the earlier base, which must agree); the line holds below the cut.
 * Input: later, score, history in units of the measure, numbers of values, weight, trained (0 or 1), cluster: [persons].
 * Output: regression and difference in units of the measure with influences [clusters]; bounce, the rise to expect.
 * Refuses: `too-few-people` under 10 trained or 30 untrained; `no-spread` where score and history do not vary.
 * Uncertainty: linearised, by cluster: residuals of the trained and the fitted line of the untrained; k counts as known.
 * Proof: simulation with a true effect of 0 and 0.2, numbers of values from 4 to 60, whole points and numbers on a line:
 *   before/after is misled, both estimates and their coverage are not; the difference by its definition.
 */
export function lowScoreEffect(units: LowScoreUnits): LowScoreEffect | Refused {
  const people = indicesBySide(units);
  if (people.trained.length < fewestTrained || people.untrained.length < fewestUntrained) {
    return refuse(
      'too-few-people',
      `${people.trained.length} trained and ${people.untrained.length} untrained people are observed before, at and after the score; at least ${fewestTrained} and ${fewestUntrained} are needed.`,
    );
  }
  const line = fitBestLine(units, people.untrained);
  if (line === undefined) return refuse('no-spread', 'The scores of the untrained do not vary.');
  const foretold = (i: number) => line.row(i).reduce((sum, x, a) => sum + x * line.coefficients[a], 0);
  return {
    kind: 'estimate',
    regression: regressionEffect(units, people, line, foretold),
    difference: differenceEffect(units, people),
    bounce:
      weightedMean(units, people.trained, foretold) -
      weightedMean(units, people.trained, (i) => units.score[i]),
  };
}

interface BySide {
  readonly trained: readonly number[];
  readonly untrained: readonly number[];
}

function indicesBySide(units: LowScoreUnits): BySide {
  const all = [...units.trained.keys()].filter((i) => units.weight[i] > 0);
  return {
    trained: all.filter((i) => units.trained[i] === 1),
    untrained: all.filter((i) => units.trained[i] === 0),
  };
}

type Row = (i: number) => readonly [number, number, number];

interface Line {
  readonly coefficients: Float64Array;
  /** X'WX of the untrained. */
  readonly cross: ReturnType<typeof matrix>;
  readonly row: Row;
}

/** Values by which a person's own level is told from chance, tried from hardly any noise to nearly only noise. */
const shrinkages = [0, 2, 5, 10, 20, 35, 60, 100, 200, 500, 2000] as const;

/**
 * A low score from few values rises more than one from many. So score and history are drawn towards the mean by
 * their numbers of values, by the shrinkage under which they foretell the later means of the untrained best.
 */
function fitBestLine(units: LowScoreUnits, untrained: readonly number[]): Line | undefined {
  const all = [...units.weight.keys()];
  const centre = weightedMean(units, all, (i) => (units.score[i] + units.history[i]) / 2);
  let best: { line: Line; misfit: number } | undefined;
  for (const shrinkage of shrinkages) {
    const line = fitLine(units, untrained, shrunkRow(units, centre, shrinkage));
    if (line === undefined) continue;
    const misfit = misfitOf(units, untrained, line);
    if (best === undefined || misfit < best.misfit) best = { line, misfit };
  }
  return best?.line;
}

function shrunkRow(units: LowScoreUnits, centre: number, shrinkage: number): Row {
  return (i) => {
    const total = units.scoreCount[i] + units.historyCount[i] + shrinkage;
    return [
      1,
      ((units.score[i] - centre) * units.scoreCount[i]) / total,
      ((units.history[i] - centre) * units.historyCount[i]) / total,
    ];
  };
}

function misfitOf(units: LowScoreUnits, people: readonly number[], { row, coefficients }: Line): number {
  let misfit = 0;
  for (const i of people) {
    const foretold = row(i).reduce((sum, x, a) => sum + x * coefficients[a], 0);
    misfit += units.weight[i] * (units.later[i] - foretold) ** 2;
  }
  return misfit;
}

function fitLine(units: LowScoreUnits, untrained: readonly number[], row: Row): Line | undefined {
  const cross = new Float64Array(9);
  const right = new Float64Array(3);
  for (const i of untrained) {
    const x = row(i);
    for (let a = 0; a < 3; a++) {
      right[a] += units.weight[i] * x[a] * units.later[i];
      for (let b = 0; b < 3; b++) cross[a * 3 + b] += units.weight[i] * x[a] * x[b];
    }
  }
  const crossMatrix = matrix(3, 3, cross);
  const coefficients = solve(crossMatrix, right);
  return coefficients && { coefficients, cross: crossMatrix, row };
}

function regressionEffect(
  units: LowScoreUnits,
  people: BySide,
  line: Line,
  foretold: (i: number) => number,
): Effect {
  const total = people.trained.reduce((sum, i) => sum + units.weight[i], 0);
  const estimate = weightedMean(units, people.trained, (i) => units.later[i] - foretold(i));
  const influence = new Float64Array(units.clusters);
  const meanRow = [0, 1, 2].map((a) => weightedMean(units, people.trained, (i) => line.row(i)[a]));
  for (const i of people.trained) {
    influence[units.cluster[i]] += (units.weight[i] * (units.later[i] - foretold(i) - estimate)) / total;
  }
  const lever = solve(line.cross, meanRow);
  if (lever === undefined) throw new Error('the line was fitted, so its cross products have an inverse');
  for (const i of people.untrained) {
    const pull = line.row(i).reduce((sum, x, a) => sum + x * lever[a], 0);
    influence[units.cluster[i]] -= units.weight[i] * pull * (units.later[i] - foretold(i));
  }
  return { estimate, influence };
}

function differenceEffect(units: LowScoreUnits, people: BySide): Effect {
  const change = (i: number) => units.later[i] - units.history[i];
  const influence = new Float64Array(units.clusters);
  let estimate = 0;
  for (const [side, sign] of [
    [people.trained, 1],
    [people.untrained, -1],
  ] as const) {
    const mean = weightedMean(units, side, change);
    const total = side.reduce((sum, i) => sum + units.weight[i], 0);
    estimate += sign * mean;
    for (const i of side)
      influence[units.cluster[i]] += (sign * units.weight[i] * (change(i) - mean)) / total;
  }
  return { estimate, influence };
}

function weightedMean(units: LowScoreUnits, people: readonly number[], value: (i: number) => number): number {
  let sum = 0;
  let weight = 0;
  for (const i of people) {
    sum += units.weight[i] * value(i);
    weight += units.weight[i];
  }
  return sum / weight;
}
