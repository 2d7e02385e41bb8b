import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix, solve } from './linear-algebra.ts';
import { type LotteryEffect, type LotteryInput, lotteryEffect, redrawLottery } from './lottery-effect.ts';
import { createRandom } from './random.ts';

function estimated(input: LotteryInput): LotteryEffect {
  const result = lotteryEffect({ draws: 200, ...input });
  if (result.kind === 'refused') throw new Error(`${result.reason}: ${result.detail}`);
  return result;
}

/** 240 people of 24 teams in 2 strata; every third team is trained. */
function madePeople() {
  const random = createRandom(11);
  const people = 240;
  const teams = Array.from({ length: 24 }, () => 0.2 * random.normal());
  const [base, outcome] = [new Float64Array(people), new Float64Array(people)];
  const trained = new Uint8Array(people);
  for (let i = 0; i < people; i++) {
    trained[i] = (i % 24) % 3 === 0 ? 1 : 0;
    base[i] = 4 + teams[i % 24] + 0.5 * random.normal();
    outcome[i] =
      2 + 0.5 * base[i] + teams[i % 24] + trained[i] * (0.2 + 0.1 * (base[i] - 4)) + 0.3 * random.normal();
  }
  const clusterOf = Int32Array.from(base, (_, i) => i % 24);
  return { outcome, base, trained, clusterOf, strataOf: clusterOf.map((team) => team % 2) };
}

/** The coefficient of D, and its HC2 error, of y on 1, D, x - mean and D (x - mean): every matrix written out. */
function interactedRegression({ outcome: plain, base, trained, weight }: LotteryInput): [number, number] {
  const weights = weight ?? base.map(() => 1);
  const whole = weights.reduce((sum, w) => sum + w, 0);
  const mean = base.reduce((sum, x, i) => sum + weights[i] * x, 0) / whole;
  const outcome = plain.map((y, i) => y * Math.sqrt(weights[i]));
  const rows = Array.from(base, (x, i) =>
    [1, trained[i], x - mean, trained[i] * (x - mean)].map((cell) => cell * Math.sqrt(weights[i])),
  );
  const products = matrix(4, 4);
  for (const row of rows) for (let j = 0; j < 16; j++) products.values[j] += row[j >> 2] * row[j & 3];
  const inverse = [0, 1, 2, 3].map(
    (j) =>
      solve(
        products,
        [0, 1, 2, 3].map((k) => (k === j ? 1 : 0)),
      )!,
  );
  const apply = (row: readonly number[]) =>
    inverse.map((line) => row.reduce((sum, x, k) => sum + line[k] * x, 0));
  const right = [0, 1, 2, 3].map((j) => rows.reduce((sum, row, i) => sum + row[j] * outcome[i], 0));
  const coefficients = apply(right);
  let variance = 0;
  rows.forEach((row, i) => {
    const fitted = row.reduce((sum, x, k) => sum + x * coefficients[k], 0);
    const pulled = apply(row);
    const leverage = row.reduce((sum, x, k) => sum + x * pulled[k], 0);
    variance += (pulled[1] * (outcome[i] - fitted)) ** 2 / (1 - leverage);
  });
  return [coefficients[1], Math.sqrt(variance)];
}

