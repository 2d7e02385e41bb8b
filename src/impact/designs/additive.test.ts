import { describe, expect, it } from 'vitest';
import { type Starts, type TwoProgrammes, twoProgrammes } from '../../../test/support/two-programmes.ts';
import { Analysis } from '../../contract/analysis.ts';
import { createRandom } from '../../stats/random.ts';
import { analyse } from '../analyse.ts';
import { estimateImpact, type Found } from '../estimate-impact.ts';

const teams = 48;
const peoplePerTeam = 4;
const stages = [30, 42, 54, undefined] as const;
const inStages: Starts = Array.from({ length: teams }, (_, team) => stages[team % 4]);
const fades = (week: number) => (week <= 13 ? 0.3 : 0.2);
const otherDoes = (week: number) => (week <= 26 ? 0.5 : 0.3);

/** The other programme goes to most of the trained, mostly soon after the first, and to fewer of the others. */
function scattered(seed: number, of: Starts, untrained: number, trained: number): Starts {
  const random = createRandom(seed);
  return of.map((week) => {
    if (random.next() >= (week === undefined ? untrained : trained)) return undefined;
    return week === undefined ? 18 + random.integer(50) : week - 8 + random.integer(30);
  });
}

type Levels = 'teams' | 'people beside teams' | 'teams beside people';

function world(levels: Levels, seed: number, more: Partial<TwoProgrammes> = {}): TwoProgrammes {
  const byPerson = Array.from({ length: teams * peoplePerTeam }, (_, person) => inStages[person % teams]);
  const mine = { by: 'team', starts: inStages, effect: fades } as const;
  const beside = {
    teams: { by: 'team', starts: scattered(seed, inStages, 0.7, 0.97), effect: otherDoes },
    'people beside teams': { by: 'person', starts: scattered(seed, byPerson, 0.2, 0.6), effect: otherDoes },
    'teams beside people': { by: 'person', starts: scattered(seed, byPerson, 0.2, 0.6), effect: fades },
  } as const;
  const two =
    levels === 'teams beside people'
      ? { mine: beside[levels], other: { ...mine, effect: otherDoes } }
      : { mine, other: beside[levels] };
  const leaving = levels === 'teams' ? 0.08 : 0;
  return { seed, teams, peoplePerTeam, leaving, ...two, ...more };
}

function impactOf(made: TwoProgrammes, withChecks = false) {
  const { facts, organisation } = twoProgrammes(made);
  return estimateImpact(facts, organisation, 'mine', { withChecks });
}

function foundIn(made: TwoProgrammes, withChecks = false): Found {
  const { found } = impactOf(made, withChecks);
  if (found.kind === 'refused') throw new Error(`${found.reason}: ${found.detail}`);
  return found;
}

