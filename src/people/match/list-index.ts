import { withOneLetterLess } from './edit-distance.ts';
import { plainLetters, soundOf } from './plain-letters.ts';
import { type NameWords, nameWords, normalEmail, readName } from './read-name.ts';
import type { ListedPerson } from './recognition.ts';

/** First and last name of a listed person, each in plain letters and in one word. */
export interface ListedName {
  readonly first: string;
  readonly last: string;
  /** First of several first names: "Anna Maria" and "Anna-Maria" are anna. */
  readonly shortFirst: string;
  /** The same with what a hyphen ties to it: "Anna-Maria Sophie" is annamaria. */
  readonly firstWord: string;
  /** Parts of a last name with a hyphen. */
  readonly lastParts: readonly string[];
  readonly exact: string;
  readonly foreign: boolean;
}

/** Numbers are places in the list. */
type Lookup = ReadonlyMap<string, readonly number[]>;

/** The list of people by everything that a source may call somebody. */
export interface ListIndex {
  readonly people: readonly ListedPerson[];
  readonly names: readonly (ListedName | undefined)[];
  readonly emails: readonly (string | undefined)[];
  readonly byId: Lookup;
  /** Ids of digits alone, without zeros in front. */
  readonly byNumber: Lookup;
  readonly byEmail: Lookup;
  /** User names, and what stands before the @ of e-mails. */
  readonly byUser: Lookup;
  readonly domains: ReadonlySet<string>;
  /** By "first|last". */
  readonly byName: Lookup;
  /** By the first of the first names and the last name. */
  readonly byShortName: Lookup;
  /** By first letter and last name: "a|maier". */
  readonly byInitial: Lookup;
  /** By first name and first letter of the last: "anna|m". */
  readonly byLastInitial: Lookup;
  readonly byLast: Lookup;
  readonly byFirst: Lookup;
  readonly byFirstLetter: Lookup;
  readonly bySite: Lookup;
  readonly byTeam: Lookup;
  /** By what differs least between schools of transliteration. */
  readonly bySound: Lookup;
  /** By "first|part" of last names with a hyphen. */
  readonly byPart: Lookup;
  /** By the name that the e-mail of the list spells, where it is another than the list has. */
  readonly byNameInEmail: Lookup;
  /** What e-mails and user names make of a whole name: annamaier, maieranna. */
  readonly byRunTogether: Lookup;
  /** What they make of a letter and a name: amaier, maiera, annam. */
  readonly byAbbreviated: Lookup;
  /** First and last name with one letter less; made when it is first asked for. */
  readonly byOneLetterLess: () => Lookup;
  readonly firstNames: ReadonlySet<string>;
  readonly sites: ReadonlySet<string>;
  readonly teams: ReadonlySet<string>;
}

