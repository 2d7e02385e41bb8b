import type { Organisation } from '../contract/organisation.ts';
import { Plan } from '../contract/plan.ts';
import { type Facts, type Outcome, type Printing, printingOf, printSize } from '../impact/index.ts';
import { firstDayOfPeriod, isoFromDay, periodsPerQuarter } from '../model/calendar.ts';
import { formatCount, formatDate, formatMoney } from '../model/format-numbers.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import { teamShocks } from '../stats/team-shocks.ts';
import { alternativesOf, rowOfPlan } from './alternatives.ts';
import { pointedTo, tellingShare } from './answers.ts';
import { type Foretold, foretell, foretellUnder, type Ground } from './foretell.ts';
import { looksOfPlan } from './looks-of-plan.ts';
import { pastOfTeams } from './past-of-teams.ts';
import { placeboOnPast } from './placebo.ts';
import { latelyOf, mattersOf, type PlanSubject, planSubject } from './plan-subject.ts';
import {
  dayAfter,
  drawOrder,
  lastCompared,
  type RollOutShape,
  shapeOf,
  usualWaitWeeks,
} from './roll-out-shape.ts';
import { suggestLines } from './suggest-lines.ts';
import { strataOfPlan, teamsOfPlan } from './teams-of-plan.ts';

export interface PlanRequest {
  readonly facts: Facts;
  readonly organisation: Organisation;
  readonly programmeId?: string | undefined;
  readonly measureId?: string | undefined;
  readonly stages: number;
  readonly weeksBetween: number;
  /** First day of the first stage. */
  readonly fromDay: number;
  readonly waitingShare: number;
  /** Names; all teams in post if left out. */
  readonly teams?: readonly string[] | undefined;
  readonly strata?: string | undefined;
  readonly seed: number;
  readonly version: string;
  /** Futures drawn for each figure of the plan; the alternatives get half. */
  readonly futures: number;
  readonly onStep: (text: string) => void;
}

const falseRollOuts = 400;

/** Who is trained when, and will we be able to tell. Pure but for `onStep`. */
export function planRollOut(request: PlanRequest): Plan | Refused {
  const { facts, organisation, onStep } = request;
  const subject = planSubject(organisation, request.programmeId, request.measureId);
  const outcome = facts.outcomes.get(subject.measureId);
  if (outcome === undefined) {
    return refuse('no-data', `Nothing is loaded for "${subject.measure.title}", so its past cannot be read.`);
  }
  const teams = teamsOfPlan(facts, request.teams);
  const wish = { ...request, calendar: facts.calendar, teams: teams.length, waitWeeks: usualWaitWeeks };
  const shape = shapeOf(wish);
  if ('kind' in shape) return shape;
  const stratumOf = strataOfPlan(facts, teams, request.strata ?? subject.programme?.declared.chosen.strata);
  const order = drawOrder(shape, stratumOf, request.seed);
  if ('kind' in order) return order;
  onStep('reading the past of the teams');
  const ofTeams = pastOfTeams(facts, organisation, subject.measureId, outcome, teams);
  const shocks = teamShocks(ofTeams.past);
  if (shocks.kind === 'refused') return shocks;
  const lately = latelyOf(facts, outcome, teams);
  const smallest = mattersOf(subject, organisation, outcome, lately);
  const { matters } = smallest;
  const ground: Ground = {
    calendar: facts.calendar,
    ofTeams,
    shocks,
    stratumOf,
    matters,
    seed: request.seed,
  };
  onStep('drawing futures from the past');
  const foretold = foretell(ground, shape, request.futures);
  if (foretold.kind === 'refused') return foretold;
  const print = printingOf(subject.measure, matters);
  const say = (value: number) => printSize(value, { ...print, decimals: print.decimals + 1 });
  const strata = request.strata ?? subject.programme?.declared.chosen.strata;
  const drawn = {
    seed: request.seed,
    ...(strata === undefined ? {} : { strata }),
    procedure: order.drawn.procedure,
    stages: stagesOf(facts, teams, shape, order.stageOf, ofTeams.people),
  };
  const asPlanned = rowOfPlan('as planned', ground, shape, foretold, say);
  const stakes = {
    subject,
    matters,
    lately: { ...lately, periodsPerQuarter: periodsPerQuarter(facts.calendar.kind) },
    currency: organisation.organisation.currency,
  };
  const others = alternativesOf(ground, wish, say, Math.ceil(request.futures / 2), (text) =>
    onStep(`trying: ${text}`),
  );
  return Plan.parse({
    whichhalf: request.version,
    organisation: {
      name: organisation.organisation.name,
      currency: organisation.organisation.currency,
      period: organisation.organisation.period,
    },
    ...(subject.programme === undefined
      ? {}
      : { programme: { id: subject.programme.id, title: subject.programme.declared.title } }),
    measure: aboutMeasure(subject, smallest, print),
    past: {
      ...aboutPast(facts, ofTeams, shocks),
      people: lately.people,
    },
    order: drawn,
    answers: {
      work: pointedTo(
        asPlanned.work,
        others.map(({ text, work }) => ({ text, answer: work })),
      ),
      last: pointedTo(
        asPlanned.last,
        others.map(({ text, last }) => ({ text, answer: last })),
      ),
    },
    power: powerOf(ground, shape, foretold, request, onStep),
    ...waitingOf(shape, drawn.stages, stakes),
    alternatives: [asPlanned, ...others],
    looks: looksOfPlan(ground, shape, request.futures),
    placebo: placeboOf(request, outcome, teams, stratumOf, shape),
    yaml: suggestLines(
      {
        id: subject.programme?.id ?? 'new-programme',
        title: subject.programme?.declared.title ?? 'New programme',
      },
      subject.measureId,
      drawn,
    ),
    notes: notesOf(request, ofTeams.removed, smallest.source),
  });
}

