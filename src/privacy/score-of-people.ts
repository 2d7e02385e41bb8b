import { type Refused, refuse } from '../model/refusal.ts';

/** A score about fewer people than this is withheld. */
export const fewestPeople = 5;

export interface Shown<Value> {
  readonly kind: 'shown';
  readonly value: Value;
  /** People behind it. */
  readonly people: number;
}

/** A figure about people, if enough of them stand behind it; else why it is withheld. */
export function scoreOfPeople<Value>(people: number, value: Value): Shown<Value> | Refused {
  if (!Number.isInteger(people) || people < 0) throw new RangeError(`not a number of people: ${people}`);
  if (people >= fewestPeople) return { kind: 'shown', value, people };
  return refuse(
    'too-few-people',
    `withheld: fewer than ${fewestPeople} people stand behind it; it is shown pooled with other groups or a longer time`,
  );
}

export interface GroupScore<Value> {
  readonly name: string;
  readonly people: number;
  readonly value: Value;
}

export interface GroupShown<Value> {
  readonly name: string;
  readonly score: Shown<Value> | Refused;
}

/**
 * Scores of groups that add up to a whole that is shown too. While the withheld groups together have fewer people
 * than allowed, or only one is withheld, the smallest of the others is withheld with them: what is left of the whole
 * must not tell a hidden score.
 */
export function scoresByGroup<Value>(groups: readonly GroupScore<Value>[]): GroupShown<Value>[] {
  const withheld = new Set(groups.filter(({ people }) => people > 0 && people < fewestPeople));
  const others = groups
    .filter((group) => group.people >= fewestPeople)
    .toSorted((a, b) => a.people - b.people);
  for (const next of others) {
    const together = [...withheld].reduce((sum, { people }) => sum + people, 0);
    if (withheld.size === 0 || (withheld.size > 1 && together >= fewestPeople)) break;
    withheld.add(next);
  }
  return groups.map((group) => ({
    name: group.name,
    score:
      withheld.has(group) && group.people >= fewestPeople
        ? refuse(
            'protects-another-group',
            'withheld: with it, the score of a group of fewer people could be worked out from the whole',
          )
        : scoreOfPeople(group.people, group.value),
  }));
}
