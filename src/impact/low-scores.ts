import { type Contrast, combine } from '../stats/level-contrast.ts';
import { type ByItself, type LowScoreEffect, lowScoreEffect } from '../stats/low-score-effect.ts';
import { type CutOffReading, readAtCutOff } from './designs/cut-off-row.ts';
import { type Periods, type StagePanel, stagePanel } from './designs/low-score-panel.ts';
import { type EffectQuestion, type Effects, estimateEffects } from './estimate-effects.ts';
import { type StageInUse, windowsOfYear } from './plan-stages.ts';

/** By which periods' results the people of a stage were chosen, or look chosen. */
export interface ScoreChoice {
  readonly declared: boolean;
  /** For words: from the first to the last period of the score, seen from the training if it was not declared. */
  readonly words: string;
  readonly spanOf: (stage: StageInUse) => Periods;
  /** Known cut-off of the score. */
  readonly cutOff: number | undefined;
  readonly better: 'higher' | 'lower';
}

/** How the people chosen for low scores did, beside what their scores foretold without any training. */
export interface LowScoreEffects {
  /** From the regression of the later mean on the score and the earlier history. */
  readonly effects: Effects;
  /** From the change since the earlier base, beside the same change of the untrained. */
  readonly withinPerson: Effects;
  /** At the cut-off of the score, where there is a sharp one. */
  readonly cutOff: CutOffReading;
  /** The rise from the score's window to the first quarter without training; undefined where that is not seen. */
  readonly byItself: ByItself | undefined;
  readonly choice: ScoreChoice;
}

interface Part {
  readonly stage: StageInUse;
  readonly built: StagePanel;
  readonly result: LowScoreEffect;
}

/**
 * Chosen for low scores: the periods that made the score and those up to the training are transition, the base lies
 * before them. Undefined where the window of the score leaves no base or nobody untrained.
 */
export function estimateAfterLowScores(
  question: EffectQuestion,
  choice: ScoreChoice,
): LowScoreEffects | undefined {
  const frame = estimateEffects(question);
  const parts = frame.stages.flatMap((stage): Part[] => {
    const built = stagePanel(question, stage, choice.spanOf(stage));
    if (built === undefined) return [];
    const result = lowScoreEffect(built.panel);
    return result.kind === 'refused' ? [] : [{ stage, built, result }];
  });
  if (parts.length === 0) return undefined;
  const blocks = { of: new Int32Array(question.facts.teamNames.length), count: 1, centred: false };
  const most = (of: (result: LowScoreEffect) => number) => Math.max(...parts.map(({ result }) => of(result)));
  const clusters = {
    trainedClusters: most(({ clustersTrained }) => clustersTrained),
    untrainedClusters: most(({ clustersUntrained }) => clustersUntrained),
  };
  const reading = (which: 'regression' | 'difference'): Effects => ({
    ...frame,
    ...figuresFrom(parts, which),
    ...clusters,
    blocks,
  });
  return {
    effects: reading('regression'),
    withinPerson: reading('difference'),
    cutOff: readAtCutOff(parts, choice),
    byItself: meanOf(parts.flatMap(({ result }) => result.byItself ?? [])),
    choice,
  };
}

function meanOf(parts: readonly ByItself[]): ByItself | undefined {
  if (parts.length === 0) return undefined;
  const mean = (of: (part: ByItself) => number) =>
    parts.reduce((sum, part) => sum + of(part), 0) / parts.length;
  return { bounce: mean(({ bounce }) => bounce), kept: mean(({ kept }) => kept) };
}

function figuresFrom(
  parts: readonly Part[],
  which: 'regression' | 'difference',
): Pick<Effects, 'windows' | 'first' | 'later' | 'whole' | 'drop'> {
  const over = (windows: readonly number[]) => meanOver(parts, which, windows);
  const first = over([0]);
  const later = over([2, 3]);
  return {
    windows: Array.from({ length: windowsOfYear }, (_, w) => over([w])),
    first,
    later,
    whole: over([0, 1, 2, 3]),
    drop: first && later ? combine([first, later], [1, -1]) : undefined,
  };
}

/** Stages weighted by people, quarters of a stage by their observed periods. */
function meanOver(
  parts: readonly Part[],
  which: 'regression' | 'difference',
  windows: readonly number[],
): Contrast | undefined {
  const contrasts: Contrast[] = [];
  const weights: number[] = [];
  for (const { stage, built, result } of parts) {
    const seen = windows.flatMap((w) => {
      const effect = result[which][w];
      return effect === undefined || 'kind' in effect ? [] : [{ effect, length: built.lengths[w] ?? 0 }];
    });
    const total = seen.reduce((sum, { length }) => sum + length, 0);
    for (const { effect, length } of seen) {
      contrasts.push({ ...effect, beta: 1 });
      weights.push((stage.people * length) / total);
    }
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum === 0
    ? undefined
    : combine(
        contrasts,
        weights.map((weight) => weight / sum),
      );
}
