import { clusterInfluences } from './additive-effects/cluster-influence.ts';
import {
  type ColumnPlan,
  columnOf,
  never,
  type ProgrammeDates,
  planColumns,
} from './additive-effects/columns.ts';
import {
  absoluteByWindow,
  type FigureWeights,
  leftOutWeights,
  negativeIn,
  weightsByStart,
} from './additive-effects/contamination.ts';
import { type CrossProducts, crossProducts, type Strata } from './additive-effects/cross-products.ts';
import { combinationOf } from './additive-effects/levers.ts';
import {
  type NotToldApart,
  type Separation,
  spreadOut,
  tellApart,
  type Wanted,
} from './additive-effects/told-apart.ts';
import { originOf, UnitRow } from './additive-effects/unit-row.ts';
import { type Blocks, type Contrast, spread } from './level-contrast.ts';
import { isWithoutError, rangeOfPanel, refuseConstant, refuseOutOfRange } from './numeric-range.ts';
import type { Panel } from './panel.ts';
import { type Refused, refuse } from './refused.ts';

export type { EventWindow, ProgrammeDates } from './additive-effects/columns.ts';
export { never, quartersAfter } from './additive-effects/columns.ts';
export type { Contamination } from './additive-effects/contamination.ts';
export { countShared, type NotToldApart } from './additive-effects/told-apart.ts';

/** One window of one group of the programme at hand, with its weight in a figure. */
export interface FigurePart {
  readonly window: number;
  readonly group: number;
  readonly weight: number;
}

export interface AdditiveInput {
  readonly panel: Panel;
  /** The programme at hand; values in its transition are left out. */
  readonly programme: ProgrammeDates;
  /** Other programmes on the same outcome; their transitions have an effect of their own. */
  readonly others: readonly ProgrammeDates[];
  /** What to report, as weighted sums of its windows; each window where it is absent, groups by their values. */
  readonly figures?: readonly (readonly FigurePart[])[] | undefined;
  /** [units] each unit is its own cluster where it is absent. */
  readonly clusterOf?: Int32Array | undefined;
  /** [units] from 0; period effects are by stratum. One where it is absent. */
  readonly stratumOf?: Int32Array | undefined;
  /** [clusters] from 0, -1 for none: blocks of clusters for the degrees of freedom; by start and stratum where it is absent. */
  readonly blockOf?: Int32Array | undefined;
  /** Variance inflation by the other programmes beyond which they cannot be told apart; 10. */
  readonly mostInflation?: number;
  /** Clusters up to which influences come from leaving each out in turn; 300. */
  readonly mostLeftOut?: number;
}

export interface AdditiveFigure extends FigureWeights {
  /** In units of the outcome, with what each cluster adds to its error. */
  readonly contrast: Contrast;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Variance beside the other programmes over that without them, under equal errors. */
  readonly inflation: number;
}

export interface AdditiveEffects {
  readonly kind: 'estimate';
  /** Undefined where nothing was observed in a part of the figure. */
  readonly figures: readonly (AdditiveFigure | undefined)[];
  /** Clusters by the start of the programme at hand and the stratum; all in one where these differ within a cluster. */
  readonly blocks: Blocks;
  readonly units: number;
  readonly rows: number;
}

/**
 * Several programmes overlap in time: the effect of one beside those of the others, on the assumption that effects add up.
 *
 * Question: what did one programme do where others acted on the same outcome in the same units at overlapping times?
 * Estimand: the mean effect in windows of time since the training, next to the base; with groups, one for each.
 * Formula: least squares, weights n_it, of S_it/n_it on unit effects, period effects by stratum and the indicators x_k of
 *   the windows of every programme: b = A^-1 X'W M y, A = X'W M X, M takes out unit and period effects. Of figure a:
 *   a'b, lever l = M X A^-1 a, influence of a cluster sum w l e, variance inflation a'A^-1 a / a'A_pp^-1 a.
 *   Weight of an effect on some cells: sum of w l over them.
 * Source: [dechaisemartin2023, theorem 1] on the weights of other treatments; [cameron2015, equation 11]; the equations
 *   of the periods by conjugate gradients [hestenes1952].
 * Assumes: effects add up; each other programme's effect in a window is the same for all who got it (how far not is
 *   bounded by `ifUnequal`), and so is that of the programme at hand within a group (`negative`); outcomes would
 *   otherwise have run in parallel within strata (probed by windows before the training).
 * Input: sums and counts [units x periods]; per programme its transition by unit and its windows.
 * Output: figures in units of the outcome, influences [clusters]; per other programme and window the weight with which
 *   its effect would enter if left out, and the sum of absolute weights that cancel only if its effects are equal.
 * Refuses: `nobody-trained`; `no-comparison` where unit and period effects say all of it; `not-told-apart` where others
 *   make the variance more than 10 times as great or say all of it, naming them; `one-cluster`; `no-spread` where
 *   nothing varies beyond the effects; `out-of-range`.
 * Uncertainty: by cluster, by how much a figure moves when the cluster is left out (CR3 [bell2002]), up to 300
 *   clusters; n/(n-1) by start and stratum beyond; Satterthwaite's degrees of freedom over starts and strata.
 * Proof: dense weighted least squares with dummies; two-way fixed effects with one window; a lay-out by hand; simulation
 *   with two and three overlapping programmes whose effects are known.
 */
