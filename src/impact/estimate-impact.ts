import type { Check, EstimateOrRefused } from '../contract/analysis.ts';
import type { Measure, Organisation, Programme } from '../contract/organisation.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import { type Answering, effectOnAnswering } from './answering.ts';
import { type BeforeAfter, changeBeforeAfter } from './before-after.ts';
import { cappingChecks, checksNotRun } from './checks.ts';
import { type ConditionEffects, estimateByCondition } from './condition.ts';
import { type Design, type DesignedEffects, standsApart } from './designs/designed-effects.ts';
import { type DesignOptions, effectsByDesign, effectsOnOther } from './designs/effects-by-design.ts';
import { type EffectQuestion, type Effects, estimateEffects } from './estimate-effects.ts';
import { type Facts, personsOf } from './facts.ts';
import { type Figures, figuresOf } from './figures.ts';
import { asBenefit, intervalOf } from './interval.ts';
import { judgeLowScores, withFigures } from './judge-low-scores.ts';
import { judgeUnderBounds } from './judge-under-bounds.ts';
import { effectOnLeaving } from './leaving.ts';
import type { LowScoreEffects } from './low-scores.ts';
import { breakEvenEffect, type Cost, costOf } from './money.ts';
import { othersToMatch, programmesBeside } from './other-programmes.ts';
import { defaultBasePeriods } from './plan-stages.ts';
import { refuseRareEvents } from './rare-events.ts';
import { type RateRatios, rateRatiosOf } from './rate-ratios.ts';
import { isAsDrawn, type PeriodRule, type RollOut, rollOutOf } from './roll-out.ts';
import { withSharedLogins } from './shared-logins.ts';
import {
  type Base,
  baseOfTrained,
  type SmallestEffect,
  smallestEffectThatMatters,
  spreadOfValues,
} from './smallest-effect.ts';
import { effectOfColleagues } from './spill-over.ts';
import { boundsForStayers, isLeavingMoved, type Stayers } from './stayers.ts';
import { boundingChange, type SurveyLook, surveyLookFor } from './survey-changes.ts';
import { hasThinStrata, withoutThinStrata } from './thin-strata.ts';
import { cannotTell, type Judgement, judge, type VerdictEvidence } from './verdict.ts';

/** Choices of the analysis that a sensitivity row may turn. */
export interface ImpactOptions {
  readonly basePeriods?: number;
  readonly rule?: PeriodRule;
  /** Stage that is left out, by index. */
  readonly withoutStage?: number;
  /** False leaves out checks and companions, for rows that only show how the figures move. */
  readonly withChecks?: boolean;
  /** Orders drawn again where few clusters were drawn by lot; 0 for none. */
  readonly orders?: number;
}

/** One programme judged by its primary outcome: all that was estimated, before it is put in words. */
export interface Impact {
  readonly id: string;
  readonly programme: Programme;
  /** In which the primary outcome stands: of people, or of the groups that have a score. */
  readonly facts: Facts;
  /** Who of the people or teams was trained when. */
  readonly assigned: RollOut | Refused;
  readonly cost: Cost;
  /** The design that the estimate rests on: `assigned`, or read from it for the groups that have a score. */
  readonly rollOut: RollOut | Refused;
  readonly found: Found | Refused;
  readonly judgement: Judgement;
  /** What a before/after chart would show where no effect can be estimated; undefined where one can. */
  readonly chartAlone: ChartAlone | undefined;
}

export interface ChartAlone {
  readonly measure: Measure;
  readonly beforeAfter: BeforeAfter;
}

/** What was found on the primary outcome, as measured (not mirrored). */
export interface Found {
  readonly kind: 'found';
  readonly measureId: string;
  readonly rhythm: Programme['rhythm'];
  readonly measure: Measure;
  readonly question: EffectQuestion;
  readonly design: Design;
  readonly boundBy: DesignedEffects['boundBy'];
  readonly designNotes: DesignedEffects['notes'];
  readonly points: DesignedEffects['points'];
  readonly sides: DesignedEffects['sides'];
  readonly addsUp: DesignedEffects['addsUp'];
  readonly effects: Effects;
  /** Trained less untrained in the same stages, mostly `effects` itself. */
  readonly frame: Effects;
  readonly figures: Figures;
  /** Where intervals come from permuting the draw. */
  readonly permutation: { readonly p: number; readonly orders: number } | undefined;
  readonly base: Base;
  readonly smallest: SmallestEffect;
  readonly breakEven: number | undefined;
  readonly condition: ConditionEffects | undefined;
  readonly lowScores: LowScoreEffects | undefined;
  readonly answering: Answering | undefined;
  /** Effects as ratios, where cases are rare. */
  readonly rateRatios: RateRatios | undefined;
  readonly leaving: EstimateOrRefused;
  /** Bounds for those who stayed; undefined where leaving is known not to have changed much. */
  readonly stayers: Stayers | undefined;
  /** What trained colleagues did to untrained persons, per ten points of their team; undefined where that cannot be. */
  readonly colleagues: EstimateOrRefused | undefined;
  readonly checks: readonly Check[];
  /** Where the survey behind the measure changed. */
  readonly survey: SurveyLook;
  readonly beforeAfter: BeforeAfter | undefined;
  readonly evidence: VerdictEvidence;
}

