import {
  type Calendar,
  firstDayOfPeriod,
  type PeriodKind,
  periodOfDay,
  periodsPerQuarter,
} from '../model/calendar.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import { type StagedOrder, stagedOrder } from '../stats/staged-order.ts';

/** Sizes and dates of a roll-out, before it is drawn who is in which stage. */
export interface RollOutShape {
  readonly teams: number;
  /** Teams in each stage, the waiting ones aside. */
  readonly sizes: readonly number[];
  readonly waiting: number;
  /** First day of training of each stage; those who wait, if any, come last. */
  readonly days: readonly number[];
  /** The same in periods after the first stage. */
  readonly starts: readonly number[];
}

export interface ShapeWish {
  readonly calendar: Calendar;
  readonly teams: number;
  readonly stages: number;
  readonly weeksBetween: number;
  readonly fromDay: number;
  /** Share of the teams that wait, 0 for none. */
  readonly waitingShare: number;
  /** Weeks after the first stage for which they wait. */
  readonly waitWeeks: number;
}

export const usualWaitingShare = 1 / 6;
export const usualWaitWeeks = 52;
export const fewestWaiting = 6;
const fewestTeams = 12;

export function shapeOf(wish: ShapeWish): RollOutShape | Refused {
  const { calendar, teams, stages, weeksBetween, fromDay, waitingShare, waitWeeks } = wish;
  const waiting = waitingShare === 0 ? 0 : Math.max(fewestWaiting, Math.round(teams * waitingShare));
  if (teams < fewestTeams) {
    return refuse(
      'too-few-teams',
      `${teams} teams take part; under ${fewestTeams} nothing can be told from the luck of the draw.`,
    );
  }
  const now = teams - waiting;
  if (now < 2 * stages) {
    return refuse(
      'stages-too-small',
      `${now} teams in ${stages} stages are fewer than two in each; plan fewer stages, or let fewer teams wait.`,
    );
  }
  const sizes = Array.from({ length: stages }, (_, k) => Math.floor((now + stages - 1 - k) / stages));
  const lastStage = fromDay + 7 * weeksBetween * (stages - 1);
  const days = sizes.map((_, k) => fromDay + 7 * weeksBetween * k);
  const first = periodOfDay(calendar, fromDay);
  if (waiting > 0) days.push(Math.max(fromDay + 7 * waitWeeks, lastStage + 7 * weeksBetween));
  return {
    teams,
    sizes,
    waiting,
    days,
    starts: days.map((day) => periodOfDay(calendar, day) - first),
  };
}

/** [teams] stage of each team under one seed; those who wait are the last stage. */
export function drawOrder(
  { teams, sizes, waiting }: RollOutShape,
  stratumOf: Int32Array | undefined,
  seed: number,
): { readonly stageOf: Int32Array; readonly drawn: StagedOrder } | Refused {
  const drawn =
    waiting > 0 || sizes.length > 1
      ? stagedOrder({ units: teams, stratumOf, sizes, seed })
      : refuse(
          'nothing-to-draw',
          'One stage for all teams leaves nothing to draw and nobody to compare with.',
        );
  if (drawn.kind === 'refused') return drawn;
  return { stageOf: drawn.stageOf.map((stage) => (stage < 0 ? sizes.length : stage)), drawn };
}

/** Last period, counted from the first stage, in which anybody is left to compare with; none where all begin at once. */
export function lastCompared({ starts }: Pick<RollOutShape, 'starts'>): number {
  return (starts.at(-1) ?? 0) - 1;
}

/** Ends of the data worth looking at: a quarter, three and four after each stage, while somebody is left untrained. */
export function endsOf({ starts }: Pick<RollOutShape, 'starts'>, kind: PeriodKind): number[] {
  const quarter = periodsPerQuarter(kind);
  const last = lastCompared({ starts });
  const ends = starts
    .slice(0, -1)
    .flatMap((start) => [1, 3, 4].map((quarters) => start + quarters * quarter));
  return [...new Set([...ends.filter((end) => end <= last), ...(last > 0 ? [last] : [])])].sort(
    (a, b) => a - b,
  );
}

/** First day after a period counted from the first stage. */
export function dayAfter(calendar: Calendar, { days }: RollOutShape, period: number): number {
  return firstDayOfPeriod(calendar, periodOfDay(calendar, days[0] ?? 0) + period + 1);
}
