import { type BlockMeans, fitLevels, type LevelModel } from './low-score-effect/fit-levels.ts';
import { type Foretold, foretell } from './low-score-effect/foretell.ts';
import { type LevelScatter, scatterOfLevels, straightener } from './low-score-effect/straighten-scores.ts';
import { type Steady, withoutClusters } from './low-score-effect/team-shocks.ts';
import { rangeOfPanel, refuseOutOfRange } from './numeric-range.ts';
import { type Refused, refuse } from './refused.ts';

/**
 * People, trained because of a low score and untrained, in blocks of time: first those of the earlier history, then
 * those that made the score, then those after the training. Nothing between score and training is read.
 */
export interface LowScorePanel {
  readonly historyBlocks: number;
  readonly scoreBlocks: number;
  /** [blocks] middle of each block, in quarters. */
  readonly middle: Float64Array;
  /** [people x blocks] sum and number of values; 0 also where somebody else's training has begun. */
  readonly sum: Float64Array;
  readonly count: Float64Array;
  /**
   * [people x blocks] squared differences of the periods' means from the block's, times their numbers of values, and
   * how many periods with values there are beyond the first: how single values scatter. Read before the training only.
   */
  readonly scatter: Float64Array;
  readonly freedom: Float64Array;
  /** [people x blocks after the training] share of the block in which the person was in post. */
  readonly inPost: Float64Array;
  /** [people] 1 if trained. */
  readonly trained: Uint8Array;
  /** [people] 1 for untrained people who are read before the training only: they may have learned from colleagues. */
  readonly aside?: Uint8Array;
  /** [people] */
  readonly cluster: Int32Array;
  readonly clusters: number;
}

interface Effect {
  readonly estimate: number;
  /** [clusters] what each cluster adds to the error. */
  readonly influence: Float64Array;
}

/** What becomes of low scores without any training. */
export interface ByItself {
  /** Foretold mean of the trained in the first block less their mean score: the rise to expect. */
  readonly bounce: number;
  /** Share of a low score's distance from the mean of all that stays: reliability times stability. */
  readonly kept: number;
}

export interface LowScoreEffect {
  readonly kind: 'estimate';
  /** By block after the training: later mean of the trained less what score and history foretell; refused where too few are seen. */
  readonly regression: readonly (Effect | Refused)[];
  /** The same for the change since the history among the trained less the same change among the untrained. */
  readonly difference: readonly (Effect | Refused)[];
  /** What low scores do by themselves; undefined where the first block after the training is refused. */
  readonly byItself: ByItself | undefined;
  readonly levels: LevelModel;
  readonly clustersTrained: number;
  readonly clustersUntrained: number;
}

const fewestTrained = 10;
const fewestUntrained = 30;

/**
 * Effect on people who were chosen for low scores.
 *
 * Question: did those picked for low scores get better because of the training, or would they have risen anyway?
 * Estimand: E[Y(1) - Y(0) | trained], Y the mean in a block after the training, weighted by values before it times the
 *   share of the block in post.
 * Formula: mean over trained of (y - p) less mean over untrained of (y - p), p = c_w' V^-1 (x - m) the regression of
 *   the later mean on the means x of score and history. Levels have covariance lasting + drifting exp(-d / memory), by
 *   greatest likelihood from everything before the training and from the untrained after it; V adds the chance in
 *   x from so many values. What clusters have in common is taken off before (`withoutClusters`): in single blocks of x,
 *   and in x and y what lasts. x is straightened where low ones scatter more than high ones (`straightener`).
 * Source: [imbens2009, section 5.3], imputation by regression; the regression by [laird1982]; the variance function by
 *   [wedderburn1974].
 * Assumes: given scores and history of all in the cluster, who was chosen does not depend on what would have come later (probed by the
 *   within-person difference from the earlier history, which must not contradict); levels of those low and others
 *   last and drift alike.
 * Input: sums, numbers and scatter of values [people x blocks], share in post [people x blocks after], trained (0 or 1),
 *   cluster [people].
 * Output: regression and difference by block after, in units of the measure, with influences [clusters]; what low scores
 *   do by themselves.
 * Refuses: `too-few-people` under 10 trained or 30 untrained with a score, or in a block; `one-cluster` where all of a
 *   side are of one cluster; `no-history` where nobody is seen before the score; `no-spread` where values do not vary;
 *   `out-of-range`.
 * Uncertainty: by cluster: both means with each cluster left out in turn, and the estimated covariance of levels,
 *   linearised; memory, scatter and shocks count as known.
 * Proof: the likelihood by brute force over dense matrices; the straightened score of Poisson counts by integration;
 *   Kelley's formula where levels only last; simulation with a true effect of 0 and 0.2, lasting and drifting levels,
 *   whole points and numbers on a line: before/after is misled, the estimates and their coverage are not.
 */
