import type { Facts, Outcome } from '../../src/impact/facts.ts';
import type { RollOut, Stage } from '../../src/impact/roll-out.ts';
import { dayFromIso, type PeriodKind } from '../../src/model/calendar.ts';

/** A small organisation made by hand: who was where, and what was observed of whom, period by period. */
export interface TinyOrganisation {
  readonly kind?: PeriodKind;
  readonly firstDay?: string;
  readonly periods: number;
  readonly teams: number;
  readonly people: number;
  /** Team of a person in a period, -1 where not in post; default: person modulo teams. */
  readonly teamAt?: (person: number, period: number) => number;
}

export function tinyFacts(
  {
    kind = 'month',
    firstDay = '2024-01-01',
    periods,
    teams,
    people,
    teamAt = (person) => person % teams,
  }: TinyOrganisation,
  more: Partial<Facts> = {},
): Facts {
  return {
    calendar: { kind, firstDay: dayFromIso(firstDay), periods },
    people,
    contacts: undefined,
    teamNames: Array.from({ length: teams }, (_, team) => `Team ${team}`),
    siteNames: ['North', 'South'],
    siteOfTeam: Int32Array.from({ length: teams }, (_, team) => team % 2),
    conditions: new Map(),
    strata: new Map(),
    teamAt: Int32Array.from({ length: people * periods }, (_, cell) =>
      teamAt(Math.floor(cell / periods), cell % periods),
    ),
    leaders: [],
    personOf: (id) => (/^p\d+$/.test(id) ? Number(id.slice(1)) : undefined),
    attendance: new Map(),
    assessments: new Map(),
    reactions: new Map(),
    outcomes: new Map(),
    notes: [],
    ...more,
  };
}

/** Sum and number of values by person and period; single values are taken to be as spread as the means. */
export function tinyOutcome(
  { people, calendar }: Pick<Facts, 'people' | 'calendar'>,
  cell: (person: number, period: number) => { readonly sum: number; readonly count: number },
): Outcome {
  const cells = Array.from({ length: people * calendar.periods }, (_, k) =>
    cell(Math.floor(k / calendar.periods), k % calendar.periods),
  );
  return {
    sum: Float64Array.from(cells, ({ sum }) => sum),
    count: Float64Array.from(cells, ({ count }) => count),
    sumOfSquares: cells.reduce((total, { sum, count }) => total + (count === 0 ? 0 : sum ** 2 / count), 0),
    asked: undefined,
    values: undefined,
  };
}

/** A roll-out by team; `starts` holds the stage of each team, -1 for never, `at` the periods of each stage. */
export function tinyRollOut(
  stageOf: readonly number[],
  at: readonly (readonly [from: number, to: number])[],
  more: Partial<RollOut> = {},
): RollOut {
  return {
    by: 'team',
    how: 'other',
    clusters: stageOf.length,
    stages: at.map(
      ([transitionFrom, transitionTo]): Stage => ({ firstDay: 0, lastDay: 0, transitionFrom, transitionTo }),
    ),
    stageOf: Int32Array.from(stageOf),
    comparable: new Uint8Array(stageOf.length).fill(1),
    stratumOf: undefined,
    others: [],
    planned: [],
    ...more,
  };
}
