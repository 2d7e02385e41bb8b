import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fQuantile } from './distributions.ts';
import { type EffectWindow, fitHalfLife, type HalfLife } from './half-life.ts';
import { createRandom, type Random } from './random.ts';

const quarters: readonly EffectWindow[] = [
  { from: 1, to: 13 },
  { from: 14, to: 26 },
  { from: 27, to: 39 },
  { from: 40, to: 52 },
];

/** Window means of first * 2^(-e / halfLife), period by period; e = 0 in period 1. */
function curve(first: number, halfLife: number, windows = quarters): Float64Array {
  return Float64Array.from(windows, ({ from, to }) => {
    let sum = 0;
    for (let period = from; period <= to; period++) sum += first * 2 ** (-(period - 1) / halfLife);
    return sum / (to - from + 1);
  });
}

function alike(k: number, error: number, correlation = 0): Float64Array {
  return Float64Array.from({ length: k * k }, (_, i) => error ** 2 * (i % (k + 1) === 0 ? 1 : correlation));
}

function fitted(
  effects: Float64Array,
  covariance: Float64Array,
  degreesOfFreedom = 40,
  windows = quarters,
): HalfLife {
  const result = fitHalfLife({ effects, covariance, windows, degreesOfFreedom });
  if (result.kind === 'refused') throw new Error(result.reason);
  return result;
}

describe('fitHalfLife', () => {
  it.each([2, 3, 6, 12, 26, 60])('finds a half-life of %d from an exact curve', (halfLife) => {
    const result = fitted(curve(0.3, halfLife), alike(4, 0.001, 0.3));
    expect(result.halfLife).toBeCloseTo(halfLife, 4);
    expect(result.firstEffect).toBeCloseTo(0.3, 5);
    expect(result.low).toBeLessThan(halfLife);
    expect(result.high).toBeGreaterThan(halfLife);
  });

  it('averages over the periods that were observed', () => {
    const observed = [
      { from: 2, to: 5 },
      { from: 9, to: 9 },
      { from: 20, to: 31 },
    ];
    expect(fitted(curve(-2, 8, observed), alike(3, 0.01), 30, observed).halfLife).toBeCloseTo(8, 4);
  });

  it('accepts exactly the half-lives that a search over effect and half-life accepts', () => {
    const effects = Float64Array.of(0.2, 0.09, 0.06, 0.01);
    const nu = 25;
    const result = fitted(effects, alike(4, 0.03), nu);
    const misfit = (first: number, halfLife: number) =>
      curve(first, halfLife).reduce((sum, fitted, w) => sum + ((effects[w] - fitted) / 0.03) ** 2, 0);
    const leastMisfit = (halfLife: number) => {
      let least = Infinity;
      for (let first = 0; first <= 1.5; first += 0.002) least = Math.min(least, misfit(first, halfLife));
      return least;
    };
    const halfLives = Array.from({ length: 240 }, (_, i) => 0.25 * (i + 1));
    const misfits = halfLives.map(leastMisfit);
    const limit = Math.min(...misfits) + (fQuantile(0.95, 1, nu) * nu) / (nu - 4 - 1);
    const accepted = halfLives.filter((_, i) => misfits[i] <= limit);
    expect(Math.abs(result.halfLife! - halfLives[misfits.indexOf(Math.min(...misfits))])).toBeLessThan(0.26);
    expect(Math.abs(result.low - accepted[0])).toBeLessThan(0.26);
    expect(Math.abs(result.high! - accepted[accepted.length - 1])).toBeLessThan(0.26);
  });

  it('says "at least" where no decline is told from zero, and nothing more where none is seen', () => {
    const steady = fitted(Float64Array.of(0.2, 0.19, 0.21, 0.18), alike(4, 0.03));
    expect(steady.high).toBeNull();
    expect(steady.low).toBeGreaterThan(13);
    const growing = fitted(Float64Array.of(0.1, 0.15, 0.2, 0.2), alike(4, 0.03));
    expect(growing).toMatchObject({ halfLife: null, high: null });
    expect(growing.low).toBeGreaterThan(26);
  });

  it('leaves the lower end open where all may have gone at once', () => {
    const result = fitted(Float64Array.of(0.2, 0, 0.01, -0.01), alike(4, 0.03));
    expect(result.low).toBe(0);
    expect(result.high).toBeLessThan(13);
  });

  it('gives the example of its page', () => {
    const result = fitted(Float64Array.of(0.2, 0.09, 0.05, 0.02), alike(4, 0.03, 0.3));
    expect([result.halfLife, result.low, result.high].map((periods) => periods?.toFixed(1))).toEqual([
      '12.0',
      '5.1',
      '23.9',
    ]);
    expect(result.firstEffect.toFixed(2)).toBe('0.27');
  });

  it('knows no units: effects and errors stretched together, or turned round', () => {
    const effects = [0.25, 0.12, 0.05, 0.04];
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.constantFrom(1, -1), (scale, sign) => {
        const plain = fitted(Float64Array.from(effects), alike(4, 0.02, 0.4));
        const stretched = fitted(
          Float64Array.from(effects, (effect) => sign * scale * effect),
          alike(4, 0.02 * scale, 0.4),
        );
        expect(stretched.halfLife! / plain.halfLife!).toBeCloseTo(1, 6);
        expect(stretched.low / plain.low).toBeCloseTo(1, 6);
        expect(stretched.high! / plain.high!).toBeCloseTo(1, 6);
      }),
    );
  });

  it('refuses what cannot be told', () => {
    const refusal = (effects: number[], covariance: Float64Array, degreesOfFreedom: number) =>
      fitHalfLife({
        effects: Float64Array.from(effects),
        covariance,
        windows: quarters.slice(0, effects.length),
        degreesOfFreedom,
      });
    expect(refusal([0.03, 0.02, -0.01, 0], alike(4, 0.03), 40)).toMatchObject({ reason: 'no-effect' });
    expect(refusal([0, 0, 0, 0], alike(4, 0.03), 40)).toMatchObject({ reason: 'no-effect' });
    expect(refusal([0.3], alike(1, 0.03), 40)).toMatchObject({ reason: 'too-few-windows' });
    expect(refusal([0.3, 0.2, 0.1, 0.1], alike(4, 0.03), 5)).toMatchObject({
      reason: 'too-few-degrees-of-freedom',
    });
    expect(refusal([0.3, 0.2, 0.1, 0.1], alike(4, 0.03, 1), 40)).toMatchObject({
      reason: 'singular-covariance',
    });
    expect(refusal([0.3, 0.2, 0.1, 0.1], alike(4, 0), 40)).toMatchObject({ reason: 'singular-covariance' });
  });

  it('throws on wrong shapes and quotes them', () => {
    const input = {
      effects: curve(1, 6),
      covariance: alike(4, 0.1),
      windows: quarters,
      degreesOfFreedom: 40,
    };
    expect(() => fitHalfLife({ ...input, covariance: alike(3, 0.1) })).toThrow('9 covariances');
    expect(() => fitHalfLife({ ...input, level: 95 })).toThrow('95');
    expect(() => fitHalfLife({ ...input, windows: [...quarters.slice(1), { from: 0, to: 5 }] })).toThrow(
      '0 to 5',
    );
    expect(() => fitHalfLife({ ...input, effects: Float64Array.of(1, 1, Number.NaN, 1) })).toThrow('NaN');
  });
});

