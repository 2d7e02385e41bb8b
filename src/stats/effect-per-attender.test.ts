import { describe, expect, it } from 'vitest';
import { studentTQuantile } from './distributions.ts';
import { effectPerAttender, type PerAttenderInput } from './effect-per-attender.ts';
import { type Blocks, type Contrast, spread } from './level-contrast.ts';
import { createRandom } from './random.ts';

interface Team {
  readonly assigned: boolean;
  readonly outcome: number;
  readonly came: number;
}

const noise = { team: 0.06, person: 0.4 };

/** Teams of 15; some of those assigned stay away, some others come all the same; who comes is better anyway. */
function world(seed: number, perAttender: number, teams = 40): Team[] {
  const random = createRandom(seed);
  return Array.from({ length: teams }, (_, team) => {
    const assigned = team < teams / 2;
    const shock = noise.team * random.normal();
    let [outcome, came] = [0, 0];
    for (let person = 0; person < 15; person++) {
      const keen = random.next();
      const comes = keen < (assigned ? 0.7 : 0.15);
      const standing = keen < 0.15 ? 0.3 : keen < 0.7 ? 0.1 : 0;
      outcome += (standing + shock + (comes ? perAttender : 0) + noise.person * random.normal()) / 15;
      came += comes ? 1 / 15 : 0;
    }
    return { assigned, outcome, came };
  });
}

function inputOf(teams: readonly Team[]): PerAttenderInput {
  const of = Int32Array.from(teams, ({ assigned }) => (assigned ? 0 : 1));
  const blocks: Blocks = { of, count: 2, centred: true };
  const contrast = (pick: (team: Team) => number): Contrast => {
    const side = (assigned: boolean) => teams.filter((team) => team.assigned === assigned);
    const mean = (assigned: boolean) =>
      side(assigned).reduce((sum, team) => sum + pick(team), 0) / side(assigned).length;
    const influence = Float64Array.from(
      teams,
      (team) => ((team.assigned ? 1 : -1) * (pick(team) - mean(team.assigned))) / side(team.assigned).length,
    );
    return { estimate: mean(true) - mean(false), influence, beta: 0 };
  };
  return { effect: contrast(({ outcome }) => outcome), came: contrast(({ came }) => came), blocks };
}

