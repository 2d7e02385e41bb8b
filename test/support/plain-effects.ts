import type { Facts, Outcome } from '../../src/impact/facts.ts';
import type { RollOut } from '../../src/impact/roll-out.ts';

/**
 * Effects in people, window by window, written from the method alone: loops over persons, derivatives by difference
 * quotients, the least error by its parabola, fitted again without each team in turn. Months only: a quarter is three periods, one of them is enough.
 */
export interface PlainFigure {
  readonly estimate: number;
  readonly variance: number;
  readonly beta: number;
  readonly degreesOfFreedom: number;
}

type Names = 'first' | 'second' | 'later' | 'whole';
/** `raised`: a team whose people have 1 more, trained or not. */
type Levels = (teamWeight: readonly number[], which: 'after' | 'before', raised?: number) => number;

const quarter = 3;
const fewestUntrained = 4;

export function plainEffects(facts: Facts, outcome: Outcome, rollOut: RollOut, basePeriods: number) {
  const T = facts.calendar.periods;
  const start = (team: number) => {
    const stage = rollOut.stages[rollOut.stageOf[team] ?? -1];
    return stage === undefined ? Number.POSITIVE_INFINITY : stage.transitionFrom;
  };
  const teams = Array.from({ length: rollOut.clusters }, (_, team) => team);
  const untrainedTeams = (period: number) =>
    teams.filter((team) => rollOut.comparable[team] === 1 && start(team) > period);
  const stages = rollOut.stages.map((stage, index) => {
    let observedTo = stage.transitionTo;
    for (let t = stage.transitionTo + 1; t < T && t <= stage.transitionTo + 4 * quarter; t++) {
      if (untrainedTeams(t).length >= fewestUntrained) observedTo = t;
    }
    const people = Array.from({ length: facts.people }, (_, person) => person).filter((person) => {
      const team = facts.teamAt[person * T + stage.transitionFrom] ?? -1;
      return team >= 0 && rollOut.stageOf[team] === index;
    }).length;
    return { stage, index, observedTo, people };
  });
  const counted = stages.filter(
    ({ stage, observedTo, people }) => people > 0 && observedTo >= stage.transitionTo + 2 * quarter + 1,
  );

  const meanOver = (person: number, from: number, to: number) => {
    let sum = 0;
    let count = 0;
    let inPost = 0;
    for (let t = from; t <= to; t++) {
      sum += outcome.sum[person * T + t] ?? 0;
      count += outcome.count[person * T + t] ?? 0;
      if ((facts.teamAt[person * T + t] ?? -1) >= 0) inPost++;
    }
    return { mean: sum / count, count, inPost: inPost / (to - from + 1) };
  };

  /** Trained less untrained in one window of one stage, each stratum within itself; shares of strata held fixed. */
  const windowLevels = (k: number, from: number, to: number): Levels => {
    const { stage, index } = stages[k] ?? fail();
    const members: { team: number; weight: number; after: number; before: number }[] = [];
    for (let person = 0; person < facts.people; person++) {
      const team = facts.teamAt[person * T + stage.transitionFrom] ?? -1;
      const after = meanOver(person, from, to);
      const before = meanOver(person, stage.transitionFrom - basePeriods, stage.transitionFrom - 1);
      if (team < 0 || after.count === 0 || before.count === 0) continue;
      members.push({ team, weight: before.count * after.inPost, after: after.mean, before: before.mean });
    }
    const untrained = new Set(untrainedTeams(to));
    const strata = [...new Set(teams.map((team) => rollOut.stratumOf?.[team] ?? 0))];
    const groups = strata
      .map((stratum) => {
        const inStratum = members.filter(({ team }) => (rollOut.stratumOf?.[team] ?? 0) === stratum);
        return {
          trained: inStratum.filter(({ team }) => rollOut.stageOf[team] === index),
          untrained: inStratum.filter(({ team }) => untrained.has(team)),
        };
      })
      .filter((group) => group.trained.length > 0 && group.untrained.length > 0);
    const weightOf = (group: readonly { weight: number }[]) =>
      group.reduce((sum, { weight }) => sum + weight, 0);
    const all = groups.reduce((sum, group) => sum + weightOf(group.trained), 0);
    return (teamWeight, which, raised = -1) => {
      const mean = (side: typeof members) => {
        let sum = 0;
        let weight = 0;
        for (const member of side) {
          sum +=
            (teamWeight[member.team] ?? 1) *
            member.weight *
            (member[which] + (member.team === raised ? 1 : 0));
          weight += (teamWeight[member.team] ?? 1) * member.weight;
        }
        return sum / weight;
      };
      return groups.reduce(
        (sum, group) => sum + (weightOf(group.trained) / all) * (mean(group.trained) - mean(group.untrained)),
        0,
      );
    };
  };

  const yearOf = (windows: readonly number[]): { levels: Levels; weight: number }[] => {
    const parts: { levels: Levels; weight: number }[] = [];
    for (const { stage, index, observedTo, people } of counted) {
      const spans = windows
        .map((w) => ({
          from: stage.transitionTo + 1 + w * quarter,
          to: Math.min(stage.transitionTo + (w + 1) * quarter, observedTo),
        }))
        .filter(({ from, to }) => to >= from);
      const length = spans.reduce((sum, { from, to }) => sum + to - from + 1, 0);
      for (const { from, to } of spans) {
        parts.push({ levels: windowLevels(index, from, to), weight: (people * (to - from + 1)) / length });
      }
    }
    return parts;
  };

  const figure = (windows: readonly number[]): PlainFigure | undefined => {
    const parts = yearOf(windows);
    const total = parts.reduce((sum, { weight }) => sum + weight, 0);
    if (total === 0) return undefined;
    const levels: Levels = (teamWeight, which) =>
      parts.reduce((sum, part) => sum + (part.weight / total) * part.levels(teamWeight, which), 0);
    return settle(levels);
  };

  /** How far the year moves if one team moves by 1, whichever way. */
  const pulls = (): number[] => {
    const parts = yearOf([0, 1, 2, 3]);
    const one = teams.map(() => 1);
    const total = parts.reduce((sum, { weight }) => sum + weight, 0);
    return teams.map((team) =>
      parts.reduce(
        (sum, { levels, weight }) =>
          sum + (weight / total) * Math.abs(levels(one, 'after', team) - levels(one, 'after')),
        0,
      ),
    );
  };

  const settle = (levels: Levels): PlainFigure => {
    const one = teams.map(() => 1);
    const step = 1e-4;
    const slope = (team: number, which: 'after' | 'before') => {
      const at = (weight: number) => levels(one.with(team, weight), which);
      return (at(1 + step) - at(1 - step)) / (2 * step);
    };
    const after = teams.map((team) => slope(team, 'after'));
    const before = teams.map((team) => slope(team, 'before'));
    const blockOf = (team: number) => `${rollOut.stageOf[team]}/${rollOut.stratumOf?.[team] ?? 0}`;
    const blocks = [...new Set(teams.map(blockOf))].map((block) =>
      teams.filter(
        (team) =>
          blockOf(team) === block &&
          (Math.abs(after[team] ?? 0) > 1e-9 || Math.abs(before[team] ?? 0) > 1e-9),
      ),
    );
    const lot = rollOut.how === 'lot';
    const pull = lot ? teams.map(() => 1) : pulls();
    const plainPsi = (beta: number) => teams.map((team) => (after[team] ?? 0) - beta * (before[team] ?? 0));
    const spread = (ofTeams: readonly number[]) =>
      blocks
        .filter((block) => block.length > 0)
        .map((block) => {
          const psi = block.map((team) => ofTeams[team] ?? 0);
          const mean = lot ? psi.reduce((sum, x) => sum + x, 0) / psi.length : 0;
          const whole = block.reduce((sum, team) => sum + (pull[team] ?? 0), 0);
          const shares = block.map((team) => (pull[team] ?? 0) / whole);
          const squares = psi.reduce((sum, x, k) => sum + (x - mean) ** 2 / (1 - (shares[k] ?? 0)), 0);
          return { variance: squares, free: freedomOf(shares), supposed: whole ** 2 / block.length };
        });
    const variance = (ofTeams: readonly number[]) =>
      spread(ofTeams).reduce((sum, block) => sum + block.variance, 0);
    const lowest = (curve: (beta: number) => number) =>
      -(curve(1) - curve(-1)) / (2 * (curve(1) - 2 * curve(0) + curve(-1)));
    const beta = lot ? lowest((share) => variance(plainPsi(share))) : 1;
    /** The share that the other teams give, and what leaving a team out of it moves. */
    const withoutOne = (team: number): number => {
      const block = blocks.find((each) => each.includes(team));
      if (!lot || block === undefined) return plainPsi(beta)[team] ?? 0;
      const apart = (of: readonly number[]) =>
        (of[team] ?? 0) - block.reduce((sum, each) => sum + (of[each] ?? 0), 0) / block.length;
      const own = (share: number) => (apart(plainPsi(share)) ** 2 * block.length) / (block.length - 1);
      const without = lowest((share) => variance(plainPsi(share)) - own(share));
      const mean = (plainPsi(beta)[team] ?? 0) - apart(plainPsi(beta));
      return mean + apart(after) - without * apart(before) - (beta - without) * levels(one, 'before');
    };
    const found = spread(teams.map(withoutOne));
    return {
      estimate: levels(one, 'after') - beta * levels(one, 'before'),
      variance: variance(teams.map(withoutOne)),
      beta,
      degreesOfFreedom: lot
        ? pooled(found, 'variance')
        : Math.min(pooled(found, 'variance'), pooled(found, 'supposed')),
    };
  };

  const figures: Record<Names, PlainFigure | undefined> = {
    first: figure([0]),
    second: figure([1]),
    later: figure([2, 3]),
    whole: figure([0, 1, 2, 3]),
  };
  return { ...figures, countedStages: counted.length };
}

interface Part {
  readonly variance: number;
  readonly supposed: number;
  readonly free: number;
}

function pooled(parts: readonly Part[], by: 'variance' | 'supposed'): number {
  const total = parts.reduce((sum, part) => sum + part[by], 0);
  return total ** 2 / parts.reduce((sum, part) => sum + part[by] ** 2 / part.free, 0);
}

/** Degrees of freedom of sum psi^2 / (1 - h) where variances go by 1 / h, from all pairs: n - 1 with equal shares. */
function freedomOf(shares: readonly number[]): number {
  const spent = shares.reduce(
    (sum, h, c) =>
      sum + shares.reduce((row, k, d) => row + (c === d ? h * h : (h * k) ** 2 / ((1 - h) * (1 - k))), 0),
    0,
  );
  return 1 / spent;
}

function fail(): never {
  throw new Error('no such stage');
}
