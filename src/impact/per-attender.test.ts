import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome, tinyRollOut } from '../../test/support/tiny-facts.ts';
import { Programme } from '../contract/organisation.ts';
import { firstDayOfPeriod } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import { type EffectQuestion, estimateEffects } from './estimate-effects.ts';
import type { Attendance, Facts, Outcome } from './facts.ts';
import { perAttenderOf, sayPerAttender } from './per-attender.ts';

const teams = 40;
const people = 600;
const months = 36;
const start = 15;
const isAssigned = (person: number) => person % teams < teams / 2;

interface Given {
  readonly facts: Facts;
  readonly outcome: Outcome;
}

/** A share of those assigned came, a few others too; who came rose by 0.3, and keen people stand higher anyway. */
function world(seed: number, shareAssigned: number): Given {
  const random = createRandom(seed);
  const facts = tinyFacts({ periods: months, teams, people });
  const keen = Array.from({ length: people }, () => random.next());
  const came = keen.map((value, person) => value < (isAssigned(person) ? shareAssigned : 0.1));
  const outcome = tinyOutcome(facts, (person, t) => {
    const gain = t > start && came[person] ? 0.3 : 0;
    return { sum: 10 * (4 - (keen[person] ?? 0) + gain + 0.2 * random.normal()), count: 10 };
  });
  const day = firstDayOfPeriod(facts.calendar, start) + 3;
  const attendance = came.map((is, person): Attendance => ({ person, day, hours: undefined, came: is }));
  return { facts: { ...facts, attendance: new Map([['listen', attendance]]) }, outcome };
}

function questionOf({ facts, outcome }: Given): EffectQuestion {
  const stageOf = Array.from({ length: teams }, (_, team) => (team < teams / 2 ? 0 : -1));
  return {
    facts,
    outcome,
    rollOut: tinyRollOut(stageOf, [[start, start]]),
    basePeriods: 12,
    curve: 'people',
  };
}

const named = Programme.parse({ title: 'P', sessions: [{ date: '2025-04-15', teams: ['Team 0'] }] });

function found(given: Given, programme = named) {
  const question = questionOf(given);
  return perAttenderOf(question, estimateEffects(question), 'listen', programme);
}

describe('the effect per person who came', () => {
  it('is what it did for those who came, not for all assigned', () => {
    const given = world(1, 0.6);
    const result = found(given);
    if (result === undefined || result.later.kind === 'refused') throw new Error('not estimated');
    const share = (assigned: boolean) =>
      (given.facts.attendance.get('listen') ?? []).filter(
        ({ person, came }) => came && isAssigned(person) === assigned,
      ).length /
      (people / 2);
    expect(result.later.came).toBeCloseTo(share(true) - share(false), 10);
    expect(Math.abs(result.later.estimate - 0.3)).toBeLessThan(3 * result.later.standardError);
    expect(result.later.standardError).toBeLessThan(0.05);
    expect(sayPerAttender(result, { factor: 1, decimals: 2, unit: 'points' })).toContain(
      'Per person who came: +0.',
    );
  });

  it('is refused in words where nobody came', () => {
    const result = found(world(2, 0.12));
    expect(result?.first).toMatchObject({ reason: 'weak-first-stage' });
    expect(result && sayPerAttender(result, { factor: 1, decimals: 2, unit: 'points' })).toContain(
      'cannot be told',
    );
  });

  it('is left out where nobody was assigned by name, nothing is known of who came, or all came', () => {
    const given = world(3, 0.6);
    expect(found(given, Programme.parse({ title: 'P' }))).toBeUndefined();
    const unknown: Facts = { ...given.facts, attendance: new Map() };
    expect(found({ ...given, facts: unknown })).toBeUndefined();
    const all = (given.facts.attendance.get('listen') ?? []).map((row) => ({
      ...row,
      came: isAssigned(row.person),
    }));
    expect(
      found({ ...given, facts: { ...given.facts, attendance: new Map([['listen', all]]) } }),
    ).toBeUndefined();
  });

  it("counts the people of a leader's team once the leader came", () => {
    const given = world(4, 0.6);
    const day = firstDayOfPeriod(given.facts.calendar, start) + 3;
    const leaders = Array.from({ length: teams }, (_, team) => ({
      person: team,
      team,
      fromDay: 0,
      toDay: day + 1000,
    }));
    const attendance = leaders.map(
      ({ person, team }): Attendance => ({ person, day, hours: undefined, came: team < 15 }),
    );
    const led: Facts = { ...given.facts, leaders, attendance: new Map([['listen', attendance]]) };
    const leadership = Programme.parse({ ...named, kind: 'leadership' });
    const result = found({ ...given, facts: led }, leadership);
    expect(result?.first).toMatchObject({ kind: 'estimate', came: expect.closeTo(0.75, 1) });
  });
});