export function lowScoreEffect(panel: LowScorePanel): LowScoreEffect | Refused {
  checkShapes(panel);
  const cells = { ...panel, units: panel.trained.length, periods: panel.middle.length };
  const outOfRange = refuseOutOfRange(rangeOfPanel(cells), 'the measure');
  if (outOfRange !== undefined) return outOfRange;
  const people = eligible(panel);
  const count = (mark: number) => people.filter((i) => isOn(panel, i, mark)).length;
  const tooFew = refuseFew(count(1), count(0), 'with a score');
  if (tooFew !== undefined) return tooFew;
  const { historyBlocks, scoreBlocks } = panel;
  if (!people.some((i) => countOver(panel, i, 0, historyBlocks) > 0)) {
    return refuse('no-history', 'Nobody is observed before the time of the score.');
  }
  const among = pick(panel, people);
  const scored = scatterOfLevels(among);
  const steady = scored && withoutClusters(among, scored.within);
  const scatter = steady && scatterOfLevels(steady.panel);
  if (scatter === undefined || steady === undefined)
    return refuse('no-spread', 'The values of a person do not vary.');
  const data = blockMeans(steady, scatter);
  const fitted = fitLevels(data, scatter.between);
  const question = { ...steady, data, before: historyBlocks + scoreBlocks, chance: scatter.within };
  const foretold = foretell(data, fitted.model, question.before);
  const regression = withUncertainLevels(question, fitted, regressionsUnder(question, foretold));
  return {
    kind: 'estimate',
    regression,
    difference: differences({ ...question, panel: among }),
    byItself: 'kind' in regression[0] ? undefined : bounceOf(question, among, foretold),
    levels: fitted.model,
    clustersTrained: clustersOf(among, 1),
    clustersUntrained: clustersOf(among, 0),
  };
}

interface Question extends Pick<Steady, 'panel' | 'lasting'> {
  readonly data: BlockMeans;
  /** Blocks before the training. */
  readonly before: number;
  /** Variance of single values. */
  readonly chance: number;
}

function refuseFew(trained: number, untrained: number, where: string): Refused | undefined {
  if (trained >= fewestTrained && untrained >= fewestUntrained) return undefined;
  return refuse(
    'too-few-people',
    `${trained} trained and ${untrained} untrained people are observed ${where}; at least ${fewestTrained} and ${fewestUntrained} are needed.`,
  );
}

function countOver({ count, middle }: LowScorePanel, person: number, from: number, to: number): number {
  let total = 0;
  for (let b = from; b < to; b++) total += count[person * middle.length + b];
  return total;
}

/** Those with a score. */
function eligible(panel: LowScorePanel): number[] {
  const { historyBlocks, scoreBlocks } = panel;
  return [...panel.trained.keys()].filter(
    (i) => countOver(panel, i, historyBlocks, historyBlocks + scoreBlocks) > 0,
  );
}

function pick(panel: LowScorePanel, people: readonly number[]): LowScorePanel {
  const rows = (values: Float64Array, width: number) => {
    const picked = new Float64Array(people.length * width);
    people.forEach((i, row) => {
      picked.set(values.subarray(i * width, (i + 1) * width), row * width);
    });
    return picked;
  };
  const blocks = panel.middle.length;
  return {
    ...panel,
    sum: rows(panel.sum, blocks),
    count: rows(panel.count, blocks),
    scatter: rows(panel.scatter, blocks),
    freedom: rows(panel.freedom, blocks),
    inPost: rows(panel.inPost, blocks - panel.historyBlocks - panel.scoreBlocks),
    trained: Uint8Array.from(people, (i) => panel.trained[i]),
    aside: Uint8Array.from(people, (i) => panel.aside?.[i] ?? 0),
    cluster: Int32Array.from(people, (i) => panel.cluster[i]),
  };
}

/** Whether somebody is among the trained (1) or the untrained that are compared (0). */
function isOn({ trained, aside }: LowScorePanel, person: number, mark: number): boolean {
  return trained[person] === mark && aside?.[person] !== 1;
}

