import type { Organisation, Programme } from '../contract/organisation.ts';
import { dayFromIso, firstDayOfPeriod, periodsPerQuarter } from '../model/calendar.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import { type Blocks, type Contrast, combine, spread } from '../stats/level-contrast.ts';
import { createRandom } from '../stats/random.ts';
import type { Effects } from './estimate-effects.ts';
import type { Attendance, Facts } from './facts.ts';
import type { RollOut } from './roll-out.ts';
import type { Base } from './smallest-effect.ts';

/** What a programme cost within the period of the data, in money. */
export interface Cost {
  readonly total: number;
  readonly fees: number;
  /** Which invoices the fees come from, and by which rule; empty where they are declared. */
  readonly feesFrom?: readonly string[];
  readonly materials: number;
  readonly hours: number;
  readonly hoursCost: number;
}

/** What a programme brought: `draws` are equally likely amounts, drawn jointly with those of other programmes. */
export interface Benefit {
  readonly kind: 'estimate';
  readonly estimate: number;
  readonly draws: Float64Array;
}

/** A session's cost belongs to the period of its day; what is declared for the programme as a whole counts once. */
export function costOf(facts: Facts, id: string, programme: Programme, rollOut: RollOut | Refused): Cost {
  const { fees, feesFrom, materials } = outlayOf(facts, id, programme);
  const hours = hoursOf(facts, id, programme, rollOut);
  const hoursCost = hours * (programme.cost?.loadedRate ?? 0);
  return {
    total: fees + materials + hoursCost,
    fees,
    ...(feesFrom === undefined ? {} : { feesFrom }),
    materials,
    hours,
    hoursCost,
  };
}

/** What was paid for a programme, beside the hours of those who came. */
function outlayOf(
  facts: Facts,
  id: string,
  programme: Programme,
): Pick<Cost, 'fees' | 'materials'> & { readonly feesFrom: readonly string[] | undefined } {
  const endDay = firstDayOfPeriod(facts.calendar, facts.calendar.periods);
  const sessions = programme.sessions.filter(
    ({ date }) => dayFromIso(date) >= facts.calendar.firstDay && dayFromIso(date) < endDay,
  );
  const invoiced = facts.invoices?.byProgramme.get(id);
  const declared = sumOf(sessions.map((session) => session.fees)) + (programme.cost?.fees ?? 0);
  return {
    fees: declared + (invoiced?.fees ?? 0),
    feesFrom: invoiced?.rules,
    materials: sumOf(sessions.map((session) => session.materials)) + (programme.cost?.materials ?? 0),
  };
}

/** Hours of people: as recorded, else the declared hours of each who came; of those assigned if nobody was recorded. */
function hoursOf(facts: Facts, id: string, programme: Programme, rollOut: RollOut | Refused): number {
  const attendance = facts.attendance.get(id) ?? [];
  if (attendance.length > 0)
    return sumOf(attendance.filter(({ came }) => came).map((row) => hoursOfOne(programme, row)));
  return 'stages' in rollOut && rollOut.by === 'person'
    ? (programme.cost?.hoursPerPerson ?? 0) * rollOut.stageOf.filter((stage) => stage >= 0).length
    : 0;
}

/** Hours of one who came: as recorded, else of the session of that day, else as declared. */
function hoursOfOne(programme: Programme, { hours, day }: Pick<Attendance, 'hours' | 'day'>): number {
  return hours ?? hoursOfSession(programme, day) ?? programme.cost?.hoursPerPerson ?? 0;
}

/** What a single attendance costs: over all who came to a programme it adds up to its cost. */
export interface CostsOfAttendance {
  /** Hours of one who came to the programme on a day. */
  hoursOf(id: string, attended: Pick<Attendance, 'hours' | 'day'>): number;
  /** Money per hour of those who come. */
  rateOf(id: string): number;
  /** Fees and materials, to be shared by all who came. */
  outlayOf(id: string): number;
}

export function costsOfAttendance(facts: Facts, { programmes }: Organisation): CostsOfAttendance {
  const outlay = new Map(
    Object.entries(programmes).map(([id, programme]) => {
      const { fees, materials } = outlayOf(facts, id, programme);
      return [id, fees + materials];
    }),
  );
  return {
    hoursOf: (id, attended) => {
      const programme = programmes[id];
      return programme === undefined ? (attended.hours ?? 0) : hoursOfOne(programme, attended);
    },
    rateOf: (id) => programmes[id]?.cost?.loadedRate ?? 0,
    outlayOf: (id) => outlay.get(id) ?? 0,
  };
}

