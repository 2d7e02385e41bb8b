import { createRandom, type Random } from '../stats/random.ts';

/** Each use of chance has a stream of its own, so that leaving one measure out changes no other. */
const labels = {
  roster: 1,
  condition: 2,
  rollOut: 3,
  attendance: 4,
  personEffect: 5,
  shock: 6,
  volume: 7,
  contacts: 8,
  mood: 9,
  answers: 10,
  values: 11,
  names: 12,
  tests: 13,
  clock: 14,
  shuffle: 15,
  customers: 16,
  guestScores: 17,
  untidy: 18,
} as const;

export type StreamName = keyof typeof labels;

/** The stream for one use, one thing (a measure, a channel, a programme) and one person, team or whatever is counted. */
export type Streams = (name: StreamName, thing?: number, which?: number) => Random;

export function streamsOf(seed: number): Streams {
  const root = createRandom(seed);
  return (name, thing = 0, which = 0) => root.fork(labels[name] + 100 * thing + 1_000_000 * which);
}

/** Poisson number by inversion; for means up to a few hundred. */
export function poisson(random: Random, mean: number): number {
  let u = random.next();
  let count = 0;
  let probability = Math.exp(-mean);
  while (u >= probability && probability > 0) {
    u -= probability;
    count += 1;
    probability *= mean / count;
  }
  return count;
}
