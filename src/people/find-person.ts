import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Entry } from './identity-file.ts';
import { editDistance } from './match/edit-distance.ts';
import { withoutZeros } from './match/list-index.ts';
import { normalEmail, readName, wholeName } from './match/read-name.ts';
import type { Matching, Recognition } from './match/recognition.ts';
import type { NameOfSource, People } from './people.ts';
import { type WhoIsWho, whoIsWho, whoWouldBeCalled } from './who-is-who.ts';

/** A name that a source uses, and its rows. */
export interface NameKnown extends NameOfSource {
  readonly text: string;
  readonly rows: number;
}

/** All that is known of one person, or of a name that fits nobody in the list. */
export interface PersonFound {
  /** Entries of the list that are this person; none for a name that fits nobody. */
  readonly entries: readonly Entry[];
  /** Names that mean the person. */
  readonly names: readonly NameKnown[];
  /** Names that may mean the person, and nobody said so. */
  readonly unsure: readonly NameKnown[];
  /** Pseudonyms of names that may have meant the person, and stand in no row that counts any more. */
  readonly past: readonly number[];
  /** Several people use the name. */
  readonly isShared: boolean;
}

export interface PeopleFound {
  /** One where it is clear who is meant. */
  readonly found: readonly PersonFound[];
  /** Where nobody was found: entries of the list that are called much the same. */
  readonly alike: readonly Entry[];
  readonly wasErased: boolean;
}

/**
 * Who is meant by a number of the list, an e-mail, a user name, a whole name in any order, or a name as a source has it.
 * Entries of the list that were decided to be one person are one. A number of the list goes before everything else.
 */
export async function findPerson(people: People, warehouse: Warehouse, asked: string): Promise<PeopleFound> {
  const who = await whoIsWho(people, warehouse);
  const current = namesIn(who);
  const text = asked.normalize('NFC').trim();
  const { standsFor } = who.matching;
  const byId = placesWithId(text, who);
  const called = current.filter((name) => name.text.toLowerCase() === text.toLowerCase());
  const places = byId.length > 0 ? byId : [...placesCalled(text, who), ...called.flatMap(personMeant)];
  const groups = [...new Set(places.map((place) => standsFor[place] ?? place))];
  const past = pastNames(people, who);
  const found =
    groups.length > 0
      ? groups.map((group) => personOf(group, people, who, current, past))
      : strangersOf(called, current);
  return {
    found,
    alike: found.length > 0 ? [] : entriesAlike(text, people),
    wasErased: found.length === 0 && people.wasErased(text),
  };
}

/** The person with the names that may be theirs taken for theirs. */
export function withUnsure(person: PersonFound): PersonFound {
  return { ...person, names: [...person.names, ...person.unsure], unsure: [] };
}

type Current = NameKnown & { readonly recognition: Recognition };

function namesIn({ matching, pseudonyms }: WhoIsWho): readonly Current[] {
  return matching.sources.flatMap(({ source, names }, k) =>
    names.map(({ name, recognition }, index) => ({
      source,
      text: name.text,
      rows: name.rows,
      pseudonym: pseudonyms[k]?.[index] ?? 0,
      recognition,
    })),
  );
}

function personMeant({ recognition }: Current): readonly number[] {
  return recognition.state === 'matched' ? [recognition.person] : [];
}

/** Under this id; else but for letter case and zeros in front. */
function placesWithId(text: string, { list }: WhoIsWho): readonly number[] {
  const plain = (id: string) => withoutZeros(id.toLowerCase());
  const where = (fits: (id: string) => boolean) => list.flatMap(({ id }, at) => (fits(id) ? [at] : []));
  const exact = where((id) => id === text);
  return exact.length > 0 ? exact : where((id) => plain(id) === plain(text));
}

function placesCalled(text: string, { list }: WhoIsWho): readonly number[] {
  const { email, user } = readName(text);
  const whole = wholeName(text);
  return list.flatMap((entry, at) => {
    const sameEmail = email !== undefined && normalEmail(entry.email ?? entry.id) === email;
    const sameUser = user !== undefined && readName(entry.user ?? '').user === user;
    const sameName = whole !== undefined && wholeNames(entry).includes(whole);
    return sameEmail || sameUser || sameName ? [at] : [];
  });
}

