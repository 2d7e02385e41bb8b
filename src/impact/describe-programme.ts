import type { Curve, ProgrammeResult, WindowEffect } from '../contract/analysis.ts';
import type { Organisation } from '../contract/organisation.ts';
import { isoFromDay, periodsPerQuarter } from '../model/calendar.ts';
import { formatCount, formatCountInWords, formatDate } from '../model/format-numbers.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import { mergeSmallStages } from '../privacy/index.ts';
import { fitHalfLife } from '../stats/half-life.ts';
import { covarianceMatrix, spread } from '../stats/level-contrast.ts';
import { chainOf, reachOf } from './chain.ts';
import { companionsOf } from './companions.ts';
import { standsApart } from './designs/designed-effects.ts';
import { estimateCurve } from './estimate-curve.ts';
import { type EffectQuestion, type Effects, estimateEffects } from './estimate-effects.ts';
import type { Found, Impact } from './estimate-impact.ts';
import { type Facts, personsOf } from './facts.ts';
import { noteOnFewClusters } from './few-clusters.ts';
import { inWordsOf, sayOfGroups } from './group-words.ts';
import { peopleBehind } from './groups-trained.ts';
import { intervalOf } from './interval.ts';
import { whenWillWeKnow } from './know.ts';
import { sayMethod } from './method-words.ts';
import { type Benefit, summariseBenefit } from './money.ts';
import { sayBreakEven, sayMoney } from './money-words.ts';
import { checksBeside } from './naming-checks.ts';
import { perAttenderOf, sayPerAttender } from './per-attender.ts';
import { rosterAt } from './plan-stages.ts';
import { sayRatios } from './rate-ratios.ts';
import { reasonFor } from './reasons.ts';
import { clustersTakingPart, type RollOut, whatIsCompared } from './roll-out.ts';
import { sayBeforeAfter, sayChartAlone } from './say-before-after.ts';
import { mattersIfChanged, sensitivityRows } from './sensitivity.ts';
import { capitalised, nameOfPeriods, printingOf, sayChecks, sayHalfLife, sayVerdict } from './sentences.ts';
import { noteOnSharedLogins } from './shared-logins.ts';
import { sayColleagues } from './spill-over.ts';
import { sayTurnover, shareStillTrained } from './turnover.ts';
import { underOtherTrends } from './under-other-trends.ts';

const bandSeed = 1;
const emptyCurve: Curve = { points: [], windows: [] };

/** One programme as it is saved and shown: what was estimated, in numbers and in words. */
export function describeProgramme(
  facts: Facts,
  organisation: Organisation,
  impact: Impact,
  benefit: Benefit | Refused,
): ProgrammeResult {
  const { programme, found, judgement, rollOut } = impact;
  const { currency } = organisation.organisation;
  const money = benefit.kind === 'estimate' ? summariseBenefit(benefit, impact.cost.total) : benefit;
  const halfLife = found.kind === 'refused' ? found : halfLifeOf(found);
  const chain = chainOf(facts, organisation, impact, money.kind === 'estimate' ? money : undefined);
  const { reach, text: reachText } = reachOf(chain);
  const know = whenWillWeKnow(impact);
  const otherTrends = underOtherTrends(impact);
  const sensitivity = [...sensitivityRows(facts, organisation, impact), ...otherTrends.rows];
  const beforeAfter = found.kind === 'refused' ? sayChartAlone(impact) : sayBeforeAfter(impact, found);
  const checks =
    found.kind === 'refused'
      ? []
      : [
          ...found.checks,
          ...checksBeside(facts, organisation, impact, found, sensitivity),
          ...otherTrends.checks,
        ];
  const condition = found.kind === 'refused' ? undefined : conditionOf(impact, found);
  const ifMattersWere = found.kind === 'refused' ? undefined : mattersIfChanged(impact, found);
  return sayOfGroups(impact.facts.groups?.level, {
    id: impact.id,
    title: programme.title,
    kind: programme.kind,
    audience: programme.audience ?? '',
    ...(programme.provider === undefined ? {} : { provider: programme.provider }),
    design: designOf(impact.facts, impact),
    ...groupsOf(impact),
    ...(found.kind === 'refused' ? {} : { outcome: outcomeOf(found) }),
    verdict: {
      kind: judgement.verdict,
      qualifier: judgement.qualifier,
      reason: judgement.reason,
      ...sayVerdict(impact, halfLife),
      ...(ifMattersWere === undefined ? {} : { ifMattersWere }),
    },
    effects: found.kind === 'refused' ? allRefused(found) : found.figures,
    inPeople:
      found.kind === 'refused'
        ? emptyCurve
        : {
            points: found.points?.slice() ?? pointsOf(found),
            windows: windowsOf(found.question, found.effects),
          },
    inTeam:
      found.kind === 'refused' || standForThemselves(found.question.rollOut) || standsApart(found.design)
        ? emptyCurve
        : teamCurve(found.question),
    shareStillTrained:
      found.kind === 'refused' || impact.facts.groups !== undefined ? [] : shareStillTrained(found),
    halfLife,
    ...(condition === undefined ? {} : { condition }),
    ...(beforeAfter === undefined ? {} : { beforeAfter }),
    ...(found.kind === 'refused'
      ? {}
      : { ...spillOverOf(found), ...rateRatioOf(found), ...perAttender(impact, found) }),
    checks,
    checksSentence: sayChecks(checks),
    sensitivity,
    ...(otherTrends.trends === undefined ? {} : { trends: otherTrends.trends }),
    companions: companionsOf(facts, organisation, impact),
    money: {
      cost: impact.cost.total,
      fees: impact.cost.fees,
      ...(impact.cost.feesFrom === undefined ? {} : { feesFrom: [...impact.cost.feesFrom] }),
      hours: impact.cost.hours,
      hoursCost: impact.cost.hoursCost,
      materials: impact.cost.materials,
      benefit: money,
      breakEven: sayBreakEven(impact, currency),
      text: sayMoney(impact, money, currency),
    },
    chain,
    reach,
    reachText,
    know,
    refusals: refusalsOf(impact, know),
    turnover: found.kind === 'refused' || impact.facts.groups !== undefined ? '' : sayTurnover(found),
    method: sayMethod(impact.facts, impact),
    restsOn: restsOn(impact.facts, found),
    reproduce: [],
    notes: [...notesOf(facts, rollOut, impact), ...noteOnSharedLogins(impact, organisation)],
  });
}

