import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentTQuantile } from './distributions.ts';
import { createRandom, type Random } from './random.ts';
import { satterthwaiteDegreesOfFreedom } from './satterthwaite.ts';

const freedom = (contributions: readonly number[], clusters: readonly number[]) =>
  satterthwaiteDegreesOfFreedom(Float64Array.from(contributions), clusters);

/** Mean of `size` normal draws of true mean 0, and its estimated variance. */
function sampleMean(size: number, spread: number, random: Random) {
  const draws = Array.from({ length: size }, () => spread * random.normal());
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / size;
  const squares = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0);
  return { mean, variance: squares / (size - 1) / size };
}

const strata = fc.array(
  fc.record({
    share: fc.double({ min: 0.01, max: 100, noNaN: true }),
    clusters: fc.integer({ min: 2, max: 50 }),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('satterthwaiteDegreesOfFreedom', () => {
  it('is Welch with two strata', () => {
    // Welch (1938) for variances 4 and 25 of samples of 10 and 6: v = s^2 / n.
    const [v1, v2] = [4 / 10, 25 / 6];
    expect(freedom([v1, v2], [10, 6])).toBeCloseTo((v1 + v2) ** 2 / (v1 ** 2 / 9 + v2 ** 2 / 5), 12);
  });

  it('is n - 1 with one stratum, and the sum of n - 1 where shares go by n - 1', () => {
    expect(freedom([3.7], [12])).toBeCloseTo(11, 12);
    expect(freedom([2, 2, 2], [9, 9, 9])).toBeCloseTo(24, 12);
    expect(freedom([4, 10], [5, 11])).toBeCloseTo(14, 12);
  });

  it('lies between the least stratum and all together, and knows no units', () => {
    fc.assert(
      fc.property(strata, fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (parts, scale) => {
        const shares = parts.map((part) => part.share);
        const clusters = parts.map((part) => part.clusters);
        const result = freedom(shares, clusters) as number;
        const each = clusters.map((n) => n - 1);
        expect(result).toBeGreaterThanOrEqual(Math.min(...each) - 1e-9);
        expect(result).toBeLessThanOrEqual(each.reduce((sum, n) => sum + n, 0) + 1e-9);
        expect(
          freedom(
            shares.map((share) => share * scale),
            clusters,
          ),
        ).toBeCloseTo(result, 8);
      }),
    );
  });

  it('gives the example of its page', () => {
    expect(freedom([4, 1, 1, 1, 1], [5, 10, 10, 10, 20])).toBeCloseTo(64 / (4 + 3 / 9 + 1 / 19), 10);
  });

  it('passes over strata without weight, even of one cluster', () => {
    expect(freedom([1, 0, 0], [8, 1, 20])).toBeCloseTo(7, 12);
  });

  it.each([
    [4, 4, 1],
    [4, 20, 1],
    [4, 20, 3],
    [8, 40, 0.5],
  ])(
    'covers a difference of %d and %d clusters, spreads %d to 1, in about 95 of 100',
    (few, many, spread) => {
      const random = createRandom(100 * few + many);
      const repetitions = 4000;
      let covered = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const [a, b] = [sampleMean(few, spread, random), sampleMean(many, 1, random)];
        const nu = freedom([a.variance, b.variance], [few, many]) as number;
        const half = studentTQuantile(0.975, nu) * Math.sqrt(a.variance + b.variance);
        if (Math.abs(a.mean - b.mean) <= half) covered += 1;
      }
      const errorOfShare = Math.sqrt((0.95 * 0.05) / repetitions);
      expect(covered / repetitions).toBeGreaterThan(0.945 - 2 * errorOfShare);
      expect(covered / repetitions).toBeLessThan(0.97 + 2 * errorOfShare);
    },
  );

  it('refuses a single cluster that counts, and no variance at all', () => {
    expect(freedom([1, 1], [8, 1])).toMatchObject({ kind: 'refused', reason: 'one-cluster' });
    expect(freedom([0, 0], [8, 5])).toMatchObject({ kind: 'refused', reason: 'no-variance' });
    expect(freedom([], [])).toMatchObject({ kind: 'refused', reason: 'no-variance' });
  });

  it('throws on wrong shapes and quotes them', () => {
    expect(() => freedom([1, 2], [3])).toThrow('2 contributions but 1');
    expect(() => freedom([-1, 2], [3, 3])).toThrow('-1');
    expect(() => freedom([Number.NaN], [3])).toThrow('NaN');
  });
});