function wholeNames({
  id,
  first = '',
  last = '',
  fullName = '',
}: Pick<Entry, 'id' | 'first' | 'last' | 'fullName'>) {
  return [`${first} ${last}`, fullName, id].flatMap((name) => wholeName(name) ?? []);
}

function personOf(
  group: number,
  people: People,
  { matching: { standsFor } }: WhoIsWho,
  current: readonly Current[],
  past: readonly Past[],
): PersonFound {
  const entries = people.listed().filter((_, at) => (standsFor[at] ?? at) === group);
  const names = current.filter((name) => personMeant(name).includes(group));
  const pseudonyms = new Set(names.map(({ pseudonym }) => pseudonym));
  const called = new Set(entries.flatMap(wholeNames));
  const ids = new Set(entries.map(({ id }) => id));
  const said = people
    .decisions()
    .filter(({ decision, person = '' }) => decision === 'same' && ids.has(person));
  const decided = new Set(said.map(({ name }) => name));
  const unsure = current.filter((name) => {
    const { recognition, pseudonym, text } = name;
    if (recognition.state === 'unsure') return mayMean(recognition, group);
    if (recognition.state !== 'unmatched') return false;
    return pseudonyms.has(pseudonym) || called.has(wholeName(text) ?? '');
  });
  return {
    entries,
    names,
    unsure,
    past: past.flatMap(({ pseudonym, text, recognition }) =>
      decided.has(text) || mayMean(recognition, group) ? [pseudonym] : [],
    ),
    isShared: false,
  };
}

function mayMean(recognition: Recognition, group: number): boolean {
  if (recognition.state === 'matched') return recognition.person === group;
  return recognition.state === 'unsure' && recognition.candidates.some(({ person }) => person === group);
}

/** A name that fits nobody in the list is itself; other names with its words may be the same person. */
function strangersOf(called: readonly Current[], current: readonly Current[]): readonly PersonFound[] {
  return [...new Set(called.map(({ pseudonym }) => pseudonym))].map((pseudonym) => {
    const names = current.filter((name) => name.pseudonym === pseudonym);
    const whole = wholeName(names[0]?.text ?? '');
    return {
      entries: [],
      names,
      unsure: current.filter(
        (name) =>
          name.pseudonym !== pseudonym &&
          name.recognition.state === 'unmatched' &&
          whole !== undefined &&
          wholeName(name.text) === whole,
      ),
      past: [],
      isShared: names.some(({ recognition }) => recognition.state === 'shared'),
    };
  });
}

interface Past {
  readonly pseudonym: number;
  readonly text: string;
  readonly recognition: Recognition;
}

/** Names that were loaded once, and stand in no row that counts: corrected since, replaced, or never finished. */
function pastNames(people: People, { pseudonyms }: WhoIsWho): readonly Past[] {
  const known = new Set([
    ...pseudonyms.flat(),
    ...people.listed().flatMap(({ id }) => people.find(id) ?? []),
  ]);
  const past = [...people.names()].filter(
    ([pseudonym, text]) => !known.has(pseudonym) && !text.includes('\u001f'),
  );
  const [source]: Matching['sources'] = whoWouldBeCalled(
    people,
    past.map(([, text]) => text),
  ).sources;
  return (source?.names ?? []).map(({ recognition }, index) => ({
    pseudonym: past[index]?.[0] ?? 0,
    text: past[index]?.[1] ?? '',
    recognition,
  }));
}

const alikeToShow = 5;

/** Entries of which each word that was asked for is a word, but for one error in typing. */
function entriesAlike(text: string, people: People): readonly Entry[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  return people
    .listed()
    .filter(({ id, email = '', user = '', first = '', last = '', fullName = '' }) => {
      const own = wordsOf([id, email, user, first, last, fullName].join(' '));
      return words.every((word) =>
        own.some((each) => editDistance(word, each, 1) <= (word.length > 3 ? 1 : 0)),
      );
    })
    .slice(0, alikeToShow);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
