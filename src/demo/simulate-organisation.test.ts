import { describe, expect, it } from 'vitest';
import { exampleModel } from './example-model.ts';
import { noEffect, type OrganisationModel } from './organisation-model.ts';
import {
  outcomeByWeek,
  type SimulatedOrganisation,
  simulateOrganisation,
  type WeeklyOutcome,
} from './simulate-organisation.ts';
import { stateTruth } from './state-truth.ts';

const model = exampleModel();
const example = simulateOrganisation(model, 11);
const { roster } = example.workplace;

function programmeOf(organisation: SimulatedOrganisation, truth: string) {
  const found = organisation.programmes.find(({ programme }) => programme.truth === truth);
  if (found === undefined) throw new Error(`no programme ${truth}`);
  return found;
}

/** The same organisation, people, weeks and chance, without any training effect. */
function untouched({ workplace, programmes }: SimulatedOrganisation): SimulatedOrganisation {
  return {
    workplace,
    programmes: programmes.map((drawn) => ({
      ...drawn,
      sizeWhereCame: 0,
      programme: { ...drawn.programme, effect: noEffect },
    })),
  };
}

function same(one: WeeklyOutcome, other: WeeklyOutcome): boolean {
  return (['sum', 'count', 'asked'] as const).every(
    (part) => Buffer.compare(Buffer.from(one[part].buffer), Buffer.from(other[part].buffer)) === 0,
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function total(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

describe('simulateOrganisation', () => {
  it('has about 1,200 people in post in 60 teams of about 20, every week', () => {
    const sizes = Array.from({ length: model.weeks }, (_, week) => {
      let inPost = 0;
      for (let person = 0; person < roster.members; person++) {
        if ((roster.teamAt[person * roster.weeks + week] ?? -1) >= 0) inPost += 1;
      }
      return inPost;
    });
    expect(sizes[0]).toBe(1200);
    expect(meanOf(sizes)).toBeGreaterThan(1165);
    expect(Math.max(...sizes)).toBe(1200);
  });

  it('loses 35 % of its posts a year', () => {
    let leavers = 0;
    let personWeeks = 0;
    for (let person = 0; person < roster.members; person++) {
      personWeeks += (roster.left[person] ?? 0) - (roster.joined[person] ?? 0);
      if ((roster.left[person] ?? 0) < roster.weeks) leavers += 1;
    }
    const perYear = leavers / (personWeeks / 52);
    expect(Math.abs(perYear - 0.35)).toBeLessThan(3 * Math.sqrt(0.35 / (personWeeks / 52)));
  });

  it('has about 900,000 contacts, of which 2.4 calls per person-week are rated', () => {
    const calls = outcomeByWeek(example, 'settled');
    const rated = outcomeByWeek(example, 'easy');
    const personWeeks = total(roster.teamAt.map((team) => (team >= 0 ? 1 : 0)));
    expect(total(calls.count) / personWeeks).toBeCloseTo(4.1, 1);
    expect(total(rated.count) / personWeeks).toBeCloseTo(2.45, 1);
    expect(total(rated.count) / total(calls.count)).toBeCloseTo(0.6, 2);
    expect(total(rated.count) / total(rated.asked)).toBeCloseTo(0.63, 2);
    const perWeek = model.channels.reduce((sum, channel) => sum + channel.contactsPerWeek, 0);
    expect(perWeek * personWeeks).toBeGreaterThan(860_000);
    expect(perWeek * personWeeks).toBeLessThan(940_000);
  });

  it('rates with a standard deviation of 1.3, of which people account for 0.25', () => {
    const outcome = outcomeByWeek(untouched(example), 'understood');
    const ratings = total(outcome.count);
    const mean = total(outcome.sum) / ratings;
    expect(Math.sqrt(outcome.sumOfSquares / ratings - mean ** 2)).toBeCloseTo(1.33, 1);
    expect(betweenPeople(outcome)).toBeGreaterThan(0.23);
    expect(betweenPeople(outcome)).toBeLessThan(0.28);
  });

  it('has shocks of teams with sd 0.10 that remember 0.7 from week to week', () => {
    const shock = example.workplace.series.get('easy')?.shock ?? new Float64Array();
    const sd = Math.sqrt(total(shock.map((value) => value ** 2)) / shock.length);
    const pairs = Array.from(shock.keys()).filter((cell) => (cell + 1) % model.weeks !== 0);
    const lagged = meanOf(pairs.map((cell) => (shock[cell] ?? 0) * (shock[cell + 1] ?? 0)));
    expect(Math.abs(sd - 0.1)).toBeLessThan(0.006);
    expect(lagged / sd ** 2).toBeGreaterThan(0.66);
    expect(lagged / sd ** 2).toBeLessThan(0.74);
  });

  it('leaves every measure as it is when another is left out', () => {
    const fewer: OrganisationModel = {
      ...model,
      programmes: model.programmes.filter(({ truth }) => truth !== 'nobody-came'),
    };
    const one = outcomeByWeek(simulateOrganisation(fewer, 11), 'understood');
    expect(same(one, outcomeByWeek(example, 'understood'))).toBe(true);
  });

  it('is the same again with the same seed, and another with another', () => {
    const again = outcomeByWeek(simulateOrganisation(model, 11), 'chat');
    expect(same(again, outcomeByWeek(example, 'chat'))).toBe(true);
    expect(same(again, outcomeByWeek(simulateOrganisation(model, 12), 'chat'))).toBe(false);
  });

  it('draws four stages of ten teams and leaves twenty outside, half of each where the condition holds', () => {
    for (const truth of ['lasting', 'conditional', 'leaders', 'nobody-came']) {
      const { assignedWeek } = programmeOf(example, truth).rollOut;
      const sizes = [26, 38, 51, 64, -1].map((week) => assignedWeek.filter((at) => at === week).length);
      expect(sizes).toEqual([10, 10, 10, 10, 20]);
    }
    const { assignedWeek } = programmeOf(example, 'conditional').rollOut;
    const holds = [26, 38, 51, 64, -1].map(
      (week) =>
        assignedWeek.filter((at, team) => at === week && example.workplace.withCondition[team] === 1).length,
    );
    expect(holds).toEqual([5, 5, 5, 5, 10]);
    const orders = example.programmes.map(({ rollOut }) => rollOut.assignedWeek.join());
    expect(new Set(orders).size).toBe(example.programmes.length);
  });

  it('has nobody come to one programme, and nearly all to the others', () => {
    const share = (truth: string) => {
      const { invitedWeek, cameWeek } = programmeOf(example, truth).rollOut;
      return cameWeek.filter((week) => week >= 0).length / invitedWeek.filter((week) => week >= 0).length;
    };
    expect(Math.abs(share('nobody-came') - 0.1)).toBeLessThan(0.035);
    expect(Math.abs(share('lasting') - 0.97)).toBeLessThan(0.02);
  });

  it('lets pleased customers answer more often after one programme, and leaves what they think alone', () => {
    const { rollOut } = programmeOf(example, 'who-answers');
    const trainedCells = (outcome: WeeklyOutcome) => {
      const sums = { answered: 0, asked: 0, sum: 0 };
      outcome.count.forEach((count, cell) => {
        const came = rollOut.cameWeek[Math.floor(cell / roster.weeks)] ?? -1;
        if (came < 0 || cell % roster.weeks <= came) return;
        sums.answered += count;
        sums.asked += outcome.asked[cell] ?? 0;
        sums.sum += outcome.sum[cell] ?? 0;
      });
      return sums;
    };
    const after = trainedCells(outcomeByWeek(example, 'chat'));
    const without = trainedCells(outcomeByWeek(untouched(example), 'chat'));
    expect(after.asked).toBe(without.asked);
    expect(after.answered / after.asked - without.answered / without.asked).toBeGreaterThan(0.1);
    expect(after.sum / after.answered - without.sum / without.answered).toBeGreaterThan(0.15);
  });
});

describe('the coaching of the lowest', () => {
  it('looks as if it brought +0.17 points, and did nothing', () => {
    const changes = Array.from({ length: 12 }, (_, seed) => {
      const coached: OrganisationModel = {
        ...model,
        programmes: model.programmes.filter(({ truth }) => truth === 'low-scores'),
      };
      const organisation = simulateOrganisation(coached, 100 + seed);
      return beforeAfterOf(organisation);
    });
    const spread = Math.sqrt(meanOf(changes.map((change) => (change - meanOf(changes)) ** 2)) / 11);
    expect(Math.abs(meanOf(changes) - 0.17)).toBeLessThan(3 * spread + 0.01);
    expect(stateTruth(example).find(({ kind }) => kind === 'low-scores')?.effects.first).toBe(0);
  });
});

describe('stateTruth', () => {
  /** Brute force: what each trained person-week had with training, less what the same person-week had without it. */
  it('states the effects that the data hold', () => {
    const without = untouched(example);
    for (const { kind, measure, effects } of stateTruth(example)) {
      if (kind === 'low-scores' || kind === 'one-day' || kind === 'who-answers') continue;
      const drawn = programmeOf(example, kind);
      const first = differenceIn(drawn.rollOut.assignedWeek, measure, [1, 13]);
      const later = differenceIn(drawn.rollOut.assignedWeek, measure, [27, 52]);
      const tolerance = measure === 'complaints' ? 1e-9 : 0.012;
      expect(Math.abs(first - effects.first), `${kind}, first quarter`).toBeLessThan(tolerance);
      expect(Math.abs(later - effects.later), `${kind}, later`).toBeLessThan(tolerance);
    }

    function differenceIn(assignedWeek: Int32Array, measure: string, [from, to]: [number, number]): number {
      const after = outcomeByWeek(example, measure);
      const instead = outcomeByWeek(without, measure);
      const stages = [26, 38, 51, 64].map((week) => {
        let sum = 0;
        let count = 0;
        for (let person = 0; person < roster.members; person++) {
          const team = roster.teamAt[person * roster.weeks + week] ?? -1;
          if (team < 0 || assignedWeek[team] !== week) continue;
          for (let at = week + from; at <= Math.min(week + to, roster.weeks - 1); at++) {
            const cell = person * roster.weeks + at;
            sum += (after.sum[cell] ?? 0) - (instead.sum[cell] ?? 0);
            count += after.count[cell] ?? 0;
          }
        }
        return sum / count;
      });
      return meanOf(stages);
    }
  });

  it('keeps the effect apart by the condition', () => {
    const truth = stateTruth(example).find(({ kind }) => kind === 'conditional');
    expect(truth?.byCondition?.where.later).toBeCloseTo(0.35, 1);
    expect(truth?.byCondition?.elsewhere.later).toBe(0);
  });
});

/** Standard deviation between people, from the products of their even and odd ratings' means. */
function betweenPeople({ sum, count }: WeeklyOutcome): number {
  const products: number[] = [];
  const halves = Array.from({ length: roster.members }, (_, person) => {
    const half = [0, 1].map((parity) => {
      let total = 0;
      let ratings = 0;
      for (let week = parity; week < roster.weeks; week += 2) {
        total += sum[person * roster.weeks + week] ?? 0;
        ratings += count[person * roster.weeks + week] ?? 0;
      }
      return ratings < 60 ? undefined : total / ratings;
    });
    return half;
  }).filter(([even, odd]) => even !== undefined && odd !== undefined);
  const mean = meanOf(halves.flatMap(([even = 0, odd = 0]) => [even, odd]));
  for (const [even = 0, odd = 0] of halves) products.push((even - mean) * (odd - mean));
  return Math.sqrt(meanOf(products));
}

function beforeAfterOf(organisation: SimulatedOrganisation): number {
  const { sum, count } = outcomeByWeek(organisation, 'desk');
  const { weeks, members } = organisation.workplace.roster;
  const week = 54;
  const { assignedWeek } = programmeOf(organisation, 'low-scores').rollOut;
  const means = [
    [week - 13, week - 1],
    [week + 1, week + 13],
  ].map(([from = 0, to = 0]) => {
    let total = 0;
    let ratings = 0;
    for (let person = 0; person < members; person++) {
      if (assignedWeek[person] !== week) continue;
      for (let at = from; at <= to; at++) {
        total += sum[person * weeks + at] ?? 0;
        ratings += count[person * weeks + at] ?? 0;
      }
    }
    return total / ratings;
  });
  return (means[1] ?? 0) - (means[0] ?? 0);
}
