import { supCriticalValue } from './bands.ts';
import { clusterPanel } from './clusters.ts';
import { type CohortPanel, prepareCohorts } from './cohort-panel.ts';
import { describePoint, interval, refuseWithoutError, standardErrorOf } from './effect-intervals.ts';
import type { SettledOptions } from './effect-options.ts';
import type { Aggregation, EffectInput, EffectResult } from './effect-result.ts';
import { type Matrix, matrix } from './linear-algebra.ts';
import { type CohortMoments, cohortMoments } from './moments.ts';
import { isWithoutError } from './numeric-range.ts';
import type { Panel } from './panel.ts';
import { permutationTest } from './permutation.ts';
import { createRandom } from './random.ts';
import { type Refused, refuse } from './refused.ts';
import {
  type RolloutContrast,
  type RolloutContrasts,
  type RolloutDesign,
  rolloutContrasts,
} from './rollout-contrasts.ts';
import { type CohortSpread, rolloutEffect, spreadFromMoments } from './rollout-effect.ts';
import { studentisedRollout } from './rollout-permutation.ts';

/** Rows (units, or clusters drawn as a whole) of cohorts with at least two of them. */
interface DrawnRows {
  readonly panel: Panel;
  /** [rows] -1 for rows left out. */
  readonly cohortIndex: Int32Array;
  readonly starts: readonly number[];
  readonly moments: CohortMoments;
  readonly notes: readonly string[];
}

/** The efficient estimator of a drawn roll-out behind `whichhalf effect --estimator efficient`. */
export function estimateRollout(input: EffectInput, options: SettledOptions): EffectResult | Refused {
  const prepared = prepareCohorts(input, {
    neverOnly: false,
    lead: options.transition,
    dropHoles: options.panel === 'balanced',
  });
  if ('kind' in prepared) return prepared;
  const rows = drawnRows(prepared, input.clusterOf);
  if ('kind' in rows) return rows;
  const design: RolloutDesign = {
    ...options,
    starts: rows.starts,
    sizes: rows.moments.rows,
    periods: prepared.periods,
  };
  const contrasts = rolloutContrasts(design, options.aggregation as Exclude<Aggregation, 'cells'>);
  if (contrasts === undefined) {
    return refuse(
      'no-cells',
      'No trained cohort has both a whole base and somebody still untrained to compare with.',
    );
  }
  const described = describe(rows, contrasts, options);
  const { standardError = 0, points } = described.result;
  const errors = [standardError, ...points.map((point) => point.standardError)];
  if (errors.every((error) => isWithoutError(error, prepared.range))) return refuseWithoutError();
  const permuted = permute(rows, contrasts, options, prepared.periods);
  return {
    kind: 'estimate',
    ...described.result,
    ...(permuted !== undefined && permuted.kind === 'estimate'
      ? { permutation: { p: permuted.p, draws: permuted.draws } }
      : {}),
    units: prepared.units,
    periods: prepared.periods,
    notes: [
      ...prepared.notes,
      ...rows.notes,
      ...described.notes,
      ...(permuted?.kind === 'refused' ? [`No permutation test: ${permuted.detail}`] : []),
    ],
  };
}

function describe(
  rows: DrawnRows,
  contrasts: RolloutContrasts,
  options: SettledOptions,
): { result: Omit<EffectResult, 'kind' | 'units' | 'periods' | 'notes'>; notes: string[] } {
  const spread = spreadFromMoments(rows.moments);
  const points = contrasts.points.map(({ contrast }) => contrast);
  const joint = estimateJointly(spread, points, rows.starts, options.transition);
  const overall =
    contrasts.overall === undefined
      ? meanFromZero(contrasts, joint)
      : first(estimateJointly(spread, [contrasts.overall], rows.starts, options.transition));
  const single = points.map((point) =>
    first(estimateJointly(spread, [point], rows.starts, options.transition)),
  );
  const critical = supCriticalValue(joint.covariance, { random: createRandom(options.seed).fork(1) });
  const adjusted = [overall, ...single].every((each) => each.variance > 0 || each.varianceNeyman === 0);
  const errorOf = (each: Variances): number =>
    standardErrorOf(adjusted ? each.variance : each.varianceNeyman);
  return {
    result: {
      ...interval(overall.estimate, errorOf(overall)),
      standardErrorNeyman: standardErrorOf(overall.varianceNeyman),
      points: contrasts.points.map(({ contrast: _, ...label }, k) =>
        describePoint(label, single[k].estimate, errorOf(single[k]), critical),
      ),
    },
    notes: adjusted
      ? []
      : ['Errors are the conservative ones: the adjustment would have left less than nothing.'],
  };
}

interface Variances {
  readonly estimate: number;
  readonly variance: number;
  readonly varianceNeyman: number;
}

interface Joint {
  readonly estimates: Float64Array;
  readonly covariance: Matrix;
  readonly covarianceNeyman: Matrix;
}

function estimateJointly(
  spread: readonly CohortSpread[],
  contrasts: readonly RolloutContrast[],
  starts: readonly number[],
  transition: number,
): Joint {
  if (contrasts.length > 0) return rolloutEffect(spread, contrasts, starts, transition);
  return { estimates: new Float64Array(0), covariance: matrix(0, 0), covarianceNeyman: matrix(0, 0) };
}

function first(joint: Joint): Variances {
  return {
    estimate: joint.estimates[0],
    variance: joint.covariance.values[0],
    varianceNeyman: joint.covarianceNeyman.values[0],
  };
}