/** Straightened means with the chance in them; only the untrained who are compared are read after the training. */
function blockMeans({ panel, shock }: Steady, scatter: LevelScatter): BlockMeans {
  const { historyBlocks, scoreBlocks, sum, count, trained, middle } = panel;
  const blocks = middle.length;
  const before = historyBlocks + scoreBlocks;
  const mean = new Float64Array(sum.length);
  const noise = new Float64Array(sum.length);
  const shiftOf = straightener(scatter);
  for (let i = 0; i < trained.length; i++) {
    let [total, values] = [0, 0];
    for (let b = 0; b < before; b++) {
      total += sum[i * blocks + b];
      values += count[i * blocks + b];
    }
    const shift = shiftOf(total / values, values);
    for (let b = 0; b < blocks; b++) {
      const cell = i * blocks + b;
      if (count[cell] === 0) continue;
      mean[cell] = sum[cell] / count[cell] + (b < before ? shift : 0);
      const chance = scatter.within / count[cell];
      if (b < before) noise[cell] = chance;
      else if (isOn(panel, i, 0)) noise[cell] = chance + shock;
    }
  }
  return { people: trained.length, blocks, mean, noise, middle };
}

/** Sums of one side in one block: values less what is foretold, with weights. */
interface Side {
  readonly people: readonly number[];
  readonly weight: readonly number[];
}

function sidesOf(
  { panel, before }: Question,
  block: number,
  weightOf: (person: number) => number,
  untrainedWeightOf: (person: number) => number,
): { readonly trained: Side; readonly untrained: Side } | Refused {
  const blocks = panel.middle.length;
  const side = (mark: number, of: (person: number) => number): Side => {
    const people = [...panel.trained.keys()].filter(
      (i) => isOn(panel, i, mark) && panel.count[i * blocks + before + block] > 0 && of(i) > 0,
    );
    return { people, weight: people.map(of) };
  };
  const trained = side(1, weightOf);
  const untrained = side(0, untrainedWeightOf);
  const where = `in block ${block + 1} after the training`;
  const tooFew = refuseFew(trained.people.length, untrained.people.length, where);
  if (tooFew !== undefined) return tooFew;
  const ofOne = [trained, untrained].some(
    ({ people }) => new Set(people.map((i) => panel.cluster[i])).size < 2,
  );
  return ofOne
    ? refuse('one-cluster', `All who are trained, or all who are not, are of one team ${where}.`)
    : { trained, untrained };
}

function meanOf({ people, weight }: Side, value: (person: number) => number): number {
  let [sum, total] = [0, 0];
  people.forEach((person, k) => {
    sum += weight[k] * value(person);
    total += weight[k];
  });
  return sum / total;
}

/**
 * Mean of the trained less that of the untrained, and what each cluster adds to its error: how far the mean would move
 * without it, so that few clusters with much weight do not pass for many.
 */
function contrast(
  { panel }: Question,
  { trained, untrained }: { readonly trained: Side; readonly untrained: Side },
  value: (person: number) => number,
): Effect {
  const influence = new Float64Array(panel.clusters);
  for (const [side, sign] of [
    [trained, 1],
    [untrained, -1],
  ] as const) {
    const mean = meanOf(side, value);
    const total = side.weight.reduce((sum, weight) => sum + weight, 0);
    const off = new Float64Array(panel.clusters);
    const share = new Float64Array(panel.clusters);
    side.people.forEach((person, k) => {
      off[panel.cluster[person]] += (side.weight[k] * (value(person) - mean)) / total;
      share[panel.cluster[person]] += side.weight[k] / total;
    });
    off.forEach((part, c) => {
      if (share[c] < 1) influence[c] += (sign * part) / (1 - share[c]);
    });
  }
  return { estimate: meanOf(trained, value) - meanOf(untrained, value), influence };
}

function laterMean({ panel, before }: Question, block: number): (person: number) => number {
  const blocks = panel.middle.length;
  return (i) => panel.sum[i * blocks + before + block] / panel.count[i * blocks + before + block];
}

function blocksAfter({ panel, before }: Question): number[] {
  return Array.from({ length: panel.middle.length - before }, (_, block) => block);
}

/** The untrained are weighted by how well they are foretold, the trained by values before times share in post. */
function regressionsUnder(question: Question, { level, open }: Foretold): (Effect | Refused)[] {
  const { panel, before, chance } = question;
  const blocks = panel.middle.length;
  const after = blocks - before;
  return blocksAfter(question).map((block) => {
    const sides = sidesOf(
      question,
      block,
      (i) => countOver(panel, i, 0, before) * panel.inPost[i * after + block],
      (i) => 1 / (open[i * after + block] + chance / panel.count[i * blocks + before + block]),
    );
    if ('kind' in sides) return sides;
    const later = laterMean(question, block);
    return contrast(question, sides, (i) => later(i) - level[i * after + block]);
  });
}

