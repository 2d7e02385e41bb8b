import { InfluenceMap, mostClustersMapped } from './level-contrast/influence-map.ts';
import { cautiousDegreesOfFreedom, type Leverage, leverageOf } from './leverage-correction.ts';

/** Clusters (teams, or persons where persons were assigned) with the weighted sums of their members' means. */
export interface ClusterMeans {
  /** [clusters] sum over members of weight x mean in the window. */
  readonly after: Float64Array;
  /** [clusters] sum over members of weight x mean in the base. */
  readonly before: Float64Array;
  /** [clusters] sum of the weights; 0 where a cluster has nobody observed in both. */
  readonly weight: Float64Array;
}

/** Trained less untrained clusters: the difference of levels in the window and in the base, each with its influence. */
export interface LevelContrast {
  readonly after: number;
  readonly before: number;
  /** [clusters] what one cluster adds to the error of `after`; sums to 0 on each side. */
  readonly afterInfluence: Float64Array;
  readonly beforeInfluence: Float64Array;
  /** [clusters] share with which each cluster's mean enters, without its sign; sums to 1 on each side. */
  readonly pull: Float64Array;
  /** Share of the weight of the trained that found somebody untrained in its stratum, 0 to 1. */
  readonly matchedShare: number;
  /** How clusters' means make the influences, where strata may be thin and not too many clusters are compared. */
  readonly influenceMap?: InfluenceMap | undefined;
}

/** An effect with the influence of each cluster on it. */
export interface Contrast {
  readonly estimate: number;
  readonly influence: Float64Array;
  /** Share of the difference in the base that was taken off: 1 is the difference of differences. */
  readonly beta: number;
  /** No more degrees of freedom than these, where thin strata leave few. */
  readonly mostDegreesOfFreedom?: number | undefined;
}

type Difference = Pick<Contrast, 'estimate' | 'influence'>;

/** Clusters whose influences are centred together: one assigned stage within one stratum of the draw. */
export interface Blocks {
  /** [clusters] block of each cluster, -1 for one that takes no part. */
  readonly of: Int32Array;
  readonly count: number;
  /** Centre influences within blocks: right where the order was drawn by lot. */
  readonly centred: boolean;
  /**
   * [blocks] degrees of freedom of each. Where given, influences come with all that small numbers of clusters ask for,
   * and their products are the covariance as they stand.
   */
  readonly settled?: Float64Array;
  /**
   * [clusters] share with which each cluster's mean enters the estimate. Where given, errors allow for few clusters of
   * unequal weight (`leverageCorrection`) instead of n / (n - 1).
   */
  readonly pull?: Float64Array;
}

/**
 * Difference between trained and untrained clusters in one window of one cohort, level by level.
 *
 * Question: did the people who were trained change, compared with people untrained at the time?
 * Estimand: the mean effect in the window on those in post on the cohort's date, weighted by values in the base times
 *   the share of the window in post.
 * Formula: after = A_1 - A_0, before = B_1 - B_0, A and B ratios of sums over clusters; `settle` gives after - beta before.
 *   psi_c = (S_c - R W_c) / sum W on its side. With strata, the mean of the strata's differences by weight of the trained.
 * Source: [callaway2021, equation 2.5] with a base of several periods (beta = 1); [roth2023, section 3] with the base mean
 *   as the one pre-period analogue (beta of least error, where the order was drawn by lot).
 * Assumes: untrained, both sides would have moved alike (probed by false dates), or the order was drawn by lot (probed by
 *   its balance); nobody changes before the training (probed by the last weeks before it); no spill-over.
 * Input: sums over members by cluster [clusters] of weight x mean in window and base, and of weight; who is trained and who
 *   is not; stratum by cluster; the fewest clusters on a side for a stratum to count. With 2, for strata that are thin,
 *   each side of a stratum is stretched by sqrt(n / (n - 1)), since one cluster beside its own mean shows no spread.
 * Output: two differences in units of the measure, each with its influence [clusters], which sums to 0 on each side.
 * Refuses: nothing; `undefined` where no stratum has both sides.
 * Uncertainty: from the influences by block of assignment (`covariance`, `spread`), which count that beta was fitted;
 *   shares of strata count as known. In thin strata the degrees of freedom are no more than clusters of the
 *   same variance would leave (up to 300 that are compared).
 * Proof: loops over persons with difference quotients on random organisations; the efficient estimator and group-time
 *   effects on a full rectangle; the error of 2,000 drawn studies.
 */