describe('lotteryEffect', () => {
  const { clusterOf, strataOf, ...people } = madePeople();

  // statsmodels 0.15.0, OLS with HC2, and the cluster form by its matrices in numpy 2.4.6.
  it.each([
    ['people', people, 0.3145636811209903, 0.045585872787383054],
    ['people in strata', { ...people, strataOf }, 0.3145091999202466, 0.04563368167190529],
    ['teams', { ...people, clusterOf }, 0.3145636811209903, 0.08243944731986387],
    ['teams in strata', { ...people, clusterOf, strataOf }, 0.3145091999202466, 0.08654986884755875],
  ])('agrees with statsmodels: %s', (_, input, effect, standardError) => {
    const found = estimated(input);
    expect(Math.abs(found.effect - effect)).toBeLessThan(1e-11);
    expect(Math.abs(found.standardError - standardError)).toBeLessThan(1e-11);
  });

  it('counts by weight: the weighted regression, and three of one weight as one of three times it', () => {
    const random = createRandom(5);
    const base = Float64Array.from({ length: 30 }, () => random.normal());
    const outcome = base.map((x) => 0.5 * x + random.normal());
    const trained = Uint8Array.from(base, (_, i) => (i % 3 === 0 ? 1 : 0));
    const weight = base.map((_, i) => 1 + (i % 4));
    const found = estimated({ base, outcome, trained, weight });
    const [effect, error] = interactedRegression({ base, outcome, trained, weight });
    expect(found.effect).toBeCloseTo(effect, 10);
    expect(found.standardError).toBeCloseTo(error, 10);
    expect(Math.hypot(...found.influence)).toBeCloseTo(found.standardError, 12);
    const rows = [...weight].flatMap((times, i) => Array.from({ length: times }, () => i));
    const repeated = estimated({
      base: Float64Array.from(rows, (i) => base[i]),
      outcome: Float64Array.from(rows, (i) => outcome[i]),
      trained: Uint8Array.from(rows, (i) => trained[i]),
      clusterOf: Int32Array.from(rows),
    });
    expect(repeated.effect).toBeCloseTo(found.effect, 10);
    const scaled = estimated({ base, outcome, trained, weight: weight.map((w) => 1e6 * w) });
    expect(scaled.standardError).toBeCloseTo(found.standardError, 10);
    expect(() => estimated({ base, outcome, trained, weight: weight.map(() => 0) })).toThrow('weight');
  });

  it('gives the same under the draw as it was when asked for another', () => {
    const { outcome, base, trained } = people;
    const shifted = outcome.map((y, i) => y + 7 * trained[i]);
    const under = redrawLottery({ outcome, base, trained }, [outcome, shifted]);
    const found = estimated({ outcome, base, trained });
    const [same, more] = under(Int32Array.from(trained)) ?? [];
    expect(same.effect).toBeCloseTo(found.effect, 12);
    expect(more.effect).toBeCloseTo(found.effect + 7, 10);
  });

  it('is the regression with everything interacted', () => {
    const columns = fc.integer({ min: 1, max: 1e6 }).map((seed): LotteryInput => {
      const random = createRandom(seed);
      const base = Float64Array.from({ length: 20 }, () => random.normal());
      return {
        base,
        outcome: base.map((x) => 0.5 * x + random.normal()),
        trained: Uint8Array.from(random.shuffle(Int32Array.from(base, (_, i) => (i < 7 ? 1 : 0)))),
      };
    });
    fc.assert(
      fc.property(columns, (input) => {
        const [effect, error] = interactedRegression(input);
        const found = estimated({ ...input, draws: 1 });
        expect(found.effect).toBeCloseTo(effect, 9);
        expect(found.standardError).toBeCloseTo(error, 9);
      }),
      { numRuns: 50 },
    );
  });

  it("is Welch's test where the base is the same for all", () => {
    const trainedValues = [3, 4, 4, 5, 7];
    const others = [1, 2, 2, 3, 3, 4, 1, 2];
    const outcome = Float64Array.of(...trainedValues, ...others);
    const found = estimated({
      outcome,
      base: outcome.map(() => 3),
      trained: Uint8Array.from(outcome, (_, i) => (i < 5 ? 1 : 0)),
    });
    // By hand: means 4.6 and 2.25, variances 2.3 / 5 and (7.5 / 7) / 8.
    const parts = [2.3 / 5, 7.5 / 7 / 8];
    expect(found.usesBase).toBe(false);
    expect(found.effect).toBeCloseTo(2.35, 12);
    expect(found.standardError).toBeCloseTo(Math.sqrt(parts[0] + parts[1]), 12);
    expect(found.degreesOfFreedom).toBeCloseTo(
      (parts[0] + parts[1]) ** 2 / (parts[0] ** 2 / 4 + parts[1] ** 2 / 7),
      9,
    );
  });

  it('counts all orders of a small draw', () => {
    // 12 people, 4 drawn: 495 orders. No two values tie, and the trained are the best four: 1 order is as large, and
    // whether its mirror is depends on the spread below.
    const outcome = Float64Array.of(20, 21, 23, 26, 0, 1, 3, 4, 6, 7, 9, 10);
    const trained = Uint8Array.from(outcome, (_, i) => (i < 4 ? 1 : 0));
    const { permutation } = estimated({ outcome, base: outcome.map(() => 0), trained });
    const size = (chosen: ReadonlySet<number>) => {
      const sides = [true, false].map((inside) => [...outcome].filter((_, i) => chosen.has(i) === inside));
      const [a, b] = sides.map((values) => {
        const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
        return { mean, part: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length ** 2 };
      });
      return Math.abs(a.mean - b.mean) / Math.sqrt(a.part + b.part);
    };
    const observed = size(new Set([0, 1, 2, 3]));
    let [all, asLarge] = [0, 0];
    for (let mask = 0; mask < 4096; mask++) {
      const chosen = new Set([...outcome.keys()].filter((i) => mask & (1 << i)));
      if (chosen.size !== 4) continue;
      all++;
      if (size(chosen) >= observed - 1e-9) asLarge++;
    }
    expect(permutation).toEqual({ kind: 'estimate', p: asLarge / all, draws: 495, allOrders: true });
  });

  it('draws teams as wholes, within their strata', () => {
    const { permutation, drawnToTrain, drawnToWait } = estimated({ ...people, clusterOf, strataOf });
    expect([drawnToTrain, drawnToWait]).toEqual([8, 16]);
    expect(permutation).toMatchObject({ kind: 'estimate', allOrders: false, draws: 200 });
    const small = { ...people, clusterOf: clusterOf.map((team) => Math.floor(team / 2)) };
    const two = estimated({
      ...small,
      trained: small.clusterOf.map((team) => (team % 3 === 0 ? 1 : 0)) as never,
    });
    expect(two.permutation).toMatchObject({ kind: 'estimate', allOrders: true, draws: 495 });
  });

  it.each([2 ** -90, 2 ** 90])('is the same in units %d times as large', (factor) => {
    const scaled = (values: Float64Array) => values.map((value) => value * factor);
    const units = {
      ...people,
      outcome: scaled(people.outcome),
      base: scaled(people.base),
      clusterOf,
      strataOf,
    };
    const [plain, found] = [estimated({ ...people, clusterOf, strataOf }), estimated(units)];
    expect(found.effect / factor).toBeCloseTo(plain.effect, 10);
    expect(found.low / factor).toBeCloseTo(plain.low, 10);
    expect(found.usesBase).toBe(plain.usesBase);
    expect(found.permutation).toEqual(plain.permutation);
  });

  it('knows no units, no origin and no order of people', () => {
    const plain = estimated({ ...people, clusterOf, strataOf });
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.constantFrom(1, -1),
        fc.integer({ min: 1, max: 1e6 }),
        (shift, size, sign, seed) => {
          const order = createRandom(seed).shuffle(Int32Array.from(people.base, (_, i) => i));
          const moved = estimated({
            outcome: Float64Array.from(order, (i) => sign * size * people.outcome[i] + shift),
            base: Float64Array.from(order, (i) => size * people.base[i] - shift),
            trained: Uint8Array.from(order, (i) => people.trained[i]),
            clusterOf: Int32Array.from(order, (i) => 7 * clusterOf[i] - 3),
            strataOf: Int32Array.from(order, (i) => -strataOf[i]),
            draws: 1,
          });
          expect(moved.effect / (sign * size)).toBeCloseTo(plain.effect, 5);
          expect(moved.standardError / size).toBeCloseTo(plain.standardError, 5);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives the example of its page', () => {
    const base = Float64Array.of(3.1, 3.4, 3.6, 3.9, 4.1, 4.4, 3.0, 3.3, 3.7, 3.8, 4.2, 4.5);
    const outcome = Float64Array.of(3.4, 3.6, 3.9, 4.1, 4.4, 4.6, 3.1, 3.2, 3.8, 3.7, 4.3, 4.4);
    const trained = Uint8Array.from(base, (_, i) => (i < 6 ? 1 : 0));
    const found = estimated({ outcome, base, trained });
    expect([found.effect, found.low, found.high, found.unadjusted].map((value) => value.toFixed(2))).toEqual([
      '0.25',
      '0.12',
      '0.38',
      '0.25',
    ]);
    expect(found.permutation).toMatchObject({ draws: 924, allOrders: true });
    expect(found.permutation.kind === 'estimate' && found.permutation.p.toFixed(3)).toBe('0.004');
  });

  it('takes a hundred and fifty thousand people, and refuses none', () => {
    const random = createRandom(5);
    const base = Float64Array.from({ length: 150_000 }, () => random.normal());
    const outcome = base.map((x, i) => 0.5 * x + random.normal() + (i % 2 === 0 ? 0.1 : 0));
    const trained = Uint8Array.from(base, (_, i) => 1 - (i % 2));
    expect(Math.abs(estimated({ outcome, base, trained, draws: 3 }).effect - 0.1)).toBeLessThan(0.02);
    const none = { outcome: new Float64Array(0), base: new Float64Array(0), trained: new Uint8Array(0) };
    expect(lotteryEffect(none)).toMatchObject({ kind: 'refused', reason: 'few-drawn' });
  });

  it('refuses what cannot be told', () => {
    const reason = (input: LotteryInput) => {
      const result = lotteryEffect({ draws: 10, ...input });
      return result.kind === 'refused' ? result.reason : 'estimate';
    };
    const first = <T extends { slice(from: number, to: number): T }>(values: T, count: number) =>
      values.slice(0, count);
    expect(
      reason({
        outcome: first(people.outcome, 11),
        base: first(people.base, 11),
        trained: first(people.trained, 11),
      }),
    ).toBe('few-drawn');
    expect(reason({ ...people, clusterOf: clusterOf.map((team) => team % 3) })).toBe('few-drawn');
    expect(reason({ ...people, clusterOf: clusterOf.map((team) => team % 16) })).toBe('split-team');
    expect(reason({ ...people, clusterOf, strataOf: Int32Array.from(people.base, (_, i) => i % 5) })).toBe(
      'split-team',
    );
    expect(
      reason({ ...people, strataOf: people.trained.map((mark, i) => (mark ? 1 : i % 2)) as never }),
    ).toBe('thin-stratum');
    expect(reason({ ...people, outcome: people.outcome.map(() => 3) })).toBe('no-spread');
    for (const factor of [1e200, 1e307, 1e-200]) {
      for (const name of ['outcome', 'base'] as const) {
        const scaled = people[name].map((value) => value * factor);
        expect(reason({ ...people, [name]: scaled })).toBe('out-of-range');
      }
    }
  });

  it('throws on wrong shapes and quotes them', () => {
    expect(() => lotteryEffect({ ...people, base: new Float64Array(3) })).toThrow('3 values');
    expect(() => lotteryEffect({ ...people, level: 95 })).toThrow('95');
    expect(() => lotteryEffect({ ...people, base: people.base.map(() => Number.NaN) })).toThrow('NaN');
    expect(() => lotteryEffect({ ...people, trained: people.trained.map(() => 4) })).toThrow('4');
  });
});

describe('the interval of a lottery in a simulation', () => {
  it.each([
    ['16 people', 16, 1],
    ['16 teams of 8', 16, 8],
    ['100 people', 100, 1],
  ])('covers the truth in about 95 of 100, and p is below 0.05 as seldom: %s', (_, drawn, each) => {
    const random = createRandom(drawn + each);
    const repetitions = 500;
    let [covered, rejected] = [0, 0];
    for (let k = 0; k < repetitions; k++) {
      const arms = random.shuffle(Int32Array.from({ length: drawn }, (_, i) => (i < drawn / 2 ? 1 : 0)));
      const shared = Array.from({ length: drawn }, () => random.normal());
      const clusterOf = Int32Array.from({ length: drawn * each }, (_, i) => i % drawn);
      const base = Float64Array.from(clusterOf, (team) => shared[team] + random.normal());
      const outcome = Float64Array.from(
        clusterOf,
        (team, i) => 0.6 * base[i] + 0.5 * shared[team] + random.normal(),
      );
      const trained = Uint8Array.from(clusterOf, (team) => arms[team]);
      const found = estimated({ outcome, base, trained, clusterOf, draws: 99, seed: k });
      if (found.low <= 0 && 0 <= found.high) covered++;
      if (found.permutation.kind === 'estimate' && found.permutation.p <= 0.05) rejected++;
    }
    const error = Math.sqrt((0.05 * 0.95) / repetitions);
    expect(covered / repetitions).toBeGreaterThan(0.94 - 2 * error);
    expect(rejected / repetitions).toBeLessThan(0.05 + 2.5 * error);
  });
});
