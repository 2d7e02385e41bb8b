import { normalQuantile } from './distributions.ts';
import { boundariesThatSpend, driftFor, spentByObrienFleming } from './normal-boundaries.ts';
import { type Refused, refuse } from './refused.ts';

export interface PlannedLooksInput {
  /** Share of the final information that is in at each look, rising, above 0 and at most 1. */
  readonly shares: readonly number[];
  /**
   * [draws x looks] the statistic of every look under each redrawn order, the order as drawn among them. Undefined
   * before there are outcomes: then the boundaries are those of the normal distribution.
   */
  readonly statistics: Float64Array | undefined;
  /** Two-sided error over all looks together, such as 0.05. */
  readonly alpha: number;
}

export interface PlannedLook {
  readonly share: number;
  /** Error that may have been spent by this look, over all looks so far. */
  readonly spent: number;
  /** Stop if the size of the statistic reaches it; Infinity where too few orders exist to stop so early. */
  readonly boundary: number;
  /** The same under the normal distribution, for check. */
  readonly normalBoundary: number;
}

export interface PlannedLooks {
  readonly kind: 'looks';
  readonly looks: readonly PlannedLook[];
  /** How much wider the interval of the last look is than that of a single look, such as 1.03. */
  readonly widerAtTheEnd: number;
  /** How much more information a chance of nine in ten takes than with a single look, such as 1.02. */
  readonly moreData: number;
}

export const mostLooks = 4;
const leastShare = 0.05;
const leastStep = 0.02;
const fewestDraws = 400;
const powerOfPrice = 0.9;

/**
 * How often may one look, and how much must be seen to stop?
 *
 * Question: at which size of the statistic may a look during the roll-out say "surely not nothing"?
 * Estimand: boundaries b_k with P(|T_k| >= b_k at any look | no effect) <= alpha.
 * Formula: by look k at most a(t_k) = 4 (1 - Phi(z(1 - alpha / 4) / sqrt(t_k))) may be spent; b_k is the least value that
 *   the statistics of redrawn orders, of those that no earlier look has stopped, reach no more often than what is left.
 * Source: [lan1983, example 1], spending like [obrien1979]; over the permutation distribution of the draw.
 * Assumes: looks and shares were named before; the order was drawn as recorded (probed by the balance of the base).
 * Input: shares of information [looks], statistics of redrawn orders [draws x looks], alpha.
 * Output: spent and boundary per look; the price: last interval wider by a factor, and more data for a chance of 0.9.
 * Refuses: `too-many-looks` above 4; `looks-too-close` under 5 % of the information or 2 % apart; `few-orders` under 400
 *   draws.
 * Uncertainty: none at the drawn orders; unspent error is carried over, never exceeded.
 * Proof: published boundaries for 2 to 4 looks; constants of O'Brien and Fleming, and the inflation of samples in
 *   [jennison2000, table 2.4], from the same integration; size of permutation boundaries by simulation.
 */
export function plannedLooks({ shares, statistics, alpha }: PlannedLooksInput): PlannedLooks | Refused {
  const draws = checkInput(shares, statistics, alpha);
  const refused = refuseLooks(shares, statistics === undefined ? undefined : draws);
  if (refused !== undefined) return refused;
  const spent = shares.map((share) => spentByObrienFleming(share, alpha));
  const normal = boundariesThatSpend(shares, spent);
  const permuted = statistics && boundariesOverOrders(statistics, shares.length, spent);
  const single = normalQuantile(1 - alpha / 2);
  const last = normal[normal.length - 1];
  return {
    kind: 'looks',
    looks: shares.map((share, k) => ({
      share,
      spent: spent[k],
      boundary: permuted?.[k] ?? normal[k],
      normalBoundary: normal[k],
    })),
    widerAtTheEnd: last / single,
    moreData: (driftFor(powerOfPrice, shares, normal) / driftFor(powerOfPrice, [1], [single])) ** 2,
  };
}

function checkInput(shares: readonly number[], statistics: Float64Array | undefined, alpha: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new Error(`alpha lies between 0 and 1, got ${alpha}`);
  const rising = shares.every((share, k) => share > (k === 0 ? 0 : shares[k - 1]) && share <= 1);
  if (shares.length === 0 || !rising) {
    throw new Error(`shares of information rise from above 0 to at most 1, got ${shares.join(', ')}`);
  }
  const draws = (statistics?.length ?? 0) / shares.length;
  if (!Number.isInteger(draws))
    throw new Error(`${statistics?.length} statistics for ${shares.length} looks`);
  return draws;
}

function refuseLooks(shares: readonly number[], draws: number | undefined): Refused | undefined {
  if (shares.length > mostLooks) {
    return refuse(
      'too-many-looks',
      `${shares.length} looks are planned; at most ${mostLooks} are worth their price.`,
    );
  }
  const close = shares.some((share, k) => share < leastShare || (k > 0 && share - shares[k - 1] < leastStep));
  if (close) {
    return refuse(
      'looks-too-close',
      'A look needs at least 5 % of the information, and 2 % more than the one before it.',
    );
  }
  if (draws !== undefined && draws < fewestDraws) {
    return refuse(
      'few-orders',
      `${draws} redrawn orders are too few to say what is rare; draw at least ${fewestDraws}.`,
    );
  }
  return undefined;
}

/** Boundaries that stop no more orders by each look than may be spent by then. */
function boundariesOverOrders(statistics: Float64Array, looks: number, spent: readonly number[]): number[] {
  const draws = statistics.length / looks;
  const stopped = new Uint8Array(draws);
  let howMany = 0;
  return spent.map((share, look) => {
    const allowed = Math.floor(share * draws + 1e-9) - howMany;
    const size = (draw: number) => Math.abs(statistics[draw * looks + look]);
    const boundary = boundaryOf(
      Float64Array.from(stopped.keys(), (draw) => (stopped[draw] === 1 ? 0 : size(draw))).sort(),
      allowed,
    );
    for (let draw = 0; draw < draws; draw++) {
      if (stopped[draw] === 1 || size(draw) < boundary) continue;
      stopped[draw] = 1;
      howMany++;
    }
    return boundary;
  });
}

/** The least of the sizes that no more than `allowed` of them reach; Infinity where there is none. */
function boundaryOf(rising: Float64Array, allowed: number): number {
  for (let k = rising.length - allowed; k < rising.length; k++) {
    if (k === 0 || rising[k] > rising[k - 1]) return rising[k];
  }
  return Infinity;
}
