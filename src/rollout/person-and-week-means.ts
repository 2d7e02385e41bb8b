import type { Facts, Outcome } from '../impact/index.ts';

/** What belongs to the person and what to the week of the team: y = person + team-week + rest. */
export interface PersonAndWeekMeans {
  /** [people] mean of each person, 0 where nothing was observed. */
  readonly ofPerson: Float64Array;
  /** [teams x periods] */
  readonly ofWeek: Float64Array;
  /** [teams x periods] values behind each. */
  readonly counts: Float64Array;
  /** Variance of a single value about both. */
  readonly valueVariance: number;
}

const mostSweeps = 60;
const closeEnough = 1e-4;

interface Cells {
  readonly person: Int32Array;
  /** Index of team x period. */
  readonly week: Int32Array;
  readonly mean: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Weighted least squares with an effect of each person and of each team's week, by turns. So a team's series does not
 * move when someone with another level joins or leaves.
 */
export function personAndWeekMeans(facts: Facts, outcome: Outcome): PersonAndWeekMeans {
  const weeks = facts.teamNames.length * facts.calendar.periods;
  const cells = observedCells(facts, outcome);
  const ofPerson = new Float64Array(facts.people);
  const ofWeek = new Float64Array(weeks);
  const counts = new Float64Array(weeks);
  cells.week.forEach((week, k) => {
    counts[week] = (counts[week] ?? 0) + (cells.weight[k] ?? 0);
  });
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    meanRest(cells, cells.person, ofPerson, cells.week, ofWeek);
    const moved = meanRest(cells, cells.week, ofWeek, cells.person, ofPerson);
    if (moved < closeEnough * spreadOf(ofWeek, counts)) break;
  }
  return { ofPerson, ofWeek, counts, valueVariance: restVariance(cells, ofPerson, ofWeek, counts) };
}

function observedCells({ teamAt, calendar }: Facts, outcome: Outcome): Cells {
  const seen: number[] = [];
  teamAt.forEach((team, cell) => {
    if (team >= 0 && (outcome.count[cell] ?? 0) > 0) seen.push(cell);
  });
  return {
    person: Int32Array.from(seen, (cell) => Math.floor(cell / calendar.periods)),
    week: Int32Array.from(seen, (cell) => (teamAt[cell] ?? 0) * calendar.periods + (cell % calendar.periods)),
    mean: Float64Array.from(seen, (cell) => (outcome.sum[cell] ?? 0) / (outcome.count[cell] ?? 1)),
    weight: Float64Array.from(seen, (cell) => outcome.count[cell] ?? 0),
  };
}

/** Sets the means of one side to what the other leaves, and says by how much any of them moved. */
function meanRest(
  { mean, weight }: Cells,
  index: Int32Array,
  target: Float64Array,
  otherIndex: Int32Array,
  other: Float64Array,
): number {
  const sums = new Float64Array(target.length);
  const weights = new Float64Array(target.length);
  for (let k = 0; k < mean.length; k++) {
    const at = index[k] ?? 0;
    const w = weight[k] ?? 0;
    sums[at] = (sums[at] ?? 0) + w * ((mean[k] ?? 0) - (other[otherIndex[k] ?? 0] ?? 0));
    weights[at] = (weights[at] ?? 0) + w;
  }
  let moved = 0;
  for (let at = 0; at < target.length; at++) {
    const w = weights[at] ?? 0;
    if (w === 0) continue;
    const next = (sums[at] ?? 0) / w;
    moved = Math.max(moved, Math.abs(next - (target[at] ?? 0)));
    target[at] = next;
  }
  return moved;
}

function spreadOf(values: Float64Array, counts: Float64Array): number {
  let [n, sum, squares] = [0, 0, 0];
  values.forEach((value, k) => {
    if (counts[k] === 0) return;
    n++;
    sum += value;
    squares += value * value;
  });
  return n === 0 ? 0 : Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
}

function restVariance(
  { person, week, mean, weight }: Cells,
  ofPerson: Float64Array,
  ofWeek: Float64Array,
  counts: Float64Array,
): number {
  let squares = 0;
  mean.forEach((value, k) => {
    const rest = value - (ofPerson[person[k] ?? 0] ?? 0) - (ofWeek[week[k] ?? 0] ?? 0);
    squares += (weight[k] ?? 0) * rest * rest;
  });
  const people = new Set(person).size;
  const weeks = counts.filter((count) => count > 0).length;
  const free = mean.length - people - weeks;
  return free > 0 ? squares / free : 0;
}
