import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from './distributions.ts';
import { type BlockMeans, fitLevels, type LevelModel } from './low-score-effect/fit-levels.ts';
import { foretell } from './low-score-effect/foretell.ts';
import { scatterOfLevels, straightener } from './low-score-effect/straighten-scores.ts';
import { type LowScoreEffect, type LowScorePanel, lowScoreEffect } from './low-score-effect.ts';
import { createRandom, type Random } from './random.ts';

interface World {
  readonly people?: number;
  readonly effect: number;
  /** Whole points from 1 to 5, which scatter more at the low end, instead of numbers on a line. */
  readonly ordinal?: boolean;
  /** Part of the variance of levels that drifts, with a memory of two quarters. */
  readonly drifting?: number;
  /** Standard deviation of what a whole team goes through in one block; colleagues of many trained stand aside. */
  readonly together?: number;
}

const clusters = 40;
const periodsOfABlock = 6;
/** History, history, score, score, a gap for the training, then three blocks after it: in quarters. */
const middle = [0, 1, 2, 3, 4.4, 5.4, 6.4];
const before = 4;
const levelSd = 0.3;

function valueAt(random: Random, level: number, ordinal: boolean): number {
  const value = level + 1.2 * random.normal();
  return ordinal ? Math.min(5, Math.max(1, Math.round(value))) : value;
}

/** The lowest 15 % by score are trained. Numbers of values run from 6 to 30 a block. */
function world(seed: number, { people = 600, effect, ordinal = false, drifting = 0, together = 0 }: World) {
  const random = createRandom(seed);
  const blocks = middle.length;
  const [sum, count, scatter, freedom] = [0, 1, 2, 3].map(() => new Float64Array(people * blocks));
  const score = new Float64Array(people);
  const luck = Float64Array.from({ length: clusters * blocks }, () =>
    together === 0 ? 0 : together * random.normal(),
  );
  for (let i = 0; i < people; i++) {
    const perPeriod = 1 + random.integer(5);
    const lasting = levelSd * Math.sqrt(1 - drifting) * random.normal();
    let drift = random.normal();
    for (let b = 0; b < blocks; b++) {
      const memory = b === 0 ? 0 : Math.exp(-(middle[b] - middle[b - 1]) / 2);
      drift = memory * drift + Math.sqrt(1 - memory ** 2) * random.normal();
      const own = lasting + levelSd * Math.sqrt(drifting) * drift;
      const level = (ordinal ? 3.8 : 3.4) + own + luck[(i % clusters) * blocks + b];
      let squares = 0;
      for (let t = 0; t < periodsOfABlock; t++) {
        let inPeriod = 0;
        for (let k = 0; k < perPeriod; k++) inPeriod += valueAt(random, level, ordinal);
        sum[i * blocks + b] += inPeriod;
        squares += inPeriod ** 2 / perPeriod;
      }
      count[i * blocks + b] = perPeriod * periodsOfABlock;
      scatter[i * blocks + b] = squares - sum[i * blocks + b] ** 2 / count[i * blocks + b];
      freedom[i * blocks + b] = periodsOfABlock - 1;
    }
    score[i] = (sum[i * blocks + 2] + sum[i * blocks + 3]) / (2 * count[i * blocks + 2]);
  }
  const cut = [...score].sort((a, b) => a - b)[Math.floor(0.15 * people)];
  const trained = Uint8Array.from(score, (value) => (value < cut ? 1 : 0));
  for (let i = 0; i < people; i++) {
    if (trained[i] === 0) continue;
    for (let b = before; b < blocks; b++) sum[i * blocks + b] += effect * count[i * blocks + b];
  }
  const trainedIn = new Float64Array(clusters);
  trained.forEach((is, i) => {
    trainedIn[i % clusters] += is;
  });
  const panel: LowScorePanel = {
    historyBlocks: 2,
    scoreBlocks: 2,
    middle: Float64Array.from(middle),
    sum,
    count,
    scatter,
    freedom,
    inPost: new Float64Array(people * 3).fill(1),
    trained,
    aside: trained.map((is, person) => {
      const isCrowded = trainedIn[person % clusters] * clusters > 0.2 * people;
      return is === 0 && together > 0 && isCrowded ? 1 : 0;
    }),
    cluster: Int32Array.from({ length: people }, (_, person) => person % clusters),
    clusters,
  };
  return { panel, score };
}

