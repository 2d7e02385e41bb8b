import { describe, expect, it } from 'vitest';
import { plainEffects } from '../../test/support/plain-effects.ts';
import { tinyFacts, tinyOutcome, tinyRollOut } from '../../test/support/tiny-facts.ts';
import { estimateEffect } from '../stats/effect.ts';
import { covariance, spread } from '../stats/level-contrast.ts';
import { createRandom } from '../stats/random.ts';
import { rolloutEffect } from '../stats/rollout-effect.ts';
import { contrastsOf, estimateEffects, levelsOf, windowTables } from './estimate-effects.ts';
import type { Facts, Outcome } from './facts.ts';
import type { RollOut } from './roll-out.ts';

const teams = 24;
const periods = 30;

interface Sample {
  readonly facts: Facts;
  readonly outcome: Outcome;
  readonly rollOut: RollOut;
  readonly basePeriods: number;
}

/** Joiners, leavers, movers, holes, unequal counts, three stages of unequal length, now and then strata. */
function randomOrganisation(seed: number, how: RollOut['how'], withStrata: boolean): Sample {
  const random = createRandom(seed);
  const people = 120;
  const life = Array.from({ length: people }, (_, person) => ({
    from: random.next() < 0.3 ? random.integer(20) : 0,
    to: random.next() < 0.3 ? 8 + random.integer(22) : periods,
    moves: random.next() < 0.2 ? random.integer(periods) : periods,
    team: person % teams,
    other: random.integer(teams),
  }));
  const facts = tinyFacts({
    periods,
    teams,
    people,
    teamAt: (person, period) => {
      const { from, to, moves, team, other } = life[person] ?? {
        from: 0,
        to: 0,
        moves: 0,
        team: 0,
        other: 0,
      };
      if (period < from || period >= to) return -1;
      return period < moves ? team : other;
    },
  });
  const shocks = Array.from({ length: teams * periods }, () => random.normal());
  const outcome = tinyOutcome(facts, (person, period) => {
    const team = facts.teamAt[person * periods + period] ?? -1;
    const count = team < 0 || random.next() < 0.35 ? 0 : 1 + random.integer(4);
    const level = 3 + (person % 7) / 5 + (shocks[team * periods + period] ?? 0) / 3;
    return { sum: count * (level + random.normal()), count };
  });
  const stageOf = Array.from({ length: teams }, (_, team) => (Math.floor(team / 2) % 4) - 1);
  const from = [6 + random.integer(3), 10 + random.integer(3), 15 + random.integer(3)] as const;
  const rollOut = tinyRollOut(
    stageOf,
    from.map((at) => [at, at + random.integer(2)]),
    { how, stratumOf: withStrata ? Int32Array.from(stageOf, (_, team) => team % 2) : undefined },
  );
  return { facts, outcome, rollOut, basePeriods: 3 + random.integer(4) };
}

describe('estimateEffects against loops over persons', () => {
  const cases = [1, 2, 3, 4].flatMap((seed) =>
    (['lot', 'other'] as const).flatMap((how) => [true, false].map((strata) => ({ seed, how, strata }))),
  );

  it.each(cases)(
    'is the same in organisation $seed, chosen by $how, strata $strata',
    ({ seed, how, strata }) => {
      const sample = randomOrganisation(seed, how, strata);
      const found = estimateEffects({ ...sample, curve: 'people' });
      const plain = plainEffects(sample.facts, sample.outcome, sample.rollOut, sample.basePeriods);
      expect(found.countedStages).toBe(plain.countedStages);
      expect(found.countedStages).toBe(3);
      const pairs = [
        [found.first, plain.first],
        [found.windows[0], plain.first],
        [found.windows[1], plain.second],
        [found.later, plain.later],
        [found.whole, plain.whole],
      ] as const;
      for (const [mine, other] of pairs) {
        if (mine === undefined || other === undefined) throw new Error('a figure is missing');
        const error = spread(mine, found.blocks);
        expect(mine.estimate).toBeCloseTo(other.estimate, 6);
        expect(mine.beta).toBeCloseTo(other.beta, 5);
        expect(error.standardError ** 2 / other.variance).toBeCloseTo(1, 5);
        expect(error.degreesOfFreedom).toBeCloseTo(other.degreesOfFreedom, 3);
      }
      expect(found.drop?.estimate).toBeCloseTo(
        (plain.first?.estimate ?? 0) - (plain.later?.estimate ?? 0),
        6,
      );
    },
  );

  it('takes the later base of all cohorts where the first stage leaves room for fewer', () => {
    const sample = randomOrganisation(9, 'other', false);
    const room = sample.rollOut.stages[0]?.transitionFrom ?? 0;
    const found = estimateEffects({ ...sample, basePeriods: 12, curve: 'people' });
    expect(found.basePeriods).toBe(room);
    const plain = plainEffects(sample.facts, sample.outcome, sample.rollOut, room);
    expect(found.whole?.estimate).toBeCloseTo(plain.whole?.estimate ?? Number.NaN, 8);
  });
});

