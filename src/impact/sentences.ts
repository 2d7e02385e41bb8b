import type { Estimate, EstimateOrRefused, ProgrammeResult } from '../contract/analysis.ts';
import type { Measure } from '../contract/organisation.ts';
import type { Calendar } from '../model/calendar.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { formatDifference, formatInterval, formatValue } from '../model/format-numbers.ts';
import { verdictWords } from '../model/verdict.ts';
import type { Found, Impact } from './estimate-impact.ts';
import { asBenefit } from './interval.ts';
import { reasonFor } from './reasons.ts';
import { liesWithin } from './verdict.ts';

/** How the figures of one measure are printed: shares as points of a hundred, everything with the decimals of m. */
export interface Printing {
  readonly factor: number;
  readonly decimals: number;
  readonly unit: string;
}

export function printingOf(measure: Measure, matters: number): Printing {
  const factor = measure.kind === 'rate' ? 100 : 1;
  const decimals = Math.min(
    4,
    Math.max(measure.kind === 'rate' ? 1 : 2, Math.ceil(1 - Math.log10(matters * factor))),
  );
  const unit =
    measure.unit ?? { mean: 'points', rate: 'percentage points', count: 'per person' }[measure.kind];
  return { factor, decimals, unit };
}

export function printDifference(value: number, { factor, decimals }: Printing): string {
  return formatDifference(value * factor, decimals);
}

export function printSize(value: number, { factor, decimals, unit }: Printing): string {
  return `${formatValue(Math.abs(value) * factor, decimals)} ${unit}`;
}

export function printInterval(
  effect: Pick<Estimate, 'low' | 'high'>,
  { factor, decimals }: Printing,
): string {
  return formatInterval(effect.low * factor, effect.high * factor, decimals);
}

/** "weeks 27 to 52", in the calendar's own periods. */
export function nameOfPeriods(calendar: Calendar, from: number, to: number): string {
  return `${calendar.kind}s ${from} to ${to}`;
}

type VerdictWords = Pick<ProgrammeResult['verdict'], 'word' | 'headline' | 'sentence'>;

/** The verdict as people read it: its word, a headline, and the sentence with the numbers in it. */
export function sayVerdict(impact: Impact, halfLife: ProgrammeResult['halfLife']): VerdictWords {
  const { found, judgement } = impact;
  if (found.kind === 'refused') return sayRefused(found.reason, found.detail);
  const sentence = `${sentenceFor(impact, found, halfLife)}${sayLook(found)}`;
  const condition = impact.programme.condition?.title ?? '';
  switch (judgement.verdict) {
    case 'lasting':
      return judgement.qualifier === 'shrinking'
        ? { word: 'lasting, but shrinking', headline: 'It lasted, but it shrinks.', sentence }
        : { word: verdictWords.lasting, headline: 'It lasted.', sentence };
    case 'conditional':
      return {
        word: `${verdictWords.conditional} ${condition}`,
        headline: `It worked only where ${condition}.`,
        sentence,
      };
    case 'fading':
      return { word: verdictWords.fading, headline: 'It faded.', sentence };
    case 'no effect':
      return judgement.qualifier === 'too-little'
        ? {
            word: 'works, but too little to matter',
            headline: 'It works, but too little to matter.',
            sentence,
          }
        : { word: verdictWords['no effect'], headline: 'It made no difference.', sentence };
    case 'harmful':
      return { word: verdictWords.harmful, headline: 'It made things worse.', sentence };
    case 'cannot tell':
      return {
        word: judgement.reason === 'too-early' ? 'cannot tell yet' : verdictWords['cannot tell'],
        headline: judgement.reason === 'too-early' ? 'We cannot tell yet.' : 'We cannot tell.',
        sentence,
      };
  }
}

/** Where a choice by scores was found and not declared. */
function sayLook({ lowScores }: Found): string {
  if (lowScores === undefined || lowScores.choice.declared) return '';
  return ` They look chosen for low scores ${lowScores.choice.words}, although nobody said so.`;
}

function sayRefused(reason: string, detail: string): VerdictWords {
  return {
    word: verdictWords['cannot tell'],
    headline: 'We cannot tell.',
    sentence: detail === '' ? `${capitalised(reasonFor(reason).why)}.` : detail,
  };
}

function sentenceFor(impact: Impact, found: Found, halfLife: ProgrammeResult['halfLife']): string {
  const { judgement } = impact;
  const print = printingOf(found.measure, found.smallest.matters);
  const { first, later } = found.figures;
  if (judgement.verdict === 'cannot tell') return sayCannotTell(found, judgement.reason, print);
  if (first.kind === 'refused' || later.kind === 'refused') return '';
  const title = found.measure.title;
  switch (judgement.verdict) {
    case 'conditional':
      return sayCondition(found, print, impact.programme.condition?.title ?? '');
    case 'no effect':
      return `Against those not trained, "${title}" moved by ${printDifference(first.estimate, print)} ${print.unit} in the first quarter ${printInterval(first, print)} and stood at ${printDifference(later.estimate, print)} after nine months ${printInterval(later, print)}; a difference of ${printSize(found.smallest.matters, print)}, which would matter, is ruled out.`;
    case 'fading':
      return `${sayBoth(found, first, later, print)}${halfLife.kind === 'estimate' ? ` ${halfLife.text}` : ''}`;
    default:
      return sayBoth(found, first, later, print);
  }
}

