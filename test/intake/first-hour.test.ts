import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Imported,
  importFiles,
  type MappingNeeded,
  snippetOf,
  untouchedTemplates,
} from '../../src/intake/index.ts';
import { noCorrections } from '../../src/intake/mapping-corrections.ts';
import { UsageError } from '../../src/model/refusal.ts';
import { starterFiles } from '../../src/organisation/index.ts';
import { organisationOf, type TestPlace, testPlace } from '../support/import-place.ts';

let place: TestPlace;
beforeEach(async () => {
  place = await testPlace({});
});
afterEach(() => place.remove());

function write(file: string, text: string): string {
  writeFileSync(join(place.folder, file), text);
  return file;
}

function load(file: string, choice: Partial<Parameters<typeof importFiles>[1]> = {}): Promise<Imported[]> {
  return importFiles(place, { files: [file], replaces: undefined, dryRun: false, ...choice });
}

async function refused(file: string, choice = {}): Promise<UsageError> {
  const error: unknown = await load(file, choice).catch((thrown: unknown) => thrown);
  if (error instanceof UsageError) return error;
  throw new Error(`${file} was loaded`);
}

const names = ['Anna Maier', 'Ben Okafor', 'Carla Ruiz', 'Dan Weber', 'Eva Lind'];

/** Contacts of one month under headings of their own for id, time, person and rating. */
function contacts(file: string, headings = 'Ref,Closed,Handled by,Stars given', month = 1): string {
  const day = (k: number) => `2024-0${month}-${String((k % 28) + 1).padStart(2, '0')} 10:00`;
  const rows = Array.from(
    { length: 60 },
    (_, k) => `T${month}-${k},${day(k)},${names[k % 5]},${(k % 5) + 1}`,
  );
  return write(file, [headings, ...rows].join('\n'));
}

describe('the templates of init', () => {
  const sources = [
    { file: 'people.csv', table: 'people' },
    { file: 'interactions.csv', table: 'interactions' },
  ];
  beforeEach(() => {
    place = Object.assign(place, { organisation: organisationOf({ sources }) });
    for (const [name, text] of starterFiles()) write(name, text);
  });
  const importAll = () => importFiles(place, { files: [], replaces: undefined, dryRun: false });

  it('are passed over while they hold only their heading', async () => {
    expect(await importAll()).toEqual([]);
    write('interactions.csv', '\uFEFFid,person,time,channel,reason,rating,asked\r\n1,a,2024-01-01,,,4,\r\n');
    expect((await importAll()).map(({ report }) => report.file)).toEqual(['interactions.csv']);
    expect(untouchedTemplates(place.folder, place.organisation.sources)).toEqual(['people.csv']);
  });

  it('are no excuse for an export that has only a heading', async () => {
    write('people.csv', 'person,team\n');
    await expect(importAll()).rejects.toThrow('people.csv has column names and no rows');
  });
});

describe('a flag that is wrong', () => {
  const told = (columns: Record<string, string>, more = {}) => ({
    corrections: { ...noCorrections, columns, ...more },
  });

  it('is named, with the columns that are near it', async () => {
    const { message, remedy } = await refused(contacts('t-1.csv'), told({ person: 'Handeld by' }));
    expect(message).toContain('t-1.csv has no column "Handeld by", which --column person="Handeld by" names');
    expect(message).toContain('near it: "Handled by"');
    expect(remedy).toBe('Correct the flag: --column person="Handled by".');
  });

  it('is named where it names no field of the table', async () => {
    const { message, remedy } = await refused(contacts('t-1.csv'), told({ persn: 'Handled by' }));
    expect(message).toContain('has no field "persn", which --column persn= names; near it: person');
    expect(remedy).toContain('Correct the flag: --column person=...');
    const taken = await refused('t-1.csv', told({ ratng: '' }));
    expect(taken.message).toContain('has no field "ratng"');
  });

  it('is named beside a saved mapping, whose path an error in it names', async () => {
    const [first] = await load(contacts('t-1.csv'), { accept: true });
    const { remedy } = await refused('t-1.csv', told({ person: 'Handeld by' }));
    expect(remedy).toContain('Correct the flag');
    const path = first?.mapping ?? '';
    write(path, readFileSync(join(place.folder, path), 'utf8').replace('Handled by', 'Handled bye'));
    const broken = await refused(contacts('t-2.csv', undefined, 2));
    expect(broken.remedy).toContain(`Correct the name in ${path}`);
  });

  it('is asked for where dates leave the order open', async () => {
    const rows = Array.from({ length: 12 }, (_, k) => `T${k};0${(k % 3) + 1}/0${(k % 5) + 1}/2024;a;4`);
    const file = write('t.csv', ['id;time;person;rating', ...rows].join('\n'));
    expect((await refused(file)).remedy).toBe(
      'Say which it is on the command line: --date-order dmy or --date-order mdy.',
    );
    const [loaded] = await load(file, told({}, { dateOrder: 'dmy' }));
    expect(loaded?.report.rows.loaded).toBe(12);
  });
});

