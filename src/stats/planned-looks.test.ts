import { describe, expect, it } from 'vitest';
import { boundariesThatSpend, driftFor, spentByObrienFleming, stoppingChances } from './normal-boundaries.ts';
import { type PlannedLooks, type PlannedLooksInput, plannedLooks } from './planned-looks.ts';
import { createRandom } from './random.ts';

function planned(input: PlannedLooksInput): PlannedLooks {
  const looks = plannedLooks(input);
  if (looks.kind === 'refused') throw new Error(looks.detail);
  return looks;
}

const equal = (looks: number) => Array.from({ length: looks }, (_, k) => (k + 1) / looks);
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe('the recursion over looks', () => {
  it.each([
    [2, 1.977],
    [3, 2.004],
    [4, 2.024],
  ])('gives the constant of O’Brien and Fleming for %i looks', (looks, constant) => {
    const spent = (c: number) =>
      total(
        stoppingChances(
          equal(looks),
          equal(looks).map((share) => c / Math.sqrt(share)),
        ),
      );
    expect(spent(constant - 0.001)).toBeGreaterThan(0.05);
    expect(spent(constant + 0.001)).toBeLessThan(0.05);
  });

  it.each([
    [2, 1.007],
    [3, 1.016],
    [4, 1.022],
  ])('needs the published inflation of the sample for %i looks and a power of 0.9', (looks, inflation) => {
    const constant = { 2: 1.97743, 3: 2.0041, 4: 2.02415 }[looks] ?? 0;
    const boundaries = equal(looks).map((share) => constant / Math.sqrt(share));
    const single = driftFor(0.9, [1], [1.959964]);
    expect((driftFor(0.9, equal(looks), boundaries) / single) ** 2).toBeCloseTo(inflation, 3);
  });

  it('agrees with drawn paths', () => {
    const shares = [0.2, 0.5, 0.8, 1];
    const boundaries = [2.5, 2.2, 2.1, 2];
    const chances = stoppingChances(shares, boundaries, 1.5);
    const random = createRandom(3);
    const paths = 60_000;
    const stopped = new Float64Array(4);
    for (let path = 0; path < paths; path++) {
      let sum = 0;
      let before = 0;
      for (let k = 0; k < 4; k++) {
        sum += 1.5 * (shares[k] - before) + Math.sqrt(shares[k] - before) * random.normal();
        before = shares[k];
        if (Math.abs(sum) / Math.sqrt(shares[k]) < boundaries[k]) continue;
        stopped[k]++;
        break;
      }
    }
    chances.forEach((chance, k) => {
      expect(Math.abs(stopped[k] / paths - chance)).toBeLessThan(
        4 * Math.sqrt((chance * (1 - chance)) / paths),
      );
    });
  });

  it('spends nothing at first and all at the end', () => {
    expect(spentByObrienFleming(0, 0.05)).toBe(0);
    expect(spentByObrienFleming(1, 0.05)).toBeCloseTo(0.05, 12);
    expect(boundariesThatSpend([1], [0.05])[0]).toBeCloseTo(1.959964, 6);
  });
});

