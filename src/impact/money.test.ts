import { describe, expect, it } from 'vitest';
import { tinyFacts } from '../../test/support/tiny-facts.ts';
import { Programme } from '../contract/organisation.ts';
import type { Contrast } from '../stats/level-contrast.ts';
import type { Effects } from './estimate-effects.ts';
import type { Attendance } from './facts.ts';
import { benefitOf, breakEvenEffect, costOf, jointDraws, summariseBenefit } from './money.ts';
import { rollOutOf } from './roll-out.ts';

const teams = 8;
const facts = tinyFacts({ kind: 'week', periods: 60, teams, people: 40 });
const base = { level: 3, volumePerPeriod: 200, people: 40 };
const spans = [1, 14, 27, 40].map((from) => ({ from, to: from + 12 }));

/** The same effect in all four quarters, with given influences of the teams (or persons). */
function effects(estimate: number, influence: readonly number[]): Effects {
  const contrast: Contrast = { estimate, influence: Float64Array.from(influence), beta: 1 };
  return {
    windows: [contrast, contrast, contrast, contrast],
    windowSpans: spans,
    first: contrast,
    later: contrast,
    whole: contrast,
    drop: undefined,
    blocks: { of: new Int32Array(influence.length), count: 1, centred: false },
    basePeriods: 26,
    stages: [],
    countedStages: 2,
    trainedClusters: teams / 2,
    untrainedClusters: teams / 2,
    observedTo: 52,
    matchedShare: 1,
    quartersObserved: 4,
  };
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (x: Float64Array) => x.reduce((sum, value) => sum + value, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: Float64Array, mx: number, y: Float64Array, my: number) =>
    x.reduce((sum, value, k) => sum + (value - mx) * ((y[k] ?? 0) - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}

const mixed = [0.02, -0.01, 0.03, -0.04, 0.01, 0.02, -0.02, -0.01];
const joint = jointDraws(facts, 4000, 7);

function draws(influence: readonly number[], sign: 1 | -1 = 1, programme = 0): Float64Array {
  const benefit = benefitOf(effects(0.1, influence), base, 20, sign, joint, programme);
  if (benefit.kind === 'refused') throw new Error(benefit.detail);
  return benefit.draws;
}

describe('benefitOf', () => {
  it('is effect x periods x volume x value over the observed quarters', () => {
    const benefit = benefitOf(effects(0.1, mixed), base, 20, 1, joint);
    expect(benefit).toMatchObject({ estimate: 0.1 * 52 * 200 * 20 });
    const lower = benefitOf(effects(0.1, mixed), base, 20, -1, joint);
    expect(lower).toMatchObject({ estimate: -0.1 * 52 * 200 * 20 });
    const partly = { ...effects(0.1, mixed), windowSpans: [spans[0], undefined, undefined, undefined] };
    expect(benefitOf(partly, base, 20, 1, joint)).toMatchObject({ estimate: 0.1 * 13 * 200 * 20 });
  });

  it('draws with the error of the effect and the tails of t', () => {
    const drawn = draws(mixed);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const sd = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length);
    const error = Math.sqrt((mixed.reduce((sum, value) => sum + value ** 2, 0) * 8) / 7) * 52 * 200 * 20;
    // Student's t with 7 degrees of freedom has the standard deviation sqrt(7 / 5).
    expect(sd / (error * Math.sqrt(7 / 5))).toBeGreaterThan(0.95);
    expect(sd / (error * Math.sqrt(7 / 5))).toBeLessThan(1.05);
    expect(Math.abs(mean - 0.1 * 52 * 200 * 20)).toBeLessThan((4 * sd) / Math.sqrt(4000));
  });

  it('moves programmes with the same error as one, with the opposite error against each other', () => {
    const twice = mixed.map((value) => 2 * value);
    expect(correlation(draws(mixed), draws(twice, 1, 5))).toBeCloseTo(1, 10);
    expect(correlation(draws(mixed), draws(mixed, -1, 5))).toBeCloseTo(-1, 10);
  });

  it('has nothing in common between programmes in different teams, or of persons', () => {
    const [left, right] = [
      [0.02, -0.02, 0.01, -0.01, 0, 0, 0, 0],
      [0, 0, 0, 0, 0.02, -0.02, 0.01, -0.01],
    ];
    expect(Math.abs(correlation(draws(left), draws(right)))).toBeLessThan(0.06);
    const persons = Array.from({ length: 40 }, (_, person) => (person % 2 === 0 ? 0.01 : -0.01));
    expect(Math.abs(correlation(draws(persons, 1, 0), draws(persons, 1, 1)))).toBeLessThan(0.06);
  });

  it('refuses where a unit has no value', () => {
    expect(benefitOf(effects(0.1, mixed), base, undefined, 1, joint)).toMatchObject({ reason: 'no-value' });
  });

  it('is summed up as an interval and a chance', () => {
    const sums = {
      kind: 'estimate',
      estimate: 50,
      draws: Float64Array.from({ length: 100 }, (_, k) => k + 1),
    } as const;
    expect(summariseBenefit(sums, 80)).toMatchObject({ low: 3, high: 98, probabilityExceedsCost: 0.2 });
  });
});

describe('costOf', () => {
  const programme = Programme.parse({
    title: 'P',
    chosen: { by: 'team', how: 'lot' },
    sessions: [
      { date: '2024-03-04', teams: ['Team 0'], fees: 1000, materials: 50 },
      { date: '2024-05-06', teams: ['Team 1'], fees: 2000 },
      { date: '2025-12-01', teams: ['Team 2'], fees: 4000 },
    ],
    cost: { fees: 300, materials: 20, hoursPerPerson: 6, loadedRate: 40 },
  });
  const rule = { dayToPeriod: 'following', leaveOutTransition: true } as const;
  const row = (person: number, hours: number | undefined, came = true): Attendance => ({
    person,
    day: facts.calendar.firstDay + 63,
    hours,
    came,
  });

  it('counts sessions within the data, and hours as recorded or declared', () => {
    const attendance = new Map([['p', [row(0, undefined), row(8, 4), row(16, undefined, false)]]]);
    const given = { ...facts, attendance };
    const cost = costOf(given, 'p', programme, rollOutOf(given, 'p', programme, rule));
    expect(cost).toEqual({
      total: 3000 + 300 + 70 + 400,
      fees: 3300,
      materials: 70,
      hours: 10,
      hoursCost: 400,
    });
  });

  it('pays at the change that brings the cost within a year', () => {
    const cost = { total: 52_000, fees: 0, materials: 0, hours: 0, hoursCost: 0 };
    expect(breakEvenEffect(cost, base, 20, 'week')).toBeCloseTo(52_000 / (200 * 52 * 20), 12);
    expect(breakEvenEffect(cost, base, 20, 'month')).toBeCloseTo(52_000 / (200 * 12 * 20), 12);
    expect(breakEvenEffect(cost, base, undefined, 'week')).toBeUndefined();
    expect(breakEvenEffect({ ...cost, total: 0 }, base, 20, 'week')).toBeUndefined();
  });
});
