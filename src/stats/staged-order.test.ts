import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { type StagedOrder, type StagedOrderInput, stagedOrder } from './staged-order.ts';

function drawn(input: StagedOrderInput): StagedOrder {
  const order = stagedOrder(input);
  if (order.kind === 'refused') throw new Error(order.detail);
  return order;
}

/** [units][stages + 1] share of draws in which a unit was in a stage; the last column is none. */
function chances(input: Omit<StagedOrderInput, 'seed'>, draws: number): number[][] {
  const counts = Array.from({ length: input.units }, () => new Array<number>(input.sizes.length + 1).fill(0));
  for (let seed = 0; seed < draws; seed++) {
    drawn({ ...input, seed }).stageOf.forEach((stage, unit) => {
      counts[unit][stage < 0 ? input.sizes.length : stage]++;
    });
  }
  return counts.map((row) => row.map((count) => count / draws));
}

describe('stagedOrder', () => {
  it('puts every unit in one stage, meets all sizes, and keeps strata within 1 of their shares', () => {
    const random = createRandom(1);
    for (let seed = 0; seed < 300; seed++) {
      const units = 2 + random.integer(80);
      const strata = 1 + random.integer(8);
      const stratumOf = Int32Array.from({ length: units }, () => random.integer(strata));
      const sizes = [1 + random.integer(Math.ceil(units / 3)), random.integer(Math.ceil(units / 3))];
      if (sizes[0] === units) continue;
      const { stageOf } = drawn({ units, stratumOf, sizes, seed });
      const all = [...sizes, units - sizes[0] - sizes[1]];
      all.forEach((size, column) => {
        const stage = column === 2 ? -1 : column;
        expect(stageOf.filter((of) => of === stage).length).toBe(size);
        for (let h = 0; h < strata; h++) {
          const members = [...stratumOf.keys()].filter((unit) => stratumOf[unit] === h);
          const there = members.filter((unit) => stageOf[unit] === stage).length;
          expect(Math.abs(there - (members.length * size) / units)).toBeLessThan(1);
        }
      });
    }
  });

  it('gives every order of four units in two stages the same chance', () => {
    const seen = new Map<string, number>();
    const draws = 12_000;
    for (let seed = 0; seed < draws; seed++) {
      const key = drawn({ units: 4, sizes: [1, 2], seed }).stageOf.join();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(seen.size).toBe(12);
    const chiSquare = [...seen.values()].reduce(
      (sum, count) => sum + (count - draws / 12) ** 2 / (draws / 12),
      0,
    );
    expect(chiSquare).toBeLessThan(31.3); // 0.999 of chi-square with 11 degrees of freedom
  });

  it('gives every unit the chances of its definition, however uneven the strata', () => {
    const stratumOf = Int32Array.from([0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3]);
    const draws = 20_000;
    const sizes = [3, 2, 4];
    for (const row of chances({ units: 11, stratumOf, sizes }, draws)) {
      [...sizes, 2].forEach((size, column) => {
        const chance = size / 11;
        expect(Math.abs(row[column] - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / draws));
      });
    }
  });

  it('draws the same again with the same seed, whatever the strata are called, and says how', () => {
    const stratumOf = Int32Array.from({ length: 60 }, (_, unit) => unit % 6);
    const input = { units: 60, stratumOf, sizes: [10, 10, 10, 10], seed: 7 };
    const first = drawn(input);
    expect(drawn({ ...input, stratumOf: stratumOf.map((h) => 5 * h + 40) }).stageOf).toEqual(first.stageOf);
    expect(drawn({ ...input, seed: 8 }).stageOf).not.toEqual(first.stageOf);
    expect(first.procedure).toContain('60 units in 6 strata');
    expect(first.procedure).toContain('seed 7');
    expect(first.counts.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual(
      new Array(6).fill(10),
    );
  });

  it('agrees with the worked example of its page', () => {
    const order = drawn({
      units: 12,
      stratumOf: Int32Array.from([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]),
      sizes: [3, 3, 3],
      seed: 11,
    });
    expect([...order.stageOf]).toEqual(pageExample.stageOf);
    expect(order.counts.map((row) => [...row])).toEqual(pageExample.counts);
  });

  it('refuses where there is nothing to draw, and throws on sizes that cannot be', () => {
    expect(stagedOrder({ units: 5, sizes: [5], seed: 1 })).toMatchObject({ reason: 'nothing-to-draw' });
    expect(stagedOrder({ units: 1, sizes: [1], seed: 1 })).toMatchObject({ reason: 'nothing-to-draw' });
    expect(() => stagedOrder({ units: 5, sizes: [4, 2], seed: 1 })).toThrow('4, 2');
    expect(() => stagedOrder({ units: 5, sizes: [1.5], seed: 1 })).toThrow('1.5');
    expect(() => stagedOrder({ units: 5, stratumOf: new Int32Array(4), sizes: [2], seed: 1 })).toThrow(
      '4 strata',
    );
    expect(() => stagedOrder({ units: 0, sizes: [0], seed: 1 })).toThrow('units');
  });
});

/** Seven teams of one site, five of another: each stage has one or two of each, as 7/4 and 5/4 of a stage of three. */
const pageExample = {
  stageOf: [1, 2, -1, 1, 2, -1, 0, 0, -1, 2, 1, 0],
  counts: [
    [1, 2, 2, 2],
    [2, 1, 1, 1],
  ],
};
