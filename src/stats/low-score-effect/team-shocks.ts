import type { LowScorePanel } from '../low-score-effect.ts';

/** Sums about the mean of all in each block before the training, and numbers of values; [rows x blocks]. */
export interface BlockSums {
  readonly blocks: number;
  readonly sum: Float64Array;
  readonly count: Float64Array;
}

export interface ClusterVariances {
  /** Of what lasts of a cluster's mean, the levels of the people in it among that. */
  readonly between: number;
  /** Of what a cluster's people have in common in one block. */
  readonly shock: number;
  /** Of single values. */
  readonly chance: number;
}

/** A panel without what its clusters have in common. */
export interface Steady {
  readonly panel: LowScorePanel;
  /** Variance of the shocks that are still in it after the training. */
  readonly shock: number;
  /** [clusters] what lasts of each, taken off in all blocks. */
  readonly lasting: Float64Array;
}

/** Fewer clusters do not tell how far their people move together. */
const fewestClusters = 8;
/** Over the median of the clusters: so that one large cluster does not tell it alone. */
const mostWeight = 2;

/**
 * The panel less what the people of a cluster have in common: in single blocks before the training, as bad weeks of a
 * whole team make scores low and do not last; and, in all blocks, what lasts, so that a low score in a low team is not
 * expected to rise as far as in a high one. Both are best linear predictions from the blocks before the training.
 * `chance` is the variance of single values. Assumes that what happens to a cluster in one block is over in the next.
 */
export function withoutClusters(panel: LowScorePanel, chance: number): Steady {
  const people = sumsBefore(panel);
  const { cluster, clusters } = panel;
  const shock = Math.max(0, shockVariance(people, cluster, clusters));
  const lasting = Math.max(0, lastingVariance(people, cluster, clusters));
  const sums = sumsByCluster(people, cluster, clusters);
  const between = betweenClusters(sums, { shock, chance });
  if (shock + lasting === 0 || between === undefined) {
    return { panel, shock: 0, lasting: new Float64Array(clusters) };
  }
  const shocks = predictShocks(sums, { between, shock, chance });
  const ownPart = between > lasting ? lasting / between : 1;
  const levels = predictLevels(sums, { between, shock, chance }).map((level) => ownPart * level);
  const blocks = panel.middle.length;
  const sum = panel.sum.map((value, cell) => {
    const [c, b] = [cluster[Math.floor(cell / blocks)], cell % blocks];
    const inBlock = b < people.blocks ? shocks[c * people.blocks + b] : 0;
    return value - panel.count[cell] * (levels[c] + inBlock);
  });
  return { panel: { ...panel, sum }, shock, lasting: levels };
}

function sumsBefore(panel: LowScorePanel): BlockSums {
  const blocks = panel.historyBlocks + panel.scoreBlocks;
  const all = panel.middle.length;
  const people = panel.trained.length;
  const before = (values: Float64Array) =>
    Float64Array.from(
      { length: people * blocks },
      (_, cell) => values[Math.floor(cell / blocks) * all + (cell % blocks)],
    );
  const [sum, count] = [before(panel.sum), before(panel.count)];
  for (let b = 0; b < blocks; b++) {
    let [total, values] = [0, 0];
    for (let cell = b; cell < sum.length; cell += blocks) {
      total += sum[cell];
      values += count[cell];
    }
    for (let cell = b; cell < sum.length; cell += blocks) {
      if (count[cell] > 0) sum[cell] -= (count[cell] * total) / values;
    }
  }
  return { blocks, sum, count };
}

function sumsByCluster({ blocks, sum, count }: BlockSums, cluster: Int32Array, clusters: number): BlockSums {
  const sums = {
    blocks,
    sum: new Float64Array(clusters * blocks),
    count: new Float64Array(clusters * blocks),
  };
  sum.forEach((value, cell) => {
    const at = cluster[Math.floor(cell / blocks)] * blocks + (cell % blocks);
    sums.sum[at] += value;
    sums.count[at] += count[cell];
  });
  return sums;
}

/**
 * Variance of what people of a cluster have in common in single blocks: covariance of two of them in the same block, each
 * about the own mean of the blocks, which takes one block's part of the variance with it.
 */
export function shockVariance(people: BlockSums, cluster: Int32Array, clusters: number): number {
  const { blocks } = people;
  if (blocks < 2) return 0;
  const { sum, count } = seenInAll(people);
  const off = sum.slice();
  for (let row = 0; row < sum.length; row += blocks) {
    if (count[row] === 0) continue;
    let own = 0;
    for (let cell = row; cell < row + blocks; cell++) own += sum[cell] / count[cell] / blocks;
    for (let cell = row; cell < row + blocks; cell++) off[cell] -= count[cell] * own;
  }
  const covariance = pairCovariance({ blocks, sum: off, count }, cluster, clusters, 'same block');
  return covariance / (1 - 1 / blocks);
}

/** Variance of what lasts of a cluster beyond the levels of its people: covariance of two of them in different blocks. */
export function lastingVariance(people: BlockSums, cluster: Int32Array, clusters: number): number {
  return people.blocks < 2 ? 0 : pairCovariance(seenInAll(people), cluster, clusters, 'other blocks');
}

