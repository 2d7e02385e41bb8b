import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOfFew, type FewTeams } from '../../test/support/few-teams.ts';
import { createRandom } from './random.ts';
import { studentisedBootstrap } from './studentised-bootstrap.ts';

const influence = Float64Array.of(0.03, -0.01, 0.02, -0.04, 0.01, 0.012, -0.04, 0.018);
const groupOf = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
const asked = { influence, groupOf, weights: 'rademacher' as const, draws: 20_000, random: createRandom(1) };

/** |T| of one pattern of signs, by the definition. */
function sizeUnder(signs: readonly number[]): number {
  const signed = signs.map((sign, c) => sign * (influence[c] ?? 0));
  const variance = [signed.slice(0, 4), signed.slice(4)].reduce((sum, group) => {
    const mean = group.reduce((total, each) => total + each, 0) / 4;
    return sum + (4 / 3) * group.reduce((total, each) => total + (each - mean) ** 2, 0);
  }, 0);
  return Math.abs(signed.reduce((sum, each) => sum + each, 0)) / Math.sqrt(variance);
}

describe('studentisedBootstrap', () => {
  it('draws the quantile of all 256 sign patterns', () => {
    const sizes = Array.from({ length: 256 }, (_, bits) =>
      sizeUnder(Array.from({ length: 8 }, (__, c) => ((bits >> c) & 1 ? 1 : -1))),
    ).sort((a, b) => a - b);
    for (const level of [0.5, 0.8, 0.9, 0.95]) {
      const found = studentisedBootstrap({ ...asked, level, random: createRandom(3) });
      if (found.kind === 'refused') throw new Error(found.detail);
      // Within the share of patterns that 20,000 draws cannot tell apart.
      const share = sizes.filter((size) => size < found.criticalValue - 1e-12).length / 256;
      expect(share).toBeLessThanOrEqual(level + 0.01);
      const upTo = sizes.filter((size) => size <= found.criticalValue + 1e-12).length / 256;
      expect(upTo).toBeGreaterThanOrEqual(level - 0.01);
    }
  });

  it('is the example of the page', () => {
    const found = studentisedBootstrap({ ...asked, weights: 'webb', draws: 9_999, random: createRandom(1) });
    if (found.kind === 'refused') throw new Error(found.detail);
    expect(found.standardError).toBeCloseTo(0.083, 4);
    expect(found.criticalValue).toBeCloseTo(2.32, 1);
  });

  it('is the normal quantile with many clusters', () => {
    const random = createRandom(5);
    const many = Float64Array.from({ length: 800 }, () => random.normal());
    const found = studentisedBootstrap({
      influence: many,
      groupOf: new Int32Array(800).map((_, c) => c % 2),
      weights: 'webb',
      draws: 4_000,
      random,
    });
    expect(found).toMatchObject({ kind: 'estimate' });
    if (found.kind === 'estimate') expect(Math.abs(found.criticalValue - 1.96)).toBeLessThan(0.1);
  });

  it('follows the unit, the sign and who takes part', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 1e8, noNaN: true }), fc.boolean(), (unit, mirrored) => {
        const sign = mirrored ? -unit : unit;
        const plain = studentisedBootstrap({ ...asked, draws: 199, random: createRandom(2) });
        const other = studentisedBootstrap({
          ...asked,
          influence: Float64Array.of(...influence.map((value) => value * sign), 0, 7 * sign),
          groupOf: Int32Array.of(...groupOf, 0, -1),
          draws: 199,
          random: createRandom(2),
        });
        if (plain.kind === 'refused' || other.kind === 'refused') throw new Error('both can be had');
        expect(other.criticalValue).toBeCloseTo(plain.criticalValue, 9);
        expect(other.standardError / unit).toBeCloseTo(plain.standardError, 9);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses what has no spread, and rejects what is no number', () => {
    const of = (values: readonly number[], groups: readonly number[]) =>
      studentisedBootstrap({
        ...asked,
        influence: Float64Array.from(values),
        groupOf: Int32Array.from(groups),
        draws: 99,
      });
    expect(of([], [])).toMatchObject({ reason: 'one-cluster' });
    expect(of([0.1], [0])).toMatchObject({ reason: 'one-cluster' });
    expect(of([0.1, 0.2], [0, -1])).toMatchObject({ reason: 'one-cluster' });
    expect(of(Array<number>(20).fill(0), Array<number>(20).fill(0))).toMatchObject({ reason: 'no-variance' });
    expect(of([0.1, 0.1, 0.1], [0, 0, 0])).toMatchObject({ reason: 'no-variance' });
    for (const alike of [0.1, 0.3, 1 / 3, 7.7]) {
      for (const clusters of [7, 20, 41])
        expect(of(Array<number>(clusters).fill(alike), Array<number>(clusters).fill(0))).toMatchObject({
          reason: 'no-variance',
        });
    }
    for (const [values, groups] of [
      [
        [0.1, -0.1],
        [0, 0],
      ],
      [
        [0.1, -0.2],
        [0, 1],
      ],
      [
        [0.1, -0.2, 0.3],
        [0, 0, 0],
      ],
      [
        [0.1, -0.2, 0.3, 0.4],
        [0, 0, 1, 1],
      ],
      [
        [0.1, -0.2, 0.3, 0.4, 0, 0, 0],
        [0, 1, 1, 1, 1, 1, 1],
      ],
    ] as const) {
      expect(of(values, groups)).toMatchObject({ reason: 'few-clusters' });
    }
    expect(of([0.1, -0.2, 0.3, 0.4], [0, 0, 0, 0])).not.toMatchObject({ reason: 'few-clusters' });
    expect(of([0.1, -0.1, 0.1, 0.1], [0, 0, 0, 0])).toMatchObject({ reason: 'few-draws' });
    expect(() => of([Number.NaN, 1], [0, 0])).toThrow('not a number: NaN');
    expect(() => of([1, 2], [0])).toThrow('2 influences');
    expect(() => studentisedBootstrap({ ...asked, draws: 5 })).toThrow('at least 19 draws');
  });
});

