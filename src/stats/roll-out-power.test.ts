import { describe, expect, it } from 'vitest';
import { studentTQuantile } from './distributions.ts';
import { createRandom } from './random.ts';
import {
  type FutureFigure,
  type PowerAtEnd,
  type RollOutPowerInput,
  rollOutPower,
} from './roll-out-power.ts';
import type { TeamPast, TeamShocks } from './team-shocks.ts';
import { teamShocks } from './team-shocks.ts';

function powerOf(input: RollOutPowerInput): PowerAtEnd[] {
  const power = rollOutPower(input);
  if (power.kind === 'refused') throw new Error(power.detail);
  return [...power.ends];
}

function figure(found: FutureFigure | undefined): FutureFigure {
  if (found === undefined) throw new Error('no such figure');
  return found;
}

const periodsOfPast = 104;

function pastOf(teams: number, { sd = 0.1, memory = 0.7, valueVariance = 0, seed = 1 } = {}): TeamPast {
  const random = createRandom(seed);
  const counts = new Float64Array(teams * periodsOfPast).fill(48);
  const values = new Float64Array(teams * periodsOfPast);
  for (let team = 0; team < teams; team++) {
    const level = 0.06 * random.normal();
    let x = sd * random.normal();
    for (let t = 0; t < periodsOfPast; t++) {
      values[team * periodsOfPast + t] = level + x + Math.sqrt(valueVariance / 48) * random.normal();
      x = memory * x + sd * Math.sqrt(1 - memory ** 2) * random.normal();
    }
  }
  return { teams, periods: periodsOfPast, values, counts, valueVariance };
}

function known(teams: number, sd: number, memory: number): TeamShocks {
  return {
    kind: 'estimate',
    sd,
    memory,
    levels: new Float64Array(teams),
    innovations: new Float64Array(teams * periodsOfPast),
  };
}

/** Two groups and one date, both halves of the teams, first quarter seen. */
function twoGroups(teams: number, more: Partial<RollOutPowerInput> = {}): RollOutPowerInput {
  return {
    past: pastOf(teams),
    shocks: known(teams, 0.1, 0.7),
    source: 'model',
    shockScale: 1,
    blockPeriods: 13,
    starts: [0],
    orders: [Int32Array.from({ length: teams }, (_, team) => (team % 2) - 1)],
    stratumOf: undefined,
    people: new Float64Array(teams).fill(20),
    staying: 1,
    observedTo: [13],
    periodsPerQuarter: 13,
    basePeriods: 26,
    baseUse: 'least-error',
    futures: 1500,
    seed: 5,
    ...more,
  };
}

/** Covariance of the means of two runs of periods under AR(1), by the double sum. */
function covarianceOfMeans(
  [a, b]: readonly [number, number],
  [c, d]: readonly [number, number],
  sd: number,
  memory: number,
): number {
  let sum = 0;
  for (let s = a; s <= b; s++) for (let t = c; t <= d; t++) sum += sd ** 2 * memory ** Math.abs(s - t);
  return sum / ((b - a + 1) * (d - c + 1));
}

