import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { type BlocksOfMap, InfluenceMap } from './influence-map.ts';

const clusters = 14;

/** Two windows of one stage and one of another, with sides in thin strata. */
function mapOf(weight: Float64Array): InfluenceMap {
  const one = new InfluenceMap();
  one.addSide([0, 1], weight, 0.6);
  one.addSide([4, 5, 9], weight, -0.6);
  one.addSide([2, 3], weight, 0.4);
  one.addSide([6, 7, 8, 10, 11], weight, -0.4);
  const two = new InfluenceMap();
  two.addSide([4, 5], weight, 1);
  two.addSide([9, 12, 11], weight, -1);
  const both = new InfluenceMap();
  both.add(one, 0.7);
  both.add(two, 0.3);
  return both;
}

/** The same by dense matrices: rows are what unit means make, one at a time. */
function byMatrices(weight: Float64Array, blocks: BlocksOfMap): number {
  const influences = (means: readonly number[]): number[] => {
    const psi = new Array<number>(clusters).fill(0);
    const side = (members: readonly number[], scale: number) => {
      const total = members.reduce((sum, c) => sum + weight[c], 0);
      const mean = members.reduce((sum, c) => sum + (weight[c] * means[c]) / total, 0);
      for (const c of members) psi[c] += (scale * weight[c] * (means[c] - mean)) / total;
    };
    side([0, 1], 0.42);
    side([4, 5, 9], -0.42);
    side([2, 3], 0.28);
    side([6, 7, 8, 10, 11], -0.28);
    side([4, 5], 0.3);
    side([9, 12, 11], -0.3);
    return psi;
  };
  const columns = Array.from({ length: clusters }, (_, c) =>
    influences(Array.from({ length: clusters }, (_, d) => (c === d ? 1 : 0))),
  );
  const taking = [...Array(clusters).keys()].filter((c) => columns.some((column) => column[c] !== 0));
  const Q = columns.map((column) => {
    const row = column.slice();
    for (let h = 0; h < blocks.count; h++) {
      const own = taking.filter((c) => blocks.of[c] === h);
      const mean = own.reduce((sum, c) => sum + column[c] / own.length, 0);
      for (const c of own) {
        const apart = blocks.centred && own.length > 1 ? column[c] - mean : column[c];
        const factor = own.length === 1 ? 2 : own.length / (own.length - 1);
        row[c] = apart * (blocks.settled ? 1 : Math.sqrt(factor));
      }
    }
    return row.map((value, c) => (blocks.of[c] >= 0 ? value : 0));
  });
  const gram = (i: number, j: number) => Q.reduce((sum, column) => sum + column[i] * column[j], 0);
  let [trace, squares] = [0, 0];
  for (let i = 0; i < clusters; i++) {
    trace += gram(i, i);
    for (let j = 0; j < clusters; j++) squares += gram(i, j) ** 2;
  }
  return trace ** 2 / squares;
}

describe('InfluenceMap', () => {
  it.each([
    ['centred', true, false],
    ['not centred', false, false],
    ['settled', false, true],
  ] as const)('has the degrees of freedom of dense matrices, %s', (_, centred, isSettled) => {
    const random = createRandom(3);
    const weight = Float64Array.from({ length: clusters }, () => 1 + random.integer(5));
    const of = Int32Array.from({ length: clusters }, (_, c) => (c === 12 ? 4 : c === 3 ? -1 : c % 4));
    const blocks = { of, count: 5, centred, ...(isSettled && { settled: new Float64Array(5).fill(2) }) };
    expect(mapOf(weight).degreesOfFreedom(blocks)).toBeCloseTo(byMatrices(weight, blocks), 10);
  });

  it('counts clusters with an influence, and 1 where there is none', () => {
    const weight = new Float64Array(clusters).fill(1);
    expect(mapOf(weight).size).toBe(13);
    const blocks = { of: new Int32Array(clusters), count: 1, centred: false };
    expect(new InfluenceMap().degreesOfFreedom(blocks)).toBe(1);
  });

  it('is one person less where two persons of a team stand for it', () => {
    const weight = new Float64Array(4).fill(1);
    const persons = new InfluenceMap();
    persons.addSide([0, 1, 2, 3], weight, 1);
    const teams = new InfluenceMap();
    teams.add(persons, 1, Int32Array.of(0, 0, 2, 3));
    const blocks = { of: new Int32Array(4), count: 1, centred: false };
    expect(persons.degreesOfFreedom(blocks)).toBeCloseTo(3, 12);
    // Rows (1/2, 1/2, -1/2, -1/2), (-1/4, -1/4, 3/4, -1/4), (-1/4, -1/4, -1/4, 3/4): products by hand.
    expect(teams.size).toBe(3);
    expect(teams.degreesOfFreedom(blocks)).toBeCloseTo(
      2.5 ** 2 / (1 + 2 * 0.75 ** 2 + 4 * 0.5 ** 2 + 2 * 0.25 ** 2),
      12,
    );
  });
});