/** One person per team, a value in every period: team means of the same people. */
function rectangle(seed: number, how: RollOut['how'], count = 1) {
  const random = createRandom(seed);
  const facts = tinyFacts({ periods, teams, people: teams });
  const persistent = Array.from({ length: teams }, () => random.normal());
  const values = Array.from(
    { length: teams * periods },
    (_, k) => (persistent[Math.floor(k / periods)] ?? 0) + random.normal(),
  );
  const outcome = tinyOutcome(facts, (person, period) => ({
    sum: count * (values[person * periods + period] ?? 0),
    count,
  }));
  const stageOf = Array.from({ length: teams }, (_, team) => (team % 4) - 1);
  const at = [
    [6, 6],
    [9, 9],
    [14, 14],
  ] as const;
  return { facts, outcome, rollOut: tinyRollOut(stageOf, at, { how }), values, basePeriods: 5 };
}

describe('estimateEffects on a full rectangle', () => {
  it('is the efficient estimator for staggered roll-outs where the order was drawn', () => {
    const { values, ...sample } = rectangle(5, 'lot');
    const found = estimateEffects({ ...sample, curve: 'people' });
    const { stageOf, stages } = sample.rollOut;
    const cohorts = [0, 1, 2, -1];
    const spreads = cohorts.map((stage) => spreadOf(values, stageOf, stage));
    // Windows of the first quarter: at each event time of a stage, untrained are those whose stage begins after the window.
    const effect = new Float64Array(cohorts.length * periods);
    const base = new Float64Array(cohorts.length * periods);
    stages.forEach(({ transitionFrom, transitionTo }, g) => {
      const to = transitionTo + 3;
      const untrained = cohorts.filter((h) => h < 0 || (stages[h]?.transitionFrom ?? 0) > to);
      const put = (h: number, by: number) => {
        for (let t = transitionTo + 1; t <= to; t++) effect[cohorts.indexOf(h) * periods + t] += by / 3;
        for (let b = 1; b <= 5; b++) base[cohorts.indexOf(h) * periods + transitionFrom - b] += by / 5;
      };
      put(g, 1 / 3);
      for (const h of untrained) put(h, -1 / 3 / untrained.length);
    });
    const reference = rolloutEffect(spreads, [{ effect, base, firstStart: 7 }], [7, 10, 15, Infinity], 1);
    expect(found.first?.beta).toBeCloseTo(reference.betas[0] ?? Number.NaN, 10);
    expect(found.first?.estimate).toBeCloseTo(reference.estimates[0] ?? Number.NaN, 10);
    if (found.first === undefined) throw new Error('no first quarter');
    const { first } = levelsOf({ ...sample }, windowTables({ ...sample, curve: 'people' }));
    if (first === undefined) throw new Error('no first quarter');
    // The reference takes its share for known.
    const { beta } = found.first;
    const influence = first.afterInfluence.map((value, c) => value - beta * (first.beforeInfluence[c] ?? 0));
    expect(covariance(influence, influence, found.blocks)).toBeCloseTo(
      reference.covarianceNeyman.values[0] ?? Number.NaN,
      10,
    );
    expect(Math.abs(found.first.beta - 1)).toBeGreaterThan(0.01);
  });

  it('has cells that are group-time effects where the order was not drawn', () => {
    const { values, ...sample } = rectangle(6, 'other', 3);
    const { stageOf, stages } = sample.rollOut;
    const reference = estimateEffect(
      {
        panel: {
          units: teams,
          periods,
          sum: Float64Array.from(values, (value) => 3 * value),
          count: new Float64Array(values.length).fill(3),
        },
        cohortOf: Int32Array.from(stageOf, (stage) => (stages[stage]?.transitionTo ?? -2) + 1),
      },
      { aggregation: 'cells', basePeriods: 5, transition: 1, comparison: 'not-yet' },
    );
    if (reference.kind === 'refused') throw new Error(reference.detail);
    let compared = 0;
    stages.forEach((stage, index) => {
      for (let e = 1; e <= 9; e++) {
        const period = stage.transitionTo + e;
        const span = {
          from: period,
          to: period,
          baseFrom: stage.transitionFrom - 5,
          baseTo: stage.transitionFrom - 1,
        };
        const [cell] = contrastsOf({ ...sample, curve: 'people' }, { index, stage }, [span]);
        const point = reference.points.find(
          ({ cohort, period: at }) => cohort === stage.transitionTo + 1 && at === period,
        );
        expect((cell?.after ?? 0) - (cell?.before ?? 0)).toBeCloseTo(point?.estimate ?? Number.NaN, 10);
        compared++;
      }
    });
    expect(compared).toBe(27);
  });

  it('gives windows that are means of their cells where the comparison stays the same', () => {
    const { values: _, ...sample } = rectangle(7, 'other');
    const never = Uint8Array.from(sample.rollOut.stageOf, (stage) => (stage < 0 ? 1 : 0));
    const question = {
      ...sample,
      rollOut: { ...sample.rollOut, comparable: never },
      curve: 'people',
    } as const;
    const found = estimateEffects(question);
    const cells = sample.rollOut.stages.flatMap((stage, index) =>
      [1, 2, 3].map((e) => {
        const at = stage.transitionTo + e;
        const base = { baseFrom: stage.transitionFrom - 5, baseTo: stage.transitionFrom - 1 };
        const [cell] = contrastsOf(question, { index, stage }, [{ from: at, to: at, ...base }]);
        return (cell?.after ?? Number.NaN) - (cell?.before ?? Number.NaN);
      }),
    );
    expect(found.first?.estimate).toBeCloseTo(cells.reduce((sum, cell) => sum + cell, 0) / 9, 10);
  });

  it('finds the same in the team as in people where nobody comes or goes', () => {
    const { values: _, ...sample } = rectangle(8, 'lot');
    const people = estimateEffects({ ...sample, curve: 'people' });
    const team = estimateEffects({ ...sample, curve: 'team' });
    expect(team.whole?.estimate).toBeCloseTo(people.whole?.estimate ?? Number.NaN, 12);
  });
});

