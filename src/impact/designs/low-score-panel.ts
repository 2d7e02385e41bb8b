import { periodsPerQuarter } from '../../model/calendar.ts';
import type { LowScorePanel } from '../../stats/low-score-effect.ts';
import type { EffectQuestion } from '../estimate-effects.ts';
import { rosterAt, type StageInUse, shortestWindow, untrainedUntil, windowsOfYear } from '../plan-stages.ts';
import type { RollOut } from '../roll-out.ts';

/** Periods from one to another, both ends included. */
export interface Periods {
  readonly from: number;
  readonly to: number;
}

/** The people (or teams) of one stage in blocks of about a quarter, and how long each block after the training is. */
export interface StagePanel {
  readonly panel: LowScorePanel;
  /** Lengths in periods of the quarters after the training. */
  readonly lengths: readonly number[];
  readonly blocks: readonly Periods[];
  /** [units] the person or team of each row. */
  readonly unit: Int32Array;
}

/**
 * Everybody in post at the training who was not trained before, summed by the unit that was assigned. Undefined where
 * no period lies before the score, or no quarter after the training is observed.
 */
export function stagePanel(
  question: EffectQuestion,
  stage: StageInUse,
  score: Periods,
): StagePanel | undefined {
  const { facts, basePeriods } = question;
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const scoreTo = Math.min(score.to, stage.stage.transitionFrom - 1);
  if (score.from < 1 || scoreTo < score.from) return undefined;
  const history = split({ from: Math.max(0, score.from - basePeriods), to: score.from - 1 }, quarter);
  const scored = split({ from: score.from, to: scoreTo }, quarter);
  const later = quartersAfter(stage, quarter);
  if (later.length === 0) return undefined;
  const blocks = [...history, ...scored, ...later];
  const rows = unitsOf(question, stage);
  return {
    panel: {
      historyBlocks: history.length,
      scoreBlocks: scored.length,
      middle: Float64Array.from(blocks, ({ from, to }) => (from + to) / 2 / quarter),
      ...sumsOf(question, stage, rows, blocks, blocks.length - later.length),
      trained: Uint8Array.from(rows.unit, (unit) => (question.rollOut.stageOf[unit] === stage.index ? 1 : 0)),
      aside: Uint8Array.from(rows.unit, (unit) => (isAside(question.rollOut, stage, unit) ? 1 : 0)),
      cluster: rows.cluster,
      clusters: facts.teamNames.length,
    },
    lengths: later.map(({ from, to }) => to - from + 1),
    blocks,
    unit: rows.unit,
  };
}

/** Parts of about a quarter each, as equal as whole periods allow. */
function split({ from, to }: Periods, quarter: number): Periods[] {
  const length = to - from + 1;
  const parts = Math.max(1, Math.round(length / quarter));
  return Array.from({ length: parts }, (_, k) => ({
    from: from + Math.round((k * length) / parts),
    to: from + Math.round(((k + 1) * length) / parts) - 1,
  }));
}

function quartersAfter({ stage, observedTo }: StageInUse, quarter: number): Periods[] {
  return Array.from({ length: windowsOfYear }, (_, w) => {
    const from = stage.transitionTo + 1 + w * quarter;
    return { from, to: Math.min(from + quarter - 1, observedTo) };
  }).filter(({ from, to }) => to - from + 1 >= shortestWindow(quarter));
}

/** Untrained at the training, but with too many colleagues trained in it to be compared as such afterwards. */
function isAside(rollOut: RollOut, { stage, index }: StageInUse, unit: number): boolean {
  return rollOut.stageOf[unit] !== index && untrainedUntil(rollOut, unit) <= stage.transitionFrom;
}

function isTrainedBefore({ stages, stageOf }: RollOut, period: number, unit: number): boolean {
  return (stages[stageOf[unit] ?? -1]?.transitionFrom ?? Number.POSITIVE_INFINITY) <= period;
}

interface Rows {
  readonly unit: Int32Array;
  readonly cluster: Int32Array;
  /** [people] row of each person, -1 for those who take no part. */
  readonly rowOf: Int32Array;
}

