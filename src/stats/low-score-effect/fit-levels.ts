/** Means of people in blocks of time, with the variance that chance gives each; [people x blocks]. */
export interface BlockMeans {
  readonly people: number;
  readonly blocks: number;
  readonly mean: Float64Array;
  /** 0 where the mean is not read. */
  readonly noise: Float64Array;
  /** [blocks] middle of each block, in quarters. */
  readonly middle: Float64Array;
}

/**
 * A person's level has a lasting part and one that drifts: covariance between two blocks at a distance of d quarters
 * is lasting + drifting x exp(-d / memory).
 */
export interface LevelModel {
  readonly lasting: number;
  readonly drifting: number;
  readonly memory: number;
}

export interface FittedLevels {
  readonly model: LevelModel;
  /** [blocks] mean of everybody's level in each block. */
  readonly centre: Float64Array;
  /** [people x 2] what each person adds to the error of `lasting` and of `drifting`. */
  readonly influence: Float64Array;
}

/** Quarters in which the drifting part falls to a third, tried. */
const memories = [0.5, 1, 2, 4] as const;
const mostSteps = 40;
const mostHalvings = 12;
const settledAt = 1e-6;

/** Greatest likelihood under the normal, over a few memories, by Fisher's scoring for the two variances. */
export function fitLevels(data: BlockMeans, start: number): FittedLevels {
  let best: { readonly model: LevelModel; readonly state: State } | undefined;
  for (const memory of memories) {
    const found = climb(data, { lasting: 0.8 * start, drifting: 0.2 * start, memory });
    if (best === undefined || found.state.logLikelihood > best.state.logLikelihood) best = found;
  }
  if (best === undefined) throw new Error('no memory was tried');
  const { model, state } = best;
  return { model, centre: state.centre, influence: influenceOf(data, state) };
}

/** Means of the blocks under a given model, by generalised least squares. */
export function centreUnder(data: BlockMeans, model: LevelModel): Float64Array {
  return centreOf(data, invertAll(data, covarianceOf(data, model)));
}

export function covarianceOf({ middle }: Pick<BlockMeans, 'middle'>, model: LevelModel): Float64Array {
  const { lasting, drifting, memory } = model;
  return pairwise(middle, (distance) => lasting + drifting * Math.exp(-distance / memory));
}

function pairwise(middle: Float64Array, of: (distance: number) => number): Float64Array {
  const blocks = middle.length;
  const matrix = new Float64Array(blocks * blocks);
  for (let a = 0; a < blocks; a++) {
    for (let b = 0; b < blocks; b++) matrix[a * blocks + b] = of(Math.abs(middle[a] - middle[b]));
  }
  return matrix;
}

/** The likelihood at one model with its slope and information. */
interface State {
  readonly logLikelihood: number;
  readonly centre: Float64Array;
  /** [people x 2] */
  readonly scores: Float64Array;
  /** Expected information of (lasting, drifting): first, mixed, second. */
  readonly information: readonly [number, number, number];
}

function climb(data: BlockMeans, begin: LevelModel): { readonly model: LevelModel; readonly state: State } {
  let model = begin;
  let state = evaluate(data, model);
  for (let step = 0; step < mostSteps; step++) {
    const [byLasting, byDrifting] = direction(model, state);
    let length = 1;
    let next: { model: LevelModel; state: State } | undefined;
    for (let halving = 0; halving < mostHalvings; halving++, length /= 2) {
      const tried = {
        ...model,
        lasting: Math.max(0, model.lasting + length * byLasting),
        drifting: Math.max(0, model.drifting + length * byDrifting),
      };
      const at = evaluate(data, tried);
      if (at.logLikelihood >= state.logLikelihood) {
        next = { model: tried, state: at };
        break;
      }
    }
    if (next === undefined) break;
    const gained = next.state.logLikelihood - state.logLikelihood;
    ({ model, state } = next);
    if (gained < settledAt) break;
  }
  return { model, state };
}

/** Fisher's step; a variance that is 0 and would fall stays, and the other moves alone. */
function direction(model: LevelModel, { scores, information }: State): readonly [number, number] {
  let [first, second] = [0, 0];
  for (let i = 0; i < scores.length; i += 2) {
    first += scores[i];
    second += scores[i + 1];
  }
  const [a, mixed, b] = information;
  if (model.drifting === 0 && second <= 0) return [first / a, 0];
  if (model.lasting === 0 && first <= 0) return [0, second / b];
  const determinant = a * b - mixed * mixed;
  const step = [
    (b * first - mixed * second) / determinant,
    (a * second - mixed * first) / determinant,
  ] as const;
  if (model.drifting + step[1] < 0 && model.drifting === 0) return [first / a, 0];
  return step;
}

