import { describe, expect, it } from 'vitest';
import { drawTeams, usualTeams } from '../../test/support/drawn-teams.ts';
import { tinyRollOut } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import { estimateEffects } from '../impact/estimate-effects.ts';
import { planStages, windowSpansOf } from '../impact/plan-stages.ts';
import { createRandom } from '../stats/random.ts';
import { observedWindows } from '../stats/roll-out-windows.ts';
import { teamShocks } from '../stats/team-shocks.ts';
import { pastOfTeams } from './past-of-teams.ts';
import { powerOfShape } from './power-of-shape.ts';
import { drawOrder, type RollOutShape } from './roll-out-shape.ts';

const organisation = Organisation.parse({ organisation: { name: 'Drawn' } });
const weeksBefore = 26;
const end = 51;
const shape: RollOutShape = {
  teams: 36,
  sizes: [9, 9, 8],
  waiting: 10,
  days: [0, 91, 182, 364],
  starts: [0, 13, 26, 52],
};

/** Errors of the whole engine, on people, over organisations drawn anew with orders drawn anew. */
function errorsOfEngine(organisations: number) {
  const squares = { first: 0, later: 0, whole: 0 };
  for (let k = 0; k < organisations; k++) {
    const { facts, outcome } = drawTeams(
      { ...usualTeams, periods: weeksBefore + end + 1 },
      createRandom(5_000 + k),
    );
    const order = drawOrder(shape, undefined, 90_000 + k);
    if ('kind' in order) throw new Error(order.detail);
    const at = shape.starts.slice(0, 3).map((start) => [weeksBefore + start, weeksBefore + start] as const);
    const rollOut = tinyRollOut(
      [...order.stageOf].map((stage) => (stage === 3 ? -1 : stage)),
      at,
      { how: 'lot' },
    );
    const effects = estimateEffects({ facts, outcome, rollOut, basePeriods: weeksBefore, curve: 'people' });
    for (const name of ['first', 'later', 'whole'] as const)
      squares[name] += (effects[name]?.estimate ?? Number.NaN) ** 2;
  }
  return {
    first: Math.sqrt(squares.first / organisations),
    later: Math.sqrt(squares.later / organisations),
    whole: Math.sqrt(squares.whole / organisations),
  };
}

function errorsForetold(pasts: number, source: 'past' | 'model') {
  const sums = { first: 0, later: 0, whole: 0 };
  for (let k = 0; k < pasts; k++) {
    const { facts, outcome } = drawTeams(usualTeams, createRandom(100 + k));
    const ofTeams = pastOfTeams(facts, organisation, 'none', outcome, [...Array(36).keys()]);
    const shocks = teamShocks(ofTeams.past);
    if (shocks.kind === 'refused') throw new Error(shocks.detail);
    const ends = powerOfShape({
      calendar: facts.calendar,
      ofTeams,
      shocks,
      stratumOf: undefined,
      shape,
      ends: [end],
      source,
      shockScale: 1,
      futures: 300,
      seed: 7 + k,
    });
    if ('kind' in ends) throw new Error(ends.detail);
    for (const name of ['first', 'later', 'whole'] as const)
      sums[name] += (ends[0]?.figures[name]?.error ?? Number.NaN) ** 2 / pasts;
  }
  return { first: Math.sqrt(sums.first), later: Math.sqrt(sums.later), whole: Math.sqrt(sums.whole) };
}

describe('the error foretold', () => {
  it('is the error that the whole engine makes on simulated organisations', () => {
    const engine = errorsOfEngine(240);
    for (const source of ['past', 'model'] as const) {
      const foretold = errorsForetold(5, source);
      for (const name of ['first', 'later', 'whole'] as const) {
        const ratio = foretold[name] / engine[name];
        expect.soft(ratio, `${source} ${name} ${foretold[name]} ${engine[name]}`).toBeGreaterThan(0.91);
        expect.soft(ratio, `${source} ${name} ${foretold[name]} ${engine[name]}`).toBeLessThan(1.1);
      }
    }
  });

  it('looks at the same windows as the engine, on any plan', () => {
    const random = createRandom(3);
    for (let trial = 0; trial < 60; trial++) {
      const teams = 8 + random.integer(20);
      const stages = 1 + random.integer(4);
      const gap = 3 + random.integer(20);
      const starts = Array.from({ length: stages }, (_, k) => k * gap);
      const last = 5 + random.integer(90);
      const stageOf = Int32Array.from({ length: teams }, () => random.integer(stages + 1) - 1);
      const timing = { starts, stageOf, periodsPerQuarter: 13, basePeriods: weeksBefore };
      const observed = observedWindows(timing, last);
      const { facts, outcome } = drawTeams(
        { ...usualTeams, teams, perTeam: 1, leaving: 0, valuesPerWeek: 1, periods: weeksBefore + last + 1 },
        createRandom(trial),
      );
      const seen = starts
        .map((start, stage) => ({ start, stage }))
        .filter(({ start, stage }) => start <= last && stageOf.includes(stage));
      const rollOut = tinyRollOut(
        [...stageOf].map((stage) => seen.findIndex((each) => each.stage === stage)),
        seen.map(({ start }) => [weeksBefore + start, weeksBefore + start] as const),
        { how: 'lot' },
      );
      const question = { facts, outcome, rollOut, basePeriods: weeksBefore, curve: 'people' as const };
      const plan = planStages(question);
      const counted = plan.stages.filter((stage) => stage.counted);
      const used = counted.length > 0 ? counted : plan.stages;
      expect(observed.countedStages).toBe(counted.length);
      expect(observed.trainedUnits).toBe(plan.trainedClusters);
      expect(observed.untrainedUnits).toBe(plan.untrainedClusters);
      expect(observed.stages.map(({ windows }) => windows.map(({ from, to }) => [from, to]))).toEqual(
        used.map((stage) =>
          windowSpansOf(stage, plan, facts).map(({ span }) => [
            span.from - weeksBefore,
            span.to - weeksBefore,
          ]),
        ),
      );
    }
  });
});
