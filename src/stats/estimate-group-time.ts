import { type Aggregate, aggregateEffects } from './aggregate-effects.ts';
import { supCriticalValue } from './bands.ts';
import { type CohortPanel, prepareCohorts } from './cohort-panel.ts';
import { type CovariateSource, covariateSource } from './covariate-source.ts';
import { describePoint, interval, refuseWithoutError, standardErrorOf } from './effect-intervals.ts';
import { notesOnEffect } from './effect-notes.ts';
import type { SettledOptions } from './effect-options.ts';
import type { EffectInput, EffectResult, PreTrend } from './effect-result.ts';
import { type EffectSource, effectSource } from './effect-source.ts';
import { type Cell, type CellPlan, type GroupTimeDesign, planCells } from './group-time-effect.ts';
import { type Matrix, matrix } from './linear-algebra.ts';
import { isWithoutError } from './numeric-range.ts';
import { createRandom } from './random.ts';
import { type Refused, refuse } from './refused.ts';
import { waldTest } from './wald-test.ts';

/** Beyond so many points their covariance is not built: the band is Sidak's, and no Wald test is made. */
const MOST_POINTS_WITH_COVARIANCE = 1000;

/** Cells, aggregation, errors, band and Wald test of the group-time estimator. */
export function estimateGroupTime(input: EffectInput, options: SettledOptions): EffectResult | Refused {
  const prepared = prepareCohorts(input, {
    neverOnly: options.comparison === 'never',
    lead: options.transition + options.anticipation,
    dropHoles: options.panel === 'balanced',
  });
  if ('kind' in prepared) return prepared;
  const design: GroupTimeDesign = { ...options, starts: prepared.starts, periods: prepared.periods };
  const plans = planCells(design);
  const source = sourceFor(input, options, prepared, plans);
  if ('kind' in source) return source;
  if (source.cells.length === 0) {
    return refuse(
      'no-cells',
      `No trained cohort has both a base of ${options.basePeriods} periods before its training and somebody untrained to compare with.`,
    );
  }
  const aggregate = aggregateEffects({ ...options, ...prepared, table: source.table, cells: source.cells });
  if (options.aggregation !== 'cells' && aggregate.overall === undefined) {
    return refuse(
      'no-cells-after',
      'After no training is there a period with both trained and untrained units.',
    );
  }
  const notes = [
    ...notesOnEffect({ prepared, design, source, plans, clusterOf: input.clusterOf }),
    ...source.notes,
  ];
  return describe(prepared, options, source, aggregate, notes);
}

function sourceFor(
  { covariates = [], clusterOf, periodLabels: labels }: EffectInput,
  { method, panel }: SettledOptions,
  prepared: CohortPanel,
  plans: readonly CellPlan[],
): CovariateSource | Refused {
  if (covariates.length === 0) return { ...effectSource(prepared, plans, panel, clusterOf), notes: [] };
  return covariateSource({ prepared, plans, clusterOf, covariates, method, labels });
}

function describe(
  prepared: CohortPanel,
  options: SettledOptions,
  source: EffectSource,
  aggregate: Aggregate,
  notes: readonly string[],
): EffectResult | Refused {
  const before = source.cells.filter(({ plan }) => plan.stage === 'before');
  const errors = errorsOf(source, aggregate, before, options);
  const overall = aggregate.overall;
  const without = (error: number) => isWithoutError(error, prepared.range);
  if ((overall !== undefined && without(errors.overall)) || noCellVaries(source, without)) {
    return refuseWithoutError();
  }
  return {
    kind: 'estimate',
    ...(overall === undefined ? {} : interval(overall.estimate, errors.overall)),
    points: aggregate.points.map(({ point, ...label }, k) =>
      describePoint(label, point.estimate, errors.points[k], errors.critical),
    ),
    ...(errors.preTrend === undefined ? {} : { preTrend: errors.preTrend }),
    units: prepared.units,
    periods: prepared.periods,
    notes: [...notes, ...notesOnErrors(errors, before.length)],
  };
}

/** As a rule the first cell tells. */
function noCellVaries({ cells, variances }: EffectSource, without: (error: number) => boolean): boolean {
  return cells.every(({ point }) => without(standardErrorOf(variances([point])[0])));
}

interface Errors {
  readonly overall: number;
  readonly points: ArrayLike<number>;
  readonly critical: number;
  readonly preTrend: PreTrend | undefined;
}

function errorsOf(
  source: EffectSource,
  aggregate: Aggregate,
  before: readonly Cell[],
  options: SettledOptions,
): Errors {
  const points = aggregate.points.map(({ point }) => point);
  const overall = aggregate.overall === undefined ? [] : [aggregate.overall];
  const tested = before.length <= MOST_POINTS_WITH_COVARIANCE ? before.map(({ point }) => point) : [];
  const joint = points.length <= MOST_POINTS_WITH_COVARIANCE;
  const [ofOverall, ofTested, ofPoints] = source.covariances([overall, tested, joint ? points : []]);
  const covariance = joint ? ofPoints : diagonal(source.variances(points));
  return {
    overall: standardErrorOf(ofOverall.values[0] ?? 0),
    points: Float64Array.from(points, (_, k) => standardErrorOf(covariance.values[k * points.length + k])),
    critical: supCriticalValue(covariance, { random: createRandom(options.seed).fork(1) }),
    preTrend: waldTest(
      tested.map(({ estimate }) => estimate),
      ofTested,
    ),
  };
}

function diagonal(variances: Float64Array): Matrix {
  const square = matrix(variances.length, variances.length);
  variances.forEach((variance, k) => {
    square.values[k * variances.length + k] = variance;
  });
  return square;
}

function notesOnErrors(errors: Errors, before: number): string[] {
  if (before === 0 || errors.preTrend !== undefined) return [];
  return [
    `The ${before} cells before the training are not tested together: there are too many of them for the units.`,
  ];
}
