import { estimateWith, judge, shifted, type VerdictEvidence } from '../impact/index.ts';
import { refuse } from '../model/refusal.ts';
import type { FutureFigure, PowerAtEnd } from '../stats/roll-out-power.ts';

/** How often a verdict would come out right, and how often an effect that just matters would be told from nothing. */
export interface VerdictChances {
  /** The programme does nothing: "no difference". */
  readonly nothing: number;
  /** It does twice what matters, and that lasts: "lasting". */
  readonly twice: number;
  /** It begins at three times what matters and half of it is gone after six weeks: "fading". */
  readonly fading: number;
  /** An effect that just matters is told from nothing: in the first quarter, after nine months. */
  readonly toldFirst: number;
  readonly toldLater: number;
}

interface EffectByWindow {
  readonly first: number;
  readonly later: number;
  readonly whole: number;
}

const halfLifeQuarters = 6 / 13;

/** From futures without an effect, to which the effect is added. Checks and companions are not in it. */
export function verdictChances(end: PowerAtEnd, matters: number, lottery: boolean): VerdictChances {
  const futures = [...(end.figures.first?.estimates.keys() ?? [])].map((future) =>
    evidenceOf(end, future, matters, lottery),
  );
  const share = (holds: (evidence: VerdictEvidence) => boolean) =>
    futures.length === 0 ? 0 : futures.filter(holds).length / futures.length;
  const right = (effect: EffectByWindow, verdict: string) =>
    share((evidence) => judge(withEffect(evidence, effect)).verdict === verdict);
  const told = (name: 'first' | 'later') =>
    share((evidence) => {
      const figure = withEffect(evidence, lasting(matters))[name];
      return figure.kind === 'estimate' && figure.sureLow > 0;
    });
  return {
    nothing: right(lasting(0), 'no effect'),
    twice: right(lasting(2 * matters), 'lasting'),
    fading: right(fadingFrom(3 * matters), 'fading'),
    toldFirst: told('first'),
    toldLater: told('later'),
  };
}

function lasting(size: number): EffectByWindow {
  return { first: size, later: size, whole: size };
}

/** Means of size x 2^(-t / half-life) over the quarters. */
function fadingFrom(size: number): EffectByWindow {
  const mean = (from: number, to: number) => {
    const rate = Math.LN2 / halfLifeQuarters;
    return (size * (Math.exp(-rate * from) - Math.exp(-rate * to))) / (rate * (to - from));
  };
  return { first: mean(0, 1), later: mean(2, 4), whole: mean(0, 4) };
}

/** What a verdict would read if the training did nothing. */
function evidenceOf(
  { figures, observed }: PowerAtEnd,
  future: number,
  matters: number,
  lottery: boolean,
): VerdictEvidence {
  const estimate = (figure: FutureFigure | undefined) => estimateIn(figure, future);
  return {
    first: estimate(figures.first),
    later: estimate(figures.later),
    whole: estimate(figures.whole),
    drop: estimate(figures.drop),
    matters,
    countedStages: observed.countedStages,
    quartersObserved: observed.quartersObserved,
    trainedClusters: observed.trainedUnits,
    untrainedClusters: observed.untrainedUnits,
    lottery,
    condition: undefined,
  };
}

function estimateIn(figure: FutureFigure | undefined, future: number): VerdictEvidence['first'] {
  const error = figure?.standardErrors[future] ?? Number.NaN;
  if (figure === undefined || !(error > 0)) return refuse('not-observed', 'Nothing can be compared by then.');
  return estimateWith(figure.estimates[future] ?? 0, error, figure.degreesOfFreedom[future] ?? 1);
}

function withEffect(evidence: VerdictEvidence, { first, later, whole }: EffectByWindow): VerdictEvidence {
  const moved = (figure: VerdictEvidence['first'], by: number) =>
    figure.kind === 'refused' ? figure : shifted(figure, by);
  return {
    ...evidence,
    first: moved(evidence.first, first),
    later: moved(evidence.later, later),
    whole: moved(evidence.whole, whole),
    drop: moved(evidence.drop, first - later),
  };
}
