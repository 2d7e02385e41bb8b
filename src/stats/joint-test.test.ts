import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fCdf, studentTCdf } from './distributions.ts';
import { type JointTest, jointTest } from './joint-test.ts';
import { createRandom } from './random.ts';

function test(
  estimates: readonly number[],
  covariance: readonly number[],
  degreesOfFreedom: number,
): JointTest {
  const result = jointTest({
    estimates: Float64Array.from(estimates),
    covariance: Float64Array.from(covariance),
    degreesOfFreedom,
  });
  if (result.kind === 'refused') throw new Error(result.reason);
  return result;
}

function refusal(estimates: readonly number[], covariance: readonly number[], degreesOfFreedom: number) {
  return jointTest({
    estimates: Float64Array.from(estimates),
    covariance: Float64Array.from(covariance),
    degreesOfFreedom,
  });
}

describe('jointTest', () => {
  it('is the t test with one block', () => {
    const { statistic, p } = test([0.5], [0.04], 17);
    expect(statistic).toBeCloseTo(2.5 ** 2, 12);
    expect(p).toBeCloseTo(2 * studentTCdf(-2.5, 17), 12);
  });

  it('is the sum of squares of independent blocks, scaled as by Hotelling', () => {
    const { statistic, numeratorDegreesOfFreedom, denominatorDegreesOfFreedom, p } = test(
      [2, 3],
      [1, 0, 0, 4],
      20,
    );
    const expected = ((20 - 2 + 1) / (20 * 2)) * (2 ** 2 + 1.5 ** 2);
    expect(statistic).toBeCloseTo(expected, 12);
    expect([numeratorDegreesOfFreedom, denominatorDegreesOfFreedom]).toEqual([2, 19]);
    expect(p).toBeCloseTo(1 - fCdf(expected, 2, 19), 12);
  });

  it('solves two correlated blocks as by hand', () => {
    // V = [[2, 1], [1, 2]], V^-1 = [[2, -1], [-1, 2]] / 3; theta = (1, 2): (2 - 4 + 8) / 3 = 2.
    expect(test([1, 2], [2, 1, 1, 2], Infinity).statistic).toBeCloseTo(1, 12);
  });

  it('gives the example of its page', () => {
    const covariance = Array.from({ length: 16 }, (_, i) => 0.0009 * (i % 5 === 0 ? 1 : 0.3));
    const { statistic, p } = test([0.03, -0.02, 0.04, 0.01], covariance, 30);
    expect([statistic.toFixed(2), p.toFixed(2)]).toEqual(['0.87', '0.50']);
  });

  it('rejects 5 of 100 true nulls with 12 clusters and 4 blocks, where the plain Wald test rejects many more', () => {
    const random = createRandom(11);
    const repetitions = 2000;
    const clusters = 12;
    let rejected = 0;
    let rejectedByWald = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const rows = Array.from({ length: clusters }, () => Array.from({ length: 4 }, () => random.normal()));
      const means = [0, 1, 2, 3].map((b) => rows.reduce((sum, row) => sum + row[b], 0) / clusters);
      const covariance = Array.from({ length: 16 }, (_, cell) => {
        const [i, j] = [Math.floor(cell / 4), cell % 4];
        const products = rows.reduce((sum, row) => sum + (row[i] - means[i]) * (row[j] - means[j]), 0);
        return products / (clusters * (clusters - 1));
      });
      if (test(means, covariance, clusters - 1).p < 0.05) rejected += 1;
      if (test(means, covariance, Infinity).p < 0.05) rejectedByWald += 1;
    }
    expect(Math.abs(rejected / repetitions - 0.05)).toBeLessThan(
      2.5 * Math.sqrt((0.05 * 0.95) / repetitions),
    );
    expect(rejectedByWald / repetitions).toBeGreaterThan(0.2);
  });

  it('knows no units and no order, and passes over a block that repeats others', () => {
    const estimates = [0.4, -0.2, 0.1];
    const covariance = [0.04, 0.01, 0, 0.01, 0.09, 0.02, 0, 0.02, 0.05];
    const plain = test(estimates, covariance, 30);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-5, max: 1e5, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (units) => {
          const order = [2, 0, 1];
          const moved = test(
            order.map((i) => units[i] * estimates[i]),
            order.flatMap((i) => order.map((j) => units[i] * units[j] * covariance[i * 3 + j])),
            30,
          );
          expect(moved.statistic).toBeCloseTo(plain.statistic, 8);
        },
      ),
    );
    const difference = [1, -1, 0];
    const along = (i: number) => covariance[i * 3] - covariance[i * 3 + 1];
    const withDifference = test(
      [...estimates, estimates[0] - estimates[1]],
      [
        ...[0, 1, 2].flatMap((i) => [...covariance.slice(3 * i, 3 * i + 3), along(i)]),
        ...[along(0), along(1), along(2), difference.reduce((sum, weight, i) => sum + weight * along(i), 0)],
      ],
      30,
    );
    expect(withDifference.numeratorDegreesOfFreedom).toBe(3);
    expect(withDifference.statistic).toBeCloseTo(plain.statistic, 8);
  });

  it('refuses what has no error, and more blocks than the clusters bear', () => {
    expect(refusal([], [], 10)).toMatchObject({ kind: 'refused', reason: 'no-blocks' });
    expect(refusal([0, 0], [0, 0, 0, 0], 10)).toMatchObject({ reason: 'no-variance' });
    expect(refusal([1, 0.1], [1, 0, 0, 0], 10)).toMatchObject({ reason: 'without-error' });
    expect(refusal([1, 0.1], [1, 1, 1, 1], 10)).toMatchObject({ reason: 'without-error' });
    expect(refusal([1, 0.1, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1], 2)).toMatchObject({
      reason: 'too-few-degrees-of-freedom',
    });
  });

  it('throws on wrong shapes and quotes them', () => {
    expect(() => refusal([1, 2], [1], 3)).toThrow('2 estimates, 1 covariances');
    expect(() => refusal([1], [-1], 3)).toThrow('-1');
    expect(() => refusal([Number.NaN], [1], 3)).toThrow('NaN');
    expect(() => refusal([1], [1], 0)).toThrow('0');
  });
});
