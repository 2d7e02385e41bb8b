import type { Check, EstimateOrRefused, SensitivityRow } from '../contract/analysis.ts';
import type { Organisation } from '../contract/organisation.ts';
import { dayFromIso } from '../model/calendar.ts';
import { formatDate, formatPercent } from '../model/format-numbers.ts';
import { sayContamination, whoMatches } from './designs/additive-words.ts';
import type { Found, Impact } from './estimate-impact.ts';
import type { Facts } from './facts.ts';
import { type RollOut, rollOutOf, whatIsCompared } from './roll-out.ts';
import { boundingChange, isSeen, sayChange } from './survey-changes.ts';
import { isCapped } from './verdict.ts';

/** What is checked beside the tests before the training: who answered, and what the verdict is to be read with. */
export function checksBeside(
  facts: Facts,
  organisation: Organisation,
  impact: Impact,
  found: Found,
  rows: readonly SensitivityRow[],
): Check[] {
  return [
    ...whoAnswered(impact, found),
    ...sameUnderOtherChoices(impact, rows),
    ...(impact.facts.groups === undefined ? [whoLeft(impact, found)] : []),
    ...whatColleaguesPassedOn(impact, found),
    ...surveyChangedNearby(found),
    ...surveyChangesSeen(found),
    ...otherProgrammes(impact.facts.groups === undefined ? facts : impact.facts, organisation, impact, found),
  ];
}

function whoAnswered({ judgement }: Impact, { answering }: Found): Check[] {
  if (answering === undefined) return [];
  const unsure = judgement.reason === 'answering-unsure';
  const failed = unsure || judgement.reason === 'others-answered';
  const text = failed
    ? unsure
      ? 'it cannot be ruled out that other customers answered after the training'
      : 'after the training other customers answered'
    : answering.within
      ? 'the share of customers who answered did not move'
      : 'the share of customers who answered moved, but not enough to change the verdict';
  return [{ id: 'who-answered', role: 'capping', outcome: failed ? 'failed' : 'passed', text }];
}

function sameUnderOtherChoices({ judgement }: Impact, rows: readonly SensitivityRow[]): Check[] {
  const named = (id: string, ids: (id: string) => boolean, passed: string, failed: string): Check => {
    const chosen = rows.filter((row) => ids(row.id));
    const holds = chosen.every(({ verdict }) => verdict === judgement.verdict);
    const run = !isCapped(judgement) && chosen.length > 0;
    return naming(id, run ? holds : undefined, holds ? passed : failed);
  };
  return [
    named(
      'length-of-base',
      (id) => id === 'base-half' || id === 'base-one',
      'the verdict is the same against a shorter time before',
      'against a shorter time before the verdict would be another',
    ),
    named(
      'day-to-period',
      (id) => id.startsWith('rule-'),
      'the verdict does not hang on how days are counted',
      'the verdict hangs on how the days of the training are counted',
    ),
    named(
      'one-stage-less',
      (id) => id.startsWith('without-stage'),
      'no single stage decides the verdict',
      'without one of the stages the verdict would be another',
    ),
  ];
}

function naming(id: string, passed: boolean | undefined, text: string): Check {
  const outcome = passed === undefined ? 'not-run' : passed ? 'passed' : 'failed';
  return { id, role: 'naming', outcome, text };
}

function whoLeft({ judgement }: Impact, { leaving, stayers }: Found): Check {
  if (leaving.kind === 'refused')
    return naming('leaving', undefined, 'whether more people left is not known');
  if (stayers === undefined) {
    const text = 'the training changed leaving by less than 2 points a quarter';
    return naming('leaving', true, text);
  }
  const texts: Readonly<Record<string, string>> = {
    'others-stayed':
      'the training changed who left, and those who stayed may differ by as much as the effect',
    'leaving-unsure':
      'it cannot be ruled out that the training changed who stayed, by enough to change the verdict',
  };
  const failed = texts[judgement.reason];
  const outcome = failed ? 'failed' : judgement.verdict === 'cannot tell' ? 'not-run' : 'passed';
  const bounded =
    'even if those who left or stayed because of the training were the best or the worst, the verdict would be the same';
  return { id: 'leaving', role: 'capping', outcome, text: failed ?? bounded };
}

/** The declaration that nobody learns from a colleague, held against the untrained with many and few trained around. */
function whatColleaguesPassedOn({ programme }: Impact, { colleagues }: Found): Check[] {
  if (colleagues === undefined || programme.chosen.spillOver !== 'none') return [];
  if (colleagues.kind === 'refused') {
    return [naming('spill-over', undefined, 'whether colleagues learned from those trained is not known')];
  }
  const moved = isBeyond(colleagues, 0);
  return [
    naming(
      'spill-over',
      !moved,
      moved
        ? 'untrained people moved with the share of their team that was trained, though it is declared that nobody learns from a colleague'
        : 'untrained people are not known to have moved with the share of their team that was trained',
    ),
  ];
}

