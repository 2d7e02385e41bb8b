import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome, tinyRollOut } from '../../test/support/tiny-facts.ts';
import { createRandom } from '../stats/random.ts';
import { changeBeforeAfter } from './before-after.ts';
import { cappingChecks } from './checks.ts';
import { type EffectQuestion, estimateEffects } from './estimate-effects.ts';
import { effectOnLeaving } from './leaving.ts';
import type { RollOut } from './roll-out.ts';

const teams = 40;
const periods = 104;
const people = 3 * teams;
const stageOf = Array.from({ length: teams }, (_, team) => (team < 10 ? 0 : team < 20 ? 1 : -1));
const starts = [50, 60];

interface World {
  readonly seed: number;
  readonly how: RollOut['how'];
  /** What is added to the values of those trained later, by periods before (negative) or after their training. */
  readonly planted?: (untilTraining: number) => number;
  readonly leaves?: (person: number, period: number) => boolean;
}

function question({ seed, how, planted = () => 0, leaves = () => false }: World): EffectQuestion {
  const random = createRandom(seed);
  const facts = tinyFacts({
    kind: 'week',
    periods,
    teams,
    people,
    teamAt: (person, period) => (leaves(person, period) ? -1 : person % teams),
  });
  const outcome = tinyOutcome(facts, (person, period) => {
    const start = starts[stageOf[person % teams] ?? -1];
    const there = (facts.teamAt[person * periods + period] ?? -1) >= 0;
    const value = 3 + random.normal() + (start === undefined ? 0 : planted(period - start));
    return there ? { sum: value, count: 1 } : { sum: 0, count: 0 };
  });
  const at = starts.map((start) => [start, start] as const);
  return { facts, outcome, rollOut: tinyRollOut(stageOf, at, { how }), basePeriods: 26, curve: 'people' };
}

function outcomes(world: World): Record<string, string> {
  const asked = question(world);
  const checks = cappingChecks(asked, estimateEffects(asked), undefined);
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}

const seeds = Array.from({ length: 20 }, (_, k) => k + 1);

describe('cappingChecks', () => {
  it('pass where nothing was planted, but for what the level allows', () => {
    const failed = seeds.flatMap((seed) =>
      Object.entries(outcomes({ seed, how: 'lot', planted: (e) => (e > 0 ? 0.5 : 0) })).filter(
        ([, outcome]) => outcome === 'failed',
      ),
    );
    // Holm at 1 %: of 20 organisations 0.2 are expected to fail.
    expect(failed.length).toBeLessThanOrEqual(2);
  });

  it('reject a true null as often as they say', () => {
    const below = { 'false-dates': 0, anticipation: 0 };
    const runs = 150;
    for (let seed = 100; seed < 100 + runs; seed++) {
      const asked = question({ seed, how: 'other' });
      for (const { id, p = 1 } of cappingChecks(asked, estimateEffects(asked), undefined)) {
        if (p < 0.1) below[id as keyof typeof below] += 1 / runs;
      }
    }
    // 0.1, give or take three Monte Carlo errors of 0.024.
    for (const share of Object.values(below)) {
      expect(share).toBeGreaterThan(0.027);
      expect(share).toBeLessThan(0.173);
    }
  });

  it('find that those trained later had moved before', () => {
    const drift = (e: number) => (e > -27 ? 1.5 : e > -43 ? (1.5 * (43 + e)) / 16 : 0);
    for (const seed of [1, 2, 3]) {
      expect(outcomes({ seed, how: 'other', planted: drift })).toMatchObject({ 'false-dates': 'failed' });
    }
  });

  it('find what changed in the last four weeks before', () => {
    const early = (e: number) => (e >= -4 ? 0.8 : 0);
    for (const seed of [1, 2, 3]) {
      const found = outcomes({ seed, how: 'other', planted: early });
      expect(found).toMatchObject({ anticipation: 'failed', 'false-dates': 'passed' });
    }
  });

  it('find stages that no lot drew, and look for that only where lots are said to be drawn', () => {
    const better = () => 0.8;
    expect(outcomes({ seed: 1, how: 'lot', planted: better })).toMatchObject({ balance: 'failed' });
    expect(outcomes({ seed: 1, how: 'other', planted: better })).not.toHaveProperty('balance');
  });

  it('say that they could not be run where nothing lies before the base', () => {
    const asked = { ...question({ seed: 1, how: 'other' }), basePeriods: 50 };
    const whole = { ...asked, rollOut: { ...asked.rollOut, stages: asked.rollOut.stages.slice(0, 1) } };
    whole.rollOut.stageOf.forEach((stage, team) => {
      whole.rollOut.stageOf[team] = stage === 1 ? -1 : stage;
    });
    const none = cappingChecks(whole, estimateEffects(whole), undefined);
    expect(none.find(({ id }) => id === 'false-dates')).toMatchObject({ outcome: 'not-run' });
  });

  it('fail on a measure that cannot be touched only where it surely moved by more than its own m', () => {
    const asked = question({ seed: 1, how: 'other' });
    const effects = estimateEffects(asked);
    const control = (estimate: number, matters: number) => {
      const effect = {
        kind: 'estimate',
        estimate,
        standardError: 0.01,
        degreesOfFreedom: 30,
        low: 0,
        high: 0,
        sureLow: 0,
        sureHigh: 0,
        low90: 0,
        high90: 0,
      } as const;
      const checks = cappingChecks(asked, effects, { title: 'Weather', effect, matters });
      return checks.find(({ id }) => id === 'negative-control')?.outcome;
    };
    expect(control(0.05, 0.1)).toBe('passed');
    expect(control(0.11, 0.1)).toBe('passed');
    expect(control(0.2, 0.1)).toBe('failed');
    expect(control(-0.2, 0.1)).toBe('failed');
  });
});

