import type { Measure, Programme } from '../../contract/organisation.ts';
import { dayFromIso, firstDayOfPeriod, isoFromDay, periodOfDay } from '../../model/calendar.ts';
import { formatDate } from '../../model/format-numbers.ts';
import { studentTCdf } from '../../stats/distributions.ts';
import { ContrastMean, settle, spread } from '../../stats/level-contrast.ts';
import { blocksOf } from '../assigned-blocks.ts';
import { contrastsOf, type EffectQuestion } from '../estimate-effects.ts';
import type { ScoreChoice } from '../low-scores.ts';
import { planStages, shortestBase } from '../plan-stages.ts';
import { spreadOfValues } from '../smallest-effect.ts';
import type { Span } from '../window-means.ts';

/** Last periods before the training by which people may have been chosen, tried one after the other. */
const windowsTried = { day: [28, 56, 91, 182], week: [4, 8, 13, 26], month: [1, 2, 3, 6] } as const;
/** Chance of finding a choice by score where there was none, over all windows together. */
const falseAlarms = 0.01;
/** A dip under this part of the smallest effect that is assumed to matter misleads nobody. */
const harmlessPart = 0.5;
const assumedPart = 0.1;

type MeasureOfScore = Pick<Measure, 'better' | 'kind' | 'matters'>;

/** The declared days of the score, or the last periods in which those trained had fallen too low for chance. */
export function choiceByScore(
  question: EffectQuestion,
  { chosen }: Programme,
  measure: MeasureOfScore,
  looksForScores: boolean,
): ScoreChoice | undefined {
  if (chosen.how === 'low-scores' && chosen.score !== undefined) {
    const { calendar } = question.facts;
    const from = periodOfDay(calendar, dayFromIso(chosen.score.from));
    const to = periodOfDay(calendar, dayFromIso(chosen.score.to));
    return {
      declared: true,
      words: `by their results from ${formatDate(chosen.score.from)} to ${formatDate(chosen.score.to)}`,
      spanOf: () => ({ from, to }),
      cutOff: chosen.score.cutOff,
      better: measure.better,
    };
  }
  const mayLook = chosen.how === 'other' || chosen.how === 'volunteers';
  return looksForScores && mayLook ? foundChoice(question, measure) : undefined;
}

/** The dip of those trained in one window before the training, against their earlier history and the untrained. */
export interface Dip {
  readonly periods: number;
  /** In units of the measure, with benefit positive: below 0 where they had fallen. */
  readonly size: number;
  /** One-sided: chance of so deep a dip where nobody was chosen by it. */
  readonly p: number;
}

export function dipsBefore(question: EffectQuestion, { better }: Pick<Measure, 'better'>): Dip[] {
  const { facts, rollOut, basePeriods } = question;
  const { kind } = facts.calendar;
  const least = shortestBase(kind, basePeriods);
  const tried = windowsTried[kind];
  const means = tried.map(() => new ContrastMean(rollOut.clusters));
  for (const stage of planStages(question).stages) {
    const spans = tried.map((periods) => spanBefore(stage.stage.transitionFrom, periods, basePeriods));
    contrastsOf(question, stage, spans).forEach((contrast, k) => {
      const span = spans[k];
      if (contrast === undefined || span === undefined || span.baseTo - span.baseFrom + 1 < least) return;
      means[k]?.add(contrast, stage.people);
    });
  }
  const blocks = blocksOf(rollOut);
  return means.flatMap((mean, k): Dip[] => {
    const contrast = mean.mean();
    if (contrast === undefined) return [];
    const settled = settle(contrast, blocks, 'difference');
    const { standardError, degreesOfFreedom } = spread(settled, blocks);
    if (!(standardError > 0)) return [];
    const size = better === 'higher' ? settled.estimate : -settled.estimate;
    return [{ periods: tried[k] ?? 0, size, p: studentTCdf(size / standardError, degreesOfFreedom) }];
  });
}

function spanBefore(transitionFrom: number, periods: number, basePeriods: number): Span {
  const from = transitionFrom - periods;
  return { from, to: transitionFrom - 1, baseFrom: Math.max(0, from - basePeriods), baseTo: from - 1 };
}

function foundChoice(question: EffectQuestion, measure: MeasureOfScore): ScoreChoice | undefined {
  const dips = dipsBefore(question, measure);
  const harmless = harmlessPart * assumedToMatter(question, measure);
  const [deepest] = dips
    .filter(({ p, size }) => p < falseAlarms / dips.length && -size >= harmless)
    .sort((a, b) => a.p - b.p || a.periods - b.periods);
  if (deepest === undefined) return undefined;
  const { periods } = deepest;
  const kind = question.facts.calendar.kind;
  return {
    declared: false,
    words: `in the ${periods} ${kind}s before the training${datesOf(question, periods)}`,
    spanOf: ({ stage }) => ({ from: stage.transitionFrom - periods, to: stage.transitionFrom - 1 }),
    cutOff: undefined,
    better: measure.better,
  };
}

/** The days of these periods, where there is one date of training. */
function datesOf({ rollOut, facts: { calendar } }: EffectQuestion, periods: number): string {
  const [stage, ...others] = rollOut.stages;
  if (stage === undefined || others.length > 0) return '';
  const day = (period: number) => formatDate(isoFromDay(firstDayOfPeriod(calendar, period)));
  return ` (from ${day(stage.transitionFrom - periods)})`;
}

/** Known before any effect is: declared, or a tenth of the spread of single values or of the level. */
function assumedToMatter(question: EffectQuestion, measure: MeasureOfScore): number {
  if (measure.matters !== undefined) return measure.matters;
  if (measure.kind === 'mean') return assumedPart * spreadOfValues(question);
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const { sum, count } = question.outcome;
  return (assumedPart * total(sum)) / Math.max(1, total(count));
}

/** What a reader must know where the choice was found and not declared. */
export function noteOnChoice({ declared, words }: ScoreChoice): string[] {
  return declared
    ? []
    : [
        `They look chosen for low scores ${words}, although nobody said so: against their own time before, they had fallen further than the others, and such falls mend by themselves. They are judged as chosen for low scores. If it is so, declare the days of the score, "chosen: { how: low-scores, score: { measure, from, to } }"; if the order was drawn, declare "how: lot".`,
      ];
}
