import type { Foundation, Programme } from '../contract/organisation.ts';

type Standard = Foundation['promises'][number]['standards'][number];

/** The standards of all promises, in the order of the file. */
export function standardsOf(foundation: Foundation | undefined): Standard[] {
  return (foundation?.promises ?? []).flatMap(({ standards }) => standards);
}

/** The standards that a programme serves: those it names, and those whose behaviours it trains. */
export function standardsServed(
  { standards, behaviours }: Pick<Programme, 'standards' | 'behaviours'>,
  foundation: Foundation | undefined,
): Standard[] {
  const named = new Set(standards);
  const trained = new Set(behaviours);
  return standardsOf(foundation).filter(
    (standard) => named.has(standard.id) || standard.behaviours.some(({ id }) => trained.has(id)),
  );
}
