import type { ProgrammeResult } from '../contract/analysis.ts';
import { dayFromIso, periodOfDay } from '../model/calendar.ts';
import { formatPercent } from '../model/format-numbers.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Found, Impact } from './estimate-impact.ts';
import { reasonFor } from './reasons.ts';
import { capitalised, type Printing, printDifference, printingOf, printSize } from './sentences.ts';
import { sayChange } from './survey-changes.ts';

type BeforeAfterWords = NonNullable<ProgrammeResult['beforeAfter']>;

/** What a before/after chart would have said, and why it is wrong here: the first reason that applies. */
export function sayBeforeAfter(impact: Impact, found: Found): BeforeAfterWords | undefined {
  const { beforeAfter, figures, smallest, measure } = found;
  if (beforeAfter === undefined) return undefined;
  const print = printingOf(measure, smallest.matters);
  const text = `A before/after chart would say ${printDifference(beforeAfter.change, print)} ${print.unit}.`;
  const differs =
    figures.first.kind === 'estimate' &&
    Math.abs(beforeAfter.change - figures.first.estimate) >= smallest.matters;
  const struck = differs || verdictOfChart(found, beforeAfter.change) !== impact.judgement.verdict;
  const [reason, reasonText] = struck ? whyWrong(impact, found) : same;
  return { estimate: beforeAfter.change, text, struck, reason, reasonText };
}

/** Where no effect can be estimated, a chart can still be drawn: it is struck through with what is missing. */
export function sayChartAlone({ chartAlone, found }: Impact): BeforeAfterWords | undefined {
  if (chartAlone === undefined || found.kind !== 'refused') return undefined;
  const { measure, beforeAfter } = chartAlone;
  const print = printingOf(measure, measure.matters ?? decimalsWithout);
  return {
    estimate: beforeAfter.change,
    text: `A before/after chart would say ${printDifference(beforeAfter.change, print)} ${print.unit}.`,
    struck: true,
    reason: 'nobody-to-compare',
    reasonText: `${capitalised(reasonFor(found.reason).why)}: anything else that happened then is in it too.`,
  };
}

/** Stands for the smallest effect that matters where only decimals hang on it. */
const decimalsWithout = 0.1;

const same = ['same', 'A before/after chart would have said the same.'] as const;

function verdictOfChart({ measure, smallest }: Found, change: number): Verdict {
  const benefit = measure.better === 'higher' ? change : -change;
  if (benefit >= smallest.matters) return 'lasting';
  return benefit <= -smallest.matters ? 'harmful' : 'no effect';
}

function whyWrong({ judgement, programme }: Impact, found: Found): readonly [string, string] {
  const { beforeAfter, measure, smallest, figures, lowScores, question, survey } = found;
  const print = printingOf(measure, smallest.matters);
  const changed = measure.changedOn.find(({ date }) => isNearTraining(found, dayFromIso(date)));
  if (changed !== undefined)
    return ['survey-changed', `The survey changed on ${changed.date}: ${changed.what}.`];
  const seen = survey.changes.find(({ date }) => isNearTraining(found, dayFromIso(date)));
  if (seen !== undefined) {
    const whose =
      seen.kind === 'scale' ? 'The survey changed' : 'Something changed at once, perhaps the survey';
    return ['survey-changed', `${whose}: ${sayChange(seen)}.`];
  }
  if (lowScores !== undefined || programme.chosen.how === 'low-scores') {
    return ['low-scores', sayBounce(lowScores, print)];
  }
  if (judgement.reason === 'others-answered') {
    return ['others-answered', 'After the training other customers answered.'];
  }
  const others = beforeAfter?.changeOfUntrained;
  if (
    others !== undefined &&
    (Math.abs(others) >= smallest.matters / 2 || figures.first.kind === 'refused')
  ) {
    return [
      'everyone-rose',
      `Those not trained ${others >= 0 ? 'rose' : 'fell'} by ${printSize(others, print)} in the same time.`,
    ];
  }
  if (question.rollOut.stages.length === 1 && others === undefined) {
    return ['nobody-to-compare', 'There is nobody to compare with, so anything that happened then is in it.'];
  }
  if (judgement.verdict === 'fading') return ['first-weeks-only', 'It shows the first weeks only.'];
  if (judgement.verdict === 'conditional')
    return ['mixes', 'It mixes teams in which it worked with teams in which it did not.'];
  return ['chance', 'It leaves out how much teams move by chance.'];
}

/** What the untrained people's own results make of a low score: it comes back by itself. */
function sayBounce(lowScores: Found['lowScores'], print: Printing): string {
  if (lowScores === undefined) return 'The lowest were chosen, and low scores rise by themselves.';
  const { byItself, choice } = lowScores;
  const who = choice.declared ? 'The lowest were chosen' : 'The lowest look chosen';
  if (byItself === undefined) return `${who}, and low scores rise by themselves.`;
  const { bounce, kept } = byItself;
  return `${who}, and low scores rise by themselves: to be expected without any training ${printDifference(bounce, print)} ${print.unit}, as ${formatPercent(Math.min(1, Math.max(0, kept)))} of a low score's distance from the mean stays.`;
}

function isNearTraining({ question, effects }: Found, day: number): boolean {
  const period = periodOfDay(question.facts.calendar, day);
  return effects.stages.some(
    ({ stage, observedTo }) => period >= stage.transitionFrom - effects.basePeriods && period <= observedTo,
  );
}