/** Persons, and groups with a score of their own, have nobody else in them who could come and go. */
function standForThemselves({ by, of }: RollOut): boolean {
  return by === 'person' || of !== undefined;
}

function groupsOf({ facts: { groups, calendar }, programme }: Impact): Pick<ProgrammeResult, 'groups'> {
  if (groups === undefined) return {};
  const counted = groups.withAnswers.has(programme.primaryOutcome ?? '') ? 'answers' : 'scores';
  return { groups: { of: groups.level, period: calendar.kind, counted } };
}

function allRefused(refused: Refused): ProgrammeResult['effects'] {
  return { first: refused, later: refused, whole: refused, drop: refused };
}

function outcomeOf({ measureId, measure, smallest }: Found): NonNullable<ProgrammeResult['outcome']> {
  const print = printingOf(measure, smallest.matters);
  return {
    id: measureId,
    title: measure.title,
    unit: print.unit,
    kind: measure.kind,
    better: measure.better,
    decimals: print.decimals,
    printedTimes: print.factor,
    matters: smallest.matters,
    mattersSource: smallest.source,
    mattersText: smallest.text,
  };
}

function designOf(facts: Facts, { programme, rollOut, found }: Impact): ProgrammeResult['design'] {
  const { how } = programme.chosen;
  const by = 'kind' in rollOut ? programme.chosen.by : rollOut.by;
  if ('kind' in rollOut) {
    return {
      by,
      how,
      words: rollOut.detail,
      stages: [],
      peopleTrained: 0,
      teamsTrained: 0,
      peopleUntrained: 0,
      teamsUntrained: 0,
    };
  }
  const stages = rollOut.stages.map((stage, index) => {
    const members = membersOf(facts, rollOut, index);
    return {
      date: isoFromDay(stage.firstDay),
      people: members.people,
      ...(rollOut.by === 'team' ? { teams: members.clusters } : {}),
    };
  });
  const rest = membersOf(facts, rollOut, -1);
  const teamsTrained = rollOut.by === 'team' ? rollOut.stageOf.filter((stage) => stage >= 0).length : 0;
  const peopleTrained = stages.reduce((sum, stage) => sum + stage.people, 0);
  const sides = found.kind === 'refused' ? undefined : found.sides;
  return {
    by,
    how,
    words: sides?.words ?? sayDesign(rollOut, peopleTrained, rest.people),
    stages: mergeSmallStages(stages),
    peopleTrained: sides?.peopleTrained ?? peopleTrained,
    teamsTrained,
    peopleUntrained: sides?.peopleUntrained ?? rest.people,
    teamsUntrained: rollOut.by === 'team' ? clustersTakingPart(rollOut) - teamsTrained : 0,
  };
}

