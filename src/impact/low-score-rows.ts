import type { SensitivityRow } from '../contract/analysis.ts';
import type { Found, Impact } from './estimate-impact.ts';
import { figuresOf } from './figures.ts';
import { withFigures } from './judge-low-scores.ts';
import type { LowScoreEffects } from './low-scores.ts';
import { printingOf } from './sentences.ts';
import { isCapped, judge } from './verdict.ts';

/** The readings of people chosen for low scores, side by side: the whole-year effect, and the verdict each alone would give. */
export function lowScoreRows(
  { judgement }: Impact,
  found: Found,
  { withinPerson, cutOff }: LowScoreEffects,
): SensitivityRow[] {
  const { figures, evidence, measure, smallest } = found;
  const print = printingOf(measure, smallest.matters);
  const at =
    cutOff.cutOff === undefined ? '' : ` of ${(cutOff.cutOff * print.factor).toFixed(print.decimals)}`;
  const readings = [
    { id: 'as-judged', text: 'against what their scores and earlier history foretold', figures },
    {
      id: 'within-person',
      text: 'their change since before the scores, beside that of the others',
      figures: figuresOf(withinPerson),
    },
    {
      id: 'cut-off',
      text: `those just chosen beside those just not, at the cut-off${at}`,
      figures: cutOff.figures,
    },
  ];
  return readings.map((reading) => ({
    id: reading.id,
    text: reading.text,
    effect: reading.figures.whole,
    verdict:
      reading.id === 'as-judged' || isCapped(judgement)
        ? judgement.verdict
        : judge(withFigures(evidence, reading.figures, measure.better)).verdict,
  }));
}
