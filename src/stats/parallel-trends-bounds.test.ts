import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../test/support/shared-data.ts';
import { type CornerStatistics, foldedNormalQuantile, rejects, shareAbove } from './conditional-test.ts';
import { normalCdf } from './distributions.ts';
import { fixedLengthInterval } from './fixed-length-interval.ts';
import { matrix, solve } from './linear-algebra.ts';
import {
  type EffectBounds,
  type ParallelTrendsBounds,
  type ParallelTrendsInput,
  parallelTrendsBounds,
} from './parallel-trends-bounds.ts';
import { createRandom, type Random } from './random.ts';
import { changesOfTrend, type EventTimes, relativeMagnitude, smoothTrend } from './trend-restriction.ts';

const sizes = { whole: 0.05, first: 0.005 };

/** A positive definite covariance of autocorrelated estimates. */
function covarianceOf(errors: readonly number[], rho: number): Float64Array {
  return Float64Array.from(errors.flatMap((a, i) => errors.map((b, j) => a * b * rho ** Math.abs(i - j))));
}

function example(change: Partial<ParallelTrendsInput> = {}): ParallelTrendsInput {
  return {
    leads: Float64Array.of(0.02, -0.01, 0.015),
    lags: Float64Array.of(0.2, 0.18, 0.21),
    covariance: covarianceOf([0.03, 0.03, 0.03, 0.03, 0.03, 0.04], 0.5),
    weights: Float64Array.of(1 / 3, 1 / 3, 1 / 3),
    relativeMagnitudes: [0.5, 1, 2],
    slopeChanges: [0, 0.01],
    size: 0.05,
    ...change,
  };
}