/** People in post on the stage's date (the last stage's for those never trained) and their clusters. */
function membersOf(facts: Facts, rollOut: RollOut, index: number): { people: number; clusters: number } {
  const stage = rollOut.stages[index] ?? rollOut.stages.at(-1);
  if (stage === undefined) return { people: 0, clusters: 0 };
  if (facts.groups !== undefined) {
    const people = peopleBehind(facts.groups, rollOut.stageOf, index, stage.firstDay);
    return { people, clusters: rollOut.stageOf.filter((of) => of === index).length };
  }
  const clusters = new Set<number>();
  let people = 0;
  for (const cluster of rosterAt(facts, rollOut, stage)) {
    if (cluster < 0 || rollOut.stageOf[cluster] !== index) continue;
    people++;
    clusters.add(cluster);
  }
  return { people, clusters: clusters.size };
}

function sayDesign(rollOut: RollOut, peopleTrained: number, peopleUntrained: number): string {
  const teams = rollOut.stageOf.filter((stage) => stage >= 0).length;
  const [what, trained, rest] =
    rollOut.by === 'team'
      ? [whatIsCompared(rollOut), teams, clustersTakingPart(rollOut) - teams]
      : ['people', peopleTrained, peopleUntrained];
  const stages = rollOut.stages.length;
  const when = stages === 1 ? 'on one date' : `in ${formatCountInWords(stages)} stages`;
  const chosen = {
    lot: stages === 1 ? ', drawn by lot' : ', in an order drawn by lot',
    volunteers: ', as volunteers',
    'low-scores': ', chosen for low scores',
    everyone: '',
    other: '',
  }[rollOut.how];
  return `${formatCount(trained)} ${what} trained ${when}${chosen}; ${rest === 0 ? 'nobody was left untrained' : `${formatCount(rest)} were not trained`}`;
}

function pointsOf({ question, frame, lowScores }: Found): Curve['points'] {
  return lowScores === undefined ? estimateCurve(question, frame, bandSeed) : [];
}

function teamCurve(question: EffectQuestion): Curve {
  const asked = { ...question, curve: 'team' as const };
  const effects = estimateEffects(asked);
  const points = question.estimator === undefined ? estimateCurve(asked, effects, bandSeed) : [];
  return { points, windows: windowsOf(asked, effects) };
}

function windowsOf({ facts }: EffectQuestion, effects: Effects): WindowEffect[] {
  const quarter = periodsPerQuarter(facts.calendar.kind);
  return effects.windows.map((contrast, w) => {
    const from = w * quarter + 1;
    const to = effects.windowSpans[w]?.to ?? (w + 1) * quarter;
    return {
      from,
      to,
      label: nameOfPeriods(facts.calendar, from, to),
      effect: intervalOf(contrast, effects.blocks),
    };
  });
}

/** Last period after the training before it is refreshed; what is left after that is not decay. */
function firstRefresher({ rhythm, question }: Found): number {
  if (typeof rhythm !== 'object') return Number.POSITIVE_INFINITY;
  return (rhythm.refreshersEveryWeeks / 13) * periodsPerQuarter(question.facts.calendar.kind);
}

export function halfLifeOf(found: Found): ProgrammeResult['halfLife'] {
  const { effects, question } = found;
  const observed = effects.windows.flatMap((contrast, w) => {
    const span = effects.windowSpans[w];
    return contrast && span && span.to <= firstRefresher(found) ? [{ contrast, span }] : [];
  });
  if (observed.length < 3)
    return refuse('too-few-windows', 'A half-life needs the effect in three quarters or more.');
  const fit = fitHalfLife({
    effects: Float64Array.from(observed, ({ contrast }) => contrast.estimate),
    covariance: covarianceMatrix(
      observed.map(({ contrast }) => contrast),
      effects.blocks,
    ),
    windows: observed.map(({ span }) => span),
    degreesOfFreedom: Math.min(
      ...observed.map(({ contrast }) => spread(contrast, effects.blocks).degreesOfFreedom),
    ),
  });
  if (fit.kind === 'refused') return fit;
  return {
    kind: 'estimate',
    estimate: fit.halfLife,
    low: fit.low,
    high: fit.high,
    text: sayHalfLife(question.facts.calendar, fit),
  };
}

