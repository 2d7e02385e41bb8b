import { type DecisionPlace, takeDecisions } from './decide.ts';
import { countPlaced, type LoginsPlaced, placeLogins } from './place-logins.ts';
import { proposeDecisions } from './propose-decisions.ts';
import { isMeaningKept, keepMeaning, type WhoIsWho, whoIsWho } from './who-is-who.ts';

/** Whom all names mean, as kept in the warehouse, and what there is to decide. */
export interface Settled {
  readonly who: WhoIsWho;
  /** Names that wait in people-aliases.csv for somebody to decide. */
  readonly undecided: number;
  /** Lines of people-aliases.csv without effect. */
  readonly notes: readonly string[];
  /** What stands under shared logins, with and without a team that it counts for. */
  readonly logins: LoginsPlaced;
}

/**
 * Takes over what was decided in people-aliases.csv, compares the names of all sources with the list of people, makes
 * the facts mean whom the names mean, and writes what is left to decide into people-aliases.csv.
 *
 * @param sources names of all sources, whether loaded or not.
 */
export async function settlePeople(place: DecisionPlace, sources: readonly string[]): Promise<Settled> {
  const { read, notes } = await takeDecisions(place, sources);
  const who = await whoIsWho(place.people, place.warehouse);
  await keepMeaning(place.people, place.warehouse, who);
  const logins = await placeLogins(place.people, place.warehouse);
  const undecided = proposeDecisions(place, who, logins, read);
  return { who, undecided, notes, logins: countPlaced(logins) };
}

/** The same where something changed since the last time, for who does not need to know. */
export async function keepPeopleSettled(place: DecisionPlace, sources: readonly string[]): Promise<void> {
  await takeDecisions(place, sources);
  if (await isMeaningKept(place.people, place.warehouse)) return;
  await settlePeople(place, sources);
}
