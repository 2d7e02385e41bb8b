import type { CurvePoint } from '../../contract/analysis.ts';
import type { Programme } from '../../contract/organisation.ts';
import { type PeriodKind, periodsPerQuarter } from '../../model/calendar.ts';
import { type Refused, refuse } from '../../model/refusal.ts';
import { type CounterfactualSeries, counterfactualSeries } from '../../stats/counterfactual-series.ts';
import { studentTQuantile } from '../../stats/distributions.ts';
import type { Contrast } from '../../stats/level-contrast.ts';
import type { EffectQuestion, Effects } from '../estimate-effects.ts';
import { type Facts, personsOf } from '../facts.ts';
import { figuresOf } from '../figures.ts';
import {
  baseOf,
  fewestUntrained,
  observedSpans,
  rosterAt,
  type StageInUse,
  shortestWindow,
  windowSpansOf,
  windowsOfYear,
} from '../plan-stages.ts';
import { type DesignedEffects, designed } from './designed-effects.ts';
import { observedClusters } from './refuse-design.ts';
import { seriesOfUnits } from './unit-series.ts';
import { figuresOfWindows, type WindowOfYear } from './window-figures.ts';

const fewestBefore = 26;
/** Periods of a season that the data are long enough to show; weeks have none that two years could tell. */
const seasonOf: Readonly<Record<PeriodKind, number | undefined>> = { day: 7, week: undefined, month: 12 };

/** A series that the training did not touch, from some period on without gaps. */
interface Comparison {
  readonly title: string;
  /** [periods] */
  readonly values: Float64Array;
}

/**
 * Everybody trained on one date, nobody (or hardly anybody) left out: the series of the trained continued as it was to
 * be expected from before, and from series that the training cannot have touched: the negative control among the same
 * people, and the few who were not trained. Undefined where that is not so, or no such series is there.
 */
export function oneSeries(
  question: EffectQuestion,
  programme: Programme,
): DesignedEffects | Refused | undefined {
  const { rollOut, facts } = question;
  const [stage] = rollOut.stages;
  if (stage === undefined || rollOut.stages.length > 1 || rollOut.others.length > 0) return undefined;
  if (rollOut.how === 'volunteers' || rollOut.how === 'low-scores') return undefined;
  const observed = [...observedClusters(question)];
  const untrained = observed.filter((cluster) => (rollOut.stageOf[cluster] ?? -1) < 0);
  if (untrained.length >= fewestUntrained || untrained.length === observed.length) return undefined;
  const basePeriods = Math.min(question.basePeriods, stage.transitionFrom);
  const inUse = stageInUse(question, untrained.length);
  const roster = rosterAt(facts, rollOut, stage);
  const isTrained = (cluster: number) => cluster >= 0 && (rollOut.stageOf[cluster] ?? -1) === 0;
  const trained = roster.map((cluster) => (isTrained(cluster) ? 0 : -1));
  const rest = roster.map((cluster) => (cluster >= 0 && !isTrained(cluster) ? 0 : -1));
  const base = baseOf(stage, basePeriods);
  const comparisons = comparisonsOf(question, programme, { trained, rest, base });
  if (comparisons.length === 0) return undefined;
  const { values } = seriesOfUnits(question, question.outcome, trained, 1, base);
  const from = firstPeriodWithoutGaps(comparisons, inUse.observedTo);
  const before = values.slice(from, stage.transitionFrom).filter((value) => !Number.isNaN(value)).length;
  if (before < fewestBefore || inUse.observedTo <= stage.transitionTo) {
    return refuse(
      'too-short-before',
      `There is nobody to compare with, and to continue what was there before takes ${fewestBefore} ${facts.calendar.kind}s of it; there are ${before}.`,
    );
  }
  const series = { values, comparisons, from, stage: inUse, kind: facts.calendar.kind };
  return describe(question, { series, basePeriods, comparisons });
}

