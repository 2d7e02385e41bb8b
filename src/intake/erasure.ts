import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  anyOf,
  eraseFromNotes,
  erasePerson,
  findPerson,
  keepPeopleSettled,
  type ListEntry,
  type PersonFound,
  settlePeople,
  textsOf,
} from '../people/index.ts';
import { prepareFactTables } from '../warehouse/fact-tables.ts';
import { type Hanging, type PeopleCheckPlace, weightsOf } from './check-people.ts';
import { openDataFolder } from './data-folder.ts';
import { sourceNames } from './import-sources.ts';
import { redactReports } from './load/redact-reports.ts';

/** What hangs on the names that one source has of somebody. */
export interface HangingInSource extends Hanging {
  readonly source: string;
  readonly names: number;
  readonly rows: number;
}

/** Somebody who was found, and what an erasure would take. */
export interface Dossier {
  readonly person: PersonFound;
  readonly sources: readonly HangingInSource[];
  /** The same of names that may be theirs, and nobody said so. */
  readonly unsure: readonly HangingInSource[];
}

export interface LookedUp {
  /** One where it is clear who is meant. */
  readonly found: readonly Dossier[];
  /** Where nobody was found: entries of the list that are called much the same. */
  readonly alike: readonly ListEntry[];
  readonly wasErased: boolean;
}

/** Who is meant, with what hangs on each of their names; what was decided in people-aliases.csv is taken over first. */
export async function lookUpPerson(place: PeopleCheckPlace, asked: string): Promise<LookedUp> {
  await prepareFactTables(place.warehouse);
  await keepPeopleSettled(place, await sourceNames(place));
  const { found, ...others } = await findPerson(place.people, place.warehouse, asked);
  if (found.length !== 1)
    return { ...others, found: found.map((person) => ({ person, sources: [], unsure: [] })) };
  const hangingOn = await weightsOf(place);
  const bySource = (names: PersonFound['names']) => hangingBySource(names, hangingOn);
  return {
    ...others,
    found: found.map((person) => ({
      person,
      sources: bySource(person.names),
      unsure: bySource(person.unsure),
    })),
  };
}

function hangingBySource(
  names: PersonFound['names'],
  hangingOn: (source: string, pseudonym: number) => Hanging | undefined,
): readonly HangingInSource[] {
  const sums = new Map<string, HangingInSource>();
  for (const { source, pseudonym, rows } of names) {
    const { interactions = 0, hours = 0, money = 0 } = hangingOn(source, pseudonym) ?? {};
    const before = sums.get(source) ?? { source, names: 0, rows: 0, interactions: 0, hours: 0, money: 0 };
    sums.set(source, {
      source,
      names: before.names + 1,
      rows: before.rows + rows,
      interactions: before.interactions + interactions,
      hours: before.hours + hours,
      money: before.money + money,
    });
  }
  return [...sums.values()];
}

/** What an erasure did, and what it cannot do. */
export interface Erasure {
  readonly entries: number;
  readonly names: number;
  /** Rows about the person, and rows about others in which only the mention went. */
  readonly rows: number;
  readonly mentions: number;
  /** Files of the organisation from which those rows came: they are as they were. */
  readonly files: readonly string[];
  /** Lines of the organisation's own settings that may name the person: "whichhalf.yaml, line 12". */
  readonly stillNamedIn: readonly string[];
  /** There is a saved result that was worked out with their rows. */
  readonly isResultOlder: boolean;
}

/** Erases somebody from everything that Whichhalf keeps, people-aliases.csv included. */
export async function erase(place: PeopleCheckPlace, person: PersonFound): Promise<Erasure> {
  const texts = textsOf(person);
  const { rows, mentions, files } = await erasePerson(place.people, place.warehouse, person);
  const words = anyOf(texts.flatMap((text) => text.replace(/@.*$/, '').match(nameWord) ?? []));
  if (words !== undefined) await redactReports(place.warehouse, words);
  eraseFromNotes(place.folder, texts);
  await settlePeople(place, await sourceNames(place));
  return {
    entries: person.entries.length,
    names: person.names.length,
    rows,
    mentions,
    files: files.filter((file) => existsSync(join(place.folder, file))),
    stillNamedIn: linesNaming(place.folder, anyOf(texts.filter((text) => text.length >= shortestToSearch))),
    isResultOlder: readdirSync(openDataFolder(place.folder).resultsFolder).length > 0,
  };
}

/** Words that tell somebody: not one or two letters. */
const nameWord = /[\p{L}\p{N}]{3,}/gu;
/** Shorter texts, such as the number 7, stand in every file. */
const shortestToSearch = 3;

/** What people write by hand and commands read; the alias file is written anew. */
function linesNaming(folder: string, called: RegExp | undefined): readonly string[] {
  if (called === undefined) return [];
  const saved = existsSync(join(folder, 'mappings'))
    ? readdirSync(join(folder, 'mappings')).map((name) => join('mappings', name))
    : [];
  return ['whichhalf.yaml', 'course-kinds.csv', ...saved].flatMap((file) => {
    if (!existsSync(join(folder, file))) return [];
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    return lines.flatMap((line, at) => (line.search(called) < 0 ? [] : [`${file}, line ${at + 1}`]));
  });
}
