import type { EstimateOrRefused } from '../../contract/analysis.ts';
import { type Refused, refuse } from '../../model/refusal.ts';
import { cutOffEffect } from '../../stats/cut-off-effect.ts';
import type { Figures } from '../figures.ts';
import { estimateWith } from '../interval.ts';
import type { ScoreChoice } from '../low-scores.ts';
import type { StagePanel } from './low-score-panel.ts';

/** The third reading: those just chosen beside those just not, where a sharp cut-off parts them. */
export interface CutOffReading {
  readonly cutOff: number | undefined;
  readonly figures: Figures;
}

/** Share of people on the wrong side of a cut-off up to which it counts as sharp; they are left out. */
const mostCrossers = 0.02;
const fewestNear = 30;

/** One row of people with their score, whether they were chosen, and their row in the panel. */
interface Scored {
  readonly row: number;
  readonly score: number;
  readonly trained: number;
}

/** The effect at the cut-off in the first quarter, later and over the year; refused with its reason where there is none. */
export function readAtCutOff(
  parts: readonly { readonly built: StagePanel }[],
  { cutOff: declared, better }: ScoreChoice,
): CutOffReading {
  const [part, ...others] = parts;
  if (part === undefined || others.length > 0) {
    return refusedReading(
      undefined,
      refuse('several-stages', 'Several stages have several cut-offs; they are not put together.'),
    );
  }
  const scored = scoredPeople(part.built);
  const cutOff = declared ?? sharpestCut(scored, better);
  const lowSide = ({ score }: Scored) => (better === 'higher' ? score < cutOff : score >= cutOff);
  const sharp = scored.filter((person) => lowSide(person) === (person.trained === 1));
  if (scored.length - sharp.length > mostCrossers * scored.length) {
    return refusedReading(
      declared,
      refuse(
        'not-sharp',
        `${scored.length - sharp.length} of ${scored.length} people are on the wrong side of ${declared === undefined ? 'any cut-off' : `the cut-off ${declared}`} of the score, so it did not decide alone.`,
      ),
    );
  }
  const at = (quarters: readonly number[]) => effectAt(part.built, sharp, cutOff, [quarters]);
  return {
    cutOff,
    figures: {
      first: at([0]),
      later: at([2, 3]),
      whole: at([0, 1, 2, 3]),
      drop: effectAt(part.built, sharp, cutOff, [[0], [2, 3]]),
    },
  };
}

function refusedReading(cutOff: number | undefined, refused: Refused): CutOffReading {
  return { cutOff, figures: { first: refused, later: refused, whole: refused, drop: refused } };
}

/** Mean score of everybody with at least as many values as the fewest among those chosen: others could not be. */
function scoredPeople({ panel }: StagePanel): Scored[] {
  const blocks = panel.middle.length;
  const to = panel.historyBlocks + panel.scoreBlocks;
  const all = Array.from(panel.trained, (trained, row) => {
    let [sum, count] = [0, 0];
    for (let b = panel.historyBlocks; b < to; b++) {
      sum += panel.sum[row * blocks + b] ?? 0;
      count += panel.count[row * blocks + b] ?? 0;
    }
    return { row, trained, score: sum / count, count };
  }).filter(({ row, count }) => count > 0 && panel.aside?.[row] !== 1);
  const fewest = Math.min(...all.filter(({ trained }) => trained === 1).map(({ count }) => count));
  return all.filter(({ count }) => count >= fewest);
}

/** The cut-off that leaves the fewest on the wrong side, in the middle of the gap that it parts. */
function sharpestCut(scored: readonly Scored[], better: 'higher' | 'lower'): number {
  const sign = better === 'higher' ? 1 : -1;
  const order = scored.toSorted((a, b) => sign * (a.score - b.score));
  let wrong = order.filter(({ trained }) => trained === 1).length;
  let best = { wrong, at: 0 };
  order.forEach(({ trained, score }, k) => {
    wrong += trained === 1 ? -1 : 1;
    const next = order[k + 1];
    if (wrong < best.wrong && next?.score !== score) best = { wrong, at: k + 1 };
  });
  const below = order[best.at - 1]?.score;
  const above = order[best.at]?.score;
  return below === undefined || above === undefined ? (below ?? above ?? 0) : (below + above) / 2;
}

/** Mean over the first list of quarters, less that over the second if there is one. */
function effectAt(
  { panel, lengths }: StagePanel,
  scored: readonly Scored[],
  cutOff: number,
  [first = [], second]: readonly (readonly number[])[],
): EstimateOrRefused {
  const blocks = panel.middle.length;
  const before = panel.historyBlocks + panel.scoreBlocks;
  const over = (row: number, quarters: readonly number[]) => {
    let [sum, count] = [0, 0];
    for (const w of quarters) {
      if (w >= lengths.length) continue;
      sum += panel.sum[row * blocks + before + w] ?? 0;
      count += panel.count[row * blocks + before + w] ?? 0;
    }
    return count === 0 ? undefined : sum / count;
  };
  const rows = scored.flatMap(({ row, score, trained }) => {
    const [a, b] = [over(row, first), second === undefined ? 0 : over(row, second)];
    return a === undefined || b === undefined ? [] : [{ score, trained, outcome: a - b }];
  });
  const found = cutOffEffect({
    score: Float64Array.from(rows, ({ score }) => score),
    trained: Uint8Array.from(rows, ({ trained }) => trained),
    outcome: Float64Array.from(rows, ({ outcome }) => outcome),
    cutOff,
  });
  if (found.kind === 'refused') return found;
  const near = Math.min(found.trainedNear, found.untrainedNear);
  if (near < fewestNear) {
    return refuse(
      'few-near-cut-off',
      `${near} people on one side of the cut-off are near enough to it; at least ${fewestNear} are needed.`,
    );
  }
  return estimateWith(found.biasCorrected, found.standardError, found.degreesOfFreedom);
}
