import type { Programme } from '../../contract/organisation.ts';
import type { Refused } from '../../model/refusal.ts';
import { type EffectQuestion, type Effects, estimateEffects } from '../estimate-effects.ts';
import { type Figures, figuresOf } from '../figures.ts';
import { estimateAfterLowScores, type LowScoreEffects } from '../low-scores.ts';
import { fewestMatched } from '../other-programmes.ts';
import { needsPermutation, permuteFigures } from '../permuted-figures.ts';
import { refuseDesign, refuseOverlap, refuseWithoutStages } from './refuse-design.ts';

/** The rungs of the ladder: how an effect is estimated, by how people came to be trained. */
export type Design = 'staged' | 'low-scores';

/** What one rung of the ladder found. */
export interface DesignedEffects {
  readonly kind: 'designed';
  readonly design: Design;
  readonly effects: Effects;
  readonly figures: Figures;
  /** Where intervals come from permuting the draw. */
  readonly permutation: { readonly p: number; readonly orders: number } | undefined;
  readonly lowScores: LowScoreEffects | undefined;
  /** Reason for which no verdict can be given whatever the figures are; they are shown, and named by it. */
  readonly boundBy: string | undefined;
  /** What a reader must know of this way of estimating. */
  readonly notes: readonly string[];
}

/** Goes down the ladder: the strongest design that the roll-out allows, or why there is none. */
export function effectsByDesign(
  question: EffectQuestion,
  programme: Programme,
  orders: number,
): DesignedEffects | Refused {
  const refused = refuseDesign(question, programme);
  if (refused !== undefined) return refused;
  const lowScores =
    programme.chosen.how === 'low-scores' ? estimateAfterLowScores(question, programme) : undefined;
  if (lowScores === undefined) return stagedEffects(question, orders);
  const { effects } = lowScores;
  return designed('low-scores', effects, { figures: figuresOf(effects), lowScores });
}

function designed(
  design: Design,
  effects: Effects,
  found: Pick<DesignedEffects, 'figures'> & Partial<DesignedEffects>,
): DesignedEffects {
  return {
    kind: 'designed',
    design,
    effects,
    permutation: undefined,
    lowScores: undefined,
    boundBy: undefined,
    notes: [],
    ...found,
  };
}

function stagedEffects(question: EffectQuestion, orders: number): DesignedEffects | Refused {
  const effects = estimateEffects(question);
  if (effects.stages.length === 0) return refuseWithoutStages(question);
  if (question.rollOut.others.length > 0 && effects.matchedShare < fewestMatched)
    return refuseOverlap(question, effects);
  const analytic = figuresOf(effects);
  const permuted =
    orders > 0 && needsPermutation(question, effects)
      ? permuteFigures(question, analytic, orders)
      : undefined;
  return designed('staged', effects, {
    figures: permuted?.figures ?? analytic,
    permutation: permuted && { p: permuted.p, orders: permuted.orders },
  });
}
