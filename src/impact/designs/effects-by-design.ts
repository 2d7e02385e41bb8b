import type { Measure, Programme } from '../../contract/organisation.ts';
import type { Refused } from '../../model/refusal.ts';
import { type EffectQuestion, type Effects, estimateEffects } from '../estimate-effects.ts';
import { figuresOf } from '../figures.ts';
import { estimateAfterLowScores, type ScoreChoice } from '../low-scores.ts';
import { fewestMatched } from '../other-programmes.ts';
import { needsPermutation, permuteFigures } from '../permuted-figures.ts';
import { isBoundBySpillOver, noteOnSpillOver, refuseSpillOver } from '../spill-over.ts';
import { additiveDesign } from './additive.ts';
import { type Design, type DesignedEffects, designed, standsApart } from './designed-effects.ts';
import { inductionEffects } from './induction.ts';
import { choiceByScore, noteOnChoice } from './looks-chosen.ts';
import { isLottery, lotteryEffects } from './lottery.ts';
import { oneAgainstOthers } from './one-against-others.ts';
import { oneSeries } from './one-series.ts';
import { refuseDesign, refuseWithoutStages } from './refuse-design.ts';

export interface DesignOptions {
  /** Orders drawn again where few clusters were drawn by lot; 0 for none. */
  readonly orders: number;
  /** Whether to look for a choice by low scores that nobody declared. */
  readonly looksForScores: boolean;
}

/** Goes down the ladder: the strongest design that the roll-out allows, or why there is none. */
export function effectsByDesign(
  question: EffectQuestion,
  programme: Programme,
  measure: Pick<Measure, 'better' | 'kind' | 'matters'>,
  { orders, looksForScores }: DesignOptions,
): DesignedEffects | Refused {
  const apart = effectsApart(question, programme, measure.kind);
  if (apart !== undefined) return apart;
  const refused = refuseDesign(question);
  if (refused !== undefined) return refused;
  const choice = choiceByScore(question, programme, measure, looksForScores);
  return choice === undefined ? stagedEffects(question, orders) : effectsAfterLowScores(question, choice);
}

function effectsAfterLowScores(question: EffectQuestion, choice: ScoreChoice): DesignedEffects | Refused {
  const notes = noteOnChoice(choice);
  const lowScores = estimateAfterLowScores(question, choice);
  if (lowScores === undefined) {
    const staged = stagedEffects(question, 0);
    return staged.kind === 'refused' ? staged : { ...staged, boundBy: 'low-scores-unseen', notes };
  }
  const { effects } = lowScores;
  return designed('low-scores', effects, { figures: figuresOf(effects), lowScores, notes });
}

/** Where trained and untrained do not stand side by side in numbers; undefined where they do, or nothing fits. */
function effectsApart(
  question: EffectQuestion,
  programme: Programme,
  kind: Measure['kind'],
): DesignedEffects | Refused | undefined {
  if (programme.kind === 'induction') return inductionEffects(question, kind);
  return oneAgainstOthers(question) ?? oneSeries(question, programme);
}

/** Effects on another measure, found in the same way; undefined where it cannot be. */
export function effectsOnOther(
  question: EffectQuestion,
  programme: Programme,
  design: Design,
): Effects | undefined {
  if (!standsApart(design)) return estimateEffects(question);
  const found = effectsApart(question, programme, 'mean');
  return found?.kind === 'designed' ? found.effects : undefined;
}

const thinStrata =
  'A stratum of the lot has too few on one side for a line of its own through base and outcome; one share of the difference before is taken off for all.';

/** Others were assigned at another level, or left too few of the trained with somebody like them to compare with. */
function cannotBeMatched({ rollOut: { others, beside = [] } }: EffectQuestion, effects: Effects): boolean {
  return beside.length > others.length || (others.length > 0 && effects.matchedShare < fewestMatched);
}

function stagedEffects(question: EffectQuestion, orders: number): DesignedEffects | Refused {
  const effects = estimateEffects(question);
  if (effects.stages.length === 0) return refuseSpillOver(question) ?? refuseWithoutStages(question);
  if (cannotBeMatched(question, effects)) return additiveDesign(question);
  const drawnOnce = isLottery(question.rollOut);
  const lottery = drawnOnce ? lotteryEffects(question, effects, orders) : undefined;
  if (lottery !== undefined) return lottery;
  const analytic = figuresOf(effects);
  const permuted =
    orders > 0 && needsPermutation(question, effects)
      ? permuteFigures(question, analytic, orders)
      : undefined;
  return designed('staged', effects, {
    figures: permuted?.figures ?? analytic,
    permutation: permuted && { p: permuted.p, orders: permuted.orders },
    boundBy: isBoundBySpillOver(question, effects) ? 'spill-over' : undefined,
    notes: [...noteOnSpillOver(question), ...(drawnOnce ? [thinStrata] : [])],
  });
}
