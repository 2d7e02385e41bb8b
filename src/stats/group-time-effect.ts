import type { Base, Comparison } from './effect-result.ts';
import { type CohortColumns, contrast, type PointWeights, type Term } from './point-weights.ts';

/** What a group-time cell compares. */
export interface CellPlan {
  /** Index of the trained cohort. */
  readonly cohort: number;
  readonly start: number;
  readonly period: number;
  /** First and last period of the base. */
  readonly baseFrom: number;
  readonly baseTo: number;
  /** Indices of the cohorts compared with. */
  readonly comparison: readonly number[];
  readonly stage: 'before' | 'base' | 'after';
}

export interface GroupTimeDesign {
  readonly starts: readonly number[];
  readonly periods: number;
  readonly comparison: Comparison;
  readonly base: Base;
  readonly basePeriods: number;
  /** Periods between base and training: left out (`transition`) or reported (`anticipation`). */
  readonly transition: number;
  readonly anticipation: number;
}

export interface Cell {
  readonly plan: CellPlan;
  readonly point: PointWeights;
}

/**
 * Every cell that the roll-out defines, by cohort and period.
 *
 * Question: what did the training change, for each group that started together, in each period?
 * Estimand: ATT(g, t), the mean effect in period t on those first trained in period g.
 * Formula: (Y_gt - Y_gb) - (Y_Ct - Y_Cb), b the base and C who is still untrained; on pooled means by period
 *   (`pooledCells`) or on each unit's own change, weighted by its count in the base (`withinCells`).
 * Source: [callaway2021, equations 2.4, 2.7 and 4.1] without covariates; holes as in its repeated cross-sections.
 * Assumes: without the training both would have run in parallel (probed by the cells before it), nobody
 *   changes before the base ends (`anticipation`), and nobody is touched by the training of others.
 * Input: starts [cohorts], periods, whom to compare with, base, transition.
 * Output: plans of cells; each becomes an estimate in units of the outcome with its influence on cohort columns.
 * Refuses: nothing itself; cells with nothing on one side are left out. Cohorts without a whole base have none,
 *   nor has the last cohort where everybody is trained in the end: it only serves as comparison.
 * Uncertainty: sum of squared influences (of clusters), from moments or a pass over units; divided by n, as in R did.
 * Proof: R did on four data sets; the same estimator written plainly, with jackknife errors; invariances.
 */
export function planCells(design: GroupTimeDesign): readonly CellPlan[] {
  const plans: CellPlan[] = [];
  const last = design.starts[design.starts.length - 1];
  design.starts.forEach((start, cohort) => {
    if (start === last || firstOfBase(start, design) < 0) return;
    for (let period = 0; period < design.periods; period++) {
      const plan = planCell(design, cohort, start, period);
      if (plan !== undefined) plans.push(plan);
    }
  });
  return plans;
}

/** How many trained cohorts have too few periods before their training. */
export function cohortsWithoutBase(design: GroupTimeDesign): number {
  return design.starts.filter(
    (start) => start < design.starts[design.starts.length - 1] && firstOfBase(start, design) < 0,
  ).length;
}

/** The cells on pooled means by period: R did's form for repeated cross-sections and, on a rectangle, its panel form. */
export function pooledCells(table: CohortColumns, plans: readonly CellPlan[]): readonly Cell[] {
  return plans.flatMap((plan) => {
    const point = contrastOfPeriods(table, plan);
    return point === undefined ? [] : [{ plan, point }];
  });
}

/** The cells on within-person differences; `columnOf` says in which column a plan's pair of period and base stands. */
export function withinCells(
  table: CohortColumns,
  plans: readonly CellPlan[],
  columnOf: (plan: CellPlan) => number,
): readonly Cell[] {
  return plans.flatMap((plan) => {
    const column = columnOf(plan);
    const point = isItsOwnBase(plan)
      ? contrast(table, [])
      : contrast(table, [
          { cohorts: [plan.cohort], column, weight: 1 },
          { cohorts: plan.comparison, column, weight: -1 },
        ]);
    return point === undefined ? [] : [{ plan, point }];
  });
}

export function isItsOwnBase(plan: CellPlan): boolean {
  return plan.baseFrom === plan.period && plan.baseTo === plan.period;
}

function firstOfBase(start: number, design: GroupTimeDesign): number {
  return start - design.transition - design.anticipation - design.basePeriods;
}

function planCell(
  design: GroupTimeDesign,
  cohort: number,
  start: number,
  period: number,
): CellPlan | undefined {
  const lead = design.transition + design.anticipation;
  const lastBase = start - 1 - lead;
  const stage =
    period >= start ? 'after' : period > lastBase || period < firstOfBase(start, design) ? 'before' : 'base';
  if (period < start && period >= start - design.transition) return undefined;
  const universal = design.base === 'universal' || stage === 'after';
  const baseTo = universal ? lastBase : period - 1;
  const baseFrom = universal ? firstOfBase(start, design) : period - 1;
  if (baseFrom < 0) return undefined;
  const untrainedUntil = Math.max(period, baseTo) + lead;
  const comparison = comparisonCohorts(design, cohort, untrainedUntil);
  if (comparison.length === 0) return undefined;
  return { cohort, start, period, baseFrom, baseTo, comparison, stage: universal ? stage : 'before' };
}

function comparisonCohorts(design: GroupTimeDesign, cohort: number, untrainedUntil: number): number[] {
  const cohorts: number[] = [];
  design.starts.forEach((start, other) => {
    const untrained = design.comparison === 'never' ? start === Infinity : start > untrainedUntil;
    if (untrained && other !== cohort) cohorts.push(other);
  });
  return cohorts;
}

function contrastOfPeriods(table: CohortColumns, plan: CellPlan): PointWeights | undefined {
  if (isItsOwnBase(plan)) return contrast(table, []);
  const base: number[] = [];
  for (let period = plan.baseFrom; period <= plan.baseTo; period++) {
    if (seen(table, [plan.cohort], period) && seen(table, plan.comparison, period)) base.push(period);
  }
  if (base.length === 0) return undefined;
  const terms: Term[] = [
    { cohorts: [plan.cohort], column: plan.period, weight: 1 },
    { cohorts: plan.comparison, column: plan.period, weight: -1 },
  ];
  for (const period of base) {
    terms.push({ cohorts: [plan.cohort], column: period, weight: -1 / base.length });
    terms.push({ cohorts: plan.comparison, column: period, weight: 1 / base.length });
  }
  return contrast(table, terms);
}

function seen(table: CohortColumns, cohorts: readonly number[], column: number): boolean {
  return cohorts.some((cohort) => table.counts[cohort * table.columns + column] > 0);
}
