import type { LowScorePanel } from '../low-score-effect.ts';

/** Sums about the mean of all in each block before the training, and numbers of values; [rows x blocks]. */
export interface BlockSums {
  readonly blocks: number;
  readonly sum: Float64Array;
  readonly count: Float64Array;
}

export interface ClusterVariances {
  /** Of what lasts of a cluster's mean. */
  readonly between: number;
  /** Of what a cluster's people have in common in one block. */
  readonly shock: number;
  /** Of single values. */
  readonly chance: number;
}

/** A panel without shocks before the training, and the variance of those that are still in it after. */
export interface Steady {
  readonly panel: LowScorePanel;
  readonly shock: number;
}

/** Fewer clusters do not tell how far their people move together. */
const fewestClusters = 8;

/**
 * The panel less what the people of a cluster had in common in single blocks before the training: bad weeks of a whole
 * team make scores low, and do not last. `chance` is the variance of single values. The panel as it is where people of a
 * cluster do not move together, or clusters are few.
 */
export function withoutShocks(panel: LowScorePanel, chance: number): Steady {
  const people = sumsBefore(panel);
  const shock = shockVariance(people, panel.cluster, panel.clusters);
  const clusters = sumsByCluster(people, panel.cluster, panel.clusters);
  const between = betweenClusters(clusters, { shock, chance });
  if (shock <= 0 || between === undefined) return { panel, shock: 0 };
  const shocks = predictShocks(clusters, { between, shock, chance });
  const blocks = panel.middle.length;
  const sum = panel.sum.slice();
  for (let i = 0; i < panel.trained.length; i++) {
    for (let b = 0; b < people.blocks; b++) {
      sum[i * blocks + b] -= panel.count[i * blocks + b] * shocks[panel.cluster[i] * people.blocks + b];
    }
  }
  return { panel: { ...panel, sum }, shock };
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
 * Covariance of two people of a cluster in the same block beyond what each of them always is: products over all such
 * pairs, each about the own mean of the blocks, which takes one block's part of the variance with it. People who were not
 * seen in all blocks are left out.
 */
export function shockVariance(
  { blocks, sum, count }: BlockSums,
  cluster: Int32Array,
  clusters: number,
): number {
  const off = sum.slice();
  const seen = count.slice();
  for (let row = 0; row < sum.length; row += blocks) {
    const isWhole = count.subarray(row, row + blocks).every((values) => values > 0);
    let own = 0;
    for (let cell = row; cell < row + blocks; cell++) own += sum[cell] / count[cell] / blocks;
    for (let cell = row; cell < row + blocks; cell++) {
      off[cell] = isWhole ? sum[cell] - count[cell] * own : 0;
      if (!isWhole) seen[cell] = 0;
    }
  }
  const together = sumsByCluster({ blocks, sum: off, count: seen }, cluster, clusters);
  const squares = (values: Float64Array) => values.reduce((total, value) => total + value * value, 0);
  const pairs = squares(together.count) - squares(seen);
  if (pairs === 0 || blocks < 2) return 0;
  return (squares(together.sum) - squares(off)) / pairs / (1 - 1 / blocks);
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
 * [clusters x blocks] best linear prediction of each block's shock: shock x C^-1 m for the means m of a cluster, with
 * C = between in all places and shock + chance / values on the diagonal besides.
 */
export function predictShocks(
  { blocks, sum, count }: BlockSums,
  { between, shock, chance }: ClusterVariances,
): Float64Array {
  const predicted = new Float64Array(sum.length);
  for (let row = 0; row < sum.length; row += blocks) {
    let [weights, weighted] = [0, 0];
    for (let cell = row; cell < row + blocks; cell++) {
      if (count[cell] === 0) continue;
      const weight = 1 / (shock + chance / count[cell]);
      weights += weight;
      weighted += (weight * sum[cell]) / count[cell];
    }
    const lasting = (between * weighted) / (1 + between * weights);
    for (let cell = row; cell < row + blocks; cell++) {
      if (count[cell] === 0) continue;
      predicted[cell] = (shock / (shock + chance / count[cell])) * (sum[cell] / count[cell] - lasting);
    }
  }
  return predicted;
}
