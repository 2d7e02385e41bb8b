import type { Verdict } from '../../src/model/verdict.ts';
import type { Rival, Stake, UnitWeeks } from './rivals.ts';

const quarterWeeks = 13;
const yearWeeks = 52;
const fewestUntrained = 4;

/**
 * Group-time effects as the packages give them by default: the mean of the units of a stage in a week less that in the
 * **one** week before their training, beside the same difference of the units not yet trained; all units alike, errors
 * by unit. Averaged over the first quarter and over the third and fourth, and read by the rules of the verdict, so that
 * only the estimate differs. Undefined where nobody is left to compare with.
 */
export function plainGroupTime(cells: UnitWeeks, { matters, direction }: Stake): Rival | undefined {
  const first = new Mean(cells.units);
  const later = new Mean(cells.units);
  for (const start of new Set(cells.start.filter((week) => week > 0))) {
    const last = Math.min(start + yearWeeks, cells.weeks - 1);
    if (last - start < 2 * quarterWeeks + fewestUntrained) continue;
    for (let week = start + 1; week <= last; week++) {
      const away = week - start;
      if (away <= quarterWeeks) addStageWeek(cells, start, week, first);
      else if (away > 2 * quarterWeeks) addStageWeek(cells, start, week, later);
    }
  }
  if (first.weight === 0 || later.weight === 0) return undefined;
  const drop = { estimate: first.estimate() - later.estimate(), error: differenceError(first, later) };
  const verdict = read(figureOf(first, direction), figureOf(later, direction), {
    matters,
    drop: { estimate: direction * drop.estimate, error: drop.error },
  });
  return { effect: later.estimate(), verdict };
}

/** A weighted mean of stage-weeks with what each unit adds to it. */
class Mean {
  weight = 0;
  sum = 0;
  readonly influence: Float64Array;

  constructor(units: number) {
    this.influence = new Float64Array(units);
  }

  estimate(): number {
    return this.sum / this.weight;
  }
}

/** One stage in one week, weighted by its units; left out where under four untrained units are left. */
function addStageWeek(cells: UnitWeeks, start: number, week: number, into: Mean): void {
  const base = start - 1;
  const change = (unit: number) =>
    cells.mean[unit * cells.weeks + week] - cells.mean[unit * cells.weeks + base];
  const trained: number[] = [];
  const untrained: number[] = [];
  for (let unit = 0; unit < cells.units; unit++) {
    const row = unit * cells.weeks;
    if (cells.weight[row + week] === 0 || cells.weight[row + base] === 0) continue;
    const own = cells.start[unit];
    if (own === start) trained.push(unit);
    else if (own < 0 || own > week) untrained.push(unit);
  }
  if (trained.length === 0 || untrained.length < fewestUntrained) return;
  const size = trained.length;
  into.weight += size;
  for (const [side, sign] of [
    [trained, 1],
    [untrained, -1],
  ] as const) {
    const mean = side.reduce((sum, unit) => sum + change(unit), 0) / side.length;
    into.sum += sign * size * mean;
    for (const unit of side) into.influence[unit] += (sign * size * (change(unit) - mean)) / side.length;
  }
}

interface FigureRead {
  readonly estimate: number;
  readonly error: number;
}

function figureOf(mean: Mean, direction: 1 | -1): FigureRead {
  const squares = mean.influence.reduce((sum, value) => sum + value * value, 0);
  return { estimate: direction * mean.estimate(), error: Math.sqrt(squares) / mean.weight };
}

function differenceError(one: Mean, other: Mean): number {
  const squares = one.influence.reduce(
    (sum, value, unit) => sum + (value / one.weight - other.influence[unit] / other.weight) ** 2,
    0,
  );
  return Math.sqrt(squares);
}

const sure = 2.24;
const ninety = 1.645;

function read(
  first: FigureRead,
  later: FigureRead,
  { matters, drop }: { readonly matters: number; readonly drop: FigureRead },
): Verdict {
  const surelyAbove = ({ estimate, error }: FigureRead) => estimate - sure * error > 0;
  const within = ({ estimate, error }: FigureRead) => Math.abs(estimate) + ninety * error < matters;
  if (later.estimate + sure * later.error < 0 && later.estimate <= -matters) return 'harmful';
  if (surelyAbove(later) && later.estimate >= matters && later.estimate - ninety * later.error > matters / 2)
    return 'lasting';
  if (within(first) && within(later)) return 'no effect';
  if (surelyAbove(first) && first.estimate >= matters && surelyAbove(drop) && later.estimate < matters)
    return 'fading';
  return 'cannot tell';
}