function stageInUse({ facts, rollOut }: EffectQuestion, untrainedClusters: number): StageInUse {
  const stage = rollOut.stages[0] ?? { firstDay: 0, lastDay: 0, transitionFrom: 0, transitionTo: 0 };
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const present = (of: Facts) =>
    rosterAt(of, rollOut, stage).filter((cluster) => cluster >= 0 && rollOut.stageOf[cluster] === 0);
  const observedTo = Math.min(stage.transitionTo + windowsOfYear * quarter, facts.calendar.periods - 1);
  return {
    index: 0,
    stage,
    people: present(personsOf(facts)).length,
    clusters: new Set(present(facts)).size,
    untrainedClusters,
    observedTo,
    counted: observedTo - stage.transitionTo >= 2 * quarter + shortestWindow(quarter),
  };
}

function comparisonsOf(
  question: EffectQuestion,
  { negativeControl = '' }: Programme,
  {
    trained,
    rest,
    base,
  }: {
    readonly trained: Int32Array;
    readonly rest: Int32Array;
    readonly base: { readonly baseFrom: number; readonly baseTo: number };
  },
): Comparison[] {
  const control = question.facts.outcomes.get(negativeControl);
  const series: Comparison[] = [];
  if (control !== undefined && control !== question.outcome) {
    const title = 'the negative control among the same people';
    series.push({ title, values: seriesOfUnits(question, control, trained, 1, base).values });
  }
  if (rest.some((unit) => unit === 0)) {
    const title = 'the few who were not trained';
    series.push({ title, values: seriesOfUnits(question, question.outcome, rest, 1, base).values });
  }
  return series.filter(({ values }) => !Number.isNaN(values[base.baseTo] ?? Number.NaN));
}

function firstPeriodWithoutGaps(comparisons: readonly Comparison[], last: number): number {
  let from = last + 1;
  while (from > 0 && comparisons.every(({ values }) => !Number.isNaN(values[from - 1]))) from--;
  return from;
}

interface Series {
  readonly values: Float64Array;
  readonly comparisons: readonly Comparison[];
  readonly from: number;
  readonly stage: StageInUse;
  readonly kind: PeriodKind;
}

/** Value less what was to be expected in the periods after for which `counts` holds. */
function expectedIn(
  { values, comparisons, from, stage, kind }: Series,
  counts: (period: number) => boolean,
): CounterfactualSeries | Refused {
  const { transitionFrom, transitionTo } = stage.stage;
  const outcome = values.slice(from, stage.observedTo + 1).map((value, k) => {
    const period = from + k;
    return period < transitionFrom || (period > transitionTo && counts(period)) ? value : Number.NaN;
  });
  const season = seasonOf[kind];
  const hasTwoSeasons = season !== undefined && transitionFrom - from >= 2 * season;
  return counterfactualSeries({
    outcome,
    firstPeriodAfter: transitionFrom - from,
    covariates: comparisons.map((series) => series.values.slice(from, stage.observedTo + 1)),
    seasonLength: hasTwoSeasons ? season : undefined,
    // Found from the data: the priors hold the level almost still, which teams' ups and downs are not.
    variances: 'likelihood',
  });
}

interface Found {
  readonly series: Series;
  readonly basePeriods: number;
  readonly comparisons: readonly Comparison[];
}

function describe(
  question: EffectQuestion,
  { series, basePeriods, comparisons }: Found,
): DesignedEffects | Refused {
  const { stage } = series;
  const plan = { basePeriods, stages: [stage], trainedClusters: stage.clusters, untrainedClusters: 0 };
  const whole = expectedIn(series, () => true);
  if (whole.kind === 'refused') return refuse('not-observed', whole.detail);
  const degreesOfFreedom = Math.max(1, whole.periodsBefore - 1 - comparisons.length);
  const spans = windowSpansOf(stage, plan, question.facts);
  const windows = windowsOf(series, spans);
  const effects: Effects = {
    ...figuresOfWindows(windows),
    windowSpans: observedSpans([stage], plan, question.facts),
    blocks: {
      of: new Int32Array(windows.length),
      count: 1,
      centred: false,
      settled: Float64Array.of(degreesOfFreedom),
    },
    basePeriods,
    stages: [stage],
    countedStages: stage.counted ? 1 : 0,
    trainedClusters: stage.clusters,
    untrainedClusters: stage.untrainedClusters,
    observedTo: stage.observedTo - stage.stage.transitionTo,
    matchedShare: 1,
    quartersObserved: (stage.observedTo - stage.stage.transitionTo) / periodsPerQuarter(series.kind),
  };
  return designed('one-series', effects, {
    figures: figuresOf(effects),
    points: pointsOf(series, whole, degreesOfFreedom),
    boundBy: 'one-series',
    notes: [
      `What was to be expected is foretold from the ${whole.periodsBefore} ${series.kind}s before and from ${comparisons.map(({ title }) => title).join(' and ')}. The difference ${whole.caution}.`,
    ],
  });
}

