import type { PowerRow } from '../contract/plan.ts';
import type { Calendar } from '../model/calendar.ts';
import type { Refused } from '../model/refusal.ts';
import type { FutureFigure, PowerAtEnd } from '../stats/roll-out-power.ts';
import type { TeamShocks } from '../stats/team-shocks.ts';
import type { ForetoldEnd } from './answers.ts';
import type { PastOfTeams } from './past-of-teams.ts';
import { powerOfShape } from './power-of-shape.ts';
import { dayAfter, endsOf, lastCompared, type RollOutShape } from './roll-out-shape.ts';
import { verdictChances } from './verdict-chances.ts';

/** What every question about a shape shares. */
export interface Ground {
  readonly calendar: Calendar;
  readonly ofTeams: PastOfTeams;
  readonly shocks: TeamShocks;
  readonly stratumOf: Int32Array | undefined;
  readonly matters: number;
  readonly seed: number;
}

/** One shape drawn over and over from the past and from the model. */
export interface Foretold {
  readonly kind: 'foretold';
  readonly ends: readonly ForetoldEnd[];
  readonly row: PowerRow;
}

export function foretell(ground: Ground, shape: RollOutShape, futures: number): Foretold | Refused {
  const ends = endsOf(shape, ground.calendar.kind);
  const run = (source: 'past' | 'model') =>
    powerOfShape({ ...ground, shape, ends, source, shockScale: 1, futures });
  const fromPast = run('past');
  if ('kind' in fromPast) return fromPast;
  const fromModel = run('model');
  if ('kind' in fromModel) return fromModel;
  return {
    kind: 'foretold',
    ends: fromPast.map((end, k) => ({
      observedTo: end.observedTo,
      date: dayAfter(ground.calendar, shape, end.observedTo),
      observed: end.observed,
      firstError: largerError(end.figures.first, fromModel[k]?.figures.first),
      laterError: largerError(end.figures.later, fromModel[k]?.figures.later),
    })),
    row: powerRow('as they were', fromPast.at(-1), fromModel.at(-1), ground.matters, shape),
  };
}

/** The row of half or double the variance of the shocks, at the last end. */
export function foretellUnder(
  ground: Ground,
  shape: RollOutShape,
  shocks: 'half' | 'double',
  futures: number,
): PowerRow | Refused {
  const run = (source: 'past' | 'model') =>
    powerOfShape({
      ...ground,
      shape,
      ends: [lastCompared(shape)],
      source,
      shockScale: shocks === 'half' ? 0.5 : 2,
      futures,
    });
  const fromPast = run('past');
  if ('kind' in fromPast) return fromPast;
  const fromModel = run('model');
  if ('kind' in fromModel) return fromModel;
  return powerRow(shocks, fromPast[0], fromModel[0], ground.matters, shape);
}

/** Plans go by the larger of the two errors. */
function largerError(past: FutureFigure | undefined, model: FutureFigure | undefined): number | undefined {
  return past && model && Math.max(past.error, model.error);
}

function powerRow(
  shocks: PowerRow['shocks'],
  past: PowerAtEnd | undefined,
  model: PowerAtEnd | undefined,
  matters: number,
  shape: RollOutShape,
): PowerRow {
  if (past === undefined || model === undefined) throw new RangeError('a plan without an end');
  const worse = laterErrorOf(past) >= laterErrorOf(model) ? past : model;
  const figure = (name: 'first' | 'later') => {
    const [a, b] = [past.figures[name], model.figures[name]];
    return (
      a &&
      b && {
        error: { past: a.error, model: b.error },
        detectable: { past: a.detectable, model: b.detectable },
      }
    );
  };
  const [first, later] = [figure('first'), figure('later')];
  return {
    shocks,
    ...(first === undefined ? {} : { first }),
    ...(later === undefined ? {} : { later }),
    chances: verdictChances(worse, matters, shape.sizes.length === 1),
  };
}

function laterErrorOf({ figures }: PowerAtEnd): number {
  return figures.later?.error ?? figures.first?.error ?? 0;
}
