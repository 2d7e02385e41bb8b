import { describe, expect, it } from 'vitest';
import { studentTQuantile } from './distributions.ts';
import { type ExposureInput, exposureEffect } from './exposure-effect.ts';
import { createRandom } from './random.ts';

const teams = 40;
const members = 10;
const windows = 3;

/** Untrained persons of 40 teams over three quarters; each team has its own shocks and its own share of trained people. */
function world(seed: number, slope: number): ExposureInput {
  const random = createRandom(seed);
  const rows: { change: number; exposure: number; weight: number; window: number; cluster: number }[] = [];
  for (let cluster = 0; cluster < teams; cluster++) {
    const share = cluster % 4 === 0 ? 0 : 0.6 * random.next();
    const drift = 0.1 * random.normal();
    for (let window = 0; window < windows; window++) {
      const shock = drift + 0.05 * random.normal();
      const exposure = Math.min(1, share * (1 + 0.3 * window));
      for (let member = 0; member < members; member++) {
        const change = 0.3 * window + slope * exposure + shock + 0.3 * random.normal();
        rows.push({ change, exposure, weight: 1 + random.integer(20), window, cluster });
      }
    }
  }
  return inputOf(rows);
}

function inputOf(
  rows: readonly { change: number; exposure: number; weight: number; window: number; cluster: number }[],
): ExposureInput {
  return {
    change: Float64Array.from(rows, (row) => row.change),
    exposure: Float64Array.from(rows, (row) => row.exposure),
    weight: Float64Array.from(rows, (row) => row.weight),
    window: Int32Array.from(rows, (row) => row.window),
    windows,
    cluster: Int32Array.from(rows, (row) => row.cluster),
    clusters: teams,
  };
}

function rowsOf(input: ExposureInput) {
  return Array.from(input.change, (change, i) => ({
    change,
    exposure: input.exposure[i] ?? 0,
    weight: input.weight[i] ?? 0,
    window: input.window[i] ?? 0,
    cluster: input.cluster[i] ?? 0,
  }));
}

/** The slope with one dummy per window, by brute force: demean in loops. */
function plainSlope(input: ExposureInput, without = -1): number {
  const rows = rowsOf(input).filter((row) => row.cluster !== without);
  let numerator = 0;
  let denominator = 0;
  for (let window = 0; window < windows; window++) {
    const inside = rows.filter((row) => row.window === window);
    const total = inside.reduce((sum, row) => sum + row.weight, 0);
    const x = inside.reduce((sum, row) => sum + row.weight * row.exposure, 0) / total;
    const y = inside.reduce((sum, row) => sum + row.weight * row.change, 0) / total;
    for (const row of inside) {
      numerator += row.weight * (row.exposure - x) * (row.change - y);
      denominator += row.weight * (row.exposure - x) ** 2;
    }
  }
  return numerator / denominator;
}

function found(input: ExposureInput) {
  const result = exposureEffect(input);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

describe('exposureEffect', () => {
  it('is the regression with a dummy per window, and its jackknife by fitting again without each team', () => {
    const input = world(1, 0.2);
    const { slope, standardError } = found(input);
    expect(slope).toBeCloseTo(plainSlope(input), 12);
    let squares = 0;
    for (let team = 0; team < teams; team++) squares += (plainSlope(input, team) - plainSlope(input)) ** 2;
    expect(standardError).toBeCloseTo(Math.sqrt((squares * (teams - 1)) / teams), 12);
  });

  it('covers a known spill-over and none', () => {
    const runs = 400;
    for (const truth of [0, 0.2]) {
      let covered = 0;
      let bias = 0;
      for (let seed = 1; seed <= runs; seed++) {
        const { slope, standardError, degreesOfFreedom } = found(world(seed, truth));
        bias += (slope - truth) / runs;
        if (Math.abs(slope - truth) <= studentTQuantile(0.975, degreesOfFreedom) * standardError) covered++;
      }
      expect(Math.abs(bias)).toBeLessThan(0.015);
      expect(covered / runs).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.95 * 0.05) / runs));
      expect(covered / runs).toBeLessThan(0.985);
    }
  });

  it('is the worked example of the page', () => {
    const rows = Array.from({ length: 12 }, (_, cluster) => ({
      change: (cluster < 6 ? 0.05 : 0.15) + (cluster % 2 === 0 ? 0.01 : -0.01),
      exposure: cluster < 6 ? 0 : 0.5,
      weight: 10,
      window: 0,
      cluster,
    }));
    const { slope } = found({ ...inputOf(rows), windows: 1 });
    expect(slope / 10).toBeCloseTo(0.02, 12);
    const onALine = rows.map((row) => ({ ...row, change: 0.05 + 0.2 * row.exposure }));
    expect(exposureEffect({ ...inputOf(onALine), windows: 1 })).toMatchObject({ reason: 'no-spread' });
  });

  it('does not mind the order of rows, a shift, or units; scales as it should', () => {
    const input = world(2, 0.1);
    const base = found(input);
    const turned = inputOf(rowsOf(input).toReversed());
    expect(found(turned).slope).toBeCloseTo(base.slope, 10);
    const shifted = { ...input, change: input.change.map((value) => value + 1e6) };
    expect(found(shifted).slope).toBeCloseTo(base.slope, 7);
    for (const factor of [2 ** -90, 1e-9, 1e9, 2 ** 90]) {
      const scaled = found({ ...input, change: input.change.map((value) => value * factor) });
      expect(scaled.slope / factor).toBeCloseTo(base.slope, 8);
      expect(scaled.standardError / factor).toBeCloseTo(base.standardError, 8);
    }
    const heavier = found({ ...input, weight: input.weight.map((value) => value * 7) });
    expect(heavier).toMatchObject({ degreesOfFreedom: expect.closeTo(base.degreesOfFreedom, 8) });
  });

  it('refuses nothing, few teams, one share for all, and contrast from one team alone', () => {
    const input = world(3, 0.1);
    expect(exposureEffect(inputOf([]))).toMatchObject({ reason: 'too-few-clusters' });
    const few = inputOf(rowsOf(input).filter((row) => row.cluster < 11));
    expect(exposureEffect(few)).toMatchObject({ reason: 'too-few-clusters' });
    const still = { ...input, change: input.change.map(() => 0.1) };
    expect(exposureEffect(still)).toMatchObject({ reason: 'no-spread' });
    const constant = { ...input, exposure: input.exposure.map(() => 0.3) };
    expect(exposureEffect(constant)).toMatchObject({ reason: 'no-contrast' });
    for (const factor of [1e200, 1e307, 1e-200]) {
      const change = input.change.map((value) => value * factor);
      expect(exposureEffect({ ...input, change })).toMatchObject({ reason: 'out-of-range' });
    }
    const lone = { ...input, exposure: input.exposure.map((_, i) => (input.cluster[i] === 0 ? 1 : 0)) };
    expect(exposureEffect(lone)).toMatchObject({ reason: 'no-contrast' });
  });

  it('throws at lengths that differ and at negative weights', () => {
    const input = world(4, 0);
    expect(() => exposureEffect({ ...input, weight: new Float64Array(3) })).toThrow(RangeError);
    expect(() => exposureEffect({ ...input, weight: input.weight.map((w) => -w) })).toThrow(RangeError);
  });
});
