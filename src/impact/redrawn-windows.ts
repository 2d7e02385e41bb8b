import { periodsPerQuarter } from '../model/calendar.ts';
import type { RedrawnInput, RedrawnWindow } from '../stats/redrawn-contrasts.ts';
import type { EffectQuestion, StageWindows } from './estimate-effects.ts';
import { strataUntil } from './other-programmes.ts';

/** Figures that are read under every order, and the windows each is made of. */
export const redrawnFigures = { first: 0, later: 1, whole: 2 } as const;
const figuresOfWindow: readonly (readonly number[])[] = [
  [redrawnFigures.first, redrawnFigures.whole],
  [redrawnFigures.whole],
  [redrawnFigures.later, redrawnFigures.whole],
  [redrawnFigures.later, redrawnFigures.whole],
];

/** Series of each window: the measure, and the share of time trained, in the window and in the base. */
export const redrawnSeries = { outcome: 0, year: 2, quarter: 4 } as const;
const series = 6;

/** What redrawn orders read again and again: each window with all clusters in it, whoever is then trained. */
export function redrawnWindows(question: EffectQuestion, tables: readonly StageWindows[]): RedrawnInput {
  const { rollOut, among } = question;
  const mayBeTrained = Uint8Array.from(rollOut.stageOf, (_, cluster) => (among?.[cluster] === 0 ? 0 : 1));
  return {
    windows: tables.flatMap((table) => windowsOf(question, table)),
    figures: 3,
    series,
    mayBeTrained,
    mayCompare: mayBeTrained.map((may, cluster) => (rollOut.comparable[cluster] === 0 ? 0 : may)),
  };
}

function windowsOf(question: EffectQuestion, { stage, windows, means }: StageWindows): RedrawnWindow[] {
  const { rollOut, facts } = question;
  return windows.flatMap(({ window, length, span }, k) => {
    const of = means[k];
    if (of === undefined) return [];
    const last = Math.max(span.to, stage.stage.transitionTo);
    const starts = [undefined, ...rollOut.stages].map((each) => each?.transitionFrom ?? last + 1);
    const trained = (periods: number) => [
      of.weight.map((weight, c) => weight * timeTrained(question, c, periods, span.from, span.to)),
      of.weight.map((weight, c) => weight * timeTrained(question, c, periods, span.baseFrom, span.baseTo)),
    ];
    const first = periodsPerQuarter(facts.calendar.kind);
    return {
      stage: stage.index,
      people: stage.people,
      length,
      figures: figuresOfWindow[window] ?? [],
      untrained: Uint8Array.from(starts, (start) => (start > last ? 1 : 0)),
      stratumOf: numbered(strataUntil(rollOut, last, facts.calendar.kind), rollOut.clusters),
      weight: of.weight,
      values: [of.after, of.before, ...trained(Number.POSITIVE_INFINITY), ...trained(first)].map(unlessZero),
    };
  });
}

/**
 * Share of a span that lies in a cluster's first `periods` trained periods, as it was in fact trained: what is shifted
 * when an effect is assumed. For the quarters and the year every trained period, for the drop those of the first
 * quarter alone, since a shift of all would cancel in it.
 */
function timeTrained(
  { rollOut }: EffectQuestion,
  cluster: number,
  periods: number,
  from: number,
  to: number,
): number {
  const own = rollOut.stages[rollOut.stageOf[cluster] ?? -1];
  if (own === undefined) return 0;
  const begin = Math.max(from, own.transitionTo + 1);
  const end = Math.min(to, own.transitionTo + periods);
  return Math.max(0, end - begin + 1) / (to - from + 1);
}

/** Strata by numbers from 0. */
function numbered(stratumOf: Int32Array | undefined, clusters: number): Int32Array {
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: clusters }, (_, cluster) => {
    const stratum = stratumOf?.[cluster] ?? 0;
    const number = numbers.get(stratum) ?? numbers.size;
    numbers.set(stratum, number);
    return number;
  });
}

function unlessZero(values: Float64Array): Float64Array | undefined {
  return values.some((value) => value !== 0) ? values : undefined;
}