export function additiveEffects(input: AdditiveInput): AdditiveEffects | NotToldApart | Refused {
  const { panel, programme, others, mostInflation = 10 } = input;
  const strata = strataOf(input);
  const clusters = clustersOf(input);
  const range = rangeOfPanel(panel);
  const outOfRange = refuseOutOfRange(range, 'the outcome');
  if (outOfRange !== undefined) return outOfRange;
  const plans = planColumns([programme, ...others], panel.units);
  const columns = plans.reduce((sum, plan) => sum + plan.groups * plan.width, 0);
  const row = new UnitRow(panel, plans, originOf(panel));
  const cross = crossProducts(row, panel.units, columns, strata);
  const wanted = (input.figures ?? eachWindow(plans[0], cross)).map((parts) =>
    wantedOf(parts, plans[0], cross),
  );
  const observed = wanted.filter((figure) => figure !== undefined);
  if (observed.length === 0)
    return refuse('nobody-trained', `No value lies in a window after "${programme.title}".`);
  const separation = tellApart(cross, plans, observed, mostInflation);
  if ('kind' in separation) return separation;
  const constant = refuseConstant(range, 'the outcome');
  if (constant !== undefined) return constant;
  const { mostLeftOut = 300 } = input;
  const blocks = clusters <= mostLeftOut ? settled(blocksOf(input, clusters)) : blocksOf(input, clusters);
  const found = figuresOf(input, { row, plans, cross, strata, separation, observed, clusters, blocks });
  if ('kind' in found) return found;
  if (found.every(({ standardError }) => isWithoutError(standardError, range))) {
    return refuse('no-spread', 'Effects explain the outcome wholly, so there is no error to judge by.');
  }
  let next = 0;
  return {
    kind: 'estimate',
    figures: wanted.map((figure) => (figure === undefined ? undefined : found[next++])),
    blocks,
    units: cross.units,
    rows: cross.rows,
  };
}

interface Fit {
  readonly row: UnitRow;
  readonly plans: readonly ColumnPlan[];
  readonly cross: CrossProducts;
  readonly strata: Strata;
  readonly separation: Separation;
  readonly observed: readonly Wanted[];
  readonly clusters: number;
  readonly blocks: Blocks;
}

function figuresOf({ panel, clusterOf }: AdditiveInput, fit: Fit): AdditiveFigure[] | Refused {
  const { row, plans, cross, strata, separation, observed, clusters, blocks } = fit;
  const { columns, products } = cross;
  const { all } = separation;
  const right = Float64Array.from({ length: columns }, (_, k) => products[k * (columns + 1) + columns]);
  const coefficients = all.solve(right);
  const sums = observed.map((figure) => spreadOut(figure, columns));
  const levers = sums.map((sum) => combinationOf(cross, all.solve(sum)));
  const fitted = { row, units: panel.units, cross, strata, all, coefficients, clusterOf, clusters };
  const influences = clusterInfluences(fitted, levers, blocks.settled !== undefined);
  if (influences[0].filter((value) => value !== 0).length === 1 || clusters < 2)
    return refuse('one-cluster', 'All units are in one cluster, so the error cannot be known.');
  const weights = weightsByStart(row, panel.units, plans, strata, levers);
  return observed.map((figure, f) => {
    const plain = separation.alone.solve(sums[f]);
    const estimate = figure.columns.reduce(
      (sum, column, k) => sum + figure.weights[k] * coefficients[column],
      0,
    );
    const contrast = { estimate, influence: influences[f], beta: 1 };
    const windows = new Set(figure.columns.map((column) => column % plans[0].width));
    return {
      contrast,
      ...spread(contrast, blocks),
      inflation: separation.inflation[f],
      negative: negativeIn(weights[f][0], plans[0].width, windows),
      others: plans.slice(1).map((plan, q) => ({
        title: plan.programme.title,
        ifLeftOut: leftOutWeights(cross, plan, plain),
        ifUnequal: absoluteByWindow(weights[f][q + 1], plan),
      })),
    };
  });
}