describe.each(['rademacher', 'webb'] as const)('the fewest clusters, %s weights', (weights) => {
  /** Share of 95 % intervals of the mean of normal clusters of one group that hold it. */
  function held(clusters: number): number {
    const random = createRandom(11);
    let count = 0;
    const runs = 1_500;
    for (let attempt = 0; attempt < runs; attempt++) {
      const values = Float64Array.from({ length: clusters }, () => random.normal());
      const mean = values.reduce((sum, value) => sum + value, 0) / clusters;
      const found = studentisedBootstrap({
        influence: values.map((value) => (value - mean) / clusters),
        groupOf: new Int32Array(clusters),
        weights,
        draws: 399,
        random,
      });
      if (found.kind === 'refused') throw new Error(found.detail);
      if (Math.abs(mean) <= found.criticalValue * found.standardError) count++;
    }
    return count / runs;
  }

  it.each([4, 6])('hold about as often as said: %d', (clusters) => {
    expect(held(clusters)).toBeGreaterThan(0.92);
    expect(held(clusters)).toBeLessThan(0.97);
  });
});

/** Smaller than the study on the page; the same seed, so that it is a part of it. */
const study = { runs: 300, draws: 199, seed: 7 };

describe.each<[string, FewTeams]>([
  ['4 of 12 teams', { stages: [4], never: 8, sizes: 'alike' }],
  ['three stages of 4 of 20 teams', { stages: [4, 4, 4], never: 8, sizes: 'alike' }],
  ['three stages of 5 of 30 teams', { stages: [5, 5, 5], never: 15, sizes: 'uneven' }],
  ['three stages of 10 of 45 teams', { stages: [10, 10, 10], never: 15, sizes: 'uneven', noisyTrained: 2 }],
])('%s, not drawn', (_, design) => {
  it("is held by Student's t at least as often as by the bootstrap, and about as often as said", () => {
    const { student, bootstrap, studentWidth, bootstrapWidth } = coverageOfFew(design, study);
    const error = Math.sqrt((0.95 * 0.05) / study.runs);
    expect(student).toBeGreaterThan(0.95 - 3 * error);
    expect(bootstrap).toBeGreaterThan(0.93 - 3 * error);
    expect(bootstrap).toBeLessThanOrEqual(student + 0.02);
    expect(Math.abs(bootstrapWidth / studentWidth - 1)).toBeLessThan(0.1);
  });
});