/** Hours that the session of a day declares, where it does. */
function hoursOfSession({ sessions }: Programme, day: number): number | undefined {
  return sessions.find(
    ({ date, endDate = date, hours }) =>
      hours !== undefined && dayFromIso(date) <= day && day <= dayFromIso(endDate),
  )?.hours;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Standard normal multipliers, one per team and draw, the same for every programme: what makes draws joint. */
export interface JointDraws {
  readonly draws: number;
  readonly seed: number;
  /** [draws x teams] */
  readonly ofTeams: Float64Array;
}

export function jointDraws(facts: Facts, draws: number, seed: number): JointDraws {
  const random = createRandom(seed);
  return {
    draws,
    seed,
    ofTeams: Float64Array.from({ length: draws * facts.teamNames.length }, () => random.normal()),
  };
}

/**
 * Benefit = sum over the observed windows of the year of effect x periods x volume of the trained x value of a unit,
 * negative effects included; nothing beyond what was observed. Benefit positive.
 */
export function benefitOf(
  effects: Effects,
  base: Base,
  valueOfUnit: number | undefined,
  sign: 1 | -1,
  joint: JointDraws,
  /** Number of the programme: persons assigned one by one are drawn apart from those of other programmes. */
  programme = 0,
): Benefit | Refused {
  if (valueOfUnit === undefined) {
    return refuse('no-value', 'The measure has no money per unit, so its change cannot be put in money.');
  }
  const parts = effects.windows.flatMap((contrast, w) => {
    const span = effects.windowSpans[w];
    return contrast && span ? [{ contrast, periods: span.to - span.from + 1 }] : [];
  });
  if (parts.length === 0) return refuse('not-observed', 'No effect was observed that could be put in money.');
  const weights = parts.map(({ periods }) => sign * periods * base.volumePerPeriod * valueOfUnit);
  const total = combine(
    parts.map(({ contrast }) => contrast),
    weights,
  );
  return {
    kind: 'estimate',
    estimate: total.estimate,
    draws: drawsAround(total, effects.blocks, joint, programme),
  };
}

/** Draws around an estimate with its error; joint across programmes where the clusters are teams. */
function drawsAround(total: Contrast, blocks: Blocks, joint: JointDraws, programme: number): Float64Array {
  const { standardError, degreesOfFreedom } = spread(total, blocks);
  const tails = createRandom(joint.seed).fork(1);
  const own = createRandom(joint.seed).fork(programme + 2);
  const teams = joint.ofTeams.length / joint.draws;
  const loads = total.influence.length === teams ? normalised(total.influence) : undefined;
  return Float64Array.from({ length: joint.draws }, (_, draw) => {
    const normal =
      loads === undefined
        ? own.normal()
        : loads.reduce((sum, load, c) => sum + load * (joint.ofTeams[draw * teams + c] ?? 0), 0);
    return total.estimate + standardError * normal * tailFactor(tails, degreesOfFreedom);
  });
}

function normalised(influence: Float64Array): Float64Array {
  const length = Math.hypot(...influence);
  return length === 0 ? influence : influence.map((value) => value / length);
}

/** Turns a normal draw into one of Student's t: root of nu over a chi-square draw with nu degrees of freedom. */
function tailFactor(random: ReturnType<typeof createRandom>, degreesOfFreedom: number): number {
  const whole = Math.min(Math.max(Math.round(degreesOfFreedom), 3), 60);
  let chiSquare = 0;
  for (let k = 0; k < whole; k++) chiSquare += random.normal() ** 2;
  return Math.sqrt(whole / chiSquare);
}

export interface MoneyInterval {
  readonly kind: 'estimate';
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly probabilityExceedsCost: number;
}

export function summariseBenefit(benefit: Benefit, cost: number): MoneyInterval {
  const sorted = benefit.draws.toSorted();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    kind: 'estimate',
    estimate: benefit.estimate,
    low: at(0.025),
    high: at(0.975),
    probabilityExceedsCost: sorted.filter((draw) => draw > cost).length / sorted.length,
  };
}

/** The lasting change at which the programme pays for itself in a year; undefined without money on both sides. */
export function breakEvenEffect(
  cost: Cost,
  base: Base,
  valueOfUnit: number | undefined,
  calendar: Organisation['organisation']['period'],
): number | undefined {
  const yearly = base.volumePerPeriod * 4 * periodsPerQuarter(calendar) * (valueOfUnit ?? 0);
  return cost.total > 0 && yearly > 0 ? cost.total / yearly : undefined;
}
