import { defaultBasePeriods } from '../impact/index.ts';
import { type Calendar, periodsPerQuarter } from '../model/calendar.ts';
import type { Refused } from '../model/refusal.ts';
import { type PowerAtEnd, rollOutPower } from '../stats/roll-out-power.ts';
import type { StagesUsed } from '../stats/roll-out-windows.ts';
import type { TeamShocks } from '../stats/team-shocks.ts';
import type { PastOfTeams } from './past-of-teams.ts';
import { drawOrder, type RollOutShape } from './roll-out-shape.ts';

export interface PowerWish {
  readonly calendar: Calendar;
  readonly ofTeams: PastOfTeams;
  readonly shocks: TeamShocks;
  readonly stratumOf: Int32Array | undefined;
  readonly shape: RollOutShape;
  readonly ends: readonly number[];
  readonly source: 'past' | 'model';
  readonly shockScale: number;
  readonly futures: number;
  readonly seed: number;
  readonly stagesUsed?: StagesUsed;
}

const ordersTried = 40;
const blockWeeks = 13;

/** So few that an analysis takes its intervals from redrawn orders. */
export function fewTeams({ teams, sizes, waiting }: RollOutShape): boolean {
  return teams < 60 || Math.min(...sizes, ...(waiting > 0 ? [waiting] : [])) < 8;
}

/** What a roll-out of this shape could tell, over several orders that might be drawn; the first is that of the seed. */
export function powerOfShape(wish: PowerWish): readonly PowerAtEnd[] | Refused {
  const { calendar, ofTeams, shape, stratumOf, seed, ends } = wish;
  const orders: Int32Array[] = [];
  for (let k = 0; k < ordersTried; k++) {
    const order = drawOrder(shape, stratumOf, seed + k);
    if ('kind' in order) return order;
    orders.push(order.stageOf);
  }
  const quarter = periodsPerQuarter(calendar.kind);
  const power = rollOutPower({
    past: ofTeams.past,
    shocks: wish.shocks,
    source: wish.source,
    shockScale: wish.shockScale,
    blockPeriods: Math.max(2, Math.round((blockWeeks * quarter) / 13)),
    starts: shape.starts,
    orders,
    stratumOf,
    people: ofTeams.people.map((people) => Math.max(people, 1)),
    staying: ofTeams.staying,
    observedTo: ends,
    periodsPerQuarter: quarter,
    basePeriods: Math.min(defaultBasePeriods(calendar.kind), ofTeams.past.periods),
    baseUse: 'least-error',
    stagesUsed: wish.stagesUsed ?? 'verdict',
    errorsFrom: fewTeams(shape) ? 'redrawn' : 'influences',
    futures: wish.futures,
    seed,
  });
  return power.kind === 'refused' ? power : power.ends;
}