function spreadOf(values: readonly number[], stageOf: Int32Array, stage: number) {
  const rows = [...stageOf.keys()]
    .filter((team) => stageOf[team] === stage)
    .map((team) => values.slice(team * periods, (team + 1) * periods));
  const mean = Float64Array.from(
    { length: periods },
    (_, t) => rows.reduce((sum, row) => sum + (row[t] ?? 0), 0) / rows.length,
  );
  const covariance = Float64Array.from({ length: periods * periods }, (_, k) => {
    const [s, t] = [Math.floor(k / periods), k % periods];
    const products = rows.map((row) => ((row[s] ?? 0) - (mean[s] ?? 0)) * ((row[t] ?? 0) - (mean[t] ?? 0)));
    return products.reduce((sum, product) => sum + product, 0) / (rows.length - 1);
  });
  return { mean, covariance: { rows: periods, columns: periods, values: covariance }, size: rows.length };
}

describe('estimateEffects on who takes part', () => {
  const facts = (inPost: (person: number, period: number) => boolean) =>
    tinyFacts({
      periods,
      teams,
      people: 3 * teams,
      teamAt: (person, period) => (inPost(person, period) ? person % teams : -1),
    });
  const stageOf = Array.from({ length: teams }, (_, team) => (team < 12 ? 0 : -1));
  const rollOut = tinyRollOut(stageOf, [[8, 8]]);
  const isTrained = (person: number) => person % teams < 12;

  it('leaves out joiners of the trained teams, whatever they do', () => {
    const joins = (person: number) => person >= 2 * teams;
    const found = (valueOfJoiners: number) => {
      const organisation = facts((person, period) => !joins(person) || period > 9);
      const random = createRandom(3);
      const outcome = tinyOutcome(organisation, (person, period) => ({
        sum: joins(person) && isTrained(person) ? valueOfJoiners : random.normal() + (period > 8 ? 1 : 0),
        count: (organisation.teamAt[person * periods + period] ?? -1) >= 0 ? 1 : 0,
      }));
      return estimateEffects({ facts: organisation, outcome, rollOut, basePeriods: 6, curve: 'people' });
    };
    expect(found(5).whole?.estimate).toBe(found(-5).whole?.estimate);
  });

  it('is not moved by a trend that all share, nor by lasting differences between people', () => {
    const organisation = facts(() => true);
    const random = createRandom(4);
    const outcome = tinyOutcome(organisation, (person, period) => ({
      sum: person + period ** 2 / 10 + (isTrained(person) && period > 8 ? 0.5 : 0) + 1e-6 * random.normal(),
      count: 1,
    }));
    const found = estimateEffects({
      facts: organisation,
      outcome,
      rollOut,
      basePeriods: 6,
      curve: 'people',
    });
    for (const window of found.windows) expect(window?.estimate).toBeCloseTo(0.5, 5);
  });

  it('stops where fewer than four untrained teams are left', () => {
    const organisation = facts(() => true);
    const staged = tinyRollOut(
      Array.from({ length: teams }, (_, team) => (team < 10 ? 0 : team < 21 ? 1 : -1)),
      [
        [8, 8],
        [13, 13],
      ],
    );
    const outcome = tinyOutcome(organisation, (person, period) => ({ sum: (person * period) % 5, count: 1 }));
    const found = estimateEffects({
      facts: organisation,
      outcome,
      rollOut: staged,
      basePeriods: 6,
      curve: 'people',
    });
    expect(found.stages.map(({ index, observedTo }) => [index, observedTo])).toEqual([[0, 12]]);
    expect(found.windowSpans).toEqual([{ from: 1, to: 3 }, { from: 4, to: 4 }, undefined, undefined]);
    expect(found.countedStages).toBe(0);
    expect(found.later).toBeUndefined();
  });
});
