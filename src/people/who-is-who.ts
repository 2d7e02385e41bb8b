import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Entry } from './identity-file.ts';
import { matchPeople } from './match/match-people.ts';
import type { Decision, ListedPerson, Matching, SourceName, SourceNames } from './match/recognition.ts';
import { namesInFacts, noDay, workInFacts } from './names-in-facts.query.ts';
import type { People } from './people.ts';

/** Whom every name of every source means, as far as can be told. */
export interface WhoIsWho {
  readonly list: readonly ListedPerson[];
  readonly matching: Matching;
  /** Pseudonym of each name of each source, in the order of `matching`. */
  readonly pseudonyms: readonly (readonly number[])[];
}

/** Compares the names in the facts with the list of people. Changes nothing. */
export async function whoIsWho(people: People, warehouse: Warehouse): Promise<WhoIsWho> {
  const found = await sourcesOf(people, warehouse);
  return compare(people, found);
}

/** The same for the names that a trial met, before anything is kept. */
export function whoWouldBeWho(people: People): WhoIsWho {
  const lists = new Set(people.listed().map(({ source }) => source));
  const tried = [...people.tried()].filter(([source]) => !lists.has(source));
  const found = tried.map(([source, names]) => ({
    source,
    names: Array.from(names, nameOfTrial),
    pseudonyms: Array.from(names, (name) => people.find(name) ?? 0),
  }));
  return compare(people, found);
}

/** The same for names of which nothing but their text is known. */
export function whoWouldBeCalled(people: People, names: readonly string[]): Matching {
  return compare(people, [{ source: '', names: names.map(nameOfTrial), pseudonyms: [] }]).matching;
}

interface Found extends SourceNames {
  readonly pseudonyms: readonly number[];
}

function compare(people: People, found: readonly Found[]): WhoIsWho {
  const list = people
    .listed()
    .map((entry) => ({ ...asListed(entry), namesake: people.erasedNamesake(entry) }));
  const placeOf = new Map(list.map(({ id }, at) => [id, at]));
  const decided = people.decisions().flatMap(({ person, ...decision }): Decision[] => {
    const at = person === undefined ? undefined : placeOf.get(person);
    return person !== undefined && at === undefined ? [] : [{ ...decision, person: at }];
  });
  return {
    list,
    matching: matchPeople(list, found, decided),
    pseudonyms: found.map(({ pseudonyms }) => pseudonyms),
  };
}

function asListed(entry: Entry): ListedPerson {
  const { source, id, email, user, first, last, fullName, site, team, joined, left } = entry;
  return { source, id, email, user, first, last, fullName, site, team, joined, left };
}

function nameOfTrial(text: string): SourceName {
  const unknown = { site: undefined, team: undefined, firstDay: undefined, lastDay: undefined };
  return { text, rows: 1, ...unknown, severalSites: false, days: 0, impossibleDays: 0 };
}