const ordersDrawn = 4999;

/** Judges one programme: its roll-out, its effects, the checks that bound them, the verdict. Pure. */
export function estimateImpact(
  facts: Facts,
  organisation: Organisation,
  id: string,
  options: ImpactOptions = {},
): Impact {
  const programme = organisation.programmes[id];
  if (programme === undefined) throw new RangeError(`no programme ${id}`);
  const rule = options.rule ?? {
    dayToPeriod: organisation.organisation.dayToPeriod,
    leaveOutTransition: true,
  };
  const assigned = rollOutOf(facts, id, programme, rule);
  const at = factsAt(facts, programme.primaryOutcome);
  const ofLevel = at === facts ? assigned : rollOutOf(at, id, programme, rule);
  const rollOut = withOthers(at, organisation, id, programme, ofLevel, rule);
  const cost = costOf({ ...facts, calendar: at.calendar }, id, programme, assigned);
  const judged = 'kind' in rollOut ? at : withSharedLogins(at, programme, rollOut);
  const found = findEffects(judged, organisation, { id, programme }, rollOut, cost, options);
  const chartAlone =
    found.kind === 'refused' ? chartWithoutEffect(judged, organisation, programme, rollOut) : undefined;
  const judgement = judgementOf(found, programme);
  return { id, programme, facts: at, assigned, cost, rollOut, found, judgement, chartAlone };
}

/** The facts in which a measure's outcome stands: those of people, or of the sites, departments or teams that have a score. */
function factsAt(facts: Facts, measureId: string | undefined): Facts {
  if (measureId === undefined || facts.outcomes.has(measureId)) return facts;
  return facts.atGroups?.find(({ outcomes }) => outcomes.has(measureId)) ?? facts;
}

/** A programme judged by another measure, at the level at which that one stands. */
export function impactOnOther(
  facts: Facts,
  organisation: Organisation,
  { id, programme }: Pick<Impact, 'id' | 'programme'>,
  primaryOutcome: string,
): Impact {
  const { negativeControl: _, ...others } = programme;
  const programmes = { ...organisation.programmes, [id]: { ...others, primaryOutcome } };
  return estimateImpact(facts, { ...organisation, programmes }, id, { withChecks: false, orders: 0 });
}

function findEffects(
  facts: Facts,
  organisation: Organisation,
  subject: Pick<Impact, 'id' | 'programme'>,
  rollOut: RollOut | Refused,
  cost: Cost,
  options: ImpactOptions,
): Found | Refused {
  const { programme } = subject;
  const measureId = programme.primaryOutcome;
  const measure = measureId === undefined ? undefined : organisation.measures[measureId];
  const outcome = measureId === undefined ? undefined : facts.outcomes.get(measureId);
  if (measureId === undefined || measure === undefined) {
    return refuse('no-outcome', 'No primary outcome is named, so there is nothing to judge it by.');
  }
  if (outcome === undefined) return refuse('no-data', `Nothing is loaded for "${measure.title}".`);
  if ('kind' in rollOut) return rollOut;
  if (facts.groups !== undefined && programme.kind === 'induction') {
    return refuse(
      'score-of-all',
      `The score of a whole ${facts.groups.level} cannot tell new people from the others.`,
    );
  }
  const question: EffectQuestion = {
    facts,
    outcome,
    rollOut: options.withoutStage === undefined ? rollOut : withoutStage(rollOut, options.withoutStage),
    basePeriods: options.basePeriods ?? defaultBasePeriods(facts.calendar.kind),
    curve: 'people',
    ...(options.withoutStage === undefined ? {} : { among: allBut(rollOut, options.withoutStage) }),
  };
  return measureEffects(question, organisation, subject, { measureId, measure }, cost, options);
}

function withOthers(
  facts: Facts,
  organisation: Organisation,
  id: string,
  { primaryOutcome }: Programme,
  rollOut: RollOut | Refused,
  rule: PeriodRule,
): RollOut | Refused {
  if ('kind' in rollOut || primaryOutcome === undefined) return rollOut;
  const beside = programmesBeside(facts, organisation, id, primaryOutcome, rollOut.by, rule);
  return { ...rollOut, beside, others: othersToMatch(beside, rollOut.by) };
}

