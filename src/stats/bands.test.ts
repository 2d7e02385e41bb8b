import { describe, expect, it } from 'vitest';
import { supCriticalValue } from './bands.ts';
import { normalCdf, normalQuantile, studentTQuantile } from './distributions.ts';
import { matrix } from './linear-algebra.ts';
import { createRandom } from './random.ts';
import { waldTest } from './wald-test.ts';

function correlated(points: number, correlation: number): ReturnType<typeof matrix> {
  const square = matrix(points, points);
  for (let a = 0; a < points; a++) {
    for (let b = 0; b < points; b++)
      square.values[a * points + b] = (a + 1) * (b + 1) * (a === b ? 1 : correlation);
  }
  return square;
}

describe('supCriticalValue', () => {
  it('has the closed form of independent points', () => {
    for (const points of [2, 5, 40]) {
      const expected = normalQuantile((1 + 0.95 ** (1 / points)) / 2);
      const found = supCriticalValue(correlated(points, 0), { random: createRandom(1) });
      expect(Math.abs(found - expected)).toBeLessThan(0.03);
    }
  });

  it('is the pointwise value for one point and for points that are one', () => {
    expect(supCriticalValue(correlated(1, 0), { random: createRandom(1) })).toBe(normalQuantile(0.975));
    const same = supCriticalValue(correlated(6, 1), { random: createRandom(1) });
    expect(Math.abs(same - normalQuantile(0.975))).toBeLessThan(0.03);
  });

  it('has the quadrature of the studentised maximum at 10 degrees of freedom', () => {
    const found = supCriticalValue(correlated(3, 0), { random: createRandom(1), df: 10, draws: 60_000 });
    expect(Math.abs(coverageOfMaximum(found, 3, 10) - 0.95)).toBeLessThan(0.003);
    expect(found).toBeGreaterThan(studentTQuantile(0.975, 10));
  });

  it('passes over points without error, and bounds very many points', () => {
    const square = correlated(3, 0);
    for (let k = 0; k < 3; k++) square.values[k] = square.values[3 * k] = 0;
    const two = supCriticalValue(square, { random: createRandom(1) });
    expect(Math.abs(two - normalQuantile((1 + Math.sqrt(0.95)) / 2))).toBeLessThan(0.03);
    expect(supCriticalValue(correlated(301, 0.5), { random: createRandom(1) })).toBe(
      normalQuantile((1 + 0.95 ** (1 / 301)) / 2),
    );
  });
});

/** P(max |Z_k| / S <= c) with S^2 a mean square of `df` degrees, by the midpoint rule over S. */
function coverageOfMaximum(c: number, points: number, df: number): number {
  const step = 0.0005;
  let mass = 0;
  let covered = 0;
  for (let s = step / 2; s < 4; s += step) {
    const density = s ** (df - 1) * Math.exp((-df * s * s) / 2);
    mass += density;
    covered += density * (2 * normalCdf(c * s) - 1) ** points;
  }
  return covered / mass;
}

describe('waldTest', () => {
  it('is the sum of squares of independent points, whatever their scales', () => {
    const square = correlated(3, 0);
    const test = waldTest([2, -2, 6], square)!;
    expect(test.statistic).toBeCloseTo(4 + 1 + 4, 10);
    expect(test.degreesOfFreedom).toBe(3);
    expect(test.p).toBeCloseTo(0.02929, 4);
  });

  it('has the closed form of two correlated points', () => {
    const test = waldTest([1, 2], correlated(2, 0.6))!;
    expect(test.statistic).toBeCloseTo((1 + 1 - 2 * 0.6) / (1 - 0.36), 10);
  });

  it('says nothing where the covariance is singular or there is none', () => {
    expect(waldTest([1, 2], correlated(2, 1))).toBeUndefined();
    expect(waldTest([], matrix(0, 0))).toBeUndefined();
    expect(waldTest([1], matrix(1, 1))).toBeUndefined();
  });
});
