import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eraseCalled, type TestPlace, testPlace } from '../../test/support/import-place.ts';
import type { Measure } from '../contract/organisation.ts';
import { currentFacts, type FactsTable } from '../warehouse/fact-tables.ts';
import { lookUpPerson } from './erasure.ts';
import { importFiles } from './import-sources.ts';
import type { LoadReport } from './load-report.ts';

let place: TestPlace;
afterEach(() => place.remove());

const Row = z.record(z.string(), z.unknown());

/** Rows that hold now, as texts, in the order of the columns asked for. */
async function rowsOf(table: FactsTable, columns: string): Promise<string[]> {
  const rows = await place.warehouse.rows(
    {
      text: `select concat_ws('|', ${columns}) as row from ${currentFacts(table).text} order by 1`,
      values: [...currentFacts(table).values],
    },
    Row,
  );
  return rows.map(({ row }) => String(row));
}

function write(file: string, text: string | Buffer): void {
  writeFileSync(join(place.folder, file), text);
}

async function load(...files: string[]): Promise<LoadReport[]> {
  const done = await importFiles(place, { files, replaces: undefined, dryRun: false });
  return done.map(({ report }) => report);
}

async function open(declared: object, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  place = await testPlace(declared);
  for (const [file, text] of Object.entries(files)) write(file, text);
}

const tickets = { sources: [{ file: 't.csv', table: 'interactions' }] };

/** Every row of the file is loaded, rejected or dropped by a rule. */
function expectNothingLost({ rows }: LoadReport): void {
  const dropped = Object.values(rows.dropped).reduce((sum, count) => sum + count, 0);
  expect(rows.loaded + rows.rejected + dropped).toBe(rows.inFile);
  expect(rows.added + rows.corrected + rows.unchanged).toBe(rows.loaded);
}

describe('columns', () => {
  it('are found by declaration, by name, by what others call them, and by the measures', async () => {
    await open(
      {
        measures: { easy: { title: 'Easy', kind: 'mean', value: 'easy', where: { queue: 'phone' } } },
        sources: [
          {
            file: 't.csv',
            table: 'interactions',
            columns: { person: 'handled by' },
            values: { minutes: 'Duration' },
          },
        ],
      },
      {
        't.csv':
          'Ticket ID,Handled_By,TIME,Duration,Easy,Queue,Customer name\n1,a,2024-01-31 10:00,3.5,4,phone,Jo\n',
      },
    );
    const [report] = await load();
    expect(report?.columns.map(({ field, column, how }) => `${field} < ${column} (${how})`)).toEqual([
      'person < Handled_By (declared)',
      'minutes < Duration (declared)',
      'time < TIME (same name)',
      'id < Ticket ID (synonym)',
      'easy < Easy (measure)',
      'queue < Queue (measure)',
    ]);
    expect(report?.droppedColumns).toEqual(['Customer name']);
    expect(await rowsOf('interactions', '"time", v_minutes, v_easy, l_queue')).toEqual([
      '2024-01-31 10:00:00|3.5|4.0|phone',
    ]);
  });

  it('that are required and missing are asked for, with the columns there are', async () => {
    await open(tickets, { 't.csv': 'id,when,who\n1,2024-01-31,a\n' });
    await expect(load()).rejects.toMatchObject({
      message: expect.stringMatching(
        /t\.csv has no column for "time" and "person".*its columns are: id, when, who/,
      ),
      remedy: expect.stringContaining('columns: { time: NAME OF ITS COLUMN }'),
    });
  });

  it('that are declared and not there are an error', async () => {
    await open(
      { sources: [{ file: 't.csv', table: 'interactions', columns: { rating: 'Stars' } }] },
      { 't.csv': 'id,time,person\n1,2024-01-31,a\n' },
    );
    await expect(load()).rejects.toThrow('has no column "Stars"');
  });

  it('of a file that no source names tell its table', async () => {
    await open(
      {},
      { 'courses.csv': 'Employee ID,Course name,Completed on,Status\n7,Listening,2024-01-31,no-show\n' },
    );
    const [imported] = await importFiles(place, {
      files: ['courses.csv'],
      replaces: undefined,
      dryRun: false,
    });
    expect(imported?.recognised?.table).toBe('attendance');
    expect(await rowsOf('attendance', 'course, date, came')).toEqual(['Listening|2024-01-31|false']);
  });

  it('of a file of team facts are all facts', async () => {
    await open(
      { sources: [{ file: 'f.csv', table: 'team-facts' }] },
      { 'f.csv': 'team,site,leader_follows_up\nRed,North,yes\n' },
    );
    await load();
    expect(await rowsOf('team-facts', 'team, site, l_leader_follows_up')).toEqual(['Red|North|yes']);
  });
});

