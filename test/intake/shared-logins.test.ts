import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { peopleWords } from '../../src/cli/people-words.ts';
import { Analysis } from '../../src/contract/analysis.ts';
import { analyse, type Facts, loadFacts } from '../../src/impact/index.ts';
import { checkPeople, importSources } from '../../src/intake/index.ts';
import { renderReport } from '../../src/report/index.ts';
import { sql } from '../../src/warehouse/sql.ts';
import { type DrawnDesks, dateIn, drawDesks, factsOfDesks, teamTitle } from '../support/front-desks.ts';
import { type TestPlace, testPlace } from '../support/import-place.ts';

let place: TestPlace;
afterEach(() => place.remove());

const teams = 12;
const staged = (team: number) => (team % 2 === 0 ? 30 + 8 * ((team / 2) % 3) : undefined);
const drawn = drawDesks({ seed: 21, teams, weeks: 96, peoplePerTeam: 2, startOf: staged });
const login = (team: number) => `Front desk ${team}`;

interface Written {
  readonly desks?: DrawnDesks;
  readonly loginOf?: (team: number) => string;
  /** The column of the contacts that names where they were; none if left out. */
  readonly column?: 'team' | 'site';
  readonly placeOf?: (team: number) => string;
  readonly aliases?: string;
}

/** The desks as files: a list of people with teams and sites, and tickets. */
async function open(written: Written = {}): Promise<void> {
  place = await testPlace({
    ...(written.desks ?? drawn).declared,
    sources: [
      { file: 'people.csv', table: 'people' },
      { file: 'tickets.csv', table: 'interactions' },
    ],
  });
  writeFiles(written);
  await importSources(place);
}

function writeFiles({ desks = drawn, loginOf = login, column, placeOf, aliases }: Written): void {
  const people = Array.from({ length: desks.people }, (_, person) => {
    const team = Math.floor(person / (desks.people / desks.teams));
    return `p${person},${teamTitle(team)},House ${team}`;
  });
  write('people.csv', ['person,team,site', ...people].join('\n'));
  const rows = desks.contacts.map(({ team, person, week, rating }, id) => {
    const at = column === undefined ? [] : [(placeOf ?? teamTitle)(team)];
    const who = person === undefined ? loginOf(team) : `p${person}`;
    return [id, `${dateIn(week, id % 7)} 10:00`, who, rating, ...at].join(',');
  });
  const header = ['id', 'time', 'agent', 'rating', ...(column === undefined ? [] : [column])].join(',');
  write('tickets.csv', [header, ...rows, ''].join('\n'));
  if (aliases !== undefined) write('people-aliases.csv', aliases);
}

function write(file: string, text: string): void {
  writeFileSync(join(place.folder, file), text);
}

const aliasesOf = (lines: readonly string[]) => ['source,name,person,decision,team', ...lines, ''].join('\n');

const allSaid = (loginOf = login) =>
  aliasesOf(Array.from({ length: teams }, (_, team) => `*,${loginOf(team)},,shared,${teamTitle(team)}`));

/** Figures of the programme, and its notes. */
async function resultOf(facts?: Facts): Promise<Analysis['programmes'][number]> {
  const { organisation } = place;
  const analysis = Analysis.parse(
    analyse({ facts: facts ?? (await loadFacts(place)), organisation, version: '0', seed: 1 }),
  );
  const [result] = analysis.programmes;
  if (result === undefined) throw new Error('no result');
  return result;
}

function estimates({ effects }: Analysis['programmes'][number]): number[] {
  return Object.values(effects).flatMap((effect) => {
    if (effect.kind === 'refused') throw new Error(effect.detail);
    return [effect.estimate, effect.standardError];
  });
}

function expectSame(one: readonly number[], other: readonly number[]): void {
  expect(one.length).toBe(other.length);
  for (const [at, value] of one.entries()) expect(value).toBeCloseTo(other[at] ?? Number.NaN, 10);
}

const fromMemory = () => resultOf(factsOfDesks(drawn));
const nobodyIn = () => resultOf({ ...factsOfDesks(drawn), logins: undefined });

