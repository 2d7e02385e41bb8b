import type { CurvePoint } from '../../contract/analysis.ts';
import type { Contamination } from '../../stats/additive-effects.ts';
import type { Effects, Estimator } from '../estimate-effects.ts';
import type { Figures } from '../figures.ts';
import type { LowScoreEffects } from '../low-scores.ts';
import type { Base } from '../smallest-effect.ts';

/** The rungs of the ladder: how an effect is estimated, by how people came to be trained. */
export type Design =
  | 'staged'
  | 'additive'
  | 'low-scores'
  | 'lottery'
  | 'one-against-others'
  | 'one-series'
  | 'induction';

/** What one rung of the ladder found. */
export interface DesignedEffects {
  readonly kind: 'designed';
  readonly design: Design;
  readonly effects: Effects;
  /** Trained less untrained in the same stages, which checks and companions look at; mostly `effects` itself. */
  readonly frame: Effects;
  readonly figures: Figures;
  /** Where intervals come from permuting the draw. */
  readonly permutation: { readonly p: number; readonly orders: number } | undefined;
  readonly lowScores: LowScoreEffects | undefined;
  /** The effect period by period, where this way of estimating has a curve of its own. */
  readonly points: readonly CurvePoint[] | undefined;
  /** Who was compared with whom, where stages and teams do not say it. */
  readonly sides: Sides | undefined;
  /** Level and volume of the trained, where they have no time before. */
  readonly base: Base | undefined;
  /** Where the effects of other programmes on the measure are taken off by a regression. */
  readonly addsUp: AddsUp | undefined;
  /** Reason for which no verdict can be given whatever the figures are; they are shown, and named by it. */
  readonly boundBy: string | undefined;
  /** What a reader must know of this way of estimating. */
  readonly notes: readonly string[];
}

export interface AddsUp {
  readonly estimator: Estimator;
  /** How far each other programme enters the effect over the year. */
  readonly others: readonly Contamination[];
}

export interface Sides {
  readonly words: string;
  readonly peopleTrained: number;
  readonly peopleUntrained: number;
}

export function designed(
  design: Design,
  effects: Effects,
  found: Pick<DesignedEffects, 'figures'> & Partial<DesignedEffects>,
): DesignedEffects {
  return {
    kind: 'designed',
    design,
    effects,
    frame: effects,
    permutation: undefined,
    lowScores: undefined,
    points: undefined,
    sides: undefined,
    base: undefined,
    addsUp: undefined,
    boundBy: undefined,
    notes: [],
    ...found,
  };
}

/**
 * Designs in which trained and untrained clusters do not stand side by side in numbers: checks, conditions and leaving
 * suppose that they do.
 */
export function standsApart(design: Design): boolean {
  return design === 'one-against-others' || design === 'one-series' || design === 'induction';
}