describe('cells', () => {
  it.each([
    ['d/m decided by the whole column', '03/02/2024,13/02/2024', {}, ['2024-02-03', '2024-02-13']],
    ['m/d decided by the whole column', '03/02/2024,02/13/2024', {}, ['2024-02-13', '2024-03-02']],
    ['d/m as declared', '03/02/2024,04/02/2024', { dateOrder: 'dmy' }, ['2024-02-03', '2024-02-04']],
    ['points', '3.2.2024,04.02.24', {}, ['2024-02-03', '2024-02-04']],
    ['names of months', '03-Feb-24,4 February 2024', {}, ['2024-02-03', '2024-02-04']],
    ['ISO with times', '2024-02-03T23:59:59,2024-02-04 00:00', {}, ['2024-02-03', '2024-02-04']],
    ['halves of days', '2/3/2024 11:30 PM,2/13/2024 1:00 AM', {}, ['2024-02-03', '2024-02-13']],
    ['seconds since 1970', '1706954400,1707040800', { dateOrder: 'unix' }, ['2024-02-03', '2024-02-04']],
    [
      'milliseconds since 1970',
      '1706954400000,1707040800000',
      { dateOrder: 'unix-ms' },
      ['2024-02-03', '2024-02-04'],
    ],
  ])('dates: %s', async (_, values, rules, wanted) => {
    await open(
      { sources: [{ file: 'e.csv', table: 'events', ...rules }] },
      {
        'e.csv': `id,date,person\n${values
          .split(',')
          .map((date, k) => `${k},${date},p`)
          .join('\n')}\n`,
      },
    );
    expectNothingLost((await load())[0]!);
    expect(await rowsOf('events', 'date')).toEqual(wanted);
  });

  it('dates that leave the order open are asked for', async () => {
    await open(tickets, { 't.csv': 'id,time,person\n1,03/02/2024,a\n2,04/02/2024,a\n' });
    await expect(load()).rejects.toMatchObject({
      message: expect.stringContaining('"time" (time) leaves open whether the day or the month comes first'),
      remedy: expect.stringContaining('dateOrder: dmy'),
    });
    expect(await rowsOf('interactions', '1')).toEqual([]);
  });

  it('dates that mix the orders are asked for', async () => {
    await open(tickets, { 't.csv': 'id,time,person\n1,13/02/2024,a\n2,02/13/2024,a\n' });
    await expect(load()).rejects.toThrow('mixes dates');
  });

  it('numbers of seconds are not taken for dates unasked', async () => {
    await open(tickets, { 't.csv': 'id,time,person\n1,1706954400,a\n' });
    await expect(load()).rejects.toMatchObject({ remedy: expect.stringContaining('dateOrder: unix') });
  });

  it('times are kept in the time of the organisation', async () => {
    await open(
      {
        organisation: { name: 'Test', timeZone: 'Europe/Berlin' },
        sources: [{ file: 't.csv', table: 'interactions', timeZone: 'America/New_York' }],
      },
      {
        't.csv':
          'id,time,person\n1,2024-03-30T23:30:00Z,a\n2,2024-03-31T02:30:00+01:00,a\n3,2024-07-01 20:00,a\n4,2024-07-01,a\n',
      },
    );
    await load();
    expect(await rowsOf('interactions', '"time"')).toEqual([
      '2024-03-31 00:30:00',
      '2024-03-31 03:30:00',
      '2024-07-01 00:00:00',
      '2024-07-02 02:00:00',
    ]);
  });

  it('numbers have the decimal sign of their column, and flags are numbers', async () => {
    await open(
      {
        sources: [{ file: 't.csv', table: 'interactions', values: { minutes: 'minutes', solved: 'solved' } }],
      },
      {
        't.csv':
          'id;time;person;rating;minutes;solved\n1;2024-01-31;a;4,5;1.234,5;yes\n2;2024-01-31;a;3;7,0;no\n',
      },
    );
    const [report] = await load();
    expect(report?.columns.find(({ field }) => field === 'rating')?.readAs).toContain('decimal comma');
    expect(await rowsOf('interactions', 'rating, v_minutes, v_solved')).toEqual([
      '3.0|7.0|0.0',
      '4.5|1234.5|1.0',
    ]);
  });

  it('words for nothing are missing, and said', async () => {
    await open(tickets, {
      't.csv': 'id,time,person,rating,channel\n1,2024-01-31,a,?,NA\n2,2024-01-31,a,5,mail\n',
    });
    const [report] = await load();
    expect(report?.columns.find(({ field }) => field === 'rating')?.missing).toEqual({ '?': 1 });
    expect(report?.columns.find(({ field }) => field === 'channel')?.missing).toEqual({ NA: 1 });
    expect(await rowsOf('interactions', "coalesce(rating, -1), coalesce(channel, 'none')")).toEqual([
      '-1.0|none',
      '5.0|mail',
    ]);
  });
});

