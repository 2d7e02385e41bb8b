import type { EstimateOrRefused } from '../contract/analysis.ts';
import type { Effects } from './estimate-effects.ts';
import { intervalOf } from './interval.ts';

/** The four figures that the verdict reads: first quarter, after nine months, whole year, first less later. */
export interface Figures {
  readonly first: EstimateOrRefused;
  readonly later: EstimateOrRefused;
  readonly whole: EstimateOrRefused;
  readonly drop: EstimateOrRefused;
}

export function figuresOf(effects: Effects): Figures {
  return {
    first: intervalOf(effects.first, effects.blocks),
    later: intervalOf(effects.later, effects.blocks),
    whole: intervalOf(effects.whole, effects.blocks),
    drop: intervalOf(effects.drop, effects.blocks),
  };
}
