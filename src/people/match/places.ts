import { plainLetters } from './plain-letters.ts';

/** Whether two texts name one site or team; undefined where either is not known, or the source has words of its own. */
export function samePlace(
  here: string | undefined,
  listed: string | undefined,
  known: ReadonlySet<string>,
): boolean | undefined {
  if (here === undefined || listed === undefined) return undefined;
  const plain = plainLetters(here);
  return known.has(plain) ? plain === plainLetters(listed) : undefined;
}
