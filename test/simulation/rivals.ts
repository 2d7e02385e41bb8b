import type { SimulatedOrganisation } from '../../src/demo/simulate-organisation.ts';
import type { DrawnProgramme } from '../../src/demo/training-effects.ts';
import type { Outcome } from '../../src/impact/index.ts';
import type { Verdict } from '../../src/model/verdict.ts';

/** What others would have said of the same numbers. Effects are as measured. */
export interface Rival {
  readonly effect: number;
  readonly verdict: Verdict;
}

/** Smallest effect that matters, and whether more is better. */
export interface Stake {
  readonly matters: number;
  readonly direction: 1 | -1;
}

const quarterWeeks = 13;

/** The chart everyone draws: those trained, 13 weeks after against 13 weeks before. It has no error. */
export function beforeAfterChart(
  { workplace }: SimulatedOrganisation,
  { rollOut }: DrawnProgramme,
  { sum, count }: Outcome,
  { matters, direction }: Stake,
): Rival {
  const { roster } = workplace;
  const before = { sum: 0, count: 0 };
  const after = { sum: 0, count: 0 };
  for (let person = 0; person < roster.members; person++) {
    for (let week = 0; week < roster.weeks; week++) {
      const cell = person * roster.weeks + week;
      const start = rollOut.assignedWeek[rollOut.by === 'team' ? roster.teamAt[cell] : person] ?? -1;
      const away = week - start;
      if (start < 0 || away === 0 || Math.abs(away) > quarterWeeks) continue;
      const side = away < 0 ? before : after;
      side.sum += sum[cell];
      side.count += count[cell];
    }
  }
  const effect = after.sum / after.count - before.sum / before.count;
  const benefit = direction * effect;
  return { effect, verdict: benefit >= matters ? 'lasting' : benefit <= -matters ? 'harmful' : 'no effect' };
}

/**
 * Two-way fixed effects with one number for "trained", weighted by contacts, errors by unit. It has no rule for
 * fading: an effect that is sure and matters counts as lasting.
 */
export function twoWayFixedEffects(cells: UnitWeeks, { matters, direction }: Stake): Rival | undefined {
  const trained = withoutUnitsAndWeeks(cells, cells.trained);
  const mean = withoutUnitsAndWeeks(cells, cells.mean);
  let across = 0;
  let within = 0;
  trained.forEach((value, cell) => {
    across += cells.weight[cell] * value * mean[cell];
    within += cells.weight[cell] * value * value;
  });
  if (within < 1e-6 * cells.weight.reduce((sum, weight) => sum + weight, 0)) return undefined;
  const effect = across / within;
  const scores = new Float64Array(cells.units);
  trained.forEach((value, cell) => {
    const unit = Math.floor(cell / cells.weeks);
    scores[unit] += cells.weight[cell] * value * (mean[cell] - effect * value);
  });
  const squares = scores.reduce((sum, score) => sum + score * score, 0);
  const error = Math.sqrt((squares * cells.units) / (cells.units - 1)) / within;
  const benefit = direction * effect;
  return { effect, verdict: readInterval(benefit, error, matters) };
}

function readInterval(benefit: number, error: number, matters: number): Verdict {
  if (benefit - 1.96 * error > 0 && benefit >= matters) return 'lasting';
  if (benefit + 1.96 * error < 0 && benefit <= -matters) return 'harmful';
  return Math.abs(benefit) + 1.645 * error < matters ? 'no effect' : 'cannot tell';
}

/** Means of units (teams, or persons where persons were assigned) and weeks. */
export interface UnitWeeks {
  readonly units: number;
  readonly weeks: number;
  /** [units] week of the session each was assigned to, -1 for none. */
  readonly start: Int32Array;
  /** [units x weeks]; weight 0 where nothing was observed, and in the week of the training. */
  readonly mean: Float64Array;
  readonly weight: Float64Array;
  readonly trained: Float64Array;
}

export function unitWeeks(
  { workplace }: SimulatedOrganisation,
  { rollOut }: DrawnProgramme,
  { sum, count }: Outcome,
): UnitWeeks {
  const { roster, model } = workplace;
  const { weeks } = roster;
  const units = rollOut.by === 'team' ? model.teams : roster.members;
  const mean = new Float64Array(units * weeks);
  const weight = new Float64Array(units * weeks);
  for (let person = 0; person < roster.members; person++) {
    for (let week = 0; week < weeks; week++) {
      const team = roster.teamAt[person * weeks + week];
      if (team < 0) continue;
      const cell = (rollOut.by === 'team' ? team : person) * weeks + week;
      mean[cell] += sum[person * weeks + week];
      weight[cell] += count[person * weeks + week];
    }
  }
  const trained = new Float64Array(units * weeks);
  for (let cell = 0; cell < mean.length; cell++) {
    const start = rollOut.assignedWeek[Math.floor(cell / weeks)];
    if (weight[cell] > 0) mean[cell] /= weight[cell];
    if (start >= 0 && cell % weeks === start) weight[cell] = 0;
    if (start >= 0 && cell % weeks > start) trained[cell] = 1;
  }
  return { units, weeks, start: rollOut.assignedWeek, mean, weight, trained };
}

const mostSweeps = 500;
const settledAt = 1e-10;

/** Residuals of a weighted regression on units and weeks, by sweeping out one after the other. */
function withoutUnitsAndWeeks({ units, weeks, weight }: UnitWeeks, values: Float64Array): Float64Array {
  const rest = values.slice();
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    const moved = Math.max(
      sweepOut(rest, weight, units, weeks, weeks, 1),
      sweepOut(rest, weight, weeks, units, 1, weeks),
    );
    if (moved < settledAt) break;
  }
  return rest.map((value, cell) => (weight[cell] > 0 ? value : 0));
}

function sweepOut(
  rest: Float64Array,
  weight: Float64Array,
  groups: number,
  members: number,
  groupStep: number,
  memberStep: number,
): number {
  let moved = 0;
  for (let group = 0; group < groups; group++) {
    let sum = 0;
    let total = 0;
    for (let member = 0; member < members; member++) {
      const cell = group * groupStep + member * memberStep;
      sum += weight[cell] * rest[cell];
      total += weight[cell];
    }
    if (total === 0) continue;
    const mean = sum / total;
    for (let member = 0; member < members; member++) rest[group * groupStep + member * memberStep] -= mean;
    moved = Math.max(moved, Math.abs(mean));
  }
  return moved;
}
