import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkPeopleWithCosts } from '../../src/cli/people-checked.ts';
import { estimateImpact, loadFacts } from '../../src/impact/index.ts';
import { checkPeople, importFiles, importSources, previewPeople } from '../../src/intake/index.ts';
import { currentFacts, type FactsTable } from '../../src/warehouse/fact-tables.ts';
import { sql } from '../../src/warehouse/sql.ts';
import type { Warehouse } from '../../src/warehouse/warehouse.ts';
import { eraseCalled, organisationOf, type TestPlace, testPlace } from '../support/import-place.ts';

let place: TestPlace;
afterEach(() => place.remove());

const declared = {
  measures: { satisfied: { title: 'Satisfied', kind: 'mean' } },
  programmes: {
    listen: {
      title: 'Listen',
      primaryOutcome: 'satisfied',
      cost: { fees: 90, hoursPerPerson: 2, loadedRate: 40 },
    },
  },
  sources: [
    { file: 'people.csv', table: 'people' },
    { file: 'tickets.csv', table: 'interactions' },
    { file: 'courses.csv', table: 'attendance' },
  ],
};
const people = `Employee No,First name,Last name,E-mail,Location,Team
101,Anna,Maier,anna.maier@hotel.example,North,Bar
102,Bo,Lund,bo.lund@hotel.example,North,Bar
103,Sabine,Weber,s.weber@hotel.example,South,Desk
104,Sabine,Weber,sabine.weber@hotel.example,South,Desk
105,Cy,Berg,cy.berg@hotel.example,South,Desk
`;
const tickets = `id,time,agent,first agent,rating
1,2024-01-01 10:00,"Maier, Anna",,5
2,2024-01-02 10:00,Anna Maier (anna.maier@hotel.example),,4
3,2024-01-03 10:00,Sabine Weber,,3
4,2024-01-04 10:00,Front desk night,,2
5,2024-01-05 10:00,Bo Lund,Front desk night,1
6,2024-01-06 10:00,Rita Novak,,1
7,2024-01-07 10:00,Bo Lnud,,5
`;
const courses = `Email address,Course,Date
ANNA.MAIER@hotel.example,Listen,2024-01-02
bo.lund+lms@hotel.example,Listen,2024-01-02
sabine.weber@hotel.example,Listen,2024-01-02
`;

async function open(files: Readonly<Record<string, string>> = {}): Promise<void> {
  place = await testPlace(declared);
  const all = { 'people.csv': people, 'tickets.csv': tickets, 'courses.csv': courses, ...files };
  for (const [file, text] of Object.entries(all)) write(file, text);
}

function write(file: string, text: string): void {
  writeFileSync(join(place.folder, file), text);
}

function aliases(): string[] {
  return readFileSync(join(place.folder, 'people-aliases.csv'), 'utf8').trim().split('\n');
}

/** Ids of the list in the place of pseudonyms: "1 101", "4 -". */
async function whoIn(table: FactsTable, columns = 'person'): Promise<string[]> {
  const order = table === 'interactions' ? '"time"' : 'person';
  const rows = await place.warehouse.rows(
    {
      text: `select ${columns} from ${currentFacts(table).text} order by ${order}`,
      values: [...currentFacts(table).values],
    },
    z.record(z.string(), z.number().nullable()),
  );
  const names = new Map(['101', '102', '103', '104', '105'].map((id) => [place.people.find(id), id]));
  const told = (value: number | null) =>
    value === null ? '-' : value === 0 ? '0' : (names.get(value) ?? '?');
  return rows.map((row) => Object.values(row).map(told).join(' '));
}

