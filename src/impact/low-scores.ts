import type { Programme } from '../contract/organisation.ts';
import { dayFromIso, periodOfDay, periodsPerQuarter } from '../model/calendar.ts';
import { type Contrast, combine } from '../stats/level-contrast.ts';
import { type LowScoreUnits, lowScoreEffect } from '../stats/low-score-effect.ts';
import { type EffectQuestion, type Effects, estimateEffects } from './estimate-effects.ts';
import type { Outcome } from './facts.ts';
import { shortestWindow, untrainedAt } from './plan-stages.ts';

/** How the people chosen for low scores did, beside what their scores foretold without any training. */
export interface LowScoreEffects {
  /** From the regression of the later mean on the score and the earlier history of the untrained. */
  readonly effects: Effects;
  /** From the change since the earlier base, beside the same change of the untrained. */
  readonly withinPerson: Effects;
  /** By how much their mean was bound to rise from the score's window to the first quarter, without training. */
  readonly bounce: number;
}

/**
 * Chosen for low scores: the periods that made the score and those up to the training are transition, the base lies
 * before them. Undefined where the window of the score leaves no base or nobody untrained.
 */
export function estimateAfterLowScores(
  question: EffectQuestion,
  programme: Programme,
): LowScoreEffects | undefined {
  const score = scoreWindow(question, programme);
  if (score === undefined || score.baseFrom < 0 || question.rollOut.by === 'team') return undefined;
  const frame = estimateEffects(question);
  const quarter = periodsPerQuarter(question.facts.calendar.kind);
  const parts = frame.stages.map((stage) => {
    const windows = Array.from({ length: 4 }, (_, w) => {
      const from = stage.stage.transitionTo + 1 + w * quarter;
      const to = Math.min(from + quarter - 1, stage.observedTo);
      if (to - from + 1 < shortestWindow(quarter)) return undefined;
      const units = unitsOf(question, stage.index, stage.stage.transitionFrom, { ...score, from, to });
      return { length: to - from + 1, result: lowScoreEffect(units) };
    });
    return { people: stage.people, windows };
  });
  return assemble(question, frame, parts);
}

interface ScoreWindow {
  readonly scoreFrom: number;
  readonly scoreTo: number;
  readonly baseFrom: number;
  readonly baseTo: number;
}

function scoreWindow({ facts, basePeriods }: EffectQuestion, programme: Programme): ScoreWindow | undefined {
  const score = programme.chosen.score;
  if (score === undefined) return undefined;
  const scoreFrom = periodOfDay(facts.calendar, dayFromIso(score.from));
  const scoreTo = periodOfDay(facts.calendar, dayFromIso(score.to));
  return { scoreFrom, scoreTo, baseFrom: Math.max(0, scoreFrom - basePeriods), baseTo: scoreFrom - 1 };
}

interface Part {
  readonly people: number;
  readonly windows: readonly (
    | { readonly length: number; readonly result: ReturnType<typeof lowScoreEffect> }
    | undefined
  )[];
}

/** Persons in post at the training with their team of that day, observed in the window, the score and the base. */
function unitsOf(
  { facts, outcome, rollOut }: EffectQuestion,
  stageIndex: number,
  period: number,
  span: ScoreWindow & { readonly from: number; readonly to: number },
): LowScoreUnits {
  const untrained = new Set(untrainedAt(rollOut, span.to, undefined));
  const rows: {
    later: number;
    score: number;
    base: number;
    scoreCount: number;
    baseCount: number;
    weight: number;
    trained: boolean;
    team: number;
  }[] = [];
  for (let person = 0; person < facts.people; person++) {
    const team = facts.teamAt[person * facts.calendar.periods + period] ?? -1;
    const trained = rollOut.stageOf[person] === stageIndex;
    if (team < 0 || (!trained && !untrained.has(person))) continue;
    const later = meanOver(outcome, facts.calendar.periods, person, span.from, span.to);
    const score = meanOver(outcome, facts.calendar.periods, person, span.scoreFrom, span.scoreTo);
    const base = meanOver(outcome, facts.calendar.periods, person, span.baseFrom, span.baseTo);
    if (later.count === 0 || score.count === 0 || base.count === 0) continue;
    rows.push({
      later: later.mean,
      score: score.mean,
      base: base.mean,
      scoreCount: score.count,
      baseCount: base.count,
      weight: base.count,
      trained,
      team,
    });
  }
  return {
    later: Float64Array.from(rows, (row) => row.later),
    score: Float64Array.from(rows, (row) => row.score),
    history: Float64Array.from(rows, (row) => row.base),
    scoreCount: Float64Array.from(rows, (row) => row.scoreCount),
    historyCount: Float64Array.from(rows, (row) => row.baseCount),
    weight: Float64Array.from(rows, (row) => row.weight),
    trained: Uint8Array.from(rows, (row) => (row.trained ? 1 : 0)),
    cluster: Int32Array.from(rows, (row) => row.team),
    clusters: facts.teamNames.length,
  };
}

function meanOver(outcome: Outcome, periods: number, person: number, from: number, to: number) {
  let sum = 0;
  let count = 0;
  for (let t = Math.max(from, 0); t <= to; t++) {
    sum += outcome.sum[person * periods + t] ?? 0;
    count += outcome.count[person * periods + t] ?? 0;
  }
  return { mean: count === 0 ? 0 : sum / count, count };
}

function assemble(
  { facts }: EffectQuestion,
  frame: Effects,
  parts: readonly Part[],
): LowScoreEffects | undefined {
  const bounces: number[] = [];
  for (const part of parts) {
    const first = part.windows[0]?.result;
    if (first?.kind === 'estimate') bounces.push(first.bounce);
  }
  if (bounces.length === 0) return undefined;
  const blocks = { of: new Int32Array(facts.teamNames.length), count: 1, centred: false };
  const pick = (which: 'regression' | 'difference') => ({
    ...frame,
    ...figuresOf(parts, which),
    blocks,
    trainedClusters: facts.teamNames.length,
    untrainedClusters: facts.teamNames.length,
  });
  return {
    effects: pick('regression'),
    withinPerson: pick('difference'),
    bounce: bounces.reduce((sum, bounce) => sum + bounce, 0) / bounces.length,
  };
}

function figuresOf(
  parts: readonly Part[],
  which: 'regression' | 'difference',
): Pick<Effects, 'windows' | 'first' | 'later' | 'whole' | 'drop'> {
  const over = (windows: readonly number[]): Contrast | undefined => {
    const contrasts: Contrast[] = [];
    const weights: number[] = [];
    for (const part of parts) {
      const observed = windows.flatMap((w) => part.windows[w] ?? []);
      const total = observed.reduce((sum, window) => sum + window.length, 0);
      for (const { length, result } of observed) {
        if (result.kind === 'refused') continue;
        contrasts.push({ ...result[which], beta: 1 });
        weights.push((part.people * length) / total);
      }
    }
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return sum === 0
      ? undefined
      : combine(
          contrasts,
          weights.map((weight) => weight / sum),
        );
  };
  const first = over([0]);
  const later = over([2, 3]);
  return {
    windows: [first, over([1]), over([2]), over([3])],
    first,
    later,
    whole: over([0, 1, 2, 3]),
    drop: first && later ? combine([first, later], [1, -1]) : undefined,
  };
}
