import type { EstimateOrRefused } from '../contract/analysis.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { ContrastMean, gatherInfluence, levelContrast, settle } from '../stats/level-contrast.ts';
import { blocksOf } from './assigned-blocks.ts';
import type { EffectQuestion, Effects } from './estimate-effects.ts';
import type { Facts } from './facts.ts';
import { intervalOf } from './interval.ts';
import { clustersOfStage, rosterAt, untrainedAt } from './plan-stages.ts';
import { ofPersons } from './shared-logins.ts';
import { withoutThinStrata } from './thin-strata.ts';
import { emptyMeans } from './window-means.ts';

/**
 * Did training make people leave? Trained less untrained in the share of those in post on the stage's date who left,
 * per quarter, over the periods in which both can be seen. Units: share per quarter (0.02 is 2 points).
 */
export function effectOnLeaving(question: EffectQuestion, effects: Effects): EstimateOrRefused {
  const { facts, rollOut: asked } = ofPersons(question);
  const rollOut = withoutThinStrata(asked);
  const blocks = rollOut === asked ? effects.blocks : blocksOf(rollOut);
  const mean = new ContrastMean(rollOut.clusters);
  for (const stage of effects.stages.filter(({ counted }) => counted || effects.countedStages === 0)) {
    const means = emptyMeans(rollOut.clusters);
    const quarters = (stage.observedTo - stage.stage.transitionTo) / periodsPerQuarter(facts.calendar.kind);
    rosterAt(facts, rollOut, stage.stage).forEach((cluster, person) => {
      if (cluster < 0) return;
      const left = hasLeftBy(facts, person, stage.observedTo);
      means.after[cluster] = (means.after[cluster] ?? 0) + (left ? 1 / quarters : 0);
      means.weight[cluster] = (means.weight[cluster] ?? 0) + 1;
    });
    const trained = clustersOfStage(rollOut, stage.index, undefined);
    const untrained = untrainedAt(rollOut, stage.observedTo, question.among);
    const contrast = levelContrast(means, trained, untrained, rollOut.stratumOf);
    const { around } = rollOut;
    if (contrast !== undefined) {
      mean.add(around ? gatherInfluence(contrast, around.headOf) : contrast, stage.people);
    }
  }
  const contrast = mean.mean();
  return intervalOf(contrast && settle(contrast, blocks, 'none'), blocks);
}

/** Not in post in the period and in none after it. */
function hasLeftBy(facts: Facts, person: number, period: number): boolean {
  const { periods } = facts.calendar;
  for (let t = period; t < periods; t++) if ((facts.teamAt[person * periods + t] ?? -1) >= 0) return false;
  return true;
}
