import type { Interval } from './variance-components/profile-intervals.ts';
import type { VarianceComponents } from './variance-components.ts';

export interface RoomInput {
  readonly components: VarianceComponents;
  /** The factor whose levels are people; one of the components. */
  readonly people: string;
  /** Months that the rows span; undefined where that is not known. */
  readonly monthsOfData?: number | undefined;
}

/** What could be won between the levels of one factor, in units of the outcome. */
export interface Room {
  readonly name: string;
  readonly levels: number;
  /** Standard deviation between the levels. */
  readonly sd: number;
  /** Rise of the mean if every level below the average reached it: 0.40 sd. */
  readonly ifAllBelowReachedAverage: number;
  readonly ifAllBelowReachedAverageInterval: Interval;
  /** Rise of the average level if it worked like the edge of the best sixth: 1 sd. */
  readonly ifAverageReachedBestSixth: number;
  readonly ifAverageReachedBestSixthInterval: Interval;
}

export interface RoomBetweenPeople {
  readonly kind: 'estimate';
  readonly people: Room;
  /** The same for the other factors, in their order. */
  readonly others: readonly Room[];
  /** Spread between rows that share every level: no difference between people, teams or reasons reaches it. */
  readonly sdWithin: number;
  /** `upper` where a good month cannot be parted from a good person, `unknown` where the span is not known. */
  readonly figure: 'stable' | 'upper' | 'unknown';
  /** In plain words, with what the figures do not say. */
  readonly words: readonly string[];
}

const monthsToPartPersonFromMonth = 3;
/** Mean of max(0, -z) of a standard normal z, 1 / sqrt(2 pi). */
const meanShortfall = 1 / Math.sqrt(2 * Math.PI);

/**
 * What copying the best could bring, from the differences between people that are already there.
 *
 * Question: how many points would be won if everyone below the average reached it?
 * Estimand: E max(0, -b) = sigma / sqrt(2 pi) for b ~ N(0, sigma^2), and the distance sigma from the average to the
 *   edge of the best sixth (the upper 15.9 %).
 * Formula: 0.3989 sigma and 1 sigma; bounds from the profile interval of sigma.
 * Source: [bates2015] for the components; the mean of a half-normal variable for the rest.
 * Assumes: people's stable differences are normal; what they are owes to how they work, not to whom they serve
 *   beyond the factors given. Not checked here.
 * Input: an estimate of `varianceComponents` and the name of the factor of people.
 * Output: points in units of the outcome, at least 0; figure `upper` under three months of data.
 * Refuses: nothing of its own; throws where `people` is not one of the factors.
 * Uncertainty: profile likelihood interval of sigma, carried over.
 * Proof: the mean shortfall of simulated people; the real tickets' +0.10 points.
 */
export function roomBetweenPeople({ components, people, monthsOfData }: RoomInput): RoomBetweenPeople {
  const rooms = components.components.map(({ name, levels, variance, sdInterval }) => ({
    name,
    levels,
    sd: Math.sqrt(variance),
    ifAllBelowReachedAverage: meanShortfall * Math.sqrt(variance),
    ifAllBelowReachedAverageInterval: scaled(sdInterval, meanShortfall),
    ifAverageReachedBestSixth: Math.sqrt(variance),
    ifAverageReachedBestSixthInterval: sdInterval,
  }));
  const room = rooms.find(({ name }) => name === people);
  if (room === undefined)
    throw new Error(`${people} is none of the factors (${rooms.map(({ name }) => name).join(', ')})`);
  const others = rooms.filter((other) => other !== room);
  const figure = figureOf(monthsOfData);
  return {
    kind: 'estimate',
    people: room,
    others,
    sdWithin: Math.sqrt(components.residual),
    figure,
    words: wordsFor(room, others, figure),
  };
}

function figureOf(months: number | undefined): RoomBetweenPeople['figure'] {
  if (months === undefined) return 'unknown';
  return months < monthsToPartPersonFromMonth ? 'upper' : 'stable';
}

function scaled({ low, high }: Interval, factor: number): Interval {
  return { low: low * factor, high: high * factor };
}

function wordsFor(
  room: Room,
  others: readonly Room[],
  figure: RoomBetweenPeople['figure'],
): readonly string[] {
  const words = [
    room.sd === 0
      ? `No differences between levels of ${room.name} can be told from chance; at most ` +
        `${room.ifAllBelowReachedAverageInterval.high.toFixed(decimalsFor(room.ifAllBelowReachedAverageInterval.high))} points would be won if everyone below the average reached it.`
      : `If everyone below the average of ${room.name} reached it: ${gain(room.ifAllBelowReachedAverage)} points ` +
        `(${range(room.ifAllBelowReachedAverageInterval, room.ifAllBelowReachedAverage)}).`,
  ];
  if (room.sd > 0)
    words.push(
      `If the average ${room.name} worked like the edge of the best sixth: ` +
        `${gain(room.ifAverageReachedBestSixth)} points (${range(room.ifAverageReachedBestSixthInterval, room.sd)}).`,
    );
  for (const other of others)
    words.push(
      `The same for ${other.name}: ${gain(other.ifAllBelowReachedAverage)} points if all below the average reached it, ` +
        `${gain(other.ifAverageReachedBestSixth)} from the average to the edge of the best sixth.`,
    );
  if (figure === 'upper')
    words.push(
      'Under three months of data a good month cannot be parted from a good person: this is an upper figure.',
    );
  if (figure === 'unknown') words.push('If the rows span less than three months, this is an upper figure.');
  words.push(
    'It says what copying our best could bring, not what training could bring: teaching everyone something new ' +
      'moves the mean, which no difference between people shows.',
  );
  return words;
}

function gain(value: number): string {
  return value === 0 ? '0.00' : `+${value.toFixed(decimalsFor(value))}`;
}

function range({ low, high }: Interval, beside: number): string {
  const decimals = decimalsFor(beside);
  return `95 % interval ${low.toFixed(decimals)} to ${high.toFixed(decimals)}`;
}

/** Two decimals, more where the figure is small. */
function decimalsFor(value: number): number {
  return value === 0 ? 2 : Math.min(8, Math.max(2, 1 - Math.floor(Math.log10(value))));
}
