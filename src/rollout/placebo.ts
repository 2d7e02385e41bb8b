import {
  defaultBasePeriods,
  type EffectQuestion,
  type Facts,
  levelsOf,
  type Outcome,
  type RollOut,
  windowTables,
} from '../impact/index.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import { studentTCdf } from '../stats/distributions.ts';
import { type LevelContrast, settle, spread } from '../stats/level-contrast.ts';
import { blocksOfStages } from '../stats/roll-out-windows.ts';
import { fewTeams } from './power-of-shape.ts';
import { drawOrder, type RollOutShape } from './roll-out-shape.ts';

export interface FalseAlarms {
  /** Orders drawn on days on which nobody was trained. */
  readonly draws: number;
  /** Of those, how many gave an effect told from nothing at 5 %. */
  readonly alarms: number;
  readonly share: number;
  /** Bounds of the share, 95 %, by the number of draws alone. */
  readonly low: number;
  readonly high: number;
}

export interface Placebo {
  readonly kind: 'placebo';
  readonly first: FalseAlarms;
  /** Undefined where the past is too short for nine months after two stages. */
  readonly later: FalseAlarms | undefined;
}

export interface PlaceboWish {
  readonly facts: Facts;
  readonly outcome: Outcome;
  /** Teams of the plan, as indices of the facts. */
  readonly teams: readonly number[];
  readonly stratumOf: Int32Array | undefined;
  readonly shape: RollOutShape;
  readonly draws: number;
  readonly seed: number;
}

const level = 0.05;
const mostDates = 4;
const referenceDraws = 399;
/** A shorter base than eight weeks is none. */
const shortestBaseQuarters = 8 / 13;

/**
 * Question: on this organisation's own past, how often does the test find an effect of a training that never was?
 *
 * False roll-outs of the same shape (stages nearer to each other where the past is short) are drawn on the past and
 * estimated by the engine itself, on real people. An honest test finds something in about 5 of 100. The test is that of
 * the analysis: by the teams' influences, or with few teams by redrawn orders.
 */
export function placeboOnPast(wish: PlaceboWish): Placebo | Refused {
  const plan = falseDates(wish);
  if ('kind' in plan) return plan;
  const few = fewTeams(wish.shape);
  const seen = { first: [] as number[], later: [] as number[] };
  plan.firsts.forEach((first, k) => {
    const question = falseQuestion(wish, plan, first);
    const tables = windowTables(question);
    const draws = Math.floor((wish.draws + plan.firsts.length - 1 - k) / plan.firsts.length);
    const tested = testsUnder(wish, plan, question, tables, draws, 2 * k);
    const reference = few ? testsUnder(wish, plan, question, tables, referenceDraws, 2 * k + 1) : undefined;
    for (const name of ['first', 'later'] as const) {
      const sizes = reference?.[name].map(({ size }) => size);
      seen[name].push(...tested[name].map(({ size, p }) => (sizes ? rankOf(size, sizes) : p)));
    }
  });
  if (seen.first.length === 0) {
    return refuse('no-comparison', 'No false roll-out on the past leaves anybody to compare with.');
  }
  return {
    kind: 'placebo',
    first: alarmsIn(seen.first),
    later: seen.later.length === 0 ? undefined : alarmsIn(seen.later),
  };
}

interface Tested {
  /** Estimate in its errors. */
  readonly size: number;
  readonly p: number;
}

/** Tests of the two questions under freshly drawn orders. */
function testsUnder(
  wish: PlaceboWish,
  { starts }: FalseDates,
  question: EffectQuestion,
  tables: ReturnType<typeof windowTables>,
  draws: number,
  stream: number,
): Record<'first' | 'later', Tested[]> {
  const tests: Record<'first' | 'later', Tested[]> = { first: [], later: [] };
  for (let draw = 0; draw < draws; draw++) {
    const order = drawOrder(wish.shape, wish.stratumOf, wish.seed + 100_000 * (stream + 1) + draw);
    if ('kind' in order) continue;
    const stageOf = spreadOut(wish, order.stageOf, starts.length);
    const levels = levelsOf({ ...question, rollOut: { ...question.rollOut, stageOf } }, tables);
    for (const name of ['first', 'later'] as const) {
      const test = testOf(levels[name], stageOf, question.rollOut.stratumOf);
      if (test !== undefined) tests[name].push(test);
    }
  }
  return tests;
}

/** p of a statistic among those of other orders. */
function rankOf(size: number, reference: readonly number[]): number {
  return (1 + reference.filter((other) => other >= size).length) / (1 + reference.length);
}