function bounds(input: ParallelTrendsInput): ParallelTrendsBounds {
  const result = parallelTrendsBounds(input);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

interface PackageBounds {
  readonly lb: readonly number[];
  readonly ub: readonly number[];
}

interface PackageCase {
  readonly l_vec: readonly number[];
  readonly original: { readonly lb: readonly number[][]; readonly ub: readonly number[][] };
  readonly relmag_C_LF: PackageBounds & { readonly Mbar: readonly number[] };
  readonly SD_FLCI: PackageBounds & { readonly M: readonly number[] };
  readonly SD_C_LF: PackageBounds;
}

const referenceFile = sharedData('reference/honestdid_mpdta.json');

describe.skipIf(referenceFile === undefined)('R HonestDiD 0.2.6 on county employment', () => {
  const { mpdta } = JSON.parse(referenceFile ? readFileSync(referenceFile, 'utf8') : '{}') as {
    mpdta: { betahat: number[]; sigma: number[][]; first_post: PackageCase; average_post: PackageCase };
  };

  it.each(['first_post', 'average_post'] as const)('%s', (name) => {
    const theirs = mpdta[name];
    const ours = bounds({
      leads: Float64Array.from(mpdta.betahat.slice(0, 3)),
      lags: Float64Array.from(mpdta.betahat.slice(3)),
      covariance: Float64Array.from(mpdta.sigma.flat()),
      weights: Float64Array.from(theirs.l_vec),
      relativeMagnitudes: theirs.relmag_C_LF.Mbar,
      slopeChanges: theirs.SD_FLCI.M,
      size: 0.05,
    });
    const near = (mine: EffectBounds, low: number, high: number, tolerance: number) => {
      expect(Math.abs(mine.low - low)).toBeLessThan(tolerance);
      expect(Math.abs(mine.high - high)).toBeLessThan(tolerance);
    };
    near(ours.parallel, theirs.original.lb[0][0], theirs.original.ub[0][0], 1e-12);
    const step = (40 * ours.standardError) / 999;
    ours.relativeMagnitudes.forEach((each, i) => {
      near(each, theirs.relmag_C_LF.lb[i], theirs.relmag_C_LF.ub[i], 2 * step);
    });
    ours.slopeChanges.forEach(({ fixedLength, conditional }, i) => {
      near(fixedLength, theirs.SD_FLCI.lb[i], theirs.SD_FLCI.ub[i], 1e-3);
      near(conditional, theirs.SD_C_LF.lb[i], theirs.SD_C_LF.ub[i], 3 * step);
    });
  });
});

describe('corners of the linear programme, against every basis tried', () => {
  /** Rows of A that touch the time after the base, with 0 for the base left out, as the package writes them. */
  function packageRows(p: number, n: number, mbar: number, lead: number, sign: number): number[][] {
    const rows: number[][] = [];
    const unit = (at: number) => Array.from({ length: p + n + 1 }, (_, i) => (i === at ? 1 : 0));
    const change = (at: number) => unit(at + 1).map((value, i) => value - unit(at)[i]);
    for (const direction of [1, -1]) {
      for (let after = p; after < p + n; after++) {
        const bound = change(lead).map((value) => mbar * sign * value);
        rows.push(change(after).map((value, i) => direction * value - bound[i]));
      }
    }
    return rows.map((row) => row.filter((_, i) => i !== p));
  }

  function smoothRows(p: number, n: number): number[][] {
    return [1, -1].flatMap((direction) =>
      Array.from({ length: n }, (_, i) =>
        Array.from({ length: p + n + 1 }, (_, at) => direction * ([1, -2, 1][at - (p - 1 + i)] ?? 0)).filter(
          (_, at) => at !== p,
        ),
      ),
    );
  }

  /** All lambda at least 0 with lambda'sd = 1 and lambda'A_after orthogonal to what leaves l'effect as it is. */
  function allCorners(rows: number[][], p: number, weights: Float64Array, sd: number[]): number[][] {
    const n = weights.length;
    const pivot = weights.findIndex((weight) => weight !== 0);
    const free = Array.from({ length: n }, (_, j) => j).filter((j) => j !== pivot);
    const constraints = [
      sd,
      ...free.map((j) => rows.map((row) => row[p + j] - (row[p + pivot] * weights[j]) / weights[pivot])),
    ];
    const corners: number[][] = [];
    for (let mask = 0; mask < 1 << rows.length; mask++) {
      const basis = rows.map((_, r) => r).filter((r) => (mask >> r) & 1);
      if (basis.length !== n) continue;
      const system = constraints.flatMap((constraint) => basis.map((r) => constraint[r]));
      const x = solve(matrix(n, n, system), [1, ...free.map(() => 0)]);
      if (x === undefined || x.some((value) => !(value > -1e-9 && value < 1e9))) continue;
      const corner = rows.map((_, r) => Math.max(0, x[basis.indexOf(r)] ?? 0));
      const known = corners.some((other) => other.every((value, r) => Math.abs(value - corner[r]) < 1e-7));
      if (!known) corners.push(corner);
    }
    return corners;
  }

  function bruteForce(input: EventTimes, rows: number[][], limit: number, effect: number): CornerStatistics {
    const p = input.leads.length;
    const size = p + input.lags.length;
    const covariance = (a: number[], b: number[]) =>
      a.reduce(
        (sum, x, i) => sum + x * b.reduce((inner, y, j) => inner + y * input.covariance[i * size + j], 0),
        0,
      );
    const sd = rows.map((row) => Math.sqrt(covariance(row, row)));
    const corners = allCorners(rows, p, input.weights, sd);
    const pivot = input.weights.findIndex((weight) => weight !== 0);
    const estimates = [...input.leads, ...input.lags];
    estimates[p + pivot] -= effect / input.weights[pivot];
    const combined = corners.map((corner) =>
      estimates.map((_, i) => rows.reduce((sum, row, r) => sum + corner[r] * row[i], 0)),
    );
    return {
      values: Float64Array.from(
        combined,
        (row, c) =>
          row.reduce((sum, each, i) => sum + each * estimates[i], 0) -
          limit * corners[c].reduce((sum, each) => sum + each, 0),
      ),
      covariance: Float64Array.from(combined.flatMap((a) => combined.map((b) => covariance(a, b)))),
    };
  }

  const cases = fc.record({
    p: fc.integer({ min: 1, max: 3 }),
    n: fc.integer({ min: 2, max: 3 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
    rho: fc.double({ min: -0.5, max: 0.8, noNaN: true }),
    limit: fc.double({ min: 0.1, max: 3, noNaN: true }),
    effect: fc.double({ min: -6, max: 6, noNaN: true }),
    single: fc.boolean(),
  });

  function drawn({
    p,
    n,
    seed,
    rho,
    single,
  }: {
    p: number;
    n: number;
    seed: number;
    rho: number;
    single: boolean;
  }) {
    const random = createRandom(seed);
    const errors = Array.from({ length: p + n }, () => 0.5 + random.next());
    return {
      leads: Float64Array.from({ length: p }, () => random.normal()),
      lags: Float64Array.from({ length: n }, () => random.normal()),
      covariance: covarianceOf(errors, rho),
      weights: Float64Array.from({ length: n }, (_, j) => (single ? Number(j === 0) : random.normal())),
    };
  }

  function same(ours: CornerStatistics, brute: CornerStatistics): void {
    expect(Math.max(...ours.values)).toBeCloseTo(Math.max(...brute.values), 8);
    const first = { atMost: 2.8, value: () => 2.8 };
    expect(rejects(ours, first, sizes)).toBe(rejects(brute, first, sizes));
  }

  it('for relative magnitudes', () => {
    fc.assert(
      fc.property(cases, (drawnCase) => {
        const input = drawn(drawnCase);
        const { p, n, limit, effect, seed } = drawnCase;
        const lead = seed % p;
        const sign = seed % 2 === 0 ? 1 : -1;
        const ours = relativeMagnitude(changesOfTrend(input), limit, lead, sign, sizes);
        same(ours.statistics(effect), bruteForce(input, packageRows(p, n, limit, lead, sign), 0, effect));
      }),
      { numRuns: 60 },
    );
  });

  it('for changes of the slope', () => {
    fc.assert(
      fc.property(cases, (drawnCase) => {
        const input = drawn(drawnCase);
        const { p, n, limit, effect } = drawnCase;
        const ours = smoothTrend(input, limit, sizes);
        same(ours.statistics(effect), bruteForce(input, smoothRows(p, n), limit, effect));
      }),
      { numRuns: 60 },
    );
  });

  it('the first stage is exceeded as often as it should where all means are 0', () => {
    const input = drawn({ p: 3, n: 3, seed: 5, rho: 0.5, single: false });
    const { firstStage, statistics } = relativeMagnitude(changesOfTrend(input), 1, 1, 1, sizes);
    const { covariance } = statistics(0);
    const k = 4;
    const random = createRandom(11);
    const root = semiRoot(covariance, k);
    let exceeded = 0;
    const draws = 60_000;
    for (let draw = 0; draw < draws; draw++) {
      const z = [random.normal(), random.normal()];
      if (root.some((row) => row[0] * z[0] + row[1] * z[1] > firstStage.value())) exceeded += 1;
    }
    expect(Math.abs(exceeded / draws - 0.005)).toBeLessThan(4 * Math.sqrt(0.005 / draws));
    expect(firstStage.value()).toBeLessThanOrEqual(firstStage.atMost);
  });

  /** Two columns whose product is a covariance of rank 2. */
  function semiRoot(covariance: Float64Array, k: number): number[][] {
    const first = Array.from({ length: k }, (_, i) => covariance[i * k] / Math.sqrt(covariance[0]));
    const left = (i: number, j: number) => covariance[i * k + j] - first[i] * first[j];
    const second = Array.from({ length: k }, (_, i) => left(i, 1) / Math.sqrt(left(1, 1)));
    return first.map((value, i) => [value, second[i]]);
  }
});

describe('truth at the border of the restriction', () => {
  /** Estimates around a difference in trend of 0.1 a period before the base and `after` a period after it. */
  function estimates(random: Random, error: number, after: number): EventTimes {
    const noise = Array.from({ length: 7 }, () => error * random.normal());
    const draw = (at: number) => noise[at] + 0.6 * (noise[at - 1] ?? 0);
    const covariance = new Float64Array(36);
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 6; j++) {
        const shared = i === j ? 1 + 0.36 : Math.abs(i - j) === 1 ? 0.6 : 0;
        covariance[i * 6 + j] = error ** 2 * shared;
      }
    }
    return {
      leads: Float64Array.from([-0.3, -0.2, -0.1], (trend, i) => trend + draw(i + 1)),
      lags: Float64Array.from([1, 2, 3], (periods, i) => periods * after + draw(i + 4)),
      covariance,
      weights: Float64Array.of(0, 0.5, 0.5),
    };
  }

  it.each([0.02, 0.1])('relative magnitudes hold an effect of 0 (error %f)', (error) => {
    const random = createRandom(77);
    const draws = 400;
    let held = 0;
    for (let draw = 0; draw < draws; draw++) {
      const parts = changesOfTrend(estimates(random, error, 0.2));
      held += Number(
        [0, 1, 2].some((lead) => {
          const { firstStage, statistics } = relativeMagnitude(parts, 2, lead, 1, sizes);
          return !rejects(statistics(0), firstStage, sizes);
        }),
      );
    }
    expect(held / draws).toBeGreaterThan(0.95 - 2.5 * Math.sqrt((0.05 * 0.95) / draws));
  });

  it.each([0.02, 0.1])(
    'a bent line holds an effect of 0, and nearly no more than it should (error %f)',
    (error) => {
      const random = createRandom(78);
      const draws = 400;
      let [fixed, tested] = [0, 0];
      for (let draw = 0; draw < draws; draw++) {
        const input = estimates(random, error, 0.2);
        const { low, high } = fixedLengthInterval(input, 0.1, 0.05);
        fixed += Number(low <= 0 && 0 <= high);
        const { firstStage, statistics } = smoothTrend(input, 0.1, sizes);
        tested += Number(!rejects(statistics(0), firstStage, sizes));
      }
      const least = 0.95 - 2.5 * Math.sqrt((0.05 * 0.95) / draws);
      expect(fixed / draws).toBeGreaterThan(least);
      expect(tested / draws).toBeGreaterThan(least);
    },
  );
});

describe('fixedLengthInterval', () => {
  it('is no longer than any pair of bends on a grid gives, and than the interval without search', () => {
    const input = example();
    const m = 0.01;
    const { low, high } = fixedLengthInterval(input, m, 0.05);
    const slope = 2;
    let shortest = Infinity;
    for (let a = -3; a <= 3; a += 0.05) {
      for (let b = -3; b <= 3; b += 0.05) {
        const leads = [a, b - 2 * a, slope - 2 * b + a];
        const all = [...leads, ...input.weights];
        let variance = 0;
        for (let i = 0; i < 6; i++) {
          for (let j = 0; j < 6; j++) variance += all[i] * input.covariance[i * 6 + j] * all[j];
        }
        const bias = m * (Math.abs(a) + Math.abs(b) + slope + 1 + 1 / 3);
        const error = Math.sqrt(variance);
        shortest = Math.min(shortest, error * foldedNormalQuantile(0.05, bias / error));
      }
    }
    expect((high - low) / 2).toBeLessThanOrEqual(shortest + 1e-12);
    expect((high - low) / 2).toBeGreaterThan(0.995 * shortest);
  });

  it('does not care how many leads lie on a line', () => {
    const leads = Float64Array.of(-0.4, -0.3, -0.2, -0.1);
    const lags = Float64Array.of(0.1, 0.2);
    const covariance = covarianceOf([0.01, 0.01, 0.01, 0.01, 0.01, 0.01], 0.3);
    const { low, high } = fixedLengthInterval(
      { leads, lags, covariance, weights: Float64Array.of(0, 1) },
      0,
      0.05,
    );
    expect((low + high) / 2).toBeCloseTo(0, 10);
  });
});

describe('shareAbove', () => {
  it('agrees with the normal distribution where that can be divided', () => {
    expect(shareAbove(1, -Infinity, Infinity)).toBeCloseTo(1 - normalCdf(1), 14);
    expect(shareAbove(1, 0.5, 2)).toBeCloseTo(
      (normalCdf(2) - normalCdf(1)) / (normalCdf(2) - normalCdf(0.5)),
      12,
    );
  });

  it('goes on where it cannot: an exponential far out', () => {
    expect(shareAbove(100.01, 100, Infinity)).toBeCloseTo(Math.exp(-100.005 * 0.01), 3);
    expect(shareAbove(24.9995, 24.999, 25.001)).toBeCloseTo(shareAbove(25.0005, 25, 25.002), 3);
    expect(shareAbove(60, 50, 55)).toBe(0);
    expect(shareAbove(2, 3, 3)).toBe(1);
  });

  it('quantiles of |N(shift, 1)|', () => {
    expect(foldedNormalQuantile(0.05, 0)).toBeCloseTo(1.959963984540054, 10);
    expect(foldedNormalQuantile(0.05, 30)).toBeCloseTo(31.6448536269515, 8);
    const c = foldedNormalQuantile(0.1, 0.7);
    expect(normalCdf(c - 0.7) - normalCdf(-c - 0.7)).toBeCloseTo(0.9, 10);
  });
});

describe('parallelTrendsBounds', () => {
  it('gives the page its example', () => {
    const { parallel, relativeMagnitudes, slopeChanges, breakDown } = bounds(example());
    const shown = ({ low, high }: EffectBounds) => [low.toFixed(2), high.toFixed(2)];
    expect(shown(parallel)).toEqual(['0.15', '0.25']);
    expect(relativeMagnitudes.map(shown)).toEqual([
      ['0.10', '0.29'],
      ['0.02', '0.36'],
      ['-0.13', '0.52'],
    ]);
    expect(slopeChanges.map(({ fixedLength }) => shown(fixedLength))).toEqual([
      ['0.14', '0.27'],
      ['0.09', '0.31'],
    ]);
    expect(breakDown.multiple).toBeCloseTo(1.16, 2);
  });

  it('widens with the multiple, and holds 0 from the break-down on', () => {
    const { breakDown } = bounds(example());
    const at = (multiple: number) =>
      bounds(example({ relativeMagnitudes: [multiple] })).relativeMagnitudes[0];
    expect(at(breakDown.multiple * 0.97).low).toBeGreaterThan(0);
    expect(at(breakDown.multiple * 1.03).low).toBeLessThan(0);
    const { relativeMagnitudes: all } = bounds(example());
    for (let i = 1; i < all.length; i++) {
      expect(all[i].low).toBeLessThan(all[i - 1].low);
      expect(all[i].high).toBeGreaterThan(all[i - 1].high);
    }
  });

  it('follows the unit and the sign, however large or small', () => {
    const base = bounds(example());
    for (const factor of [-1, 1e-9, 1e9]) {
      const { leads, lags, covariance } = example();
      const scaled = bounds(
        example({
          leads: leads.map((value) => value * factor),
          lags: lags.map((value) => value * factor),
          covariance: covariance.map((value) => value * factor ** 2),
          slopeChanges: [0, 0.01 * Math.abs(factor)],
        }),
      );
      const [low, high] = factor < 0 ? (['high', 'low'] as const) : (['low', 'high'] as const);
      scaled.relativeMagnitudes.forEach((each, i) => {
        expect(each[low] / factor).toBeCloseTo(base.relativeMagnitudes[i].low, 2);
        expect(each[high] / factor).toBeCloseTo(base.relativeMagnitudes[i].high, 2);
      });
      expect(scaled.slopeChanges[1].fixedLength[low] / factor).toBeCloseTo(
        base.slopeChanges[1].fixedLength.low,
        6,
      );
      expect(scaled.breakDown.multiple).toBeCloseTo(base.breakDown.multiple, 3);
    }
  });

  it('reaches past the grid of the package where the effect lies there', () => {
    const { lags } = example();
    const far = bounds(example({ lags: lags.map((lag) => lag + 5) }));
    const near = bounds(example());
    const step = (40 * near.standardError) / 999;
    far.relativeMagnitudes.forEach(({ multiple, low, high }) => {
      expect(low).toBeLessThan(far.estimate);
      expect(high).toBeGreaterThan(far.estimate);
      expect(high - low).toBeLessThan(0.5 + 1.5 * multiple);
      expect((low + 20 * near.standardError) / step).toBeCloseTo(
        Math.round((low + 20 * near.standardError) / step),
        6,
      );
    });
  });

  it('works with one lead and one lag', () => {
    const one = bounds({
      leads: Float64Array.of(0),
      lags: Float64Array.of(1),
      covariance: Float64Array.of(1e-6, 0, 0, 1e-6),
      weights: Float64Array.of(1),
      relativeMagnitudes: [0, 1],
      slopeChanges: [0, 0.5],
      size: 0.05,
    });
    expect(one.breakDown).toEqual({ multiple: 64, reached: false });
    expect(one.relativeMagnitudes[0].high - 1).toBeCloseTo(0.00196, 3);
    const { low, high } = one.slopeChanges[1].fixedLength;
    expect(high - low).toBeCloseTo(2 * (0.5 + 1.645 * Math.SQRT2 * 1e-3), 4);
  });

  it('breaks down at once where trends alone explain it', () => {
    expect(bounds(example({ lags: Float64Array.of(0.01, 0.01, 0.01) })).breakDown).toEqual({
      multiple: 0,
      reached: true,
    });
  });

  it('refuses what cannot be said', () => {
    const reasonOf = (change: Partial<ParallelTrendsInput>) => {
      const result = parallelTrendsBounds(example(change));
      return result.kind === 'refused' ? result.reason : undefined;
    };
    const three = covarianceOf([1, 1, 1], 0.2);
    expect(reasonOf({ leads: new Float64Array(0), covariance: three })).toBe('no-leads');
    expect(reasonOf({ lags: new Float64Array(0), weights: new Float64Array(0), covariance: three })).toBe(
      'no-lags',
    );
    expect(reasonOf({ weights: new Float64Array(3) })).toBe('no-weights');
    expect(reasonOf({ covariance: new Float64Array(36) })).toBe('no-variance');
    expect(reasonOf({ covariance: new Float64Array(36).fill(1) })).toBe('no-variance');
  });

  it('throws at wrong shapes and values, and quotes them', () => {
    expect(() => parallelTrendsBounds(example({ covariance: new Float64Array(9) }))).toThrow(
      '36 covariances, got 9',
    );
    expect(() => parallelTrendsBounds(example({ weights: new Float64Array(2) }))).toThrow(
      '3 lags, 2 weights',
    );
    expect(() => parallelTrendsBounds(example({ leads: Float64Array.of(1, 2, Number.NaN) }))).toThrow('NaN');
    expect(() => parallelTrendsBounds(example({ relativeMagnitudes: [-1] }))).toThrow('-1');
    expect(() => parallelTrendsBounds(example({ size: 0.5 }))).toThrow('0.5');
  });
});
