import type { Finding, Path } from './problem.ts';

/** Two days below one path of which the last lies before the first. */
export function dayOrderFindings(
  path: Path,
  firstKey: string,
  first: string | undefined,
  lastKey: string,
  last: string | undefined,
): Finding[] {
  if (first === undefined || last === undefined || first <= last) return [];
  return [
    {
      path: [...path, lastKey],
      at: 'value',
      found: `${last}, which lies before "${firstKey}" (${first})`,
      expected: `a day on or after ${first}`,
      remedy: 'Exchange the two days, or put right the one that is wrong.',
    },
  ];
}
