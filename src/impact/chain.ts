import type { EstimateOrRefused, ProgrammeResult } from '../contract/analysis.ts';
import type { Organisation } from '../contract/organisation.ts';
import { aimOf } from '../foundation/index.ts';
import { formatChance, formatPercent, formatValue } from '../model/format-numbers.ts';
import { type Link, type LinkState, links, type Reach, reachWords } from '../model/verdict.ts';
import { studentTQuantile } from '../stats/distributions.ts';
import { effectsOnOther } from './designs/effects-by-design.ts';
import { type Found, type Impact, impactOnOther } from './estimate-impact.ts';
import type { Assessment, Facts, Reaction } from './facts.ts';
import { asBenefit, intervalOf } from './interval.ts';
import type { MoneyInterval } from './money.ts';
import { describeEffect, printingOf } from './sentences.ts';
import { teamOnDay } from './training-dates.ts';
import { isCapped } from './verdict.ts';

type ChainLink = ProgrammeResult['chain'][number];
type Finding = Omit<ChainLink, 'link'>;

const fewestAnswers = 5;
const thresholds = { came: 0.7, meanAnswer: 3, gainInSpreads: 0.5, pays: 0.9, paysNot: 0.1 } as const;

/** The seven links with their evidence. Where nothing was entered for a link it is unknown, never broken. */
export function chainOf(
  facts: Facts,
  organisation: Organisation,
  impact: Impact,
  benefit: MoneyInterval | undefined,
): ChainLink[] {
  const findings: Record<Link, Finding> = {
    aim: aim(organisation, impact),
    engage: engage(facts, impact),
    learn: learn(facts, impact),
    do: doLink(facts, organisation, impact),
    matter: matter(impact),
    last: last(impact),
    pay: pay(impact, benefit),
  };
  return links.map((link) => ({ link, ...findings[link] }));
}

/** The first broken link; held to the end if the last three hold; else not known from the last that holds. */
export function reachOf(chain: readonly ChainLink[]): { reach: Reach; text: string } {
  const broken = chain.find(({ state }) => state === 'broken');
  if (broken !== undefined) {
    return { reach: broken.link, text: `${reachWords[broken.link]}: ${broken.evidence}` };
  }
  const holding = chain.filter(({ state }) => state === 'holds').map(({ link }) => link);
  if ((['matter', 'last', 'pay'] as const).every((link) => holding.includes(link))) {
    return { reach: 'held', text: 'held to the end' };
  }
  const after = holding.at(-1);
  return {
    reach: 'not-known',
    text: after === undefined ? 'nothing known yet' : `not known after ${capital(after)}`,
  };
}

function capital(link: string): string {
  return link.charAt(0).toUpperCase() + link.slice(1);
}

function found(state: LinkState, evidence: string, threshold: string): Finding {
  return { state, evidence, threshold };
}

function aim(organisation: Organisation, { programme }: Impact): Finding {
  const { state, evidence } = aimOf(programme, organisation.foundation);
  return found(state, evidence, 'it serves at least one standard of the foundation');
}

/** People in post in the assigned teams on their date (their leaders, for a leaders' programme), and who of them came. */
function engage(facts: Facts, impact: Impact): Finding {
  const threshold = `at least ${formatPercent(thresholds.came)} of those assigned came; relevance and willingness not surely under 3 of 5`;
  const came = shareWhoCame(facts, impact);
  const answers = (facts.reactions.get(impact.id) ?? []).filter(isAbout);
  const low = (['relevance', 'willingness'] as const).find((item) => {
    const mean = meanInterval(answers.flatMap((reaction) => reaction[item] ?? []));
    return mean !== undefined && mean.high < thresholds.meanAnswer;
  });
  if (came === undefined) {
    return low === undefined
      ? found('unknown', 'attendance was not recorded', threshold)
      : found('broken', `${low} rated under 3 of 5`, threshold);
  }
  const evidence = `${formatPercent(came.share)} of ${came.assigned} came`;
  if (came.share < thresholds.came) return found('broken', evidence, threshold);
  if (low !== undefined) return found('broken', `${evidence}; ${low} rated under 3 of 5`, threshold);
  return found('holds', evidence, threshold);
}

function isAbout(reaction: Reaction): boolean {
  return reaction.relevance !== undefined || reaction.willingness !== undefined;
}

const onTimeDays = { before: 7, after: 28 } as const;

