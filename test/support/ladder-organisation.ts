import { Organisation } from '../../src/contract/organisation.ts';
import type { Facts } from '../../src/impact/facts.ts';
import { dayFromIso, isoFromDay } from '../../src/model/calendar.ts';
import { createRandom } from '../../src/stats/random.ts';
import { tinyFacts, tinyOutcome } from './tiny-facts.ts';

/** A made organisation with one programme in one date or a few, in weeks from Monday 1 January 2024 on; the truth is known. */
export interface LadderWorld {
  readonly seed: number;
  readonly weeks?: number;
  readonly teams: number;
  readonly peoplePerTeam?: number;
  /** Week of the session of each team; undefined for never. */
  readonly startOf: (team: number) => number | undefined;
  /** By weeks since the session, from 1 on. */
  readonly effect?: (weeksAfter: number) => number;
  /** What sets a team apart from the others in a week. */
  readonly levelOf?: (team: number, week: number) => number;
  readonly siteOf?: (team: number) => number;
  readonly chosen?: Record<string, unknown>;
  readonly programme?: Record<string, unknown>;
  readonly teamShocks?: number;
  /** Ratings lie around their mean by so much. */
  readonly ratingSpread?: number;
}

const firstDay = '2024-01-01';
const ratingsPerWeek = 4;

/** Measures: `m`, which the programme acts on, and `control`, which shares what happens to everybody but not the training. */
export function ladderOrganisation({
  seed,
  weeks = 130,
  teams,
  peoplePerTeam = 5,
  startOf,
  effect = () => 0.3,
  levelOf = () => 0,
  siteOf = (team) => team % 2,
  chosen = { by: 'team', how: 'other' },
  programme = {},
  teamShocks = 0.1,
  ratingSpread = 1.3,
}: LadderWorld): { readonly facts: Facts; readonly organisation: Organisation } {
  const random = createRandom(seed);
  const people = teams * peoplePerTeam;
  const bare = tinyFacts(
    { kind: 'week', firstDay, periods: weeks, teams, people },
    { siteOfTeam: Int32Array.from({ length: teams }, (_, team) => siteOf(team)) },
  );
  const common = wandering(random, weeks, 0.1);
  const shocks = Array.from({ length: teams }, () => wandering(random, weeks, teamShocks));
  const persons = Float64Array.from({ length: people }, () => 0.4 * random.normal());
  const values = (rises: boolean) =>
    tinyOutcome(bare, (person, week) => {
      const team = person % teams;
      const after = week - (startOf(team) ?? Number.POSITIVE_INFINITY);
      const own = (persons[person] ?? 0) + (common[week] ?? 0) + (shocks[team]?.[week] ?? 0);
      const level = 3.5 + own + levelOf(team, week) + (rises && after > 0 ? effect(after) : 0);
      const noise = ratingSpread * Math.sqrt(ratingsPerWeek) * random.normal();
      return { sum: ratingsPerWeek * level + noise, count: ratingsPerWeek };
    });
  const facts = {
    ...bare,
    outcomes: new Map([
      ['m', values(true)],
      ['control', values(false)],
    ]),
  };
  return { facts, organisation: organisationOf(teams, startOf, chosen, programme) };
}

/** What lasts for some weeks: AR(1) with coefficient 0.7. */
function wandering(random: ReturnType<typeof createRandom>, weeks: number, spread: number): Float64Array {
  const values = new Float64Array(weeks);
  let value = spread * random.normal();
  for (let week = 0; week < weeks; week++) {
    values[week] = value;
    value = 0.7 * value + Math.sqrt(1 - 0.49) * spread * random.normal();
  }
  return values;
}

/** The Wednesday of a week. */
export function sessionDate(week: number): string {
  return isoFromDay(dayFromIso(firstDay) + 7 * week + 2);
}

function organisationOf(
  teams: number,
  startOf: LadderWorld['startOf'],
  chosen: Record<string, unknown>,
  programme: Record<string, unknown>,
): Organisation {
  const byWeek = new Map<number, string[]>();
  for (let team = 0; team < teams; team++) {
    const week = startOf(team);
    if (week !== undefined) byWeek.set(week, [...(byWeek.get(week) ?? []), `Team ${team}`]);
  }
  return Organisation.parse({
    organisation: { name: 'Ladder', period: 'week' },
    measures: {
      m: { title: 'Satisfied after a call', kind: 'mean', matters: 0.1, moneyPerUnit: 2 },
      control: { title: 'Satisfied with the canteen', kind: 'mean', matters: 0.1 },
    },
    programmes: {
      p: {
        title: 'Listening',
        primaryOutcome: 'm',
        chosen,
        sessions: [...byWeek].map(([week, names]) => ({ date: sessionDate(week), teams: names, fees: 1000 })),
        ...programme,
      },
    },
  });
}
