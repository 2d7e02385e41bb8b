import { describe, expect, it } from 'vitest';
import { drawTeams, usualTeams } from '../../test/support/drawn-teams.ts';
import { createRandom } from '../stats/random.ts';
import { type Placebo, placeboOnPast } from './placebo.ts';
import { type RollOutShape, shapeOf } from './roll-out-shape.ts';

const teams = [...Array(36).keys()];

function shapeFor(
  weeks: number,
  stages = 3,
  weeksBetween = 13,
): { shape: RollOutShape; past: ReturnType<typeof drawTeams> } {
  const past = drawTeams({ ...usualTeams, periods: weeks }, createRandom(40));
  const shape = shapeOf({
    calendar: past.facts.calendar,
    teams: 36,
    stages,
    weeksBetween,
    fromDay: past.facts.calendar.firstDay + 7 * (weeks + 4),
    waitingShare: 1 / 6,
    waitWeeks: 52,
  });
  if ('kind' in shape) throw new Error(shape.detail);
  return { shape, past };
}

function placebo(seed: number, draws: number, effect = 0): Placebo {
  const { shape } = shapeFor(104);
  const { facts, outcome } = drawTeams(usualTeams, createRandom(seed));
  const moved = {
    ...outcome,
    sum: outcome.sum.map(
      (sum, cell) => sum + effect * (outcome.count[cell] ?? 0) * ((facts.teamAt[cell] ?? 0) % 2),
    ),
  };
  const found = placeboOnPast({ facts, outcome: moved, teams, stratumOf: undefined, shape, draws, seed });
  if (found.kind === 'refused') throw new Error(found.detail);
  return found;
}

describe('false roll-outs on the past', () => {
  it('raise an alarm in about 5 of 100, over many organisations', () => {
    const found = Array.from({ length: 24 }, (_, k) => placebo(600 + k, 48));
    for (const name of ['first', 'later'] as const) {
      const share = found.reduce((sum, each) => sum + (each[name]?.share ?? Number.NaN), 0) / found.length;
      expect(share).toBeGreaterThan(0.03);
      expect(share).toBeLessThan(0.075);
    }
  });

  it('do not see levels that teams have for good', () => {
    const [plain, moved] = [placebo(3, 100), placebo(3, 100, 2)];
    expect(Math.abs(plain.first.share - moved.first.share)).toBeLessThan(0.05);
  });

  it('count what was drawn, with bounds that hold the share', () => {
    const { first } = placebo(5, 100);
    expect(first.draws).toBe(100);
    expect(first.alarms / first.draws).toBe(first.share);
    expect(first.low).toBeLessThanOrEqual(first.share);
    expect(first.high).toBeGreaterThan(first.share);
  });

  it('move nearer where the past is short, leave out what lasts where it is shorter, and are refused at last', () => {
    const run = (weeks: number) => {
      const { shape, past } = shapeFor(weeks);
      return placeboOnPast({ ...past, teams, stratumOf: undefined, shape, draws: 20, seed: 1 });
    };
    expect(run(60)).toMatchObject({ kind: 'placebo', first: { draws: 20 } });
    expect(run(40)).toMatchObject({ kind: 'placebo', later: undefined });
    expect(run(20)).toMatchObject({ kind: 'refused', reason: 'too-short' });
  });
});