export function shareWhoCame(
  facts: Facts,
  { id, programme, assigned: rollOut }: Pick<Impact, 'id' | 'programme' | 'assigned'>,
): { readonly share: number; readonly assigned: number } | undefined {
  const attendance = facts.attendance.get(id) ?? [];
  if ('kind' in rollOut || attendance.length === 0) return undefined;
  const days = new Map<number, number[]>();
  for (const { person, day, came } of attendance)
    if (came) days.set(person, [...(days.get(person) ?? []), day]);
  let assigned = 0;
  let present = 0;
  rollOut.stages.forEach((stage, index) => {
    for (const person of assignedPeople(
      facts,
      rollOut,
      programme.kind === 'leadership',
      index,
      stage.firstDay,
    )) {
      assigned++;
      const onTime = (days.get(person) ?? []).some(
        (day) => day >= stage.firstDay - onTimeDays.before && day <= stage.lastDay + onTimeDays.after,
      );
      if (onTime) present++;
    }
  });
  return assigned === 0 ? undefined : { share: present / assigned, assigned };
}

function assignedPeople(
  facts: Facts,
  rollOut: Exclude<Impact['rollOut'], { kind: 'refused' }>,
  ofLeaders: boolean,
  stage: number,
  day: number,
): number[] {
  if (rollOut.by === 'person') return [...rollOut.stageOf.keys()].filter((p) => rollOut.stageOf[p] === stage);
  const isAssigned = (team: number) => team >= 0 && rollOut.stageOf[team] === stage;
  if (ofLeaders) {
    return facts.leaders
      .filter(({ team, fromDay, toDay }) => isAssigned(team) && fromDay <= day && day <= toDay)
      .map(({ person }) => person);
  }
  return Array.from({ length: facts.people }, (_, person) => person).filter((person) =>
    isAssigned(teamOnDay(facts, person, day)),
  );
}

/** Paired gain where people were tested before and after; the pass mark alone where only after. */
function learn(facts: Facts, { id, programme }: Impact): Finding {
  const threshold =
    programme.passMark === undefined
      ? 'the mean gain is surely above 0'
      : `the mean gain is surely above 0 and the mean after reaches ${programme.passMark}`;
  const scores = facts.assessments.get(id) ?? [];
  const pairs = pairScores(scores);
  const after = meanInterval(scores.filter(({ moment }) => moment === 'after').map(({ score }) => score));
  if (after === undefined) return found('unknown', 'nobody was tested', threshold);
  const passed = programme.passMark === undefined || after.mean >= programme.passMark;
  if (pairs.length < fewestAnswers) {
    const evidence = `test after: ${formatValue(after.mean, 0)}`;
    if (programme.passMark === undefined) return found('unknown', `${evidence}; no test before`, threshold);
    return found(passed ? 'holds' : 'broken', evidence, threshold);
  }
  const gain = meanInterval(pairs.map(({ before, after: later }) => later - before));
  const before = meanInterval(pairs.map((pair) => pair.before));
  if (gain === undefined || before === undefined) return found('unknown', 'too few tests', threshold);
  const evidence = `test ${formatValue(before.mean, 0)} to ${formatValue(before.mean + gain.mean, 0)}`;
  if (gain.low > 0) return found(passed ? 'holds' : 'broken', evidence, threshold);
  return found(
    gain.high90 < thresholds.gainInSpreads * before.spread ? 'broken' : 'unknown',
    evidence,
    threshold,
  );
}

function pairScores(scores: readonly Assessment[]): { before: number; after: number }[] {
  const byPerson = new Map<number, { before?: number; after?: number }>();
  for (const { person, moment, score } of scores) {
    byPerson.set(person, { ...byPerson.get(person), [moment]: score });
  }
  return [...byPerson.values()].flatMap(({ before, after }) =>
    before === undefined || after === undefined ? [] : [{ before, after }],
  );
}

interface MeanInterval {
  readonly mean: number;
  readonly spread: number;
  readonly low: number;
  readonly high: number;
  readonly high90: number;
}

/** "Surely" is the two-sided 97.5 % interval, as in the verdict. */
const sureLevel = 0.9875;

function meanInterval(values: readonly number[]): MeanInterval | undefined {
  if (values.length < fewestAnswers) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  const error = spread / Math.sqrt(values.length);
  const half = studentTQuantile(sureLevel, values.length - 1) * error;
  return {
    mean,
    spread,
    low: mean - half,
    high: mean + half,
    high90: mean + studentTQuantile(0.95, values.length - 1) * error,
  };
}

