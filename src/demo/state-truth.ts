import type { Link, Verdict } from '../model/verdict.ts';
import type { TruthKind } from './organisation-model.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import { type DrawnProgramme, strengthOn } from './training-effects.ts';
import type { Workplace } from './workplace.ts';

/** What is true of one programme, in units of its measure and as the measure counts. */
export interface ProgrammeTruth {
  readonly programme: string;
  readonly kind: TruthKind;
  readonly measure: string;
  /** Verdicts that are right, the best first. */
  readonly expected: readonly Verdict[];
  /** First link of the chain that is broken; undefined where none is known to be. */
  readonly brokenLink: Link | undefined;
  /** Weeks 1 to 13, 27 to 52, 1 to 52, and the first less the later. */
  readonly effects: EffectsInTruth;
  readonly halfLifeWeeks: number | undefined;
  /** Where the condition holds and elsewhere, for programmes that it decides. */
  readonly byCondition: { readonly where: EffectsInTruth; readonly elsewhere: EffectsInTruth } | undefined;
}

export interface EffectsInTruth {
  readonly first: number;
  readonly later: number;
  readonly whole: number;
  readonly drop: number;
}

const rightVerdicts: Readonly<Record<TruthKind, readonly Verdict[]>> = {
  lasting: ['lasting'],
  fading: ['fading'],
  'no-effect': ['no effect'],
  harmful: ['harmful'],
  conditional: ['conditional'],
  leaders: ['lasting'],
  'low-scores': ['no effect', 'cannot tell'],
  'who-answers': ['cannot tell'],
  'one-day': ['cannot tell'],
  'nobody-came': ['no effect'],
};

const brokenLinks: Readonly<Record<TruthKind, Link | undefined>> = {
  lasting: undefined,
  fading: 'last',
  'no-effect': 'learn',
  harmful: 'matter',
  conditional: 'do',
  leaders: undefined,
  'low-scores': 'aim',
  'who-answers': undefined,
  'one-day': undefined,
  'nobody-came': 'engage',
};

export function stateTruth({ workplace, programmes }: SimulatedOrganisation): ProgrammeTruth[] {
  return programmes.map((drawn) => {
    const { id, truth, measure, effect } = drawn.programme;
    const side = (holds: 0 | 1) =>
      effectsOf(drawn, workplace, (team) => workplace.withCondition[team] === holds);
    return {
      programme: id,
      kind: truth,
      measure,
      expected: rightVerdicts[truth],
      brokenLink: brokenLinks[truth],
      effects: effectsOf(drawn, workplace, () => true),
      halfLifeWeeks: effect.halfLifeWeeks,
      byCondition: effect.onlyWithCondition ? { where: side(1), elsewhere: side(0) } : undefined,
    };
  });
}

const quarterWeeks = 13;
const baseWeeks = 26;
const shortestWindowWeeks = 4;
const fewestUntrained = 4;

/** Sum of weight x effect, and of weight, over the weeks of each quarter. */
interface Quarter {
  readonly weeks: number;
  effect: number;
  weight: number;
}

/**
 * Means over the people in post in the week of their session, kept in the team of that week; weighted by their weeks
 * and volume in the base times the share of the quarter in which they were in post; stages weighted by people assigned.
 */
function effectsOf(
  drawn: DrawnProgramme,
  workplace: Workplace,
  inTeam: (team: number) => boolean,
): EffectsInTruth {
  const total = { first: 0, later: 0, whole: 0, people: 0 };
  for (const week of stagesOf(drawn)) {
    const lastWeek = lastComparedWeek(drawn, workplace, week);
    if (lastWeek - week < 2 * quarterWeeks + shortestWindowWeeks) continue;
    const { quarters, people } = quartersOf(drawn, workplace, week, lastWeek, inTeam);
    if (people === 0) continue;
    total.first += people * meanOver(quarters.slice(0, 1));
    total.later += people * meanOver(quarters.slice(2));
    total.whole += people * meanOver(quarters);
    total.people += people;
  }
  const mean = (sum: number) => (total.people === 0 ? 0 : sum / total.people);
  const first = mean(total.first) * drawn.sizeWhereCame;
  const later = mean(total.later) * drawn.sizeWhereCame;
  return { first, later, whole: mean(total.whole) * drawn.sizeWhereCame, drop: first - later };
}

export function stagesOf({ rollOut }: DrawnProgramme): number[] {
  return [...new Set(rollOut.assignedWeek)].filter((week) => week >= 0).sort((a, b) => a - b);
}

/** Last week up to a year after the stage in which at least four units are left untrained. */
export function lastComparedWeek({ rollOut }: DrawnProgramme, { roster }: Workplace, week: number): number {
  const starts = [...rollOut.assignedWeek]
    .filter((_, unit) => rollOut.by === 'team' || unit < roster.members)
    .map((start) => (start < 0 ? Number.POSITIVE_INFINITY : start))
    .sort((a, b) => b - a);
  const enough = (starts[fewestUntrained - 1] ?? 0) - 1;
  return Math.min(week + 4 * quarterWeeks, roster.weeks - 1, enough);
}

function meanOver(quarters: readonly Quarter[]): number {
  const weeks = quarters.reduce((sum, quarter) => sum + quarter.weeks, 0);
  return quarters.reduce(
    (sum, quarter) =>
      sum + (quarter.weeks / weeks) * (quarter.weight === 0 ? 0 : quarter.effect / quarter.weight),
    0,
  );
}

function quartersOf(
  drawn: DrawnProgramme,
  workplace: Workplace,
  week: number,
  lastWeek: number,
  inTeam: (team: number) => boolean,
): { quarters: Quarter[]; people: number } {
  const quarters = quartersAfter(week, lastWeek);
  const { roster, volume } = workplace;
  let people = 0;
  for (let person = 0; person < roster.members; person++) {
    const team = roster.teamAt[person * roster.weeks + week] ?? -1;
    const unit = drawn.rollOut.by === 'team' ? team : person;
    if (team < 0 || !inTeam(team) || drawn.rollOut.assignedWeek[unit] !== week) continue;
    people += 1;
    const weight = (volume[person] ?? 1) * (week - Math.max(roster.joined[person] ?? 0, week - baseWeeks));
    quarters.forEach((quarter, index) => {
      const from = week + 1 + index * quarterWeeks;
      const to = Math.min(from + quarter.weeks, roster.left[person] ?? 0);
      for (let at = from; at < to; at++) {
        quarter.effect += weight * strengthOn(drawn, workplace, person, at);
        quarter.weight += weight;
      }
    });
  }
  return { quarters, people };
}

function quartersAfter(week: number, lastWeek: number): Quarter[] {
  const quarters: Quarter[] = [];
  for (let index = 0; index < 4; index++) {
    const weeks = Math.min(quarterWeeks, lastWeek - week - index * quarterWeeks);
    if (weeks < shortestWindowWeeks) break;
    quarters.push({ weeks, effect: 0, weight: 0 });
  }
  return quarters;
}