describe('effectOnLeaving', () => {
  it('finds what was planted, per quarter, and nothing where nothing was', () => {
    // One of the three people of every trained team leaves 20 weeks after the training; of the others one in six does.
    const leaves = (ofOthers: number) => (person: number, period: number) => {
      const start = starts[stageOf[person % teams] ?? -1];
      if (person >= teams) return false;
      return start === undefined ? person % teams >= 40 - ofOthers && period > 70 : period > start + 20;
    };
    const asked = question({ seed: 2, how: 'other', leaves: leaves(10) });
    const found = effectOnLeaving(asked, estimateEffects(asked));
    if (found.kind === 'refused') throw new Error(found.detail);
    // Stage 1 is seen for 52 weeks, stage 2 for 43: a third less a sixth, by quarters seen.
    const expected = (1 / 3 - 1 / 6) * 0.5 * (13 / 52 + 13 / 43);
    expect(found.estimate).toBeCloseTo(expected, 10);
    const none = question({ seed: 2, how: 'other' });
    expect(effectOnLeaving(none, estimateEffects(none))).toMatchObject({ reason: 'no-spread' });
  });
});

describe('changeBeforeAfter', () => {
  it('is the mean of the 13 weeks after less that of the 13 before, among trained and untrained', () => {
    const asked = question({ seed: 3, how: 'other', planted: (e) => (e > 0 ? 1 : 0) });
    const found = changeBeforeAfter(asked, estimateEffects(asked));
    const { facts, outcome } = asked;
    const sums = { before: 0, after: 0 };
    for (let person = 0; person < facts.people; person++) {
      const start = starts[stageOf[person % teams] ?? -1];
      if (start === undefined) continue;
      for (let e = 1; e <= 13; e++) {
        sums.before += outcome.sum[person * periods + start - e] ?? 0;
        sums.after += outcome.sum[person * periods + start + e] ?? 0;
      }
    }
    expect(found?.change).toBeCloseTo((sums.after - sums.before) / (60 * 13), 10);
    expect(Math.abs(found?.changeOfUntrained ?? 1)).toBeLessThan(0.1);
  });
});
