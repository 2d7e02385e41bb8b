import { describe, expect, it } from 'vitest';
import { drawTeams, usualTeams } from '../../test/support/drawn-teams.ts';
import { tinyFacts, tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import type { Facts } from '../impact/index.ts';
import { isoFromDay } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import { pastOfTeams } from './past-of-teams.ts';
import { personAndWeekMeans } from './person-and-week-means.ts';

const bare = Organisation.parse({ organisation: { name: 'Drawn' } });
const teams = [...Array(36).keys()];

/** A programme on the measure that trained the first half of the teams in week 40. */
function trained({ calendar, teamNames }: Facts): Organisation {
  return Organisation.parse({
    organisation: { name: 'Drawn' },
    measures: { satisfied: { title: 'Satisfied', kind: 'mean' } },
    programmes: {
      listen: {
        title: 'Listen',
        primaryOutcome: 'satisfied',
        chosen: { by: 'team', how: 'lot' },
        sessions: [{ date: isoFromDay(calendar.firstDay + 7 * 40), teams: teamNames.slice(0, 18) }],
      },
    },
  });
}

describe('the past of teams', () => {
  it('parts what belongs to the person from what belongs to the week, exactly where nothing else is there', () => {
    const facts = tinyFacts({
      kind: 'week',
      periods: 30,
      teams: 2,
      people: 8,
      teamAt: (person, week) => (week < person * 2 || (person < 2 && week > 20) ? -1 : person % 2),
    });
    const level = (person: number) => 3 + 0.3 * person;
    const week = (team: number, t: number) => Math.sin(t / 3 + team);
    const outcome = tinyOutcome(facts, (person, t) => {
      const team = facts.teamAt[person * 30 + t] ?? -1;
      return team < 0 ? { sum: 0, count: 0 } : { sum: 2 * (level(person) + week(team, t)), count: 2 };
    });
    const { ofWeek, counts, valueVariance } = personAndWeekMeans(facts, outcome);
    expect(valueVariance).toBeLessThan(1e-4);
    for (const team of [0, 1]) {
      const shift = (ofWeek[team * 30 + 20] ?? 0) - week(team, 20);
      for (let t = 4; t < 30; t++) {
        expect(counts[team * 30 + t]).toBeGreaterThan(0);
        expect(Math.abs((ofWeek[team * 30 + t] ?? 0) - week(team, t) - shift)).toBeLessThan(0.02);
      }
    }
  });

  it('finds the spread of single values and the share that stays', () => {
    const { facts, outcome } = drawTeams(usualTeams, createRandom(2));
    const { past, staying, people } = pastOfTeams(facts, bare, 'satisfied', outcome, teams);
    expect(Math.sqrt(past.valueVariance)).toBeCloseTo(1.3, 1);
    expect(staying).toBeGreaterThan(0.985); // whoever leaves a post is followed at once, so only leavers count
    expect(staying).toBeLessThan(0.997);
    expect(people.reduce((sum, n) => sum + n, 0)).toBe(36 * 8);
  });

  it('takes off what a known programme did', () => {
    const { facts, outcome } = drawTeams(usualTeams, createRandom(9));
    const moved = {
      ...outcome,
      sum: outcome.sum.map((sum, cell) => {
        const late = cell % 104 > 40 && (facts.teamAt[cell] ?? 99) < 18;
        return late ? sum + 0.8 * (outcome.count[cell] ?? 0) : sum;
      }),
    };
    const organisation = trained(facts);
    const read = (from: typeof outcome, by: Organisation) => pastOfTeams(facts, by, 'satisfied', from, teams);
    const clean = read(outcome, organisation);
    const after = read(moved, organisation);
    expect(after.removed).toEqual(['Listen']);
    expect(read(moved, bare).removed).toEqual([]);
    const gap = (a: Float64Array, b: Float64Array) => {
      const byWeek = (values: Float64Array, from: number, to: number) => {
        let sum = 0;
        for (const team of teams.slice(0, 18))
          for (let t = from; t < to; t++) sum += values[team * 104 + t] ?? 0;
        return sum / (18 * (to - from));
      };
      const change = (values: Float64Array) => byWeek(values, 41, 104) - byWeek(values, 0, 40);
      return change(a) - change(b);
    };
    expect(Math.abs(gap(read(moved, bare).past.values, clean.past.values))).toBeGreaterThan(0.6);
    expect(Math.abs(gap(after.past.values, clean.past.values))).toBeLessThan(0.03);
  });
});