function conditionOf({ programme }: Impact, found: Found): ProgrammeResult['condition'] {
  const { condition } = found;
  if (condition === undefined || programme.condition === undefined) return undefined;
  const { where, elsewhere, difference, teams } = condition;
  const { title } = programme.condition;
  return {
    title,
    where,
    elsewhere,
    difference,
    teams,
    text: `After nine months, where ${title} and elsewhere, each against untrained teams of the same kind. "Works where" is not "would work if": it does not show that bringing the condition about would help.`,
  };
}

function perAttender({ id, programme }: Impact, found: Found): Pick<ProgrammeResult, 'perAttender'> {
  if (found.lowScores !== undefined || found.addsUp !== undefined || standsApart(found.design)) return {};
  const perPerson = perAttenderOf(found.question, found.frame, id, programme);
  if (perPerson === undefined) return {};
  const text = sayPerAttender(perPerson, printingOf(found.measure, found.smallest.matters));
  return { perAttender: { ...perPerson, text } };
}

function rateRatioOf({ rateRatios }: Found): Pick<ProgrammeResult, 'rateRatio'> {
  return rateRatios === undefined ? {} : { rateRatio: { ...rateRatios, text: sayRatios(rateRatios) } };
}

function spillOverOf({ colleagues, measure, smallest }: Found): Pick<ProgrammeResult, 'spillOver'> {
  if (colleagues === undefined) return {};
  return {
    spillOver: {
      perTenPoints: colleagues,
      text: sayColleagues(colleagues, printingOf(measure, smallest.matters)),
    },
  };
}

function refusalsOf(
  { programme, judgement, found }: Impact,
  know: ProgrammeResult['know'],
): ProgrammeResult['refusals'] {
  if (judgement.reason === '') return [];
  const { why, next } = reasonFor(judgement.reason);
  const date = know.date ?? know.proposal?.date;
  return [
    {
      what: `We do not say whether "${programme.title}" worked.`,
      why: found.kind === 'refused' ? found.detail : `${capitalised(why)}.`,
      next,
      ...(date === undefined ? {} : { date }),
    },
  ];
}

function restsOn({ calendar }: Facts, found: Found | Refused): ProgrammeResult['restsOn'] {
  if (found.kind === 'refused') return { people: 0, contacts: 0, periods: 0 };
  const { facts, outcome, rollOut } = found.question;
  const units = new Set<number>();
  for (const { stage } of found.effects.stages) {
    rosterAt(facts, rollOut, stage).forEach((cluster, unit) => {
      if (cluster >= 0) units.add(unit);
    });
  }
  let contacts = 0;
  for (const unit of units) {
    for (let t = 0; t < calendar.periods; t++) contacts += outcome.count[unit * calendar.periods + t] ?? 0;
  }
  const persons = personsOf(facts).people;
  const people = [...units].filter((unit) => unit < persons).length;
  return { people, contacts: Math.round(contacts), periods: calendar.periods };
}

function notesOf(facts: Facts, rollOut: Impact['rollOut'], impact: Impact): string[] {
  const { id, programme, found } = impact;
  const notes = [...facts.notes, ...(facts.notesOn?.get(id) ?? [])];
  const say = (note: string) => inWordsOf(impact.facts.groups?.level, note);
  const ofScores = impact.facts.groups?.notes.get(programme.primaryOutcome ?? '') ?? [];
  notes.push(...ofScores, ...('kind' in rollOut ? [] : (rollOut.notes ?? [])));
  if (found.kind !== 'refused') notes.push(...found.designNotes.map(say), ...noteOnFewClusters(found));
  if (
    !('kind' in rollOut) &&
    rollOut.by === 'team' &&
    rollOut.of === undefined &&
    programme.chosen.by === 'person'
  ) {
    notes.push(
      'The attendance shows whole teams trained together, so teams are compared, not persons; say "chosen: { by: team }" to have it in writing.',
    );
  }
  const nextSession = 'kind' in rollOut ? undefined : rollOut.planned[0];
  if (nextSession !== undefined) {
    const date = formatDate(isoFromDay(nextSession.firstDay));
    notes.push(`Sessions from ${date} on lie after the data and are not counted yet.`);
  }
  if (!('kind' in rollOut) && rollOut.by === 'person' && programme.chosen.spillOver === 'none') {
    notes.push(
      'It is declared that nobody can learn from a colleague who was trained (spillOver: none), so untrained people count as untrained whoever of their team was trained.',
    );
  }
  if (typeof programme.rhythm === 'object') {
    notes.push(
      `With refreshers every ${programme.rhythm.refreshersEveryWeeks} weeks, what is called lasting includes them.`,
    );
  }
  return notes;
}
