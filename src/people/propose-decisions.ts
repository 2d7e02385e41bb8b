import { type AliasesFile, type Proposal, readAliases, writeAliases } from './aliases-file.ts';
import { type DecisionPlace, isErased, keyOf } from './decide.ts';
import type { Candidate, ListedPerson, NameFound } from './match/recognition.ts';
import { withOwnColumns } from './own-columns.ts';
import type { People } from './people.ts';
import type { LoginWork } from './place-logins.ts';
import type { WhoIsWho } from './who-is-who.ts';

/** Names in no list that are told, at most, per source: those with the most rows. */
const unmatchedToShow = 100;

/** What concerns most rows first, then by name, so that the file is the same each time. */
function byWeight(first: Proposal, second: Proposal): number {
  return (
    compareTexts(first.source, second.source) ||
    second.rows - first.rows ||
    compareTexts(first.name, second.name) ||
    compareTexts(first.person, second.person)
  );
}

function compareTexts(first: string, second: string): number {
  return first < second ? -1 : Number(first > second);
}

/**
 * Writes what is to be decided into people-aliases.csv, with what was decided before. The file is made only where
 * there is a question; one that is there is kept up to date.
 * @param read the file as it was when decisions were taken over: whoever wrote into it since has their next import.
 * @returns how many names are undecided.
 */
export function proposeDecisions(
  { folder, people }: Pick<DecisionPlace, 'folder' | 'people'>,
  who: WhoIsWho,
  logins: readonly LoginWork[],
  read: AliasesFile | undefined,
): number {
  const open = who.matching.sources.flatMap(({ source, names }) =>
    names.flatMap((found) => questionsOf(source, found, who.list)),
  );
  const repeated = who.matching.repeated.flatMap(({ first, second, reason }): Proposal[] => {
    const [one, other] = [who.list[first], who.list[second]];
    if (one === undefined || other === undefined) return [];
    return [
      {
        source: other.source,
        name: other.id,
        ...candidateOf(one),
        decision: '',
        why: `two entries of the list: ${reason}`,
        rows: 1,
      },
    ];
  });
  const questions = [...onceForAll(open), ...repeated];
  const undecided = new Set(questions.map(keyOf)).size;
  const there = readAliases(folder);
  const isWithoutTeam = withoutTeam(logins, people);
  const anyWithout = logins.some(({ team }) => team === undefined);
  if (undecided === 0 && !anyWithout && there === undefined) return 0;
  const decided = decidedBefore(people, who, isWithoutTeam);
  const strangers =
    who.list.length === 0
      ? []
      : who.matching.sources.flatMap(({ source, names }) => strangersOf(source, names));
  const all = [questions, decided, sharedOf(who, isWithoutTeam), strangers].flatMap((each) =>
    each.toSorted(byWeight),
  );
  const file = there ?? { lines: [], ownColumns: [], delimiter: ',' };
  const kept = file.lines.filter((line) => !isErased(line, people));
  if (there?.text === read?.text) writeAliases(folder, withOwnColumns(firstOfEach(all), kept), file);
  return undecided;
}

/** What several sources ask of one name and one person is asked once, for every source. */
function onceForAll(open: readonly Proposal[]): readonly Proposal[] {
  const asked = new Map<string, Proposal>();
  for (const each of open) {
    const key = `${each.name}\u001f${each.person}`;
    const other = asked.get(key);
    asked.set(key, other === undefined ? each : { ...other, source: '*', rows: other.rows + each.rows });
  }
  const everywhere = new Set(
    [...asked.values()].filter(({ source }) => source === '*').map(({ name }) => name),
  );
  return [...asked.values()].map((each) => (everywhere.has(each.name) ? { ...each, source: '*' } : each));
}

