import type { Measure } from '../contract/organisation.ts';
import { type Calendar, periodOfDay } from '../model/calendar.ts';
import { type LoginWork, type People, placeLogins } from '../people/index.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Counted, Facts, LoginRows, Outcome, SharedLogins, ValueTable } from './facts.ts';
import { hasColumns } from './has-columns.ts';
import { loadOutcome, loadValues, type OutcomeOrder, outcomeWithoutRows } from './load-outcome.ts';
import { rowsByPeriod } from './outcome-by-period.query.ts';
import { noTeam, type Posts } from './place-people.ts';
import { emptyLoginUnits, sharedLogins } from './shared-logins.query.ts';

export interface LoginsOrder {
  readonly people: Pick<People, 'decisions' | 'find'>;
  readonly calendar: Calendar;
  readonly posts: Pick<Posts, 'teamNames' | 'teamAt'>;
  /** Measures that are read, of people or teams. */
  readonly measures: readonly (readonly [id: string, measure: Measure])[];
  /** Outcomes of the people, by measure id. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Shared logins and what hangs on them, to be joined with the people once those are whole. */
export interface LoadedLogins extends Omit<SharedLogins, 'facts'> {
  /** [units x periods] */
  readonly teamAt: Int32Array;
  /** Of people and units, by measure id. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Undefined where no login is shared, or nothing stands under one. */
export async function loadSharedLogins(
  warehouse: Warehouse,
  order: LoginsOrder,
): Promise<LoadedLogins | undefined> {
  const work = await placeLogins(order.people, warehouse);
  if (work.length === 0) return undefined;
  const units = unitsOf(work, order.posts.teamNames);
  await keepUnits(warehouse, work, units);
  const { calendar } = order;
  const inTeams = units.filter(({ team }) => team >= 0);
  const teamAt = postsOf(inTeams, calendar);
  const outcomes = new Map<string, Outcome>();
  const rows = new Map<string, LoginRows>();
  for (const [id, measure] of order.measures) {
    const ofPeople = { measure, calendar, teamAt: order.posts.teamAt };
    const ofUnits = { measure, calendar, teamAt, behind: sharedLogins(inTeams.length) };
    const both = await joinedOutcome(warehouse, order.outcomes.get(id), ofPeople, ofUnits);
    if (both !== undefined) outcomes.set(id, both);
    if (await hasColumns(warehouse, measure)) rows.set(id, await countRows(warehouse, ofUnits, units));
  }
  return { teamAt, outcomes, loginOf: loginsOf(inTeams), work: rows };
}

/** [units x periods] team from the first to the last of what was done. */
function postsOf(units: readonly Unit[], calendar: Calendar): Int32Array {
  const teamAt = new Int32Array(units.length * calendar.periods).fill(-1);
  units.forEach(({ team, firstDay, lastDay }, unit) => {
    const from = Math.max(0, periodOfDay(calendar, firstDay));
    const to = Math.min(calendar.periods - 1, periodOfDay(calendar, lastDay));
    if (from <= to) teamAt.fill(team, unit * calendar.periods + from, unit * calendar.periods + to + 1);
  });
  return teamAt;
}

/** The organisation with its shared logins: `whole` and, behind its people, the units. */
export function joinLogins(whole: Facts, { teamAt, outcomes }: LoadedLogins): Facts {
  return {
    ...whole,
    people: whole.people + teamAt.length / whole.calendar.periods,
    teamAt: joined(whole.teamAt, teamAt),
    outcomes,
    logins: undefined,
    persons: whole,
  };
}

/** A login in one team; one whose team is not known, or has no person, is a unit in no team, and stands behind the others. */
interface Unit {
  readonly pseudonym: number;
  /** Below 0 where it is not known, or no person is in it. */
  readonly team: number;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly rows: number;
  readonly work: readonly LoginWork[];
}

const unknownTeam = -1;
const teamWithoutPeople = -2;

/** In an order that hangs on what was done and not on what anything is called. */
function unitsOf(work: readonly LoginWork[], teamNames: readonly string[]): readonly Unit[] {
  const indexOf = new Map(teamNames.map((name, team) => [name, team]));
  const units = new Map<string, Unit>();
  for (const each of work) {
    const team =
      each.team === undefined
        ? unknownTeam
        : (indexOf.get(each.team === '' ? noTeam : each.team) ?? teamWithoutPeople);
    const key = `${each.pseudonym} ${team}`;
    const known = units.get(key);
    units.set(key, {
      pseudonym: each.pseudonym,
      team,
      firstDay: Math.min(each.firstDay, known?.firstDay ?? each.firstDay),
      lastDay: Math.max(each.lastDay, known?.lastDay ?? each.lastDay),
      rows: each.rows + (known?.rows ?? 0),
      work: [...(known?.work ?? []), each],
    });
  }
  const order = (a: Unit, b: Unit) =>
    Number(a.team < 0) - Number(b.team < 0) ||
    a.team - b.team ||
    a.firstDay - b.firstDay ||
    a.lastDay - b.lastDay ||
    a.rows - b.rows;
  return [...units.values()].sort(order);
}

function loginsOf(units: readonly Unit[]): Int32Array {
  const numbers = new Map<number, number>();
  for (const { pseudonym } of units) if (!numbers.has(pseudonym)) numbers.set(pseudonym, numbers.size);
  return Int32Array.from(units, ({ pseudonym }) => numbers.get(pseudonym) ?? 0);
}

async function keepUnits(
  warehouse: Warehouse,
  work: readonly LoginWork[],
  units: readonly Unit[],
): Promise<void> {
  const unitOf = new Map(units.flatMap((unit, index) => unit.work.map((each) => [each, index] as const)));
  await warehouse.run(emptyLoginUnits());
  await warehouse.append('login_units', {
    source: work.map(({ source }) => source),
    pseudonym: work.map(({ pseudonym }) => pseudonym),
    team: work.map(({ rowTeam }) => rowTeam),
    site: work.map(({ rowSite }) => rowSite),
    unit: work.map((each) => unitOf.get(each) ?? 0),
  });
}

async function countRows(
  warehouse: Warehouse,
  { measure, calendar, teamAt }: OutcomeOrder,
  units: readonly Unit[],
): Promise<LoginRows> {
  const found = await warehouse.columns(rowsByPeriod(measure, calendar, sharedLogins(units.length)));
  const [unit, period, count] = [
    found.integers('person_index'),
    found.integers('period'),
    found.numbers('row_count'),
  ];
  const rows = new Float64Array(teamAt.length);
  const counts = Array.from(unit, (index, row) => {
    const { team, pseudonym } = units[index] ?? { team: unknownTeam, pseudonym: 0 };
    if (team >= 0) rows[index * calendar.periods + (period[row] ?? 0)] = count[row] ?? 0;
    return { team, pseudonym, rows: count[row] ?? 0 };
  });
  const counted = (of: typeof counts): Counted => ({
    rows: of.reduce((sum, each) => sum + each.rows, 0),
    logins: new Set(of.map(({ pseudonym }) => pseudonym)).size,
  });
  return {
    rows,
    all: counted(counts),
    placed: counted(counts.filter(({ team }) => team >= 0)),
    unplaced: counted(counts.filter(({ team }) => team === unknownTeam)),
    withoutPeople: counted(counts.filter(({ team }) => team === teamWithoutPeople)),
  };
}

/** What was measured of people and, behind them, of units; undefined where nothing was. */
async function joinedOutcome(
  warehouse: Warehouse,
  known: Outcome | undefined,
  ofPeople: OutcomeOrder,
  ofUnits: OutcomeOrder,
): Promise<Outcome | undefined> {
  const found = await loadOutcome(warehouse, ofUnits);
  if (found === undefined && known === undefined) return undefined;
  const people = known ?? (await outcomeWithoutRows(warehouse, ofPeople));
  const units =
    found ??
    (ofUnits.measure.kind === 'count'
      ? await outcomeWithoutRows(warehouse, ofUnits)
      : nothing(ofUnits.teamAt.length));
  const mayBeSilent = people.asked !== undefined || units.asked !== undefined;
  return {
    sum: concat(people.sum, units.sum),
    count: concat(people.count, units.count),
    sumOfSquares: people.sumOfSquares + units.sumOfSquares,
    asked: mayBeSilent ? concat(people.asked ?? people.count, units.asked ?? units.count) : undefined,
    seen: people.seen,
    values: mayBeSilent
      ? behindEachOther(
          people.values ?? (await loadValues(warehouse, ofPeople)),
          units.values ?? (await loadValues(warehouse, ofUnits)),
          ofPeople.teamAt.length / ofPeople.calendar.periods,
        )
      : undefined,
  };
}

function nothing(cells: number): Outcome {
  const none = { sum: new Float64Array(cells), count: new Float64Array(cells), sumOfSquares: 0 };
  return { ...none, asked: undefined, values: undefined };
}

function concat(people: Float64Array, units: Float64Array): Float64Array {
  const both = new Float64Array(people.length + units.length);
  both.set(people);
  both.set(units, people.length);
  return both;
}

function joined(people: Int32Array, units: Int32Array): Int32Array {
  const both = new Int32Array(people.length + units.length);
  both.set(people);
  both.set(units, people.length);
  return both;
}

function behindEachOther(people: ValueTable, units: ValueTable, from: number): ValueTable {
  return {
    person: joined(
      people.person,
      units.person.map((unit) => unit + from),
    ),
    period: joined(people.period, units.period),
    value: concat(people.value, units.value),
    howMany: joined(people.howMany, units.howMany),
  };
}
