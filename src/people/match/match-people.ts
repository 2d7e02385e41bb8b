import { type Likeness, likenesses } from './candidates.ts';
import { doubtCommonNames } from './common-names.ts';
import { type Decisions, decidedOn, readDecisions } from './decisions.ts';
import { domainOf, indexList, type ListIndex, localPart } from './list-index.ts';
import { samePlace } from './places.ts';
import { type ReadName, readName } from './read-name.ts';
import type {
  Candidate,
  Decision,
  ListedPerson,
  Matching,
  NameFound,
  Recognition,
  SourceFound,
  SourceName,
  SourceNames,
  WayOfMatching,
} from './recognition.ts';
import { findRepeated } from './repeated-people.ts';
import { sharedByName, sharedByWork } from './shared-logins.ts';

/**
 * Finds out whom of the list each name of each source means. Nobody is merged on a guess: a name that fits two
 * people, or fits one by an error in typing, is unsure, and stays so until somebody decides. What was decided goes
 * before everything else.
 *
 * @param list the organisation's list of people; entries that may be one person stay two, and are named in `repeated`.
 * @param sources each with its distinct names.
 */
export function matchPeople(
  list: readonly ListedPerson[],
  sources: readonly SourceNames[],
  decided: readonly Decision[],
): Matching {
  const decisions = readDecisions(list, decided);
  const index = indexList(list);
  return {
    sources: sources.map((source) => matchSource(source, index, decisions)),
    repeated: findRepeated(list, index, decisions),
    standsFor: decisions.standsFor,
  };
}

function matchSource({ source, names }: SourceNames, index: ListIndex, decisions: Decisions): SourceFound {
  const found = names.map((name) => recognise(name, source, index, decisions));
  const settled = doubtCommonNames(askWhereTwoClaimOne(found, index, decisions.standsFor), index);
  const seen = new Set(
    settled.flatMap(({ recognition }) => (recognition.state === 'matched' ? [recognition.person] : [])),
  );
  const unseen = index.people.flatMap((_, at) =>
    decisions.standsFor[at] === at && !seen.has(at) ? [at] : [],
  );
  return { source, names: settled, unseen };
}

function recognise(name: SourceName, source: string, index: ListIndex, decisions: Decisions): NameFound {
  const own = decidedOn(decisions, source, name.text);
  if (own.recognition !== undefined) return { name, recognition: own.recognition, looksShared: undefined };
  const read = readName(name.text);
  const automatic = findPerson(name, read, index, decisions.standsFor, own.not);
  const work = own.noLonger ? undefined : sharedByWork(name);
  if (automatic.state === 'unmatched') {
    const why = sharedByName(read, index) ?? work;
    return {
      name,
      recognition: why === undefined ? automatic : { state: 'shared', why },
      looksShared: undefined,
    };
  }
  return { name, recognition: automatic, looksShared: work };
}

/** The first likeness that points to anybody decides. */
function findPerson(
  name: SourceName,
  read: ReadName,
  index: ListIndex,
  standsFor: readonly number[],
  not: ReadonlySet<number>,
): Recognition {
  for (const look of likenesses(read, index)) {
    const alike = look();
    const people = [...new Set(alike.people.map((at) => standsFor[at] ?? at))].filter((at) => !not.has(at));
    if (people.length === 0) continue;
    const settled = settle({ ...alike, people }, name, read, index);
    return settled.state === 'matched' ? contradicted(settled, read, index, standsFor) : settled;
  }
  return { state: 'unmatched', decided: false };
}

/** What where and when say for or against a person. */
interface Circumstances {
  readonly sameSite: boolean | undefined;
  readonly sameTeam: boolean | undefined;
  readonly severalSites: boolean;
  readonly away: string | undefined;
  /** What e-mails say against the person. */
  readonly otherEmail: string | undefined;
  /** Somebody who was erased was called alike. */
  readonly namesake: ListedPerson['namesake'];
}

