import type { EstimateOrRefused } from '../contract/analysis.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { type AnswerTable, leeBounds } from '../stats/lee-bounds.ts';
import { type EffectQuestion, type Effects, estimateEffects } from './estimate-effects.ts';
import type { Outcome, ValueTable } from './facts.ts';
import { intervalOf } from './interval.ts';
import { rosterAt, untrainedUntil } from './plan-stages.ts';

/** Whether training moved who answers, and how far the effect on the answers may be owed to that. */
export interface Answering {
  readonly first: EstimateOrRefused;
  readonly later: EstimateOrRefused;
  /** Answered / asked among the trained after the training. */
  readonly shareTrained: number;
  /** True where the effect is told to lie within 1/20 of the level. */
  readonly within: boolean;
  /** What to add to the effects for their bounds; undefined where they are not needed or cannot be had. */
  readonly bounds: { readonly first: Shift; readonly later: Shift } | undefined;
}

interface Shift {
  readonly low: number;
  readonly high: number;
}

const toleratedShareOfLevel = 1 / 20;

/** Undefined where every contact counts and no answer can be missing. */
export function effectOnAnswering(
  question: EffectQuestion,
  /** Another way of estimating than by stages; bounds cannot be had for it. */
  effectsUnder?: (question: EffectQuestion) => Effects | undefined,
): Answering | undefined {
  const { asked } = question.outcome;
  if (asked === undefined) return undefined;
  const answers: Outcome = { ...question.outcome, sum: question.outcome.count, count: asked };
  const asAnswers = { ...question, outcome: answers };
  const effects = effectsUnder === undefined ? estimateEffects(asAnswers) : effectsUnder(asAnswers);
  if (effects === undefined) return undefined;
  const first = intervalOf(effects.first, effects.blocks);
  const later = intervalOf(effects.later, effects.blocks);
  const shareTrained = shareAfterTraining(question, effects, answers);
  const tolerated = shareTrained * toleratedShareOfLevel;
  const within = [first, later].every(
    (effect) => effect.kind === 'refused' || (effect.low90 > -tolerated && effect.high90 < tolerated),
  );
  const values = question.outcome.values;
  const bounds =
    within || values === undefined || effectsUnder !== undefined
      ? undefined
      : boundsOf(question, effects, values, { first, later, shareTrained });
  return { first, later, shareTrained, within, bounds };
}

/** Visits every person and period after the training of someone trained, within a year. */
function afterTraining(
  { facts, rollOut }: EffectQuestion,
  effects: Effects,
): { readonly trained: Uint8Array; readonly untrained: Uint8Array } {
  const { periods } = facts.calendar;
  const trained = new Uint8Array(facts.people * periods);
  const untrained = new Uint8Array(facts.people * periods);
  const year = 4 * periodsPerQuarter(facts.calendar.kind);
  for (const { stage, index, observedTo } of effects.stages) {
    const last = Math.min(stage.transitionTo + year, observedTo);
    rosterAt(facts, rollOut, stage).forEach((cluster, person) => {
      if (cluster < 0) return;
      const own = rollOut.stageOf[cluster] ?? -1;
      for (let t = stage.transitionTo + 1; t <= last; t++) {
        if (own === index) trained[person * periods + t] = 1;
        else if (untrainedUntil(rollOut, cluster) > t) untrained[person * periods + t] = 1;
      }
    });
  }
  return { trained, untrained };
}

function shareAfterTraining(question: EffectQuestion, effects: Effects, answers: Outcome): number {
  const { trained } = afterTraining(question, effects);
  let answered = 0;
  let asked = 0;
  trained.forEach((is, cell) => {
    if (is === 0) return;
    answered += answers.sum[cell] ?? 0;
    asked += answers.count[cell] ?? 0;
  });
  return asked === 0 ? 0 : answered / asked;
}

function boundsOf(
  question: EffectQuestion,
  effects: Effects,
  values: ValueTable,
  { first, later, shareTrained }: Pick<Answering, 'first' | 'later' | 'shareTrained'>,
): Answering['bounds'] {
  const sides = afterTraining(question, effects);
  const { periods } = question.facts.calendar;
  const trained = tableOf(values, sides.trained, periods);
  const untrained = tableOf(values, sides.untrained, periods);
  const shift = (effect: EstimateOrRefused): Shift | undefined => {
    if (effect.kind === 'refused') return { low: 0, high: 0 };
    const without = Math.min(1, Math.max(shareTrained - effect.estimate, 0));
    const bounds = leeBounds({
      trained,
      untrained,
      shareAnsweringTrained: shareTrained,
      shareAnsweringUntrained: without,
    });
    return bounds.kind === 'refused' ? undefined : { low: bounds.shiftLow, high: bounds.shiftHigh };
  };
  const [inFirst, inLater] = [shift(first), shift(later)];
  return inFirst && inLater ? { first: inFirst, later: inLater } : undefined;
}

function tableOf(values: ValueTable, cells: Uint8Array, periods: number): AnswerTable {
  const counts = new Map<number, number>();
  values.person.forEach((person, k) => {
    if (cells[person * periods + (values.period[k] ?? 0)] !== 1) return;
    const value = values.value[k] ?? 0;
    counts.set(value, (counts.get(value) ?? 0) + (values.howMany[k] ?? 0));
  });
  const distinct = [...counts.keys()].sort((a, b) => a - b);
  return {
    values: Float64Array.from(distinct),
    counts: Float64Array.from(distinct, (value) => counts.get(value) ?? 0),
  };
}
