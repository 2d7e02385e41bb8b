import type { ColumnPlan } from './columns.ts';
import { columnOf } from './columns.ts';
import type { CrossProducts, Strata } from './cross-products.ts';
import { type Combination, evaluate } from './levers.ts';
import type { UnitRow } from './unit-row.ts';

/** How far the effects of one other programme enter a figure, window by window of that programme. */
export interface Contamination {
  readonly title: string;
  /** [windows] what one unit of its effect there would add to the figure if the programme were left out. */
  readonly ifLeftOut: readonly number[];
  /** [windows] sum of the absolute weights of its starts: they cancel where its effect is the same for all of them. */
  readonly ifUnequal: readonly number[];
}

export interface FigureWeights {
  readonly others: readonly Contamination[];
  /** Sum of the weights below 0, as a number above 0, of effects that the figure is meant to average. */
  readonly negative: number;
}

/** Weights in the regression that leaves all other programmes out: lever of the plain regression x its cross products. */
export function leftOutWeights(
  { products, columns }: CrossProducts,
  plan: ColumnPlan,
  plainLever: Float64Array,
): number[] {
  return plan.programme.windows.map((_, window) => {
    let weight = 0;
    for (let group = 0; group < plan.groups; group++) {
      const column = columnOf(plan, group, window);
      for (let own = 0; own < columns; own++) {
        if (plainLever[own] !== 0) weight += plainLever[own] * products[own * (columns + 1) + column];
      }
    }
    return weight;
  });
}

/**
 * [figures][programmes] weights of the effects of each start (first period of the transition) of a programme in each of
 * its windows: sum of w lever over the values there. [starts x windows], windows as in the columns of one group.
 */
export function weightsByStart(
  row: UnitRow,
  units: number,
  plans: readonly ColumnPlan[],
  strata: Strata,
  levers: readonly Combination[],
): Float64Array[][] {
  const starts = plans.map(({ programme }) => indexOfStarts(programme.begins));
  const weights = levers.map(() => plans.map(({ width }, p) => new Float64Array(starts[p].size * width)));
  const lever = new Float64Array(row.periods);
  const before = new Float64Array(row.periods + 1);
  for (let unit = 0; unit < units; unit++) {
    if (!row.read(unit) || row.runs.count === 0) continue;
    const { runs } = row;
    levers.forEach((combination, f) => {
      evaluate(combination, row, strata.of?.[unit] ?? 0, lever);
      for (let t = 0; t < row.periods; t++) before[t + 1] = before[t] + row.count[t] * lever[t];
      for (let r = 0; r < runs.count; r++) {
        const p = runs.programme[r];
        const start = starts[p].get(plans[p].programme.begins[unit])!;
        weights[f][p][start * plans[p].width + runs.window[r]] +=
          before[runs.to[r] + 1] - before[runs.from[r]];
      }
    });
  }
  return weights;
}

function indexOfStarts(begins: Int32Array): Map<number, number> {
  return new Map([...new Set(begins)].map((begin, index) => [begin, index]));
}

/** [windows] sum of absolute weights over the starts. */
export function absoluteByWindow(weights: Float64Array, { width, programme }: ColumnPlan): number[] {
  return programme.windows.map((_, window) => {
    let sum = 0;
    for (let at = window; at < weights.length; at += width) sum += Math.abs(weights[at]);
    return sum;
  });
}

/** Sum of the weights below 0 in some windows, as a number above 0. */
export function negativeIn(weights: Float64Array, width: number, windows: ReadonlySet<number>): number {
  let sum = 0;
  weights.forEach((weight, at) => {
    if (weight < 0 && windows.has(at % width)) sum -= weight;
  });
  return sum;
}
