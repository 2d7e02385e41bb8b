import { describe, expect, it } from 'vitest';
import { studentTQuantile } from './distributions.ts';
import type { Blocks } from './level-contrast.ts';
import { createRandom, type Random } from './random.ts';
import { type RateRatioInput, type RateWithInfluence, rateRatio } from './rate-ratio.ts';

/** Cases and person-periods of each cluster, in the window and in the base; the first half is trained. */
interface Counts {
  readonly after: readonly number[];
  readonly before: readonly number[];
  readonly exposure: readonly number[];
}

function inputOf(
  { after, before, exposure }: Counts,
  use: RateRatioInput['use'] = 'difference',
): RateRatioInput {
  const clusters = after.length;
  const half = clusters / 2;
  const rateOf = (cases: readonly number[], from: number, to: number): RateWithInfluence => {
    const inside = (c: number) => c >= from && c < to;
    const total = exposure.reduce((sum, value, c) => sum + (inside(c) ? value : 0), 0);
    const rate = cases.reduce((sum, value, c) => sum + (inside(c) ? value : 0), 0) / total;
    const influence = Float64Array.from(cases, (value, c) =>
      inside(c) ? (value - rate * (exposure[c] ?? 0)) / total : 0,
    );
    return { rate, influence };
  };
  const of = Int32Array.from(after, (_, c) => (c < half ? 0 : 1));
  const blocks: Blocks = { of, count: 2, centred: false };
  return {
    trained: rateOf(after, 0, half),
    untrained: rateOf(after, half, clusters),
    trainedBefore: rateOf(before, 0, half),
    untrainedBefore: rateOf(before, half, clusters),
    blocks,
    use,
  };
}

function found(input: RateRatioInput) {
  const result = rateRatio(input);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let product = random.next();
  let count = 0;
  while (product > limit) {
    product *= random.next();
    count++;
  }
  return count;
}

/** Teams of 20 people over 13 weeks (26 before) with rare cases; people and teams differ. */
function world(seed: number, ratio: number, teams = 60): Counts {
  const random = createRandom(seed);
  const level = Array.from({ length: teams }, () => 0.02 * Math.exp(0.3 * random.normal()));
  const draw = (team: number, weeks: number, factor: number) => {
    const shock = Math.exp(0.15 * random.normal());
    let cases = 0;
    for (let person = 0; person < 20; person++) {
      const frailty = Math.exp(0.5 * random.normal() - 0.125);
      cases += poisson(random, weeks * (level[team] ?? 0) * frailty * factor * shock);
    }
    return cases;
  };
  const all = level.map((_, team) => team);
  return {
    after: all.map((team) => draw(team, 13, 1.2 * (team < teams / 2 ? ratio : 1))),
    before: all.map((team) => draw(team, 26, 1) / 2),
    exposure: all.map(() => 20 * 13),
  };
}

