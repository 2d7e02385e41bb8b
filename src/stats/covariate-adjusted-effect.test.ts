import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainAdjustedCells } from '../../test/support/plain-covariate-effect.ts';
import { conflictWithCovariates } from './covariate-options.ts';
import { type EffectInput, type EffectOptions, type EffectResult, estimateEffect } from './effect.ts';
import { type Adjustment, adjustments } from './effect-result.ts';
import { createRandom, type Random } from './random.ts';

type Draw = (random: Random, x: number) => number;

interface Truth {
  readonly units: number;
  /** Chance of being trained, and change without training, given x. */
  readonly chance: (x: number) => number;
  readonly change: Draw;
}

/** Two periods, a covariate, and an effect of 1. */
function twoPeriods({ units, chance, change }: Truth, random: Random): EffectInput {
  const sum = new Float64Array(2 * units);
  const values = new Float64Array(2 * units);
  const cohortOf = new Int32Array(units);
  for (let unit = 0; unit < units; unit++) {
    const x = random.normal();
    const trained = random.next() < chance(x);
    cohortOf[unit] = trained ? 1 : -1;
    values.fill(x, 2 * unit, 2 * unit + 2);
    sum[2 * unit] = 3 * x + random.normal();
    sum[2 * unit + 1] = sum[2 * unit] + change(random, x) + (trained ? 1 : 0);
  }
  return {
    panel: { units, periods: 2, sum, count: new Float64Array(2 * units).fill(1) },
    cohortOf,
    covariates: [{ name: 'x', values }],
  };
}

const logit = (linear: number): number => 1 / (1 + Math.exp(-linear));

