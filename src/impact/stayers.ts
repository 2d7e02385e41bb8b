import type { EstimateOrRefused } from '../contract/analysis.ts';
import { leeBounds } from '../stats/lee-bounds.ts';
import { settle } from '../stats/level-contrast.ts';
import { blocksOf } from './assigned-blocks.ts';
import {
  type EffectQuestion,
  type Effects,
  levelsOf,
  type StageWindows,
  windowTables,
} from './estimate-effects.ts';
import { type Facts, type Outcome, personsOf } from './facts.ts';
import { intervalOf } from './interval.ts';
import { clustersOfStage, rosterAt, untrainedUntil } from './plan-stages.ts';
import { ofPersons } from './shared-logins.ts';
import { withoutThinStrata } from './thin-strata.ts';
import { emptyMeans, type Span } from './window-means.ts';

/** Effect on leaving, as a share per quarter, up to which it does not disturb the verdict. */
export const toleratedLeaving = 0.02;

/** How far an effect on those who stayed may be owed to who stayed. */
export interface Stayers {
  /** Trained less untrained in the share still in post, in the first quarter and after nine months. */
  readonly first: EstimateOrRefused;
  readonly later: EstimateOrRefused;
  /** True where leaving is told to have changed; else that is only not ruled out. */
  readonly moved: boolean;
  /** What to add to the effects for their bounds; undefined where they cannot be had. */
  readonly bounds: { readonly first: Shift; readonly later: Shift } | undefined;
}

/** `low` at most 0 and `high` at least 0, in units of the measure. */
export interface Shift {
  readonly low: number;
  readonly high: number;
}

/** Undefined where the effect on leaving is known to be within two points a quarter, or nobody left. */
export function boundsForStayers(
  asked: EffectQuestion,
  effects: Effects,
  leaving: EstimateOrRefused,
): Stayers | undefined {
  if (leaving.kind === 'refused' || isWithin(leaving, toleratedLeaving)) return undefined;
  const question = ofPersons(asked);
  const tables = windowTables(question);
  const rollOut = withoutThinStrata(question.rollOut);
  const blocks = rollOut === question.rollOut ? effects.blocks : blocksOf(rollOut);
  const retained = levelsOf(
    { ...question, rollOut },
    tables.map((table) => retentionIn(question, table)),
  );
  const read = (level: typeof retained.first) => intervalOf(level && settle(level, blocks, 'none'), blocks);
  const [first, later] = [read(retained.first), read(retained.later)];
  const shift = (effect: EstimateOrRefused, windows: readonly number[], beta: number) => {
    const ofPeople = shiftOf(effect, changesIn(question, tables, windows, beta));
    return ofPeople && scaled(ofPeople, shareOfPeople(asked, tables, windows));
  };
  const inFirst = shift(first, [0], effects.first?.beta ?? 1);
  const inLater = shift(later, [2, 3], effects.later?.beta ?? 1);
  return {
    first,
    later,
    moved: isLeavingMoved(leaving),
    bounds: inFirst && inLater ? { first: inFirst, later: inLater } : undefined,
  };
}

/** Whether the training is told to have changed leaving, by more than is tolerated as far as can be told. */
export function isLeavingMoved(leaving: EstimateOrRefused): boolean {
  if (leaving.kind === 'refused' || isWithin(leaving, toleratedLeaving)) return false;
  return leaving.low > 0 || leaving.high < 0;
}

function isWithin(effect: Extract<EstimateOrRefused, { kind: 'estimate' }>, tolerated: number): boolean {
  return effect.low90 > -tolerated && effect.high90 < tolerated;
}

/** In place of the outcome: what is left in each window of the weight that people brought from the base. */
function retentionIn({ facts, outcome, rollOut }: EffectQuestion, table: StageWindows): StageWindows {
  const roster = rosterAt(facts, rollOut, table.stage.stage);
  const means = table.windows.map(({ span }) => {
    const kept = emptyMeans(rollOut.clusters);
    roster.forEach((cluster, person) => {
      if (cluster < 0) return;
      const weight = valuesIn(facts, outcome, person, span.baseFrom, span.baseTo).count;
      kept.weight[cluster] = (kept.weight[cluster] ?? 0) + weight;
      kept.after[cluster] = (kept.after[cluster] ?? 0) + weight * shareInPost(facts, person, span);
    });
    return kept;
  });
  return { ...table, means };
}

/** The changes of single persons behind a figure, with their weights, and the share of the trained weight that stayed. */
interface Changes {
  readonly trained: readonly Change[];
  readonly untrained: readonly Change[];
  readonly shareTrained: number;
}

interface Change {
  readonly change: number;
  readonly weight: number;
}