/** The quarters, with influences whose products are their covariance: from the quarters alone and two by two. */
function windowsOf(series: Series, spans: ReturnType<typeof windowSpansOf>): WindowOfYear[] {
  const seen = spans.flatMap(({ window, span }) => {
    const counts = (period: number) => period >= span.from && period <= span.to;
    const found = expectedIn(series, counts);
    return found.kind === 'refused' ? [] : [{ window, counts, found }];
  });
  const size = seen.length;
  const covariance = new Float64Array(size * size);
  seen.forEach((a, i) => {
    seen.forEach((b, j) => {
      if (j > i) return;
      covariance[i * size + j] = i === j ? a.found.standardError ** 2 : covarianceOf(series, a, b);
      covariance[j * size + i] = covariance[i * size + j] ?? 0;
    });
  });
  const root = rootOf(covariance, size);
  return seen.map(({ window, found }, i) => {
    const influence = root.slice(i * size, (i + 1) * size);
    const contrast: Contrast = { estimate: found.effect, influence, beta: 1 };
    return { window, length: found.periodsAfter, contrast };
  });
}

interface Quarter {
  readonly counts: (period: number) => boolean;
  readonly found: CounterfactualSeries;
}

function covarianceOf(series: Series, a: Quarter, b: Quarter): number {
  const both = expectedIn(series, (period) => a.counts(period) || b.counts(period));
  if (both.kind === 'refused') throw new Error(`two quarters that each had values have none: ${both.detail}`);
  const [m, n] = [a.found.periodsAfter, b.found.periodsAfter];
  const sum = ((m + n) * both.standardError) ** 2;
  return (sum - (m * a.found.standardError) ** 2 - (n * b.found.standardError) ** 2) / (2 * m * n);
}

/** Lower triangular root of a covariance; what rounding made negative counts as 0. */
function rootOf(covariance: Float64Array, size: number): Float64Array {
  const root = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = covariance[i * size + j] ?? 0;
      for (let k = 0; k < j; k++) rest -= (root[i * size + k] ?? 0) * (root[j * size + k] ?? 0);
      const pivot = root[j * size + j] ?? 0;
      if (i === j) root[i * size + i] = Math.sqrt(Math.max(rest, 0));
      else root[i * size + j] = pivot === 0 ? 0 : rest / pivot;
    }
  }
  return root;
}

/** Value less expected by period; the band holds for all of them (Bonferroni). */
function pointsOf(
  { values, from, stage }: Series,
  { expected, expectedAfter }: CounterfactualSeries,
  degreesOfFreedom: number,
): CurvePoint[] {
  const { transitionFrom, transitionTo } = stage.stage;
  const count = stage.observedTo - transitionTo;
  const wider =
    studentTQuantile(1 - 0.025 / count, degreesOfFreedom) / studentTQuantile(0.975, degreesOfFreedom);
  return Array.from({ length: count }, (_, k) => transitionTo + 1 + k).flatMap((period) => {
    const value = values[period] ?? Number.NaN;
    const range = expectedAfter[period - transitionFrom];
    if (Number.isNaN(value) || range === undefined) return [];
    const estimate = value - (expected[period - from] ?? 0);
    const [low, high] = [value - range.high, value - range.low];
    return [
      {
        eventTime: period - transitionTo,
        estimate,
        low,
        high,
        bandLow: estimate - wider * (estimate - low),
        bandHigh: estimate + wider * (high - estimate),
        peopleTrained: stage.people,
        peopleUntrained: 0,
      },
    ];
  });
}