function chartWithoutEffect(
  facts: Facts,
  organisation: Organisation,
  { primaryOutcome = '' }: Programme,
  rollOut: RollOut | Refused,
): ChartAlone | undefined {
  const measure = organisation.measures[primaryOutcome];
  const outcome = facts.outcomes.get(primaryOutcome);
  if (measure === undefined || outcome === undefined || 'kind' in rollOut) return undefined;
  const beforeAfter = changeBeforeAfter({ facts, outcome, rollOut }, undefined);
  return beforeAfter && { measure, beforeAfter };
}

function measureEffects(
  asked: EffectQuestion,
  organisation: Organisation,
  { id, programme }: Pick<Impact, 'id' | 'programme'>,
  { measureId, measure }: { readonly measureId: string; readonly measure: Measure },
  cost: Cost,
  { withChecks = true, orders = ordersDrawn }: ImpactOptions,
): Found | Refused {
  const { designed, rollOut } = effectsOnThoseLeft(asked, programme, measure, {
    orders,
    looksForScores: withChecks,
  });
  if (designed.kind === 'refused') return designed;
  const question = { ...asked, rollOut, ...(designed.addsUp && { estimator: designed.addsUp.estimator }) };
  const { effects, frame, figures, lowScores } = designed;
  const { groups } = asked.facts;
  const casesUnknown = groups !== undefined && !groups.withAnswers.has(measureId);
  const tooRare =
    measure.kind === 'mean' || designed.design === 'induction' || casesUnknown
      ? undefined
      : refuseRareEvents(question, effects, measure.kind, designed.design);
  if (tooRare !== undefined) return tooRare;
  const base = designed.base ?? baseOfTrained(question, effects);
  const apart = standsApart(designed.design);
  const breakEven = breakEvenEffect(cost, base, measure.moneyPerUnit, asked.facts.calendar.kind);
  const smallest = saySpread(
    smallestEffectThatMatters(measure, breakEven, spreadOfValues(question), base.level),
    groups === undefined || groups.withSpread.has(measureId),
  );
  const condition =
    programme.condition === undefined || apart
      ? undefined
      : estimateByCondition(question, programme.condition.fact);
  const leaving =
    withChecks && !apart && groups === undefined
      ? effectOnLeaving(question, frame)
      : refuse('not-asked', 'Not asked for.');
  return {
    kind: 'found',
    measureId,
    rhythm: programme.rhythm,
    measure,
    question,
    design: designed.design,
    boundBy: designed.boundBy,
    designNotes: designed.notes,
    points: designed.points,
    sides: designed.sides,
    addsUp: designed.addsUp,
    effects,
    frame,
    figures,
    permutation: designed.permutation,
    base,
    smallest,
    breakEven,
    condition,
    lowScores,
    answering: withChecks ? answeringUnder(question, programme, designed) : undefined,
    colleagues: withChecks && !apart && lowScores === undefined ? effectOfColleagues(question) : undefined,
    rateRatios:
      withChecks && !apart && lowScores === undefined && designed.addsUp === undefined && !casesUnknown
        ? rateRatiosOf(question, frame, measure, base)
        : undefined,
    leaving,
    stayers: lowScores === undefined ? boundsForStayers(question, frame, leaving) : undefined,
    checks:
      withChecks && lowScores === undefined
        ? apart
          ? checksNotRun(question)
          : cappingChecks(
              question,
              designed.addsUp === undefined ? frame : effects,
              controlOf(question, organisation, { id, programme }),
            )
        : [],
    survey:
      withChecks && !apart
        ? surveyLookFor(question.facts, organisation, {
            measureId,
            outcome: question.outcome,
            rollOut: question.rollOut,
            effects,
          })
        : { looked: false, changes: [] },
    beforeAfter: designed.design === 'induction' ? undefined : changeBeforeAfter(question, effects),
    evidence: evidenceOf(figures, effects, measure, smallest.matters, question.rollOut, condition),
  };
}

/** Lots decide who is compared only while the training does not decide who is left of them. */
function effectsOnThoseLeft(
  asked: EffectQuestion,
  programme: Programme,
  measure: Measure,
  options: DesignOptions,
): { readonly designed: DesignedEffects | Refused; readonly rollOut: RollOut } {
  const left = { ...withoutThinStrata(asked.rollOut), leavingMoved: true };
  const rollOut = isLeftUndrawn(asked, programme, measure) && !hasThinStrata(left) ? left : asked.rollOut;
  return { designed: effectsByDesign({ ...asked, rollOut }, programme, measure, options), rollOut };
}

function isLeftUndrawn(asked: EffectQuestion, programme: Programme, measure: Measure): boolean {
  if (asked.facts.groups !== undefined || !isAsDrawn(asked.rollOut)) return false;
  const designed = effectsByDesign(asked, programme, measure, { orders: 0, looksForScores: false });
  if (designed.kind === 'refused') return false;
  const rests = designed.design === 'staged' || designed.design === 'lottery';
  return rests && isLeavingMoved(effectOnLeaving(asked, designed.frame));
}