describe('what stands under a shared login', () => {
  it('counts for the team that the rows name, and for no person', async () => {
    await open({ column: 'team' });
    const result = await resultOf();
    expectSame(estimates(result), estimates(await fromMemory()));
    expect(estimates(result)).not.toEqual(estimates(await nobodyIn()));
    expect(result.notes.join(' ')).toContain('4,608 contacts of 12 shared logins count for their teams');
    expect(result.restsOn).toMatchObject({ people: drawn.people, contacts: drawn.contacts.length });
  });

  it.each([
    [
      'the only team of the site that they name',
      { column: 'site', placeOf: (team: number) => `House ${team}` },
    ],
    ['that team in another spelling', { column: 'team', placeOf: (team: number) => `TEAM-${team}` }],
    ['the team that people-aliases.csv says', { aliases: allSaid() }],
    [
      'the team that is said, where the source has words of its own',
      { column: 'team', placeOf: () => 'Desk', aliases: allSaid() },
    ],
  ] as const)('counts for %s', async (_, written) => {
    await open(written);
    await importSources(place);
    expectSame(estimates(await resultOf()), estimates(await fromMemory()));
  });

  it('counts team by team where one name stands for the desks of all of them', async () => {
    await open({ column: 'team', loginOf: () => 'Reception' });
    const result = await resultOf();
    expectSame(estimates(result), estimates(await fromMemory()));
    expect(result.notes.join(' ')).toContain('4,608 contacts of 1 shared login count');
  });

  it('counts the same whatever the login is called', async () => {
    await open({ column: 'team' });
    const one = estimates(await resultOf());
    place.remove();
    const renamed = (team: number) => `info.${(team * 5) % teams}@hotel.example`;
    await open({ column: 'team', loginOf: renamed });
    expectSame(estimates(await resultOf()), one);
  });

  it('counts for nobody where nobody says a team; then import and check say how much that is, and what to do', async () => {
    await open();
    const result = await resultOf();
    expectSame(estimates(result), estimates(await nobodyIn()));
    expect(result.notes.join(' ')).toContain(
      '4,608 contacts of 12 shared logins count for nobody, because nobody says their team',
    );
    const check = await checkPeople(place);
    expect(check.logins).toEqual({
      placed: { logins: 0, contacts: 0, rows: 0 },
      unplaced: { logins: 12, contacts: 4608, rows: 4608 },
      withoutPeople: { logins: 0, contacts: 0, rows: 0 },
    });
    expect(peopleWords(check, 'EUR', 400).join('\n')).toContain(
      '4,608 contacts of 12 shared logins count for nobody, because no team is known for them: write the team of each into people-aliases.csv, in the column "team" of its line, then run: whichhalf import',
    );
    const written = readFileSync(join(place.folder, 'people-aliases.csv'), 'utf8').trim().split('\n');
    expect(written[0]).toBe('source,name,person,decision,team,listed as,why,rows');
    expect(written).toContain(
      'tickets.csv,Front desk 3,,,,,"taken as shared: its name is that of a place or a function; its team is missing",384',
    );
    const filled = written.map((line) => line.replace(/^(tickets\.csv,Front desk (\d+),,,),/, '$1Team $2,'));
    write('people-aliases.csv', filled.join('\n'));
    await importSources(place);
    expectSame(estimates(await resultOf()), estimates(await fromMemory()));
    const after = await checkPeople(place);
    expect(after.logins?.unplaced.rows).toBe(0);
    expect(peopleWords(after, 'EUR', 400).join('\n')).toContain(
      '4,608 contacts of 12 shared logins count for their teams, and for no person.',
    );
    expect(readFileSync(join(place.folder, 'people-aliases.csv'), 'utf8')).toContain(
      'tickets.csv,Front desk 3,,shared,Team 3,,decided,384',
    );
  });

  it('counts for some teams where only of some it is said', async () => {
    await open({ aliases: aliasesOf(['tickets.csv,Front desk 4,,shared,team 4']) });
    const { notes } = await resultOf();
    expect(notes.join(' ')).toContain('384 contacts of 1 shared login count for their teams');
    expect(notes.join(' ')).toContain('4,224 contacts of 11 shared logins count for nobody');
  });

  it('is of everybody where there is no list and the contacts alone name teams', async () => {
    await open({ column: 'team' });
    place.remove();
    place = await testPlace({ ...drawn.declared, sources: [{ file: 'tickets.csv', table: 'interactions' }] });
    writeFiles({ column: 'team' });
    await importSources(place);
    expectSame(estimates(await resultOf()), estimates(await fromMemory()));
  });

  it('stands in no fact, no result and no page by its name', async () => {
    await open({ column: 'team', loginOf: (team) => `Concierge ${team}` });
    const { organisation } = place;
    const analysis = Analysis.parse(
      analyse({ facts: await loadFacts(place), organisation, version: '0', seed: 1 }),
    );
    expect(JSON.stringify(analysis) + renderReport(analysis)).not.toMatch(/concierge/i);
    expect(JSON.stringify(await checkPeople(place))).not.toMatch(/concierge/i);
    const rows = await place.warehouse.rows(
      sql`select table_name as name from information_schema.tables where table_name like '%login%' and table_type <> 'LOCAL TEMPORARY'`,
      z.object({ name: z.string() }),
    );
    expect(rows).toEqual([]);
  });
});

