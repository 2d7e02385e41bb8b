import type { EstimateOrRefused } from '../contract/analysis.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import { normalQuantile, studentTQuantile } from '../stats/distributions.ts';
import { type Contrast, combine, covarianceMatrix, spread } from '../stats/level-contrast.ts';
import {
  type BreakDown,
  type ParallelTrendsBounds,
  parallelTrendsBounds,
} from '../stats/parallel-trends-bounds.ts';
import type { EffectQuestion, Effects } from './estimate-effects.ts';
import type { Figures } from './figures.ts';
import { mostPoints, pooledContrast } from './pooled-contrast.ts';

/** How fast both may have drifted apart after the training, as multiples of how fast they ever did before it. */
export const driftMultiples = [0.5, 1, 2] as const;

/** One figure under trends that were not parallel. */
export interface UnderDrift {
  readonly kind: 'estimate';
  /** At the level of "sure". */
  readonly breakDown: BreakDown;
  /** [multiples] the figure with its intervals widened; the estimate stays. */
  readonly figures: readonly EstimateOrRefused[];
}

export interface ParallelTrends {
  /** Blocks of a quarter before the base in which trained and untrained can be compared. */
  readonly quartersBefore: number;
  /** A figure as of the effects, at the drifts of `driftMultiples`. */
  readonly under: (name: keyof Figures) => UnderDrift | Refused;
}

/** Sizes of the three intervals of an estimate: as printed, of "sure", of "lies within". */
const sizes = { printed: 0.05, sure: 0.025, ninety: 0.1 } as const;

/**
 * Bounds by relative magnitudes against one base for all: quarters before the base, quarters after the training, and
 * how they change from one to the next. Intervals are stretched as Student's t is, since the covariance is estimated.
 */
export function parallelTrends(question: EffectQuestion, effects: Effects, figures: Figures): ParallelTrends {
  const leads = quartersBefore(question, effects);
  return {
    quartersBefore: leads.length,
    under: (name) => {
      const figure = figures[name];
      if (figure.kind === 'refused') return figure;
      const printed = boundsOf(effects, leads, name, sizes.printed);
      const sure = boundsOf(effects, leads, name, sizes.sure);
      const ninety = boundsOf(effects, leads, name, sizes.ninety);
      if (printed.kind === 'refused') return printed;
      if (sure.kind === 'refused') return sure;
      if (ninety.kind === 'refused') return ninety;
      const at = (bounds: ParallelTrendsBounds, k: number) => bounds.relativeMagnitudes[k] ?? bounds.parallel;
      return {
        kind: 'estimate',
        breakDown: sure.breakDown,
        figures: driftMultiples.map((_, k) => ({
          ...figure,
          low: at(printed, k).low,
          high: at(printed, k).high,
          sureLow: at(sure, k).low,
          sureHigh: at(sure, k).high,
          low90: at(ninety, k).low,
          high90: at(ninety, k).high,
        })),
      };
    },
  };
}

/** Blocks of a quarter before the base, the earliest first: as many as the data reach to and the teams bear. */
function quartersBefore(question: EffectQuestion, effects: Effects): Contrast[] {
  const quarter = periodsPerQuarter(question.facts.calendar.kind);
  const leads: Contrast[] = [];
  for (let k = 0; k < mostPoints(effects); k++) {
    const lead = pooledContrast(question, effects, ({ stage }) => {
      const baseFrom = stage.transitionFrom - effects.basePeriods;
      const to = baseFrom - 1 - k * quarter;
      return { from: to - quarter + 1, to, baseFrom, baseTo: stage.transitionFrom - 1 };
    });
    if (lead === undefined || !(spread(lead, effects.blocks).standardError > 0)) break;
    leads.unshift(lead);
  }
  return leads;
}

function boundsOf(
  effects: Effects,
  leads: readonly Contrast[],
  name: keyof Figures,
  size: number,
): ParallelTrendsBounds | Refused {
  const target = effects[name];
  if (target === undefined) return refuse('not-observed', 'The quarters it rests on were not observed.');
  if (leads.length === 0) {
    return refuse(
      'no-leads',
      'There is too little time before the base, or there are too few teams, to see how trained and untrained drifted apart before.',
    );
  }
  const after = lagsOf(effects, name, target);
  if (after.kind === 'refused') return after;
  const { lags, weights } = after;
  const { degreesOfFreedom } = spread(target, effects.blocks);
  const stretch = studentTQuantile(1 - size / 2, degreesOfFreedom) / normalQuantile(1 - size / 2);
  return parallelTrendsBounds({
    leads: Float64Array.from(leads, ({ estimate }) => estimate),
    lags: Float64Array.from(lags, ({ estimate }) => estimate),
    covariance: covarianceMatrix([...leads, ...lags], effects.blocks).map((value) => value * stretch ** 2),
    weights,
    relativeMagnitudes: driftMultiples,
    slopeChanges: [],
    size,
  });
}

interface Lags {
  readonly kind: 'lags';
  readonly lags: readonly Contrast[];
  readonly weights: Float64Array;
}

/**
 * Quarters after the training with their weights in a figure. What stages of different length leave between the figure
 * and the sum of quarters is put on the last, so that the sum is the figure.
 */
function lagsOf(effects: Effects, name: keyof Figures, target: Contrast): Lags | Refused {
  const first = sharesOf(effects, [0]);
  const later = sharesOf(effects, [2, 3]);
  const shares = {
    first,
    later,
    whole: sharesOf(effects, [0, 1, 2, 3]),
    drop: first.map((share, k) => share - (later[k] ?? 0)),
  }[name];
  const last = shares.reduce((latest, share, k) => (share === 0 ? latest : k), 0);
  const weights = Float64Array.from(shares.slice(0, last + 1));
  const before = effects.windows.slice(0, last).filter((window) => window !== undefined);
  if (before.length < last) return refuse('not-observed', 'A quarter before its last one was not observed.');
  const onLast = weights[last] ?? 1;
  const rest = combine(
    [target, ...before],
    [1 / onLast, ...before.map((_, k) => -(weights[k] ?? 0) / onLast)],
  );
  return { kind: 'lags', lags: [...before, rest], weights };
}

function sharesOf({ windowSpans }: Effects, windows: readonly number[]): number[] {
  const lengths = windowSpans.map((span, k) =>
    span === undefined || !windows.includes(k) ? 0 : span.to - span.from + 1,
  );
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return lengths.map((length) => (total === 0 ? 0 : length / total));
}
