import type { EstimateOrRefused } from '../contract/analysis.ts';
import type { Measure } from '../contract/organisation.ts';
import type { Figures } from './figures.ts';
import { asBenefit } from './interval.ts';
import { cannotTell, type Judgement, type VerdictEvidence } from './verdict.ts';

/** The same evidence with figures that were read in another way. */
export function withFigures(
  evidence: VerdictEvidence,
  figures: Figures,
  better: Measure['better'],
): VerdictEvidence {
  const benefit = (effect: EstimateOrRefused) =>
    effect.kind === 'refused' ? effect : asBenefit(effect, better);
  return {
    ...evidence,
    first: benefit(figures.first),
    later: benefit(figures.later),
    whole: benefit(figures.whole),
    drop: benefit(figures.drop),
    condition: undefined,
  };
}

/**
 * The regression gives the verdict; the change since the earlier base must lie on the same side of 0 and of the
 * smallest effect that matters in every figure on which the verdict rests.
 */
export function judgeLowScores(
  judgement: Judgement,
  regression: VerdictEvidence,
  withinPerson: VerdictEvidence,
): Judgement {
  return contradicts(judgement, regression, withinPerson) ? cannotTell('low-scores') : judgement;
}

function contradicts(
  { verdict }: Judgement,
  { matters, whole: wholeJudged }: VerdictEvidence,
  { first, later, whole }: VerdictEvidence,
): boolean {
  if (verdict === 'cannot tell') return false;
  if (first.kind === 'refused' || later.kind === 'refused' || whole.kind === 'refused') return true;
  switch (verdict) {
    case 'lasting':
    case 'conditional':
      return later.estimate < matters;
    case 'fading':
      return first.estimate < matters || later.estimate >= matters;
    case 'no effect':
      return Math.max(Math.abs(first.estimate), Math.abs(later.estimate)) >= matters;
    case 'harmful': {
      const inWhole = wholeJudged.kind === 'estimate' && wholeJudged.estimate <= -matters;
      return later.estimate > -matters && !(inWhole && whole.estimate <= -matters);
    }
  }
}
