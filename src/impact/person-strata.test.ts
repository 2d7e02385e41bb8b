import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import { isoFromDay } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import { estimateImpact } from './estimate-impact.ts';

const people = 400;
const months = 36;
const start = 15;

/** In the site that rises by itself three quarters were drawn, in the other one a quarter; the training gives 0.1. */
function effectWith(seed: number, strata: string | undefined): number {
  const random = createRandom(seed);
  const facts = tinyFacts({ periods: months, teams: 40, people });
  const site = (person: number) => (person % 40) % 2;
  const trained = Array.from({ length: people }, (_, person) => person).filter(
    (person) => random.next() < (site(person) === 0 ? 0.75 : 0.25),
  );
  const isTrained = new Set(trained);
  const outcome = tinyOutcome(facts, (person, t) => {
    const gain = t > start ? (site(person) === 0 ? 0.3 : 0) + (isTrained.has(person) ? 0.1 : 0) : 0;
    return { sum: 10 * (3 + gain + 0.1 * random.normal()), count: 10 };
  });
  const day = facts.calendar.firstDay + Math.round((start + 0.5) * (365.25 / 12));
  const organisation = Organisation.parse({
    organisation: { name: 'A', period: 'month' },
    measures: { satisfied: { title: 'Satisfied', kind: 'mean', matters: 0.05 } },
    programmes: {
      listen: {
        title: 'Listen',
        primaryOutcome: 'satisfied',
        chosen: { by: 'person', how: 'lot', spillOver: 'none', ...(strata ? { strata } : {}) },
        sessions: [{ date: isoFromDay(day), people: trained.map((person) => `p${person}`) }],
      },
    },
  });
  const { found } = estimateImpact(
    { ...facts, outcomes: new Map([['satisfied', outcome]]) },
    organisation,
    'listen',
    {
      withChecks: false,
    },
  );
  if (found.kind === 'refused' || found.figures.later.kind === 'refused') throw new Error('not estimated');
  return found.figures.later.estimate;
}

describe('lots that were drawn within strata, by person', () => {
  it('compare within them: a site that rises by itself does not count as an effect', () => {
    for (let seed = 1; seed <= 3; seed++) {
      expect(effectWith(seed, undefined)).toBeGreaterThan(0.2);
      expect(effectWith(seed, 'site')).toBeCloseTo(0.1, 1.5);
      expect(effectWith(seed, 'team')).toBeCloseTo(0.1, 1.5);
    }
  });
});
