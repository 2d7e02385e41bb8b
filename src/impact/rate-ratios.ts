import type { Measure } from '../contract/organisation.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { formatInterval, formatValue } from '../model/format-numbers.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import type { ClusterMeans, LevelContrast } from '../stats/level-contrast.ts';
import { type RateRatio, rateRatio } from '../stats/rate-ratio.ts';
import {
  baseUseOf,
  type EffectQuestion,
  type Effects,
  levelsOf,
  type StageWindows,
  windowTables,
} from './estimate-effects.ts';
import { clustersOfStage, rosterAt, untrainedUntil } from './plan-stages.ts';
import type { Base } from './smallest-effect.ts';

/** Counts under this many cases per person and quarter, and shares under this, are also told as ratios. */
const rareCasesPerQuarter = 1;
const rareShare = 0.1;
/** Fewer cases than this behind one of the four rates, and no ratio is told. */
const fewestCases = 20;

export const ratioFigures = ['first', 'later', 'whole'] as const;
export type RatioFigure = (typeof ratioFigures)[number];

/** An effect on rare cases as a ratio, with the cases behind it. */
export interface RatioOfFigure {
  readonly ratio: RateRatio | Refused;
  readonly cases: Cases;
}

/** Distinct cases in the windows of a figure and in the base before, among the trained and those compared with them. */
export interface Cases {
  readonly trained: number;
  readonly untrained: number;
  readonly trainedBefore: number;
  readonly untrainedBefore: number;
}

export type RateRatios = Readonly<Record<RatioFigure, RatioOfFigure>>;

const windowsOf: Readonly<Record<RatioFigure, readonly number[]>> = {
  first: [0],
  later: [2, 3],
  whole: [0, 1, 2, 3],
};

/** Effects as ratios, where cases are rare or what matters is declared as a ratio; else undefined. */
export function rateRatiosOf(
  question: EffectQuestion,
  effects: Effects,
  measure: Measure,
  { level }: Base,
): RateRatios | undefined {
  const quarter = periodsPerQuarter(question.facts.calendar.kind);
  const isRare = measure.kind === 'count' ? level * quarter < rareCasesPerQuarter : level < rareShare;
  if (measure.kind === 'mean' || !(isRare || measure.mattersRatio !== undefined)) return undefined;
  const tables = windowTables(question);
  const trained = levelsOf(
    question,
    tables.map((table) => oneSide(question, table, true)),
  );
  const untrained = levelsOf(
    question,
    tables.map((table) => oneSide(question, table, false)),
  );
  const read = (figure: RatioFigure): RatioOfFigure => {
    const cases = casesIn(question, tables, windowsOf[figure]);
    const { blocks } = effects;
    const most = effects[figure]?.mostDegreesOfFreedom;
    const ratio = ratioIn(question, { blocks, most }, trained[figure], untrained[figure], cases);
    return { ratio, cases };
  };
  return { first: read('first'), later: read('later'), whole: read('whole') };
}

function ratioIn(
  { rollOut }: EffectQuestion,
  { blocks, most }: Pick<Effects, 'blocks'> & { readonly most: number | undefined },
  trained: LevelContrast | undefined,
  untrained: LevelContrast | undefined,
  cases: Cases,
): RateRatio | Refused {
  if (trained === undefined || untrained === undefined) {
    return refuse('not-observed', 'No period in which trained and untrained people can be compared.');
  }
  const result = rateRatio({
    trained: { rate: trained.after, influence: trained.afterInfluence },
    untrained: { rate: -untrained.after, influence: untrained.afterInfluence.map((value) => -value) },
    trainedBefore: { rate: trained.before, influence: trained.beforeInfluence },
    untrainedBefore: { rate: -untrained.before, influence: untrained.beforeInfluence.map((value) => -value) },
    blocks,
    use: baseUseOf(rollOut) === 'least-error' ? 'least-error' : 'difference',
    mostDegreesOfFreedom: most,
  });
  if (result.kind === 'refused') return result;
  // Few cases of the trained are no want of data where many were to be expected.
  const expected = Math.max(cases.trained, cases.trained / result.ratio);
  const fewest = Math.min(expected, cases.untrained, cases.trainedBefore, cases.untrainedBefore);
  return fewest < fewestCases
    ? refuse('too-few-events', `Only ${Math.round(fewest)} cases lie behind one of the rates.`)
    : result;
}

/** The table with the values of one side only: contrasts of it are the rates of that side, those of the untrained negative. */
function oneSide({ rollOut, among }: EffectQuestion, table: StageWindows, trained: boolean): StageWindows {
  const own = new Set(clustersOfStage(rollOut, table.stage.index, among));
  const keep = (values: Float64Array) =>
    values.map((value, cluster) => (own.has(cluster) === trained ? value : 0));
  const means = table.means.map(
    ({ after, before, weight }): ClusterMeans => ({ after: keep(after), before: keep(before), weight }),
  );
  return { ...table, means };
}

/** Each case counts once, however many stages a person is compared in. */
function casesIn(
  { facts, outcome, rollOut, among }: EffectQuestion,
  tables: readonly StageWindows[],
  wanted: readonly number[],
): Cases {
  const { periods } = facts.calendar;
  const marks = Array.from({ length: 4 }, () => new Uint8Array(facts.people * periods));
  const mark = (side: number, person: number, from: number, to: number) =>
    marks[side]?.fill(1, person * periods + from, person * periods + to + 1);
  for (const { stage, windows } of tables) {
    const own = new Set(clustersOfStage(rollOut, stage.index, among));
    rosterAt(facts, rollOut, stage.stage).forEach((cluster, person) => {
      if (cluster < 0 || among?.[cluster] === 0) return;
      for (const { window, span } of windows) {
        if (!wanted.includes(window)) continue;
        const isTrained = own.has(cluster);
        const isUntrained = rollOut.comparable[cluster] !== 0 && untrainedUntil(rollOut, cluster) > span.to;
        if (!isTrained && !isUntrained) continue;
        mark(isTrained ? 0 : 1, person, span.from, span.to);
        mark(isTrained ? 2 : 3, person, span.baseFrom, span.baseTo);
      }
    });
  }
  const [trained, untrained, trainedBefore, untrainedBefore] = marks.map((marked) =>
    marked.reduce((sum, is, cell) => sum + (is === 1 ? (outcome.sum[cell] ?? 0) : 0), 0),
  ) as [number, number, number, number];
  return { trained, untrained, trainedBefore, untrainedBefore };
}

/** The ratios in words, with the verdict's own scale named. */
export function sayRatios({ first, later }: RateRatios): string {
  const parts = [`in the first quarter ${sayRatio(first)}`, `after nine months ${sayRatio(later)}`];
  return `As a ratio: ${parts.join('; ')}. The verdict is read from the difference per person, at the level before the training.`;
}

function sayRatio({ ratio }: RatioOfFigure): string {
  if (ratio.kind === 'refused')
    return `no ratio can be told (${ratio.detail.replace(/\.$/, '').toLowerCase()})`;
  return `${formatValue(ratio.ratio, 2)} times as many cases as without the training ${formatInterval(ratio.low, ratio.high, 2)}`;
}
