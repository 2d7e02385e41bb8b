import { type RedrawnLottery, redrawLottery } from '../../stats/lottery-effect.ts';
import { permutationTest } from '../../stats/permutation.ts';
import type { ShiftedEffect } from '../../stats/permutation-interval.ts';
import { createRandom } from '../../stats/random.ts';
import type { Figures } from '../figures.ts';
import { type PermutedFigures, withIntervals } from '../permuted-figures.ts';
import type { LotteryWindow } from './lottery.ts';
import { type FigureName, figureNames, weightsOf } from './window-figures.ts';

/**
 * Repeats the lot: each figure with the interval of all effects that the repeated lots do not speak against. Undefined
 * where fewer than 40 lots were possible.
 */
export function permuteLottery(
  windows: readonly LotteryWindow[],
  figures: Figures,
  orders: number,
): PermutedFigures | undefined {
  const drawn = [...new Set(windows.flatMap(({ clusters }) => [...clusters]))].sort((a, b) => a - b);
  const rowOf = new Map(drawn.map((cluster, row) => [cluster, row]));
  const effectsUnder = redrawn(windows, figures, rowOf);
  const seen: Record<FigureName, ShiftedEffect[]> = { first: [], later: [], whole: [], drop: [] };
  const test = permutationTest({
    ...labelsOf(windows, rowOf),
    statistic: (arms) => {
      const effects = effectsUnder(arms);
      for (const name of figureNames) {
        const effect = effects?.[name];
        if (effect !== undefined) seen[name].push(effect);
      }
      const whole = effects?.whole;
      return whole === undefined || whole.variance <= 0
        ? 0
        : Math.abs(whole.estimate) / Math.sqrt(whole.variance);
    },
    draws: orders,
    random: createRandom(1),
  });
  if (test.kind === 'refused') return undefined;
  return {
    figures: {
      first: withIntervals(figures.first, seen.first),
      later: withIntervals(figures.later, seen.later),
      whole: withIntervals(figures.whole, seen.whole),
      drop: withIntervals(figures.drop, seen.drop),
    },
    p: test.p,
    orders: test.draws,
  };
}

function labelsOf(windows: readonly LotteryWindow[], rowOf: ReadonlyMap<number, number>) {
  const labels = new Int32Array(rowOf.size);
  const strataOf = new Int32Array(rowOf.size);
  for (const { clusters, input, strata } of windows) {
    clusters.forEach((cluster, k) => {
      const row = rowOf.get(cluster) ?? 0;
      labels[row] = input.trained[k] ?? 0;
      strataOf[row] = strata[k] ?? 0;
    });
  }
  return { labels, strataOf };
}

/** The four figures under one lot after another, each as a function of an assumed effect. */
function redrawn(
  windows: readonly LotteryWindow[],
  figures: Figures,
  rowOf: ReadonlyMap<number, number>,
): (arms: Int32Array) => Record<FigureName, ShiftedEffect | undefined> | undefined {
  const quarters = windows.map(({ input, clusters }) => {
    const rows = clusters.map((cluster) => rowOf.get(cluster) ?? 0);
    const under = redrawLottery(input, [input.outcome, Float64Array.from(input.trained)]);
    const spreadOut = (part: RedrawnLottery | undefined): RedrawnLottery | undefined => {
      if (part === undefined) return undefined;
      const influence = new Float64Array(rowOf.size);
      rows.forEach((row, k) => {
        influence[row] = part.influence[k] ?? 0;
      });
      return { effect: part.effect, influence };
    };
    return (arms: Int32Array) => {
      const own = rows.map((row) => arms[row] ?? 0);
      const [outcome, exposure] = under(own) ?? [];
      return { outcome: spreadOut(outcome), exposure: spreadOut(exposure) };
    };
  });
  const later = figures.later.kind === 'estimate' ? figures.later.estimate : 0;
  return (arms) => {
    const parts = quarters.map((quarter) => quarter(arms));
    const outcomes = parts.flatMap(({ outcome }) => outcome ?? []);
    const exposures = parts.flatMap(({ exposure }) => exposure ?? []);
    if (outcomes.length < windows.length || exposures.length < windows.length) return undefined;
    const over = (name: FigureName, of: readonly RedrawnLottery[]) => {
      const weights = weightsOf(name, windows);
      return weights && sumOf(of, weights);
    };
    const shifted = (name: 'first' | 'later' | 'whole') => pair(over(name, outcomes), over(name, exposures));
    // The drop is tested on outcomes less the effect that stays, and what is shifted is the first quarter alone.
    const stays = over('drop', exposures);
    const fall = over('drop', outcomes);
    const drop = fall && stays && sumOf([fall, stays], [1, -later]);
    return {
      first: shifted('first'),
      later: shifted('later'),
      whole: shifted('whole'),
      drop: pair(drop, over('first', exposures)),
    };
  };
}

function sumOf(parts: readonly RedrawnLottery[], weights: readonly number[]): RedrawnLottery {
  const influence = new Float64Array(parts[0]?.influence.length ?? 0);
  let effect = 0;
  parts.forEach((part, k) => {
    const weight = weights[k] ?? 0;
    effect += weight * part.effect;
    for (let c = 0; c < influence.length; c++) {
      influence[c] = (influence[c] ?? 0) + weight * (part.influence[c] ?? 0);
    }
  });
  return { effect, influence };
}

function pair(
  outcome: RedrawnLottery | undefined,
  exposure: RedrawnLottery | undefined,
): ShiftedEffect | undefined {
  if (outcome === undefined || exposure === undefined) return undefined;
  return {
    estimate: outcome.effect,
    exposure: exposure.effect,
    variance: product(outcome.influence, outcome.influence),
    covariance: product(outcome.influence, exposure.influence),
    exposureVariance: product(exposure.influence, exposure.influence),
  };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += (a[c] ?? 0) * (b[c] ?? 0);
  return sum;
}
