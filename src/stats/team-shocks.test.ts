import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { type TeamPast, type TeamShocks, teamShocks } from './team-shocks.ts';

function fitted(past: TeamPast): TeamShocks {
  const shocks = teamShocks(past);
  if (shocks.kind === 'refused') throw new Error(shocks.detail);
  return shocks;
}

interface Wish {
  readonly teams?: number;
  readonly periods?: number;
  readonly sd?: number;
  readonly memory?: number;
  readonly noise?: number;
  readonly empty?: number;
  readonly seed: number;
}

/** Teams whose shocks are AR(1), with levels, a common season, uneven numbers of values, and holes if wanted. */
function simulated({
  teams = 40,
  periods = 104,
  sd = 0.1,
  memory = 0.7,
  noise = 1.3,
  empty = 0,
  seed,
}: Wish): TeamPast {
  const random = createRandom(seed);
  const values = new Float64Array(teams * periods);
  const counts = new Float64Array(teams * periods);
  for (let team = 0; team < teams; team++) {
    const level = 3 + 0.1 * random.normal();
    let x = sd * random.normal();
    for (let t = 0; t < periods; t++) {
      const cell = team * periods + t;
      counts[cell] = random.next() < empty ? 0 : 20 + random.integer(60);
      values[cell] =
        level +
        0.2 * Math.sin(t / 8) +
        x +
        (counts[cell] > 0 ? (noise / Math.sqrt(counts[cell])) * random.normal() : 0);
      x = memory * x + sd * Math.sqrt(1 - memory ** 2) * random.normal();
    }
  }
  return { teams, periods, values, counts, valueVariance: noise ** 2 };
}

describe('teamShocks', () => {
  it.each([
    { sd: 0.1, memory: 0.7 },
    { sd: 0.15, memory: 0.3 },
    { sd: 0.08, memory: 0.9 },
  ])('finds $sd and $memory again, on average over organisations', (truth) => {
    const found = Array.from({ length: 12 }, (_, k) =>
      fitted(simulated({ ...truth, empty: k % 2 ? 0.1 : 0, seed: 50 + k })),
    );
    const mean = (pick: (shocks: TeamShocks) => number) =>
      found.reduce((sum, each) => sum + pick(each), 0) / 12;
    expect(mean(({ sd }) => sd ** 2) / truth.sd ** 2).toBeCloseTo(1, 1);
    expect(mean(({ memory }) => memory)).toBeCloseTo(truth.memory, 1.2);
  });

  it('is at the top of the likelihood that the whole covariance matrix gives', () => {
    const past = { ...simulated({ teams: 6, periods: 26, noise: 0.5, seed: 3 }) };
    const { sd, memory } = fitted(past);
    const best = restrictedMisfit(past, sd, memory);
    for (const [a, b] of [
      [1.15, 0],
      [0.87, 0],
      [1, 0.06],
      [1, -0.06],
    ]) {
      expect(restrictedMisfit(past, sd * a, Math.min(0.98, Math.max(0, memory + b)))).toBeGreaterThanOrEqual(
        best - 0.02,
      );
    }
  });

  it('leaves innovations without memory and of unit size', () => {
    const past = simulated({ teams: 60, seed: 7 });
    const { innovations } = fitted(past);
    const squares = innovations.reduce((sum, u) => sum + u * u, 0) / innovations.length;
    expect(squares).toBeGreaterThan(0.95);
    expect(squares).toBeLessThan(1.05);
    let product = 0;
    for (let k = 1; k < innovations.length; k++)
      if (k % 104 !== 0) product += innovations[k] * innovations[k - 1];
    expect(Math.abs(product / innovations.length)).toBeLessThan(0.04);
  });

  it('finds none where there are none', () => {
    const found = Array.from({ length: 8 }, (_, k) => fitted(simulated({ sd: 0, seed: 90 + k })));
    const noise = 1.3 ** 2 / 50;
    expect(found.reduce((sum, { sd }) => sum + sd ** 2, 0) / 8).toBeLessThan(0.03 * noise);
    expect(found.filter(({ sd }) => sd === 0).length).toBeGreaterThan(0);
  });

  it('follows the unit, and does not see a shift, a common season or the order of the teams', () => {
    const past = simulated({ teams: 12, periods: 60, seed: 4 });
    const { sd, memory } = fitted(past);
    for (const scale of [2 ** -90, 1e-12, 1e-6, 1e6, 2 ** 90]) {
      const scaled = fitted({
        ...past,
        values: past.values.map((value) => scale * value),
        valueVariance: scale ** 2 * past.valueVariance,
      });
      expect(scaled.sd / sd / scale).toBeCloseTo(1, 6);
      expect(scaled.memory).toBeCloseTo(memory, 6);
    }
    const risen = fitted({ ...past, values: past.values.map((value, k) => value + 50 + ((k % 60) % 7)) });
    expect(risen.sd).toBeCloseTo(sd, 6);
    const turned = (cells: Float64Array) =>
      cells.map((_, k) => cells[(11 - Math.floor(k / 60)) * 60 + (k % 60)]);
    expect(fitted({ ...past, values: turned(past.values), counts: turned(past.counts) }).sd).toBeCloseTo(
      sd,
      6,
    );
  });

  it('refuses too few teams, too short a past and teams that never differ; throws on wrong shapes', () => {
    const past = simulated({ teams: 8, periods: 30, seed: 1 });
    expect(teamShocks(simulated({ teams: 5, seed: 1 }))).toMatchObject({ reason: 'too-few-teams' });
    expect(teamShocks(simulated({ periods: 25, seed: 1 }))).toMatchObject({ reason: 'too-short' });
    expect(teamShocks({ ...past, values: past.values.map(() => 4) })).toMatchObject({ reason: 'no-spread' });
    expect(teamShocks({ ...past, counts: past.counts.map(() => 0) })).toMatchObject({ reason: 'no-spread' });
    for (const scale of [1e200, 1e307, 1e-200]) {
      const scaled = { ...past, values: past.values.map((value) => scale * value) };
      expect(teamShocks(scaled)).toMatchObject({ reason: 'out-of-range' });
    }
    expect(() => teamShocks({ ...past, values: new Float64Array(7) })).toThrow('7 values');
    expect(() => teamShocks({ ...past, valueVariance: -1 })).toThrow('-1');
  });
});

