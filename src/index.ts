export {
  type AdditiveEffects,
  type AdditiveFigure,
  type AdditiveInput,
  additiveEffects,
  type Contamination,
  type EventWindow,
  type FigurePart,
  type NotToldApart,
  never,
  type ProgrammeDates,
  quartersAfter,
} from './stats/additive-effects.ts';
export { type Agreement, type AgreementInput, describeAgreement } from './stats/agreement.ts';
export { type BandOptions, supCriticalValue } from './stats/bands.ts';
export { cohenKappa } from './stats/cohen-kappa.ts';
export { type CommonFactor, fitCommonFactor } from './stats/common-factor.ts';
export {
  type CounterfactualInput,
  type CounterfactualSeries,
  counterfactualSeries,
} from './stats/counterfactual-series.ts';
export {
  type CutOffEffect,
  type CutOffInput,
  cutOffEffect,
  type DensityJump,
} from './stats/cut-off-effect.ts';
export {
  type Covariate,
  conflictInOptions,
  type EffectInput,
  type EffectOptions,
  type EffectPoint,
  type EffectResult,
  estimateEffect,
  type PreTrend,
} from './stats/effect.ts';
export {
  type EffectPerAttender,
  effectPerAttender,
  type PerAttenderInput,
} from './stats/effect-per-attender.ts';
export {
  type Equivalence,
  type EquivalenceFinding,
  type EquivalenceInput,
  equivalence,
} from './stats/equivalence.ts';
export { type ExposureEffect, type ExposureInput, exposureEffect } from './stats/exposure-effect.ts';
export { adjustByFalseDiscovery } from './stats/false-discovery.ts';
export { fleissKappa } from './stats/fleiss-kappa.ts';
export { type GroupReliability, groupReliability } from './stats/group-reliability.ts';
export { type GroupScore, type GroupScores, groupScores } from './stats/group-scores.ts';
export { gwetCoefficient } from './stats/gwet-coefficient.ts';
export { type EffectWindow, fitHalfLife, type HalfLife, type HalfLifeInput } from './stats/half-life.ts';
export { adjustByHolm } from './stats/holm.ts';
export { cronbachAlpha } from './stats/internal-consistency.ts';
export { type ItemTable, reverseItems } from './stats/item-table.ts';
export { type JointTest, type JointTestInput, jointTest } from './stats/joint-test.ts';
export { krippendorffAlpha } from './stats/krippendorff-alpha.ts';
export { type AnswerTable, type LeeBounds, type LeeBoundsInput, leeBounds } from './stats/lee-bounds.ts';
export {
  type BaseUse,
  type Blocks,
  type ClusterMeans,
  type Contrast,
  type LevelContrast,
  levelContrast,
  settle,
  spread,
} from './stats/level-contrast.ts';
export {
  type LeverageCorrection,
  type LeverageInput,
  leverageCorrection,
} from './stats/leverage-correction.ts';
export { type Matrix, matrix } from './stats/linear-algebra.ts';
export { type LotteryEffect, type LotteryInput, lotteryEffect } from './stats/lottery-effect.ts';
export {
  type LowScoreEffect,
  type LowScorePanel,
  lowScoreEffect,
} from './stats/low-score-effect.ts';
export { type CohortMoments, cohortMoments, type MomentsInput, mergeMoments } from './stats/moments.ts';
export {
  type MultiplierBootstrap,
  type MultiplierBootstrapInput,
  multiplierBootstrap,
} from './stats/multiplier-bootstrap.ts';
export { type OneWayTest, oneWayTest } from './stats/one-way-test.ts';
export type { Panel } from './stats/panel.ts';
export {
  type BreakDown,
  type ParallelTrendsBounds,
  type ParallelTrendsInput,
  parallelTrendsBounds,
} from './stats/parallel-trends-bounds.ts';
export { percentAgreement } from './stats/percent-agreement.ts';
export { type PermutationInput, type PermutationTest, permutationTest } from './stats/permutation.ts';
export { invertPermutationTest, type ShiftedEffect } from './stats/permutation-interval.ts';
export {
  type PlannedLook,
  type PlannedLooks,
  type PlannedLooksInput,
  plannedLooks,
} from './stats/planned-looks.ts';
export {
  type ConditionScores,
  type PooledCondition,
  type PooledConditions,
  type PooledConditionsInput,
  pooledConditions,
} from './stats/pooled-conditions.ts';
export {
  type PredictionPoweredInput,
  type PredictionPoweredMean,
  predictionPoweredMean,
} from './stats/prediction-powered-mean.ts';
export { createRandom, type Random } from './stats/random.ts';
export {
  type RateRatio,
  type RateRatioInput,
  type RateWithInfluence,
  rateRatio,
} from './stats/rate-ratio.ts';
export { type AgreementEstimate, countRatings, type RatingCounts } from './stats/rating-counts.ts';
export type { Refused } from './stats/refused.ts';
export {
  type PredictorImportance,
  type RelativeImportance,
  type RelativeImportanceInput,
  relativeImportance,
} from './stats/relative-importance.ts';
export { describeScale, type Reliability, type ReliabilityInput } from './stats/reliability.ts';
export {
  type FutureFigure,
  type PowerAtEnd,
  type RollOutPower,
  type RollOutPowerInput,
  rollOutPower,
} from './stats/roll-out-power.ts';
export {
  type LabelledContrast,
  type RolloutContrast,
  type RolloutContrasts,
  type RolloutDesign,
  rolloutContrasts,
} from './stats/rollout-contrasts.ts';
export {
  type CohortSpread,
  type RolloutEffect,
  rolloutEffect,
  spreadFromMoments,
} from './stats/rollout-effect.ts';
export {
  type Room,
  type RoomBetweenPeople,
  type RoomInput,
  roomBetweenPeople,
} from './stats/room-between-people.ts';
export { satterthwaiteDegreesOfFreedom } from './stats/satterthwaite.ts';
export { type StagedOrder, type StagedOrderInput, stagedOrder } from './stats/staged-order.ts';
export {
  type StudentisedBootstrap,
  type StudentisedBootstrapInput,
  studentisedBootstrap,
} from './stats/studentised-bootstrap.ts';
export {
  type Appearance,
  type LastingStep,
  type Occurrences,
  type PeriodSeries,
  type SurveyChangeInput,
  type SurveyChanges,
  surveyChange,
} from './stats/survey-change.ts';
export {
  type SyntheticDifference,
  type SyntheticDifferenceInput,
  syntheticDifference,
} from './stats/synthetic-difference.ts';
export { type TeamPast, type TeamShocks, teamShocks } from './stats/team-shocks.ts';
export { type TwoWayEstimate, type TwoWayInput, twoWayFixedEffects } from './stats/two-way-fixed-effects.ts';
export {
  type CrossTable,
  crossTabulate,
  type Interval,
  type RowFactor,
  type VarianceComponent,
  type VarianceComponents,
  type VarianceOptions,
  varianceComponents,
} from './stats/variance-components.ts';
export {
  type WithinGroupAgreement,
  type WithinGroupAgreementInput,
  withinGroupAgreement,
} from './stats/within-group-agreement.ts';
