import type { Warehouse } from '../warehouse/warehouse.ts';
import { type AliasesFile, type AliasLine, aliasesFileName, readAliases, wrong } from './aliases-file.ts';
import type { StoredDecision } from './identity-file.ts';
import { editDistance } from './match/edit-distance.ts';
import type { People } from './people.ts';
import { settleTeams } from './teams-said.ts';

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
 * @returns the file as it was read, and what the reader should know: lines without effect.
 */
export async function takeDecisions(
  { folder, people, warehouse }: DecisionPlace,
  sources: readonly string[],
): Promise<{ readonly read: AliasesFile | undefined; readonly notes: readonly string[] }> {
  const read = readAliases(folder);
  if (read === undefined) return { read, notes: [] };
  const { lines, notes: ofTeams } = await settleTeams(read.lines, people, warehouse);
  const listed = new Set(people.listed().map(({ id }) => id));
  const erased = lines.filter((line) => isErased(line, people));
  const kept = lines.filter((line) => !erased.includes(line));
  const notes = kept.map((line) => ({ line, note: withoutEffect(line, people, listed, sources) }));
  refuseContradictions(kept);
  const said = new Set(kept.map(keyOf));
  const before = people.decisions().filter((decision) => !said.has(keyOf(decision)));
  people.decide([...before, ...kept.flatMap(decisionOf)]);
  const ofErased = erased.map((line) => ({ line, note: 'the person was erased; the line was taken out.' }));
  return { read, notes: inOrder([...ofTeams, ...ofErased, ...notes]) };
}

interface LineNote {
  readonly line: AliasLine;
  readonly note: string | undefined;
}

function inOrder(notes: readonly LineNote[]): readonly string[] {
  return notes
    .flatMap(({ line, note }) => (note === undefined ? [] : [{ line: line.line, note }]))
    .toSorted((one, other) => one.line - other.line)
    .map(({ line, note }) => `${aliasesFileName}, line ${line}: ${note}`);
}

/** Lines that tell of somebody who was erased do not stay, whoever wrote them. */
export function isErased({ source, name, person }: AliasLine, people: People): boolean {
  return (person !== '' && people.wasErased(person)) || people.wasErased(name, source);
}

function decisionOf({ source, name, person, decision, team, site }: AliasLine): readonly StoredDecision[] {
  if (decision === '') return [];
  const needs = decision === 'same' || decision === 'different';
  const place = { ...(team !== '' && { team }), ...(site !== '' && { site }) };
  return [{ source, name, decision, ...(needs && { person }), ...place }];
}

export function keyOf({ source, name }: { readonly source: string; readonly name: string }): string {
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
