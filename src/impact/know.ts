import type { ProgrammeResult } from '../contract/analysis.ts';
import { firstDayOfPeriod, isoFromDay, periodOfDay, periodsPerQuarter } from '../model/calendar.ts';
import { formatDate } from '../model/format-numbers.ts';
import { shortestWindow } from './estimate-effects.ts';
import type { Found, Impact } from './estimate-impact.ts';

type Know = ProgrammeResult['know'];

/** The error of the later effect at which a verdict can be expected, as a share of the smallest effect that matters. */
const tellingShare = 1 / 4.5;
const furthestPeriods = { day: 1092, week: 156, month: 36 } as const;
const clustersThatReplaceAStage = 12;

/** "We can know by ...": told since, can be told by, or never; and under the roll-out that we would propose. */
export function whenWillWeKnow(impact: Impact): Know {
  const { found, judgement } = impact;
  if (found.kind === 'refused')
    return { kind: 'never', text: neverText(found.reason), proposal: proposalOf(undefined) };
  if (judgement.verdict !== 'cannot tell') return toldSince(found);
  if (judgement.reason !== 'too-early' && judgement.reason !== 'too-uncertain') {
    return { kind: 'never', text: 'never, as it was rolled out', proposal: proposalOf(found) };
  }
  const period = firstTellingPeriod(found);
  if (period === undefined) {
    return { kind: 'never', text: neverFor(found), proposal: proposalOf(found) };
  }
  const date = dateOf(found, period);
  return { kind: 'by', date, text: `by ${formatDate(date)}, as it is rolled out` };
}

function neverText(reason: string): string {
  const texts: Record<string, string> = {
    'everyone-at-once': 'never, because everyone was trained at once',
    'no-comparison': 'never, because nobody was left untrained',
    'too-few': 'never with so few teams or people',
    induction: 'not in this way: new people have no time before',
  };
  return texts[reason] ?? 'not with what is loaded';
}

function neverFor(found: Found): string {
  const leftOver = [...found.question.rollOut.stageOf].some((stage) => stage < 0);
  return leftOver
    ? `never under this roll-out: the error stays too large for ${found.question.facts.calendar.kind === 'month' ? 'three years' : '156 weeks'}`
    : 'never under this roll-out, because nobody is left untrained';
}

function toldSince(found: Found): Know {
  const { calendar } = found.question.facts;
  const ready = found.effects.stages
    .filter(({ counted }) => counted)
    .map(({ stage }) => stage.transitionTo + neededPeriods(found))
    .sort((a, b) => a - b);
  const period = ready[oneStageIsEnough(found) ? 0 : 1] ?? ready[0] ?? calendar.periods - 1;
  const date = isoFromDay(firstDayOfPeriod(calendar, Math.min(period + 1, calendar.periods)));
  return { kind: 'told', date, text: `told since ${formatDate(date)}` };
}

function neededPeriods({ question }: Found): number {
  const quarter = periodsPerQuarter(question.facts.calendar.kind);
  return 2 * quarter + shortestWindow(quarter);
}

function oneStageIsEnough({ evidence }: Found): boolean {
  return (
    evidence.lottery ||
    Math.min(evidence.trainedClusters, evidence.untrainedClusters) >= clustersThatReplaceAStage
  );
}

/**
 * First period in which two stages (or one, where that is enough) are observed into the third quarter and the error
 * of the later effect, projected from the error per cluster so far, is at most m / 4.5.
 */
function firstTellingPeriod(found: Found): number | undefined {
  const { question, effects, smallest } = found;
  const { calendar } = question.facts;
  const now = calendar.periods - 1;
  const known = found.figures.later.kind === 'estimate' ? found.figures.later : found.figures.first;
  if (known.kind === 'refused') return undefined;
  const scaleNow = clusterScale(effects.trainedClusters, effects.untrainedClusters);
  for (let period = now; period <= now + furthestPeriods[calendar.kind]; period++) {
    const { stages, trained, untrained } = armsAt(found, period);
    const enough = stages >= 2 || (stages >= 1 && oneStageIsEnough(found));
    if (!enough || Math.min(trained, untrained) < 4) continue;
    const error = (known.standardError * clusterScale(trained, untrained)) / scaleNow;
    const later = period > now || found.figures.later.kind === 'refused';
    if (later && error <= smallest.matters * tellingShare) return period;
  }
  return undefined;
}

function clusterScale(trained: number, untrained: number): number {
  return Math.sqrt(1 / Math.max(trained, 1) + 1 / Math.max(untrained, 1));
}

/** Stages, trained and untrained clusters that would count if the data ended with the period. */
function armsAt(found: Found, period: number): { stages: number; trained: number; untrained: number } {
  const { rollOut, facts } = found.question;
  const planned = rollOut.plannedDays.map((day) => periodOfDay(facts.calendar, day));
  const never = rollOut.stageOf.filter(
    (stage, cluster) => stage < 0 && rollOut.comparable[cluster] === 1,
  ).length;
  const untrained = planned.some((day) => day <= period) ? 0 : never;
  const ready = found.effects.stages.filter(
    ({ stage }) => stage.transitionTo + neededPeriods(found) <= period && untrained >= 4,
  );
  return { stages: ready.length, trained: ready.reduce((sum, stage) => sum + stage.clusters, 0), untrained };
}

function dateOf({ question }: Found, period: number): string {
  return isoFromDay(firstDayOfPeriod(question.facts.calendar, period + 1));
}

/** Four stages a quarter apart in an order drawn by lot, one sixth of the teams waiting for a year. */
function proposalOf(found: Found | undefined): NonNullable<Know['proposal']> {
  const text = 'in four stages, three months apart, drawn by lot, with one team in six waiting a year';
  if (found === undefined) return { text };
  const { calendar } = found.question.facts;
  const quarter = periodsPerQuarter(calendar.kind);
  const start = calendar.periods + Math.round(quarter / 3);
  return { text, date: dateOf(found, start + quarter + 3 * quarter) };
}