function found(panel: LowScorePanel): LowScoreEffect {
  const result = lowScoreEffect(panel);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

function effectIn(result: LowScoreEffect, which: 'regression' | 'difference', block: number) {
  const effect = result[which][block];
  if ('kind' in effect) throw new Error(effect.detail);
  return effect;
}

function averageOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function errorOf(influence: Float64Array): number {
  return Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0));
}

describe('lowScoreEffect', () => {
  const runs = 50;
  it.each<World>([
    { effect: 0 },
    { effect: 0.2, drifting: 0.4 },
    { effect: 0, ordinal: true },
    { effect: 0.2, ordinal: true, drifting: 0.4 },
  ])('finds a true effect where before/after is misled: %o', (given) => {
    const names = ['regression', 'difference'] as const;
    const misses = { regression: [[], [], []] as number[][], difference: [[], [], []] as number[][] };
    const covered = { regression: 0, difference: 0 };
    let rise = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const { panel, score } = world(seed, given);
      const result = found(panel);
      for (const name of names) {
        for (const block of [0, 1, 2]) {
          const { estimate, influence } = effectIn(result, name, block);
          misses[name][block].push(estimate - given.effect);
          if (Math.abs(estimate - given.effect) <= 2.02 * errorOf(influence)) covered[name] += 1 / (3 * runs);
        }
      }
      const chosen = [...panel.trained.keys()].filter((person) => panel.trained[person] === 1);
      const after = chosen.map((i) => panel.sum[i * 7 + 4] / panel.count[i * 7 + 4]);
      rise += (averageOf(after) - averageOf(chosen.map((i) => score[i]))) / runs;
    }
    expect(rise - given.effect).toBeGreaterThan(0.1);
    for (const block of [0, 1, 2]) {
      // One estimate has an error near 0.045, the mean of 50 near 0.006.
      expect(Math.abs(averageOf(misses.regression[block]))).toBeLessThan(0.02);
    }
    expect(covered.regression).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.05 * 0.95) / runs));
    // The history mirrors the first block about the score; later ones drift further away.
    expect(Math.abs(averageOf(misses.difference[0]))).toBeLessThan(0.03);
    if (given.drifting === undefined) expect(covered.difference).toBeGreaterThan(0.9);
  });

  it('is not misled by bad weeks of whole teams, where colleagues of many trained are no comparison', () => {
    const misses: number[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const { panel } = world(seed, { effect: 0, together: 0.2 });
      misses.push(effectIn(found(panel), 'regression', 0).estimate);
    }
    // One estimate has an error near 0.052, the mean of 60 near 0.007.
    expect(Math.abs(averageOf(misses))).toBeLessThan(0.014);
  });

  it('tells the rise that needs no training, whatever came after', () => {
    const { panel } = world(3, { effect: 0 });
    const { panel: lifted } = world(3, { effect: 1 });
    const [plain, moved] = [found(panel), found(lifted)];
    expect(plain.byItself?.bounce).toBeGreaterThan(0.1);
    expect(plain.byItself?.kept).toBeGreaterThan(0.4);
    expect(plain.byItself?.kept).toBeLessThan(0.9);
    expect(moved.byItself?.bounce).toBeCloseTo(plain.byItself?.bounce ?? 0, 8);
    for (const block of [0, 1, 2]) {
      for (const name of ['regression', 'difference'] as const) {
        const [a, b] = [effectIn(moved, name, block), effectIn(plain, name, block)];
        expect(a.estimate).toBeCloseTo(b.estimate + 1, 8);
      }
    }
  });

  it('is the plain difference of differences beside the regression', () => {
    const { panel } = world(4, { effect: 0.1 });
    const result = found(panel);
    const changeOf = (side: number) => {
      let [sum, total] = [0, 0];
      for (let i = 0; i < panel.trained.length; i++) {
        if (panel.trained[i] !== side) continue;
        const weight = panel.count[i * 7] + panel.count[i * 7 + 1];
        const history = (panel.sum[i * 7] + panel.sum[i * 7 + 1]) / weight;
        sum += weight * (panel.sum[i * 7 + 5] / panel.count[i * 7 + 5] - history);
        total += weight;
      }
      return sum / total;
    };
    expect(effectIn(result, 'difference', 1).estimate).toBeCloseTo(changeOf(1) - changeOf(0), 10);
  });

  it('gives the example of its page', () => {
    const people = 240;
    const z = (i: number, k: number) => normalQuantile(((((i + 1) * k) % 241) + 0.5) / 241.5);
    const mean = (i: number, k: number) => 3.4 + 0.3 * z(i, 1) + (1.2 / Math.sqrt(20)) * z(i, k);
    const score = Float64Array.from({ length: people }, (_, i) => mean(i, 57));
    const trained = score.map((value) => (value < 3 ? 1 : 0));
    const later = score.map((_, i) => mean(i, 101) + (trained[i] === 1 ? 0.1 : 0));
    const rows = (of: (i: number, block: number) => number) =>
      Float64Array.from({ length: people * 3 }, (_, cell) => of(Math.floor(cell / 3), cell % 3));
    const result = found({
      historyBlocks: 1,
      scoreBlocks: 1,
      middle: Float64Array.from([0, 1, 2]),
      sum: rows((i, block) => 20 * (block === 0 ? mean(i, 29) : block === 1 ? score[i] : later[i])),
      count: rows(() => 20),
      scatter: rows(() => 19 * 1.44),
      freedom: rows(() => 19),
      inPost: new Float64Array(people).fill(1),
      trained: Uint8Array.from(trained),
      cluster: Int32Array.from({ length: people }, (_, i) => i % 24),
      clusters: 24,
    });
    const chosen = [...trained.keys()].filter((i) => trained[i] === 1);
    const over = (values: Float64Array) => averageOf(chosen.map((i) => values[i])).toFixed(2);
    const regression = effectIn(result, 'regression', 0);
    expect([
      chosen.length,
      over(score),
      over(later),
      result.byItself?.bounce.toFixed(2),
      result.byItself?.kept.toFixed(2),
      regression.estimate.toFixed(2),
      errorOf(regression.influence).toFixed(2),
      effectIn(result, 'difference', 0).estimate.toFixed(2),
    ]).toEqual([39, '2.81', '3.13', '0.25', '0.59', '0.07', '0.04', '0.12']);
  });

  it('knows no units and no order of people', () => {
    const { panel } = world(6, { effect: 0.1, people: 200 });
    const plain = found(panel);
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 1e-2, max: 1e2, noNaN: true }),
        fc.constantFrom(1, -1),
        (shift, size, sign) => {
          const order = createRandom(3).shuffle(Int32Array.from(panel.trained, (_, i) => i));
          const rows = (values: Float64Array, width: number, of: (value: number, cell: number) => number) =>
            Float64Array.from({ length: values.length }, (_, cell) => {
              const from = order[Math.floor(cell / width)] * width + (cell % width);
              return of(values[from], from);
            });
          const moved = found({
            ...panel,
            sum: rows(panel.sum, 7, (value, cell) => sign * size * value + shift * panel.count[cell]),
            count: rows(panel.count, 7, (value) => value),
            scatter: rows(panel.scatter, 7, (value) => size ** 2 * value),
            freedom: rows(panel.freedom, 7, (value) => value),
            trained: Uint8Array.from(order, (i) => panel.trained[i]),
            cluster: Int32Array.from(order, (i) => panel.cluster[i]),
          });
          for (const block of [0, 1, 2]) {
            const [a, b] = [effectIn(moved, 'regression', block), effectIn(plain, 'regression', block)];
            expect(a.estimate / (sign * size)).toBeCloseTo(b.estimate, 3);
            expect(errorOf(a.influence) / size).toBeCloseTo(errorOf(b.influence), 3);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it.each([2 ** -90, 2 ** 90])('is the same in units %d times as large', (factor) => {
    const { panel } = world(6, { effect: 0.1, people: 200 });
    const [plain, scaled] = [1, factor].map((size) =>
      found({
        ...panel,
        sum: panel.sum.map((value) => size * value),
        scatter: panel.scatter.map((value) => size ** 2 * value),
      }),
    );
    for (const block of [0, 1, 2]) {
      const [a, b] = [scaled, plain].map((each) => effectIn(each, 'regression', block));
      expect(a.estimate / factor).toBeCloseTo(b.estimate, 8);
      expect(errorOf(a.influence) / factor).toBeCloseTo(errorOf(b.influence), 8);
    }
  });

  it('refuses what cannot be told, and throws on wrong shapes', () => {
    const { panel } = world(5, { effect: 0, people: 200 });
    const reason = (changed: Partial<LowScorePanel>) => {
      const result = lowScoreEffect({ ...panel, ...changed });
      return result.kind === 'refused' ? result.reason : 'estimate';
    };
    expect(reason({ trained: panel.trained.map((is, person) => (person < 40 ? is : 0)) })).toBe(
      'too-few-people',
    );
    expect(reason({ trained: panel.trained.map(() => 1) })).toBe('too-few-people');
    const flat = panel.count.map((values) => 3 * values);
    expect(reason({ sum: flat, scatter: new Float64Array(flat.length) })).toBe('no-spread');
    for (const factor of [1e200, 1e307, 1e-200]) {
      const scatter = panel.scatter.map((value) => factor ** 2 * value);
      expect(reason({ sum: panel.sum.map((value) => factor * value), scatter })).toBe('out-of-range');
    }
    const without = panel.count.map((values, cell) => (cell % 7 < 2 ? 0 : values));
    expect(reason({ count: without })).toBe('no-history');
    const gone = panel.count.map((values, cell) => (cell % 7 === 6 ? 0 : values));
    const result = found({ ...panel, count: gone });
    expect(result.regression[2]).toMatchObject({ reason: 'too-few-people' });
    expect(result.byItself).toBeDefined();
    const atFirst = panel.count.map((values, cell) => (cell % 7 === 4 ? 0 : values));
    expect(found({ ...panel, count: atFirst }).byItself).toBeUndefined();
    const together = panel.cluster.map((cluster, person) => (panel.trained[person] === 1 ? 0 : cluster));
    for (const name of ['regression', 'difference'] as const) {
      expect(found({ ...panel, cluster: together })[name][0]).toMatchObject({ reason: 'one-cluster' });
    }
    expect(() => lowScoreEffect({ ...panel, sum: new Float64Array(3) })).toThrow('3 entries of sum');
    expect(() => lowScoreEffect({ ...panel, scoreBlocks: 5 })).toThrow('5 of the score');
    const none = new Float64Array(0);
    const nobody = new Uint8Array(0);
    const empty = { sum: none, count: none, scatter: none, freedom: none, inPost: none, aside: nobody };
    expect(reason({ ...empty, trained: nobody, cluster: new Int32Array(0) })).toBe('too-few-people');
    expect(() => lowScoreEffect({ ...panel, aside: nobody })).toThrow('0 entries of aside');
  });
});

