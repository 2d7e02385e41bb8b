import type { CrossProducts, Strata } from './cross-products.ts';
import type { IndependentColumns } from './independent-columns.ts';
import { type Combination, combinationOf, evaluate } from './levers.ts';
import type { KeptRow, UnitRow } from './unit-row.ts';

/** What a pass over the clusters reads. */
export interface Fitted {
  readonly row: UnitRow;
  readonly units: number;
  readonly cross: CrossProducts;
  readonly strata: Strata;
  readonly all: IndependentColumns;
  /** [columns] */
  readonly coefficients: Float64Array;
  readonly clusterOf: Int32Array | undefined;
  readonly clusters: number;
}

/** Most steps of the iteration that leaves a cluster out, and the share of the first residual at which it ends. */
const mostSteps = 40;
const smallEnough = 1e-7;

/**
 * [figures][clusters] what each cluster adds to the error of a figure: sum over its values of w lever residual. With
 * `leftOut` the lever is that of the fit without the cluster, with the period effects of all, so that the influence is
 * by how much the figure moves when the cluster is left out: one that pulls the fit towards itself hides no error.
 */
export function clusterInfluences(
  fitted: Fitted,
  levers: readonly Combination[],
  leftOut: boolean,
): Float64Array[] {
  const influences = levers.map(() => new Float64Array(fitted.clusters));
  const outcome = withOutcome(fitted);
  for (const [cluster, units] of membersOf(fitted)) {
    const members = units.map((unit) => memberOf(fitted, outcome, unit));
    levers.forEach((lever, f) => {
      const own = leftOut ? leverWithout(fitted, members, lever) : lever;
      influences[f][cluster] = pull(fitted.cross, members, own, undefined);
    });
  }
  return influences;
}

/** A unit of a cluster. */
interface Member {
  readonly row: KeptRow;
  readonly stratum: number;
  /** [periods] outcome less all that is fitted, 0 where there is no value. */
  readonly residual: Float64Array;
}

function membersOf({ units, clusterOf, row }: Fitted): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (let unit = 0; unit < units; unit++) {
    if (!row.read(unit)) continue;
    const cluster = clusterOf?.[unit] ?? unit;
    const known = members.get(cluster);
    if (known === undefined) members.set(cluster, [unit]);
    else known.push(unit);
  }
  return members;
}

/** The fitted indicators; their period effects less those of the outcome. */
function withOutcome({ cross, coefficients }: Fitted): Combination {
  const combination = combinationOf(cross, coefficients);
  const ofOutcome = cross.periodEffects[cross.columns];
  return {
    weights: combination.weights,
    byPeriod: combination.byPeriod.map((value, k) => value - ofOutcome[k]),
  };
}

function memberOf({ row, strata }: Fitted, outcome: Combination, unit: number): Member {
  row.read(unit);
  const stratum = strata.of?.[unit] ?? 0;
  const residual = new Float64Array(row.periods);
  evaluate(outcome, row, stratum, residual);
  let sum = 0;
  for (let t = 0; t < row.periods; t++) sum += row.sum[t];
  const mean = sum / row.total;
  for (let k = 0; k < row.periodsObserved; k++) {
    const t = row.observed[k];
    residual[t] = row.sum[t] / row.count[t] - mean - residual[t];
  }
  return { row: row.keep(), stratum, residual };
}

/**
 * (A - G)^-1 a from A^-1 a, G the cross products of the cluster: conjugate gradients, preconditioned by A^-1. What only
 * the cluster tells has no residual there, and is left as it is.
 */
function leverWithout({ cross, all }: Fitted, members: readonly Member[], lever: Combination): Combination {
  const ofCluster = (weights: Combination) => {
    const products = new Float64Array(cross.columns);
    pull(cross, members, weights, products);
    return products;
  };
  const solution = lever.weights.slice();
  const residual = ofCluster(lever);
  let direction = all.solve(residual);
  let timesA = residual.slice();
  let size = dot(residual, direction);
  const goal = size * smallEnough ** 2;
  for (let step = 0; step < mostSteps && size > goal; step++) {
    const product = ofCluster(combinationOf(cross, direction));
    const whole = dot(direction, timesA);
    const curvature = whole - dot(direction, product);
    if (!(curvature > 1e-10 * whole)) break;
    const length = size / curvature;
    for (let k = 0; k < solution.length; k++) {
      solution[k] += length * direction[k];
      residual[k] -= length * (timesA[k] - product[k]);
    }
    const preconditioned = all.solve(residual);
    const next = dot(residual, preconditioned);
    const keep = next / size;
    direction = preconditioned.map((value, k) => value + keep * direction[k]);
    timesA = residual.map((value, k) => value + keep * timesA[k]);
    size = next;
  }
  return combinationOf(cross, solution);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** Sum of w lever residual over a cluster; into `products` its G h where that is asked for. */
function pull(
  cross: CrossProducts,
  members: readonly Member[],
  lever: Combination,
  products: Float64Array | undefined,
): number {
  const periods = members[0].row.periods;
  const value = new Float64Array(periods);
  const before = new Float64Array(periods + 1);
  const byPeriod = new Map<number, Float64Array>();
  let onResidual = 0;
  for (const { row, stratum, residual } of members) {
    evaluate(lever, row, stratum, value);
    for (let t = 0; t < periods; t++) {
      const weighted = row.count[t] * value[t];
      onResidual += weighted * residual[t];
      before[t + 1] = before[t] + weighted;
    }
    if (products === undefined) continue;
    const { runs } = row;
    for (let r = 0; r < runs.count; r++)
      products[runs.column[r]] += before[runs.to[r] + 1] - before[runs.from[r]];
    const sums = byPeriod.get(stratum) ?? new Float64Array(periods);
    byPeriod.set(stratum, sums);
    for (let t = 0; t < periods; t++) sums[t] += before[t + 1] - before[t];
  }
  if (products !== undefined) {
    for (const [stratum, sums] of byPeriod) takePeriodsOut(cross, stratum, sums, products);
  }
  return onResidual;
}

function takePeriodsOut(
  { columns, periodEffects }: CrossProducts,
  stratum: number,
  sums: Float64Array,
  products: Float64Array,
): void {
  for (let column = 0; column < columns; column++) {
    const effects = periodEffects[column];
    const offset = stratum * sums.length;
    let sum = 0;
    for (let t = 0; t < sums.length; t++) sum += sums[t] * effects[offset + t];
    products[column] -= sum;
  }
}
