import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { erase, importSources, lookUpPerson } from '../../src/intake/index.ts';
import { openPeople, withUnsure } from '../../src/people/index.ts';
import { factsOf, factsTables, personColumns } from '../../src/warehouse/fact-tables.ts';
import { identifier, joinSql, sql } from '../../src/warehouse/sql.ts';
import { eraseCalled, organisationOf, type TestPlace, testPlace } from '../support/import-place.ts';

let place: TestPlace;
afterEach(() => place.remove());

const declared = {
  sources: [
    { file: 'people.csv', table: 'people' },
    { file: 'tickets.csv', table: 'interactions' },
    { file: 'courses.csv', table: 'attendance' },
  ],
};
const people = `Employee No,First name,Last name,E-mail,User name,Location,Team
101,Anna,Maier,anna.maier@hotel.example,amaier,North,Bar
102,Bo,Lund,bo.lund@hotel.example,blund,North,Bar
103,Sabine,Weber,s.weber@hotel.example,sweber,South,Desk
104,Sabine,Weber,sabine.weber@hotel.example,,South,Desk
177,Anna,Huber,anna.maier@hotel.example,ahuber,North,Bar
`;
const tickets = `id,time,agent,first agent,rating
1,2024-01-01 10:00,"Maier, Anna",,5
2,2024-01-02 10:00,Annerl,,4
3,2024-01-03 10:00,Sabine Weber,,3
4,2024-01-04 10:00,Anna Huber,,2
5,2024-01-05 10:00,Bo Lund,amaier,1
6,2024-01-06 10:00,Anna Meier,,1
`;
const courses = `Email address,Course,Date
anna.maier@hotel.example,Listen,2024-01-02
bo.lund@hotel.example,Listen,2024-01-02
`;
const decided = [
  'source,name,person,decision,note',
  'people.csv,177,101,same,married; Anna Maier before',
  'tickets.csv,Annerl,101,same,',
  'tickets.csv,Sabine Weber,103,same,says anna.maier@hotel.example',
  '',
].join('\n');

async function open(files: Readonly<Record<string, string>> = {}): Promise<void> {
  place = await testPlace(declared);
  const all = { 'people.csv': people, 'tickets.csv': tickets, 'courses.csv': courses, ...files };
  for (const [file, text] of Object.entries(all)) write(file, text);
  await importSources(place);
  if (files['people-aliases.csv'] === undefined) write('people-aliases.csv', decided);
  await importSources(place);
}

function write(file: string, text: string): void {
  writeFileSync(join(place.folder, file), text);
}

/** Everything that is kept in clear, or could be made clear with the secret. */
async function everythingKept(): Promise<string> {
  const opened = openPeople({
    secretFile: join(place.folder, '.whichhalf', 'secret'),
    peopleFile: join(place.folder, '.whichhalf', 'people'),
  });
  const loads = await place.warehouse.rows(
    sql`select report as text from loads union all select reason from rejected`,
    z.object({ text: z.string() }),
  );
  return JSON.stringify([
    opened.listed(),
    [...opened.names().values()],
    opened.decisions(),
    readFileSync(join(place.folder, 'people-aliases.csv'), 'utf8'),
    loads,
  ]);
}

/** Pseudonyms in the facts that nobody has any more. */
async function pseudonymsOfNobody(): Promise<readonly number[]> {
  const all = factsTables.flatMap((table) =>
    personColumns(table).map(
      (column) => sql`select ${identifier(column)} as pseudonym from ${identifier(factsOf(table))}`,
    ),
  );
  const rows = await place.warehouse.rows(
    sql`select distinct pseudonym from (${joinSql(all, ' union all ')}) where pseudonym is not null`,
    z.object({ pseudonym: z.number() }),
  );
  const known = place.people.names();
  return rows.map(({ pseudonym }) => pseudonym).filter((pseudonym) => !known.has(pseudonym));
}

const ofAnna = /anna\.maier|maier|amaier|ahuber|huber|annerl|\b101\b|\b177\b/i;

