import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainErrors, plainPoints } from '../../test/support/plain-group-time.ts';
import { type EffectInput, type EffectOptions, type EffectResult, estimateEffect } from './effect.ts';

const PERIODS = 6;

interface Sample {
  readonly input: EffectInput;
  readonly options: EffectOptions;
}

function samples(shape: 'holes' | 'rectangle'): fc.Arbitrary<Sample> {
  const value = fc.double({ min: -3, max: 3, noNaN: true });
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

function expectAlike(left: EffectResult, right: EffectResult, scale = 1, digits = 9): void {
  expect(flat(left).length).toBe(flat(right).length);
  flat(left).forEach((point, k) => {
    expect(point.estimate * scale).toBeCloseTo(flat(right)[k].estimate, digits);
    expect(point.standardError * scale).toBeCloseTo(flat(right)[k].standardError, digits);
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