/** The effect on the first behaviour of the programme that a measure shows. */
function doLink(facts: Facts, organisation: Organisation, impact: Impact): Finding {
  const threshold = 'the behaviour surely changed in the first quarter, by at least what matters';
  if (impact.judgement.verdict === 'conditional') {
    return found(
      'broken',
      `only where ${impact.programme.condition?.title ?? 'the condition holds'}`,
      threshold,
    );
  }
  const id = measureOfBehaviour(organisation, impact);
  const measure = id === undefined ? undefined : organisation.measures[id];
  if (id === undefined || measure === undefined || impact.found.kind === 'refused') {
    return found('unknown', 'behaviour at work was not recorded', threshold);
  }
  const seen = firstOnBehaviour(facts, organisation, impact, impact.found, id);
  if (seen === 'not-recorded') return found('unknown', 'behaviour at work was not recorded', threshold);
  if (seen === 'not-told') return found('unknown', 'cannot be told', threshold);
  const matters = measure.matters ?? seen.matters;
  const evidence = `${measure.title}: ${describeEffect(seen.first, printingOf(measure, matters))}`;
  if (seen.first.kind === 'refused') return found('unknown', evidence, threshold);
  return found(stateOf(asBenefit(seen.first, measure.better), matters), evidence, threshold);
}

interface FirstQuarter {
  readonly first: EstimateOrRefused;
  readonly matters: number;
}

/** The first quarter's effect on the measure of a behaviour, under the same design, or at the level at which it stands. */
function firstOnBehaviour(
  facts: Facts,
  organisation: Organisation,
  impact: Impact,
  { question, design, boundBy, smallest }: Found,
  id: string,
): FirstQuarter | 'not-recorded' | 'not-told' {
  const outcome = question.facts.outcomes.get(id);
  if (outcome === undefined) {
    const other = impactOnOther(facts, organisation, impact, id).found;
    if (other.kind === 'refused') return other.reason === 'no-data' ? 'not-recorded' : 'not-told';
    return other.boundBy === undefined
      ? { first: other.figures.first, matters: other.smallest.matters }
      : 'not-told';
  }
  const effects = effectsOnOther({ ...question, outcome }, impact.programme, design);
  if (effects === undefined || boundBy !== undefined) return 'not-told';
  return { first: intervalOf(effects.first, effects.blocks), matters: smallest.matters };
}

function measureOfBehaviour(organisation: Organisation, { programme }: Impact): string | undefined {
  const behaviours = (organisation.foundation?.promises ?? []).flatMap((promise) =>
    promise.standards.flatMap((standard) => standard.behaviours),
  );
  return behaviours.find(({ id, measure }) => programme.behaviours.includes(id) && measure !== undefined)
    ?.measure;
}

function stateOf(benefit: ReturnType<typeof asBenefit>, matters: number): LinkState {
  if (benefit.sureLow > 0 && benefit.estimate >= matters) return 'holds';
  return benefit.high90 < matters ? 'broken' : 'unknown';
}

function matter({ found: impact, judgement }: Impact): Finding {
  const threshold = 'the measure surely improved in the first quarter, by at least what matters';
  if (impact.kind === 'refused') return found('unknown', 'cannot be told', threshold);
  const { first } = impact.figures;
  const evidence = evidenceOfFirst(impact);
  if (judgement.verdict === 'harmful') return found('broken', evidence, threshold);
  if (first.kind === 'refused' || isCapped(judgement)) return found('unknown', 'cannot be told', threshold);
  if (judgement.verdict === 'conditional') return found('unknown', evidence, threshold);
  const state = stateOf(asBenefit(first, impact.measure.better), impact.smallest.matters);
  const cameLater = state === 'broken' && judgement.verdict === 'lasting';
  return found(cameLater ? 'unknown' : state, cameLater ? `${evidence}; it came later` : evidence, threshold);
}

function evidenceOfFirst({ figures, measure, smallest }: Found): string {
  return `${describeEffect(figures.first, printingOf(measure, smallest.matters))} in the first quarter`;
}

function last({ found: impact, judgement }: Impact): Finding {
  const threshold = 'the effect is still there after nine months';
  if (impact.kind === 'refused') return found('unknown', 'cannot be told', threshold);
  const later = describeEffect(impact.figures.later, printingOf(impact.measure, impact.smallest.matters));
  if (judgement.verdict === 'lasting') return found('holds', `${later} after nine months`, threshold);
  if (judgement.verdict === 'fading') return found('broken', `${later} after nine months`, threshold);
  return found('unknown', judgement.reason === 'too-early' ? 'too early' : 'cannot be told', threshold);
}

function pay({ cost }: Impact, benefit: MoneyInterval | undefined): Finding {
  const threshold = `the chance that it brought more than it cost is at least ${formatPercent(thresholds.pays)}`;
  if (benefit === undefined || cost.total === 0) return found('unknown', 'not known in money', threshold);
  const evidence = `chance that it pays: ${formatChance(benefit.probabilityExceedsCost)}`;
  if (benefit.probabilityExceedsCost >= thresholds.pays) return found('holds', evidence, threshold);
  return found(
    benefit.probabilityExceedsCost <= thresholds.paysNot ? 'broken' : 'unknown',
    evidence,
    threshold,
  );
}
