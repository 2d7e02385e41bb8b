import type { Warehouse } from '../warehouse/warehouse.ts';
import {
  type AliasLine,
  aliasesFileName,
  type Proposal,
  readAliases,
  writeAliases,
  wrong,
} from './aliases-file.ts';
import type { StoredDecision } from './identity-file.ts';
import { editDistance } from './match/edit-distance.ts';
import { readName } from './match/read-name.ts';
import type { Candidate, ListedPerson, NameFound } from './match/recognition.ts';
import { withOwnColumns } from './own-columns.ts';
import type { People } from './people.ts';
import type { LoginWork } from './place-logins.ts';
import { settleTeams } from './teams-said.ts';
import type { WhoIsWho } from './who-is-who.ts';

export interface DecisionPlace {
  /** Folder of whichhalf.yaml. */
  readonly folder: string;
  readonly people: People;
  readonly warehouse: Warehouse;
}

/**
 * Takes over what people decided in people-aliases.csv: it replaces what was decided before on the same names; an
 * empty decision takes it back. Without the file, what was decided stays. What is decided on a name or a source that is
 * yet to come is kept until it does.
 *
 * @param sources names of all sources.
 * @returns what the reader should know: lines without effect.
 */
export async function takeDecisions(
  { folder, people, warehouse }: DecisionPlace,
  sources: readonly string[],
): Promise<readonly string[]> {
  const written = readAliases(folder)?.lines;
  if (written === undefined) return [];
  const { lines, notes: ofTeams } = await settleTeams(written, people, warehouse);
  const listed = new Set(people.listed().map(({ id }) => id));
  const erased = lines.filter((line) => isErased(line, people));
  const kept = lines.filter((line) => !erased.includes(line));
  const notes = kept.map((line) => ({ line, note: withoutEffect(line, people, listed, sources) }));
  refuseContradictions(kept);
  const said = new Set(kept.map(keyOf));
  const before = people.decisions().filter((decision) => !said.has(keyOf(decision)));
  people.decide([...before, ...kept.flatMap(decisionOf)]);
  return [
    ...ofTeams,
    ...erased.map((line) => ({ line, note: 'the person was erased; the line was taken out.' })),
    ...notes,
  ]
    .flatMap(({ line, note }) => (note === undefined ? [] : [{ line: line.line, note }]))
    .toSorted((one, other) => one.line - other.line)
    .map(({ line, note }) => `${aliasesFileName}, line ${line}: ${note}`);
}

/** Lines that tell of somebody who was erased do not stay, whoever wrote them. */
function isErased({ source, name, person }: AliasLine, people: People): boolean {
  return (person !== '' && people.wasErased(person)) || people.wasErased(name, source);
}

function decisionOf({ source, name, person, decision, team, site }: AliasLine): readonly StoredDecision[] {
  if (decision === '') return [];
  const needs = decision === 'same' || decision === 'different';
  const place = { ...(team !== '' && { team }), ...(site !== '' && { site }) };
  return [{ source, name, decision, ...(needs && { person }), ...place }];
}

function keyOf({ source, name }: { readonly source: string; readonly name: string }): string {
  return `${source}\u001f${name}`;
}

/** Why a line does nothing so far; a line that cannot be meant so throws. */
function withoutEffect(
  { line, source, name, person, decision }: AliasLine,
  people: People,
  listed: ReadonlySet<string>,
  sources: readonly string[],
): string | undefined {
  if (source !== '*' && !sources.includes(source)) {
    refuseMisspelt(line, source, sources);
    return `no source is called "${source}" so far; the line waits for it.`;
  }
  const needs = decision === 'same' || decision === 'different';
  if (needs && listed.size === 0) return 'no list of people is loaded so far; the line waits for it.';
  if (needs && !listed.has(person)) {
    throw wrong(
      line,
      'names a person who is not in the list of people',
      'Give the id that the person has in the list.',
    );
  }
  return people.find(name) === undefined && decision !== ''
    ? 'no source has this name so far; the line waits for it.'
    : undefined;
}

/** A source that is one or two letters from one that there is, is an error in typing; another may be yet to come. */
function refuseMisspelt(line: number, source: string, sources: readonly string[]): void {
  const near = sources.find((each) => editDistance(source.toLowerCase(), each.toLowerCase(), 2) <= 2);
  if (near === undefined) return;
  throw wrong(
    line,
    `names the source "${source}", which is none`,
    `Is it ${near}? Sources are: ${sources.join(', ')}; * stands for all.`,
  );
}

function refuseContradictions(lines: readonly AliasLine[]): void {
  const settled = new Map<string, AliasLine>();
  for (const each of lines) {
    if (each.decision === '' || each.decision === 'different') continue;
    const other = settled.get(keyOf(each));
    const another = each.decision === 'same' && other?.person !== each.person;
    const elsewhere = other !== undefined && (other.team !== each.team || other.site !== each.site);
    if (other !== undefined && (other.decision !== each.decision || another || elsewhere)) {
      const of = another ? ' of another person' : elsewhere ? ' in another team' : '';
      throw wrong(
        each.line,
        `says "${each.decision}" of a name of which line ${other.line} says "${other.decision}"${each.decision === other.decision ? of : ''}`,
        'One name of one source means one person, or one login: keep one of the two lines.',
      );
    }
    settled.set(keyOf(each), each);
  }
}

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
 *
 * @returns how many names are undecided.
 */
export function proposeDecisions(
  folder: string,
  people: People,
  who: WhoIsWho,
  logins: readonly LoginWork[],
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
  writeAliases(folder, withOwnColumns(firstOfEach(all), kept), file);
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

/** Names and e-mails that fit nobody; bare numbers tell nothing to who reads them. */
function strangersOf(source: string, names: readonly NameFound[]): readonly Proposal[] {
  return names
    .filter(({ name, recognition }) => {
      if (recognition.state !== 'unmatched' || recognition.decided) return false;
      const read = readName(name.text);
      return read.email !== undefined || (read.name?.words.length ?? 0) > 1;
    })
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
