import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { predictShocks, shockVariance } from './team-shocks.ts';

const blocks = 4;

describe('predictShocks', () => {
  it('is the best linear prediction by the whole covariance matrix', () => {
    const random = createRandom(4);
    const variances = { between: 0.05, shock: 0.02, chance: 1.3 };
    const count = Float64Array.from({ length: 3 * blocks }, () => 20 + random.integer(300));
    const sum = count.map((values) => 0.2 * values * random.normal());
    const found = predictShocks({ blocks, sum, count }, variances);
    for (let cluster = 0; cluster < 3; cluster++) {
      const cells = Array.from({ length: blocks }, (_, b) => cluster * blocks + b);
      const whole = new Matrix(
        cells.map((a) =>
          cells.map((b) => variances.between + (a === b ? variances.shock + variances.chance / count[a] : 0)),
        ),
      );
      const means = Matrix.columnVector(cells.map((cell) => sum[cell] / count[cell]));
      const expected = inverse(whole).mmul(means).mul(variances.shock).to1DArray();
      cells.forEach((cell, b) => {
        expect(found[cell]).toBeCloseTo(expected[b], 12);
      });
    }
  });

  it('says nothing of a block in which nobody was seen', () => {
    const found = predictShocks(
      { blocks: 2, sum: Float64Array.of(10, 0), count: Float64Array.of(50, 0) },
      { between: 0.1, shock: 0.1, chance: 1 },
    );
    expect(found[1]).toBe(0);
    expect(found[0]).toBeCloseTo((0.1 * 0.2) / (0.1 + 0.1 + 1 / 50), 12);
  });
});

describe('shockVariance', () => {
  it.each([0, 0.02])('finds a variance of %f on average, whatever people and teams always are', (truth) => {
    const runs = 200;
    const [teams, perTeam] = [40, 12];
    let mean = 0;
    for (let run = 1; run <= runs; run++) {
      const random = createRandom(run);
      const cluster = Int32Array.from({ length: teams * perTeam }, (_, i) => i % teams);
      const lasting = Float64Array.from({ length: teams }, () => 0.3 * random.normal());
      const shock = Float64Array.from({ length: teams * blocks }, () => Math.sqrt(truth) * random.normal());
      const count = new Float64Array(cluster.length * blocks);
      const sum = new Float64Array(count.length);
      cluster.forEach((team, i) => {
        const own = 0.4 * random.normal();
        for (let b = 0; b < blocks; b++) {
          const values = 5 + random.integer(20);
          const cell = i * blocks + b;
          count[cell] = values;
          sum[cell] =
            values * (lasting[team] + own + shock[team * blocks + b]) + Math.sqrt(values) * random.normal();
        }
      });
      mean += shockVariance({ blocks, sum, count }, cluster, teams) / runs;
    }
    // One estimate has an error near 0.003, the mean of 200 near 0.0002.
    expect(Math.abs(mean - truth)).toBeLessThan(0.0008);
  });

  it('is nothing where everybody is alone, or is seen once', () => {
    const values = { sum: Float64Array.of(1, 2, 3, 4), count: Float64Array.of(1, 1, 1, 1) };
    expect(shockVariance({ blocks: 2, ...values }, Int32Array.of(0, 1), 2)).toBe(0);
    expect(shockVariance({ blocks: 1, ...values }, Int32Array.of(0, 0, 1, 1), 2)).toBe(0);
  });
});