describe('a trial of what is proposed', () => {
  it('shows the lines that would be kept', async () => {
    const [tried] = await load(contacts('tickets-2024-01.csv'), { accept: true, dryRun: true });
    expect(tried?.mapping).toBe(join('mappings', 'tickets.csv.yaml'));
    expect(existsSync(join(place.folder, 'mappings'))).toBe(false);
    expect(snippetOf(tried!.recognised!)).toMatch(/table: interactions\n.*columns:\n.*person: Handled by/s);
  });
});

describe('families of files', () => {
  it.each(['t-{}.csv', 'atenciones_{}_2024.csv', '{} 2024 contacts.csv'])(
    'are known by their month in any language: %s',
    async (name) => {
      const file = (month: string) => name.replace('{}', month);
      await load(contacts(file('enero')), { accept: true });
      for (const [k, month] of ['febrero', 'août', 'März', 'giugno'].entries()) {
        const [next] = await load(contacts(file(month), undefined, k + 2));
        expect(next?.report).toMatchObject({ outcome: 'loaded', rows: { loaded: 60 } });
      }
    },
  );

  it('have mappings of their own, also where their names differ by a date only', async () => {
    await load(contacts('tickets-2024-01.csv'), { accept: true });
    await load(contacts('tickets.csv', 'No,Done,Served by,Points', 2), { accept: true });
    expect(readdirSync(join(place.folder, 'mappings'))).toEqual(['tickets.csv-2.yaml', 'tickets.csv.yaml']);
    const [next] = await load(contacts('tickets-2024-03.csv', undefined, 3));
    expect(next?.report.columns.map(({ column }) => column)).toContain('Handled by');
    const [again] = await load(contacts('tickets.csv', 'No,Done,Served by,Points', 4));
    expect(again?.report.columns.map(({ column }) => column)).toContain('Served by');
  });

  it('are told apart where the pattern of one fits the other', async () => {
    await load(contacts('tickets-2024-01.csv'), { accept: true });
    await load(contacts('tickets-spa-2024-01.csv', 'No,Done,Served by,Points', 2), {
      corrections: {
        ...noCorrections,
        table: 'interactions',
        columns: { id: 'No', time: 'Done', person: 'Served by', rating: 'Points' },
      },
    });
    const loaded = await load(contacts('tickets-spa-2024-02.csv', 'No,Done,Served by,Points', 3));
    expect(loaded.map(({ report }) => [report.file, report.rows.loaded])).toEqual([
      ['tickets-spa-2024-02.csv', 60],
    ]);
    const [other] = await load(contacts('tickets-2024-02.csv', undefined, 4));
    expect(other?.report.columns.map(({ column }) => column)).toContain('Handled by');
  });
});

describe('a heading that was changed', () => {
  const renamed = 'Ref,Closed,Handled by agent,Stars given';
  const personIn = ([imported]: readonly Imported[]) =>
    imported?.report.columns.find(({ field }) => field === 'person')?.column;

  it('is known beside the old one, once it is accepted', async () => {
    const [first] = await load(contacts('t-1.csv'), { accept: true });
    await load(contacts('t-2.csv', renamed, 2), { accept: true });
    expect(readFileSync(join(place.folder, first?.mapping ?? ''), 'utf8')).toMatch(
      /person: Handled by agent[\s\S]*alsoCalled:\s+person:\s+- Handled by\n/,
    );
    expect(personIn(await load(contacts('t-3.csv', undefined, 3)))).toBe('Handled by');
    expect(personIn(await load(contacts('t-4.csv', renamed, 4)))).toBe('Handled by agent');
    const third = await refused(contacts('t-5.csv', 'Ref,Closed,Handled by staff,Stars given', 5));
    expect(third.message).toContain('"Handled by staff" is new and looks like it');
    await load('t-5.csv', { accept: true });
    for (const month of [6, 7, 8]) {
      const headings = [undefined, renamed, 'Ref,Closed,Handled by staff,Stars given'][month - 6];
      expect((await load(contacts(`t-${month}.csv`, headings, month)))[0]?.report.rows.loaded).toBe(60);
    }
  });

  it('is never guessed where a file has both', async () => {
    await load(contacts('t-1.csv'), { accept: true });
    await load(contacts('t-2.csv', renamed, 2), { accept: true });
    const both = contacts('t-3.csv', 'Ref,Closed,Handled by,Stars given', 3);
    const [head = '', ...rows] = readFileSync(join(place.folder, both), 'utf8').split('\n');
    write(both, [`${head},Handled by agent`, ...rows.map((row) => `${row},Somebody Else`)].join('\n'));
    const { message, remedy } = await refused(both);
    expect(message).toContain('t-3.csv has "Handled by agent" and "Handled by"');
    expect(remedy).toContain('--column person="Handled by agent"');
    expect((await refused(both, { accept: true })).message).toContain('t-3.csv has');
    const corrections = { ...noCorrections, columns: { person: 'Handled by' } };
    expect(personIn(await load(both, { corrections }))).toBe('Handled by');
  });

  it('may be told in whichhalf.yaml', async () => {
    const source = {
      file: 't-*.csv',
      table: 'interactions',
      columns: { id: 'Ref', time: 'Closed', person: 'Handled by agent', rating: 'Stars given' },
      alsoCalled: { person: ['Handled by'] },
    };
    place = Object.assign(place, { organisation: organisationOf({ sources: [source] }) });
    contacts('t-1.csv');
    contacts('t-2.csv', renamed, 2);
    const all = await importFiles(place, { files: [], replaces: undefined, dryRun: false });
    expect(all.map((each) => personIn([each]))).toEqual(['Handled by', 'Handled by agent']);
  });
});