describe('rateRatio', () => {
  it('is the ratio of ratios of counts, with the textbook error where cases come one by one', () => {
    // 40 and 80 cases after, 60 and 90 before, each of a person of its own among 10,000.
    const people = 20_000;
    const cases = (trained: number, untrained: number, offset: number) =>
      Array.from({ length: people }, (_, p) => {
        const k = p < people / 2 ? p : p - people / 2;
        return k >= offset && k < offset + (p < people / 2 ? trained : untrained) ? 1 : 0;
      });
    const counts = {
      after: cases(40, 80, 0),
      before: cases(60, 90, 500),
      exposure: Array.from({ length: people }, () => 1),
    };
    const { ratio, logStandardError } = found(inputOf(counts));
    expect(ratio).toBeCloseTo(40 / 80 / (60 / 90), 12);
    expect(logStandardError).toBeCloseTo(Math.sqrt(1 / 40 + 1 / 80 + 1 / 60 + 1 / 90), 2);
  });

  it('has the influences of the logarithm, by difference quotients cluster by cluster', () => {
    const counts = world(1, 0.7, 12);
    const { logStandardError, ratio } = found(inputOf(counts));
    const step = 1e-6;
    let variance = 0;
    for (let c = 0; c < 12; c++) {
      // One cluster counts a little more: the logarithm moves by its influence.
      const heavier = (values: readonly number[]) => values.map((v, k) => (k === c ? v * (1 + step) : v));
      const turned = {
        after: heavier(counts.after),
        before: heavier(counts.before),
        exposure: heavier(counts.exposure),
      };
      const influence = (Math.log(found(inputOf(turned)).ratio) - Math.log(ratio)) / step;
      variance += (influence ** 2 * 6) / 5;
    }
    expect(logStandardError).toBeCloseTo(Math.sqrt(variance), 5);
  });

  it.each(['difference', 'least-error'] as const)('covers the truth of rare counts, with %s', (use) => {
    const runs = 400;
    for (const truth of [1, 0.6]) {
      let covered = 0;
      let log = 0;
      for (let seed = 1; seed <= runs; seed++) {
        const { ratio, low, high } = found(inputOf(world(seed, truth), use));
        if (low <= truth && truth <= high) covered++;
        log += Math.log(ratio) / runs;
      }
      expect(Math.abs(log - Math.log(truth))).toBeLessThan(0.03);
      expect(covered / runs).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.95 * 0.05) / runs));
      expect(covered / runs).toBeLessThan(0.985);
    }
  });

  it('is less wide with the power of least error where the base says little', () => {
    const square = { whole: 0, least: 0 };
    const told = { whole: 0, least: 0 };
    for (let seed = 1; seed <= 50; seed++) {
      const counts = world(seed, 1);
      const whole = found(inputOf(counts));
      const least = found(inputOf(counts, 'least-error'));
      square.whole += Math.log(whole.ratio) ** 2;
      square.least += Math.log(least.ratio) ** 2;
      told.whole += whole.logStandardError ** 2;
      told.least += least.logStandardError ** 2;
      expect(least.power).not.toBe(1);
    }
    expect(square.least).toBeLessThan(0.9 * square.whole);
    expect(told.least).toBeLessThan(0.9 * told.whole);
  });

  it('has no more degrees of freedom than it is told', () => {
    const counts = world(3, 1);
    const capped = found({ ...inputOf(counts), mostDegreesOfFreedom: 3 });
    const plain = found(inputOf(counts));
    expect(capped.degreesOfFreedom).toBe(3);
    expect(Math.log(capped.high / capped.low)).toBeCloseTo(
      (Math.log(plain.high / plain.low) * studentTQuantile(0.975, 3)) /
        studentTQuantile(0.975, plain.degreesOfFreedom),
      10,
    );
  });

  it('is the worked example of the page', () => {
    const counts = {
      after: [8, 12, 10, 20, 22, 18],
      before: [14, 18, 16, 15, 17, 16],
      exposure: [400, 400, 400, 400, 400, 400],
    };
    const { ratio } = found(inputOf(counts));
    expect(ratio).toBeCloseTo(30 / 60 / (48 / 48), 12);
  });

  it('does not mind units, the order of clusters, or which side is called trained', () => {
    const counts = world(5, 0.8);
    const base = found(inputOf(counts));
    for (const factor of [1e-6, 1e6]) {
      const scaled = found(inputOf({ ...counts, exposure: counts.exposure.map((e) => e * factor) }));
      expect(scaled.ratio).toBeCloseTo(base.ratio, 10);
      expect(scaled.logStandardError).toBeCloseTo(base.logStandardError, 10);
    }
    const turned = {
      after: counts.after.toReversed(),
      before: counts.before.toReversed(),
      exposure: counts.exposure.toReversed(),
    };
    expect(found(inputOf(turned)).ratio).toBeCloseTo(1 / base.ratio, 10);
    expect(found(inputOf(turned)).low).toBeCloseTo(1 / base.high, 10);
  });

  it('refuses a side without cases and clusters that are all alike; throws at what is no rate', () => {
    const none = { after: [0, 0, 3, 4], before: [2, 3, 2, 3], exposure: [1, 1, 1, 1] };
    expect(rateRatio(inputOf(none))).toMatchObject({ reason: 'no-cases' });
    const alike = { after: [1, 1, 2, 2], before: [1, 1, 2, 2], exposure: [1, 1, 1, 1] };
    expect(rateRatio(inputOf(alike))).toMatchObject({ reason: 'no-spread' });
    const input = inputOf(world(1, 1));
    expect(() => rateRatio({ ...input, trained: { ...input.trained, rate: -1 } })).toThrow(RangeError);
    const short = { ...input.untrained, influence: new Float64Array(2) };
    expect(() => rateRatio({ ...input, untrained: short })).toThrow(RangeError);
  });
});
