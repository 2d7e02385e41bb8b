import { describe, expect, it } from 'vitest';
import { covariance, levelContrast } from './level-contrast.ts';
import { createRandom } from './random.ts';

/** Clusters of weight 1: trained and untrained in strata of the sizes given. */
function made(sizes: readonly (readonly [trained: number, untrained: number])[], seed: number) {
  const random = createRandom(seed);
  const clusters = sizes.flatMap(([trained, untrained], stratum) =>
    Array.from({ length: trained + untrained }, (_, k) => ({
      stratum,
      trained: k < trained,
      after: 4 + stratum + (k < trained ? 0.5 : 0) + random.normal(),
    })),
  );
  const indices = [...clusters.keys()];
  return {
    means: {
      after: Float64Array.from(clusters, ({ after }) => after),
      before: new Float64Array(clusters.length),
      weight: new Float64Array(clusters.length).fill(1),
    },
    trained: indices.filter((c) => clusters[c].trained),
    untrained: indices.filter((c) => !clusters[c].trained),
    stratumOf: Int32Array.from(clusters, ({ stratum }) => stratum),
    clusters,
  };
}

describe('levelContrast in thin strata', () => {
  const blocksOf = (n: number) => ({
    of: new Int32Array(n),
    count: 1,
    centred: false,
    settled: Float64Array.of(1),
  });

  it('has the variance of stratified means: sum of share^2 (s^2 / n) on either side', () => {
    const { means, trained, untrained, stratumOf, clusters } = made(
      [
        [2, 3],
        [4, 2],
        [3, 5],
      ],
      1,
    );
    const found = levelContrast(means, trained, untrained, stratumOf, 2);
    let expected = 0;
    for (const stratum of [0, 1, 2]) {
      for (const side of [true, false]) {
        const values = clusters
          .filter((c) => c.stratum === stratum && c.trained === side)
          .map((c) => c.after);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const share = [2, 4, 3][stratum] / 9;
        expected += (share ** 2 * squares) / (values.length - 1) / values.length;
      }
    }
    const variance = covariance(found!.afterInfluence, found!.afterInfluence, blocksOf(clusters.length));
    expect(variance).toBeCloseTo(expected, 12);
  });

  it('counts a stratum with one cluster on a side as no match', () => {
    const { means, trained, untrained, stratumOf } = made(
      [
        [1, 6],
        [3, 3],
        [4, 1],
      ],
      2,
    );
    expect(levelContrast(means, trained, untrained, stratumOf, 2)?.matchedShare).toBe(3 / 8);
    expect(levelContrast(means, trained, untrained, stratumOf)?.matchedShare).toBe(1);
    const alone = made([[1, 6]], 3);
    expect(levelContrast(alone.means, alone.trained, alone.untrained, alone.stratumOf, 2)).toBeUndefined();
  });

  it('is without bias in its variance, where one cluster on a side would have hidden half of it', () => {
    const runs = 2000;
    const sum = { square: 0, thin: 0, asBefore: 0 };
    for (let seed = 1; seed <= runs; seed++) {
      const { means, trained, untrained, stratumOf, clusters } = made(
        [
          [2, 2],
          [2, 2],
          [2, 2],
        ],
        seed,
      );
      const thin = levelContrast(means, trained, untrained, stratumOf, 2)!;
      const asBefore = levelContrast(means, trained, untrained, stratumOf)!;
      const blocks = blocksOf(clusters.length);
      sum.square += (thin.after - 0.5) ** 2 / runs;
      sum.thin += covariance(thin.afterInfluence, thin.afterInfluence, blocks) / runs;
      sum.asBefore += covariance(asBefore.afterInfluence, asBefore.afterInfluence, blocks) / runs;
    }
    // Variance of a difference of two means of six: 2 / 6.
    expect(sum.square).toBeCloseTo(1 / 3, 1);
    expect(Math.abs(sum.thin - 1 / 3)).toBeLessThan(0.015);
    expect(sum.asBefore).toBeLessThan(0.18);
  });
});
