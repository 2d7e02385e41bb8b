import { describe, expect, it } from 'vitest';
import { type LowScoreUnits, lowScoreEffect } from './low-score-effect.ts';
import { createRandom, type Random } from './random.ts';

const people = 700;
const clusters = 40;

interface World {
  readonly effect: number;
  /** Whole points from 1 to 5 instead of numbers on a line. */
  readonly ordinal: boolean;
}

/** Mean of `count` values around a level, each with a spread of 1.2; ordinal ones are rounded and cut. */
function meanOf(random: Random, level: number, count: number, ordinal: boolean): number {
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const value = level + 1.2 * random.normal();
    sum += ordinal ? Math.min(5, Math.max(1, Math.round(value))) : value;
  }
  return sum / count;
}

/** The lowest 15 % by score are trained. Numbers of values run from 4 to 60, so scores carry very unequal chance. */
function world(seed: number, { effect, ordinal }: World): LowScoreUnits & { readonly before: number } {
  const random = createRandom(seed);
  const counts = Array.from({ length: people }, () => 4 + random.integer(57));
  const level = counts.map(() => 3.4 + 0.3 * random.normal());
  const draw = (person: number, share: number) => {
    const count = Math.max(1, Math.round((counts[person] ?? 1) * share));
    return { count, mean: meanOf(random, level[person] ?? 0, count, ordinal) };
  };
  const history = counts.map((_, person) => draw(person, 1));
  const score = counts.map((_, person) => draw(person, 1));
  const cut = score.map(({ mean }) => mean).toSorted((a, b) => a - b)[Math.floor(0.15 * people)] ?? 0;
  const trained = Uint8Array.from(score, ({ mean }) => (mean < cut ? 1 : 0));
  const later = counts.map((_, person) => draw(person, 0.5).mean + (trained[person] === 1 ? effect : 0));
  return {
    later: Float64Array.from(later),
    score: Float64Array.from(score, ({ mean }) => mean),
    history: Float64Array.from(history, ({ mean }) => mean),
    scoreCount: Float64Array.from(score, ({ count }) => count),
    historyCount: Float64Array.from(history, ({ count }) => count),
    weight: Float64Array.from(history, ({ count }) => count),
    trained,
    cluster: Int32Array.from({ length: people }, (_, person) => person % clusters),
    clusters,
    before: averageOf(score.filter((_, person) => trained[person] === 1).map(({ mean }) => mean)),
  };
}

function averageOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function errorOf(influence: Float64Array): number {
  return Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0));
}

describe('lowScoreEffect', () => {
  const runs = 120;
  it.each([
    { effect: 0, ordinal: false },
    { effect: 0.2, ordinal: false },
    { effect: 0, ordinal: true },
    { effect: 0.2, ordinal: true },
  ])('finds a true effect of $effect, ordinal $ordinal, where before/after is misled', (given) => {
    const bias = { regression: 0, difference: 0 };
    const covered = { regression: 0, difference: 0 };
    let rise = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const units = world(seed, given);
      const found = lowScoreEffect(units);
      if (found.kind === 'refused') throw new Error(found.detail);
      for (const name of ['regression', 'difference'] as const) {
        const { estimate, influence } = found[name];
        bias[name] += (estimate - given.effect) / runs;
        if (Math.abs(estimate - given.effect) <= 2.02 * errorOf(influence)) covered[name] += 1 / runs;
      }
      const trained = [...units.trained.keys()].filter((person) => units.trained[person] === 1);
      rise += (averageOf(trained.map((person) => units.later[person] ?? 0)) - units.before) / runs;
    }
    expect(rise - given.effect).toBeGreaterThan(0.15);
    // The error of one estimate is near 0.04, of the mean of 120 near 0.004.
    expect(Math.abs(bias.regression)).toBeLessThan(0.02);
    expect(Math.abs(bias.difference)).toBeLessThan(0.02);
    expect(covered.regression).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.05 * 0.95) / runs) - 0.01);
    expect(covered.difference).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.05 * 0.95) / runs) - 0.01);
  });

  it('tells the rise that needs no training', () => {
    const units = world(3, { effect: 0, ordinal: false });
    const found = lowScoreEffect(units);
    if (found.kind === 'refused') throw new Error(found.detail);
    expect(found.bounce).toBeGreaterThan(0.1);
    const moved = lowScoreEffect({
      ...units,
      later: units.later.map((value, person) => value + (units.trained[person] === 1 ? 1 : 0)),
    });
    if (moved.kind === 'refused') throw new Error(moved.detail);
    expect(moved.bounce).toBeCloseTo(found.bounce, 10);
    expect(moved.regression.estimate).toBeCloseTo(found.regression.estimate + 1, 10);
    expect(moved.difference.estimate).toBeCloseTo(found.difference.estimate + 1, 10);
  });

  it('is the plain difference of differences beside the regression', () => {
    const units = world(4, { effect: 0.1, ordinal: false });
    const found = lowScoreEffect(units);
    if (found.kind === 'refused') throw new Error(found.detail);
    const changeOf = (side: number) => {
      const members = [...units.trained.keys()].filter((person) => units.trained[person] === side);
      const weight = members.reduce((sum, person) => sum + (units.weight[person] ?? 0), 0);
      return members.reduce(
        (sum, person) =>
          sum +
          ((units.weight[person] ?? 0) * ((units.later[person] ?? 0) - (units.history[person] ?? 0))) /
            weight,
        0,
      );
    };
    expect(found.difference.estimate).toBeCloseTo(changeOf(1) - changeOf(0), 10);
  });

  it('refuses few people, and scores that do not vary', () => {
    const units = world(5, { effect: 0, ordinal: false });
    const few = units.trained.map((is, person) => (person < 40 ? is : 0));
    expect(lowScoreEffect({ ...units, trained: few })).toMatchObject({ reason: 'too-few-people' });
    const flat = new Float64Array(people).fill(3);
    expect(lowScoreEffect({ ...units, score: flat, history: flat })).toMatchObject({ reason: 'no-spread' });
  });
});