export function levelContrast(
  means: ClusterMeans,
  trained: readonly number[],
  untrained: readonly number[],
  stratumOf: Int32Array | undefined,
  fewestPerSide: 1 | 2 = 1,
): LevelContrast | undefined {
  const strata = groupByStratum(means, trained, untrained, stratumOf).filter((sides) =>
    [sides.trained, sides.untrained].every(({ length }) => length >= fewestPerSide),
  );
  const total = strata.reduce((sum, stratum) => sum + weightOf(means, stratum.trained), 0);
  if (total === 0) return undefined;
  const clusters = means.weight.length;
  const afterInfluence = new Float64Array(clusters);
  const beforeInfluence = new Float64Array(clusters);
  const pull = new Float64Array(clusters);
  const compared = strata.reduce((sum, sides) => sum + sides.trained.length + sides.untrained.length, 0);
  const influenceMap = fewestPerSide > 1 && compared <= mostClustersMapped ? new InfluenceMap() : undefined;
  let after = 0;
  let before = 0;
  for (const stratum of strata) {
    const share = weightOf(means, stratum.trained) / total;
    for (const [side, sign] of [
      [stratum.trained, share],
      [stratum.untrained, -share],
    ] as const) {
      const stretch = fewestPerSide === 1 ? 1 : Math.sqrt(side.length / (side.length - 1));
      after += addRatio(means.after, means.weight, side, { sign, stretch }, afterInfluence);
      before += addRatio(means.before, means.weight, side, { sign, stretch }, beforeInfluence);
      addPull(means.weight, side, share, pull);
      influenceMap?.addSide(side, means.weight, stretch * sign);
    }
  }
  const matchedShare = total / weightOf(means, trained);
  return { after, before, afterInfluence, beforeInfluence, pull, matchedShare, influenceMap };
}

interface Sides {
  readonly trained: number[];
  readonly untrained: number[];
}

function groupByStratum(
  means: ClusterMeans,
  trained: readonly number[],
  untrained: readonly number[],
  stratumOf: Int32Array | undefined,
): Sides[] {
  const strata = new Map<number, Sides>();
  const sidesOf = (cluster: number): Sides => {
    const stratum = stratumOf?.[cluster] ?? 0;
    const sides = strata.get(stratum) ?? { trained: [], untrained: [] };
    strata.set(stratum, sides);
    return sides;
  };
  for (const cluster of trained) if (means.weight[cluster] > 0) sidesOf(cluster).trained.push(cluster);
  for (const cluster of untrained) if (means.weight[cluster] > 0) sidesOf(cluster).untrained.push(cluster);
  return [...strata.values()].filter((sides) => sides.trained.length > 0 && sides.untrained.length > 0);
}

function weightOf(means: ClusterMeans, side: readonly number[]): number {
  return side.reduce((sum, cluster) => sum + means.weight[cluster], 0);
}

/** Adds `sign` x (ratio of sums) to the influences, stretched where its own mean hides much of the spread, and returns it. */
function addRatio(
  values: Float64Array,
  weight: Float64Array,
  side: readonly number[],
  { sign, stretch }: { readonly sign: number; readonly stretch: number },
  influence: Float64Array,
): number {
  let numerator = 0;
  let denominator = 0;
  for (const cluster of side) {
    numerator += values[cluster];
    denominator += weight[cluster];
  }
  const ratio = numerator / denominator;
  for (const cluster of side) {
    influence[cluster] += (stretch * sign * (values[cluster] - ratio * weight[cluster])) / denominator;
  }
  return sign * ratio;
}