export function indexList(people: readonly ListedPerson[]): ListIndex {
  const names = people.map(listedName);
  const emails = people.map(({ email, id }) => normalEmail(email ?? id));
  const named = (keysOf: (name: ListedName) => readonly string[]) =>
    lookup(names.map((name) => (name === undefined ? [] : keysOf(name))));
  return {
    people,
    names,
    emails,
    byId: lookup(people.map(({ id }) => [id])),
    byNumber: lookup(people.map(({ id }) => (/^\d+$/.test(id) ? [withoutZeros(id)] : []))),
    byEmail: lookup(emails.map((email) => (email === undefined ? [] : [email]))),
    byUser: lookup(people.map(({ user }, at) => [...userOf(user), ...localOf(emails[at])])),
    domains: new Set(emails.flatMap((email) => (email === undefined ? [] : [domainOf(email)]))),
    byName: named(({ first, last }) => [`${first}|${last}`]),
    byShortName: named(({ shortFirst, firstWord, last }) => [
      `${shortFirst}|${last}`,
      `${firstWord}|${last}`,
    ]),
    byInitial: named(({ first, last }) => [`${first[0]}|${last}`]),
    byLastInitial: named(({ first, last }) => [`${first}|${last[0]}`]),
    byLast: named(({ last }) => [last]),
    byFirst: named(({ firstWord }) => [firstWord]),
    byFirstLetter: named(({ first }) => [first.charAt(0)]),
    bySite: lookup(people.map(({ site }) => (site === undefined ? [] : [plainLetters(site)]))),
    byTeam: lookup(people.map(({ team }) => (team === undefined ? [] : [plainLetters(team)]))),
    bySound: named(({ first, last }) => [`${soundOf(first)}|${soundOf(last)}`]),
    byPart: named(({ shortFirst, lastParts }) => lastParts.map((part) => `${shortFirst}|${part}`)),
    byNameInEmail: lookup(emails.map((email, at) => nameInEmail(email, names[at]))),
    byRunTogether: named(({ first, last }) => [`${first}${last}`, `${last}${first}`].map(plainLetters)),
    byAbbreviated: named(({ first, last }) =>
      [`${first[0]}${last}`, `${last}${first[0]}`, `${first}${last[0]}`].map(plainLetters),
    ),
    byOneLetterLess: once(() => named(({ first, last }) => withOneLetterLess(`${first}|${last}`))),
    firstNames: new Set(names.flatMap((name) => (name === undefined ? [] : [name.first, name.shortFirst]))),
    sites: new Set(people.flatMap(({ site }) => (site === undefined ? [] : [plainLetters(site)]))),
    teams: new Set(people.flatMap(({ team }) => (team === undefined ? [] : [plainLetters(team)]))),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Values of a key, an empty list where there are none. */
export function under(index: Lookup, key: string): readonly number[] {
  return index.get(key) ?? [];
}

export function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

export function localPart(email: string): string {
  return email.slice(0, email.lastIndexOf('@'));
}

function lookup(keys: readonly (readonly string[])[]): Lookup {
  const found = new Map<string, number[]>();
  keys.forEach((own, at) => {
    for (const key of new Set(own)) {
      const there = found.get(key);
      if (there === undefined) found.set(key, [at]);
      else there.push(at);
    }
  });
  return found;
}

function userOf(user: string | undefined): readonly string[] {
  return user === undefined ? [] : [user.slice(user.lastIndexOf('\\') + 1).toLowerCase()];
}

function localOf(email: string | undefined): readonly string[] {
  return email === undefined ? [] : [localPart(email)];
}

/** From the columns of first and last name, else from the whole name, else from an id that is a name. */
function listedName(person: ListedPerson): ListedName | undefined {
  if (person.first !== undefined && person.last !== undefined) {
    return joinNames(nameWords(person.first), nameWords(person.last));
  }
  const whole = person.fullName === undefined ? readName(person.id).name : nameWords(person.fullName);
  if (whole === undefined || whole.words.length < 2) return undefined;
  const lastWords = whole.lastWords ?? 1;
  return joinNames(cut(whole, 0, -lastWords), cut(whole, -lastWords, undefined));
}

function cut(name: NameWords, from: number, to: number | undefined): NameWords {
  return {
    ...name,
    words: name.words.slice(from, to),
    parts: name.parts.slice(from, to),
    exact: name.exact.split(' ').slice(from, to).join(' '),
  };
}

function joinNames(first: NameWords | undefined, last: NameWords | undefined): ListedName | undefined {
  if (first === undefined || last === undefined) return undefined;
  const [shortParts = []] = first.parts;
  const lastParts = last.parts.flat();
  return {
    first: first.words.join(''),
    last: last.words.join(''),
    shortFirst: shortParts[0] ?? '',
    firstWord: first.words[0] ?? '',
    lastParts: lastParts.length > 1 ? lastParts : [],
    exact: `${first.exact} ${last.exact}`,
    foreign: first.foreign || last.foreign,
  };
}

/** "anna.maier@" of a person whom the list calls Anna Schulz: her name before or after. */
function nameInEmail(email: string | undefined, name: ListedName | undefined): readonly string[] {
  if (email === undefined || name === undefined) return [];
  const [first = '', last = '', ...more] = localPart(email)
    .replace(/\d+$/, '')
    .split(/[._]/)
    .map(plainLetters);
  if (more.length > 0 || last.length < 3 || first !== name.shortFirst) return [];
  return last === name.last ? [] : [`${first}|${last}`];
}
