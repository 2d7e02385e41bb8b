import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { appearancesIn } from './survey-change/appearances.ts';
import { lastingSteps, type PeriodSeries } from './survey-change/lasting-steps.ts';
import { surveyChange } from './survey-change.ts';

const stretch = 4;

function whole(values: ArrayLike<number>): PeriodSeries {
  return { values: Float64Array.from(values), known: new Uint8Array(values.length).fill(1) };
}

/** Weekly noise with a memory: standard deviation 1, plus whatever `signal` says. */
function noisy(
  weeks: number,
  memory: number,
  seed: number,
  signal: (week: number) => number = () => 0,
): PeriodSeries {
  const random = createRandom(seed);
  let noise = random.normal();
  return whole(
    Array.from({ length: weeks }, (_, week) => {
      noise = memory * noise + Math.sqrt(1 - memory ** 2) * random.normal();
      return noise + signal(week);
    }),
  );
}

/** Share of so many series in which a jump is found. */
function alarms(runs: number, weeks: number, memory: number, signal?: (week: number) => number): number {
  let found = 0;
  for (let seed = 1; seed <= runs; seed++)
    if (lastingSteps(noisy(weeks, memory, seed * 977 + weeks, signal), stretch).length > 0) found++;
  return found / runs;
}

describe('jumps of a series', () => {
  it.each([
    [40, 0],
    [40, 0.6],
    [52, 0.9],
    [52, 0.3],
    [104, 0],
    [104, 0.3],
    [104, 0.6],
    [104, 0.9],
    [208, 0.3],
  ])('are not found where there is none: %i weeks, memory %d, at most 1 in 200 of 1,000', (weeks, memory) => {
    expect(alarms(1000, weeks, memory)).toBeLessThanOrEqual(0.005);
  });

  it.each([
    ['a drift', (week: number) => 0.05 * week],
    ['a spike of three weeks', (week: number) => (week >= 50 && week < 53 ? 10 : 0)],
    ['a season', (week: number) => Math.sin((2 * Math.PI * week) / 52)],
  ])('are not found in %s', (_, signal) => {
    expect(alarms(400, 104, 0.3, signal)).toBeLessThanOrEqual(0.01);
  });

  it.each([
    [6, 0.3, 0.45],
    [8, 0.3, 0.85],
    [10, 0.9, 0.95],
  ])('of %d times the noise of a week (memory %d) are found in %d of cases', (size, memory, least) => {
    expect(alarms(300, 104, memory, (week) => (week >= 60 ? size : 0))).toBeGreaterThanOrEqual(least);
  });

  it('are dated to a week or two, with their size', () => {
    const periods: number[] = [];
    for (let seed = 1; seed <= 100; seed++) {
      const [step] = lastingSteps(
        noisy(104, 0.3, seed, (week) => (week >= 37 ? -9 : 0)),
        stretch,
      );
      if (step === undefined) continue;
      periods.push(step.period);
      expect(Math.abs(step.size + 9)).toBeLessThan(3.5);
    }
    expect(periods.length).toBeGreaterThan(95);
    expect(periods.filter((period) => Math.abs(period - 37) <= 2).length).toBeGreaterThan(
      0.95 * periods.length,
    );
  });

  it('without noise are exact; two are told apart; none are found in a straight line', () => {
    const clean = (signal: (week: number) => number) =>
      lastingSteps(whole(Array.from({ length: 104 }, (_, week) => signal(week))), stretch);
    expect(clean(() => 3)).toEqual([]);
    expect(clean((week) => 1e6 + 0.1 * week)).toEqual([]);
    const two = clean((week) => (week >= 30 ? 1 : 0) + (week >= 70 ? 2 : 0));
    expect(two.map(({ period }) => period)).toEqual([30, 70]);
    expect(two.map(({ size }) => size)).toEqual([expect.closeTo(1, 9), expect.closeTo(2, 9)]);
  });

  it('stay the same when the series is shifted or scaled, and weeks without data are passed over', () => {
    const series = noisy(104, 0, 3, (week) => (week >= 52 ? 12 : 0));
    const [step] = lastingSteps(series, stretch);
    const [other] = lastingSteps(whole(series.values.map((value) => 1e6 + 1000 * value)), stretch);
    expect(other?.period).toBe(step?.period);
    expect(other?.size).toBeCloseTo(1000 * (step?.size ?? 0), 4);
    const known = Uint8Array.from(series.known, (_, week) => (week % 13 === 5 ? 0 : 1));
    const [holed] = lastingSteps({ values: series.values, known }, stretch);
    expect(Math.abs((holed?.period ?? 0) - 52)).toBeLessThanOrEqual(2);
  });
});