describe('programmes that cannot be matched', () => {
  it.each([
    ['teams', 40],
    ['people beside teams', 25],
    ['teams beside people', 10],
  ] as const)('are taken off: right on average and as often as they say (%s)', (levels, runs) => {
    const miss = { first: [] as number[], later: [] as number[] };
    const squares = { first: 0, later: 0 };
    let covered = 0;
    for (let seed = 1; miss.first.length < runs; seed++) {
      const { design, figures } = foundIn(world(levels, seed));
      // By chance, teams now and then find a match.
      if (design === 'staged' && levels === 'teams') continue;
      expect(design).toBe('additive');
      for (const [name, truth] of [
        ['first', 0.3],
        ['later', 0.2],
      ] as const) {
        const figure = figures[name];
        if (figure.kind === 'refused') throw new Error(figure.detail);
        miss[name].push(figure.estimate - truth);
        squares[name] += figure.standardError ** 2;
        if (figure.low <= truth && truth <= figure.high) covered++;
      }
    }
    for (const name of ['first', 'later'] as const) {
      const mean = miss[name].reduce((sum, each) => sum + each, 0) / runs;
      expect(Math.abs(mean)).toBeLessThan(3.5 * Math.sqrt(squares[name] / runs / runs));
    }
    // Two figures of each organisation, which go along with each other.
    const coverage = covered / (2 * runs);
    expect(coverage).toBeGreaterThan(0.95 - 3 * Math.sqrt(0.0475 / runs));
  });

  it('would mislead if they were not looked at', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const misses = seeds.map((seed) => {
      const { facts, organisation } = twoProgrammes(world('people beside teams', seed));
      const { mine } = organisation.programmes;
      if (mine === undefined) throw new Error('no programme');
      const alone = { ...organisation, programmes: { mine } };
      const { found } = estimateImpact(facts, alone, 'mine', { withChecks: false });
      if (found.kind === 'refused' || found.figures.first.kind === 'refused') throw new Error('refused');
      expect(found.design).toBe('staged');
      return found.figures.first.estimate - 0.3;
    });
    expect(misses.reduce((sum, miss) => sum + miss, 0) / seeds.length).toBeGreaterThan(0.05);
  });

  it('are named, with what is assumed and how far each enters, from facts to the saved result', () => {
    const { facts, organisation } = twoProgrammes(world('teams', 5));
    const analysis = analyse({ facts, organisation, version: '0.0.0', seed: 1 });
    expect(Analysis.parse(analysis)).toEqual(analysis);
    expect(JSON.stringify(analysis)).not.toMatch(/NaN|undefined|Infinity/);
    const mine = analysis.programmes.find(({ id }) => id === 'mine');
    expect(mine?.method).toContain('assumes that effects add up');
    expect(mine?.notes.join(' ')).toMatch(
      /only \d+\s% of the trained find somebody .* assumes that effects add up/,
    );
    const check = mine?.checks.find(({ id }) => id === 'also-other');
    expect(check).toMatchObject({ role: 'naming', outcome: 'passed' });
    expect(check?.text).toMatch(/assumes that effects add up\. Left out, each 1 that "Other" did/);
    expect(mine?.checks.find(({ id }) => id === 'false-dates')?.outcome).toBe('passed');
    expect(mine?.inPeople.points).toEqual([]);
    expect(mine?.inPeople.windows.every(({ effect }) => effect.kind === 'estimate')).toBe(true);
    expect(mine?.inTeam.windows.some(({ effect }) => effect.kind === 'estimate')).toBe(true);
  });

  it('leave the checks before the training their power: those trained later who rise beforehand are found', () => {
    const rises: TwoProgrammes['mine']['effect'] = () => 0.3;
    const made = world('people beside teams', 6, { mine: { by: 'team', starts: inStages, effect: rises } });
    const { facts, organisation } = twoProgrammes(made);
    const outcome = facts.outcomes.get('satisfied')!;
    const periods = facts.calendar.periods;
    const sum = outcome.sum.map((value, cell) => {
      const start = inStages[(facts.teamAt[cell] ?? 0) % teams] ?? Number.POSITIVE_INFINITY;
      const week = cell % periods;
      return value + (week >= start - 4 && week < start ? 0.4 * (outcome.count[cell] ?? 0) : 0);
    });
    const early = { ...facts, outcomes: new Map([['satisfied', { ...outcome, sum }]]) };
    const { found } = estimateImpact(early, organisation, 'mine');
    if (found.kind === 'refused') throw new Error(found.detail);
    expect(found.design).toBe('additive');
    expect(found.checks.find(({ id }) => id === 'anticipation')?.outcome).toBe('failed');
    expect(found.checks.find(({ id }) => id === 'false-dates')?.outcome).toBe('passed');
  });
});

describe('programmes that cannot be told apart', () => {
  it('are refused, with who got both and when', () => {
    const other = { by: 'team', starts: inStages, effect: otherDoes } as const;
    const { found, judgement } = impactOf(world('teams', 7, { other }));
    expect(judgement).toMatchObject({ verdict: 'cannot tell', reason: 'other-programmes' });
    expect(found).toMatchObject({
      kind: 'refused',
      reason: 'other-programmes',
      detail: expect.stringMatching(
        /"Other" .* cannot be told apart: of 36 teams trained, 36 got "Other" too, 36 of them within four weeks of it, and of 12 not trained, 0 got it\. So whatever one of them did/,
      ),
    });
  });

  it('are refused where only a few people make the difference, and say by how much it is too little', () => {
    const starts = Array.from({ length: teams * peoplePerTeam }, (_, person) =>
      person === 0 ? undefined : inStages[person % teams],
    );
    const other = { by: 'person', starts, effect: otherDoes } as const;
    const { found } = impactOf(world('people beside teams', 8, { other }));
    expect(found).toMatchObject({
      reason: 'other-programmes',
      detail: expect.stringMatching(
        /of 144 people trained, 143 got .* times as large, and over 10 times is too much/,
      ),
    });
  });

  it('do not include what everyone got on one day', () => {
    const starts = Array.from({ length: teams }, () => 40);
    const other = { by: 'team', starts, effect: otherDoes } as const;
    const { design, figures } = foundIn(world('teams', 9, { other }));
    expect(design).toBe('staged');
    if (figures.first.kind === 'refused') throw new Error(figures.first.detail);
    expect(Math.abs(figures.first.estimate - 0.3)).toBeLessThan(4 * figures.first.standardError);
  });
});

describe('programmes that are matched in thin strata', () => {
  it('hold the truth as often as they say', () => {
    const runs = 40;
    let covered = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const other = { by: 'team', starts: scattered(seed, inStages, 0.4, 0.75), effect: otherDoes } as const;
      const { design, figures, effects } = foundIn(world('teams', seed, { other }));
      if (design === 'staged') expect(effects.matchedShare).toBeGreaterThan(0.3);
      const { first, later } = figures;
      if (first.kind === 'refused' || later.kind === 'refused') throw new Error('refused');
      covered +=
        Number(first.low <= 0.3 && 0.3 <= first.high) + Number(later.low <= 0.2 && 0.2 <= later.high);
    }
    // With strata of one team, and no allowance for thin ones, about three in four.
    expect(covered / (2 * runs)).toBeGreaterThan(0.95 - 3 * Math.sqrt(0.0475 / runs));
  });
});