function found(input: PerAttenderInput) {
  const result = effectPerAttender(input);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

describe('effectPerAttender', () => {
  it('has the interval of all effects that are not rejected, by a grid', () => {
    const input = inputOf(world(1, 0.3));
    const { low, high, degreesOfFreedom } = found(input);
    const critical = studentTQuantile(0.975, degreesOfFreedom);
    const kept: number[] = [];
    for (let theta = -1; theta <= 1.5; theta += 0.0005) {
      const influence = input.effect.influence.map((v, c) => v - theta * (input.came.influence[c] ?? 0));
      const rest = { estimate: input.effect.estimate - theta * input.came.estimate, influence, beta: 1 };
      const { standardError } = spread(rest, input.blocks);
      if (Math.abs(rest.estimate) <= critical * standardError) kept.push(theta);
    }
    expect(low).toBeCloseTo(Math.min(...kept), 2);
    expect(high).toBeCloseTo(Math.max(...kept), 2);
  });

  it('is two-stage least squares of the team means', () => {
    const teams = world(2, 0.3);
    const mean = (pick: (team: Team) => number) =>
      teams.reduce((sum, team) => sum + pick(team), 0) / teams.length;
    const z = (team: Team) => (team.assigned ? 1 : 0) - mean((other) => (other.assigned ? 1 : 0));
    const covarianceWith = (pick: (team: Team) => number) =>
      teams.reduce((sum, team) => sum + z(team) * (pick(team) - mean(pick)), 0);
    const slope = covarianceWith(({ outcome }) => outcome) / covarianceWith(({ came }) => came);
    expect(found(inputOf(teams)).estimate).toBeCloseTo(slope, 12);
  });

  it('is the effect itself, with its own interval, where everybody came and nobody else', () => {
    const all = world(3, 0.2).map((team) => ({ ...team, came: team.assigned ? 1 : 0 }));
    const input = inputOf(all);
    const { estimate, standardError, low, high, degreesOfFreedom } = found(input);
    const plain = spread({ ...input.effect, beta: 1 }, input.blocks);
    expect(estimate).toBeCloseTo(input.effect.estimate, 12);
    expect(standardError).toBeCloseTo(plain.standardError, 12);
    const half = studentTQuantile(0.975, degreesOfFreedom) * plain.standardError;
    expect([low, high]).toEqual([expect.closeTo(estimate - half, 10), expect.closeTo(estimate + half, 10)]);
  });

  it('covers the effect on those who came because of it, where comparing who came would mislead', () => {
    const runs = 2000;
    for (const truth of [0, 0.3]) {
      let covered = 0;
      let bias = 0;
      for (let seed = 1; seed <= runs; seed++) {
        const { estimate, low, high } = found(inputOf(world(seed, truth)));
        bias += (estimate - truth) / runs;
        if (low <= truth && truth <= high) covered++;
      }
      expect(Math.abs(bias)).toBeLessThan(0.01);
      expect(covered / runs).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.95 * 0.05) / runs));
      expect(covered / runs).toBeLessThan(0.985);
    }
  });

  it('is the worked example of the page', () => {
    const teams = [0.1, 0.14, 0.12, 0, 0.02, -0.02].map((outcome, k) => ({
      assigned: k < 3,
      outcome,
      came: [0.65, 0.6, 0.7, 0.05, 0.1, 0][k] ?? 0,
    }));
    expect(found(inputOf(teams))).toMatchObject({
      estimate: expect.closeTo(0.2, 12),
      came: expect.closeTo(0.6, 12),
    });
  });

  it('scales with the measure, and does not mind the order of teams or a shift', () => {
    const teams = world(4, 0.2);
    const base = found(inputOf(teams));
    expect(found(inputOf(teams.toReversed())).high).toBeCloseTo(base.high, 10);
    const shifted = teams.map((team) => ({ ...team, outcome: team.outcome + 1e5 }));
    expect(found(inputOf(shifted)).low).toBeCloseTo(base.low, 8);
    for (const factor of [1e-9, -1, 1e9]) {
      const scaled = found(inputOf(teams.map((team) => ({ ...team, outcome: team.outcome * factor }))));
      expect(scaled.estimate / factor).toBeCloseTo(base.estimate, 10);
      const ends = [scaled.low / factor, scaled.high / factor].sort((a, b) => a - b);
      expect(ends).toEqual([expect.closeTo(base.low, 10), expect.closeTo(base.high, 10)]);
    }
  });

  it('refuses where hardly more came, or that is not sure; throws at lengths that differ', () => {
    const nobody = world(5, 0.2).map((team) => ({ ...team, came: team.assigned ? 0.05 : 0 }));
    expect(effectPerAttender(inputOf(nobody))).toMatchObject({ reason: 'weak-first-stage' });
    const unsure = world(5, 0.2).map((team, k) => ({ ...team, came: k % 7 === 0 ? 0.9 : 0 }));
    expect(effectPerAttender(inputOf(unsure))).toMatchObject({ reason: 'weak-first-stage' });
    const input = inputOf(world(6, 0.2));
    const short = { ...input.came, influence: new Float64Array(3) };
    expect(() => effectPerAttender({ ...input, came: short })).toThrow(RangeError);
    expect(() => effectPerAttender(inputOf([]))).toThrow('NaN');
    const unread = { ...input.effect, estimate: Number.POSITIVE_INFINITY };
    expect(() => effectPerAttender({ ...input, effect: unread })).toThrow('Infinity');
  });
});