/** Logarithm of the density of each person's means, from dense matrices by elimination, one person after another. */
function bruteLikelihood(data: BlockMeans, model: LevelModel, centre: Float64Array): number {
  let total = 0;
  for (let i = 0; i < data.people; i++) {
    const read = Array.from(centre.keys()).filter((b) => data.noise[i * data.blocks + b] > 0);
    const rows = read.map((a) => [
      ...read.map((b) => {
        const distance = Math.abs(data.middle[a] - data.middle[b]);
        const shared = model.lasting + model.drifting * Math.exp(-distance / model.memory);
        return shared + (a === b ? data.noise[i * data.blocks + a] : 0);
      }),
      data.mean[i * data.blocks + a] - centre[a],
    ]);
    const right = rows.map((row) => row[read.length]);
    for (let k = 0; k < read.length; k++) {
      total -= 0.5 * Math.log(rows[k][k]);
      for (let a = k + 1; a < read.length; a++) {
        const factor = rows[a][k] / rows[k][k];
        for (let b = k; b <= read.length; b++) rows[a][b] -= factor * rows[k][b];
      }
    }
    const solved = new Array<number>(read.length).fill(0);
    for (let k = read.length - 1; k >= 0; k--) {
      let value = rows[k][read.length];
      for (let b = k + 1; b < read.length; b++) value -= rows[k][b] * solved[b];
      solved[k] = value / rows[k][k];
    }
    total -= 0.5 * solved.reduce((sum, value, k) => sum + value * right[k], 0);
  }
  return total;
}

