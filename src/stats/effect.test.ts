import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainErrors, plainPoints } from '../../test/support/plain-group-time.ts';
import { simulatedPanel } from '../../test/support/simulated-panel.ts';
import {
  conflictInOptions,
  type EffectInput,
  type EffectOptions,
  type EffectResult,
  estimateEffect,
} from './effect.ts';
import type { Panel } from './panel.ts';
import { createRandom } from './random.ts';

const PERIODS = 6;

interface Sample {
  readonly input: EffectInput;
  readonly options: EffectOptions;
}

function samples(shape: 'holes' | 'rectangle'): fc.Arbitrary<Sample> {
  const value = fc.integer({ min: -3000, max: 3000 }).map((thousandths) => thousandths / 1000);
  const count = shape === 'holes' ? fc.constantFrom(0, 0, 1, 1, 2, 5) : fc.constant(2);
  const unit = fc.record({
    cohort: fc.constantFrom(-1, -1, 0, 2, 3, 5),
    cluster: fc.integer({ min: 0, max: 9 }),
    values: fc.array(value, { minLength: PERIODS, maxLength: PERIODS }),
    counts: fc.array(count, { minLength: PERIODS, maxLength: PERIODS }),
  });
  return fc
    .record({
      units: fc.array(unit, { minLength: 12, maxLength: 24 }),
      clusters: fc.constantFrom('none', 'across', 'within'),
      options: fc.oneof(
        fc.record({ base: fc.constantFrom('varying', 'universal') }),
        fc.record({ basePeriods: fc.constantFrom(1, 2) }),
        fc.record({ transition: fc.constant(1) }),
        fc.record({ anticipation: fc.constant(1), base: fc.constantFrom('varying', 'universal') }),
      ),
      comparison: fc.constantFrom('never', 'not-yet'),
      aggregation: fc.constantFrom('cells', 'simple', 'event-time', 'cohort', 'calendar'),
      panel: fc.constantFrom('within', 'pooled', 'balanced'),
    })
    .map(({ units, clusters, options, ...rest }) => {
      const count = Float64Array.from(units.flatMap((each) => each.counts));
      const panel = {
        units: units.length,
        periods: PERIODS,
        sum: Float64Array.from(
          units.flatMap((each) => each.values),
          (each, k) => each * count[k],
        ),
        count,
      };
      const cohortOf = Int32Array.from(units, (each) => each.cohort);
      const clusterOf = Int32Array.from(units, (each) =>
        clusters === 'within' ? 10 * (each.cohort + 1) + (each.cluster % 3) : each.cluster,
      );
      return {
        input: clusters === 'none' ? { panel, cohortOf } : { panel, cohortOf, clusterOf },
        options: { ...options, ...rest } as EffectOptions,
      };
    });
}

function flat(result: EffectResult): { estimate: number; standardError: number }[] {
  const overall =
    result.estimate === undefined
      ? []
      : [{ estimate: result.estimate, standardError: result.standardError! }];
  return [...overall, ...result.points.map(({ estimate, standardError }) => ({ estimate, standardError }))];
}

function expectAlike(left: EffectResult, right: EffectResult, scale = 1): void {
  expect(flat(left).length).toBe(flat(right).length);
  flat(left).forEach((point, k) => {
    expect(Math.abs(point.estimate * scale - flat(right)[k].estimate)).toBeLessThan(1e-9 * Math.abs(scale));
    const gap = point.standardError * Math.abs(scale) - flat(right)[k].standardError;
    expect(Math.abs(gap)).toBeLessThan(2e-6 * Math.abs(scale));
  });
}