const daysOfGrace = 31;

function circumstances(at: number, name: SourceName, read: ReadName, index: ListIndex): Circumstances {
  const person = index.people[at];
  const left =
    person?.left !== undefined && (name.firstDay ?? Number.NEGATIVE_INFINITY) > person.left + daysOfGrace;
  const early =
    person?.joined !== undefined && (name.lastDay ?? Number.POSITIVE_INFINITY) < person.joined - daysOfGrace;
  return {
    sameSite: samePlace(name.site, person?.site, index.sites),
    sameTeam: samePlace(name.team, person?.team, index.teams),
    severalSites: name.severalSites && person?.site !== undefined,
    away: left ? 'had left before' : early ? 'joined later' : undefined,
    otherEmail: otherEmail(read.email, index.emails[at], index.domains),
    namesake: person?.namesake,
  };
}

/** The source gives another e-mail of the same house; or it gives none, and a number in that of the list tells of a twin. */
function otherEmail(
  here: string | undefined,
  listed: string | undefined,
  domains: ReadonlySet<string>,
): string | undefined {
  if (listed === undefined) return undefined;
  if (here === listed) return undefined;
  if (here !== undefined) return domains.has(domainOf(here)) ? 'another e-mail' : undefined;
  return /[a-z]\d{1,2}$/.test(localPart(listed))
    ? 'a number in the e-mail of the list tells of another'
    : undefined;
}

function settle(alike: Likeness, name: SourceName, read: ReadName, index: ListIndex): Recognition {
  const { strength, how, people, reason } = alike;
  const [only] = people;
  if (strength === 'certain' && people.length === 1 && only !== undefined && how !== undefined) {
    return { state: 'matched', person: only, how };
  }
  const around = people.map((at) => ({ at, ...circumstances(at, name, read, index) }));
  const unsure: Recognition = { state: 'unsure', candidates: candidatesOf(around, reason, people.length) };
  if (strength === 'guess' || strength === 'certain') return unsure;
  const one = around[0];
  if (strength === 'name' && people.length === 1 && one !== undefined && how !== undefined) {
    const against =
      one.away !== undefined ||
      one.sameSite === false ||
      one.otherEmail !== undefined ||
      one.severalSites ||
      mayMeanErased(one, how);
    return against ? unsure : { state: 'matched', person: one.at, how };
  }
  return withinPlace(around, strength) ?? unsure;
}

type Around = Circumstances & { readonly at: number };

/** A whole name is told from one that only begins with the same letter. */
function mayMeanErased({ namesake }: Circumstances, how: WayOfMatching): boolean {
  return namesake === 'whole name' || (namesake === 'initials' && how !== 'same name');
}

/** The one of several who is at the site, or in the team, that the source names. */
function withinPlace(around: readonly Around[], strength: 'name' | 'initials'): Recognition | undefined {
  const places = [
    ['sameSite', strength === 'name' ? 'name within site' : 'initials within site'],
    ['sameTeam', strength === 'name' ? 'name within team' : 'initials within team'],
  ] as const;
  for (const [place, how] of places) {
    const there = around.filter((each) => each[place] === true);
    const [one] = there;
    if (there.length !== 1 || one === undefined || one.away !== undefined) continue;
    if (one.otherEmail === 'another e-mail') continue;
    if (mayMeanErased(one, strength === 'name' ? 'same name' : how)) continue;
    if (around.some((each) => each[place] === undefined)) continue;
    return { state: 'matched', person: one.at, how: how satisfies WayOfMatching };
  }
  return undefined;
}

const candidatesToShow = 5;

function candidatesOf(around: readonly Around[], reason: string, people: number): readonly Candidate[] {
  const rank = ({ sameSite, sameTeam, away }: Around) =>
    (sameSite === true ? 2 : sameSite === false ? -2 : 0) +
    (sameTeam === true ? 1 : 0) -
    (away === undefined ? 0 : 3);
  return around
    .toSorted((one, other) => rank(other) - rank(one))
    .slice(0, candidatesToShow)
    .map((each) => ({ person: each.at, reason: [reason, ...remarks(each, people)].join(', ') }));
}