/** Where files hold scores without their spread, what is assumed to matter is a part of the spread of scores. */
function saySpread(smallest: SmallestEffect, isOfValues: boolean): SmallestEffect {
  return isOfValues ? smallest : { ...smallest, text: smallest.text.replace('single values', 'the scores') };
}

/** Looked for in the same way as the effect itself; not where no verdict hangs on it. */
function answeringUnder(
  question: EffectQuestion,
  programme: Programme,
  { design, boundBy }: DesignedEffects,
): Answering | undefined {
  if (!standsApart(design)) return effectOnAnswering(question);
  if (boundBy !== undefined) return undefined;
  return effectOnAnswering(question, (asked) => effectsOnOther(asked, programme, design));
}

function evidenceOf(
  figures: Figures,
  effects: Effects,
  measure: Measure,
  matters: number,
  rollOut: RollOut,
  condition: ConditionEffects | undefined,
): VerdictEvidence {
  const benefit = (effect: EstimateOrRefused) =>
    effect.kind === 'refused' ? effect : asBenefit(effect, measure.better);
  return {
    first: benefit(figures.first),
    later: benefit(figures.later),
    whole: benefit(figures.whole),
    drop: benefit(figures.drop),
    matters,
    countedStages: effects.countedStages,
    quartersObserved: effects.quartersObserved,
    trainedClusters: effects.trainedClusters,
    untrainedClusters: effects.untrainedClusters,
    lottery: rollOut.how === 'lot' && !rollOut.leavingMoved && rollOut.stages.length === 1,
    condition: condition && {
      where: benefit(condition.where),
      elsewhere: benefit(condition.elsewhere),
      difference: benefit(condition.difference),
      fewestTeams: condition.fewestTeams,
    },
  };
}

function controlOf(
  { facts, ...question }: EffectQuestion,
  organisation: Organisation,
  subject: Pick<Impact, 'id' | 'programme'>,
) {
  const id = subject.programme.negativeControl;
  const measure = id === undefined ? undefined : organisation.measures[id];
  if (id === undefined || measure === undefined) return undefined;
  const outcome = facts.outcomes.get(id);
  if (outcome === undefined) return controlElsewhere(facts, organisation, subject, { id, measure });
  const asked = { ...question, facts, outcome };
  const effects = estimateEffects(asked);
  const smallest = smallestEffectThatMatters(
    measure,
    undefined,
    spreadOfValues(asked),
    baseOfTrained(asked, effects).level,
  );
  return {
    title: measure.title,
    effect: intervalOf(effects.whole, effects.blocks),
    matters: smallest.matters,
  };
}

/** A control that stands at another level than the outcome: of people where the outcome is of sites, or the other way round. */
function controlElsewhere(
  facts: Facts,
  organisation: Organisation,
  subject: Pick<Impact, 'id' | 'programme'>,
  { id, measure }: { readonly id: string; readonly measure: Measure },
) {
  const { found } = impactOnOther(facts.groups?.staff ?? personsOf(facts), organisation, subject, id);
  if (found.kind === 'refused') return undefined;
  const { question, base, figures } = found;
  const { matters } = smallestEffectThatMatters(measure, undefined, spreadOfValues(question), base.level);
  return { title: measure.title, effect: figures.whole, matters };
}

function judgementOf(found: Found | Refused, programme: Programme): Judgement {
  if (found.kind === 'refused') return cannotTell(found.reason);
  if (found.boundBy !== undefined) return cannotTell(found.boundBy);
  const judgement = judge(found.evidence);
  if (judgement.reason !== '' && judgement.reason !== 'too-uncertain') return judgement;
  if (boundingChange(found.survey, found.effects) !== undefined) return cannotTell('survey-changed');
  if (found.lowScores !== undefined) {
    const { withinPerson } = found.lowScores;
    const other = withFigures(found.evidence, figuresOf(withinPerson), found.measure.better);
    return judgeLowScores(judgement, found.evidence, other);
  }
  if (programme.chosen.how === 'low-scores') return cannotTell('low-scores-unseen');
  const failed = found.checks.find(({ role, outcome }) => role === 'capping' && outcome === 'failed');
  if (failed !== undefined) return cannotTell(failed.id);
  return judgeUnderBounds({ ...found, better: found.measure.better }, judgement);
}

function withoutStage(rollOut: RollOut, index: number): RollOut {
  return { ...rollOut, stageOf: rollOut.stageOf.map((stage) => (stage === index ? -1 : stage)) };
}

function allBut(rollOut: RollOut, index: number): Uint8Array {
  return Uint8Array.from(rollOut.stageOf, (stage) => (stage === index ? 0 : 1));
}