describe('an erasure', () => {
  it.each([
    'the entry that stands for both',
    '101',
    '177',
    'anna.maier@hotel.example',
    'Maier, Anna',
    'ANNA HUBER',
    'annerl',
    'HOTEL\\amaier',
  ])('takes all entries of the list that are one person, and every name of hers: %s', async (asked) => {
    await open();
    const before = await everythingKept();
    expect(before).toMatch(ofAnna);
    const done = await eraseCalled(place, asked.startsWith('the entry') ? '101' : asked);
    expect(done).toMatchObject({ entries: 2, rows: 6, mentions: 1 });
    expect(done.files).toEqual(['courses.csv', 'people.csv', 'tickets.csv']);
    expect(await everythingKept()).not.toMatch(ofAnna);
    expect(await pseudonymsOfNobody()).toEqual([]);
  });

  it('is not undone by the same old files, under their own names or others', async () => {
    await open();
    await eraseCalled(place, '177');
    for (const [file, text] of Object.entries({
      'people.csv': people,
      'tickets.csv': tickets,
      'courses.csv': courses,
    }))
      write(file, `${text}\n`);
    write('old-list.csv', people);
    write('old-tickets.csv', tickets.replace('Annerl', 'amaier'));
    write('people-aliases.csv', decided.replace(/says .*/, 'by telephone'));
    const reports = await importSources(place);
    expect(reports.map(({ rows }) => rows.dropped['person was erased'])).toEqual([2, 3, 1]);
    const sources = [
      { file: 'old-list.csv', table: 'people' },
      { file: 'old-tickets.csv', table: 'interactions' },
    ];
    const old = await importSources({ ...place, organisation: organisationOf({ sources }) });
    expect(old.map(({ rows }) => rows.dropped['person was erased'])).toEqual([2, 3]);
    expect(await everythingKept()).not.toMatch(ofAnna);
    expect(await lookUpPerson(place, '101')).toEqual({ found: [], alike: [], wasErased: true });
  });

  it('takes names that were corrected since and stand in no row that counts', async () => {
    await open();
    write('tickets.csv', tickets.replace('Annerl', 'Bo Lund').replace('"Maier, Anna"', 'Bo Lund'));
    await importSources(place);
    await eraseCalled(place, '101');
    expect(await everythingKept()).not.toMatch(ofAnna);
    expect(await pseudonymsOfNobody()).toEqual([]);
  });

  it('leaves others their own: a name that another source has of another, and rows of others', async () => {
    await open({
      'courses.csv': `person,course,date\nSabine Weber,Listen,2024-01-02\nBo Lund,Listen,2024-01-02\n`,
      'people-aliases.csv':
        'source,name,person,decision\ntickets.csv,Sabine Weber,103,same\ncourses.csv,Sabine Weber,104,same\n',
    });
    expect(await eraseCalled(place, '103')).toMatchObject({ entries: 1, rows: 2, mentions: 0 });
    expect(place.people.listed().map(({ id }) => id)).toEqual(['101', '102', '104', '177']);
    const { found } = await lookUpPerson(place, 'Sabine Weber');
    expect(found.map(({ person }) => person.entries.map(({ id }) => id))).toEqual([['104']]);
    expect(found[0]?.sources).toMatchObject([{ source: 'courses.csv', names: 1, rows: 1 }]);
    write('tickets.csv', `${tickets}7,2024-01-07 10:00,Sabine Weber,,3\n`);
    write(
      'courses.csv',
      `person,course,date\nSabine Weber,Listen,2024-01-02\nSabine Weber,Again,2024-01-03\n`,
    );
    const reports = await importSources(place);
    expect(reports.slice(1).map(({ rows }) => rows.dropped)).toEqual([{ 'person was erased': 2 }, {}]);
  });

  it('leaves names that only may be theirs, unless it is asked for them, too', async () => {
    await open();
    const { found } = await lookUpPerson(place, '101');
    const person = found[0]!.person;
    expect(person.unsure.map(({ text }) => text)).toEqual(['Anna Meier']);
    expect(found[0]?.unsure).toMatchObject([{ source: 'tickets.csv', names: 1, rows: 1, interactions: 1 }]);
    await erase(place, withUnsure(person));
    expect(await everythingKept()).not.toMatch(/anna|meier/i);
    expect(await pseudonymsOfNobody()).toEqual([]);
  });

  it('gives no undecided name of theirs to somebody else of that name, or of those initials', async () => {
    const more = people.replace('104,Sabine', '106,Sven,Weber,,,South,Desk\n104,Sabine');
    await open({
      'people.csv': more,
      'tickets.csv':
        'id,time,agent,site\n1,2024-01-01,Sabine Weber,\n2,2024-01-02,S. Weber,South\n3,2024-01-03,Sven Weber,\n',
      'people-aliases.csv': 'source,name,person,decision\n',
    });
    await eraseCalled(place, '103');
    const file = readFileSync(join(place.folder, 'people-aliases.csv'), 'utf8');
    expect(file).toContain('"same name, somebody called alike was erased"');
    const called = async (id: string) => {
      const { names, unsure } = (await lookUpPerson(place, id)).found[0]!.person;
      return [names, unsure].map((each) => each.map(({ text }) => text).toSorted());
    };
    expect(await called('104')).toEqual([[], ['S. Weber', 'Sabine Weber']]);
    expect(await called('106')).toEqual([['Sven Weber'], ['S. Weber']]);
    await eraseCalled(place, '104');
    expect(await called('106')).toEqual([['Sven Weber'], ['S. Weber']]);
  });

  it('takes somebody who is in no list', async () => {
    await open();
    expect(await eraseCalled(place, 'Anna Meier')).toMatchObject({ entries: 0, names: 1, rows: 1 });
    expect(await everythingKept()).not.toMatch(/meier/i);
    write('tickets.csv', `${tickets}\n`);
    const reports = await importSources(place);
    expect(reports[1]?.rows.dropped).toEqual({ 'person was erased': 1 });
  });

  it('takes cells of theirs that were quoted when their rows, or others, were rejected', async () => {
    await open({
      'tickets.csv': `Exported by Anna Maier,,,,\n${tickets}8,31 Annerl,Bo Lund,,5\n9,31 Hauser,Bo Lund,,5\n`,
      'people-aliases.csv': decided,
    });
    expect(await everythingKept()).toMatch(/Exported by Anna/);
    await eraseCalled(place, '101');
    const kept = await everythingKept();
    expect(kept).not.toMatch(ofAnna);
    expect(kept).toContain('31 Hauser');
  });

  it('says which settings may name them by hand', async () => {
    await open();
    write('whichhalf.yaml', 'organisation: { name: Hotel }\n# ask Anna Maier\nx: [1010, 101]\n');
    expect((await eraseCalled(place, '101')).stillNamedIn).toEqual([
      'whichhalf.yaml, line 2',
      'whichhalf.yaml, line 3',
    ]);
  });
});

describe('who is meant', () => {
  const asked = async (text: string) =>
    (await lookUpPerson(place, text)).found.map(({ person }) => person.entries.map(({ id }) => id).join('='));

  it('is several people where a name fits several, and nobody where it fits nobody', async () => {
    await open();
    expect(await asked('Sabine Weber')).toEqual(['103', '104']);
    expect(await asked('Weber, Sabine')).toEqual(['103', '104']);
    expect(await asked('104')).toEqual(['104']);
    expect(await asked('0104')).toEqual(['104']);
    expect(await asked('Nobody Known')).toEqual([]);
    expect(await asked('')).toEqual([]);
    const { found, alike } = await lookUpPerson(place, 'Weber');
    expect([found, alike.map(({ id }) => id)]).toEqual([[], ['103', '104']]);
    expect((await lookUpPerson(place, 'Bo Lnud')).alike.map(({ id }) => id)).toEqual(['102']);
  });
});
