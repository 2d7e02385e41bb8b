import type { Random } from './random.ts';
import type { TeamPast, TeamShocks } from './team-shocks.ts';

/** A future of all teams that the past might have brought. */
export interface FutureTeams {
  readonly periods: number;
  /** [teams x periods] means, less what all teams share. */
  readonly values: Float64Array;
  /** [teams x periods] values behind each. */
  readonly counts: Float64Array;
  /** [teams x periods] noise that fewer values would add: standard deviation of one value's mean, times a normal draw. */
  readonly thinning: Float64Array;
}

export interface FutureOrder {
  readonly past: TeamPast;
  readonly shocks: TeamShocks;
  /** `past`: innovations as they were, in blocks of periods for all teams at once. `model`: drawn from the normal. */
  readonly source: 'past' | 'model';
  /** Multiplies the variance of what a period does to a team. */
  readonly shockScale: number;
  readonly blockPeriods: number;
}

/**
 * Draws a future: innovations of the fitted model, resampled by blocks of whole periods for all teams jointly (so that
 * what teams share and what the model misses stays), are run through the model again. Blocks of the series themselves
 * would lose what joins one block to the next. Innovations of a past of T periods add up to nearly 0, so blocks of b of
 * them vary too little; they are widened by T / (T - b).
 */
export function drawFuture(order: FutureOrder, periods: number, random: Random): FutureTeams {
  const { past, shocks, source, shockScale } = order;
  const from = sourcePeriods(order, periods, random);
  const variance = shocks.sd ** 2 * shockScale;
  const future = {
    periods,
    values: new Float64Array(past.teams * periods),
    counts: new Float64Array(past.teams * periods),
    thinning: new Float64Array(past.teams * periods),
  };
  const left = 1 - shocks.memory ** 2;
  const widened = Math.sqrt(past.periods / Math.max(past.periods - order.blockPeriods, 1));
  for (let team = 0; team < past.teams; team++) {
    let [x, p] = [0, variance];
    for (let t = 0; t < periods; t++) {
      const cell = team * periods + t;
      const then = team * past.periods + from[t];
      const count = past.counts[then];
      if (count > 0) {
        const noise = past.valueVariance / count;
        const f = p + noise;
        const v = Math.sqrt(f) * (source === 'past' ? widened * shocks.innovations[then] : random.normal());
        future.values[cell] = shocks.levels[team] + x + v;
        future.counts[cell] = count;
        if (noise > 0) future.thinning[cell] = Math.sqrt(noise) * random.normal();
        if (f > 0) {
          x += (p / f) * v;
          p -= (p * p) / f;
        }
      }
      x *= shocks.memory;
      p = shocks.memory ** 2 * p + left * variance;
    }
  }
  return future;
}

/** [periods] which period of the past stands behind each: blocks, round the end of the past to its beginning. */
function sourcePeriods({ past, blockPeriods }: FutureOrder, periods: number, random: Random): Int32Array {
  const from = new Int32Array(periods);
  let next = 0;
  for (let t = 0; t < periods; t++) {
    next = t % blockPeriods === 0 ? random.integer(past.periods) : (next + 1) % past.periods;
    from[t] = next;
  }
  return from;
}