function unitsOf({ facts, rollOut, among }: EffectQuestion, { stage, index }: StageInUse): Rows {
  const { periods } = facts.calendar;
  const rowOf = new Int32Array(facts.people).fill(-1);
  const rows = new Map<number, number>();
  const clusters: number[] = [];
  rosterAt(facts, rollOut, stage).forEach((unit, person) => {
    if (unit < 0 || among?.[unit] === 0) return;
    const own = rollOut.stageOf[unit] === index;
    const took = rollOut.comparable[unit] === 1 && !isTrainedBefore(rollOut, stage.transitionFrom, unit);
    if (!own && !took) return;
    const row = rows.get(unit) ?? rows.size;
    if (row === rows.size) {
      rows.set(unit, row);
      clusters.push(facts.teamAt[person * periods + Math.max(0, stage.transitionFrom)] ?? -1);
    }
    rowOf[person] = row;
  });
  return { unit: Int32Array.from(rows.keys()), cluster: Int32Array.from(clusters), rowOf };
}

function sumsOf(
  { facts, outcome, rollOut }: EffectQuestion,
  { index }: StageInUse,
  { unit, rowOf }: Rows,
  blocks: readonly Periods[],
  before: number,
): Pick<LowScorePanel, 'sum' | 'count' | 'scatter' | 'freedom' | 'inPost'> {
  const { periods } = facts.calendar;
  const cells = unit.length * blocks.length;
  const [sum, count, scatter, freedom] = [0, 1, 2, 3].map(() => new Float64Array(cells)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const inPost = new Float64Array(unit.length * (blocks.length - before));
  const [sums, counts] = byUnit(outcome.sum, outcome.count, periods, rowOf, unit.length);
  unit.forEach((id, row) => {
    const until = rollOut.stageOf[id] === index ? Number.POSITIVE_INFINITY : untrainedUntil(rollOut, id);
    blocks.forEach(({ from, to }, b) => {
      if (to >= until) return;
      const cell = row * blocks.length + b;
      let squares = 0;
      for (let t = row * periods + from; t <= row * periods + to; t++) {
        const n = counts[t] ?? 0;
        if (n === 0) continue;
        sum[cell] = (sum[cell] ?? 0) + (sums[t] ?? 0);
        count[cell] = (count[cell] ?? 0) + n;
        squares += (sums[t] ?? 0) ** 2 / n;
        freedom[cell] = (freedom[cell] ?? 0) + 1;
      }
      if (count[cell] === 0) return;
      scatter[cell] = Math.max(0, squares - (sum[cell] ?? 0) ** 2 / (count[cell] ?? 1));
      freedom[cell] = (freedom[cell] ?? 0) - 1;
    });
  });
  const members = new Float64Array(unit.length);
  rowOf.forEach((row, person) => {
    if (row < 0) return;
    members[row] = (members[row] ?? 0) + 1;
    blocks.slice(before).forEach(({ from, to }, w) => {
      for (let t = from; t <= to; t++) {
        if ((facts.teamAt[person * periods + t] ?? -1) < 0) continue;
        const cell = row * (blocks.length - before) + w;
        inPost[cell] = (inPost[cell] ?? 0) + 1 / (to - from + 1);
      }
    });
  });
  return {
    sum,
    count,
    scatter,
    freedom,
    inPost: inPost.map((share, cell) => share / (members[Math.floor(cell / (blocks.length - before))] ?? 1)),
  };
}

/** [units x periods] sums and numbers of values. */
function byUnit(
  sum: Float64Array,
  count: Float64Array,
  periods: number,
  rowOf: Int32Array,
  units: number,
): readonly [Float64Array, Float64Array] {
  const sums = new Float64Array(units * periods);
  const counts = new Float64Array(units * periods);
  rowOf.forEach((row, person) => {
    if (row < 0) return;
    for (let t = 0; t < periods; t++) {
      const cell = row * periods + t;
      sums[cell] = (sums[cell] ?? 0) + (sum[person * periods + t] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + (count[person * periods + t] ?? 0);
    }
  });
  return [sums, counts];
}