const daysNearby = 42;

/** Changes of the survey behind the measure within six weeks of a stage, where any are recorded. */
function surveyChangedNearby({ measure, effects, question }: Found): Check[] {
  if (measure.changedOn.length === 0) return [];
  const stages =
    effects.stages.length > 0 ? effects.stages.map(({ stage }) => stage) : question.rollOut.stages;
  const nearby = measure.changedOn.filter(({ date }) =>
    stages.some(
      ({ firstDay, lastDay }) =>
        dayFromIso(date) >= firstDay - daysNearby && dayFromIso(date) <= lastDay + daysNearby,
    ),
  );
  const what = nearby.map(({ date, what }) => `${what} on ${formatDate(date)}`).join(', ');
  const text =
    nearby.length === 0
      ? 'the survey behind it did not change within six weeks of the training'
      : `the survey behind it changed within six weeks of the training: ${what}`;
  return [naming('survey-changed-nearby', nearby.length === 0, text)];
}

/** What the series themselves show of the survey; a declared change is confirmed or not. */
function surveyChangesSeen({ measure, survey, effects, question }: Found): Check[] {
  const bounding = boundingChange(survey, effects);
  if (bounding !== undefined) {
    const text = `the survey behind it changed, and answers before and after cannot be compared: ${sayChange(bounding)}`;
    return [{ id: 'survey-changed', role: 'capping', outcome: 'failed', text }];
  }
  const declared = measure.changedOn.flatMap(({ date, what }) => {
    const seen = isSeen(question.facts, survey, date);
    if (seen === undefined) return [];
    return [`${what} on ${formatDate(date)} is ${seen ? '' : 'not '}to be seen in the figures`];
  });
  const found = survey.changes.map(sayChange);
  if (found.length + declared.length === 0) return [];
  const cancelled =
    found.length === 0
      ? []
      : [`changes of the survey fell on everybody alike and cancel out: ${found.join('; ')}`];
  return [naming('survey-changed', true, [...declared, ...cancelled].join('; '))];
}

/** Surely beyond what is tolerated, either way. */
function isBeyond(effect: Extract<EstimateOrRefused, { kind: 'estimate' }>, tolerated: number): boolean {
  return effect.sureLow > tolerated || effect.sureHigh < -tolerated;
}

/** Other programmes that act on the same measure and trained some of the same teams or people at the same time. */
function otherProgrammes(
  facts: Facts,
  organisation: Organisation,
  impact: Impact,
  { measureId, effects, addsUp, question }: Found,
): Check[] {
  const { rollOut } = question;
  return Object.entries(organisation.programmes).flatMap(([id, other]) => {
    const acts = other.primaryOutcome === measureId || other.otherOutcomes.includes(measureId);
    if (id === impact.id || !acts) return [];
    const takenOff = addsUp?.others.find(({ title }) => title === other.title);
    if (takenOff !== undefined) {
      const text = `"${other.title}" is to change the same measure; ${whoMatches(question, effects)}, so what it did is taken off, which assumes that effects add up. ${sayContamination(takenOff)}`;
      return [naming(`also-${id}`, true, text)];
    }
    const theirs = rollOutOf(facts, id, other, {
      dayToPeriod: organisation.organisation.dayToPeriod,
      leaveOutTransition: true,
    });
    if ('kind' in theirs || !overlap(facts, rollOut, theirs)) return [];
    if (rollOut.others.some(({ title }) => title === other.title)) {
      const share = formatPercent(effects.matchedShare);
      const matched = `"${other.title}" is to change the same measure; compared are only those who got the same of it, which leaves ${share} of the trained`;
      return [naming(`also-${id}`, true, matched)];
    }
    const text = `"${other.title}" is to change the same measure and trained some of the same ${whatIsCompared(rollOut)} within a year: what it did may be in these figures`;
    return [naming(`also-${id}`, false, text)];
  });
}

const daysOfYear = 365;

function overlap(facts: Facts, mine: RollOut, theirs: RollOut): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= daysOfYear;
  const meet = mine.stages.some(({ firstDay }) =>
    theirs.stages.some((stage) => near(stage.firstDay, firstDay)),
  );
  if (mine.by !== theirs.by) return meet;
  const last = facts.calendar.periods - 1;
  return [...mine.stageOf].some((stage, cluster) => {
    const own = mine.stages[stage];
    const other = theirs.stages[theirs.stageOf[cluster] ?? -1];
    return (
      own !== undefined &&
      other !== undefined &&
      other.transitionFrom <= last &&
      near(own.firstDay, other.firstDay)
    );
  });
}
