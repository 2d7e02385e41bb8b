import type { CurvePoint } from '../contract/analysis.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { supCriticalValue } from '../stats/bands.ts';
import { studentTQuantile } from '../stats/distributions.ts';
import {
  type Blocks,
  type Contrast,
  ContrastMean,
  covarianceMatrix,
  settle,
  spread,
} from '../stats/level-contrast.ts';
import { matrix } from '../stats/linear-algebra.ts';
import { createRandom } from '../stats/random.ts';
import { baseUseOf, contrastsOf, type EffectQuestion, type Effects } from './estimate-effects.ts';
import { personsOf } from './facts.ts';
import { baseOf, rosterAt, type StageInUse, untrainedAt } from './plan-stages.ts';

const drawsOfBand = 2000;
/** A curve is drawn point by point over at most this many periods after the training. */
const quartersDrawn = 4;

interface Point {
  readonly eventTime: number;
  readonly mean: ContrastMean;
  peopleTrained: number;
  peopleUntrained: number;
}

/**
 * The effect period by period, from the base (negative) to a year after, over the stages that the verdict rests on.
 * `band` holds for all points at once: the critical value of the multivariate t of their covariance.
 */
export function estimateCurve(question: EffectQuestion, effects: Effects, seed: number): CurvePoint[] {
  const { facts, rollOut } = question;
  const use = baseUseOf(rollOut);
  const points = pointsOf(
    effects.basePeriods,
    quartersDrawn * periodsPerQuarter(facts.calendar.kind),
    rollOut.clusters,
  );
  const stages = effects.stages.filter((stage) => stage.counted || effects.countedStages === 0);
  for (const stage of stages) addStage(question, effects.basePeriods, stage, points);
  const settled = points.flatMap(({ eventTime, mean, peopleTrained, peopleUntrained }) => {
    const level = mean.mean();
    if (level === undefined) return [];
    const contrast = settle(level, effects.blocks, eventTime < 0 ? 'difference' : use);
    return [{ eventTime, contrast, peopleTrained, peopleUntrained }];
  });
  return drawCurve(settled, effects.blocks, seed);
}

/** The effect in one period, with who is behind it. */
export interface EffectAt {
  readonly eventTime: number;
  readonly contrast: Contrast;
  readonly peopleTrained: number;
  readonly peopleUntrained: number;
}

/** Points with their intervals and the band around all of them; those that do not vary are left out. */
export function drawCurve(points: readonly EffectAt[], blocks: Blocks, seed: number): CurvePoint[] {
  const drawn = points
    .map((point) => ({ ...point, ...spread(point.contrast, blocks) }))
    .filter(({ standardError }) => standardError > 0);
  const leastDegrees = Math.min(...drawn.map(({ degreesOfFreedom }) => degreesOfFreedom));
  if (drawn.length === 0) return [];
  const covariance = covarianceMatrix(
    drawn.map(({ contrast }) => contrast),
    blocks,
  );
  const critical = supCriticalValue(matrix(drawn.length, drawn.length, covariance), {
    random: createRandom(seed),
    df: leastDegrees,
    draws: drawsOfBand,
  });
  return drawn.map(({ eventTime, contrast, standardError, degreesOfFreedom, ...people }) => {
    const half = studentTQuantile(0.975, degreesOfFreedom) * standardError;
    const band = Math.max(critical * standardError, half);
    return {
      eventTime,
      estimate: contrast.estimate,
      low: contrast.estimate - half,
      high: contrast.estimate + half,
      bandLow: contrast.estimate - band,
      bandHigh: contrast.estimate + band,
      peopleTrained: people.peopleTrained,
      peopleUntrained: people.peopleUntrained,
    };
  });
}

function pointsOf(basePeriods: number, after: number, clusters: number): Point[] {
  const times = [
    ...Array.from({ length: basePeriods }, (_, k) => k - basePeriods),
    ...Array.from({ length: after }, (_, k) => k + 1),
  ];
  return times.map((eventTime) => ({
    eventTime,
    mean: new ContrastMean(clusters),
    peopleTrained: 0,
    peopleUntrained: 0,
  }));
}

function addStage(
  question: EffectQuestion,
  basePeriods: number,
  stage: StageInUse,
  points: readonly Point[],
): void {
  const base = baseOf(stage.stage, basePeriods);
  const observed = points.filter(
    ({ eventTime }) => eventTime < 0 || stage.stage.transitionTo + eventTime <= stage.observedTo,
  );
  const spans = observed.map(({ eventTime }) => {
    const period =
      eventTime < 0 ? stage.stage.transitionFrom + eventTime : stage.stage.transitionTo + eventTime;
    return { from: period, to: period, ...base };
  });
  const untrained = untrainedPeople(question, stage);
  contrastsOf(question, stage, spans).forEach((contrast, k) => {
    const point = observed[k];
    if (contrast === undefined || point === undefined) return;
    point.mean.add(contrast, stage.people);
    point.peopleTrained += stage.people;
    point.peopleUntrained = Math.max(point.peopleUntrained, untrained(spans[k]?.to ?? 0));
  });
}

/** People in post on the stage's date in clusters that are still untrained at the end of a period. */
function untrainedPeople(
  { facts, rollOut, among }: EffectQuestion,
  { stage }: StageInUse,
): (period: number) => number {
  const roster = rosterAt(personsOf(facts), rollOut, stage).filter((cluster) => cluster >= 0);
  return (period) => {
    const untrained = new Set(untrainedAt(rollOut, Math.max(period, stage.transitionTo), among));
    return roster.filter((cluster) => untrained.has(cluster)).length;
  };
}
