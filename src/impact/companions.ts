import type { Companion, EstimateOrRefused } from '../contract/analysis.ts';
import type { Organisation } from '../contract/organisation.ts';
import { formatPercent } from '../model/format-numbers.ts';
import { refuse } from '../model/refusal.ts';
import { ruleOfIntervals } from '../model/telephony.ts';
import { effectsOnOther } from './designs/effects-by-design.ts';
import { type Found, type Impact, impactOnOther } from './estimate-impact.ts';
import type { Facts, Outcome } from './facts.ts';
import { asBenefit, intervalOf } from './interval.ts';
import { type Printing, printDifference, printInterval, printingOf } from './sentences.ts';
import { ofPersons } from './shared-logins.ts';
import { type Stayers, toleratedLeaving } from './stayers.ts';

const sharePrinting: Printing = { factor: 100, decimals: 1, unit: 'percentage points' };

/** What else moved under the same design: who answers, contacts handled, leaving, and the measures named beside it. */
export function companionsOf(facts: Facts, organisation: Organisation, impact: Impact): Companion[] {
  const { found, programme } = impact;
  if (found.kind === 'refused') return [];
  const named = [...new Set([...programme.companions, ...programme.otherOutcomes])];
  return [
    ...answering(found),
    ...(found.question.facts.groups === undefined
      ? [...contacts(facts, found, programme), leaving(found)]
      : []),
    ...named.flatMap((id) => namedMeasure(facts, organisation, impact, found, id)),
  ];
}

function answering({ answering: finding }: Found): Companion[] {
  if (finding === undefined) return [];
  const within = finding.within
    ? 'too little to disturb the verdict'
    : 'enough to disturb the verdict, so it is bounded by it';
  return [
    {
      id: 'answering',
      title: 'Share of customers who answered',
      effect: finding.first,
      decimals: 3,
      within: finding.within,
      text: `${formatPercent(finding.shareTrained)} answered; ${changedBy(finding.first, sharePrinting)} in the first quarter: ${within}`,
    },
  ];
}

function contacts(facts: Facts, found: Found, programme: Impact['programme']): Companion[] {
  if (found.measure.kind === 'count' || !countsContacts(found.measure)) return [];
  const question = ofPersons(found.question);
  const volume = question.outcome.asked ?? question.outcome.count;
  const inPost = Float64Array.from(facts.teamAt, (team) => (team >= 0 ? 1 : 0));
  const outcome: Outcome = {
    sum: volume,
    count: inPost,
    sumOfSquares: 0,
    asked: undefined,
    values: undefined,
  };
  const effect = wholeYearOf(outcome, { ...found, question }, programme);
  const print: Printing = { factor: 1, decimals: 2, unit: '' };
  return [
    {
      id: 'contacts',
      title: `Contacts per person and ${facts.calendar.kind}`,
      effect,
      decimals: 2,
      text: changedBy(effect, print),
    },
  ];
}

/** Of telephone intervals the volume is what values are divided by, which may be hours. */
function countsContacts(measure: Found['measure']): boolean {
  if (measure.table !== 'telephony') return true;
  const rule = ruleOfIntervals(measure);
  return rule.kind === 'rule' && rule.over === 'handled';
}

function leaving({ leaving: effect, stayers, measure, smallest }: Found): Companion {
  const within = isWithin(effect, toleratedLeaving);
  return {
    id: 'leaving',
    title: 'People who left, per quarter',
    effect,
    decimals: 3,
    ...(within === undefined ? {} : { within }),
    text: `${changedBy(effect, sharePrinting)} a quarter${boundsOf(stayers, printingOf(measure, smallest.matters))}`,
  };
}

/** By how much the effect could be owed to who stayed, where leaving may have changed. */
function boundsOf(stayers: Stayers | undefined, print: Printing): string {
  if (stayers?.bounds === undefined) return '';
  const { low, high } = stayers.bounds.later;
  return `; had those who left or stayed because of it been the best or the worst, the effect after nine months would lie from ${printDifference(low, print)} to ${printDifference(high, print)} ${print.unit} beside the one that is stated`;
}

/** "changed by +0.4 percentage points [-0.1 to 0.9]", or why that is not known. */
function changedBy(effect: EstimateOrRefused, print: Printing): string {
  if (effect.kind === 'refused') return 'not known';
  const unit = print.unit === '' ? '' : ` ${print.unit}`;
  return `changed by ${printDifference(effect.estimate, print)}${unit} ${printInterval(effect, print)}`;
}

function isWithin(effect: EstimateOrRefused, tolerated: number): boolean | undefined {
  return effect.kind === 'refused' ? undefined : effect.low90 > -tolerated && effect.high90 < tolerated;
}

/** The effect over the year on another measure, found in the same way as the primary outcome's. */
function wholeYearOf(
  outcome: Outcome,
  { question, design }: Found,
  programme: Impact['programme'],
): EstimateOrRefused {
  const effects = effectsOnOther({ ...question, outcome }, programme, design);
  return effects === undefined
    ? refuse('not-observed', 'Cannot be compared in the same way.')
    : intervalOf(effects.whole, effects.blocks);
}

function namedMeasure(
  facts: Facts,
  organisation: Organisation,
  impact: Impact,
  found: Found,
  id: string,
): Companion[] {
  const measure = organisation.measures[id];
  if (measure === undefined) return [];
  const outcome = found.question.facts.outcomes.get(id);
  const effect =
    outcome === undefined
      ? yearElsewhere(facts, organisation, impact, id)
      : wholeYearOf(outcome, found, impact.programme);
  if (effect === undefined) return [];
  const print = printingOf(measure, measure.matters ?? spreadGuess(effect));
  const improved = effect.kind === 'estimate' && asBenefit(effect, measure.better).sureLow > 0;
  return [
    {
      id,
      title: measure.title,
      effect,
      decimals: print.decimals,
      text:
        effect.kind === 'refused'
          ? 'not known'
          : `${changedBy(effect, print)} over the year${improved ? ', for the better' : ''}`,
    },
  ];
}

/** The same of a measure that stands at another level, such as a score of sites beside ratings of people; undefined without data. */
function yearElsewhere(
  facts: Facts,
  organisation: Organisation,
  impact: Impact,
  id: string,
): EstimateOrRefused | undefined {
  const { found } = impactOnOther(facts, organisation, impact, id);
  if (found.kind === 'found') return found.figures.whole;
  return found.reason === 'no-data' ? undefined : refuse(found.reason, found.detail);
}

/** Without a declared smallest effect, decimals follow the error. */
function spreadGuess(effect: EstimateOrRefused): number {
  return effect.kind === 'refused' || effect.standardError === 0 ? 0.1 : effect.standardError * 4;
}
