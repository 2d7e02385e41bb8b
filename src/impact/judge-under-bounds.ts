import type { EstimateOrRefused } from '../contract/analysis.ts';
import type { Answering } from './answering.ts';
import { shifted } from './interval.ts';
import type { Shift, Stayers } from './stayers.ts';
import { cannotTell, type Judgement, judge, type VerdictEvidence } from './verdict.ts';

/** What the verdict rests on, and how far it may be owed to who answered and to who stayed. */
export interface Bounded {
  readonly evidence: VerdictEvidence;
  readonly better: 'higher' | 'lower';
  readonly answering: Answering | undefined;
  readonly stayers: Stayers | undefined;
}

interface Bounds {
  readonly first: Shift;
  readonly later: Shift;
}

const unmoved: Bounds = { first: { low: 0, high: 0 }, later: { low: 0, high: 0 } };

/** Where training moved who answers or who stays, the verdict is no better than the bounds allow, both at once. */
export function judgeUnderBounds(bounded: Bounded, judgement: Judgement): Judgement {
  const { answering, stayers } = bounded;
  const byAnswers = answering === undefined || answering.within ? unmoved : answering.bounds;
  const ofAnswers = answering && isSurelyMoved(answering) ? 'others-answered' : 'answering-unsure';
  if (!isSame(bounded, judgement, byAnswers)) return cannotTell(ofAnswers);
  if (stayers === undefined || judgement.verdict === 'cannot tell') return judgement;
  const byLeaving = stayers.bounds;
  const both = byAnswers && byLeaving && sumOf(byAnswers, byLeaving);
  return isSame(bounded, judgement, both)
    ? judgement
    : cannotTell(stayers.moved ? 'others-stayed' : 'leaving-unsure');
}

/** Told from no change in the first quarter or later; else it is only not ruled out. */
function isSurelyMoved({ first, later }: Answering): boolean {
  return [first, later].some((effect) => effect.kind === 'estimate' && (effect.low > 0 || effect.high < 0));
}

function isSame({ evidence, better }: Bounded, { verdict }: Judgement, bounds: Bounds | undefined): boolean {
  if (bounds === undefined) return false;
  const sign = better === 'lower' ? -1 : 1;
  return (['low', 'high'] as const).every((side) => {
    const [inFirst, inLater] = [sign * bounds.first[side], sign * bounds.later[side]];
    const under = judge({
      ...evidence,
      first: moved(evidence.first, inFirst),
      later: moved(evidence.later, inLater),
      whole: moved(evidence.whole, (inFirst + inLater) / 2),
      drop: moved(evidence.drop, inFirst - inLater),
    });
    return under.verdict === verdict;
  });
}

function moved(effect: EstimateOrRefused, by: number): EstimateOrRefused {
  return effect.kind === 'refused' ? effect : shifted(effect, by);
}

function sumOf(one: Bounds, other: Bounds): Bounds {
  const add = (a: Shift, b: Shift): Shift => ({ low: a.low + b.low, high: a.high + b.high });
  return { first: add(one.first, other.first), later: add(one.later, other.later) };
}