function evaluate(data: BlockMeans, model: LevelModel): State {
  const { people, blocks, mean, noise, middle } = data;
  const inverses = invertAll(data, covarianceOf(data, model));
  const centre = centreOf(data, inverses);
  const fading = pairwise(middle, (distance) => Math.exp(-distance / model.memory));
  const scores = new Float64Array(people * 2);
  const half = new Float64Array(blocks * blocks);
  const residual = new Float64Array(blocks);
  const u = new Float64Array(blocks);
  const rowSums = new Float64Array(blocks);
  let logLikelihood = 0;
  let [lastingInfo, mixedInfo, driftingInfo] = [0, 0, 0];
  for (let i = 0; i < people; i++) {
    const inverse = inverses.of.subarray(i * blocks * blocks, (i + 1) * blocks * blocks);
    for (let b = 0; b < blocks; b++) {
      residual[b] = noise[i * blocks + b] > 0 ? mean[i * blocks + b] - centre[b] : 0;
    }
    let [square, total, allInverse, traceFading, quadratic, mixed, traceTwice] = [0, 0, 0, 0, 0, 0, 0];
    for (let a = 0; a < blocks; a++) {
      let [dot, row] = [0, 0];
      for (let b = 0; b < blocks; b++) {
        dot += inverse[a * blocks + b] * residual[b];
        row += inverse[a * blocks + b];
        traceFading += inverse[a * blocks + b] * fading[a * blocks + b];
      }
      u[a] = dot;
      rowSums[a] = row;
      square += dot * residual[a];
      total += dot;
      allInverse += row;
    }
    for (let a = 0; a < blocks; a++) {
      for (let b = 0; b < blocks; b++) {
        quadratic += u[a] * fading[a * blocks + b] * u[b];
        mixed += rowSums[a] * fading[a * blocks + b] * rowSums[b];
        let cell = 0;
        for (let c = 0; c < blocks; c++) cell += inverse[a * blocks + c] * fading[c * blocks + b];
        half[a * blocks + b] = cell;
      }
    }
    for (let a = 0; a < blocks; a++) {
      for (let b = 0; b < blocks; b++) traceTwice += half[a * blocks + b] * half[b * blocks + a];
    }
    logLikelihood -= 0.5 * (square + inverses.logDeterminant[i]);
    scores[i * 2] = 0.5 * (total * total - allInverse);
    scores[i * 2 + 1] = 0.5 * (quadratic - traceFading);
    lastingInfo += 0.5 * allInverse * allInverse;
    mixedInfo += 0.5 * mixed;
    driftingInfo += 0.5 * traceTwice;
  }
  return { logLikelihood, centre, scores, information: [lastingInfo, mixedInfo, driftingInfo] };
}

function influenceOf({ people }: BlockMeans, { scores, information }: State): Float64Array {
  const [a, mixed, b] = information;
  const determinant = a * b - mixed * mixed;
  let [meanFirst, meanSecond] = [0, 0];
  for (let i = 0; i < people; i++) {
    meanFirst += scores[i * 2] / people;
    meanSecond += scores[i * 2 + 1] / people;
  }
  const influence = new Float64Array(people * 2);
  for (let i = 0; i < people; i++) {
    const first = scores[i * 2] - meanFirst;
    const second = scores[i * 2 + 1] - meanSecond;
    influence[i * 2] = (b * first - mixed * second) / determinant;
    influence[i * 2 + 1] = (a * second - mixed * first) / determinant;
  }
  return influence;
}

interface Inverses {
  /** [people x blocks x blocks] inverse covariance of what was observed, 0 elsewhere. */
  readonly of: Float64Array;
  readonly logDeterminant: Float64Array;
}

function centreOf({ people, blocks, mean, noise }: BlockMeans, { of }: Inverses): Float64Array {
  const cross = new Float64Array(blocks * blocks);
  const right = new Float64Array(blocks);
  for (let i = 0; i < people; i++) {
    for (let a = 0; a < blocks; a++) {
      for (let b = 0; b < blocks; b++) {
        const cell = of[(i * blocks + a) * blocks + b];
        cross[a * blocks + b] += cell;
        if (noise[i * blocks + b] > 0) right[a] += cell * mean[i * blocks + b];
      }
    }
  }
  const read = [...right.keys()].filter((a) => cross[a * blocks + a] > 0);
  const inverse = new Float64Array(blocks * blocks);
  invertInto(cross, blocks, read, inverse, 0);
  return Float64Array.from(right, (_, a) =>
    right.reduce((sum, value, b) => sum + inverse[a * blocks + b] * value, 0),
  );
}

function invertAll({ people, blocks, noise }: BlockMeans, covariance: Float64Array): Inverses {
  const of = new Float64Array(people * blocks * blocks);
  const logDeterminant = new Float64Array(people);
  const matrix = new Float64Array(blocks * blocks);
  const read: number[] = [];
  for (let i = 0; i < people; i++) {
    read.length = 0;
    matrix.set(covariance);
    for (let b = 0; b < blocks; b++) {
      matrix[b * blocks + b] += noise[i * blocks + b];
      if (noise[i * blocks + b] > 0) read.push(b);
    }
    logDeterminant[i] = invertInto(matrix, blocks, read, of, i * blocks * blocks);
  }
  return { of, logDeterminant };
}

/**
 * Inverts the rows and columns `read` of a symmetric positive definite matrix into `target` from `offset` on, and
 * returns the logarithm of its determinant. Gauss and Jordan's sweeps, in place.
 */
export function invertInto(
  matrix: Float64Array,
  size: number,
  read: readonly number[],
  target: Float64Array,
  offset: number,
): number {
  for (const a of read) for (const b of read) target[offset + a * size + b] = matrix[a * size + b];
  let logDeterminant = 0;
  for (const k of read) {
    const pivot = target[offset + k * size + k];
    if (!(pivot > 0)) throw new Error(`not a covariance: pivot ${pivot}`);
    logDeterminant += Math.log(pivot);
    for (const a of read) {
      if (a === k) continue;
      const factor = target[offset + a * size + k] / pivot;
      for (const b of read) {
        if (b !== k) target[offset + a * size + b] -= factor * target[offset + k * size + b];
      }
      target[offset + a * size + k] = -factor;
    }
    for (const b of read) if (b !== k) target[offset + k * size + b] /= pivot;
    target[offset + k * size + k] = 1 / pivot;
  }
  return logDeterminant;
}