function differences(question: Question): (Effect | Refused)[] {
  const { panel, before } = question;
  const blocks = panel.middle.length;
  const after = blocks - before;
  const history = (i: number) => countOver(panel, i, 0, panel.historyBlocks);
  const historyMean = (i: number) => {
    let sum = 0;
    for (let b = 0; b < panel.historyBlocks; b++) sum += panel.sum[i * blocks + b];
    return sum / history(i);
  };
  return blocksAfter(question).map((block) => {
    const weight = (i: number) => history(i) * panel.inPost[i * after + block];
    const sides = sidesOf(question, block, weight, weight);
    if ('kind' in sides) return sides;
    const later = laterMean(question, block);
    return contrast(question, sides, (i) => later(i) - historyMean(i));
  });
}

/** Part of the variances by which they are moved to see what the effects owe to them. */
const nudge = 0.03;

/** Adds what is uncertain about the covariance of levels: its influences times the change of each effect with it. */
function withUncertainLevels(
  question: Question,
  { model, influence }: ReturnType<typeof fitLevels>,
  effects: readonly (Effect | Refused)[],
): (Effect | Refused)[] {
  const { panel, data, before } = question;
  const step = nudge * (model.lasting + model.drifting);
  const under = (moved: LevelModel) => regressionsUnder(question, foretell(data, moved, before));
  const slopes = (['lasting', 'drifting'] as const).map((part) => {
    const low = Math.max(0, model[part] - step);
    const high = model[part] + step;
    const [atLow, atHigh] = [under({ ...model, [part]: low }), under({ ...model, [part]: high })];
    return effects.map((_, block) => {
      const [a, b] = [atLow[block], atHigh[block]];
      return 'kind' in a || 'kind' in b ? 0 : (b.estimate - a.estimate) / (high - low);
    });
  });
  return effects.map((effect, block) => {
    if ('kind' in effect) return effect;
    const total = effect.influence.slice();
    for (let i = 0; i < data.people; i++) {
      total[panel.cluster[i]] +=
        slopes[0][block] * influence[i * 2] + slopes[1][block] * influence[i * 2 + 1];
    }
    return { estimate: effect.estimate, influence: total };
  });
}

function bounceOf(question: Question, asScored: LowScorePanel, { level, open }: Foretold): ByItself {
  const { panel, before, lasting } = question;
  const blocks = panel.middle.length;
  const after = blocks - before;
  const score = (i: number) => {
    let [sum, count] = [0, 0];
    for (let b = panel.historyBlocks; b < before; b++) {
      sum += asScored.sum[i * blocks + b];
      count += asScored.count[i * blocks + b];
    }
    return sum / count;
  };
  const all = [...panel.trained.keys()];
  const weightOf = (i: number) => countOver(panel, i, 0, before);
  const side = (mark: number) => {
    const people = all.filter((i) => isOn(panel, i, mark));
    return { people, weight: people.map(weightOf) };
  };
  const everybody = { people: all, weight: all.map(weightOf) };
  const seen = side(0).people.filter((i) => panel.count[i * blocks + before] > 0);
  const untrained = {
    people: seen,
    weight: seen.map((i) => 1 / (open[i * after] + question.chance / panel.count[i * blocks + before])),
  };
  const later = laterMean(question, 0);
  const centre = meanOf(untrained, (i) => later(i) - level[i * after]);
  const foretold = meanOf(side(1), (i) => level[i * after] + lasting[panel.cluster[i]]);
  const scored = meanOf(side(1), score);
  return { bounce: centre + foretold - scored, kept: foretold / (scored - meanOf(everybody, score)) };
}

function clustersOf(panel: LowScorePanel, mark: number): number {
  return new Set(panel.cluster.filter((_, i) => isOn(panel, i, mark))).size;
}

function checkShapes(panel: LowScorePanel): void {
  const { historyBlocks, scoreBlocks, middle, trained } = panel;
  const after = middle.length - historyBlocks - scoreBlocks;
  if (historyBlocks < 1 || scoreBlocks < 1 || after < 1) {
    throw new RangeError(
      `${middle.length} blocks with ${historyBlocks} of history and ${scoreBlocks} of the score leave none for history, score or later`,
    );
  }
  for (const name of ['sum', 'count', 'scatter', 'freedom'] as const) {
    if (panel[name].length !== trained.length * middle.length) {
      throw new RangeError(
        `${panel[name].length} entries of ${name} do not fit ${trained.length} people and ${middle.length} blocks`,
      );
    }
  }
  if (panel.aside !== undefined && panel.aside.length !== trained.length) {
    throw new RangeError(`${panel.aside.length} entries of aside do not fit ${trained.length} people`);
  }
  if (panel.inPost.length !== trained.length * after || panel.cluster.length !== trained.length) {
    throw new RangeError(
      `${panel.inPost.length} shares in post and ${panel.cluster.length} clusters do not fit ${trained.length} people`,
    );
  }
}
