import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import { isoFromDay } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import { estimateImpact } from './estimate-impact.ts';
import type { Facts } from './facts.ts';
import { sayRatios } from './rate-ratios.ts';

const teams = 40;
const people = 600;
const months = 36;
const start = 15;

/** Complaints: `level` a month and person, times `ratio` after the training in the first half of the teams. */
function world(seed: number, level: number, ratio: number): Facts {
  const random = createRandom(seed);
  const facts = tinyFacts({ periods: months, teams, people });
  const outcome = tinyOutcome(facts, (person, t) => {
    const trained = person % teams < teams / 2 && t > start;
    return { sum: random.next() < level * (trained ? ratio : 1) ? 1 : 0, count: 1 };
  });
  return { ...facts, outcomes: new Map([['complaints', outcome]]) };
}

function impactOf(facts: Facts, more: { matters?: number; mattersRatio?: number }) {
  const day = facts.calendar.firstDay + Math.round((start + 0.5) * (365.25 / 12));
  const trained = Array.from({ length: teams / 2 }, (_, team) => `Team ${team}`);
  const organisation = Organisation.parse({
    organisation: { name: 'A', period: 'month' },
    measures: {
      complaints: { title: 'Complaints', table: 'events', kind: 'count', better: 'lower', ...more },
    },
    programmes: {
      listen: {
        title: 'Listen',
        primaryOutcome: 'complaints',
        chosen: { by: 'team', how: 'other' },
        sessions: [{ date: isoFromDay(day), teams: trained }],
      },
    },
  });
  const impact = estimateImpact(facts, organisation, 'listen');
  if (impact.found.kind === 'refused') throw new Error(impact.found.detail);
  return { ...impact, found: impact.found };
}

describe('effects as ratios', () => {
  it('are the ratio of ratios of the cases, counted by loops, where everybody is there all the time', () => {
    const facts = world(1, 0.1, 0.5);
    const { found } = impactOf(facts, { mattersRatio: 0.8 });
    const sum = facts.outcomes.get('complaints')?.sum ?? new Float64Array();
    const cases = (trained: boolean, from: number, to: number) => {
      let total = 0;
      for (let person = 0; person < people; person++) {
        if (person % teams < teams / 2 !== trained) continue;
        for (let t = from; t <= to; t++) total += sum[person * months + t] ?? 0;
      }
      return total;
    };
    const first = found.rateRatios?.first;
    const counted = {
      trained: cases(true, start + 1, start + 3),
      untrained: cases(false, start + 1, start + 3),
      trainedBefore: cases(true, start - 12, start - 1),
      untrainedBefore: cases(false, start - 12, start - 1),
    };
    expect(first?.cases).toEqual(counted);
    const ratio = counted.trained / counted.untrained / (counted.trainedBefore / counted.untrainedBefore);
    expect(first?.ratio).toMatchObject({ kind: 'estimate', ratio: expect.closeTo(ratio, 10) });
    expect(found.rateRatios && sayRatios(found.rateRatios)).toContain('times as many cases');
  });

  it('give what matters at the level before, declared as a ratio', () => {
    const { found, judgement } = impactOf(world(2, 0.1, 0.4), { mattersRatio: 0.8 });
    expect(found.smallest.source).toBe('declared');
    expect(found.smallest.matters).toBeCloseTo(0.2 * found.base.level, 12);
    expect(judgement.verdict).toBe('lasting');
    expect(impactOf(world(2, 0.1, 0.4), { matters: 0.02 }).found.smallest.matters).toBe(0.02);
  });

  it('are told where cases are rare, and not where they are many and nothing is said of ratios', () => {
    expect(impactOf(world(3, 0.1, 1), {}).found.rateRatios).toBeDefined();
    expect(impactOf(world(3, 0.6, 1), {}).found.rateRatios).toBeUndefined();
    expect(impactOf(world(3, 0.6, 1), { mattersRatio: 0.9 }).found.rateRatios).toBeDefined();
  });

  it('are refused with few cases behind one of the rates', () => {
    const { found } = impactOf(world(4, 0.05, 0.2), { mattersRatio: 0.8 });
    const { first, whole } = found.rateRatios ?? {};
    expect(whole?.ratio.kind).toBe('estimate');
    expect(Math.min(first?.cases.untrained ?? 0, (first?.cases.trainedBefore ?? 0) / 4)).toBeGreaterThan(20);
    // Hardly any case among the trained, but as many were to be expected: that is what the training did.
    expect(first?.cases.trained).toBeLessThan(20);
    expect(first?.ratio.kind).toBe('estimate');
    const rarer = world(5, 0.012, 1);
    expect(() => impactOf(rarer, { mattersRatio: 0.8 })).toThrow('cases lie behind the first quarter');
  });
});