/** Plain mean of the points from event time 0 on, with their joint covariance. */
function meanFromZero(contrasts: RolloutContrasts, joint: Joint): Variances {
  const weights = contrasts.points.map(({ eventTime }) => (eventTime! >= 0 ? 1 : 0) as number);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const quadratic = (square: Matrix): number =>
    weights.reduce(
      (sum, left, a) =>
        sum +
        left * weights.reduce((inner, right, b) => inner + right * square.values[a * square.columns + b], 0),
      0,
    ) /
    total ** 2;
  return {
    estimate: joint.estimates.reduce((sum, each, k) => sum + weights[k] * each, 0) / total,
    variance: quadratic(joint.covariance),
    varianceNeyman: quadratic(joint.covarianceNeyman),
  };
}

function permute(
  rows: DrawnRows,
  contrasts: RolloutContrasts,
  options: SettledOptions,
  periods: number,
): ReturnType<typeof permutationTest> | undefined {
  if (options.draws === undefined) return undefined;
  const contrast = contrasts.overall ?? meanContrast(contrasts.points.map((point) => point.contrast));
  const used = Array.from(rows.cohortIndex, (_, row) => row).filter((row) => rows.cohortIndex[row] >= 0);
  const { panel, moments } = rows;
  const level = periodLevels(moments);
  const statistic = studentisedRollout({
    units: used.length,
    periods,
    cohorts: rows.starts.length,
    contrast,
    entering: (unit, t) => {
      const at = used[unit] * panel.periods + t;
      return (panel.sum[at] - (moments.origin + level.mean[t]) * panel.count[at]) / level.count[t];
    },
  });
  return permutationTest({
    labels: Int32Array.from(used, (row) => rows.cohortIndex[row]),
    statistic,
    draws: options.draws,
    random: createRandom(options.seed).fork(2),
  });
}

function meanContrast(contrasts: readonly RolloutContrast[]): RolloutContrast {
  const mean = (of: (each: RolloutContrast) => Float64Array): Float64Array =>
    of(contrasts[0]).map((_, at) =>
      contrasts.reduce((sum, each) => sum + of(each)[at] / contrasts.length, 0),
    );
  return {
    effect: mean(({ effect }) => effect),
    base: mean(({ base }) => base),
    firstStart: Math.min(...contrasts.map(({ firstStart }) => firstStart)),
  };
}

/** Mean value (about the origin) and mean count of all rows in each period. */
function periodLevels({ periods, width, cohorts, rows, mean, equalCount }: CohortMoments): {
  readonly mean: Float64Array;
  readonly count: Float64Array;
} {
  const sums = new Float64Array(periods);
  const counts = new Float64Array(periods);
  let all = 0;
  for (let h = 0; h < cohorts; h++) {
    all += rows[h];
    for (let t = 0; t < periods; t++) {
      sums[t] += rows[h] * mean[h * width + t];
      counts[t] += rows[h] * (equalCount ?? mean[h * width + periods + t]);
    }
  }
  return { mean: sums.map((sum, t) => sum / counts[t]), count: counts.map((count) => count / all) };
}

function drawnRows(prepared: CohortPanel, clusterOf: Int32Array | undefined): DrawnRows | Refused {
  const rows = clusterOf === undefined ? { ...prepared, across: false } : clusterPanel(prepared, clusterOf);
  if (rows.across) {
    return refuse(
      'clusters-across-cohorts',
      'Some clusters were trained at several dates, so the order was not drawn by cluster.',
    );
  }
  const empty = emptyCells(rows.panel, rows.cohortIndex, prepared.periods);
  if (empty > 0) {
    return refuse(
      'empty-cells',
      `${empty} of the unit-periods are empty; the estimator for a drawn order follows the same units throughout (--panel balanced leaves out units with holes).`,
    );
  }
  return withoutSingles(prepared, rows.panel, rows.cohortIndex);
}

/** Leaves out cohorts of one row, whose spread cannot be known. */
function withoutSingles(prepared: CohortPanel, panel: Panel, cohortIndex: Int32Array): DrawnRows | Refused {
  const sizes = new Float64Array(prepared.starts.length);
  for (const cohort of cohortIndex) if (cohort >= 0) sizes[cohort]++;
  const kept = prepared.starts.map((_, h) => h).filter((h) => sizes[h] > 1);
  const starts = kept.map((h) => prepared.starts[h]);
  if (!starts.some((start) => start < Infinity) || starts.length < 2) {
    return refuse('few-units', 'A drawn order needs at least two cohorts of two units each.');
  }
  const place = new Int32Array(prepared.starts.length).fill(-1);
  kept.forEach((h, k) => {
    place[h] = k;
  });
  const index = cohortIndex.map((cohort) => (cohort < 0 ? -1 : place[cohort]));
  const { periods, origin } = prepared;
  const moments = cohortMoments({
    panel,
    periods,
    cohortIndex: index,
    cohorts: starts.length,
    origin,
    equalCount: equalCountOf(panel, index, periods),
  });
  const singles = prepared.starts.length - kept.length;
  const notes =
    singles > 0 ? [`${singles} cohorts of one unit are left out: how much they vary cannot be known.`] : [];
  return { panel, cohortIndex: index, starts, moments, notes };
}

function emptyCells(panel: Panel, cohortIndex: Int32Array, periods: number): number {
  let empty = 0;
  for (let row = 0; row < cohortIndex.length; row++) {
    if (cohortIndex[row] < 0) continue;
    for (let t = 0; t < periods; t++) if (!(panel.count[row * panel.periods + t] > 0)) empty++;
  }
  return empty;
}

function equalCountOf(panel: Panel, cohortIndex: Int32Array, periods: number): number | undefined {
  let count: number | undefined;
  for (let row = 0; row < cohortIndex.length; row++) {
    if (cohortIndex[row] < 0) continue;
    for (let t = 0; t < periods; t++) {
      const each = panel.count[row * panel.periods + t];
      count ??= each;
      if (each !== count) return undefined;
    }
  }
  return count;
}
