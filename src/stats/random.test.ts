import { describe, expect, it } from 'vitest';
import { chiSquareUpperTail, normalCdf } from './distributions.ts';
import { createRandom } from './random.ts';

describe('createRandom', () => {
  it('repeats itself for the same seed and differs between neighbours', () => {
    const first = Array.from({ length: 5 }, createRandom(7).next);
    expect(Array.from({ length: 5 }, createRandom(7).next)).toEqual(first);
    expect(createRandom(8).next()).not.toBe(first[0]);
    expect(createRandom(-7).next()).not.toBe(first[0]);
  });

  it('stays in [0, 1) and has uniform tenths', () => {
    const random = createRandom(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(random.next() * 10)]++;
    const statistic = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquareUpperTail(statistic, 9)).toBeGreaterThan(1e-4);
  });

  it('draws normal values whose probabilities are uniform', () => {
    const random = createRandom(2);
    const counts = new Array<number>(20).fill(0);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(normalCdf(random.normal()) * 20)]++;
    const statistic = counts.reduce((sum, count) => sum + (count - 5_000) ** 2 / 5_000, 0);
    expect(chiSquareUpperTail(statistic, 19)).toBeGreaterThan(1e-4);
  });

  it('shuffles every order equally often', () => {
    const random = createRandom(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 60_000; i++) {
      const order = random.shuffle(Int32Array.of(0, 1, 2)).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const statistic = [...counts.values()].reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquareUpperTail(statistic, 5)).toBeGreaterThan(1e-4);
  });

  it('forks streams that depend on the label alone', () => {
    const random = createRandom(4);
    const before = random.fork(1).next();
    random.next();
    expect(random.fork(1).next()).toBe(before);
    expect(random.fork(2).next()).not.toBe(before);
    expect(random.fork(1).fork(2).next()).not.toBe(random.fork(2).fork(1).next());
  });

  it('refuses what makes no sense', () => {
    expect(() => createRandom(0.5)).toThrow('0.5');
    expect(() => createRandom(1).integer(0)).toThrow('0');
  });
});