describe('a team in people-aliases.csv', () => {
  it.each([
    ['Team 33', 'names the team "Team 33", which is in no list', 'Did you mean "Team 3"'],
    ['Night', 'names the team "Night", which is in no list', 'Known are "Team 0", "Team 1"'],
  ])('that is %j is an error with near names, and nothing is taken over', async (team, message, remedy) => {
    await open();
    const before = [place.people.decisions(), await meant()];
    write(
      'people-aliases.csv',
      aliasesOf(['*,Front desk 1,,shared,Team 1', `*,Front desk 2,,shared,${team}`]),
    );
    const failed = await importSources(place).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      message: `people-aliases.csv, line 3 ${message}.`,
      remedy: expect.stringContaining(remedy),
    });
    expect([place.people.decisions(), await meant()]).toEqual(before);
  });

  it.each([
    ['*,p1,p2,same,Team 1', 'line 2 says a team and "same"'],
    ['*,Front desk 1,,nobody,Team 1', 'line 2 says a team and "nobody"'],
    ['*,Front desk 1,p1,,Team 1', 'line 2 says a team and a person'],
    ['*,p1,,,Team 1', 'line 2 says where a login belongs that is not taken as shared'],
    [
      '*,Front desk 1,,shared,Team 1\n*,Front desk 1,,shared,Team 2',
      'line 3 says "shared" of a name of which line 2 says "shared" in another team',
    ],
  ])('%j is an error: %s', async (line, message) => {
    await open();
    write('people-aliases.csv', aliasesOf([line]));
    await expect(importSources(place)).rejects.toThrow(`people-aliases.csv, ${message}`);
  });

  it('may be said by its site, if that has one team', async () => {
    await open();
    const bySite = (site: string) => `source,name,person,decision,site\n*,Front desk 1,,shared,${site}\n`;
    write('people-aliases.csv', bySite('house 1'));
    await importSources(place);
    expect((await checkPeople(place)).logins?.placed).toEqual({ logins: 1, contacts: 384, rows: 384 });
    expect(readFileSync(join(place.folder, 'people-aliases.csv'), 'utf8')).toContain(
      'decision,team,site,listed as',
    );
    write('people-aliases.csv', bySite('House 111'));
    await expect(importSources(place)).rejects.toThrow(
      'line 2 names the site "House 111", which is in no list',
    );
    write(
      'people.csv',
      `${readFileSync(join(place.folder, 'people.csv'), 'utf8')}\np900,Night team,House 1\n`,
    );
    write('people-aliases.csv', bySite('House 1'));
    await expect(importSources(place)).rejects.toThrow('line 2 names the site "House 1", which has 2 teams');
  });

  it('waits for a list where none is loaded', async () => {
    place = await testPlace({
      ...drawn.declared,
      sources: [{ file: 'tickets.csv', table: 'interactions' }],
    });
    writeFiles({ aliases: aliasesOf(['*,Front desk 1,,shared,Team 1']) });
    await importSources(place);
    expect((await checkPeople(place)).notes.join(' ')).toContain('the line waits for it');
    expect(existsSync(join(place.folder, 'people-aliases.csv'))).toBe(true);
  });
});

async function meant(): Promise<unknown> {
  return place.warehouse.rows(
    sql`select source, pseudonym, person from people_meant order by source, pseudonym`,
    z.object({ source: z.string(), pseudonym: z.number(), person: z.number().nullable() }),
  );
}
