import { editDistance, withOneLetterLess } from './edit-distance.ts';
import { domainOf, type ListIndex, localPart, under, withoutZeros } from './list-index.ts';
import { plainLetters, soundOf } from './plain-letters.ts';
import type { NameWords, ReadName } from './read-name.ts';
import type { WayOfMatching } from './recognition.ts';

/**
 * How much a likeness may do by itself: `certain` matches; `name` matches unless where or when speaks against it;
 * `initials` match only where the place speaks for it; a `guess` never does and is asked about.
 */
export type Strength = 'certain' | 'name' | 'initials' | 'guess';

/** People whom one kind of likeness points to. */
export interface Likeness {
  readonly strength: Strength;
  readonly how: WayOfMatching | undefined;
  /** For those who have to decide: "an error in typing". */
  readonly reason: string;
  readonly people: readonly number[];
}

/** The likenesses of one name to the list, the most certain first; each is looked at only where those before found nobody. */
export function likenesses(name: ReadName, index: ListIndex): readonly (() => Likeness)[] {
  const { email, user, name: words } = name;
  return [
    () => likeness('certain', 'same id', 'same id', byId(name, index)),
    () =>
      likeness(
        'certain',
        'same e-mail',
        'same e-mail',
        email === undefined ? [] : under(index.byEmail, email),
      ),
    () => likeness('certain', 'same id but for zeros', 'same number but for zeros', byNumber(name, index)),
    () =>
      likeness(
        'certain',
        'same user name',
        'same user name',
        user === undefined ? [] : under(index.byUser, user),
      ),
    ...(email === undefined ? [] : emailLikenesses(email, index)),
    ...(words === undefined ? [] : nameLikenesses(words, index)),
    ...(user === undefined ? [] : localLikenesses(user, index, false)),
  ];
}

function likeness(
  strength: Strength,
  how: WayOfMatching | undefined,
  reason: string,
  people: readonly number[],
): Likeness {
  return { strength, how, reason, people };
}

function guess(reason: string, people: readonly number[]): Likeness {
  return likeness('guess', undefined, reason, people);
}

function byId({ text, inBrackets }: ReadName, { byId: ids }: ListIndex): readonly number[] {
  const found = under(ids, text);
  return found.length > 0 || inBrackets === undefined ? found : under(ids, inBrackets);
}

function byNumber({ text, inBrackets }: ReadName, { byNumber: numbers }: ListIndex): readonly number[] {
  const number = [text, inBrackets ?? ''].find((each) => /^\d+$/.test(each));
  return number === undefined ? [] : under(numbers, withoutZeros(number));
}

function emailLikenesses(email: string, index: ListIndex): readonly (() => Likeness)[] {
  const local = localPart(email);
  const sameHouse = index.domains.size === 0 || index.domains.has(domainOf(email));
  return [
    ...localLikenesses(local, index, sameHouse),
    () => guess('same before the @', under(index.byUser, local)),
  ];
}

/**
 * What an e-mail or a user name says of a name: "anna.maier", "maier.anna", "annamaier", "amaier", "maier.a".
 * A number at the end says that there is another of that name.
 */
function localLikenesses(local: string, index: ListIndex, mayMatch: boolean): readonly (() => Likeness)[] {
  const numbered = /\d$/.test(local);
  const words = local
    .replace(/\d+$/, '')
    .split(/[._-]/)
    .map(plainLetters)
    .filter((word) => word !== '');
  const whole = () => [...spelled(words, index.byName), ...spelled(words, index.byShortName)];
  const together = words.length === 1 ? under(index.byRunTogether, words[0] ?? '') : [];
  const short = words.length === 1 ? under(index.byAbbreviated, words[0] ?? '') : [];
  const how = 'e-mail against name';
  return [
    () =>
      likeness(
        mayMatch && !numbered ? 'name' : 'guess',
        how,
        'the e-mail spells the name',
        distinct([...whole(), ...together]),
      ),
    () =>
      likeness(
        mayMatch && !numbered ? 'initials' : 'guess',
        'initials within site',
        'the e-mail abbreviates the name',
        distinct([...initialsOf(words, index), ...short]),
      ),
  ];
}

