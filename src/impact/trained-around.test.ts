import { describe, expect, it } from 'vitest';
import { tinyFacts } from '../../test/support/tiny-facts.ts';
import { largestTeam, shareTrainedAround, trainedAroundOf } from './trained-around.ts';

const never = 10;

/** Persons 0 to 4 are in team 0, 5 to 9 in team 1, for ten months; some leave or move. */
function facts(teamAt: (person: number, period: number) => number) {
  return tinyFacts({ periods: never, teams: 2, people: 10, teamAt });
}

const home = (person: number) => Math.floor(person / 5);
/** One of team 0 begins in month 3, a second one in month 6. */
const starts = {
  stages: [{ transitionFrom: 3 }, { transitionFrom: 6 }],
  stageOf: Int32Array.from([0, 1, -1, -1, -1, -1, -1, -1, -1, -1]),
};

describe('trained colleagues', () => {
  it('count from the month in which they begin, as a share of those in post', () => {
    const share = shareTrainedAround(facts(home), starts);
    expect([...share.subarray(0, never)]).toEqual([0, 0, 0, 0.2, 0.2, 0.2, 0.4, 0.4, 0.4, 0.4]);
    expect([...share.subarray(never)]).toEqual(new Array(never).fill(0));
  });

  it('make an untrained person one no more once they are over a fifth, and stand together in the error', () => {
    const around = trainedAroundOf(facts(home), starts);
    expect([...(around?.exposedFrom ?? [])]).toEqual([6, 6, 6, 6, 6, ...new Array(5).fill(never)]);
    expect([...(around?.headOf ?? [])]).toEqual([0, 0, 0, 0, 0, 5, 5, 5, 5, 5]);
  });

  it('go on to count for who left the team for good, and for who moved away from it', () => {
    // With person 4 gone, one of four is trained from month 3 on.
    const left = trainedAroundOf(
      facts((person, t) => (person === 4 && t >= 2 ? -1 : home(person))),
      starts,
    );
    expect([...(left?.exposedFrom.subarray(0, 5) ?? [])]).toEqual([3, 3, 3, 3, 3]);
    const moved = trainedAroundOf(
      facts((person, t) => (person === 4 && t >= 7 ? 1 : home(person))),
      starts,
    );
    expect(moved?.exposedFrom[4]).toBe(6);
    expect(moved?.exposedFrom[5]).toBe(never);
  });

  it('do not matter while they are few, and are not known in a group too large to be a team', () => {
    const few = {
      stages: starts.stages,
      stageOf: Int32Array.from(starts.stageOf, (stage) => (stage === 1 ? -1 : stage)),
    };
    expect(trainedAroundOf(facts(home), few)).toBeUndefined();
    const people = largestTeam + 1;
    const crowd = tinyFacts({ periods: never, teams: 1, people });
    const half = {
      stages: starts.stages,
      stageOf: Int32Array.from({ length: people }, (_, p) => (p % 2 === 0 ? 0 : -1)),
    };
    expect(shareTrainedAround(crowd, half)[5]).toBe(-1);
    expect(trainedAroundOf(crowd, half)).toBeUndefined();
  });
});