describe('an import', () => {
  it('matches the names of every source to the list, and asks where it is not sure', async () => {
    await open();
    await importSources(place);
    expect(await whoIn('interactions')).toEqual(['101', '101', '?', '-', '102', '?', '?']);
    expect((await whoIn('attendance')).toSorted()).toEqual(['101', '102', '104']);
    expect(aliases()).toEqual([
      'source,name,person,decision,team,listed as,why,rows',
      'tickets.csv,Bo Lnud,102,,,"Bo Lund, North, Bar",an error in typing,1',
      'tickets.csv,Sabine Weber,103,,,"Sabine Weber, South, Desk","same name, one of 2",1',
      'tickets.csv,Sabine Weber,104,,,"Sabine Weber, South, Desk","same name, one of 2",1',
      'tickets.csv,Front desk night,,,,,"taken as shared: its name is that of a place or a function; its team is missing",2',
      'tickets.csv,Rita Novak,,,,,fits nobody in the list,1',
    ]);
    expect(statSync(join(place.folder, 'people-aliases.csv')).mode & 0o777).toBe(0o600);
  });

  it('counts a shared login for its team and for no person, also where another would be credited', async () => {
    await open();
    await importSources(place);
    expect(await whoIn('interactions', 'person, first_person')).toContain('102 0');
    const facts = await loadFacts(place);
    expect(facts.contacts).toBe(7);
    const of = (id: string) => facts.personOf(id) ?? -1;
    expect([of('Maier, Anna'), of('101')]).toEqual([of('101'), of('101')]);
    expect(of('Front desk night')).toBe(-1);
  });

  it('applies corrections to what is loaded already, and takes them back', async () => {
    await open();
    await importSources(place);
    const decide = (...lines: string[]) =>
      write('people-aliases.csv', ['source,name,person,decision', ...lines, ''].join('\n'));
    decide(
      'tickets.csv,Sabine Weber,103,same',
      'tickets.csv,Front desk night,105,same',
      'tickets.csv,"Maier, Anna",,shared',
      '*,Bo Lund,102,different',
      'courses.csv,sabine.weber@hotel.example,,nobody',
    );
    await importSources(place);
    expect(await whoIn('interactions')).toEqual(['-', '101', '103', '105', '?', '?', '?']);
    expect((await whoIn('attendance')).toSorted()).toEqual(['101', '102', '?']);
    decide('tickets.csv,Sabine Weber,,', 'tickets.csv,Front desk night,105,same');
    await importSources(place);
    expect(await whoIn('interactions')).toEqual(['-', '101', '?', '105', '?', '?', '?']);
  });

  it('keeps what was decided when the file is gone, and applies it to rows that come later', async () => {
    await open();
    write('people-aliases.csv', 'source;name;person;decision\ntickets.csv;Sabine Weber;104;same\n');
    await importSources(place);
    rmSync(join(place.folder, 'people-aliases.csv'));
    write('tickets.csv', `${tickets}8,2024-01-08 10:00,Sabine Weber,,5\n`);
    await importSources(place);
    expect(await whoIn('interactions')).toEqual(['101', '101', '104', '-', '102', '?', '?', '104']);
  });

  it('leaves a number of the list to somebody else where it means somebody else', async () => {
    await open({ 'courses.csv': 'User,Course,Date\n101,Listen,2024-01-02\n102,Listen,2024-01-02\n' });
    write('people-aliases.csv', 'source,name,person,decision\ncourses.csv,101,101,different\n');
    await importSources(place);
    await importSources(place);
    expect((await whoIn('attendance')).toSorted()).toEqual(['102', '?']);
    expect(await whoIn('interactions')).toContain('101');
  });

  it('makes two entries of the list one where somebody says so', async () => {
    await open({ 'people.csv': `${people}106,Cy,Berg,CY.BERG@hotel.example,South,Desk\n` });
    await importSources(place);
    expect(aliases()).toContain(
      'people.csv,106,105,,,"Cy Berg, South, Desk",two entries of the list: same e-mail,1',
    );
    write('people-aliases.csv', 'source,name,person,decision\npeople.csv,106,105,same\n');
    await importSources(place);
    expect((await whoIn('people')).toSorted()).toEqual(['101', '102', '103', '104', '105', '105']);
  });

  it('does nothing anew where nothing changed', async () => {
    await open();
    await importSources(place);
    const before = aliases();
    const states = () =>
      place.warehouse.rows(sql`select state from people_meant_as_of`, z.object({ state: z.string() }));
    const state = await states();
    await importSources(place);
    expect([await states(), aliases()]).toEqual([state, before]);
    expect(state).toHaveLength(1);
  });

  it('does not ask where it is sure', async () => {
    await open({ 'tickets.csv': 'id,time,agent,rating\n1,2024-01-01 10:00,101,5\n' });
    await importSources(place);
    expect(existsSync(join(place.folder, 'people-aliases.csv'))).toBe(false);
  });

  it('that is a trial says whom names would mean, and keeps nothing', async () => {
    await open();
    const trial = place.people.forTrial();
    await importFiles({ ...place, people: trial }, { files: [], replaces: undefined, dryRun: true });
    const { listed, sources, undecided } = previewPeople(trial);
    expect({ listed, undecided }).toEqual({ listed: 5, undecided: 2 });
    const tried = sources.find(({ source }) => source === 'tickets.csv');
    expect(tried?.ways).toEqual({ 'same e-mail': 1, 'same name': 2 });
    expect(tried?.shared.names).toBe(1);
    expect(place.people.find('101')).toBeUndefined();
    expect(existsSync(join(place.folder, 'people-aliases.csv'))).toBe(false);
  });
});

