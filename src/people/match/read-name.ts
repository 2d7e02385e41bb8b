import { domainToASCII } from 'node:url';
import { isForeign, plainLetters } from './plain-letters.ts';

/** The words of a person's name, compared without accents, hyphens and letter case. */
export interface NameWords {
  /** Words in their order, hyphens taken out, particles joined to what follows: "Jan van der Berg" is jan, vanderberg. */
  readonly words: readonly string[];
  /** The parts of the words that have a hyphen: maier, schulz of "Maier-Schulz". */
  readonly parts: readonly (readonly string[])[];
  /** Words of the last name, where a comma says so: the last of `words`. */
  readonly lastWords: number | undefined;
  /** Words in lower case with their accents, to tell "Müller" from "Muller". */
  readonly exact: string;
  /** Some letters are of another script than Latin. */
  readonly foreign: boolean;
}

/** What a source calls a person, taken apart. */
export interface ReadName {
  /** As it stands, without blanks at its ends. */
  readonly text: string;
  readonly email: string | undefined;
  /** In lower case; a word that may be a user name, without the domain of the network. */
  readonly user: string | undefined;
  /** What stands in brackets and is no e-mail, such as a number. */
  readonly inBrackets: string | undefined;
  readonly name: NameWords | undefined;
}

const emailInside = /[^\s<>()[\],;:"]+@[^\s<>()[\],;:"]+/;

/**
 * Takes apart a number, an e-mail, a user name, "Name (e-mail)", "Name <e-mail>", "Last, First", "First Last",
 * "A. Maier", with titles, brackets and what stands behind a dash.
 */
export function readName(given: string): ReadName {
  const text = given.normalize('NFC').replace(/\s+/g, ' ').trim();
  const found = text.replace(/mailto:/gi, '').match(emailInside)?.[0];
  const email = found === undefined ? undefined : normalEmail(found);
  const rest = text
    .replace(/mailto:/gi, '')
    .replace(found ?? '', ' ')
    .replace(/<\s*>|\(\s*\)|\[\s*\]/g, ' ');
  const inBrackets = rest.match(/[([]([^)\]]+)[)\]]/)?.[1]?.trim();
  const bare = rest
    .replace(/[([][^)\]]*[)\]]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    text,
    email,
    user: email === undefined ? userName(bare) : undefined,
    inBrackets,
    name: nameWords(bare),
  };
}

/** Equal for one mailbox written in several ways: letter case, "+tags", domains with umlauts; undefined for no e-mail. */
export function normalEmail(given: string): string | undefined {
  const text = given
    .normalize('NFC')
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/^['"<]+|['">.]+$/g, '');
  const at = text.lastIndexOf('@');
  if (at < 1 || at === text.length - 1) return undefined;
  const local = text.slice(0, at).toLowerCase().replace(/\+.*$/, '');
  const domain = text.slice(at + 1).toLowerCase();
  return `${local}@${domainToASCII(domain) || domain}`;
}

/** One word with a letter in it, as systems make them: "amaier", "HOTEL\\amaier", "anna.maier". */
function userName(bare: string): string | undefined {
  const word = bare.slice(bare.lastIndexOf('\\') + 1).toLowerCase();
  return /^[^\s,]+$/.test(word) && /\p{L}/u.test(word) ? word : undefined;
}

const titles: ReadonlySet<string> = new Set(
  'mr mrs ms miss dr prof professor herr frau hr fr dipl ing med mag msc bsc mba phd jr sr sir mme mlle señor señora'.split(
    ' ',
  ),
);
const particles: ReadonlySet<string> = new Set(
  'van der den de von zu zur vom del della di da dos das du la le el al bin ibn ter ten af av st'.split(' '),
);

/** The words of a name; undefined where there is no letter. */
export function nameWords(given: string): NameWords | undefined {
  const whole = mostLikeName(given);
  const sides = whole.split(',').map((side) => side.trim());
  const turned = sides.length === 2 && sides.every((side) => /\p{L}/u.test(side));
  const [last = '', first = ''] = turned ? sides : [whole, ''];
  const ordered = turned ? [...wordsIn(first), ...wordsIn(last)] : wordsIn(whole.replaceAll(',', ' '));
  if (ordered.length === 0 || !/\p{L}/u.test(whole)) return undefined;
  const lastWords = turned ? wordsIn(last).length : undefined;
  return {
    words: ordered.map((parts) => parts.map(plainLetters).join('')),
    parts: ordered.map((parts) => parts.map(plainLetters)),
    lastWords: lastWords === 0 || lastWords === ordered.length ? undefined : lastWords,
    exact: ordered
      .map((parts) =>
        parts
          .join('')
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]/gu, ''),
      )
      .join(' '),
    foreign: isForeign(given),
  };
}

/** Equal for a first and last name in either order and spelling; undefined for less than two words. */
export function wholeName(text: string): string | undefined {
  const words = readName(text).name?.words ?? [];
  return words.length < 2 ? undefined : words.toSorted().join(' ');
}

/** Of "Anna Maier - Reception", "Reception | Anna Maier" the part with at least two words, the first of those. */
function mostLikeName(given: string): string {
  const sides = given.split(/\s+[-–—|/]\s+/);
  return sides.find((side) => side.trim().split(/[\s,]+/).length >= 2) ?? sides[0] ?? '';
}

/** Each word as its parts between hyphens; titles out, particles joined to the next word. */
function wordsIn(text: string): readonly (readonly string[])[] {
  const words = text
    .replace(/['’`´]/g, '')
    .split(/[\s.]+/)
    .map((word) => word.split(/[-‐‑–_]/).filter((part) => /[\p{L}\p{N}]/u.test(part)))
    .filter((parts) => parts.length > 0);
  const plain = words.filter((parts) => !(parts.length === 1 && titles.has((parts[0] ?? '').toLowerCase())));
  const kept = plain.length > 0 ? plain : words;
  const joined: (readonly string[])[] = [];
  let before = '';
  kept.forEach((parts, index) => {
    const [only = ''] = parts;
    const isParticle = parts.length === 1 && index < kept.length - 1 && particles.has(only.toLowerCase());
    if (isParticle && (index > 0 || kept.length > 2)) {
      before += only;
      return;
    }
    joined.push(before === '' ? parts : [`${before}${only}`, ...parts.slice(1)]);
    before = '';
  });
  return joined.filter((parts) => parts.some((part) => plainLetters(part) !== ''));
}