describe('plannedLooks', () => {
  it.each([
    [2, [2.963, 1.969]],
    [3, [3.71, 2.511, 1.993]],
    [4, [4.333, 2.963, 2.359, 2.014]],
  ])('has the published boundaries for %i equal looks', (looks, published) => {
    const { looks: found } = planned({ shares: equal(looks), statistics: undefined, alpha: 0.05 });
    found.forEach(({ boundary }, k) => {
      expect(boundary).toBeCloseTo(published[k], 2);
    });
  });

  it('states the price of the worked example of its page', () => {
    const { widerAtTheEnd, moreData } = planned({ shares: equal(4), statistics: undefined, alpha: 0.05 });
    expect(widerAtTheEnd).toBeCloseTo(1.028, 3);
    expect(moreData).toBeCloseTo(1.018, 2);
  });

  it('comes near the normal boundaries where orders are many and the statistic is normal', () => {
    const { looks } = planned({ shares: equal(3), statistics: paths(1, 80_000, equal(3)), alpha: 0.05 });
    expect(looks[1].boundary).toBeCloseTo(looks[1].normalBoundary, 1);
    expect(Math.abs(looks[2].boundary - looks[2].normalBoundary)).toBeLessThan(0.03);
  });

  it.each([
    ['normal', (z: number) => z],
    ['long-tailed', (z: number) => z ** 3],
    ['tied', (z: number) => Math.round(z)],
    ['constant', () => 1],
  ])('stops no more orders than may be spent, the statistic being %s', (_, shape) => {
    const shares = [0.3, 0.6, 1];
    const statistics = paths(5, 5000, shares).map(shape);
    const { looks } = planned({ shares, statistics, alpha: 0.05 });
    const stopped = new Set<number>();
    looks.forEach(({ boundary, spent }, k) => {
      for (let draw = 0; draw < 5000; draw++)
        if (Math.abs(statistics[draw * 3 + k]) >= boundary) stopped.add(draw);
      expect(stopped.size / 5000).toBeLessThanOrEqual(spent + 1e-9);
    });
  });

  it('keeps its size over studies in which the order as drawn is one of many', () => {
    const random = createRandom(9);
    let falseAlarms = 0;
    const studies = 500;
    for (let study = 0; study < studies; study++) falseAlarms += falseAlarmIn(random.integer(1e9)) ? 1 : 0;
    expect(falseAlarms / studies).toBeLessThan(0.05 + 2.6 * Math.sqrt((0.05 * 0.95) / studies));
    expect(falseAlarms / studies).toBeGreaterThan(0.03);
  });

  it('does not change with the sign, the unit or the order of the draws', () => {
    const shares = [0.5, 1];
    const statistics = paths(2, 2000, shares);
    const { looks } = planned({ shares, statistics, alpha: 0.05 });
    const flipped = planned({ shares, statistics: statistics.map((t) => -1e6 * t), alpha: 0.05 });
    expect(flipped.looks[1].boundary / looks[1].boundary).toBeCloseTo(1e6, 3);
    const turned = Float64Array.from(statistics, (_, k) => statistics[2 * (1999 - (k >> 1)) + (k & 1)]);
    expect(planned({ shares, statistics: turned, alpha: 0.05 }).looks).toEqual(looks);
  });

  it('refuses too many looks, looks too close, and too few orders; throws on what cannot be', () => {
    const statistics = undefined;
    expect(plannedLooks({ shares: equal(5), statistics, alpha: 0.05 })).toMatchObject({
      reason: 'too-many-looks',
    });
    expect(plannedLooks({ shares: [0.5, 0.51], statistics, alpha: 0.05 })).toMatchObject({
      reason: 'looks-too-close',
    });
    expect(plannedLooks({ shares: [0.01, 1], statistics, alpha: 0.05 })).toMatchObject({
      reason: 'looks-too-close',
    });
    expect(plannedLooks({ shares: [1], statistics: new Float64Array(39), alpha: 0.05 })).toMatchObject({
      reason: 'few-orders',
    });
    expect(() => plannedLooks({ shares: [0.5, 0.4], statistics, alpha: 0.05 })).toThrow('0.5, 0.4');
    expect(() => plannedLooks({ shares: [], statistics, alpha: 0.05 })).toThrow('shares');
    expect(() => plannedLooks({ shares: [1], statistics, alpha: 1 })).toThrow('got 1');
    expect(() => plannedLooks({ shares: [0.5, 1], statistics: new Float64Array(7), alpha: 0.05 })).toThrow(
      '7',
    );
  });
});

/** [draws x looks] standardised sums of independent normal steps. */
function paths(seed: number, draws: number, shares: readonly number[]): Float64Array {
  const random = createRandom(seed);
  const statistics = new Float64Array(draws * shares.length);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    shares.forEach((share, k) => {
      sum += Math.sqrt(share - (k === 0 ? 0 : shares[k - 1])) * random.normal();
      statistics[draw * shares.length + k] = sum / Math.sqrt(share);
    });
  }
  return statistics;
}

/** Twelve teams with long-tailed outcomes, half trained by lot, no effect, three looks at the growing sums. */
function falseAlarmIn(seed: number): boolean {
  const random = createRandom(seed);
  const parts = Array.from({ length: 3 }, () =>
    Float64Array.from({ length: 12 }, () => random.normal() ** 3),
  );
  const sums = parts.map((_, k) =>
    parts[0].map((__, team) => total(parts.slice(0, k + 1).map((part) => part[team]))),
  );
  const labels = random.shuffle(Int32Array.from({ length: 12 }, (_, team) => team % 2));
  const draws = 500;
  const statistics = new Float64Array(draws * 3);
  for (let draw = 0; draw < draws; draw++) {
    sums.forEach((sum, look) => {
      statistics[draw * 3 + look] = total(
        [...labels].map((label, team) => (label === 1 ? sum[team] : -sum[team])),
      );
    });
    random.shuffle(labels);
  }
  const { looks } = planned({ shares: [1 / 3, 2 / 3, 1], statistics, alpha: 0.05 });
  return looks.some(({ boundary }, k) => Math.abs(statistics[k]) >= boundary);
}