function addPull(weight: Float64Array, side: readonly number[], share: number, pull: Float64Array): void {
  const total = side.reduce((sum, cluster) => sum + weight[cluster], 0);
  for (const cluster of side) pull[cluster] += (share * weight[cluster]) / total;
}

/** Weighted mean of contrasts of the same clusters, added one by one so that none need be kept. */
export class ContrastMean {
  #weight = 0;
  #after = 0;
  #before = 0;
  #matched = 0;
  readonly #afterInfluence: Float64Array;
  readonly #beforeInfluence: Float64Array;
  readonly #pull: Float64Array;
  /** Undefined once a part has none. */
  #influenceMap: InfluenceMap | undefined = new InfluenceMap();

  constructor(clusters: number) {
    this.#pull = new Float64Array(clusters);
    this.#afterInfluence = new Float64Array(clusters);
    this.#beforeInfluence = new Float64Array(clusters);
  }

  add(part: LevelContrast, weight: number): void {
    this.#weight += weight;
    this.#after += weight * part.after;
    this.#before += weight * part.before;
    this.#matched += weight * part.matchedShare;
    for (let c = 0; c < this.#afterInfluence.length; c++) {
      this.#afterInfluence[c] += weight * part.afterInfluence[c];
      this.#beforeInfluence[c] += weight * part.beforeInfluence[c];
      this.#pull[c] += weight * part.pull[c];
    }
    if (part.influenceMap === undefined) this.#influenceMap = undefined;
    else this.#influenceMap?.add(part.influenceMap, weight);
  }

