import type { Decisions } from './decisions.ts';
import type { ListIndex } from './list-index.ts';
import type { ListedPerson, Repeated } from './recognition.ts';

const mostToCompare = 20;

/**
 * Entries of the list that may be one person: one e-mail or user name in two entries; one name, and the second
 * joined on the day of the first or after she had left. Two of one name at one time are two people and not listed.
 */
export function findRepeated(
  list: readonly ListedPerson[],
  index: ListIndex,
  { standsFor, byName }: Decisions,
): readonly Repeated[] {
  const found = new Map<string, Repeated>();
  const compare = (
    groups: ListIndex['byName'],
    reasonOf: (one: ListedPerson, other: ListedPerson) => string | undefined,
  ) => {
    for (const group of groups.values()) {
      for (const [first, second] of pairsOf(group)) {
        if (standsFor[first] === standsFor[second]) continue;
        const [one, other] = [list[first], list[second]];
        const reason = one === undefined || other === undefined ? undefined : reasonOf(one, other);
        const key = `${first} ${second}`;
        if (reason !== undefined && !found.has(key)) found.set(key, { first, second, reason });
      }
    }
  };
  compare(index.byEmail, () => 'same e-mail');
  compare(index.byUser, () => 'same user name');
  compare(index.byName, sameNameInTurn);
  const decided = [...byName.values()].flat().filter(({ decision }) => decision === 'different');
  const apart = new Set(decided.map(({ name, person }) => `${name}\u001f${person}`));
  return [...found.values()].filter(
    ({ first, second }) =>
      !apart.has(`${list[second]?.id}\u001f${first}`) && !apart.has(`${list[first]?.id}\u001f${second}`),
  );
}

function sameNameInTurn(one: ListedPerson, other: ListedPerson): string | undefined {
  const [earlier, later] = (one.joined ?? 0) <= (other.joined ?? 0) ? [one, other] : [other, one];
  if (earlier.joined === undefined || later.joined === undefined) return undefined;
  if (earlier.joined === later.joined) return 'same name, joined on the same day';
  return earlier.left !== undefined && earlier.left <= later.joined
    ? 'same name, one joined after the other had left'
    : undefined;
}

function pairsOf(group: readonly number[]): readonly (readonly [number, number])[] {
  if (group.length < 2 || group.length > mostToCompare) return [];
  return group.flatMap((first, k) => group.slice(k + 1).map((second) => [first, second] as const));
}