describe('the covariance of levels', () => {
  const random = createRandom(8);
  const people = 150;
  const blocks = 5;
  const data: BlockMeans = {
    people,
    blocks,
    middle: Float64Array.from([0, 1, 2, 3.5, 4.5]),
    mean: new Float64Array(people * blocks),
    noise: new Float64Array(people * blocks),
  };
  for (let i = 0; i < people; i++) {
    const lasting = 0.3 * random.normal();
    let drift = random.normal();
    for (let b = 0; b < blocks; b++) {
      const memory = b === 0 ? 0 : Math.exp(-(data.middle[b] - data.middle[b - 1]) / 2);
      drift = memory * drift + Math.sqrt(1 - memory ** 2) * random.normal();
      if (random.next() < 0.2) continue;
      const noise = 0.02 + 0.1 * random.next();
      data.noise[i * blocks + b] = noise;
      data.mean[i * blocks + b] = b / 10 + lasting + 0.25 * drift + Math.sqrt(noise) * random.normal();
    }
  }

  it('has the greatest likelihood, by brute force over dense matrices', () => {
    const { model, centre } = fitLevels(data, 0.1);
    const best = bruteLikelihood(data, model, centre);
    for (const memory of [0.5, 1, 2, 4]) {
      for (const lasting of [0, 0.5, 0.9, 0.99, 1, 1.01, 1.1, 2].map((part) => part * model.lasting)) {
        for (const drifting of [0, 0.5, 0.9, 0.99, 1, 1.01, 1.1, 2].map((part) => part * model.drifting)) {
          const other = bruteLikelihood(data, { lasting, drifting, memory }, centre);
          expect(other).toBeLessThanOrEqual(best + 1e-5);
        }
      }
    }
    for (let b = 0; b < blocks; b++) {
      for (const step of [-0.01, 0.01]) {
        const moved = centre.map((value, k) => (k === b ? value + step : value));
        expect(bruteLikelihood(data, model, moved)).toBeLessThan(best);
      }
    }
  });

  it('foretells by the reliability of the mean where levels only last', () => {
    // Kelley's formula: with one block before, variance / (variance + chance) of the distance stays.
    const single: BlockMeans = {
      people: 2,
      blocks: 2,
      middle: Float64Array.from([0, 1]),
      mean: Float64Array.from([1, 0, 3, 0]),
      noise: Float64Array.from([0.5, 0, 0.5, 0]),
    };
    const { level, open } = foretell(single, { lasting: 0.25, drifting: 0, memory: 1 }, 1);
    expect([...level]).toEqual([expect.closeTo(-1 / 3, 12), expect.closeTo(1 / 3, 12)]);
    expect(open[0]).toBeCloseTo(0.25 - 0.25 / 3, 12);
  });
});

