import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { lastingVariance, predictLevels, predictShocks, shockVariance } from './team-shocks.ts';

const blocks = 4;

describe('predictShocks and predictLevels', () => {
  it('are the best linear predictions by the whole covariance matrix', () => {
    const random = createRandom(4);
    const variances = { between: 0.05, shock: 0.02, chance: 1.3 };
    const count = Float64Array.from({ length: 3 * blocks }, () => 20 + random.integer(300));
    const sum = count.map((values) => 0.2 * values * random.normal());
    const found = predictShocks({ blocks, sum, count }, variances);
    const levels = predictLevels({ blocks, sum, count }, variances);
    for (let cluster = 0; cluster < 3; cluster++) {
      const cells = Array.from({ length: blocks }, (_, b) => cluster * blocks + b);
      const whole = new Matrix(
        cells.map((a) =>
          cells.map((b) => variances.between + (a === b ? variances.shock + variances.chance / count[a] : 0)),
        ),
      );
      const means = Matrix.columnVector(cells.map((cell) => sum[cell] / count[cell]));
      const solved = inverse(whole).mmul(means);
      expect(levels[cluster]).toBeCloseTo(variances.between * solved.sum(), 12);
      const expected = solved.mul(variances.shock).to1DArray();
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

interface Teams {
  readonly people: readonly number[];
  /** Standard deviations of what lasts of a team, and of what it goes through in a block. */
  readonly lasting: number;
  readonly shock: number;
}

function worldOf(seed: number, { people, lasting, shock }: Teams) {
  const random = createRandom(seed);
  const cluster = Int32Array.from(people.flatMap((size, team) => Array<number>(size).fill(team)));
  random.shuffle(cluster);
  const level = people.map(() => lasting * random.normal());
  const inBlock = people.map(() => Array.from({ length: blocks }, () => shock * random.normal()));
  const count = new Float64Array(cluster.length * blocks);
  const sum = new Float64Array(count.length);
  cluster.forEach((team, i) => {
    const own = 0.4 * random.normal();
    for (let b = 0; b < blocks; b++) {
      const values = 5 + 20 * random.next();
      const cell = i * blocks + b;
      count[cell] = values;
      const mean = (level[team] ?? 0) + own + (inBlock[team]?.[b] ?? 0);
      sum[cell] = values * mean + Math.sqrt(values) * random.normal();
    }
  });
  return { sums: { blocks, sum, count }, cluster, clusters: people.length };
}

describe('shockVariance and lastingVariance', () => {
  const alike = Array<number>(40).fill(12);
  it.each<Teams>([
    { people: alike, lasting: 0.3, shock: 0 },
    { people: alike, lasting: 0, shock: 0.15 },
    { people: [...alike, 300], lasting: 0.3, shock: 0.15 },
  ])('are right on average, whatever people always are: %o', (teams) => {
    const runs = 200;
    let [inBlock, always] = [0, 0];
    for (let run = 1; run <= runs; run++) {
      const { sums, cluster, clusters } = worldOf(run, teams);
      inBlock += shockVariance(sums, cluster, clusters) / runs;
      always += lastingVariance(sums, cluster, clusters) / runs;
    }
    // The means of 200 have errors near 0.0003 and 0.002; about the mean of all, one large team takes some of each.
    const lost = teams.people.length > 40 ? 0.06 : 0.03;
    expect(Math.abs(inBlock - teams.shock ** 2)).toBeLessThan(0.001 + lost * teams.shock ** 2);
    expect(Math.abs(always - teams.lasting ** 2)).toBeLessThan(0.005 + lost * teams.lasting ** 2);
  });

  it('are nothing where people stand alone, few do not, or all are seen once', () => {
    const one = worldOf(1, { people: Array<number>(60).fill(1), lasting: 0.3, shock: 0.2 });
    const few = worldOf(2, { people: [...Array<number>(60).fill(1), 2, 2], lasting: 0.3, shock: 0.2 });
    for (const { sums, cluster, clusters } of [one, few]) {
      expect(shockVariance(sums, cluster, clusters)).toBe(0);
      expect(lastingVariance(sums, cluster, clusters)).toBe(0);
    }
    const values = { sum: Float64Array.of(1, 2, 3, 4), count: Float64Array.of(1, 1, 1, 1) };
    expect(shockVariance({ blocks: 1, ...values }, Int32Array.of(0, 0, 1, 1), 2)).toBe(0);
  });
});
