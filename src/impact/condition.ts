import type { EstimateOrRefused } from '../contract/analysis.ts';
import { refuse } from '../model/refusal.ts';
import { spread } from '../stats/level-contrast.ts';
import { type EffectQuestion, type Effects, estimateEffects } from './estimate-effects.ts';
import { estimateWith, intervalOf } from './interval.ts';

/** The later effect where the named condition holds and elsewhere, each against untrained teams of its own side. */
export interface ConditionEffects {
  readonly where: EstimateOrRefused;
  readonly elsewhere: EstimateOrRefused;
  readonly difference: EstimateOrRefused;
  readonly teams: {
    readonly whereTrained: number;
    readonly whereUntrained: number;
    readonly elsewhereTrained: number;
    readonly elsewhereUntrained: number;
  };
  readonly fewestTeams: number;
}

/** Undefined where the fact is not known of any team, or persons were assigned. */
export function estimateByCondition(question: EffectQuestion, fact: string): ConditionEffects | undefined {
  const holds = question.facts.conditions.get(fact);
  if (holds === undefined || question.rollOut.by === 'person') return undefined;
  const side = (value: number): Effects =>
    estimateEffects({
      ...question,
      rollOut: { ...question.rollOut, stratumOf: undefined },
      among: Uint8Array.from(holds, (is) => (is === value ? 1 : 0)),
    });
  const [where, elsewhere] = [side(1), side(0)];
  const teams = {
    whereTrained: where.trainedClusters,
    whereUntrained: where.untrainedClusters,
    elsewhereTrained: elsewhere.trainedClusters,
    elsewhereUntrained: elsewhere.untrainedClusters,
  };
  return {
    where: intervalOf(where.later, where.blocks),
    elsewhere: intervalOf(elsewhere.later, elsewhere.blocks),
    difference: differenceOf(where, elsewhere),
    teams,
    fewestTeams: Math.min(...Object.values(teams)),
  };
}

/** The two sides share no team, so their variances add up; degrees of freedom by Welch and Satterthwaite. */
function differenceOf(where: Effects, elsewhere: Effects): EstimateOrRefused {
  if (where.later === undefined || elsewhere.later === undefined) {
    return refuse('not-observed', 'On one side of the condition nothing can be compared yet.');
  }
  const a = spread(where.later, where.blocks);
  const b = spread(elsewhere.later, elsewhere.blocks);
  const [va, vb] = [a.standardError ** 2, b.standardError ** 2];
  if (va + vb === 0) return refuse('no-spread', 'The measure does not vary between teams.');
  return estimateWith(
    where.later.estimate - elsewhere.later.estimate,
    Math.sqrt(va + vb),
    (va + vb) ** 2 / (va ** 2 / a.degreesOfFreedom + vb ** 2 / b.degreesOfFreedom),
  );
}