describe('rows', () => {
  it('that cannot be read are rejected with line and reason, without names', async () => {
    await open(tickets, {
      't.csv':
        'id,time,person,rating\n1,2024-01-31,a,5\n"2",2024-02-31,"b\nc",5\n3,2024-01-31,,4\n4,2024-01-31,a,good\n5,2024-01-31\n',
    });
    const [report] = await load();
    expectNothingLost(report!);
    expect(report?.rows).toMatchObject({ inFile: 5, loaded: 1, rejected: 4 });
    expect(report?.rejected).toEqual([
      { line: 3, reason: 'time is no time: 2024-02-31' },
      { line: 5, reason: 'person is missing' },
      { line: 6, reason: 'rating is no number: good' },
      { line: 7, reason: '2 cells where the header has 4' },
    ]);
    const kept = await place.warehouse.rows(
      { text: 'select count(*) as n from rejected', values: [] },
      z.object({ n: z.number() }),
    );
    expect(kept).toEqual([{ n: 4 }]);
  });

  it('all of which are rejected are an error', async () => {
    await open(tickets, { 't.csv': 'id,time,person,rating\n1,2024-01-31,a,good\n2,2024-01-31,a,bad\n' });
    await expect(load()).rejects.toThrow(
      'none of its 2 rows can be loaded. line 2: rating is no number: good',
    );
    expect(await rowsOf('interactions', '1')).toEqual([]);
  });

  it('with the id of another and other content are an error, and nothing is loaded', async () => {
    await open(tickets, { 't.csv': 'id,time,person\n1,2024-01-31,a\n2,2024-01-31,a\n1,2024-01-30,a\n' });
    await expect(load()).rejects.toThrow('the id of line 2 stands again in line 4 with other content');
    expect(await rowsOf('interactions', '1')).toEqual([]);
  });

  it('that repeat another are dropped and counted', async () => {
    await open(tickets, { 't.csv': 'id,time,person\n1,2024-01-31,a\n1,2024-01-31,a\n' });
    const [report] = await load();
    expectNothingLost(report!);
    expect(report?.rows.dropped).toEqual({ 'repeated row': 1 });
  });

  it('of one event may have several dates', async () => {
    await open(
      { sources: [{ file: 'e.csv', table: 'events', constants: { kind: 'complaint' } }] },
      { 'e.csv': 'complaint,date,person\nC1,2024-01-31,a\nC1,2024-02-01,a\nC1,2024-01-31,b\n' },
    );
    await load();
    expect(await rowsOf('events', 'kind, date')).toEqual([
      'complaint|2024-01-31',
      'complaint|2024-01-31',
      'complaint|2024-02-01',
    ]);
    write('e.csv', 'complaint,date,person\nC1,2024-02-01,a\n');
    const [report] = await load();
    expect(report?.rows).toMatchObject({ corrected: 1, added: 0 });
    expect(await rowsOf('events', 'date')).toEqual(['2024-02-01']);
  });
});

