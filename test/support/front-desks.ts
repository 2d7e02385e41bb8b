import { Organisation } from '../../src/contract/organisation.ts';
import type { Facts, LoginRows, Outcome } from '../../src/impact/facts.ts';
import { joinLogins } from '../../src/impact/load-shared-logins.ts';
import { dayFromIso, isoFromDay } from '../../src/model/calendar.ts';
import { createRandom } from '../../src/stats/random.ts';
import { tinyFacts } from './tiny-facts.ts';

/** Teams that answer half of their contacts by name and half at one login; what the training did to each is known. */
export interface FrontDesks {
  readonly seed: number;
  readonly weeks?: number;
  readonly teams: number;
  readonly peoplePerTeam?: number;
  /** Week of the session of each team; undefined for never. */
  readonly startOf: (team: number) => number | undefined;
  /** What it did to contacts answered by name. */
  readonly byName?: number;
  /** What it did to contacts answered at the login. */
  readonly atLogin?: number;
  /** First week of the login of a team. */
  readonly loginFrom?: (team: number) => number;
  readonly chosen?: Record<string, unknown>;
  readonly programme?: Record<string, unknown>;
}

export interface DeskContact {
  readonly team: number;
  /** Undefined at the login. */
  readonly person: number | undefined;
  readonly week: number;
  readonly rating: number;
}

export interface DrawnDesks {
  readonly contacts: readonly DeskContact[];
  readonly people: number;
  readonly teams: number;
  readonly weeks: number;
  readonly declared: object;
  readonly organisation: Organisation;
}

export const firstDay = '2024-01-01';
const ownPerWeek = 2;

export function teamTitle(team: number): string {
  return `Team ${team}`;
}

export function drawDesks({
  seed,
  weeks = 100,
  teams,
  peoplePerTeam = 4,
  startOf,
  byName = 0.1,
  atLogin = 0.3,
  loginFrom = () => 0,
  chosen = { by: 'team', how: 'other' },
  programme = {},
}: FrontDesks): DrawnDesks {
  const random = createRandom(seed);
  const people = teams * peoplePerTeam;
  const common = Float64Array.from({ length: weeks }, () => 0.1 * random.normal());
  const levels = Float64Array.from({ length: people + teams }, () => 0.3 * random.normal());
  const contacts: DeskContact[] = [];
  for (let team = 0; team < teams; team++) {
    for (let week = 0; week < weeks; week++) {
      const shock = (common[week] ?? 0) + 0.05 * random.normal();
      const isTrained = week > (startOf(team) ?? Number.POSITIVE_INFINITY);
      const add = (person: number | undefined, unit: number, effect: number) => {
        const level = 3.5 + (levels[unit] ?? 0) + shock + (isTrained ? effect : 0);
        contacts.push({ team, person, week, rating: Math.round(1000 * (level + random.normal())) / 1000 });
      };
      for (let k = 0; k < peoplePerTeam * ownPerWeek; k++) {
        const person = team * peoplePerTeam + (k % peoplePerTeam);
        add(person, person, byName);
        if (week >= loginFrom(team)) add(undefined, people + team, atLogin);
      }
    }
  }
  const declared = describe(teams, startOf, chosen, programme);
  return { contacts, people, teams, weeks, declared, organisation: Organisation.parse(declared) };
}

function describe(
  teams: number,
  startOf: FrontDesks['startOf'],
  chosen: Record<string, unknown>,
  programme: Record<string, unknown>,
): object {
  const byWeek = new Map<number, string[]>();
  for (let team = 0; team < teams; team++) {
    const week = startOf(team);
    if (week !== undefined) byWeek.set(week, [...(byWeek.get(week) ?? []), teamTitle(team)]);
  }
  const sessions = [...byWeek].map(([week, names]) => ({ date: dateIn(week, 2), teams: names }));
  return {
    organisation: { name: 'Front desks', period: 'week' },
    measures: { m: { title: 'Satisfied', kind: 'mean', matters: 0.1 } },
    programmes: { p: { title: 'Listening', primaryOutcome: 'm', chosen, sessions, ...programme } },
  };
}

export function dateIn(week: number, day: number): string {
  return isoFromDay(dayFromIso(firstDay) + 7 * week + day);
}

/** What their files would load to, straight from memory; without the logins where those have no team. */
export function factsOfDesks(drawn: DrawnDesks, more: Partial<Facts> = {}): Facts {
  const { contacts, people, teams, weeks } = drawn;
  const named = contacts.filter(({ person }) => person !== undefined);
  const shared = contacts.filter(({ person }) => person === undefined);
  const whole: Facts = {
    ...tinyFacts({ kind: 'week', firstDay, periods: weeks, teams, people, teamAt: teamOf(people / teams) }),
    outcomes: new Map([['m', outcomeOf(named, people, weeks, ({ person = 0 }) => person)]]),
    ...more,
  };
  const own = outcomeOf(shared, teams, weeks, ({ team }) => team);
  const from = Array.from({ length: teams }, (_, team) =>
    Math.min(weeks, ...shared.filter((contact) => contact.team === team).map(({ week }) => week)),
  );
  const teamAt = Int32Array.from({ length: teams * weeks }, (_, cell) => {
    const team = Math.floor(cell / weeks);
    return cell % weeks >= (from[team] ?? 0) ? team : -1;
  });
  const joined = joinedOutcome(whole.outcomes.get('m') as Outcome, own);
  const all = { rows: shared.length, logins: from.filter((week) => week < weeks).length };
  const none = { rows: 0, logins: 0 };
  const rows: LoginRows = {
    rows: own.count,
    all,
    placed: all,
    unplaced: none,
    withoutPeople: none,
  };
  const loaded = {
    teamAt,
    outcomes: new Map([['m', joined]]),
    loginOf: Int32Array.from({ length: teams }, (_, team) => team),
    work: new Map([['m', rows]]),
  };
  const logins = { loginOf: loaded.loginOf, work: loaded.work, facts: joinLogins(whole, loaded) };
  return { ...whole, logins };
}

function teamOf(peoplePerTeam: number): (person: number) => number {
  return (person) => Math.floor(person / peoplePerTeam);
}

function outcomeOf(
  contacts: readonly DeskContact[],
  units: number,
  weeks: number,
  unitOf: (contact: DeskContact) => number,
): Outcome {
  const [sum, count] = [new Float64Array(units * weeks), new Float64Array(units * weeks)];
  let sumOfSquares = 0;
  for (const contact of contacts) {
    const cell = unitOf(contact) * weeks + contact.week;
    sum[cell] = (sum[cell] ?? 0) + contact.rating;
    count[cell] = (count[cell] ?? 0) + 1;
    sumOfSquares += contact.rating ** 2;
  }
  return { sum, count, sumOfSquares, asked: undefined, values: undefined };
}

function joinedOutcome(one: Outcome, other: Outcome): Outcome {
  return {
    sum: Float64Array.from([...one.sum, ...other.sum]),
    count: Float64Array.from([...one.count, ...other.count]),
    sumOfSquares: one.sumOfSquares + other.sumOfSquares,
    asked: undefined,
    values: undefined,
  };
}
