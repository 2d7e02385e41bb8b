/** Something that was never seen before a period and often after it, or often before and never after. */
export interface Appearance {
  /** Index of what appeared or vanished. */
  readonly of: number;
  /** First period with it, or first without it. */
  readonly period: number;
  readonly appears: boolean;
}

export interface Occurrences {
  /** [things x periods] how often each was seen. */
  readonly counts: Float64Array;
  /** [periods] how often anything was seen. */
  readonly totals: Float64Array;
}

/** Chance of a false alarm over all things together. */
const alarmLevel = 0.002;
const fewestOnASide = 4;
const leastShareOfPeriods = 0.5;
/** Cases that would be expected on the side that has none, were nothing changed. */
const fewestExpected = 20;

/**
 * Values or channels that begin or end. Were nothing changed, the periods with a thing would be any of all periods: all K
 * of them among the last w of T has the chance C(w, K) / C(T, K).
 */
export function appearancesIn({ counts, totals }: Occurrences): readonly Appearance[] {
  const periods = Array.from(totals.keys()).filter((period) => totals[period] > 0);
  const things = totals.length === 0 ? 0 : counts.length / totals.length;
  const level = alarmLevel / (2 * Math.max(1, things));
  return Array.from({ length: things }, (_, of) => of).flatMap((of): Appearance[] => {
    const seen = periods.map((period) => counts[of * totals.length + period]);
    const all = periods.map((period) => totals[period]);
    const begins = beginning(seen, all, level);
    if (begins !== undefined) return [{ of, period: periods[begins], appears: true }];
    const ends = beginning(seen.toReversed(), all.toReversed(), level);
    return ends === undefined ? [] : [{ of, period: periods[periods.length - ends], appears: false }];
  });
}

/** Index from which a thing is there, if that it was not there before can hardly be chance. */
function beginning(seen: readonly number[], all: readonly number[], level: number): number | undefined {
  const first = seen.findIndex((count) => count > 0);
  const after = seen.length - first;
  if (first < fewestOnASide || after < fewestOnASide) return undefined;
  const present = seen.filter((count) => count > 0).length;
  if (present < leastShareOfPeriods * after) return undefined;
  const share = sumOf(seen) / sumOf(all.slice(first));
  if (share * sumOf(all.slice(0, first)) < fewestExpected) return undefined;
  return chanceOfLast(present, after, seen.length) < level ? first : undefined;
}

/** C(w, K) / C(T, K). */
function chanceOfLast(present: number, after: number, periods: number): number {
  let chance = 1;
  for (let k = 0; k < present; k++) chance *= (after - k) / (periods - k);
  return chance;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