describe('loading again', () => {
  it('is a no-op, whether or not the file is touched or packed', async () => {
    await open(tickets, { 't.csv': 'id,time,person,rating\n1,2024-01-31,a,5\n2,2024-01-31,b,4\n' });
    await load();
    const before = await rowsOf('interactions', 'load_id, key, person, rating');
    expect((await load())[0]?.outcome).toBe('already loaded');
    utimesSync(join(place.folder, 't.csv'), new Date(0), new Date(0));
    expect((await load())[0]?.outcome).toBe('already loaded');
    write('t.csv', gzipSync('id,time,person,rating\n2,2024-01-31,b,4\n1,2024-01-31,a,5\n'));
    expect((await load())[0]?.rows).toMatchObject({ added: 0, corrected: 0, unchanged: 2 });
    expect(await rowsOf('interactions', 'load_id, key, person, rating')).toEqual(before);
  });

  it('corrects the rows of an id, and adds new ones', async () => {
    await open(tickets, { 't.csv': 'id,time,person,rating\n1,2024-01-31,a,5\n2,2024-01-31,b,4\n' });
    await load();
    write('t.csv', 'id,time,person,rating\n2,2024-01-31,b,3\n3,2024-01-31,b,1\n');
    expect((await load())[0]?.rows).toMatchObject({ added: 1, corrected: 1, unchanged: 0 });
    expect(await rowsOf('interactions', 'rating')).toEqual(['1.0', '3.0', '5.0']);
    write('t.csv', 'id,time,person,rating\n1,2024-01-31,a,5\n2,2024-01-31,b,4\n');
    expect((await load())[0]?.rows).toMatchObject({ added: 0, corrected: 1, unchanged: 1 });
    expect(await rowsOf('interactions', 'rating')).toEqual(['1.0', '4.0', '5.0']);
  });

  it('knows rows without an id by all their cells and their number among equals', async () => {
    await open(
      { sources: [{ file: 'a.csv', table: 'attendance' }] },
      { 'a.csv': 'person,course,date\na,X,2024-01-31\na,X,2024-01-31\nb,X,2024-01-31\n' },
    );
    expect((await load())[0]?.rows.added).toBe(3);
    write('a.csv', 'person,course,date\nb,X,2024-01-31\na,X,2024-01-31\na,X,2024-01-31\na,X,2024-01-31\n');
    expect((await load())[0]?.rows).toMatchObject({ added: 1, unchanged: 3 });
    expect(await rowsOf('attendance', 'course')).toHaveLength(4);
  });

  it('takes the place of a named load', async () => {
    await open(
      { sources: [{ file: 'a.csv', table: 'attendance' }] },
      { 'a.csv': 'person,course,date\na,X,2024-01-31\nb,X,2024-01-31\n' },
    );
    const [first] = await load();
    write('a.csv', 'person,course,date\na,Y,2024-01-31\n');
    const replace = (replaces: number) => importFiles(place, { files: ['a.csv'], replaces, dryRun: false });
    await expect(replace(99)).rejects.toThrow('Load 99 is not there');
    expect(await rowsOf('attendance', 'course')).toEqual(['X', 'X']);
    await replace(first?.load ?? 0);
    expect(await rowsOf('attendance', 'course')).toEqual(['Y']);
  });

  it('loads a column that a measure asks for later', async () => {
    await open(tickets, { 't.csv': 'id,time,person,easy\n1,2024-01-31,a,4\n' });
    await load();
    place = {
      ...place,
      organisation: { ...place.organisation, measures: { easy: { ...measure, value: 'easy' } } },
    };
    expect((await load())[0]?.rows).toMatchObject({ corrected: 1 });
    expect(await rowsOf('interactions', 'v_easy')).toEqual(['4.0']);
  });

  it('keeps nothing of a dry run', async () => {
    await open(tickets, { 't.csv': 'id,time,person\n1,2024-01-31,a\n' });
    const [imported] = await importFiles(place, { files: [], replaces: undefined, dryRun: true });
    expect(imported?.report).toMatchObject({ outcome: 'dry run', rows: { loaded: 1 } });
    expect(await rowsOf('interactions', '1')).toEqual([]);
    expect(existsSync(join(place.folder, '.whichhalf', 'people'))).toBe(false);
    expect(readdirSync(join(place.folder, '.whichhalf', 'staging'))).toEqual([]);
  });
});