interface FalseDates {
  /** Periods of the first false stage that are tried. */
  readonly firsts: readonly number[];
  readonly starts: readonly number[];
}

/** As planned, or nearer to each other; the last stage is followed by a quarter. Those who wait stay untrained. */
function falseDates({ facts, shape }: PlaceboWish): FalseDates | Refused {
  const { kind, periods } = facts.calendar;
  const quarter = periodsPerQuarter(kind);
  const shortest = Math.max(1, Math.round(quarter * shortestBaseQuarters));
  const stages = shape.waiting > 0 ? shape.starts.slice(0, -1) : shape.starts;
  const room = periods - quarter - 1 - Math.min(defaultBasePeriods(kind), Math.floor(periods / 3));
  const between = Math.min(stages[1] ?? 0, Math.floor(room / Math.max(stages.length - 1, 1)));
  const starts = stages.map((_, k) => k * between);
  const latest = periods - quarter - 1 - (starts.at(-1) ?? 0);
  if (latest < shortest || (stages.length > 1 && between < 1)) {
    return refuse('too-short', `The past of ${periods} ${kind}s is too short for a false roll-out.`);
  }
  const earliest = Math.min(
    latest,
    Math.max(shortest, Math.min(defaultBasePeriods(kind), latest - mostDates)),
  );
  const dates = Math.min(mostDates, latest - earliest + 1);
  const firsts = Array.from({ length: dates }, (_, k) =>
    Math.round(earliest + (k * (latest - earliest)) / Math.max(dates - 1, 1)),
  );
  return { firsts, starts };
}

function falseQuestion(
  { facts, outcome, teams, stratumOf }: PlaceboWish,
  { starts }: FalseDates,
  first: number,
): EffectQuestion {
  const clusters = facts.teamNames.length;
  const among = new Uint8Array(clusters);
  for (const team of teams) among[team] = 1;
  const wide = stratumOf && new Int32Array(clusters).fill(-1);
  teams.forEach((team, k) => {
    if (wide !== undefined) wide[team] = stratumOf?.[k] ?? -1;
  });
  const rollOut: RollOut = {
    by: 'team',
    how: 'lot',
    clusters,
    stages: starts.map((start) => ({
      firstDay: 0,
      lastDay: 0,
      transitionFrom: first + start,
      transitionTo: first + start,
    })),
    stageOf: spreadOut(
      { facts, teams },
      Int32Array.from(teams, (_, k) => k % (starts.length + 1)),
      starts.length,
    ),
    comparable: among,
    stratumOf: wide,
    others: [],
    planned: [],
  };
  return {
    facts,
    outcome,
    rollOut,
    basePeriods: Math.min(defaultBasePeriods(facts.calendar.kind), first),
    curve: 'people',
    among,
  };
}

/** [teams of the facts] from [teams of the plan]; those who wait are never trained. */
function spreadOut(
  { facts, teams }: Pick<PlaceboWish, 'facts' | 'teams'>,
  stageOf: Int32Array,
  stages: number,
): Int32Array {
  const wide = new Int32Array(facts.teamNames.length).fill(-1);
  teams.forEach((team, k) => {
    const stage = stageOf[k] ?? -1;
    wide[team] = stage < stages ? stage : -1;
  });
  return wide;
}

function testOf(
  levels: LevelContrast | undefined,
  stageOf: Int32Array,
  stratumOf: Int32Array | undefined,
): Tested | undefined {
  if (levels === undefined) return undefined;
  const blocks = blocksOfStages(stageOf, stratumOf, true);
  const effect = settle(levels, blocks, 'least-error');
  const { standardError, degreesOfFreedom } = spread(effect, blocks);
  if (!(standardError > 0)) return undefined;
  const size = Math.abs(effect.estimate) / standardError;
  return { size, p: 2 * studentTCdf(-size, degreesOfFreedom) };
}

/** Wilson's interval for a share. */
function alarmsIn(ps: readonly number[]): FalseAlarms {
  const draws = ps.length;
  const alarms = ps.filter((p) => p <= level).length;
  const share = alarms / draws;
  const z2 = 1.959964 ** 2;
  const middle = (share + z2 / (2 * draws)) / (1 + z2 / draws);
  const half = Math.sqrt(z2 * ((share * (1 - share)) / draws + z2 / (4 * draws ** 2))) / (1 + z2 / draws);
  return { draws, alarms, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