describe('check', () => {
  it('tells what hangs on the matched, the unsure, those in no list and the shared, in both directions', async () => {
    await open();
    await importSources(place);
    const { listed, sources, undecided, repeated } = await checkPeopleWithCosts(place);
    expect({ listed, undecided, repeated }).toEqual({ listed: 5, undecided: 2, repeated: 0 });
    const none = { interactions: 0, hours: 0, money: 0 };
    expect(sources).toEqual([
      {
        source: 'courses.csv',
        matched: { names: 3, interactions: 0, hours: 6, money: 330 },
        unsure: { names: 0, ...none },
        unmatched: { names: 0, ...none },
        shared: { names: 0, ...none },
        maybeShared: 0,
        ways: { 'same e-mail': 3 },
        unseen: { names: 2, ...none },
      },
      {
        source: 'tickets.csv',
        matched: { names: 3, ...none, interactions: 3 },
        unsure: { names: 2, ...none, interactions: 2 },
        unmatched: { names: 1, ...none, interactions: 1 },
        shared: { names: 1, ...none, interactions: 1 },
        maybeShared: 0,
        ways: { 'same e-mail': 1, 'same name': 2 },
        unseen: { names: 3, interactions: 0, hours: 2, money: 110 },
      },
    ]);
  });

  it('counts hours and money as the analysis does: sessions of the period, their hours, invoices', async () => {
    const dates = ['2023-06-01', '2024-01-02', '2024-01-03'];
    await open({
      'courses.csv': `Email address,Course,Date,Hours\nanna.maier@hotel.example,Listen,2024-01-02,\nbo.lund@hotel.example,Listen,2024-01-03,\nrita@elsewhere.example,Listen,2024-01-03,1.5\n`,
      'invoices.csv': 'Provider,Year,Amount,Currency\nAcme,2024,600,EUR\n',
    });
    const listen = {
      title: 'Listen',
      primaryOutcome: 'satisfied',
      provider: 'Acme',
      cost: { hoursPerPerson: 2, loadedRate: 40, materials: 20 },
      sessions: dates.map((date) => ({ date, materials: 100, ...(date === '2024-01-03' && { hours: 5 }) })),
    };
    const organisation = organisationOf({
      ...declared,
      programmes: { listen },
      sources: [...declared.sources, { file: 'invoices.csv', table: 'invoices' }],
    });
    const whole = { ...place, organisation };
    await importSources(whole);
    const { sources } = await checkPeopleWithCosts(whole);
    const courses = sources.find(({ source }) => source === 'courses.csv');
    const { cost } = estimateImpact(await loadFacts(whole), organisation, 'listen');
    const sumOf = (of: 'hours' | 'money') => (courses?.matched[of] ?? 0) + (courses?.unmatched[of] ?? 0);
    expect([sumOf('hours'), sumOf('money')]).toEqual([2 + 5 + 1.5, 8.5 * 40 + 600 + 20 + 200]);
    expect([sumOf('hours'), sumOf('money')]).toEqual([cost.hours, cost.total]);
  });

  it('finds a login that works round the clock', async () => {
    const rows = Array.from(
      { length: 4 * 24 },
      (_, k) => `${k},2024-01-0${1 + Math.floor(k / 24)} ${String(k % 24).padStart(2, '0')}:00,102,3`,
    );
    await open({ 'tickets.csv': `id,time,agent,rating\n${rows.join('\n')}\n` });
    await importSources(place);
    const { sources } = await checkPeople(place);
    expect(sources.find(({ source }) => source === 'tickets.csv')).toMatchObject({ maybeShared: 1 });
    expect(aliases()[1]).toMatch(/^tickets\.csv,102,102,,.*shared\? on 4 of 4 days/);
  });
});

