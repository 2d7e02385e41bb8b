import { Organisation } from '../../src/contract/organisation.ts';
import type { Facts } from '../../src/impact/facts.ts';
import { isoFromDay } from '../../src/model/calendar.ts';
import { createRandom } from '../../src/stats/random.ts';
import { tinyFacts, tinyOutcome } from './tiny-facts.ts';

/** Weeks in which each team (or person) began a programme; undefined for never. */
export type Starts = readonly (number | undefined)[];

/** Two programmes on one measure, whose effects add up; weeks from Monday 28 October 2024 on. */
export interface TwoProgrammes {
  readonly seed: number;
  readonly weeks?: number;
  readonly teams: number;
  readonly peoplePerTeam: number;
  readonly mine: { readonly by: 'team' | 'person'; readonly starts: Starts; readonly effect: Effect };
  readonly other: { readonly by: 'team' | 'person'; readonly starts: Starts; readonly effect: Effect };
  /** What both do besides: 0 where effects add up. */
  readonly interaction?: number;
  /** Spread of what happens to a team and lasts. */
  readonly teamShocks?: number;
  /** Share of people who leave in any quarter and are followed by somebody new. */
  readonly leaving?: number;
}

/** By weeks since the session, from 1 on. */
type Effect = (weeksAfter: number) => number;

const firstDay = 20_024;

export function twoProgrammes({
  seed,
  weeks = 104,
  teams,
  peoplePerTeam,
  mine,
  other,
  interaction = 0,
  teamShocks = 0.1,
  leaving = 0,
}: TwoProgrammes): { readonly facts: Facts; readonly organisation: Organisation } {
  const random = createRandom(seed);
  const places = teams * peoplePerTeam;
  // Each place is held by one person after the other; a person keeps the place until leaving.
  const holders = Array.from({ length: places }, () => {
    const from = [0];
    for (let week = 13; week < weeks; week += 13) if (random.next() < leaving) from.push(week);
    return from;
  });
  const persons = holders.flatMap((from, place) =>
    from.map((first, k) => ({ place, first, last: (from[k + 1] ?? weeks) - 1 })),
  );
  const bare = tinyFacts({
    kind: 'week',
    firstDay: isoFromDay(firstDay),
    periods: weeks,
    teams,
    people: persons.length,
    teamAt: (person, week) => {
      const { place, first, last } = persons[person] ?? { place: 0, first: 0, last: -1 };
      return week >= first && week <= last ? place % teams : -1;
    },
  });
  const shocks = Array.from({ length: teams }, () => lasting(random, weeks, teamShocks));
  const levels = Float64Array.from(persons, () => 0.25 * random.normal());
  // Somebody who came after the session of the team did not get it.
  const startOf = ({ by, starts }: TwoProgrammes['mine'], person: number) => {
    const { place, first, last } = persons[person] ?? { place: 0, first: 0, last: -1 };
    const start = starts[by === 'team' ? place % teams : person];
    return start !== undefined && start >= first && start <= last ? start : Number.POSITIVE_INFINITY;
  };
  const outcome = tinyOutcome(bare, (person, week) => {
    const { place, first, last } = persons[person] ?? { place: 0, first: 0, last: -1 };
    if (week < first || week > last) return { sum: 0, count: 0 };
    const [a, b] = [week - startOf(mine, person), week - startOf(other, person)];
    const does =
      (a > 0 ? mine.effect(a) : 0) + (b > 0 ? other.effect(b) : 0) + (a > 0 && b > 0 ? interaction : 0);
    const level = 3.6 + (levels[person] ?? 0) + (shocks[place % teams]?.[week] ?? 0) + 0.001 * week;
    return { sum: 4 * (level + does) + 2 * 1.3 * random.normal(), count: 4 };
  });
  const spread = {
    ...outcome,
    sumOfSquares: outcome.sumOfSquares + outcome.count.reduce((sum, n) => sum + 1.69 * n, 0),
  };
  const programme = (title: string, { by, starts }: TwoProgrammes['mine']) => ({
    title,
    primaryOutcome: 'satisfied',
    chosen: { by, how: 'other', ...(by === 'person' ? { spillOver: 'none' } : {}) },
    sessions: [...new Set(starts)].flatMap((week) =>
      week === undefined
        ? []
        : [
            {
              date: isoFromDay(firstDay + 7 * week + 2),
              [by === 'team' ? 'teams' : 'people']: namesAt(starts, week, by),
            },
          ],
    ),
  });
  return {
    organisation: Organisation.parse({
      organisation: { name: 'Two at once' },
      measures: { satisfied: { title: 'Satisfied', kind: 'mean', matters: 0.1 } },
      programmes: { mine: programme('Mine', mine), other: programme('Other', other) },
    }),
    facts: { ...bare, outcomes: new Map([['satisfied', spread]]) },
  };
}

function namesAt(starts: Starts, week: number, by: 'team' | 'person'): string[] {
  return starts.flatMap((start, k) => (start === week ? [by === 'team' ? `Team ${k}` : `p${k}`] : []));
}

function lasting(random: ReturnType<typeof createRandom>, weeks: number, spread: number): Float64Array {
  const values = new Float64Array(weeks);
  let now = random.normal();
  for (let week = 0; week < weeks; week++) {
    now = 0.7 * now + Math.sqrt(0.51) * random.normal();
    values[week] = spread * now;
  }
  return values;
}
