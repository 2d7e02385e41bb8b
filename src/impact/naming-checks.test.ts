import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import { createRandom } from '../stats/random.ts';
import { estimateImpact } from './estimate-impact.ts';
import { checksBeside } from './naming-checks.ts';

const day = '2025-04-15';

/** Checks beside a programme of 20 of 40 teams whose measure changed on some days. */
function checksWith(changedOn: readonly string[]) {
  const random = createRandom(1);
  const facts = tinyFacts({ periods: 36, teams: 40, people: 200 });
  const outcome = tinyOutcome(facts, () => ({ sum: 30 + random.normal(), count: 10 }));
  const organisation = Organisation.parse({
    organisation: { name: 'A', period: 'month' },
    measures: {
      satisfied: {
        title: 'Satisfied',
        kind: 'mean',
        matters: 0.1,
        changedOn: changedOn.map((date) => ({ date, what: 'a new scale' })),
      },
    },
    programmes: {
      listen: {
        title: 'Listen',
        primaryOutcome: 'satisfied',
        chosen: { by: 'team', how: 'other' },
        sessions: [{ date: day, teams: Array.from({ length: 20 }, (_, team) => `Team ${team}`) }],
      },
    },
  });
  const given = { ...facts, outcomes: new Map([['satisfied', outcome]]) };
  const impact = estimateImpact(given, organisation, 'listen');
  if (impact.found.kind === 'refused') throw new Error(impact.found.detail);
  return checksBeside(given, organisation, impact, impact.found, []).find(
    ({ id }) => id === 'survey-changed-nearby',
  );
}

describe('a change of the survey', () => {
  it.each([
    ['2025-03-04', 'failed'],
    ['2025-05-27', 'failed'],
    ['2025-03-03', 'passed'],
    ['2025-05-28', 'passed'],
  ])('on %s, beside a training on 15 April: %s', (date, outcome) => {
    expect(checksWith(['2024-06-01', date])).toMatchObject({ role: 'naming', outcome });
  });

  it('is said with its day, and not looked for where none is recorded', () => {
    expect(checksWith(['2025-05-03'])?.text).toContain('a new scale on 3 May 2025');
    expect(checksWith([])).toBeUndefined();
  });
});
