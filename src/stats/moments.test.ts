import { describe, expect, it } from 'vitest';
import { type CohortMoments, cohortMoments, type MomentsInput, mergeMoments } from './moments.ts';
import { createRandom } from './random.ts';

const PERIODS = 5;

function sample(units: number, counts: readonly number[], level = 0): MomentsInput {
  const random = createRandom(units);
  const count = Float64Array.from({ length: units * PERIODS }, () => counts[random.integer(counts.length)]);
  const sum = count.map((n) => n * (level + random.normal()));
  const cohortIndex = Int32Array.from({ length: units }, () => random.integer(4) - 1);
  const panel = { units, periods: PERIODS, sum, count };
  const equalCount = counts.length === 1 ? counts[0] : undefined;
  return { panel, periods: PERIODS, cohortIndex, cohorts: 3, origin: level, equalCount };
}

/** Units `from` to `to` only. */
function part(input: MomentsInput, from: number, to: number): MomentsInput {
  return {
    ...input,
    cohortIndex: input.cohortIndex.map((cohort, unit) => (unit >= from && unit < to ? cohort : -1)),
  };
}

function expectSame(left: CohortMoments, right: CohortMoments): void {
  expect(left.width).toBe(right.width);
  for (const field of ['rows', 'mean', 'scatter'] as const) {
    left[field].forEach((value, at) => {
      expect(Math.abs(value - right[field][at])).toBeLessThan(1e-9 * (1 + Math.abs(value)));
    });
  }
}

describe('cohortMoments', () => {
  it('are counts, means and products of deviations, cohort by cohort', () => {
    const input = sample(23, [0, 1, 3]);
    const moments = cohortMoments(input);
    const vectors = [...input.cohortIndex.keys()]
      .filter((unit) => input.cohortIndex[unit] === 1)
      .map((unit) => [
        ...input.panel.sum.subarray(unit * PERIODS, (unit + 1) * PERIODS),
        ...input.panel.count.subarray(unit * PERIODS, (unit + 1) * PERIODS),
        1,
      ]);
    const mean = vectors[0].map((_, j) => vectors.reduce((sum, each) => sum + each[j], 0) / vectors.length);
    expect(moments.rows[1]).toBe(vectors.length);
    mean.forEach((value, a) => {
      expect(moments.mean[11 + a]).toBeCloseTo(value, 12);
      mean.forEach((other, b) => {
        const product = vectors.reduce((sum, each) => sum + (each[a] - value) * (each[b] - other), 0);
        expect(moments.scatter[(11 + a) * 11 + b]).toBeCloseTo(product, 10);
      });
    });
  });

  it.each([
    ['equal counts', [2]],
    ['holes', [0, 1, 4]],
  ])('of disjoint parts merge to those of the whole: %s', (_, counts) => {
    const input = sample(200, counts);
    const parts = [part(input, 0, 31), part(input, 31, 32), part(input, 32, 200)].map(cohortMoments);
    expectSame(parts.reduce(mergeMoments), cohortMoments(input));
  });

  it('merge also where only one part has equal counts', () => {
    const input = sample(90, [0, 2]);
    const same = { ...part(input, 0, 40), panel: { ...input.panel, count: input.panel.count.map(() => 2) } };
    const other = part(input, 40, 90);
    const merged = mergeMoments(cohortMoments({ ...same, equalCount: 2 }), cohortMoments(other));
    expectSame(merged, mergeMoments(cohortMoments({ ...same, equalCount: undefined }), cohortMoments(other)));
  });

  it('do not cancel where values are large', () => {
    const plain = cohortMoments(sample(300, [1]));
    const large = cohortMoments(sample(300, [1], 1e9));
    plain.scatter.forEach((value, at) => {
      expect(Math.abs(value - large.scatter[at])).toBeLessThan(1e-5 * 300);
    });
  });

  it('refuse to merge with others', () => {
    const moments = cohortMoments(sample(20, [1]));
    expect(() => mergeMoments(moments, { ...moments, origin: 3 })).toThrow('origin');
  });
});