describe('rollOutPower', () => {
  it.each([
    ['least-error', 1],
    ['least-error', 2],
    ['difference', 1],
    ['difference', 0.5],
  ] as const)(
    'agrees with the closed form of two groups under AR(1), base used by %s, shocks x %d',
    (baseUse, shockScale) => {
      const [end] = powerOf(twoGroups(80, { baseUse, shockScale }));
      const base = [-26, -1] as const;
      const after = [1, 13] as const;
      const sd = 0.1 * Math.sqrt(shockScale);
      const variance = covarianceOfMeans(after, after, sd, 0.7);
      const ofBase = covarianceOfMeans(base, base, sd, 0.7);
      const both = covarianceOfMeans(base, after, sd, 0.7);
      const perTeam = baseUse === 'difference' ? variance + ofBase - 2 * both : variance - both ** 2 / ofBase;
      const closed = Math.sqrt(perTeam * (1 / 40 + 1 / 40));
      expect(figure(end.figures.first).error / closed).toBeGreaterThan(0.95);
      expect(figure(end.figures.first).error / closed).toBeLessThan(1.05);
    },
  );

  it('detects what the closed form detects', () => {
    const [end] = powerOf(twoGroups(80));
    const { error, detectable } = figure(end.figures.first);
    const factor = studentTQuantile(0.9875, 78) + studentTQuantile(0.8, 78);
    expect(detectable / error).toBeGreaterThan(0.93 * factor);
    expect(detectable / error).toBeLessThan(1.07 * factor);
  });

  it('adds the noise of single values, the more the more people leave', () => {
    const noisy = (staying: number) =>
      powerOf(
        twoGroups(80, {
          past: pastOf(80, { valueVariance: 1.69 }),
          shocks: known(80, 0, 0),
          staying,
          baseUse: 'difference',
          futures: 800,
        }),
      )[0];
    const perWeek = 1.69 / 48;
    const closed = (staying: number) => {
      let after = 0;
      let before = 0;
      for (let e = 1; e <= 13; e++) after += perWeek / staying ** e / 13 ** 2;
      for (let b = 1; b <= 26; b++) before += perWeek / staying ** (b + 7) / 26 ** 2;
      return Math.sqrt((after + before) / 20);
    };
    for (const staying of [1, 0.99]) {
      expect(figure(noisy(staying).figures.first).error / closed(staying)).toBeGreaterThan(0.95);
      expect(figure(noisy(staying).figures.first).error / closed(staying)).toBeLessThan(1.05);
    }
  });

  it('tells nothing from nothing in one of forty futures on either side', () => {
    const past = pastOf(60, { valueVariance: 1.69 });
    const [end] = powerOf(staged(past, { futures: 1000 }));
    for (const name of ['first', 'later', 'whole'] as const) {
      const { estimates, standardErrors, degreesOfFreedom } = figure(end.figures[name]);
      const told = estimates.filter(
        (estimate, k) =>
          Math.abs(estimate) > studentTQuantile(0.975, degreesOfFreedom[k]) * standardErrors[k],
      ).length;
      expect(told / 1000).toBeGreaterThan(0.03);
      expect(told / 1000).toBeLessThan(0.072);
    }
  });

  it('widens errors as redrawn orders would, where few teams make the plain ones too small', () => {
    const told = (errorsFrom: 'influences' | 'redrawn') => {
      const { estimates, standardErrors, degreesOfFreedom, error, detectable } = figure(
        powerOf(staged(pastOf(8, { valueVariance: 1.69 }), { errorsFrom, futures: 1000 }))[0].figures.later,
      );
      const share = estimates.filter(
        (estimate, k) =>
          Math.abs(estimate) > studentTQuantile(0.975, degreesOfFreedom[k]) * standardErrors[k],
      ).length;
      return { share: share / 1000, error, detectable };
    };
    const [plain, redrawn] = [told('influences'), told('redrawn')];
    expect(plain.share).toBeGreaterThan(0.1);
    expect(redrawn.share).toBeGreaterThan(0.045);
    expect(redrawn.share).toBeLessThan(0.055);
    expect(redrawn.error).toBe(plain.error);
    expect(redrawn.detectable).toBeGreaterThan(plain.detectable);
  });

  it('resampling the past and drawing from the model agree where the model is true', () => {
    const errors = Array.from({ length: 6 }, (_, k) => {
      const past = pastOf(60, { valueVariance: 1.69, seed: 20 + k });
      return (['past', 'model'] as const).map(
        (source) => figure(powerOf(staged(past, { source, futures: 400 }))[0].figures.later).error,
      );
    });
    const ratio = errors.reduce((sum, [resampled, drawn]) => sum + resampled / drawn, 0) / 6;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.04);
  });

  it('keeps what teams of a site share, which the model misses', () => {
    const past = pastOf(60, { seed: 8 });
    const random = createRandom(2);
    const shared = Float64Array.from({ length: 6 * periodsOfPast }, () => 0.15 * random.normal());
    const values = past.values.map(
      (value, cell) =>
        value + shared[(Math.floor(cell / periodsOfPast) % 6) * periodsOfPast + (cell % periodsOfPast)],
    );
    const bySite = Int32Array.from({ length: 60 }, (_, team) => (team % 6 < 3 ? 0 : -1));
    const spread = Int32Array.from({ length: 60 }, (_, team) => (team < 30 ? 0 : -1));
    const error = (source: 'past' | 'model', order: Int32Array) =>
      figure(
        powerOf(
          twoGroups(60, {
            past: { ...past, values },
            shocks: shocksOf({ ...past, values }),
            source,
            orders: [order],
            futures: 400,
          }),
        )[0].figures.first,
      ).error;
    expect(error('past', bySite) / error('model', bySite)).toBeGreaterThan(1.2);
    expect(error('past', spread) / error('past', bySite)).toBeLessThan(0.7);
  });

  it('says what cannot be compared: no third quarter, nobody left, no stage in time', () => {
    const past = pastOf(24);
    const order = Int32Array.from({ length: 24 }, (_, team) => team % 4);
    const [short, long] = powerOf(staged(past, { orders: [order], observedTo: [20, 80], futures: 40 }));
    expect(short.figures.later).toBeUndefined();
    expect(short.figures.first).toBeDefined();
    expect(long.observed.quartersObserved).toBeLessThan(3);
    expect(rollOutPower(staged(past, { starts: [0], orders: [new Int32Array(24)] }))).toMatchObject({
      reason: 'no-comparison',
    });
  });

  it('follows the unit, and gives the same again', () => {
    const past = pastOf(24, { valueVariance: 1.69 });
    const once = staged(past, {
      orders: [Int32Array.from({ length: 24 }, (_, team) => (team % 4) - 1)],
      futures: 60,
    });
    const { error } = figure(powerOf(once)[0].figures.later);
    expect(figure(powerOf(once)[0].figures.later).error).toBe(error);
    const scaled = {
      ...past,
      values: past.values.map((value) => 1000 * value),
      valueVariance: 1e6 * past.valueVariance,
    };
    expect(
      figure(powerOf({ ...once, past: scaled, shocks: shocksOf(scaled) })[0].figures.later).error / error,
    ).toBeCloseTo(1000, 3);
  });

  it('throws on what cannot be', () => {
    expect(() => rollOutPower(twoGroups(20, { starts: [1] }))).toThrow('got 1');
    expect(() => rollOutPower(twoGroups(20, { orders: [new Int32Array(3)] }))).toThrow('got 3');
    expect(() => rollOutPower(twoGroups(20, { staying: 0 }))).toThrow('got 0');
    expect(() => rollOutPower(twoGroups(20, { futures: 2 }))).toThrow('got 2');
    expect(() => rollOutPower(twoGroups(20, { observedTo: [] }))).toThrow('end of the data');
    expect(() => rollOutPower(twoGroups(20, { people: new Float64Array(2) }))).toThrow('2 numbers');
  });
});

function shocksOf(past: TeamPast): TeamShocks {
  const shocks = teamShocks(past);
  if (shocks.kind === 'refused') throw new Error(shocks.detail);
  return shocks;
}

/** Four stages a quarter apart, a sixth or so never trained, seen to week 78. */
function staged(past: TeamPast, more: Partial<RollOutPowerInput> = {}): RollOutPowerInput {
  return {
    ...twoGroups(past.teams),
    past,
    shocks: shocksOf(past),
    source: 'past',
    starts: [0, 13, 26, 39],
    orders: redrawn(past.teams),
    observedTo: [78],
    futures: 400,
    ...more,
  };
}

/** Forty orders of four stages of a sixth each, a third never trained. */
function redrawn(teams: number): Int32Array[] {
  const random = createRandom(6);
  const order = Int32Array.from({ length: teams }, (_, team) => Math.max((team % 6) - 2, -1));
  return Array.from({ length: 40 }, () => random.shuffle(order).slice());
}
