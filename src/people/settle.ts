import type { Warehouse } from '../warehouse/warehouse.ts';
import { proposeDecisions, takeDecisions } from './decide.ts';
import type { People } from './people.ts';
import { isMeaningKept, keepMeaning, type WhoIsWho, whoIsWho } from './who-is-who.ts';

export interface PeoplePlace {
  /** Folder of whichhalf.yaml. */
  readonly folder: string;
  readonly people: People;
  readonly warehouse: Warehouse;
}

/** Whom all names mean, as kept in the warehouse, and what there is to decide. */
export interface Settled {
  readonly who: WhoIsWho;
  /** Names that wait in people-aliases.csv for somebody to decide. */
  readonly undecided: number;
  /** Lines of people-aliases.csv without effect. */
  readonly notes: readonly string[];
}

/**
 * Takes over what was decided in people-aliases.csv, compares the names of all sources with the list of people, makes
 * the facts mean whom the names mean, and writes what is left to decide into people-aliases.csv.
 *
 * @param sources names of all sources, whether loaded or not.
 */
export async function settlePeople(place: PeoplePlace, sources: readonly string[]): Promise<Settled> {
  const notes = takeDecisions(place.folder, place.people, sources);
  const who = await whoIsWho(place.people, place.warehouse);
  await keepMeaning(place.people, place.warehouse, who);
  return { who, undecided: proposeDecisions(place.folder, place.people, who), notes };
}

/** The same where something changed since the last time, for who does not need to know. */
export async function keepPeopleSettled(place: PeoplePlace, sources: readonly string[]): Promise<void> {
  takeDecisions(place.folder, place.people, sources);
  if (await isMeaningKept(place.people, place.warehouse)) return;
  await settlePeople(place, sources);
}
