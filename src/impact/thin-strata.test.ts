import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import { isoFromDay } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import { estimateImpact, type Found } from './estimate-impact.ts';
import { hasThinStrata, withoutThinStrata } from './thin-strata.ts';

const months = 34;
const start = 14;
const perTeam = 10;

/** Lots drawn within strata of `size` teams, of which all but one are trained; no effect; some of the trained leave for it. */
function found(
  seed: number,
  { strata, size, driven }: { strata: number; size: number; driven: number },
): Found {
  const random = createRandom(seed);
  const teams = strata * size;
  const people = teams * perTeam;
  const isTrained = (team: number) => team % size !== 0;
  const left = Array.from({ length: people }, (_, person) =>
    isTrained(person % teams) && random.next() < driven ? start + 2 : months,
  );
  const teamAt = (person: number, t: number) => (t < (left[person] ?? months) ? person % teams : -1);
  const strataOf = Int32Array.from({ length: teams }, (_, team) => Math.floor(team / size));
  const facts = tinyFacts(
    { periods: months, teams, people, teamAt },
    { strata: new Map([['hall', strataOf]]) },
  );
  const level = Array.from({ length: people }, () => 3.5 + 0.3 * random.normal());
  const moved = Array.from({ length: teams }, () => 0.1 * random.normal());
  const outcome = tinyOutcome(facts, (person, t) => {
    if (teamAt(person, t) < 0) return { sum: 0, count: 0 };
    const team = t > start ? (moved[person % teams] ?? 0) : 0;
    return { sum: 12 * ((level[person] ?? 0) + team + 0.2 * random.normal()), count: 12 };
  });
  const day = facts.calendar.firstDay + Math.round((start + 0.5) * (365.25 / 12));
  const trained = Array.from({ length: teams }, (_, team) => team).filter(isTrained);
  const organisation = Organisation.parse({
    organisation: { name: 'A', period: 'month' },
    measures: { satisfied: { title: 'Satisfied', kind: 'mean', matters: 0.1 } },
    programmes: {
      listen: {
        title: 'Listen',
        primaryOutcome: 'satisfied',
        chosen: { by: 'team', how: 'lot', strata: 'hall' },
        sessions: [{ date: isoFromDay(day), teams: trained.map((team) => `Team ${team}`) }],
      },
    },
  });
  const all = { ...facts, outcomes: new Map([['satisfied', outcome]]) };
  const impact = estimateImpact(all, organisation, 'listen', { orders: 0 });
  if (impact.found.kind === 'refused') throw new Error(impact.found.detail);
  return impact.found;
}

describe('strata with one team on a side', () => {
  it.each([
    { strata: 30, size: 2, driven: 0.4 },
    { strata: 12, size: 3, driven: 0.3 },
  ])('do not hide who was driven out, nor how teams differ: %o', (order) => {
    const runs = 60;
    let covered = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const { question, leaving, figures } = found(seed, order);
      expect(leaving.kind).toBe('estimate');
      expect(question.rollOut).toMatchObject({ leavingMoved: true, stratumOf: undefined });
      if (figures.later.kind === 'estimate' && figures.later.low <= 0 && figures.later.high >= 0) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.05 * 0.95) / runs));
  });

  it('do not hide how many were driven out where that is not sure', () => {
    const unsure = Array.from({ length: 6 }, (_, k) => found(k + 1, { strata: 6, size: 2, driven: 0.12 }));
    const bounded = unsure.filter(({ question, stayers }) => stayers && !question.rollOut.leavingMoved);
    expect(bounded.length).toBeGreaterThan(0);
    for (const { stayers } of bounded) {
      expect(stayers?.later.kind).toBe('estimate');
      expect((stayers?.bounds?.later.high ?? 0) - (stayers?.bounds?.later.low ?? 0)).toBeGreaterThan(0.01);
    }
  });

  it('stay where nobody left for it', () => {
    const { question, design } = found(1, { strata: 15, size: 2, driven: 0 });
    expect(question.rollOut.leavingMoved).toBeUndefined();
    expect(question.rollOut.stratumOf).toBeDefined();
    expect(design).toBe('lottery');
  });
});

describe('withoutThinStrata', () => {
  const { rollOut } = found(1, { strata: 6, size: 2, driven: 0 }).question;
  const withStrata = (stageOf: number[], stratumOf: number[]) => ({
    ...rollOut,
    stageOf: Int32Array.from(stageOf),
    stratumOf: Int32Array.from(stratumOf),
    comparable: new Uint8Array(stageOf.length).fill(1),
  });

  it('leaves strata alone that are wide enough, or of which other shares were trained', () => {
    const wide = withStrata([0, 0, -1, -1, 0, 0, -1, -1], [0, 0, 0, 0, 1, 1, 1, 1]);
    expect(hasThinStrata(wide)).toBe(false);
    expect(withoutThinStrata(wide)).toBe(wide);
    const unequal = withStrata([0, -1, -1, 0, 0, -1], [0, 0, 0, 1, 1, 1]);
    expect(hasThinStrata(unequal)).toBe(true);
    expect(withoutThinStrata(unequal)).toBe(unequal);
  });

  it('drops strata of which the same share was trained in each stage', () => {
    const pairs = withStrata([0, -1, 0, -1], [0, 0, 1, 1]);
    expect(withoutThinStrata(pairs)).toEqual({ ...pairs, stratumOf: undefined });
  });
});