  /** The mean, or `undefined` if nothing was added. */
  mean(): LevelContrast | undefined {
    if (this.#weight === 0) return undefined;
    const scale = 1 / this.#weight;
    return {
      after: this.#after * scale,
      before: this.#before * scale,
      matchedShare: this.#matched * scale,
      afterInfluence: this.#afterInfluence.map((value) => value * scale),
      beforeInfluence: this.#beforeInfluence.map((value) => value * scale),
      pull: this.#pull.map((value) => value * scale),
      // Its scale cancels.
      influenceMap: this.#influenceMap,
    };
  }
}

/** The same contrast with the influences of several clusters summed on the one that stands for them, as where persons share a team. */
export function gatherInfluence(contrast: LevelContrast, headOf: Int32Array): LevelContrast {
  const gather = (influence: Float64Array): Float64Array => {
    const gathered = new Float64Array(influence.length);
    for (let c = 0; c < influence.length; c++) gathered[headOf[c]] += influence[c];
    return gathered;
  };
  const influenceMap = contrast.influenceMap && new InfluenceMap();
  if (contrast.influenceMap !== undefined) influenceMap?.add(contrast.influenceMap, 1, headOf);
  return {
    ...contrast,
    afterInfluence: gather(contrast.afterInfluence),
    beforeInfluence: gather(contrast.beforeInfluence),
    pull: gather(contrast.pull),
    influenceMap,
  };
}

/** Of the sum below beta; less than this beside one cluster is rounding. */
const oneAlone = 1e-9;

/** How the difference in the base is used: taken off whole, by the share that makes the error least, or not at all. */
export type BaseUse = 'difference' | 'least-error' | 'none';

/** Effect from a contrast of levels. */
export function settle(contrast: LevelContrast, blocks: Blocks, use: BaseUse): Contrast {
  const after = { estimate: contrast.after, influence: contrast.afterInfluence };
  const before = { estimate: contrast.before, influence: contrast.beforeInfluence };
  const effect =
    use === 'least-error'
      ? withLeastError(after, before, blocks)
      : lessShare(after, before, use === 'difference' ? 1 : 0);
  const { influenceMap } = contrast;
  if (influenceMap === undefined || influenceMap.size > mostClustersMapped) return effect;
  return { ...effect, mostDegreesOfFreedom: influenceMap.degreesOfFreedom(blocks) };
}

/**
 * A difference less the share beta of the difference in the base that makes its error least.
 *
 * beta is the regression coefficient of the influences, sum f (a - a_h)(b - b_h) / sum f (b - b_h)^2 over blocks h, with
 * f = n_h / (n_h - 1): the efficient estimator for an order drawn by lot, with the base mean as its one pre-period analogue
 * ([roth2023, section 3]). The same clusters gave beta, so each one's term is left out of both sums in turn, the means of
 * blocks held (HC3, [mackinnon1985]): the influence is a - beta b + (beta - beta_-c)(b - b_h - before). In blocks of n about
 * (n - 2) / (n - 1) of the part with `before` survives the centring of `covariance`. Where one cluster alone gives beta, no
 * error of it could be seen, and the whole difference is taken off.
 */
export function withLeastError(after: Difference, before: Difference, blocks: Blocks): Contrast {
  const within = covariance(before.influence, before.influence, blocks);
  const beta = within === 0 ? 1 : covariance(before.influence, after.influence, blocks) / within;
  const { estimate, influence } = lessShare(after, before, beta);
  const { a, b, factor } = apartFromBlocks(after.influence, before.influence, blocks);
  for (let c = 0; c < influence.length; c++) {
    if (b[c] === 0) continue;
    const others = within - factor[c] * b[c] ** 2;
    if (!(others > oneAlone * within)) return lessShare(after, before, 1);
    const betaLessWithout = (factor[c] * b[c] * (a[c] - beta * b[c])) / others;
    influence[c] += betaLessWithout * (b[c] - before.estimate);
  }
  return { estimate, influence, beta };
}

function lessShare(after: Difference, before: Difference, beta: number): Contrast {
  return {
    estimate: after.estimate - beta * before.estimate,
    influence: after.influence.map((value, c) => value - beta * before.influence[c]),
    beta,
  };
}

/** Influences less the mean of their block where blocks are centred, with the factor of their products in `covariance`. */
function apartFromBlocks(
  a: Float64Array,
  b: Float64Array,
  blocks: Blocks,
): { readonly a: Float64Array; readonly b: Float64Array; readonly factor: Float64Array } {
  const leverage = leverageAmong(a, b, blocks);
  const asTheyStand = blocks.settled !== undefined || leverage !== undefined;
  const takes = (c: number) => blocks.of[c] >= 0 && (a[c] !== 0 || b[c] !== 0);
  const n = new Float64Array(blocks.count);
  for (let c = 0; c < a.length; c++) if (takes(c)) n[blocks.of[c]]++;
  const apart = (influence: Float64Array): Float64Array => {
    const sum = new Float64Array(blocks.count);
    for (let c = 0; c < a.length; c++) if (takes(c)) sum[blocks.of[c]] += influence[c];
    return influence.map((value, c) => {
      const h = blocks.of[c];
      if (!takes(c)) return 0;
      return asTheyStand || !blocks.centred || n[h] === 1 ? value : value - sum[h] / n[h];
    });
  };
  const factor = Float64Array.from(a, (_, c) => {
    const clusters = n[blocks.of[c]];
    if (!takes(c)) return 0;
    if (asTheyStand) return 1 / (leverage?.kept[c] ?? 1);
    return clusters === 1 ? 2 : clusters / (clusters - 1);
  });
  return { a: apart(a), b: apart(b), factor };
}

/** Weighted sum of effects on the same clusters. */
export function combine(parts: readonly Contrast[], weights: readonly number[]): Contrast {
  const influence = new Float64Array(parts[0].influence.length);
  let estimate = 0;
  parts.forEach((part, k) => {
    estimate += weights[k] * part.estimate;
    for (let c = 0; c < influence.length; c++) influence[c] += weights[k] * part.influence[c];
  });
  const most = parts.flatMap(({ mostDegreesOfFreedom }) => mostDegreesOfFreedom ?? []);
  return {
    estimate,
    influence,
    beta: parts[0].beta,
    mostDegreesOfFreedom: most.length === 0 ? undefined : Math.min(...most),
  };
}

/** Covariance of two effects: products of influences, block by block, times n_h / (n_h - 1). */
export function covariance(a: Float64Array, b: Float64Array, blocks: Blocks): number {
  return blockCovariances(a, b, blocks, leverageAmong(a, b, blocks)).reduce(
    (sum, part) => sum + part.value,
    0,
  );
}

/** Leverage among the clusters that take part in either effect, where errors allow for it. */
function leverageAmong(a: Float64Array, b: Float64Array, { of, count, pull }: Blocks): Leverage | undefined {
  if (pull === undefined) return undefined;
  const taking = a.map((value, c) => (value === 0 && b[c] === 0 ? 0 : 1));
  return leverageOf(taking, { groupOf: of, groups: count, pull });
}

interface BlockPart {
  readonly value: number;
  readonly clusters: number;
}

function blockCovariances(
  a: Float64Array,
  b: Float64Array,
  blocks: Blocks,
  leverage: Leverage | undefined,
): BlockPart[] {
  const n = new Float64Array(blocks.count);
  const sumA = new Float64Array(blocks.count);
  const sumB = new Float64Array(blocks.count);
  const sumAB = new Float64Array(blocks.count);
  for (let c = 0; c < a.length; c++) {
    const h = blocks.of[c];
    if (h < 0 || (a[c] === 0 && b[c] === 0)) continue;
    n[h]++;
    sumA[h] += a[c];
    sumB[h] += b[c];
    sumAB[h] += (a[c] * b[c]) / (leverage?.kept[c] ?? 1);
  }
  return Array.from(n, (clusters, h) => ({
    value: blockCovariance(clusters, sumA[h], sumB[h], sumAB[h]),
    clusters,
  }));

  function blockCovariance(clusters: number, a1: number, b1: number, ab: number): number {
    if (clusters === 0) return 0;
    if (blocks.settled !== undefined || leverage !== undefined) return ab;
    if (clusters === 1) return 2 * ab;
    const centred = blocks.centred ? ab - (a1 * b1) / clusters : ab;
    return (centred * clusters) / (clusters - 1);
  }
}

/**
 * Standard error and Satterthwaite's degrees of freedom, sum(v_h)^2 / sum(v_h^2 / (n_h - 1)) over blocks; with pulls, those
 * of `leverageCorrection`.
 */
export function spread(
  contrast: Contrast,
  blocks: Blocks,
): { readonly standardError: number; readonly degreesOfFreedom: number } {
  const leverage = leverageAmong(contrast.influence, contrast.influence, blocks);
  const parts = blockCovariances(contrast.influence, contrast.influence, blocks, leverage);
  let variance = 0;
  let spent = 0;
  parts.forEach(({ value, clusters }, h) => {
    variance += value;
    spent += value ** 2 / Math.max(blocks.settled?.[h] ?? clusters - 1, 1);
  });
  const standardError = Math.sqrt(Math.max(variance, 0));
  const found =
    leverage !== undefined
      ? cautiousDegreesOfFreedom(
          parts.map(({ value }) => value),
          leverage,
        )
      : spent === 0
        ? 1
        : variance ** 2 / spent;
  return { standardError, degreesOfFreedom: Math.min(found, contrast.mostDegreesOfFreedom ?? found) };
}

/** [k x k] covariance of several effects on the same clusters. */
export function covarianceMatrix(contrasts: readonly Contrast[], blocks: Blocks): Float64Array {
  const k = contrasts.length;
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = i; j < k; j++) {
      matrix[i * k + j] = covariance(contrasts[i].influence, contrasts[j].influence, blocks);
      matrix[j * k + i] = matrix[i * k + j];
    }
  }
  return matrix;
}
