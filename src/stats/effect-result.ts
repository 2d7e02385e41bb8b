import type { Panel } from './panel.ts';

export const comparisons = ['never', 'not-yet'] as const;
export const estimators = ['group-time', 'efficient', 'fixed-effects'] as const;
export const aggregations = ['cells', 'simple', 'event-time', 'cohort', 'calendar'] as const;
export const bases = ['varying', 'universal'] as const;
export const panelForms = ['within', 'pooled', 'balanced'] as const;
export const adjustments = ['dr', 'ipw', 'reg'] as const;

/** Whom the trained are compared with: those never trained, or those not trained yet. */
export type Comparison = (typeof comparisons)[number];
export type Estimator = (typeof estimators)[number];
export type Aggregation = (typeof aggregations)[number];
/** The base of a cell before the training: the period before that cell, or the same base as after it. */
export type Base = (typeof bases)[number];
/** What to do with empty unit-periods: compare a unit with itself, pool all units, or drop units with holes. */
export type PanelForm = (typeof panelForms)[number];
/** How covariates enter: doubly robust, by weights of the untrained, or by a regression of their change. */
export type Adjustment = (typeof adjustments)[number];

/** Options of `whichhalf effect`, by the same names. What is left out takes the default named here. */
export interface EffectOptions {
  /** Default `not-yet`. */
  readonly comparison?: Comparison;
  /** Default `group-time`. */
  readonly estimator?: Estimator;
  /** Default `simple`. */
  readonly aggregation?: Aggregation;
  /** Only cohorts seen for at least so many periods after their first, at event times they all share. */
  readonly balance?: number;
  /** Default `varying`, and `universal` where `basePeriods` is above 1. */
  readonly base?: Base;
  /** How many periods before the training make the base; default 1. */
  readonly basePeriods?: number;
  /** How many periods before the training are left out; default 0. */
  readonly transition?: number;
  /** The same base as `transition`, but the periods are reported; default 0. */
  readonly anticipation?: number;
  /** Default `within`. */
  readonly panel?: PanelForm;
  /** Default `dr`; only where the input has covariates. */
  readonly method?: Adjustment;
  /** Draws of the permutation test of the `efficient` estimator, 99 or more; none if left out. */
  readonly draws?: number;
  /** Seed of permutation and bands; default 1. */
  readonly seed?: number;
}

/** Something known of each unit in each period. */
export interface Covariate {
  readonly name: string;
  /** [units x periods], row by row; NaN where it is not known. */
  readonly values: Float64Array;
}

export interface EffectInput {
  readonly panel: Panel;
  /** [units]: index of the period of the first training; -1 (or any index outside the panel) for never. */
  readonly cohortOf: Int32Array;
  /** [units]: any labels; each unit its own cluster where it is left out. */
  readonly clusterOf?: Int32Array;
  /** [units x periods], row by row; `fixed-effects` only. */
  readonly treatment?: Float64Array;
  /** `group-time` only: what trained and untrained are to be alike in, as known in the earlier period of a cell. */
  readonly covariates?: readonly Covariate[];
  /** [periods] how a refusal calls periods and cohorts; their index where it is left out. */
  readonly periodLabels?: readonly (string | number)[];
}

/** `cohort` and `period` are period indices, `eventTime` is periods since the first training (0 = that period). */
export interface EffectPoint {
  readonly cohort?: number;
  readonly period?: number;
  readonly eventTime?: number;
  readonly estimate: number;
  readonly standardError: number;
  /** `low` to `high`: the pointwise 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** `bandLow` to `bandHigh`: holds for all points at once with 95 %. */
  readonly bandLow: number;
  readonly bandHigh: number;
}

/** Wald test that every cell before the training (less its base and transition) is 0. */
export interface PreTrend {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

export interface EffectResult {
  readonly kind: 'estimate';
  /** Absent with aggregation `cells`, which has no overall. */
  readonly estimate?: number;
  readonly standardError?: number;
  readonly low?: number;
  readonly high?: number;
  /** `efficient` only: the conservative error, not adjusted by the pre-periods. */
  readonly standardErrorNeyman?: number;
  readonly points: readonly EffectPoint[];
  readonly preTrend?: PreTrend;
  readonly permutation?: { readonly p: number; readonly draws: number };
  /** Units and periods that entered. */
  readonly units: number;
  readonly periods: number;
  readonly notes: readonly string[];
}