/** The first quarter and after nine months, each as higher or lower than among those not trained. */
function sayBoth({ measure }: Found, first: Estimate, later: Estimate, print: Printing): string {
  const at = sideOf(first, print);
  const then = sideOf(later, print);
  const direction = measure.better === 'lower' ? ' Lower is better.' : '';
  return `In the first quarter "${measure.title}" was ${at.size} ${print.unit} ${at.side} than among those not trained ${at.interval}, after nine months ${then.size} ${then.side} ${then.interval}.${direction}`;
}

/** An effect as a size with its side, and the interval counted towards that side. */
function sideOf(effect: Estimate, print: Printing) {
  const { estimate, low, high } = effect;
  const higher = estimate >= 0;
  return {
    size: formatValue(Math.abs(estimate) * print.factor, print.decimals),
    side: higher ? 'higher' : 'lower',
    interval: printInterval(higher ? effect : { low: -high, high: -low }, print),
  };
}

function sayCondition(found: Found, print: Printing, condition: string): string {
  const { condition: effects } = found;
  if (effects === undefined || effects.where.kind === 'refused' || effects.elsewhere.kind === 'refused')
    return '';
  const where = sideOf(effects.where, print);
  return `After nine months, where ${condition}, "${found.measure.title}" was ${where.size} ${print.unit} ${where.side} than among those not trained ${where.interval}; elsewhere the difference was ${printDifference(effects.elsewhere.estimate, print)} ${printInterval(effects.elsewhere, print)}.`;
}

function sayCannotTell(found: Found, reason: string, print: Printing): string {
  const why = `${capitalised(reasonFor(reason).why)}.`;
  const { first, later } = found.figures;
  if (reason === found.boundBy && first.kind === 'estimate') {
    return `${why} Shown, though no verdict rests on it: ${printDifference(first.estimate, print)} ${print.unit} in the first quarter ${printInterval(first, print)}.`;
  }
  if (reason === 'too-early' && first.kind === 'estimate') {
    const { calendar } = found.question.facts;
    return `${why} So far, to ${calendar.kind} ${found.effects.observedTo}: ${printDifference(first.estimate, print)} ${print.unit} in the first quarter ${printInterval(first, print)}.`;
  }
  if (reason === 'too-uncertain' && later.kind === 'estimate') {
    const { better } = found.measure;
    return `${why} ${sayWhatIsOpen({ first, later, better, matters: found.smallest.matters }, print)}`;
  }
  return why;
}

interface OpenQuestion {
  readonly first: EstimateOrRefused;
  readonly later: Estimate;
  readonly better: Measure['better'];
  readonly matters: number;
}

/** The window that keeps it from being told, and the largest and the smallest effect still possible in it. */
export function sayWhatIsOpen({ first, later, better, matters }: OpenQuestion, print: Printing): string {
  const onlyFirst = first.kind === 'estimate' && liesWithin(later, matters) && !liesWithin(first, matters);
  const benefit = asBenefit(onlyFirst ? first : later, better);
  const range = `anything from ${printSize(Math.min(benefit.low, 0), print)} worse to ${printSize(Math.max(benefit.high, 0), print)} better is still possible; ${printSize(matters, print)} would matter.`;
  return onlyFirst
    ? `After nine months no difference that matters is left; but in the first quarter, ${range}`
    : `After nine months, ${range}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "four of five checks passed; the fifth: ..." over those that could be run. */
export function sayChecks(checks: ProgrammeResult['checks']): string {
  const run = checks.filter(({ outcome }) => outcome !== 'not-run');
  const failed = run.filter(({ outcome }) => outcome === 'failed');
  if (run.length === 0) return 'No check could be run.';
  if (failed.length === 0) {
    if (run.length === 1) return 'The one check that could be run passed.';
    return `${run.length === 2 ? 'Both' : `All ${run.length}`} checks that could be run passed.`;
  }
  const others = failed.map(({ text }) => text).join('; ');
  return `${run.length - failed.length} of ${run.length} checks passed; not passed: ${others}.`;
}

/** "Half of the gain was gone after 7 weeks [4 to 12]." */
export function sayHalfLife(
  calendar: Calendar,
  fit: { readonly halfLife: number | null; readonly low: number; readonly high: number | null },
): string {
  const year = 4 * periodsPerQuarter(calendar.kind);
  if (fit.halfLife === null || fit.halfLife > 4 * year) {
    return `No decline is told from none; half is there for at least ${Math.round(fit.low)} ${calendar.kind}s.`;
  }
  return `Half of the gain was gone after ${roundedOrUnderOne(fit.halfLife)} ${calendar.kind}s [${rangeOf(fit)}].`;
}

function rangeOf({ low, high }: { readonly low: number; readonly high: number | null }): string {
  if (high === null) return `at least ${roundedOrUnderOne(low)}`;
  return low < 1 ? `at most ${Math.max(1, Math.round(high))}` : `${Math.round(low)} to ${Math.round(high)}`;
}

function roundedOrUnderOne(periods: number): string {
  return periods < 1 ? 'under 1' : `${Math.round(periods)}`;
}

export function describeEffect(effect: EstimateOrRefused, print: Printing): string {
  return effect.kind === 'refused'
    ? effect.detail
    : `${printDifference(effect.estimate, print)} ${printInterval(effect, print)}`;
}
