import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fUpperTail } from './distributions.ts';
import { matrix, solve } from './linear-algebra.ts';
import { createRandom, type Random } from './random.ts';
import { type RelativeImportance, relativeImportance } from './relative-importance.ts';
import { quadraticForm, shapleyForms } from './shapley-forms.ts';

function drawn(random: Random, people: number, predictors: number, effect: readonly number[]) {
  const shared = Float64Array.from({ length: people }, () => random.normal());
  const columns = Array.from({ length: predictors }, () =>
    shared.map((value) => 0.5 * value + random.normal()),
  );
  const outcome = Float64Array.from(
    { length: people },
    (_, i) => random.normal() + columns.reduce((sum, column, k) => sum + (effect[k] ?? 0) * column[i], 0),
  );
  return { outcome, predictors: columns };
}

function estimate(
  input: { outcome: Float64Array; predictors: Float64Array[] },
  draws = 999,
): RelativeImportance {
  const result = relativeImportance({ ...input, draws, random: createRandom(1) });
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

/** R squared of the predictors in `set` from correlations, by solving the normal equations. */
function rSquaredOf(correlations: number[][], r: number[], set: number[]): number {
  if (set.length === 0) return 0;
  const a = matrix(
    set.length,
    set.length,
    set.flatMap((i) => set.map((j) => correlations[i][j])),
  );
  const b = solve(
    a,
    set.map((i) => r[i]),
  );
  if (b === undefined) throw new Error('singular');
  return set.reduce((sum, i, at) => sum + r[i] * b[at], 0);
}

function ordersOf(items: number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    ordersOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

describe('shapleyForms', () => {
  it('gives the lmg values of R relaimpo for Swiss fertility in 1888, R squared 70.67 %', () => {
    // Correlations of R's data set swiss: Agriculture, Examination, Education, Catholic, Infant.Mortality.
    const among = [
      [1, -0.686542208617, -0.639522518948, 0.401095053049, -0.060858608417],
      [-0.686542208617, 1, 0.698415296288, -0.572741806064, -0.114021596482],
      [-0.639522518948, 0.698415296288, 1, -0.153858917091, -0.099321845821],
      [0.401095053049, -0.572741806064, -0.153858917091, 1, 0.175495907597],
      [-0.060858608417, -0.114021596482, -0.099321845821, 0.175495907597, 1],
    ];
    const r = Float64Array.of(
      0.35307918362,
      -0.645882706457,
      -0.663788857035,
      0.463684700652,
      0.416556031435,
    );
    const values = shapleyForms(matrix(5, 5, among.flat())).map((form) => quadraticForm(form, r));
    const published = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592];
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(published[k], 8);
    });
  });

  it('is the mean over every order in which predictors can come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1e6 }), (p, seed) => {
        const { outcome, predictors } = drawn(createRandom(seed), 30, p, [1, 0.5]);
        const unit = (values: Float64Array) => {
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const length = Math.hypot(...values.map((value) => value - mean));
          return values.map((value) => (value - mean) / length);
        };
        const product = (a: Float64Array, b: Float64Array) =>
          a.reduce((sum, value, i) => sum + value * b[i], 0);
        const columns = predictors.map(unit);
        const among = columns.map((a) => columns.map((b) => product(a, b)));
        const r = columns.map((column) => product(column, unit(outcome)));
        const orders = ordersOf(Array.from({ length: p }, (_, k) => k));
        const walked = new Float64Array(p);
        for (const order of orders) {
          order.forEach((k, at) => {
            const before = order.slice(0, at);
            walked[k] +=
              (rSquaredOf(among, r, [...before, k]) - rSquaredOf(among, r, before)) / orders.length;
          });
        }
        shapleyForms(matrix(p, p, among.flat())).forEach((form, k) => {
          expect(quadraticForm(form, Float64Array.from(r))).toBeCloseTo(walked[k], 10);
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe('relativeImportance', () => {
  it('adds up to R squared, and a twin of a predictor shares its value', () => {
    const { outcome, predictors } = drawn(createRandom(3), 200, 3, [0.8, 0.3]);
    const three = estimate({ outcome, predictors });
    const total = three.predictors.reduce((sum, each) => sum + each.shapleyValue, 0);
    expect(total).toBeCloseTo(three.rSquared, 12);
    const twins = estimate({
      outcome,
      predictors: [...predictors, predictors[0].map((value) => 3 - 2 * value)],
    });
    expect(twins.rSquared).toBeCloseTo(three.rSquared, 10);
    expect(twins.predictors[3].shapleyValue).toBeCloseTo(twins.predictors[0].shapleyValue, 10);
    expect(twins.predictors[0].shapleyValue).toBeLessThan(three.predictors[0].shapleyValue);
  });

  it('gives the page its example: of four predictors two count', () => {
    const { outcome, predictors } = drawn(createRandom(12), 120, 4, [0.5, 0.3]);
    const result = estimate({ outcome, predictors });
    expect(result.rSquared).toBeCloseTo(0.38, 2);
    expect(result.predictors.map(({ importance }) => importance.toFixed(2))).toEqual([
      '0.25',
      '0.10',
      '0.00',
      '0.00',
    ]);
    expect(result.predictors.map(({ shapleyValue }) => shapleyValue.toFixed(2))).toEqual([
      '0.26',
      '0.11',
      '0.01',
      '0.01',
    ]);
  });

  it('by chance is the mean over shuffled outcomes, which add up to p / (n - 1)', () => {
    const { outcome, predictors } = drawn(createRandom(5), 60, 3, [1]);
    const { predictors: parts, rSquaredByChance } = estimate({ outcome, predictors });
    expect(rSquaredByChance).toBeCloseTo(3 / 59, 12);
    const unit = (values: Float64Array) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const length = Math.hypot(...values.map((value) => value - mean));
      return values.map((value) => (value - mean) / length);
    };
    const columns = predictors.map(unit);
    const among = matrix(
      3,
      3,
      columns.flatMap((a) => columns.map((b) => a.reduce((s, v, i) => s + v * b[i], 0))),
    );
    const forms = shapleyForms(among);
    const random = createRandom(6);
    const y = unit(outcome);
    const order = Int32Array.from(y, (_, i) => i);
    const draws = 4000;
    const means = [0, 0, 0];
    for (let draw = 0; draw < draws; draw++) {
      random.shuffle(order);
      const r = Float64Array.from(columns, (column) =>
        column.reduce((sum, v, i) => sum + v * y[order[i]], 0),
      );
      forms.forEach((form, k) => {
        means[k] += quadraticForm(form, r) / draws;
      });
    }
    parts.forEach(({ byChance }, k) => {
      expect(Math.abs(means[k] - byChance)).toBeLessThan(0.0015);
    });
  });

  it('its test agrees with the F test of the model where errors are normal', () => {
    const { p, rSquared } = estimate(drawn(createRandom(22), 100, 3, [0.3]), 9999);
    const exact = fUpperTail(rSquared / 3 / ((1 - rSquared) / 96), 3, 96);
    expect(exact).toBeGreaterThan(0.002);
    expect(Math.abs(p - exact)).toBeLessThan(4 * Math.sqrt(exact / 9999));
  });

  it('shows pure noise in at most 1 of 100', () => {
    const random = createRandom(8);
    let shown = 0;
    for (let draw = 0; draw < 300; draw++) {
      const input = { ...drawn(random, 60, 3, []), draws: 199, random };
      if (relativeImportance(input).kind === 'estimate') shown += 1;
    }
    expect(shown / 300).toBeLessThan(0.01 + 3 * Math.sqrt((0.01 * 0.99) / 300));
  });

  it('takes no notice of units, and of the order of people and predictors', () => {
    const { outcome, predictors } = drawn(createRandom(9), 80, 3, [1, 0.4]);
    const base = estimate({ outcome, predictors });
    const changed = estimate({
      outcome: outcome.map((value) => 1e12 - 1e9 * value).toReversed(),
      predictors: predictors
        .map((column, k) => column.map((value) => value * 10 ** (40 * k)).toReversed())
        .toReversed(),
    });
    changed.predictors.toReversed().forEach((each, k) => {
      expect(each.importance).toBeCloseTo(base.predictors[k].importance, 6);
    });
  });

  it('refuses what cannot be said', () => {
    const reasonOf = (
      people: number,
      count: number,
      change: (column: Float64Array) => Float64Array = (x) => x,
    ) => {
      const { outcome, predictors } = drawn(createRandom(4), people, count, [2]);
      const input = { outcome, predictors: predictors.map(change), draws: 199, random: createRandom(1) };
      const result = relativeImportance(input);
      return result.kind === 'refused' ? result.reason : undefined;
    };
    expect(reasonOf(49, 1)).toBe('too-few-people');
    expect(reasonOf(50, 1)).toBeUndefined();
    expect(reasonOf(59, 4)).toBe('too-few-people');
    expect(reasonOf(60, 4)).toBeUndefined();
    expect(reasonOf(60, 0)).toBe('no-predictors');
    expect(reasonOf(300, 13)).toBe('too-many-predictors');
    expect(reasonOf(60, 2, (column) => column.fill(3))).toBe('no-spread');
    const flat = { outcome: new Float64Array(60), predictors: drawn(createRandom(4), 60, 1, []).predictors };
    expect(relativeImportance({ ...flat, draws: 199, random: createRandom(1) })).toMatchObject({
      reason: 'no-spread',
    });
    const noise = drawn(createRandom(4), 60, 2, []);
    expect(relativeImportance({ ...noise, draws: 199, random: createRandom(1) })).toMatchObject({
      reason: 'may-be-chance',
    });
  });

  it('throws at wrong shapes and values, and quotes them', () => {
    const good = { ...drawn(createRandom(4), 60, 1, [1]), draws: 199, random: createRandom(1) };
    expect(() => relativeImportance({ ...good, predictors: [new Float64Array(3)] })).toThrow('has 3 values');
    expect(() => relativeImportance({ ...good, outcome: good.outcome.fill(Number.NaN) })).toThrow('NaN');
    expect(() => relativeImportance({ ...good, draws: 10, outcome: new Float64Array(60) })).toThrow('10');
  });
});