function changesIn(
  question: EffectQuestion,
  tables: readonly StageWindows[],
  wanted: readonly number[],
  beta: number,
): Changes {
  const trained: Change[] = [];
  const untrained: Change[] = [];
  const stayed = { weight: 0, of: 0 };
  for (const { stage, windows } of tables) {
    for (const { window, span } of windows) {
      if (!wanted.includes(window)) continue;
      const sides = sidesIn(question, stage, span, beta);
      const level = meanOf(sides.untrained);
      trained.push(...sides.trained.map((each) => ({ ...each, change: each.change - level })));
      untrained.push(...sides.untrained.map((each) => ({ ...each, change: each.change - level })));
      stayed.weight += sides.stayed;
      stayed.of += sides.of;
    }
  }
  return { trained, untrained, shareTrained: stayed.of === 0 ? 0 : stayed.weight / stayed.of };
}

/** Persons of one stage and window who were there in both, and how much of the trained stayed. */
function sidesIn(
  { facts, outcome, rollOut, among }: EffectQuestion,
  stage: StageWindows['stage'],
  span: Span,
  beta: number,
) {
  const trained: Change[] = [];
  const untrained: Change[] = [];
  const own = new Set(clustersOfStage(rollOut, stage.index, among));
  let stayed = 0;
  let of = 0;
  rosterAt(facts, rollOut, stage.stage).forEach((cluster, person) => {
    if (cluster < 0) return;
    const isOwn = own.has(cluster);
    if (!isOwn && (rollOut.comparable[cluster] === 0 || among?.[cluster] === 0)) return;
    if (!isOwn && untrainedUntil(rollOut, cluster) <= span.to) return;
    const before = valuesIn(facts, outcome, person, span.baseFrom, span.baseTo);
    const after = valuesIn(facts, outcome, person, span.from, span.to);
    const weight = before.count * shareInPost(facts, person, span);
    if (isOwn) {
      stayed += weight;
      of += before.count;
    }
    if (weight === 0 || after.count === 0) return;
    const change = after.sum / after.count - (beta * before.sum) / before.count;
    (isOwn ? trained : untrained).push({ change, weight });
  });
  return { trained, untrained, stayed, of };
}

function shiftOf(
  effect: EstimateOrRefused,
  { trained, untrained, shareTrained }: Changes,
): Shift | undefined {
  if (effect.kind === 'refused') return { low: 0, high: 0 };
  const bounds = leeBounds({
    trained: tableOf(trained),
    untrained: tableOf(untrained),
    shareAnsweringTrained: shareTrained,
    shareAnsweringUntrained: Math.min(1, Math.max(0, shareTrained - effect.estimate)),
  });
  return bounds.kind === 'refused' ? undefined : { low: bounds.shiftLow, high: bounds.shiftHigh };
}

function scaled({ low, high }: Shift, share: number): Shift {
  return { low: share * low, high: share * high };
}

/** How much of the weight of the trained is of people in these windows: shared logins do not leave. 1 without logins. */
function shareOfPeople(
  { facts, outcome, rollOut, among }: EffectQuestion,
  tables: readonly StageWindows[],
  wanted: readonly number[],
): number {
  const { people } = personsOf(facts);
  if (people === facts.people) return 1;
  const weights = { people: 0, logins: 0 };
  for (const { stage, windows } of tables) {
    const own = new Set(clustersOfStage(rollOut, stage.index, among));
    const roster = rosterAt(facts, rollOut, stage.stage);
    for (const { span } of windows.filter(({ window }) => wanted.includes(window))) {
      roster.forEach((cluster, unit) => {
        if (!own.has(cluster) || valuesIn(facts, outcome, unit, span.from, span.to).count === 0) return;
        const { count } = valuesIn(facts, outcome, unit, span.baseFrom, span.baseTo);
        weights[unit < people ? 'people' : 'logins'] += count * shareInPost(facts, unit, span);
      });
    }
  }
  return weights.logins === 0 ? 1 : weights.people / (weights.people + weights.logins);
}

function tableOf(changes: readonly Change[]) {
  const counts = new Map<number, number>();
  for (const { change, weight } of changes) counts.set(change, (counts.get(change) ?? 0) + weight);
  const distinct = [...counts.keys()].sort((a, b) => a - b);
  return {
    values: Float64Array.from(distinct),
    counts: Float64Array.from(distinct, (value) => counts.get(value) ?? 0),
  };
}

function meanOf(changes: readonly Change[]): number {
  const total = changes.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? 0 : changes.reduce((sum, { change, weight }) => sum + weight * change, 0) / total;
}

function valuesIn(
  { calendar: { periods } }: Facts,
  outcome: Outcome,
  person: number,
  from: number,
  to: number,
) {
  let sum = 0;
  let count = 0;
  for (let cell = person * periods + from; cell <= person * periods + to; cell++) {
    sum += outcome.sum[cell] ?? 0;
    count += outcome.count[cell] ?? 0;
  }
  return { sum, count };
}

function shareInPost({ calendar: { periods }, teamAt }: Facts, person: number, { from, to }: Span): number {
  let inPost = 0;
  for (let cell = person * periods + from; cell <= person * periods + to; cell++) {
    if ((teamAt[cell] ?? -1) >= 0) inPost++;
  }
  return inPost / (to - from + 1);
}