describe('what appears or vanishes', () => {
  const occurrences = (rows: readonly (readonly number[])[]) => ({
    counts: Float64Array.from(rows.flat()),
    totals: Float64Array.from(rows[0] ?? [], (_, period) =>
      rows.reduce((sum, row) => sum + (row[period] ?? 0), 0),
    ),
  });

  it('is a new scale: 1 to 5 becomes 0 to 10', () => {
    const random = createRandom(5);
    const rows = Array.from({ length: 11 }, () => new Array<number>(104).fill(0));
    for (let week = 0; week < 104; week++)
      for (let k = 0; k < 200; k++) {
        const value = week < 61 ? 1 + Math.floor(5 * random.next()) : Math.floor(11 * random.next());
        (rows[value] ?? [])[week] = (rows[value]?.[week] ?? 0) + 1;
      }
    const found = appearancesIn(occurrences(rows));
    expect(found.map(({ of }) => of)).toEqual([0, 6, 7, 8, 9, 10]);
    expect(new Set(found.map(({ period, appears }) => `${period} ${appears}`))).toEqual(new Set(['61 true']));
  });

  it('is not a rare value, a growing number of answers, or a value at both ends', () => {
    let found = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const random = createRandom(seed);
      const rows = Array.from({ length: 6 }, () => new Array<number>(104).fill(0));
      for (let week = 0; week < 104; week++)
        for (let k = 0; k < 20 + 2 * week; k++) {
          const value = random.next() < 0.01 ? 5 : Math.floor(5 * random.next());
          (rows[value] ?? [])[week] = (rows[value]?.[week] ?? 0) + 1;
        }
      if (appearancesIn(occurrences(rows)).length > 0) found++;
    }
    expect(found).toBeLessThanOrEqual(2);
  });

  it('has the chance that counting all orders gives', () => {
    const orders: string[] = [];
    for (let mask = 0; mask < 2 ** 12; mask++) {
      const bits = mask.toString(2).padStart(12, '0');
      if (bits.replaceAll('0', '').length === 5) orders.push(bits);
    }
    const last = orders.filter((bits) => bits.indexOf('1') >= 6).length / orders.length;
    const product = (6 * 5 * 4 * 3 * 2) / (12 * 11 * 10 * 9 * 8);
    expect(last).toBeCloseTo(product, 12);
    const seen = (weeksBefore: number, weeksAfter: number) =>
      appearancesIn(
        occurrences([
          [...new Array<number>(weeksBefore).fill(0), ...new Array<number>(weeksAfter).fill(50)],
          new Array<number>(weeksBefore + weeksAfter).fill(50),
        ]),
      ).length;
    // 2 things: an alarm under a chance of 0.002 / 4. C(14, 7) = 3432, C(12, 6) = 924.
    expect(seen(7, 7)).toBe(1);
    expect(seen(6, 6)).toBe(0);
    expect(seen(3, 60)).toBe(0);
  });
});

describe('a change of the survey', () => {
  it('is looked for in every series at once', () => {
    const level = noisy(104, 0, 1);
    const spread = noisy(104, 0, 2, (week) => (week >= 40 ? 12 : 0));
    const found = surveyChange({ level, spread, stretch });
    expect(found.kind).toBe('changes');
    if (found.kind !== 'changes') return;
    expect(found.level).toEqual([]);
    expect(found.spread.length).toBe(1);
    expect(found.values).toEqual([]);
  });

  it('is refused under five stretches, and wrong shapes throw', () => {
    expect(surveyChange({ level: whole(new Array(19).fill(1)), stretch })).toMatchObject({
      reason: 'too-short',
    });
    expect(surveyChange({ level: whole([]), stretch })).toMatchObject({ reason: 'too-short' });
    expect(() => surveyChange({ level: whole([1, Number.NaN]), stretch })).toThrow('period 1 is NaN');
    expect(() => surveyChange({ level: whole([1]), stretch: 1 })).toThrow('stretch');
    expect(() => surveyChange({ level: whole([1]), spread: whole([1, 2]), stretch })).toThrow('not 1');
  });
});