/** People who were not seen in all blocks are left out. */
function seenInAll({ blocks, sum, count }: BlockSums): BlockSums {
  const isWhole = (cell: number) => {
    const row = cell - (cell % blocks);
    return count.subarray(row, row + blocks).every((values) => values > 0);
  };
  return {
    blocks,
    sum: sum.map((value, cell) => (isWhole(cell) ? value : 0)),
    count: count.map((values, cell) => (isWhole(cell) ? values : 0)),
  };
}

type Pairs = 'same block' | 'other blocks';

/** Mean over the clusters with two people or more, by their numbers of pairs but none by many more than the median. */
function pairCovariance(
  { blocks, sum, count }: BlockSums,
  cluster: Int32Array,
  clusters: number,
  which: Pairs,
): number {
  const people = new Float64Array(clusters);
  for (let row = 0; row < count.length; row += blocks) people[cluster[row / blocks]] += Math.sign(count[row]);
  const products = overPairs(sum, blocks, cluster, clusters, which);
  const pairs = overPairs(count, blocks, cluster, clusters, which);
  const told = [...people.keys()].filter((c) => people[c] > 1);
  if (told.length < fewestClusters) return 0;
  const median = told.map((c) => pairs[c]).sort((x, y) => x - y)[Math.floor(told.length / 2)];
  let [weights, weighted] = [0, 0];
  for (const c of told) {
    const weight = Math.min(pairs[c], mostWeight * median);
    weights += weight;
    weighted += (weight * products[c]) / pairs[c];
  }
  return weighted / weights;
}

/** [clusters] sum of the products of values over all pairs of different people, in the same block or in two different ones. */
function overPairs(
  values: Float64Array,
  blocks: number,
  cluster: Int32Array,
  clusters: number,
  which: Pairs,
): Float64Array {
  const together = new Float64Array(clusters * blocks);
  const alone = new Float64Array(clusters);
  const productsOf = (row: Float64Array) => {
    const squares = row.reduce((total, value) => total + value * value, 0);
    return which === 'same block' ? squares : row.reduce((total, value) => total + value, 0) ** 2 - squares;
  };
  for (let row = 0; row < values.length; row += blocks) {
    const c = cluster[row / blocks];
    for (let b = 0; b < blocks; b++) together[c * blocks + b] += values[row + b];
    alone[c] += productsOf(values.subarray(row, row + blocks));
  }
  return alone.map((own, c) => productsOf(together.subarray(c * blocks, (c + 1) * blocks)) - own);
}

/** Spread of the clusters' means over the blocks beyond that of shocks and chance; undefined where clusters are few. */
function betweenClusters(
  { blocks, sum, count }: BlockSums,
  { shock, chance }: Omit<ClusterVariances, 'between'>,
): number | undefined {
  const means: number[] = [];
  let errors = 0;
  for (let row = 0; row < sum.length; row += blocks) {
    let [mean, error, seen] = [0, 0, 0];
    for (let cell = row; cell < row + blocks; cell++) {
      if (count[cell] === 0) continue;
      mean += sum[cell] / count[cell];
      error += shock + chance / count[cell];
      seen += 1;
    }
    if (seen === 0) continue;
    means.push(mean / seen);
    errors += error / seen ** 2;
  }
  if (means.length < fewestClusters) return undefined;
  const centre = means.reduce((total, mean) => total + mean, 0) / means.length;
  const spread = means.reduce((total, mean) => total + (mean - centre) ** 2, 0) / (means.length - 1);
  return Math.max(0, spread - errors / means.length);
}

/**
 * [clusters] best linear prediction of what lasts of each cluster's mean: between x 1' C^-1 m for its means m by block, C
 * with `between` in all places and shock + chance / values on the diagonal besides.
 */
export function predictLevels(
  { blocks, sum, count }: BlockSums,
  { between, shock, chance }: ClusterVariances,
): Float64Array {
  const levels = new Float64Array(sum.length / blocks);
  for (let c = 0; c < levels.length; c++) {
    let [weights, weighted] = [0, 0];
    for (let cell = c * blocks; cell < (c + 1) * blocks; cell++) {
      if (count[cell] === 0) continue;
      const weight = 1 / (shock + chance / count[cell]);
      weights += weight;
      weighted += (weight * sum[cell]) / count[cell];
    }
    levels[c] = (between * weighted) / (1 + between * weights);
  }
  return levels;
}

/** [clusters x blocks] best linear prediction of each block's shock: shock x C^-1 m. */
export function predictShocks(clusters: BlockSums, variances: ClusterVariances): Float64Array {
  const levels = predictLevels(clusters, variances);
  const { shock, chance } = variances;
  const { blocks, count } = clusters;
  return clusters.sum.map((sum, cell) => {
    if (count[cell] === 0) return 0;
    const off = sum / count[cell] - levels[Math.floor(cell / blocks)];
    return (shock / (shock + chance / count[cell])) * off;
  });
}
