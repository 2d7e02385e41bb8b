import type { Plan } from '../contract/plan.ts';
import { type Calendar, isoFromDay, periodsPerQuarter } from '../model/calendar.ts';
import { refuse } from '../model/refusal.ts';
import { mostLooks, plannedLooks } from '../stats/planned-looks.ts';
import type { FutureFigure } from '../stats/roll-out-power.ts';
import type { Ground } from './foretell.ts';
import { powerOfShape } from './power-of-shape.ts';
import { dayAfter, lastCompared, type RollOutShape } from './roll-out-shape.ts';

const alpha = 0.05;

/**
 * One look at "did it work?" when a stage has been seen for a quarter; the last four if there are more. A look uses the
 * first quarter of every stage so far.
 */
export function looksOfPlan(ground: Ground, shape: RollOutShape, futures: number): Plan['looks'] {
  const { calendar } = ground;
  const ends = powerOfShape({
    ...ground,
    shape,
    ends: lookEnds(calendar, shape),
    source: 'past',
    shockScale: 1,
    futures,
    stagesUsed: 'all',
  });
  if ('kind' in ends) return ends;
  const seen = ends.flatMap(({ observedTo, figures: { first } }) =>
    first === undefined ? [] : [{ end: observedTo, figure: first }],
  );
  const last = seen.at(-1);
  if (last === undefined) return refuse('no-comparison', 'At no time could a look compare anybody.');
  const shares = risingShares(seen.map(({ figure }) => (last.figure.error / figure.error) ** 2));
  const looks = plannedLooks({ shares, statistics: undefined, alpha });
  if (looks.kind === 'refused') return looks;
  const stopped = stoppedBy(
    seen.map(({ figure }) => figure),
    looks.looks.map(({ boundary }) => boundary),
  );
  return {
    kind: 'looks',
    looks: looks.looks.map(({ share, spent, boundary }, k) => ({
      date: isoFromDay(dayAfter(calendar, shape, seen[k]?.end ?? 0)),
      share,
      spent,
      boundary,
      falseAlarms: stopped[k] ?? 0,
    })),
    widerAtTheEnd: looks.widerAtTheEnd,
    moreData: looks.moreData,
  };
}

function lookEnds({ kind }: Calendar, shape: RollOutShape): number[] {
  const quarter = periodsPerQuarter(kind);
  return shape.starts
    .slice(0, -1)
    .map((start) => Math.min(start + quarter, lastCompared(shape)))
    .filter((end, k, all) => end > (all[k - 1] ?? 0))
    .slice(-mostLooks);
}

/** Information cannot fall: a share that the draws leave above the next one is put below it. */
function risingShares(shares: readonly number[]): number[] {
  const rising = [...shares];
  for (let k = rising.length - 2; k >= 0; k--) {
    rising[k] = Math.min(rising[k] ?? 0, (rising[k + 1] ?? 1) - 0.03);
  }
  return rising;
}

/** Share of the futures, in which nothing works, that some look up to each has stopped. */
function stoppedBy(figures: readonly FutureFigure[], boundaries: readonly number[]): number[] {
  const futures = figures[0]?.estimates.length ?? 0;
  const stopped = new Uint8Array(futures);
  return figures.map(({ estimates, standardErrors }, k) => {
    for (let future = 0; future < futures; future++) {
      const size = Math.abs(estimates[future] ?? 0) / (standardErrors[future] ?? 1);
      if (size >= (boundaries[k] ?? Number.POSITIVE_INFINITY)) stopped[future] = 1;
    }
    return stopped.reduce((sum, one) => sum + one, 0) / Math.max(futures, 1);
  });
}
