import type { Facts, Outcome } from '../../src/impact/index.ts';
import type { Random } from '../../src/stats/random.ts';
import { tinyFacts, tinyOutcome } from './tiny-facts.ts';

/** Teams whose weeks are good and bad, and whose people have levels of their own, leave, and are followed by others. */
export interface DrawnTeams {
  readonly teams: number;
  readonly perTeam: number;
  readonly periods: number;
  readonly personSd: number;
  readonly shockSd: number;
  readonly memory: number;
  readonly valueSd: number;
  readonly valuesPerWeek: number;
  /** Chance of leaving in a week. */
  readonly leaving: number;
}

export const usualTeams: DrawnTeams = {
  teams: 36,
  perTeam: 8,
  periods: 104,
  personSd: 0.25,
  shockSd: 0.1,
  memory: 0.7,
  valueSd: 1.3,
  valuesPerWeek: 4,
  leaving: 0.008,
};

/** One measure, no training. Each post is held by up to three people, one after the other. */
export function drawTeams(
  wish: DrawnTeams,
  random: Random,
): { readonly facts: Facts; readonly outcome: Outcome } {
  const { teams, perTeam, periods } = wish;
  const posts = teams * perTeam;
  const shocks = Array.from({ length: teams }, () => autoregression(wish, random));
  const changes = Array.from({ length: posts }, () => leavingDates(wish, random));
  const levels = Array.from({ length: 3 * posts }, () => 3.6 + wish.personSd * random.normal());
  const postOf = (person: number) => person % posts;
  const inPost = (person: number, week: number) => {
    const [first = periods, second = periods] = changes[postOf(person)] ?? [];
    const holder = week < first ? 0 : week < second ? 1 : 2;
    return holder === Math.floor(person / posts);
  };
  const facts = tinyFacts({
    kind: 'week',
    firstDay: '2024-01-01',
    periods,
    teams,
    people: 3 * posts,
    teamAt: (person, week) => (inPost(person, week) ? postOf(person) % teams : -1),
  });
  const outcome = tinyOutcome(facts, (person, week) => {
    const count = inPost(person, week) ? valuesIn(wish, random) : 0;
    if (count === 0) return { sum: 0, count: 0 };
    const mean = (levels[person] ?? 0) + (shocks[postOf(person) % teams]?.[week] ?? 0);
    return { sum: count * mean + wish.valueSd * Math.sqrt(count) * random.normal(), count };
  });
  return { facts, outcome };
}

function autoregression({ periods, shockSd, memory }: DrawnTeams, random: Random): number[] {
  let x = shockSd * random.normal();
  return Array.from({ length: periods }, () => {
    const now = x;
    x = memory * x + shockSd * Math.sqrt(1 - memory ** 2) * random.normal();
    return now;
  });
}

function leavingDates({ periods, leaving }: DrawnTeams, random: Random): number[] {
  const dates: number[] = [];
  for (let week = 1; week < periods && dates.length < 2; week++)
    if (random.next() < leaving) dates.push(week);
  return dates;
}

/** Twice as many chances, half of them taken. */
function valuesIn({ valuesPerWeek }: DrawnTeams, random: Random): number {
  let count = 0;
  for (let chance = 0; chance < 2 * valuesPerWeek; chance++) if (random.next() < 0.5) count++;
  return count;
}