/** One figure for each window after the training, its groups weighted by their values. */
function eachWindow(plan: ColumnPlan, { values }: CrossProducts): FigurePart[][] {
  return plan.programme.windows.map((_, window) => {
    const parts = Array.from({ length: plan.groups }, (_, group) => ({
      window,
      group,
      weight: values[columnOf(plan, group, window)],
    })).filter(({ weight }) => weight > 0);
    const total = parts.reduce((sum, { weight }) => sum + weight, 0);
    return parts.map((part) => ({ ...part, weight: part.weight / total }));
  });
}

/** Undefined where a part has no value behind it. */
function wantedOf(
  parts: readonly FigurePart[],
  plan: ColumnPlan,
  { values }: CrossProducts,
): Wanted | undefined {
  const columns = parts.map(({ group, window }) => {
    if (!(window in plan.programme.windows) || !(group >= 0 && group < plan.groups))
      throw new Error(`"${plan.programme.title}" has no window ${window} of group ${group}`);
    return columnOf(plan, group, window);
  });
  if (columns.length === 0 || columns.some((column) => values[column] === 0)) return undefined;
  return { columns, weights: parts.map(({ weight }) => weight) };
}

function strataOf({ panel, stratumOf }: AdditiveInput): Strata {
  checkShape(panel, 'stratumOf', stratumOf);
  const cells = panel.units * panel.periods;
  if (panel.sum.length !== cells || panel.count.length !== cells)
    throw new Error(
      `a panel of ${panel.units} units and ${panel.periods} periods has ${cells} sums and counts`,
    );
  return { of: stratumOf, count: 1 + (stratumOf?.reduce((most, each) => Math.max(most, each), 0) ?? 0) };
}

function clustersOf({ panel, clusterOf }: AdditiveInput): number {
  checkShape(panel, 'clusterOf', clusterOf);
  return clusterOf === undefined
    ? panel.units
    : 1 + clusterOf.reduce((most, each) => Math.max(most, each), -1);
}

function checkShape({ units }: Panel, name: string, values: Int32Array | undefined): void {
  if (values === undefined) return;
  if (values.length !== units)
    throw new Error(`${name} needs one entry for each of ${units} units, got ${values.length}`);
  if (values.some((value) => value < 0)) throw new Error(`${name} is counted from 0`);
}

/** Clusters that began the programme at hand in one period, within one stratum. */
function blocksOf(input: AdditiveInput, clusters: number): Blocks {
  const { panel, programme, clusterOf, stratumOf, blockOf } = input;
  if (blockOf !== undefined) {
    if (blockOf.length < clusters)
      throw new Error(`blockOf needs one entry for each of ${clusters} clusters`);
    return {
      of: blockOf,
      count: 1 + blockOf.reduce((most, each) => Math.max(most, each), 0),
      centred: false,
    };
  }
  const keys = new Map<string, number>();
  const of = new Int32Array(clusters).fill(-1);
  for (let unit = 0; unit < panel.units; unit++) {
    const begin = programme.begins[unit];
    const key = `${begin >= panel.periods ? never : begin}:${stratumOf?.[unit] ?? 0}`;
    const block = keys.get(key) ?? keys.size;
    keys.set(key, block);
    const cluster = clusterOf?.[unit] ?? unit;
    if (of[cluster] >= 0 && of[cluster] !== block) return { of: of.fill(0), count: 1, centred: false };
    of[cluster] = block;
  }
  return { of, count: keys.size, centred: false };
}

/** Influences from leaving out need no further factor; each block has the degrees of freedom of its clusters less one. */
function settled(blocks: Blocks): Blocks {
  const clusters = new Float64Array(blocks.count);
  for (const block of blocks.of) if (block >= 0) clusters[block]++;
  return { ...blocks, settled: clusters.map((count) => Math.max(count - 1, 1)) };
}