describe('a column that nobody named', () => {
  const ratingIn = ([imported]: readonly Imported[]) =>
    imported?.report.columns.find(({ field }) => field === 'rating')?.column;

  it('is asked for where it looks like answers of customers, though the table is known', async () => {
    const row = (k: number) => `${k},2024-01-01 10:00,a${k % 3},phone,${(k % 6) + 1}`;
    const rows = Array.from({ length: 40 }, (_, k) => row(k));
    const file = write('t.csv', ['Ticket,Closed at,Agent,Channel,Stimme', ...rows].join('\n'));
    expect(((await refused(file)) as MappingNeeded).proposal.source.columns.rating).toBe('Stimme');
    const [loaded] = await load(file, { accept: true });
    expect(ratingIn([loaded!])).toBe('Stimme');
    const like = write(
      'other.csv',
      ['Ticket,Closed at,Agent,Channel,Stimme,Wahl', ...rows.map((each) => `9${each},2`)].join('\n'),
    );
    expect(ratingIn(await load(like, { accept: true }))).toBe('Stimme');
  });

  it('must be named where two look like answers of customers', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, k) => `${k},2024-01-01,a${k % 3},${(k % 6) + 1},${(k % 3) + 1}`,
    );
    const two = write('t.csv', ['Ticket,Closed at,Agent,Stimme,Wahl', ...rows].join('\n'));
    const { message, remedy } = await refused(two, { accept: true });
    expect(message).toContain('by its cells alone; it could also be "Wahl"');
    expect(remedy).toContain('--column rating="Stimme" or --column rating="Wahl"');
    const corrections = { ...noCorrections, columns: { rating: 'Wahl' }, leftOut: ['Stimme'] };
    expect(ratingIn(await load(two, { corrections, accept: true }))).toBe('Wahl');
  });

  it('is not accepted for another only because both hold dates', async () => {
    await load(contacts('t-1.csv'), { accept: true });
    const file = contacts('t-2.csv', 'Ref,Geburtstag,Handled by,Stars given', 2);
    const { message, remedy } = await refused(file, { accept: true });
    expect(message).toContain(
      '"Geburtstag" is new and holds the same kind of cells, under a name that is nothing like it',
    );
    expect(remedy).toContain('--column time="Geburtstag"');
    const [loaded] = await load(file, {
      accept: true,
      corrections: { ...noCorrections, columns: { time: 'Geburtstag' } },
    });
    expect(loaded?.report.rows.loaded).toBe(60);
  });

  it('is asked for in a list of people, though its other columns are known', async () => {
    const rows = names.map((name, k) => `${name},${4000 + k},Matin,Lyon,0${k + 1}/13/2019`);
    const file = write('effectif.csv', ["Nom,Matricule,Équipe,Site,Date d'embauche", ...rows].join('\n'));
    expect(((await refused(file)) as MappingNeeded).proposal.source.columns).toMatchObject({
      'last-name': 'Nom',
      team: 'Équipe',
      joined: "Date d'embauche",
    });
    expect((await load(file, { accept: true }))[0]?.report.droppedColumns).toEqual([]);
  });

  it('is a number of people rather than their names, also where the table is known by its headings', async () => {
    const rows = names.map((name, k) => `${name},Red,2020-01-0${k + 1},${900 + k}`);
    const file = write('staff.csv', ['Name,Team,Joined,Kennziffer', ...rows].join('\n'));
    expect(await refused(file)).toBeInstanceOf(UsageError);
    const [loaded] = await load(file, { accept: true });
    expect(loaded?.report.columns).toContainEqual(
      expect.objectContaining({ field: 'person', column: 'Kennziffer' }),
    );
  });
});