function questionsOf(source: string, found: NameFound, list: readonly ListedPerson[]): readonly Proposal[] {
  const { name, recognition, looksShared } = found;
  const line = (candidate: Candidate): Proposal => ({
    source,
    name: name.text,
    ...candidateOf(list[candidate.person]),
    decision: '',
    why: candidate.reason,
    rows: name.rows,
  });
  if (recognition.state === 'unsure') return recognition.candidates.map(line);
  if (recognition.state !== 'matched' || looksShared === undefined) return [];
  return [line({ person: recognition.person, reason: `shared? ${looksShared}` })];
}

function candidateOf(person: ListedPerson | undefined): Pick<Proposal, 'person' | 'listedAs'> {
  const { id = '', first = '', last = '', fullName, site, team } = person ?? {};
  const called = fullName ?? `${first} ${last}`.trim();
  return {
    person: id,
    listedAs: [called, site, team].filter((part) => part !== undefined && part !== '').join(', '),
  };
}

type IsWithoutTeam = (source: string, name: string) => boolean;

/** Whether some of what stands under a shared login counts for nobody, in a source or in any (*). */
function withoutTeam(logins: readonly LoginWork[], people: People): IsWithoutTeam {
  const keys = new Set(
    logins
      .filter(({ team }) => team === undefined)
      .flatMap(({ source, pseudonym }) => [`${source} ${pseudonym}`, `* ${pseudonym}`]),
  );
  return (source, name) => keys.has(`${source} ${people.find(name)}`);
}

const teamIsMissing = '; its team is missing';

function decidedBefore(people: People, who: WhoIsWho, isWithoutTeam: IsWithoutTeam): readonly Proposal[] {
  const listed = new Map(who.list.map((person) => [person.id, person]));
  const rowsOf = rowsByName(who);
  return people.decisions().map(({ source, name, decision, person, team = '', site = '' }) => ({
    source,
    name,
    person: person ?? '',
    decision,
    team,
    site,
    listedAs: candidateOf(listed.get(person ?? '')).listedAs,
    why: whyDecided(people.find(name) !== undefined, decision === 'shared' && isWithoutTeam(source, name)),
    rows: rowsOf.get(`${source}\u001f${name}`) ?? 0,
  }));
}

function whyDecided(isKnown: boolean, isTeamMissing: boolean): string {
  if (!isKnown) return 'decided, and no source has this name so far';
  return `decided${isTeamMissing ? teamIsMissing : ''}`;
}

/** Rows of each name in each source, and in all of them. */
function rowsByName({ matching }: WhoIsWho): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const { source, names } of matching.sources) {
    for (const { name } of names) {
      for (const where of [source, '*']) {
        const key = `${where}\u001f${name.text}`;
        rows.set(key, (rows.get(key) ?? 0) + name.rows);
      }
    }
  }
  return rows;
}

function sharedOf({ matching }: WhoIsWho, isWithoutTeam: IsWithoutTeam): readonly Proposal[] {
  return matching.sources.flatMap(({ source, names }) =>
    names.flatMap(({ name, recognition }): Proposal[] =>
      recognition.state === 'shared' && recognition.why !== 'decided'
        ? [
            {
              source,
              name: name.text,
              person: '',
              decision: '',
              listedAs: '',
              why: `taken as shared: ${recognition.why}${isWithoutTeam(source, name.text) ? teamIsMissing : ''}`,
              rows: name.rows,
            },
          ]
        : [],
    ),
  );
}

/** Names, e-mails and user names that fit nobody; numbers tell nothing to who reads them. */
function strangersOf(source: string, names: readonly NameFound[]): readonly Proposal[] {
  return names
    .filter(
      ({ name, recognition }) =>
        recognition.state === 'unmatched' && !recognition.decided && /\p{L}{2}/u.test(name.text),
    )
    .slice(0, unmatchedToShow)
    .map(({ name }) => ({
      source,
      name: name.text,
      person: '',
      decision: '',
      listedAs: '',
      why: 'fits nobody in the list',
      rows: name.rows,
    }));
}

/** One line for each name and person. */
function firstOfEach(proposals: readonly Proposal[]): readonly Proposal[] {
  const seen = new Set<string>();
  return proposals.filter(({ source, name, person }) => {
    const key = `${source}\u001f${name}\u001f${person}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