/** Two words in either order. */
function spelled(words: readonly string[], names: ListIndex['byName']): readonly number[] {
  const [one, other] = words;
  if (one === undefined || other === undefined || words.length !== 2) return [];
  return [...under(names, `${one}|${other}`), ...under(names, `${other}|${one}`)];
}

function initialsOf(words: readonly string[], index: ListIndex): readonly number[] {
  const [one = '', other = ''] = words;
  if (words.length !== 2) return [];
  if (one.length === 1) return under(index.byInitial, `${one}|${other}`);
  return other.length === 1 ? under(index.byInitial, `${other}|${one}`) : [];
}

function nameLikenesses(name: NameWords, index: ListIndex): readonly (() => Likeness)[] {
  const splits = splitsOf(name);
  const turned =
    name.lastWords === undefined ? splits.map(({ first, last }) => ({ first: last, last: first })) : [];
  const both = [...splits, ...turned];
  const find = (names: ListIndex['byName'], pairs: readonly Split[]) =>
    distinct(pairs.flatMap(({ first, last }) => under(names, `${first}|${last}`)));
  return [
    () => likeness('name', 'same name', 'same name', sameName(name, find(index.byName, both), both, index)),
    () =>
      likeness(
        'name',
        'same name, another script',
        'same name in another script',
        bySound(name, both, index),
      ),
    () =>
      likeness(
        'name',
        'same name but for a middle name',
        'same name but for a middle name',
        middleAside(name, both, index),
      ),
    () =>
      likeness(
        'name',
        'name in the e-mail of the list',
        'the e-mail of the list spells this name',
        find(index.byNameInEmail, both),
      ),
    () => likeness('initials', 'initials within site', 'same initial and last name', initials(name, index)),
    () => guess('same first name, part of a double last name', doubleNames(name, index)),
    () => guess('an error in typing', misspelt(both, index)),
    () => guess('same first name and initial', lastInitials(name, index)),
  ];
}

interface Split {
  readonly first: string;
  readonly last: string;
}

/** All ways of cutting the words into first and last name; one where a comma says where. */
function splitsOf({ words, lastWords }: NameWords): readonly Split[] {
  const at = (cut: number): Split => ({
    first: words.slice(0, cut).join(''),
    last: words.slice(cut).join(''),
  });
  if (lastWords !== undefined) return [at(words.length - lastWords)];
  return Array.from({ length: Math.max(words.length - 1, 0) }, (_, k) => at(k + 1));
}

/**
 * Who has the name, and then those who may be meant by it, too: who has a middle name beside it, or had it before
 * the wedding, as the e-mail of the list tells.
 */
function sameName(
  name: NameWords,
  people: readonly number[],
  splits: readonly Split[],
  index: ListIndex,
): readonly number[] {
  if (people.length === 0) return [];
  const others = splits.flatMap(({ first, last }) => [
    ...under(index.byShortName, `${first}|${last}`),
    ...under(index.byNameInEmail, `${first}|${last}`),
  ]);
  return distinct([...exactFirst(name, people, index), ...others.filter((at) => !people.includes(at))]);
}

/** "Müller" with its umlaut is not the Muller of the list; "Muller" may be both. */
function exactFirst(name: NameWords, people: readonly number[], { names }: ListIndex): readonly number[] {
  if (people.length < 2 || /^[\x20-\x7f]*$/.test(name.exact)) return people;
  const exact = people.filter((at) => sameLetters(names[at]?.exact ?? '', name.exact));
  return exact.length > 0 ? exact : people;
}

function sameLetters(one: string, other: string): boolean {
  const sorted = (text: string) => text.split(' ').toSorted().join('');
  return sorted(one) === sorted(other);
}

function bySound(name: NameWords, splits: readonly Split[], index: ListIndex): readonly number[] {
  const found = splits.flatMap(({ first, last }) =>
    under(index.bySound, `${soundOf(first)}|${soundOf(last)}`),
  );
  return distinct(found).filter((at) => name.foreign !== (index.names[at]?.foreign ?? false));
}

