import { type Contrast, ContrastMean, settle } from '../stats/level-contrast.ts';
import { contrastsOf, type EffectQuestion, type Effects } from './estimate-effects.ts';
import type { StageInUse } from './plan-stages.ts';
import type { Span } from './window-means.ts';

/** Difference in a span before the training, over the stages that have it, by people; the whole base is taken off. */
export function pooledContrast(
  question: EffectQuestion,
  effects: Effects,
  spanOf: (stage: StageInUse) => Span,
): Contrast | undefined {
  if (question.estimator !== undefined) return question.estimator.contrastBefore(question, effects, spanOf);
  const mean = new ContrastMean(question.rollOut.clusters);
  for (const stage of effects.stages) {
    const span = spanOf(stage);
    if (span.from < 0) continue;
    const [contrast] = contrastsOf(question, stage, [span]);
    if (contrast !== undefined) mean.add(contrast, stage.people);
  }
  const contrast = mean.mean();
  return contrast && settle(contrast, effects.blocks, 'difference');
}

/** Tests, bands and sensitivity rest on at most one point for so many clusters of the smaller arm. */
const clustersPerPoint = 4;

export function mostPoints({ trainedClusters, untrainedClusters }: Effects): number {
  return Math.floor(Math.min(trainedClusters, untrainedClusters) / clustersPerPoint);
}