function remarks(
  { sameSite, severalSites, away, otherEmail, namesake }: Circumstances,
  people: number,
): readonly string[] {
  return [
    ...(people > 1 ? [`one of ${people}`] : []),
    ...(sameSite === true ? ['same site'] : sameSite === false ? ['another site'] : []),
    ...(severalSites ? ['at several sites'] : []),
    ...(away === undefined ? [] : [away]),
    ...(otherEmail === undefined ? [] : [otherEmail]),
    ...(namesake === undefined ? [] : ['somebody called alike was erased']),
  ];
}

/** A cell that has the e-mail or number of one person and the name of another is asked about. */
function contradicted(
  matched: Extract<Recognition, { state: 'matched' }>,
  read: ReadName,
  index: ListIndex,
  standsFor: readonly number[],
): Recognition {
  if (read.name === undefined || (read.email === undefined && read.inBrackets === undefined)) return matched;
  const named = likenesses({ ...read, email: undefined, inBrackets: undefined, text: '' }, index)
    .map((look) => look())
    .find(({ how, people }) => how === 'same name' && people.length > 0);
  const people = (named?.people ?? []).map((at) => standsFor[at] ?? at);
  if (people.length === 0 || people.includes(matched.person)) return matched;
  return {
    state: 'unsure',
    candidates: [
      { person: matched.person, reason: `${matched.how}, but another name` },
      ...people.slice(0, 2).map((person) => ({ person, reason: 'same name, but another e-mail or number' })),
    ],
  };
}

const certainWays: ReadonlySet<WayOfMatching> = new Set([
  'decided',
  'same id',
  'same id but for zeros',
  'same e-mail',
  'same user name',
]);

/**
 * Where two names of one source were matched to one person, at least one by her name, and are not the same name
 * written in two orders, the source may know two people: the less certain is asked about.
 */
function askWhereTwoClaimOne(
  found: readonly NameFound[],
  index: ListIndex,
  standsFor: readonly number[],
): readonly NameFound[] {
  const claims = new Map<number, NameFound[]>();
  for (const each of found) {
    if (each.recognition.state !== 'matched') continue;
    const there = claims.get(each.recognition.person);
    if (there === undefined) claims.set(each.recognition.person, [each]);
    else there.push(each);
  }
  const asked = new Map<NameFound, Recognition>();
  for (const [person, several] of claims) {
    if (several.length < 2) continue;
    const listed = index.names.flatMap((name, at) => (standsFor[at] === person ? [name?.exact ?? ''] : []));
    for (const each of lessCertain(several, listed)) {
      const candidates = [
        { person, reason: 'same name, but this source has this person under another name, too' },
      ];
      asked.set(each, { state: 'unsure', candidates });
    }
  }
  if (asked.size === 0) return found;
  return found.map((each) => ({ ...each, recognition: asked.get(each) ?? each.recognition }));
}

/** @param listed names of the person in the list: several where entries were decided to be one person. */
function lessCertain(several: readonly NameFound[], listed: readonly string[]): readonly NameFound[] {
  const byName = several.filter(
    ({ recognition }) => recognition.state === 'matched' && !certainWays.has(recognition.how),
  );
  const spelling = (each: NameFound) =>
    (readName(each.name.text).name?.exact ?? '').split(' ').toSorted().join(' ');
  const own = new Set(listed.map((name) => name.split(' ').toSorted().join(' ')));
  const certain = byName.length < several.length;
  const exact = byName.filter((each) => own.has(spelling(each)));
  if (exact.length === byName.length) return [];
  if (exact.length > 0 || certain) return byName.filter((each) => !own.has(spelling(each)));
  return new Set(byName.map(spelling)).size > 1 ? byName : [];
}