/** First of the first names and last name are the same; one of the two has more between them, or both have the same. */
function middleAside(
  { words, parts, lastWords }: NameWords,
  splits: readonly Split[],
  index: ListIndex,
): readonly number[] {
  const shortFirst = parts[0]?.[0] ?? '';
  const last = words.slice(-(lastWords ?? 1)).join('');
  const isInitial = shortFirst.length === 1;
  if (isInitial || words.length < 2) return [];
  const longerHere = under(index.byName, `${shortFirst}|${last}`);
  const longerThere = splits.flatMap((split) => under(index.byShortName, `${split.first}|${split.last}`));
  return distinct([...longerHere, ...longerThere]);
}

/** "A. Maier", "Maier, A.", "Maier A", "J. P. Maier"; or Anna Maier where the list has A. Maier. */
function initials({ words, lastWords }: NameWords, index: ListIndex): readonly number[] {
  const [one = ''] = words;
  const last = words.slice(-(lastWords ?? 1)).join('');
  if (words.length < 2) return [];
  if (one.length === 1) return under(index.byInitial, `${one}|${last}`);
  if (last.length === 1)
    return lastWords === undefined ? under(index.byInitial, `${last}|${words.slice(0, -1).join('')}`) : [];
  return under(index.byName, `${one[0]}|${last}`);
}

/** "Anna Maier-Schulz" and Anna Maier or Anna Schulz, either way round. */
function doubleNames({ words, parts, lastWords }: NameWords, index: ListIndex): readonly number[] {
  const shortFirst = parts[0]?.[0] ?? '';
  const lastParts = parts.slice(-(lastWords ?? 1)).flat();
  if (words.length < 2 || shortFirst.length === 1) return [];
  const here =
    lastParts.length > 1
      ? lastParts.flatMap((part) => under(index.byShortName, `${shortFirst}|${part}`))
      : [];
  const there = under(index.byPart, `${shortFirst}|${words.slice(-(lastWords ?? 1)).join('')}`);
  return distinct([...here, ...there]);
}

const shortestToMisspell = 6;

/** Names one error apart in the whole, or the same last name and first names up to two errors apart. */
function misspelt(splits: readonly Split[], index: ListIndex): readonly number[] {
  const found = splits.flatMap((split) => [...oneErrorApart(split, index), ...sameLastName(split, index)]);
  return distinct(found);
}

function oneErrorApart({ first, last }: Split, { byOneLetterLess, names }: ListIndex): readonly number[] {
  const whole = `${first}|${last}`;
  if (whole.length < shortestToMisspell || first.length < 2 || last.length < 2) return [];
  const near = distinct(withOneLetterLess(whole).flatMap((key) => under(byOneLetterLess(), key)));
  return near.filter((at) => {
    const name = names[at];
    if (name === undefined) return false;
    const ofFirst = editDistance(first, name.first, 2);
    const ofLast = editDistance(last, name.last, 2);
    return ofFirst + ofLast <= 2 && ofFirst <= first.length / 3 && ofLast <= last.length / 3;
  });
}

function sameLastName({ first, last }: Split, { byLast, names }: ListIndex): readonly number[] {
  if (first.length < 4 || last.length < 3) return [];
  return under(byLast, last).filter((at) => {
    const other = names[at]?.first ?? '';
    return other[0] === first[0] && editDistance(first, other, 2) <= Math.min(2, first.length / 3);
  });
}

/** "Anna M." */
function lastInitials({ words, lastWords }: NameWords, { byLastInitial }: ListIndex): readonly number[] {
  const [first = '', last = ''] = words;
  if (words.length !== 2 || last.length !== 1 || first.length < 2 || lastWords !== undefined) return [];
  return under(byLastInitial, `${first}|${last}`);
}

function distinct(people: readonly number[]): readonly number[] {
  return people.length < 2 ? people : [...new Set(people)];
}