describe('straightened scores', () => {
  it('are as they were where all scatter alike', () => {
    const shiftOf = straightener({ centre: 3, between: 0.1, within: 1.4, withinSlope: 0 });
    for (const mean of [2, 2.7, 3, 3.4]) expect(shiftOf(mean, 12)).toBeCloseTo(0, 4);
  });

  it('give the posterior mean of Poisson counts, whose variance is their mean, by brute force', () => {
    const [centre, between] = [4, 0.36];
    const shiftOf = straightener({ centre, between, within: centre, withinSlope: 1 });
    for (const [mean, count] of [
      [2.5, 6],
      [4.2, 10],
      [6, 8],
    ]) {
      let [mass, weighted] = [0, 0];
      for (let level = 1.001; level < 7; level += 1e-4) {
        const prior = -((level - centre) ** 2) / (2 * between);
        const density = Math.exp(prior + count * (mean * Math.log(level) - level) + 20);
        mass += density;
        weighted += density * level;
      }
      const shrunk = centre + ((mean + shiftOf(mean, count) - centre) * count) / (count + centre / between);
      expect(shrunk).toBeCloseTo(weighted / mass, 3);
    }
  });

  it('know that whole points scatter more at the low end', () => {
    const scatter = scatterOfLevels(world(1, { effect: 0, ordinal: true }).panel);
    expect(scatter?.withinSlope).toBeLessThan(-0.2);
    const plain = scatterOfLevels(world(1, { effect: 0 }).panel);
    expect(Math.abs(plain?.withinSlope ?? 1)).toBeLessThan(0.2);
  });
});