/** Window effects and covariance of the mean of `clusters` cluster vectors that correlate by 0.3 over windows. */
function sampleOfClusters(truth: Float64Array, error: number, clusters: number, random: Random) {
  const k = truth.length;
  const spread = error * Math.sqrt(clusters);
  const rows = Array.from({ length: clusters }, () => {
    const shared = Math.sqrt(0.3) * random.normal();
    return truth.map((effect) => effect + spread * (shared + Math.sqrt(0.7) * random.normal()));
  });
  const effects = truth.map((_, w) => rows.reduce((sum, row) => sum + row[w], 0) / clusters);
  const covariance = new Float64Array(k * k);
  for (const row of rows) {
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) covariance[i * k + j] += (row[i] - effects[i]) * (row[j] - effects[j]);
    }
  }
  return { effects, covariance: covariance.map((sum) => sum / (clusters * (clusters - 1))) };
}

describe('the interval of the half-life in a simulation', () => {
  const repetitions = 1000;

  it.each([
    [3, 0.4],
    [6, 0.3],
    [12, 0.3],
    [26, 0.3],
  ])('covers a half-life of %d periods in about 95 of 100', (halfLife, first) => {
    const random = createRandom(40 + halfLife);
    let estimated = 0;
    let covered = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const sample = sampleOfClusters(curve(first, halfLife), 0.03, 30, random);
      const result = fitHalfLife({ ...sample, windows: quarters, degreesOfFreedom: 29 });
      if (result.kind === 'refused') continue;
      estimated += 1;
      if (result.low <= halfLife && halfLife <= (result.high ?? Infinity)) covered += 1;
    }
    const errorOfShare = Math.sqrt((0.95 * 0.05) / estimated);
    expect(estimated).toBeGreaterThan(0.7 * repetitions);
    expect(covered / estimated).toBeGreaterThan(0.95 - 2 * errorOfShare);
    // Above 97 where little is left in the second quarter: half of the draws then sit at the border of 0.
    expect(covered / estimated).toBeLessThan(0.975 + 2 * Math.sqrt((0.975 * 0.025) / estimated));
  });

  it('finds a half-life where there is no effect in at most 5 of 100', () => {
    const random = createRandom(7);
    let found = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const sample = sampleOfClusters(new Float64Array(4), 0.03, 30, random);
      if (fitHalfLife({ ...sample, windows: quarters, degreesOfFreedom: 29 }).kind === 'estimate') found += 1;
    }
    expect(found / repetitions).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / repetitions));
  });
});