describe('against the same estimator written plainly', () => {
  it.each(['holes', 'rectangle'] as const)('estimates and jackknife errors on small panels, %s', (shape) => {
    let compared = 0;
    fc.assert(
      fc.property(samples(shape), ({ input, options }) => {
        const result = estimateEffect(input, options);
        if (result.kind === 'refused') return;
        const ones = new Array<number>(input.panel.units).fill(1);
        const plain = plainPoints(input, options, ones);
        const found = flat(result);
        expect(found.length).toBe(plain.length);
        const errors = plainErrors(input, options);
        found.forEach((point, k) => {
          expect(point.estimate).toBeCloseTo(plain[k].estimate, 10);
          expect(Math.abs(point.standardError - errors[k])).toBeLessThan(1e-6 * (1 + errors[k]));
        });
        compared++;
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(compared).toBeGreaterThan(75);
  });
});

describe('what must not matter', () => {
  const check = (change: (sample: Sample) => Sample, scale = 1): void => {
    let compared = 0;
    fc.assert(
      fc.property(samples('holes'), (sample) => {
        const before = estimateEffect(sample.input, sample.options);
        const changed = change(sample);
        const after = estimateEffect(changed.input, changed.options);
        expect(after.kind).toBe(before.kind);
        if (before.kind === 'refused' || after.kind === 'refused') return;
        expectAlike(before, after, scale);
        compared++;
      }),
      { numRuns: 200, seed: 11 },
    );
    expect(compared).toBeGreaterThan(100);
  };

  it('the order of the units', () => {
    check(({ input, options }) => {
      const { panel, cohortOf, clusterOf } = input;
      const order = Array.from({ length: panel.units }, (_, k) => k).reverse();
      const rows = (values: Float64Array): Float64Array =>
        Float64Array.from(
          order.flatMap((unit) => [...values.subarray(unit * PERIODS, (unit + 1) * PERIODS)]),
        );
      const moved = { ...panel, sum: rows(panel.sum), count: rows(panel.count) };
      return {
        input: {
          panel: moved,
          cohortOf: Int32Array.from(order, (unit) => cohortOf[unit]),
          ...(clusterOf === undefined
            ? {}
            : { clusterOf: Int32Array.from(order, (unit) => clusterOf[unit] + 1000) }),
        },
        options,
      };
    });
  });

  it('a constant added to every value', () => {
    check(({ input, options }) => {
      const sum = input.panel.sum.map((each, at) => each + 40 * input.panel.count[at]);
      return { input: { ...input, panel: { ...input.panel, sum } }, options };
    });
  });

  it('a constant added to every value of one period, where the base is one period', () => {
    check(({ input, options }) => {
      const sum = input.panel.sum.map((each, at) =>
        at % PERIODS === 3 ? each + 7 * input.panel.count[at] : each,
      );
      if ((options.basePeriods ?? 1) > 1) return { input, options };
      return { input: { ...input, panel: { ...input.panel, sum } }, options };
    });
  });

  it('the scale of the outcome, which scales estimate and error', () => {
    check(({ input, options }) => {
      const sum = input.panel.sum.map((each) => -250 * each);
      return { input: { ...input, panel: { ...input.panel, sum } }, options };
    }, -250);
  });

  it('how many values are behind each cell, if it is the same number', () => {
    const simulated = simulatedPanel(200);
    const tripled = {
      ...simulated.panel,
      sum: simulated.panel.sum.map((each) => 3 * each),
      count: simulated.panel.count.map(() => 3),
    };
    for (const estimator of ['group-time', 'efficient', 'fixed-effects'] as const) {
      const before = estimateEffect(simulated, { estimator });
      const after = estimateEffect({ ...simulated, panel: tripled }, { estimator });
      if (before.kind === 'refused' || after.kind === 'refused') throw new Error('refused');
      expectAlike(before, after);
    }
  });

  it('clusters of one unit', () => {
    const simulated = simulatedPanel(300);
    const clusterOf = Int32Array.from({ length: 300 }, (_, unit) => 7 * unit);
    for (const panel of ['within', 'pooled'] as const) {
      const holes = withHoles(simulated);
      const before = estimateEffect(holes, { panel, aggregation: 'event-time' });
      const after = estimateEffect({ ...holes, clusterOf }, { panel, aggregation: 'event-time' });
      if (before.kind === 'refused' || after.kind === 'refused') throw new Error('refused');
      expectAlike(before, after);
    }
  });
});

function withHoles({ panel, cohortOf }: { panel: Panel; cohortOf: Int32Array }): EffectInput {
  const random = createRandom(9);
  const count = panel.count.map((each) => (random.next() < 0.2 ? 0 : each));
  return {
    panel: { ...panel, count, sum: panel.sum.map((each, at) => (count[at] > 0 ? each : 0)) },
    cohortOf,
  };
}

describe('the within-person form', () => {
  it('does not move when people of another level come and go, as the pooled form does', () => {
    const periods = 4;
    const values = [
      [1, 1, 3, 3],
      [9, 9, NaN, NaN],
      [2, 2, 2, 2.5],
      [4, 4, 4, 3.5],
    ].flat();
    const panel = {
      units: 4,
      periods,
      sum: Float64Array.from(values, (each) => (Number.isNaN(each) ? 0 : each)),
      count: Float64Array.from(values, (each) => (Number.isNaN(each) ? 0 : 1)),
    };
    const input = { panel, cohortOf: Int32Array.of(2, 2, -1, -1) };
    expect(estimateEffect(input, {})).toMatchObject({ estimate: 2 });
    expect(estimateEffect(input, { panel: 'pooled' })).toMatchObject({ estimate: -2 });
  });
});

describe('the efficient estimator with a base of weight 1', () => {
  it('is the group-time estimator where the base tells nothing else', () => {
    const simulated = simulatedPanel(40).panel;
    const sum = simulated.sum.map((value, at) => (at % 24 < 7 ? 3 : value));
    const cohortOf = Int32Array.from({ length: 40 }, (_, unit) => (unit % 3 === 0 ? 7 : -1));
    const input = { panel: { ...simulated, sum }, cohortOf };
    const [efficient, plain] = (['efficient', 'group-time'] as const).map((estimator) =>
      estimateEffect(input, { estimator }),
    );
    if (efficient.kind === 'refused' || plain.kind === 'refused') throw new Error('refused');
    expect(efficient.estimate).toBeCloseTo(plain.estimate!, 12);
    expect(Math.abs(plain.estimate!)).toBeGreaterThan(0.01);
  });
});

describe('conflictInOptions', () => {
  it.each<[EffectOptions, string]>([
    [{ base: 'varying', basePeriods: 3 }, '--base varying'],
    [{ basePeriods: 0 }, '--base-periods is 0'],
    [{ transition: 1.5 }, '--transition is 1.5'],
    [{ seed: 0.5 }, '--seed'],
    [{ transition: 1, anticipation: 1 }, '--anticipation'],
    [{ balance: 1 }, '--balance'],
    [{ balance: 1, aggregation: 'cohort' }, '--balance'],
    [{ draws: 99 }, '--draws'],
    [{ draws: 1, estimator: 'efficient' }, '--draws is 1'],
    [{ draws: 98, estimator: 'efficient' }, '--draws is 98'],
    [{ draws: 99.5, estimator: 'efficient' }, '--draws is 99.5'],
    [{ estimator: 'efficient', aggregation: 'cells' }, 'cells'],
    [{ estimator: 'efficient', comparison: 'never' }, '--comparison'],
    [{ estimator: 'efficient', comparison: 'not-yet' }, '--comparison'],
    [{ estimator: 'efficient', anticipation: 1 }, '--anticipation'],
    [{ estimator: 'efficient', panel: 'pooled' }, '--panel pooled'],
    [{ estimator: 'efficient', base: 'universal' }, '--base'],
    [{ estimator: 'fixed-effects', basePeriods: 2 }, '--base-periods'],
    [{ estimator: 'fixed-effects', comparison: 'never' }, '--comparison'],
    [{ estimator: 'fixed-effects', aggregation: 'cohort' }, '--aggregate cohort'],
  ])('%j is wrong use', (options, words) => {
    expect(conflictInOptions(options)?.message).toContain(words);
    expect(() => estimateEffect(simulatedPanel(20), options)).toThrow(words);
  });

  it.each<EffectOptions>([
    {},
    { base: 'varying', basePeriods: 1 },
    { base: 'universal', basePeriods: 4 },
    { basePeriods: 4, transition: 2 },
    { anticipation: 2, comparison: 'never' },
    { aggregation: 'event-time', balance: 0 },
    { estimator: 'efficient', draws: 99, basePeriods: 3, transition: 1, panel: 'balanced' },
    { estimator: 'fixed-effects' },
  ])('%j goes together and gives an estimate', (options) => {
    expect(conflictInOptions(options)).toBeUndefined();
    expect(estimateEffect(simulatedPanel(400), options).kind).toBe('estimate');
  });
});

describe('what is refused', () => {
  const outcome = {
    units: 6,
    periods: 3,
    sum: new Float64Array(18).map((_, at) => at % 5),
    count: new Float64Array(18).fill(1),
  };
  const reason = (cohorts: number[], options: EffectOptions = {}, panel: Panel = outcome): string => {
    const result = estimateEffect({ panel, cohortOf: Int32Array.from(cohorts) }, options);
    return result.kind === 'refused' ? result.reason : 'estimate';
  };

  it.each<[string, number[], EffectOptions]>([
    ['nobody-trained', [-1, -1, -1, 3, 99, -1], {}],
    ['nobody-trained', [0, 0, 0, 0, -1, -1], {}],
    ['no-comparison', [1, 1, 1, 1, 1, 1], {}],
    ['no-comparison', [1, 1, 1, 2, 2, 2], { comparison: 'never' }],
    ['no-comparison', [1, 1, 1, 1, 2, 2], { transition: 1 }],
    ['no-cells', [1, 1, 1, -1, -1, -1], { basePeriods: 2 }],
    ['no-cells', [1, 1, 1, -1, -1, -1], { basePeriods: 2, estimator: 'efficient' }],
    ['few-units', [1, 2, -1, -1, -1, -1], { estimator: 'efficient' }],
  ])('%s: cohorts %j with %j', (expected, cohorts, options) => {
    expect(reason(cohorts, options)).toBe(expected);
  });

  it('cells without values on one side, and panels without any', () => {
    const hidden = (visible: (unit: number, period: number) => boolean): Panel => ({
      ...outcome,
      count: outcome.count.map((_, at) => (visible(Math.floor(at / 3), at % 3) ? 1 : 0)),
    });
    expect(
      reason(
        [1, 1, 1, -1, -1, -1],
        {},
        hidden((unit, t) => unit > 2 || t === 0),
      ),
    ).toBe('no-cells');
    expect(
      reason(
        [1, 1, 1, -1, -1, -1],
        {},
        hidden(() => false),
      ),
    ).toBe('no-units');
    expect(
      reason(
        [2, 2, 2, -1, -1, -1],
        {},
        hidden((unit, t) => unit > 2 || t < 2),
      ),
    ).toBe('no-cells-after');
    expect(
      reason(
        [1, 1, 1, -1, -1, -1],
        { estimator: 'efficient' },
        hidden((unit, t) => unit > 0 || t < 2),
      ),
    ).toBe('empty-cells');
    expect(
      reason(
        [1, 1, 1, -1, -1, -1],
        { estimator: 'efficient', panel: 'balanced' },
        hidden((unit, t) => unit > 0 || t < 2),
      ),
    ).toBe('estimate');
  });

  it('clusters drawn at several dates, for the estimator of a drawn order', () => {
    const clusterOf = Int32Array.of(0, 1, 2, 0, 1, 2);
    const result = estimateEffect(
      { panel: outcome, cohortOf: Int32Array.of(1, 1, 1, -1, -1, -1), clusterOf },
      { estimator: 'efficient' },
    );
    expect(result).toMatchObject({ kind: 'refused', reason: 'clusters-across-cohorts' });
  });

  describe('an outcome without any error to judge by', () => {
    const { panel, cohortOf } = simulatedPanel(60);
    const treatment = panel.sum.map((_, at) => {
      const start = cohortOf[Math.floor(at / 24)];
      return start >= 0 && at % 24 >= start ? 1 : 0;
    });
    const count = panel.count.map((_, at) => 1 + (at % 3));
    const input = (value: (unit: number, t: number) => number): EffectInput => {
      const sum = count.map((n, at) => n * value(Math.floor(at / 24), at % 24));
      return { panel: { ...panel, sum, count }, cohortOf, treatment };
    };
    const ways: EffectOptions[] = [
      {},
      { aggregation: 'cells' },
      { aggregation: 'event-time' },
      { panel: 'pooled', aggregation: 'cohort' },
      { estimator: 'efficient', draws: 99 },
      { estimator: 'fixed-effects' },
    ];

    it.each(ways)('that is the same everywhere, %j', (options) => {
      expect(
        estimateEffect(
          input(() => 0.1),
          options,
        ),
      ).toMatchObject({
        kind: 'refused',
        reason: 'no-spread',
        detail: expect.stringContaining('Check that the right column is read'),
      });
    });

    it.each(ways)('that is the same for all units of a cohort, %j', (options) => {
      const value = (unit: number, t: number) =>
        0.3 * t + cohortOf[unit] / 7 + 0.7 * treatment[unit * 24 + t];
      expect(estimateEffect(input(value), options)).toMatchObject({ kind: 'refused', reason: 'no-spread' });
    });

    it.each(ways.slice(0, 4))('of one unit in each cohort, %j', (options) => {
      const two = {
        panel: {
          units: 2,
          periods: 3,
          sum: Float64Array.of(1, 2, 4, 1, 7, 3),
          count: new Float64Array(6).fill(1),
        },
        cohortOf: Int32Array.of(1, -1),
      };
      expect(estimateEffect(two, options)).toMatchObject({ kind: 'refused', reason: 'no-spread' });
    });

    it.each([{}, { aggregation: 'event-time' }] as EffectOptions[])(
      'that varies before all trainings only, %j of a drawn order',
      (options) => {
        const first = Math.min(...cohortOf.filter((start) => start >= 0));
        const value = (unit: number, t: number) =>
          t < first ? panel.sum[unit * 24 + t] : 0.7 * treatment[unit * 24 + t];
        expect(estimateEffect(input(value), { ...options, estimator: 'efficient' })).toMatchObject({
          kind: 'refused',
          reason: 'no-spread',
        });
      },
    );

    it('but an outcome that varies in one unit alone is estimated', () => {
      const first = cohortOf.indexOf(-1);
      const value = (unit: number, t: number) => (unit === first && t > 10 ? 1 : 0);
      expect(estimateEffect(input(value), {})).toMatchObject({ kind: 'estimate' });
    });

    it.each([1e200, 1e307, 1e-200])(
      '%d times as large as usual is to be written in other units',
      (factor) => {
        for (const options of ways) {
          const sum = panel.sum.map((value) => value * factor);
          expect(estimateEffect({ panel: { ...panel, sum }, cohortOf, treatment }, options)).toMatchObject({
            kind: 'refused',
            reason: 'out-of-range',
            detail: expect.stringContaining('in other units'),
          });
        }
        const scaled = treatment.map((value) => value * factor);
        const given = { panel, cohortOf, treatment: scaled };
        expect(estimateEffect(given, { estimator: 'fixed-effects' })).toMatchObject({
          detail: expect.stringContaining('The values of the treatment'),
        });
      },
    );

    it.each([2 ** 90, 2 ** -90])('%d times as large gives the same figures in these units', (factor) => {
      for (const options of ways) {
        const sum = panel.sum.map((value) => value * factor);
        const [plain, scaled] = [panel, { ...panel, sum }].map((each) =>
          estimateEffect({ panel: each, cohortOf, treatment }, options),
        );
        if (plain.kind === 'refused' || scaled.kind === 'refused') throw new Error('refused');
        expect(scaled.points.map((point) => point.standardError / factor)).toEqual(
          plain.points.map((point) => point.standardError),
        );
        if (plain.high === undefined) continue;
        expect([scaled.estimate! / factor, scaled.low! / factor]).toEqual([plain.estimate, plain.low]);
        expect(scaled.preTrend?.p).toEqual(plain.preTrend?.p);
        expect(scaled.permutation).toEqual(plain.permutation);
      }
    });
  });

  it('wrong shapes and values that are no numbers throw', () => {
    const cohortOf = Int32Array.of(1, 1, 2, -1, -1, -1);
    expect(() => estimateEffect({ panel: outcome, cohortOf: new Int32Array(2) })).toThrow('got 2');
    expect(() => estimateEffect({ panel: { ...outcome, sum: new Float64Array(17) }, cohortOf })).toThrow(
      '17',
    );
    expect(() => estimateEffect({ panel: { ...outcome, sum: outcome.sum.with(4, NaN) }, cohortOf })).toThrow(
      'NaN',
    );
    expect(() =>
      estimateEffect({ panel: { ...outcome, count: outcome.count.with(4, -1) }, cohortOf }),
    ).toThrow('-1');
  });
});

describe('what is noted', () => {
  const notes = (cohorts: number[], options: EffectOptions = {}): string => {
    const periods = 5;
    const random = createRandom(2);
    const cells = cohorts.length * periods;
    const panel = {
      units: cohorts.length,
      periods,
      sum: Float64Array.from({ length: cells }, () => random.normal()),
      count: new Float64Array(cells).fill(1),
    };
    const result = estimateEffect({ panel, cohortOf: Int32Array.from(cohorts) }, options);
    if (result.kind === 'refused') throw new Error(result.detail);
    return result.notes.join('\n');
  };
  const many = Array.from({ length: 60 }, (_, unit) => [2, 3, -1, -1][unit % 4]);

  it('nothing where all is well', () => {
    expect(notes(many)).toBe('');
  });

  it.each<[string, number[], EffectOptions]>([
    ['2 units were trained in the first period', [...many, 0, 0], {}],
    ['1 cohorts were trained too early', many, { basePeriods: 3 }],
    ['1 cohorts are a single unit', [...many, 4], {}],
    ['Few units or clusters (40 in all, 10 in the smallest cohort)', many.slice(0, 40), {}],
    ['(65 in all, 5 in the smallest cohort)', [...many, 4, 4, 4, 4, 4], {}],
    ['Only 6 units or clusters, 3 of them trained', [2, 2, 3, -1, -1, -1], {}],
    ['The last 2 of 5 periods are left out', many.map((cohort) => (cohort === -1 ? 2 : cohort)), {}],
    ['From 2 periods after the training on', [...many.filter((cohort) => cohort !== 2), 2, 2, 2], {}],
  ])('%s', (words, cohorts, options) => {
    expect(notes(cohorts, options)).toContain(words);
  });
});