function stagesOf(
  facts: Facts,
  teams: readonly number[],
  shape: RollOutShape,
  stageOf: Int32Array,
  people: Float64Array,
): Plan['order']['stages'] {
  return shape.days.map((day, stage) => {
    const members = [...stageOf.keys()].filter((team) => stageOf[team] === stage);
    return {
      date: isoFromDay(day),
      waits: stage === shape.sizes.length,
      teams: members.map((team) => facts.teamNames[teams[team] ?? -1] ?? ''),
      people: members.reduce((sum, team) => sum + (people[team] ?? 0), 0),
    };
  });
}

function aboutMeasure(
  { measureId, measure }: PlanSubject,
  smallest: ReturnType<typeof mattersOf>,
  print: Printing,
): Plan['measure'] {
  return {
    id: measureId,
    title: measure.title,
    kind: measure.kind,
    better: measure.better,
    unit: print.unit,
    printedTimes: print.factor,
    decimals: print.decimals,
    matters: smallest.matters,
    mattersSource: smallest.source,
  };
}

function aboutPast(
  { calendar }: Facts,
  { past, staying, removed }: ReturnType<typeof pastOfTeams>,
  shocks: { readonly sd: number; readonly memory: number },
): Omit<Plan['past'], 'people'> {
  return {
    from: isoFromDay(calendar.firstDay),
    to: isoFromDay(firstDayOfPeriod(calendar, calendar.periods) - 1),
    teams: past.teams,
    shockSd: shocks.sd,
    shockMemory: shocks.memory,
    valueSd: Math.sqrt(past.valueVariance),
    leavingPerYear: 1 - staying ** (4 * periodsPerQuarter(calendar.kind)),
    removed: [...removed],
  };
}

function powerOf(
  ground: Ground,
  shape: RollOutShape,
  foretold: Foretold,
  { futures }: PlanRequest,
  onStep: (text: string) => void,
): Plan['power'] {
  onStep('trying half and double the shocks');
  const rows = (['half', 'double'] as const).map((shocks) => foretellUnder(ground, shape, shocks, futures));
  const [half, double] = rows.map((row) => ('kind' in row ? [] : [row]));
  return {
    end: isoFromDay(dayAfter(ground.calendar, shape, lastCompared(shape)) - 1),
    errorNeeded: ground.matters * tellingShare,
    rows: [...(half ?? []), foretold.row, ...(double ?? [])],
  };
}

interface Stakes {
  readonly subject: PlanSubject;
  readonly matters: number;
  readonly lately: {
    readonly volumePerPeriod: number;
    readonly people: number;
    readonly periodsPerQuarter: number;
  };
  readonly currency: string;
}

/** The price of waiting: for how long how many do without, and what that costs if the programme just pays. */
function waitingOf(
  shape: RollOutShape,
  stages: Plan['order']['stages'],
  { subject, matters, lately, currency }: Stakes,
): Pick<Plan, 'waiting'> {
  const last = stages.at(-1);
  if (last === undefined || !last.waits) return {};
  const days = shape.days;
  const others = days.slice(0, -1).reduce((sum, day, k) => sum + day * (stages[k]?.people ?? 0), 0);
  const trained = stages.slice(0, -1).reduce((sum, { people }) => sum + people, 0);
  const weeks = Math.round(((days.at(-1) ?? 0) - others / Math.max(trained, 1)) / 7);
  const { moneyPerUnit } = subject.measure;
  const volume = lately.volumePerPeriod * (last.people / Math.max(lately.people, 1));
  const worth = volume * ((weeks / 52) * 4 * lately.periodsPerQuarter) * matters * (moneyPerUnit ?? 0);
  const lost =
    moneyPerUnit === undefined
      ? ''
      : `; an effect that just matters would be worth ${formatMoney(worth, currency)} in that time`;
  return {
    waiting: {
      teams: last.teams.length,
      people: last.people,
      until: last.date,
      price: `${last.teams.length} teams with ${formatCount(last.people)} people wait until ${formatDate(last.date)}, on average ${weeks} weeks longer than the others${lost}`,
    },
  };
}

function placeboOf(
  { facts, seed, onStep }: PlanRequest,
  outcome: Outcome,
  teams: readonly number[],
  stratumOf: Int32Array | undefined,
  shape: RollOutShape,
): Plan['placebo'] {
  onStep('false roll-outs on the past');
  return placeboOnPast({ facts, outcome, teams, stratumOf, shape, draws: falseRollOuts, seed });
}

function notesOf(
  { facts, futures }: PlanRequest,
  removed: readonly string[],
  source: Plan['measure']['mattersSource'],
): string[] {
  return [
    ...(removed.length === 0
      ? []
      : [
          `What ${removed.map((title) => `"${title}"`).join(', ')} did to the measure was taken off the past first.`,
        ]),
    ...(source === 'assumed'
      ? ['The smallest effect that matters is assumed. Declare it (matters:) before the roll-out begins.']
      : []),
    `Each figure comes from ${futures} futures drawn from the past, so an error is known to about ${Math.round(100 / Math.sqrt(2 * futures))} %. The coming year may differ: see half and double the shocks.`,
    ...facts.notes,
  ];
}