describe('people-aliases.csv', () => {
  it.each([
    ['source,name,decision\n', 'line 1 has no column "person"'],
    ['source,name,person,decision\ntickets.csv,Bo Lund,102,perhaps\n', 'line 2 has the decision "perhaps"'],
    ['source,name,person,decision\n\ntickets.csv,"Bo\nLund",,same\n', 'line 3 says "same" and no person'],
    [
      'source,name,person,decision\ntickets.csv,Bo Lund,999,same\n',
      'line 2 names a person who is not in the list',
    ],
    [
      'source,name,person,decision\nticket.csv,Bo Lund,102,same\n',
      'line 2 names the source "ticket.csv", which is none',
    ],
    ['source,name,person,decision\n,Bo Lund,102,same\n', 'line 2 names no source'],
    ['source,name,person,decision\ntickets.csv,,102,same\n', 'line 2 has no name'],
    ['source,name,person,decision\ntickets.csv,"Bo" Lund,102,same\n', 'line 2 has a quote in the middle'],
    [
      'source,name,person,decision\ntickets.csv,Bo Lund,102,same\ntickets.csv,Bo Lund,103,same\n',
      'line 3 says "same" of a name of which line 2 says "same" of another person',
    ],
  ])('%j is an error: %s', async (text, message) => {
    await open({ 'people-aliases.csv': text });
    await expect(importSources(place)).rejects.toThrow(`people-aliases.csv, ${message}`);
  });

  it('says which lines have no effect', async () => {
    await open({ 'people-aliases.csv': 'source,name,person,decision\ntickets.csv,Bob Lund,102,same\n' });
    await importSources(place);
    write('people-aliases.csv', 'source,name,person,decision\ntickets.csv,Bob Lund,102,same\n');
    expect((await checkPeople(place)).notes).toEqual([
      'people-aliases.csv, line 2: no source has this name so far; the line waits for it.',
    ]);
  });

  it('keeps what was decided on names, sources and lists that are yet to come', async () => {
    await open({ 'people.csv': people.split('\n').slice(0, 1).join('') });
    place.remove();
    place = await testPlace({ ...declared, sources: declared.sources.slice(1, 2) });
    write('tickets.csv', tickets);
    write(
      'people-aliases.csv',
      'source,name,person,decision\ntickets.csv,Bob Lund,102,same\ncourses.csv,Lundi,102,same\n*,Rita Novak,,nobody\n',
    );
    await importSources(place);
    expect((await checkPeople(place)).notes).toEqual([
      'people-aliases.csv, line 3: no source is called "courses.csv" so far; the line waits for it.',
      'people-aliases.csv, line 4: no list of people is loaded so far; the line waits for it.',
    ]);
    write('people.csv', people);
    write('tickets.csv', `${tickets}8,2024-01-08 10:00,Bob Lund,,5\n`);
    write('courses.csv', `${courses}lundi,Listen,2024-01-03\nLundi,Listen,2024-01-03\n`);
    const later = { ...place, organisation: organisationOf(declared) };
    await importSources(later);
    expect(await whoIn('interactions')).toEqual(['101', '101', '?', '-', '102', '?', '?', '102']);
    expect((await whoIn('attendance')).toSorted()).toEqual(['101', '102', '102', '104', '?']);
    rmSync(join(place.folder, 'people-aliases.csv'));
    await checkPeople(later);
    expect(aliases().filter((line) => /,(same|nobody),/.test(line))).toHaveLength(3);
  });

  it('loses nothing that somebody wrote when it is written anew, in the delimiter that it had', async () => {
    await open();
    write(
      'people-aliases.csv',
      [
        'note;source;name;person;decision;who decides;',
        'asked HR;tickets.csv;Sabine Weber;103;;Kim;call back',
        ';tickets.csv;Front desk night;105;shared;Kim;',
        'the night shift;tickets.csv;Front desk night;102;shared;;',
        'left in May;tickets.csv;Nobody Known;;;;',
        'later;tickets.csv;Bob Lund;102;same;;',
        'a typo;*;Bo Lnud;102;same;;',
        '',
      ].join('\n'),
    );
    await importSources(place);
    const expected = [
      'source;name;person;decision;team;listed as;why;rows;note;who decides;',
      'tickets.csv;Sabine Weber;103;;;"Sabine Weber, South, Desk";"same name, one of 2";1;asked HR;Kim;call back',
      'tickets.csv;Sabine Weber;104;;;"Sabine Weber, South, Desk";"same name, one of 2";1;;;',
      '*;Bo Lnud;102;same;;"Bo Lund, North, Bar";decided;1;a typo;;',
      'tickets.csv;Front desk night;;shared;;;"decided; its team is missing";2;the night shift;Kim;',
      'tickets.csv;Bob Lund;102;same;;"Bo Lund, North, Bar";"decided, and no source has this name so far";0;later;;',
      'tickets.csv;Rita Novak;;;;;fits nobody in the list;1;;;',
      'tickets.csv;Nobody Known;;;;;your note;0;left in May;;',
    ];
    expect(aliases()).toEqual(expected);
    await importSources(place);
    await checkPeople(place);
    expect(aliases()).toEqual(expected);
  });

  it('is not written anew where somebody wrote into it in between', async () => {
    await open();
    await importSources(place);
    const edited = 'source,name,person,decision\ntickets.csv,Sabine Weber,104,same\n';
    const warehouse: Warehouse = {
      ...place.warehouse,
      transaction: (work) => {
        write('people-aliases.csv', edited);
        return place.warehouse.transaction(work);
      },
    };
    await checkPeople({ ...place, warehouse });
    expect(readFileSync(join(place.folder, 'people-aliases.csv'), 'utf8')).toBe(edited);
    await checkPeople(place);
    expect(await whoIn('interactions')).toContain('104');
  });

  it('is read as spreadsheets write it, and holds no formulas', async () => {
    await open({ 'tickets.csv': 'id,time,agent,rating\n1,2024-01-01 10:00,"=Sabine Weber",3\n' });
    await importSources(place);
    expect(aliases()[1]).toMatch(/^tickets\.csv,'=Sabine Weber,103/);
    write(
      'people-aliases.csv',
      "source\tname\tperson\tdecision\r\ntickets.csv\t'=Sabine Weber\t104\tSAME\r\n",
    );
    await importSources(place);
    expect(await whoIn('interactions')).toEqual(['104']);
  });
});

describe('a person who was erased', () => {
  it('is gone under every name that meant them, and stays so', async () => {
    await open();
    await importSources(place);
    await eraseCalled(place, '101');
    expect(await whoIn('interactions')).toEqual(['?', '-', '102', '?', '?']);
    write('tickets.csv', `${tickets}8,2024-01-08 10:00,"Maier, Anna",,5\n`);
    write('courses.csv', `${courses}anna.maier+x@hotel.example,Listen,2024-02-02\n`);
    const reports = await importSources(place);
    expect(reports.map(({ rows }) => rows.dropped)).toEqual([
      expect.anything(),
      { 'person was erased': 3 },
      { 'person was erased': 2 },
    ]);
    write('people-aliases.csv', 'source,name,person,decision\ntickets.csv,Bo Lund,101,same\n');
    expect((await checkPeople(place)).notes).toEqual([
      'people-aliases.csv, line 2: the person was erased; the line was taken out.',
    ]);
  });
});