async function sourcesOf(people: People, warehouse: Warehouse): Promise<readonly Found[]> {
  const texts = people.names();
  const work = await workOf(warehouse);
  const columns =
    await warehouse.columns(sql`select source, pseudonym::double as pseudonym, rows, low_site, high_site,
    low_team, high_team, first_day, last_day from (${namesInFacts()}) order by source, rows desc, pseudonym`);
  const [source, lowSite, highSite, lowTeam, highTeam] = [
    'source',
    'low_site',
    'high_site',
    'low_team',
    'high_team',
  ].map((name) => columns.texts(name)) as [
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  const [pseudonym, rows] = [columns.numbers('pseudonym'), columns.numbers('rows')];
  const [firstDay, lastDay] = [columns.integers('first_day'), columns.integers('last_day')];
  const found = new Map<string, { names: SourceName[]; pseudonyms: number[] }>();
  for (let row = 0; row < columns.rowCount; row++) {
    const text = texts.get(pseudonym[row] ?? 0);
    if (text === undefined) continue;
    const own = found.get(source[row] ?? '') ?? { names: [], pseudonyms: [] };
    found.set(source[row] ?? '', own);
    const worked = work.get(`${source[row]}\u001f${pseudonym[row]}`);
    own.pseudonyms.push(pseudonym[row] ?? 0);
    own.names.push({
      text,
      rows: rows[row] ?? 0,
      site: onlyOne(lowSite[row], highSite[row]),
      severalSites: lowSite[row] !== highSite[row],
      team: onlyOne(lowTeam[row], highTeam[row]),
      firstDay: knownDay(firstDay[row]),
      lastDay: knownDay(lastDay[row]),
      days: worked?.days ?? 0,
      impossibleDays: worked?.impossibleDays ?? 0,
    });
  }
  return Array.from(found, ([name, own]) => ({ source: name, ...own }));
}

function onlyOne(low: string | undefined, high: string | undefined): string | undefined {
  return low === high && low !== '' ? low : undefined;
}

function knownDay(day: number | undefined): number | undefined {
  return day === noDay ? undefined : day;
}

interface Work {
  readonly days: number;
  readonly impossibleDays: number;
}

/** Only of names whose work one person could not have done: few. */
async function workOf(warehouse: Warehouse): Promise<ReadonlyMap<string, Work>> {
  const rows = await warehouse.rows(
    sql`select source, pseudonym, days, impossible_days as "impossibleDays" from (${workInFacts()}) where impossible_days > 0`,
    z.object({ source: z.string(), pseudonym: z.number(), days: z.number(), impossibleDays: z.number() }),
  );
  return new Map(rows.map(({ source, pseudonym, ...work }) => [`${source}\u001f${pseudonym}`, work]));
}

/**
 * Makes the facts mean whom their names mean: writes, for each name of a source that stands for another pseudonym
 * than its own, which; nobody for logins that several share. One transaction; what was meant before is forgotten.
 */
export async function keepMeaning(people: People, warehouse: Warehouse, who: WhoIsWho): Promise<void> {
  const meant = meaningOf(people, who);
  const state = await stateOf(people, warehouse);
  await warehouse.transaction(async (inside) => {
    await inside.run(sql`delete from people_meant_as_of`);
    await inside.run(sql`insert into people_meant_as_of values (${state})`);
    await inside.run(sql`delete from people_meant`);
    if (meant.length === 0) return;
    await inside.append('people_meant', {
      source: meant.map(({ source }) => source),
      pseudonym: meant.map(({ pseudonym }) => pseudonym),
      person: meant.map(({ person }) => person),
    });
  });
}

/** Whether nothing was loaded, listed or decided since the names were last compared. */
export async function isMeaningKept(people: People, warehouse: Warehouse): Promise<boolean> {
  const kept = await warehouse.rows(
    sql`select state from people_meant_as_of`,
    z.object({ state: z.string() }),
  );
  return kept[0]?.state === (await stateOf(people, warehouse));
}

/** Raised whenever names are compared in another way than before. */
const matchingVersion = 1;

async function stateOf(people: People, warehouse: Warehouse): Promise<string> {
  const [loads] = await warehouse.rows(
    sql`select coalesce(string_agg(load_id::varchar, ' ' order by load_id), '') as loads from loads where status = 'loaded'`,
    z.object({ loads: z.string() }),
  );
  return `${matchingVersion} ${people.state()} ${createHash('sha256')
    .update(loads?.loads ?? '')
    .digest('hex')}`;
}

interface Meant {
  readonly source: string;
  readonly pseudonym: number;
  readonly person: number | null;
}

function meaningOf(people: People, { list, matching, pseudonyms }: WhoIsWho): readonly Meant[] {
  const ofListed = people.enrol(list.map(({ id }) => id)).map((pseudonym) => pseudonym ?? 0);
  const own = new Set(ofListed);
  const meant: Meant[] = [];
  const add = (source: string, pseudonym: number, person: number | null) => {
    if (pseudonym !== person) meant.push({ source, pseudonym, person });
  };
  matching.sources.forEach(({ source, names }, k) => {
    names.forEach(({ name, recognition }, index) => {
      const pseudonym = pseudonyms[k]?.[index] ?? 0;
      if (recognition.state === 'matched') add(source, pseudonym, ofListed[recognition.person] ?? 0);
      else if (recognition.state === 'shared') add(source, pseudonym, null);
      else if (own.has(pseudonym)) add(source, pseudonym, somebodyElse(people, source, name.text));
    });
  });
  list.forEach(({ source }, at) => {
    const stands = matching.standsFor[at] ?? at;
    if (stands !== at) add(source, ofListed[at] ?? 0, ofListed[stands] ?? 0);
  });
  return meant;
}

/** A number of the list that means somebody else in this source. */
function somebodyElse(people: People, source: string, name: string): number {
  return people.enrol([`${source}\u001f${name}`])[0] ?? 0;
}
