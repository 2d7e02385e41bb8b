import { describe, expect, it } from 'vitest';
import { ladderOrganisation } from '../../../test/support/ladder-organisation.ts';
import { lotteryEffect } from '../../stats/lottery-effect.ts';
import { createRandom } from '../../stats/random.ts';
import { estimateImpact } from '../estimate-impact.ts';
import type { Facts } from '../facts.ts';

const start = 40;

/** Lots among so many teams, half of them (within sites, where asked for) trained in week 40; the effect is 0.3 and falls to 0.1. */
function lottery(seed: number, teams: number, more: { strata?: string; orders?: number } = {}) {
  const drawn = createRandom(seed + 1000);
  const bySite = [0, 1].map((site) =>
    drawn.shuffle(Int32Array.from({ length: teams / 2 }, (_, k) => 2 * k + site)).slice(0, teams / 4),
  );
  const lots = new Set(
    more.strata === undefined
      ? drawn.shuffle(Int32Array.from({ length: teams }, (_, team) => team)).slice(0, teams / 2)
      : bySite.flatMap((part) => [...part]),
  );
  const world = ladderOrganisation({
    seed,
    teams,
    weeks: 100,
    startOf: (team) => (lots.has(team) ? start : undefined),
    effect: (weeks) => (weeks <= 26 ? 0.3 : 0.1),
    levelOf: (team) => 0.3 * (team % 2),
    chosen: { by: 'team', how: 'lot', ...(more.strata === undefined ? {} : { strata: more.strata }) },
  });
  const impact = estimateImpact(world.facts, world.organisation, 'p', {
    orders: more.orders ?? 0,
    withChecks: false,
  });
  if (impact.found.kind === 'refused') throw new Error(impact.found.detail);
  return { ...world, lots, impact, found: impact.found };
}

/** Mean of each team in some weeks: everybody rates alike often and stays. */
function teamMeans({ outcomes, calendar, people }: Facts, teams: number, from: number, to: number) {
  const outcome = outcomes.get('m');
  const sums = new Float64Array(teams);
  for (let person = 0; person < people; person++) {
    for (let week = from; week <= to; week++) {
      sums[person % teams] =
        (sums[person % teams] ?? 0) + (outcome?.sum[person * calendar.periods + week] ?? 0);
    }
  }
  return sums.map((sum) => sum / (4 * (people / teams) * (to - from + 1)));
}

describe('lottery on one date', () => {
  it.each([undefined, 'site'])('is the lottery effect of team means, strata %s', (strata) => {
    const { facts, lots, found } = lottery(3, 24, strata === undefined ? {} : { strata });
    expect(found.design).toBe('lottery');
    const input = (from: number, to: number) => ({
      outcome: teamMeans(facts, 24, from, to),
      base: teamMeans(facts, 24, start - 26, start - 1),
      trained: Uint8Array.from({ length: 24 }, (_, team) => (lots.has(team) ? 1 : 0)),
      strataOf: strata === undefined ? undefined : facts.siteOfTeam,
    });
    const first = lotteryEffect(input(start + 1, start + 13));
    if (first.kind === 'refused' || found.figures.first.kind === 'refused') throw new Error('refused');
    expect(found.figures.first.estimate).toBeCloseTo(first.effect, 10);
    expect(found.figures.first.standardError).toBeCloseTo(first.standardError, 10);
    expect(found.figures.first.degreesOfFreedom).toBeCloseTo(first.degreesOfFreedom, 8);
    expect(found.figures.first.low).toBeCloseTo(first.low, 8);
    const later = [27, 40].map((from) => lotteryEffect(input(start + from, start + from + 12)));
    const mean =
      later.reduce((sum, each) => sum + (each.kind === 'refused' ? Number.NaN : each.effect), 0) / 2;
    expect(found.figures.later.kind === 'estimate' && found.figures.later.estimate).toBeCloseTo(mean, 10);
    const whole = lotteryEffect(input(start + 1, start + 52));
    if (whole.kind === 'refused' || found.figures.whole.kind === 'refused') throw new Error('refused');
    // The same regressor in every quarter: the mean of four lines is the line of the mean.
    expect(found.figures.whole.estimate).toBeCloseTo(whole.effect, 10);
    expect(found.figures.whole.standardError).toBeCloseTo(whole.standardError, 10);
  });

  it('repeats the lot where teams are few: p as that of the lottery, intervals of all effects not spoken against', () => {
    const { found } = lottery(5, 24, { orders: 999 });
    expect(found.permutation?.orders).toBe(999);
    const { first, whole } = found.figures;
    if (first.kind === 'refused' || whole.kind === 'refused') throw new Error('refused');
    expect(found.permutation?.p).toBeLessThan(0.05);
    expect(first.low).toBeLessThan(first.estimate);
    expect(first.high).toBeGreaterThan(first.estimate);
    const analytic = lottery(5, 24).found.figures.first;
    if (analytic.kind === 'refused') throw new Error('refused');
    expect((first.high - first.low) / (analytic.high - analytic.low)).toBeGreaterThan(0.7);
    expect((first.high - first.low) / (analytic.high - analytic.low)).toBeLessThan(1.4);
  });

  it('finds the truth on average and covers it, by t and by repeating the lot', () => {
    const truths = { first: 0.3, later: 0.1, whole: 0.2, drop: 0.2 } as const;
    const names = ['first', 'later', 'whole', 'drop'] as const;
    const runs = 60;
    const errors = { first: 0, later: 0, whole: 0, drop: 0 };
    let byT = 0;
    let byLot = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const plain = lottery(seed, 24).found.figures;
      const redrawn = lottery(seed, 24, { orders: 199 }).found.figures;
      for (const name of names) {
        const [a, b] = [plain[name], redrawn[name]];
        if (a.kind === 'refused' || b.kind === 'refused') throw new Error('refused');
        errors[name] += (a.estimate - truths[name]) / runs;
        if (a.low <= truths[name] && truths[name] <= a.high) byT++;
        if (b.low <= truths[name] && truths[name] <= b.high) byLot++;
      }
    }
    for (const name of names) expect(Math.abs(errors[name]), name).toBeLessThan(0.02);
    expect(byT / (4 * runs)).toBeGreaterThan(0.91);
    expect(byLot / (4 * runs)).toBeGreaterThan(0.91);
  });
});

describe('a lot within thin strata', () => {
  const inGroups = (ofGroup: number, trains: (team: number) => boolean) => {
    const world = ladderOrganisation({
      seed: 2,
      teams: 24,
      weeks: 100,
      startOf: (team) => (trains(team) ? start : undefined),
      siteOf: (team) => Math.floor(team / ofGroup),
      chosen: { by: 'team', how: 'lot', strata: 'site' },
    });
    const { found } = estimateImpact(world.facts, world.organisation, 'p', { orders: 99, withChecks: false });
    if (found.kind === 'refused') throw new Error(found.detail);
    return found;
  };

  it('keeps the pairs out of the lines, and repeats the lot within them', () => {
    const found = inGroups(2, (team) => team % 2 === 0);
    expect(found.design).toBe('lottery');
    expect(found.figures.first).toMatchObject({ kind: 'estimate' });
    expect(found.permutation?.p).toBeLessThan(0.1);
  });

  it('leaves the plain comparison where groups are thin and shares differ, and says so', () => {
    const found = inGroups(4, (team) => (team < 12 ? team % 4 === 0 : team % 4 < 2));
    expect(found.design).toBe('staged');
    expect(found.designNotes.join(' ')).toContain('too few on one side');
  });
});