/** Minus twice the restricted likelihood from the covariance matrix of each team, by elimination. */
function restrictedMisfit(past: TeamPast, sd: number, memory: number): number {
  const { teams, periods, counts, valueVariance } = past;
  const centred = withoutPeriods(past);
  let misfit = 0;
  for (let team = 0; team < teams; team++) {
    const matrix = Array.from({ length: periods }, (_, s) =>
      Array.from(
        { length: periods },
        (__, t) =>
          sd ** 2 * memory ** Math.abs(s - t) + (s === t ? valueVariance / counts[team * periods + s] : 0),
      ),
    );
    const rows = matrix.map((row, s) => [...row, centred[team * periods + s], 1]);
    let logDeterminant = 0;
    for (let k = 0; k < periods; k++) {
      logDeterminant += Math.log(rows[k][k]);
      for (let s = k + 1; s < periods; s++) {
        const factor = rows[s][k] / rows[k][k];
        for (let c = k; c < periods + 2; c++) rows[s][c] -= factor * rows[k][c];
      }
    }
    let [yy, y1, one] = [0, 0, 0];
    rows.forEach((row, k) => {
      yy += row[periods] ** 2 / row[k];
      y1 += (row[periods] * row[periods + 1]) / row[k];
      one += row[periods + 1] ** 2 / row[k];
    });
    misfit += logDeterminant + yy - y1 ** 2 / one + Math.log(one);
  }
  return misfit;
}

/** Full panel: less the mean of the period over teams, widened for the team that is lost. */
function withoutPeriods({ teams, periods, values }: TeamPast): Float64Array {
  const mean = (pick: (k: number) => number, n: number) =>
    Array.from({ length: n }, (_, k) => pick(k)).reduce((a, b) => a + b, 0) / n;
  const grand = mean((k) => values[k], teams * periods);
  return values.map((value, cell) => {
    const own = mean((t) => values[Math.floor(cell / periods) * periods + t], periods) - grand;
    const rise = mean((team) => values[team * periods + (cell % periods)], teams);
    return own + Math.sqrt(teams / (teams - 1)) * (value - own - rise);
  });
}
