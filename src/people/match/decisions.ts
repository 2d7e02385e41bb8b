import type { Decision, ListedPerson, Recognition } from './recognition.ts';

/** What was decided, ready to be looked up. */
export interface Decisions {
  readonly byName: ReadonlyMap<string, readonly Decision[]>;
  /** Place of the entry that stands for each entry of the list. */
  readonly standsFor: readonly number[];
}

/** Decisions for every source are those of the source `*`; entries of the list are named by their ids. */
export function readDecisions(list: readonly ListedPerson[], decided: readonly Decision[]): Decisions {
  const byName = new Map<string, Decision[]>();
  for (const decision of decided) {
    const key = keyOf(decision.source, decision.name);
    const there = byName.get(key);
    if (there === undefined) byName.set(key, [decision]);
    else there.push(decision);
  }
  return { byName, standsFor: standIns(list, decided) };
}

export interface OwnDecisions {
  readonly recognition: Recognition | undefined;
  /** People whom this name does not mean. */
  readonly not: ReadonlySet<number>;
  /** Somebody said that the name means one person, or nobody of several. */
  readonly noLonger: boolean;
}

/** What was decided on one name, of this source before every source. */
export function decidedOn({ byName, standsFor }: Decisions, source: string, name: string): OwnDecisions {
  const own = byName.get(keyOf(source, name)) ?? byName.get(keyOf('*', name)) ?? [];
  const not = new Set(
    own.flatMap(({ decision, person }) =>
      decision === 'different' && person !== undefined ? [standsFor[person] ?? person] : [],
    ),
  );
  return { recognition: recognitionOf(own, standsFor), not, noLonger: own.length > 0 };
}

function recognitionOf(own: readonly Decision[], standsFor: readonly number[]): Recognition | undefined {
  const same = own.find(({ decision }) => decision === 'same');
  if (same?.person !== undefined) {
    return { state: 'matched', person: standsFor[same.person] ?? same.person, how: 'decided' };
  }
  if (own.some(({ decision }) => decision === 'shared')) return { state: 'shared', why: 'decided' };
  return own.some(({ decision }) => decision === 'nobody')
    ? { state: 'unmatched', decided: true }
    : undefined;
}

/** Entries of the list whose own id was decided to be the same person as another entry. */
function standIns(list: readonly ListedPerson[], decided: readonly Decision[]): readonly number[] {
  const placeOf = new Map(list.map(({ source, id }, at) => [keyOf(source, id), at]));
  const stands = list.map((_, at) => at);
  for (const { source, name, decision, person } of decided) {
    const at = placeOf.get(keyOf(source, name));
    if (decision === 'same' && at !== undefined && person !== undefined) stands[at] = person;
  }
  const endOf = (at: number) => {
    let end = at;
    for (let steps = 0; steps < list.length && stands[end] !== end; steps++) end = stands[end] ?? end;
    return end;
  };
  return stands.map((_, at) => endOf(at));
}

function keyOf(source: string, name: string): string {
  return `${source}\u001f${name}`;
}