function estimated(input: EffectInput, options: EffectOptions = {}): EffectResult {
  const result = estimateEffect(input, options);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

/** Five periods, cohorts 2 and 3 and never, two covariates that tell a little of who is trained. */
function staggered(seed: number, holes: boolean): EffectInput {
  const random = createRandom(seed);
  const [units, periods] = [66, 5];
  const cells = units * periods;
  const panel = { units, periods, sum: new Float64Array(cells), count: new Float64Array(cells) };
  const covariates = ['skill', 'age'].map((name) => ({ name, values: new Float64Array(cells) }));
  const cohortOf = new Int32Array(units);
  for (let unit = 0; unit < units; unit++) {
    const level = random.normal();
    cohortOf[unit] = [2, 3, -1][random.integer(3)];
    for (let t = 0; t < periods; t++) {
      const at = unit * periods + t;
      panel.count[at] = holes ? [0, 1, 2, 2, 1, 2, 3, 2][random.integer(8)] : 2;
      covariates[0].values[at] = level + 0.2 * t + 0.2 * random.normal() + (cohortOf[unit] > 0 ? 0.1 : 0);
      covariates[1].values[at] = holes && random.next() < 0.05 ? Number.NaN : 40 + 5 * random.normal();
      panel.sum[at] = panel.count[at] * (level * t + random.normal());
    }
  }
  const clusterOf = Int32Array.from({ length: units }, (_, unit) => unit % 15);
  return { panel, cohortOf, covariates, ...(seed % 2 === 0 ? { clusterOf } : {}) };
}

function jackknife(
  input: EffectInput,
  options: EffectOptions,
): { estimate: number; standardError: number }[] {
  const ones = new Array<number>(input.panel.units).fill(1);
  const points = plainAdjustedCells(input, options, ones);
  const byCluster = new Map<number, number[]>();
  const step = 1e-4;
  for (let unit = 0; unit < ones.length; unit++) {
    const [up, down] = [step, -step].map((by) => plainAdjustedCells(input, options, ones.with(unit, 1 + by)));
    const cluster = input.clusterOf?.[unit] ?? unit;
    const before = byCluster.get(cluster) ?? points.map(() => 0);
    byCluster.set(
      cluster,
      before.map((sum, k) => sum + (up[k].estimate - down[k].estimate) / (2 * step)),
    );
  }
  return points.map(({ estimate }, k) => ({
    estimate,
    standardError: Math.sqrt([...byCluster.values()].reduce((sum, each) => sum + each[k] ** 2, 0)),
  }));
}

describe('against the same estimator written plainly', () => {
  const shapes: EffectOptions[] = [{}, { comparison: 'never' }, { base: 'universal' }, { basePeriods: 2 }];
  it.each(adjustments)('%s: estimates and jackknife errors, with holes, counts and clusters', (method) => {
    let compared = 0;
    shapes.forEach((shape, k) => {
      const options = { ...shape, method, aggregation: 'cells' } as const;
      const input = staggered(10 + k, k % 2 === 1);
      const plain = jackknife(input, options);
      const found = estimated(input, options).points.filter(({ standardError }) => standardError > 0);
      expect(found.length).toBe(plain.length);
      found.forEach((point, at) => {
        expect(point.estimate).toBeCloseTo(plain[at].estimate, 9);
        expect(point.standardError).toBeCloseTo(plain[at].standardError, 6);
        compared++;
      });
    });
    expect(compared).toBeGreaterThan(20);
  });
});

describe('a covariate that tells nothing', () => {
  it.each(adjustments)('%s: a constant one gives the effect without it', (method) => {
    for (const holes of [false, true]) {
      for (const aggregation of ['cells', 'simple', 'event-time', 'cohort', 'calendar'] as const) {
        const { covariates: _, ...plain } = staggered(4, holes);
        const values = new Float64Array(plain.panel.sum.length).fill(17.3);
        const constant = { ...plain, covariates: [{ name: 'site', values }] };
        const [left, right] = [
          estimated(plain, { aggregation }),
          estimated(constant, { aggregation, method }),
        ];
        expect(right.estimate ?? 0).toBeCloseTo(left.estimate ?? 0, 12);
        expect(right.standardError ?? 0).toBeCloseTo(left.standardError ?? 0, 12);
        left.points.forEach((point, k) => {
          expect(right.points[k].estimate).toBeCloseTo(point.estimate, 12);
          expect(right.points[k].standardError).toBeCloseTo(point.standardError, 12);
        });
        expect(right.notes.join(' ')).toContain('Nothing is adjusted for');
        expect(right.notes.join(' ')).toMatch(/site is the same for all units of \d+ cells/);
        expect(right.notes.join(' ')).not.toMatch(/beyond|Adjusted for/);
      }
    }
  });

  it('one that repeats another changes nothing', () => {
    const input = staggered(6, false);
    const values = input.covariates![0].values.map((each) => 5 - 3 * each);
    const doubled = { ...input, covariates: [...input.covariates!, { name: 'again', values }] };
    for (const method of adjustments) {
      expect(estimated(doubled, { method }).estimate).toBeCloseTo(estimated(input, { method }).estimate!, 10);
      expect(estimated(doubled, { method }).notes.join()).toContain('again says nothing beyond');
    }
  });
});

describe('what must not matter', () => {
  it.each([
    ['shift', 1e6, 1],
    ['scale', 0, 1e-9],
    ['sign', 0, -1],
    ['both', -4e8, 1e3],
  ])('%s of a covariate', (_, shift, scale) => {
    const input = staggered(3, false);
    const [first, ...others] = input.covariates!;
    const values = first.values.map((each) => shift + scale * each);
    const moved = { ...input, covariates: [{ ...first, values }, ...others] };
    for (const method of adjustments) {
      const [before, after] = [estimated(input, { method }), estimated(moved, { method })];
      expect(after.estimate).toBeCloseTo(before.estimate!, 7);
      expect(after.standardError).toBeCloseTo(before.standardError!, 7);
    }
  });

  it('shift of the outcome and the order of units; scale scales', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.constantFrom(...adjustments), (seed, method) => {
        const input = staggered(2 * seed + 1, true);
        const before = estimateEffect(input, { method });
        const { panel } = input;
        const sum = panel.sum.map((each, at) => -40 * each + 1e5 * panel.count[at]);
        const units = Array.from({ length: panel.units }, (_, unit) => panel.units - 1 - unit);
        const rows = (of: Float64Array): Float64Array =>
          Float64Array.from(units.flatMap((unit) => [...of.subarray(5 * unit, 5 * unit + 5)]));
        const moved = {
          panel: { ...panel, sum: rows(sum), count: rows(panel.count) },
          cohortOf: Int32Array.from(units, (unit) => input.cohortOf[unit]),
          covariates: input.covariates!.map(({ name, values }) => ({ name, values: rows(values) })),
        };
        const after = estimateEffect(moved, { method });
        expect(after.kind).toBe(before.kind);
        if (before.kind === 'refused' || after.kind === 'refused') return;
        expect(after.estimate! / -40).toBeCloseTo(before.estimate!, 8);
        expect(after.standardError! / 40).toBeCloseTo(before.standardError!, 8);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe('simulated truth, where only one of the two models is right', () => {
  const runs = 200;
  /** Bias in units of its own chance error, and the share of intervals that hold the truth. */
  function study(truth: Truth, method: Adjustment): { bias: number; covered: number } {
    const random = createRandom(71);
    const errors: number[] = [];
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const { estimate, low, high } = estimated(twoPeriods(truth, random), { method });
      errors.push(estimate! - 1);
      if (low! <= 1 && high! >= 1) covered++;
    }
    const mean = errors.reduce((sum, each) => sum + each, 0) / runs;
    const spread = Math.sqrt(errors.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (runs - 1));
    return { bias: (mean / spread) * Math.sqrt(runs), covered: covered / runs };
  }
  const linear: Draw = (random, x) => x + random.normal();
  const curved: Draw = (random, x) => x + x * x + random.normal();
  const byX = (x: number): number => logit(0.8 * x - 0.3);
  const byCurve = (x: number): number => logit(0.8 * Math.min(x * x, 4) + 0.5 * x - 1);

  it('the chance of training is right, the change is not: dr and ipw hold, reg does not', () => {
    const truth = { units: 500, chance: byX, change: curved };
    expect(Math.abs(study(truth, 'dr').bias)).toBeLessThan(3.5);
    expect(Math.abs(study(truth, 'ipw').bias)).toBeLessThan(3.5);
    expect(Math.abs(study(truth, 'reg').bias)).toBeGreaterThan(8);
  });

  it('the change is right, the chance of training is not: dr and reg hold, ipw does not', () => {
    const truth = {
      units: 500,
      chance: byCurve,
      change: (random: Random, x: number) => linear(random, 2 * x),
    };
    expect(Math.abs(study(truth, 'dr').bias)).toBeLessThan(3.5);
    expect(Math.abs(study(truth, 'reg').bias)).toBeLessThan(3.5);
    expect(Math.abs(study(truth, 'ipw').bias)).toBeGreaterThan(3.5);
  });

  it('both are right: all hold, and intervals hold the truth as often as they say', () => {
    const truth = { units: 300, chance: byX, change: linear };
    for (const method of adjustments) {
      const { bias, covered } = study(truth, method);
      expect(Math.abs(bias)).toBeLessThan(3.5);
      expect(covered).toBeGreaterThan(0.9);
      expect(covered).toBeLessThan(0.99);
    }
  });

  it('without covariates the same effect would be wrong', () => {
    const { covariates: _, ...plain } = twoPeriods(
      { units: 4000, chance: byX, change: linear },
      createRandom(1),
    );
    expect(estimated(plain).estimate!).toBeGreaterThan(1.4);
  });
});

describe('poor overlap is refused with the cohort', () => {
  const input = (x: (unit: number) => number, trained = 15): EffectInput => {
    const values = Float64Array.from({ length: 120 }, (_, at) => x(Math.floor(at / 2)));
    const sum = values.map((each, at) => each + ((at * 7) % 11) / 10);
    return {
      panel: { units: 60, periods: 2, sum, count: new Float64Array(120).fill(1) },
      cohortOf: Int32Array.from({ length: 60 }, (_, unit) => (unit < trained ? 1 : -1)),
      covariates: [{ name: 'x', values }],
      periodLabels: ['May', 'June'],
    };
  };

  it.each<[string, EffectInput, readonly Adjustment[], RegExp]>([
    [
      'apart',
      input((unit) => (unit < 15 ? 100 + unit : unit)),
      ['dr', 'ipw'],
      /tell trained and untrained apart/,
    ],
    ['far away', input((unit) => (unit < 15 ? 100 + unit : unit)), ['reg'], /weigh like 1\.\d units, of 45/],
    [
      'one alike',
      input((unit) => (unit < 15 || unit === 59 ? 5 + (unit % 2) : unit / 100)),
      ['dr', 'ipw'],
      /weigh like 1\.\d units/,
    ],
    ['a constant side', input((unit) => (unit < 15 ? unit : 3)), ['reg'], /do not vary in a covariate/],
    ['too few', input((unit) => unit % 7, 58), ['dr', 'reg'], /2 untrained units for 2 columns/],
  ])('%s', (_, data, methods, why) => {
    for (const method of methods) {
      const result = estimateEffect(data, { method });
      expect(result).toMatchObject({ kind: 'refused', reason: 'poor-overlap' });
      if (result.kind !== 'refused') continue;
      expect(result.detail).toContain('Cohort June in period June');
      expect(result.detail).toMatch(why);
    }
  });

  it('a covariate that nobody has leaves no cell', () => {
    const data = input((unit) => unit % 5);
    const values = new Float64Array(120).fill(Number.NaN);
    expect(estimateEffect({ ...data, covariates: [{ name: 'x', values }] })).toMatchObject({
      kind: 'refused',
      reason: 'unknown-covariates',
      detail: expect.stringContaining('No row has a value of x'),
    });
  });

  it('one that is known of the untrained only leaves no cell either', () => {
    const data = input((unit) => unit % 5);
    const values = data.covariates![0].values.map((value, at) => (at < 30 ? Number.NaN : value));
    expect(estimateEffect({ ...data, covariates: [{ name: 'x', values }] })).toMatchObject({
      reason: 'unknown-covariates',
      detail: expect.stringContaining('both trained and untrained units of whom x is known'),
    });
  });

  it.each([1e200, 1e307, 1e-200])('one of %d is to be written in other units', (factor) => {
    const data = input((unit) => unit % 5);
    const values = data.covariates![0].values.map((value) => value * factor);
    expect(estimateEffect({ ...data, covariates: [{ name: 'x', values }] })).toMatchObject({
      reason: 'out-of-range',
      detail: expect.stringContaining('The values of the covariate x'),
    });
  });

  it('wrong shapes and infinite values throw', () => {
    const data = input((unit) => unit % 5);
    const values = new Float64Array(7);
    expect(() => estimateEffect({ ...data, covariates: [{ name: 'x', values }] })).toThrow('got 7');
    const infinite = data.covariates![0].values.with(3, Infinity);
    expect(() => estimateEffect({ ...data, covariates: [{ name: 'x', values: infinite }] })).toThrow(
      'Infinity',
    );
  });
});

describe('conflictWithCovariates', () => {
  it.each<[EffectOptions, boolean, string | undefined]>([
    [{}, true, undefined],
    [{}, false, undefined],
    [{ method: 'ipw', panel: 'balanced', base: 'universal', basePeriods: 2 }, true, undefined],
    [{ method: 'reg', anticipation: 1, comparison: 'never', aggregation: 'calendar' }, true, undefined],
    [{ method: 'dr' }, false, '--method dr'],
    [{ estimator: 'efficient' }, true, '--estimator efficient'],
    [{ estimator: 'fixed-effects' }, true, '--estimator fixed-effects'],
    [{ panel: 'pooled' }, true, '--panel pooled'],
  ])('%j, covariates %j', (options, covariates, words) => {
    const conflict = conflictWithCovariates(options, covariates);
    if (words === undefined) expect(conflict).toBeUndefined();
    else expect(conflict?.message).toContain(words);
    if (words === undefined || !covariates) return;
    expect(() => estimateEffect(staggered(1, false), options)).toThrow(words);
  });
});

describe('the example of docs/methods/covariate-adjusted-effect.md', () => {
  const changes = [
    ...[1.1, 0.9, 1].map((change) => ({ trained: true, isNew: 1, change })),
    { trained: true, isNew: 0, change: 0.3 },
    ...[0.5, 0.7].map((change) => ({ trained: false, isNew: 1, change })),
    ...[0, 0.2, 0.1, 0.1].map((change) => ({ trained: false, isNew: 0, change })),
  ];
  const example: EffectInput = {
    panel: {
      units: 10,
      periods: 2,
      sum: Float64Array.from(changes.flatMap(({ change }) => [5, 5 + change])),
      count: new Float64Array(20).fill(1),
    },
    cohortOf: Int32Array.from(changes, ({ trained }) => (trained ? 1 : -1)),
  };
  const values = Float64Array.from(changes.flatMap(({ isNew }) => [isNew, isNew]));

  it.each(adjustments)('%s: 0.35, where the plain effect is 0.56', (method) => {
    expect(estimated(example).estimate).toBeCloseTo(0.56, 2);
    const adjusted = estimated({ ...example, covariates: [{ name: 'new', values }] }, { method });
    expect(adjusted.estimate).toBeCloseTo(0.35, 12);
    expect(adjusted.notes.join()).toContain('weigh at least like 3 units');
  });
});