const measure: Measure = {
  title: 'Easy',
  table: 'interactions',
  kind: 'mean',
  where: {},
  better: 'higher',
  credit: 'closer',
  changedOn: [],
};

describe('files', () => {
  it('of Parquet and JSON load like tables', async () => {
    await open(
      {
        sources: [
          { file: 't.parquet', table: 'interactions' },
          { file: 'u.jsonl', table: 'interactions' },
        ],
      },
      {
        'u.jsonl': '{"id":1,"time":"2024-01-31T10:00:00Z","agent":"a","rating":4.125}\n',
      },
    );
    await place.warehouse.run({
      text: `copy (select 7 as id, timestamp '2024-01-30 09:00:00' as "time", 'a' as agent, 3.5::double as rating) to '${join(place.folder, 't.parquet')}' (format parquet)`,
      values: [],
    });
    await load();
    expect(await rowsOf('interactions', '"time", rating')).toEqual([
      '2024-01-30 09:00:00|3.5',
      '2024-01-31 10:00:00|4.125',
    ]);
    const people = await place.warehouse.rows(
      { text: 'select count(distinct person) as n from facts_interactions', values: [] },
      z.object({ n: z.number() }),
    );
    expect(people).toEqual([{ n: 1 }]);
  });

  it('with names full of signs are files, not patterns', async () => {
    const name = "a*[1]'?.csv";
    await open(
      { sources: [{ file: name, table: 'people' }] },
      { [name]: 'person,team\na,Red\n', 'a2.csv': 'person,team\nb,Blue\n' },
    );
    await load();
    expect(await rowsOf('people', 'team')).toEqual(['Red']);
  });

  it('that are not there are an error', async () => {
    await open(tickets, {});
    await expect(load()).rejects.toThrow('t.csv is not there');
  });
});

describe('an erased person', () => {
  it('is dropped from later imports, and counted', async () => {
    await open(tickets, { 't.csv': 'id,time,person,first\n1,2024-01-31,a,b\n2,2024-01-31,b,b\n' });
    await load();
    expect(await eraseCalled(place, 'b')).toMatchObject({
      entries: 0,
      rows: 1,
      mentions: 1,
      files: ['t.csv'],
    });
    expect(
      await rowsOf('interactions', "case when first_person is null then 'none' else 'some' end"),
    ).toEqual(['none']);
    write('t.csv', 'id,time,person,first\n1,2024-01-31,a,b\n2,2024-01-31, b ,b\n3,2024-01-31,c,c\n');
    const [report] = await load();
    expectNothingLost(report!);
    expect(report?.rows).toMatchObject({ added: 1, unchanged: 1, dropped: { 'person was erased': 1 } });
    expect(place.people.find('b')).toBeUndefined();
    expect(await lookUpPerson(place, 'nobody')).toEqual({ found: [], alike: [], wasErased: false });
    expect(await lookUpPerson(place, 'b')).toEqual({ found: [], alike: [], wasErased: true });
  });
});
