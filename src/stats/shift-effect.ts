import type { ShiftedEffect } from './permutation-interval.ts';
import { type LevelsOfTwo, lessExactly } from './redrawn-contrasts.ts';

/** Levels of the outcome, and of what is shifted. */
export interface ShiftedLevels {
  readonly outcome: LevelsOfTwo;
  readonly exposure: LevelsOfTwo;
}

/** One pair of levels less a multiple of another. */
export function lessLevels(levels: LevelsOfTwo, times: number, other: LevelsOfTwo): LevelsOfTwo {
  const less = (of: Float64Array, by: Float64Array) => {
    const rest = new Float64Array(of.length);
    for (let c = 0; c < of.length; c++) rest[c] = lessExactly(of[c], times * by[c]);
    return rest;
  };
  return {
    after: levels.after - times * other.after,
    before: levels.before - times * other.before,
    afterInfluence: less(levels.afterInfluence, other.afterInfluence),
    beforeInfluence: less(levels.beforeInfluence, other.beforeInfluence),
  };
}

/**
 * Effect under one order as a function of an assumed effect, with the share of the base difference of least error for
 * the outcome less `effect` times the exposure. Blocks are the stages of the order; influences are centred in them.
 */
export function effectShifter(clusters: number, stages: number) {
  const rest = { after: new Float64Array(clusters), before: new Float64Array(clusters) };
  const outcomeInfluence = new Float64Array(clusters);
  const exposureInfluence = new Float64Array(clusters);
  const products = pairProducts(stages + 1);
  return ({ outcome, exposure }: ShiftedLevels, effect: number, stageOf: Int32Array): ShiftedEffect => {
    for (let c = 0; c < clusters; c++) {
      rest.after[c] = outcome.afterInfluence[c] - effect * exposure.afterInfluence[c];
      rest.before[c] = outcome.beforeInfluence[c] - effect * exposure.beforeInfluence[c];
    }
    const base = products(rest.before, rest.after, stageOf);
    const beta = isRounding(base) ? 1 : base.both / base.first;
    for (let c = 0; c < clusters; c++) {
      outcomeInfluence[c] = outcome.afterInfluence[c] - beta * outcome.beforeInfluence[c];
      exposureInfluence[c] = exposure.afterInfluence[c] - beta * exposure.beforeInfluence[c];
    }
    const { first, both, second } = products(outcomeInfluence, exposureInfluence, stageOf);
    return {
      estimate: outcome.after - beta * outcome.before,
      exposure: exposure.after - beta * exposure.before,
      variance: first,
      covariance: both,
      exposureVariance: second,
    };
  };
}

/** Whether the levels in the base differ by rounding alone, as those of two windows with the same people and base. */
export function isRounding({ first, second }: { readonly first: number; readonly second: number }): boolean {
  return first <= 1e-20 * second;
}

/** Number of clusters with a part in a product, sums of the two factors over them, sum of the product. */
const fields = 4;

/** `covariance` of level-contrast.ts for a pair: of the first with itself, of both, of the second with itself. */
function pairProducts(blocks: number) {
  const sums = new Float64Array(3 * fields * blocks);
  return (a: Float64Array, b: Float64Array, stageOf: Int32Array) => {
    sums.fill(0);
    for (let c = 0; c < a.length; c++) {
      if (a[c] === 0 && b[c] === 0) continue;
      const at = 3 * fields * (stageOf[c] + 1);
      add(sums, at, a[c], a[c]);
      add(sums, at + fields, a[c], b[c]);
      add(sums, at + 2 * fields, b[c], b[c]);
    }
    return { first: total(sums, 0), both: total(sums, fields), second: total(sums, 2 * fields) };
  };
}

function add(sums: Float64Array, at: number, a: number, b: number): void {
  if (a === 0 && b === 0) return;
  sums[at] += 1;
  sums[at + 1] += a;
  sums[at + 2] += b;
  sums[at + 3] += a * b;
}

function total(sums: Float64Array, from: number): number {
  let covariance = 0;
  for (let at = from; at < sums.length; at += 3 * fields) {
    const [clusters, a, b, ab] = [sums[at], sums[at + 1], sums[at + 2], sums[at + 3]];
    if (clusters === 1) covariance += 2 * ab;
    else if (clusters > 1) covariance += ((ab - (a * b) / clusters) * clusters) / (clusters - 1);
  }
  return covariance;
}
