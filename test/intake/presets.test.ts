import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importFiles, type LoadReport } from '../../src/intake/index.ts';
import { presets } from '../../src/intake/presets/recognise-preset.ts';
import { sql } from '../../src/warehouse/sql.ts';
import { type TestPlace, testPlace } from '../support/import-place.ts';
import { sharedData } from '../support/shared-data.ts';

let place: TestPlace | undefined;
afterEach(() => {
  place?.remove();
  place = undefined;
});

async function imported(file: string): Promise<readonly LoadReport[]> {
  place ??= await testPlace({});
  const all = await importFiles(place, { files: [file], replaces: undefined, dryRun: false });
  return all.map(({ report }) => report);
}

async function importedText(name: string, text: string): Promise<readonly LoadReport[]> {
  place = await testPlace({});
  const file = join(place.folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return imported(file);
}

/** Counts as the description of the data states them, and what the rows of each file are. */
const realExports = [
  { file: 'data/formats/moodle_activity_completion.csv', inFile: 40, tables: { attendance: 30 } },
  { file: 'data/formats/moodle_course_completion.csv', inFile: 40, tables: { attendance: 30 } },
  { file: 'data/formats/moodle_xapi_statements.json', inFile: 148, tables: { attendance: 60 } },
  {
    file: 'data/formats/request_tracker_transactions.csv.gz',
    inFile: 3_093,
    tables: { interactions: 300, 'hand-offs': 378 + 609 },
  },
  {
    file: 'data/formats/request_tracker_rest2.json.gz',
    inFile: 61 + 601,
    tables: { interactions: 60 },
  },
  {
    file: 'data/incident-log/incident_event_log.csv.gz',
    inFile: 141_712,
    tables: { interactions: 24_918 - 23, 'hand-offs': 141_712 },
  },
  {
    file: 'data/approvals/domestic_declarations_events.csv.gz',
    inFile: 55_628,
    tables: { approvals: 55_628 },
  },
  {
    file: 'data/approvals/domestic_declarations_cases.csv.gz',
    inFile: 10_357,
    tables: { approvals: 10_357 },
  },
  {
    file: 'data/ecommerce-csat/tickets_sample20pct.csv.gz',
    inFile: 17_182,
    tables: { interactions: 17_182 },
  },
];

describe.each(realExports)('$file', ({ file, inFile, tables }) => {
  const path = sharedData(file);

  it.skipIf(path === undefined)('loads without a mapping, and no row is lost', async () => {
    const reports = await imported(path ?? '');
    expect(Object.fromEntries(reports.map(({ table, rows }) => [table, rows.loaded]))).toEqual(tables);
    for (const { rows } of reports) {
      const dropped = Object.values(rows.dropped).reduce((sum, count) => sum + count, 0);
      expect(rows.inFile).toBe(inFile);
      expect(rows.loaded + rows.rejected + dropped).toBe(inFile);
    }
  });
});

describe('the state of an activity in Moodle', () => {
  it('is read in its languages, also where somebody set it by hand; the course is in the name of the file', async () => {
    const [report] = await importedText(
      'progress.ascoltare.csv',
      [
        ',"Indirizzo email","ID number","Ascolta","","Chiedi","2024-03-01"',
        '"A B","a@example.test","7","Completato","2024-02-03 10:00:00","Non completato",""',
        '"C D","c@example.test","8","Completato (impostato da Z Z)","2024-02-04 10:00:00","Completato","2024-02-05 09:00:00"',
        '"E F","e@example.test","9","Non completato","","Non completato",""',
        '',
      ].join('\n'),
    );
    expect(report?.preset?.id).toBe('moodle-activity-completion');
    expect(report?.rows).toMatchObject({ loaded: 3, dropped: { 'nothing completed yet': 1 } });
  });
});

describe('an xAPI statement that a later one voids', () => {
  it('does not count', async () => {
    const statement = (id: string, verb: string, object: object) => ({
      id,
      actor: { mbox: 'mailto:a@example.test' },
      verb: { id: `http://adlnet.gov/expapi/verbs/${verb}` },
      object,
      timestamp: '2024-02-03T10:00:00Z',
    });
    const course = { id: 'http://example.test/c/1', definition: { name: { en: 'Listen first' } } };
    const [report] = await importedText(
      'statements.json',
      JSON.stringify({
        statements: [
          statement('one', 'completed', course),
          statement('two', 'completed', course),
          statement('three', 'voided', { objectType: 'StatementRef', id: 'one' }),
        ],
        more: '',
      }),
    );
    expect(report?.rows).toMatchObject({
      inFile: 3,
      loaded: 1,
      dropped: { 'takes back another statement': 1, 'taken back by a later statement': 1 },
    });
  });
});

describe('tickets of Zendesk', () => {
  const header =
    'Summation column,Id,Requester,Requester id,Requester email,Assignee,Group,Subject,Status,Via,Ticket type,Created at,Solved at,Satisfaction Score,Reopens,First reply time in minutes';
  const row = (id: number, solved: string, score: string) =>
    `1,${id},Mrs Rain,9${id},rain@example.test,Ben Stone,Desk A,My bill,Closed,Mail,Question,2024-03-01 10:00:00,${solved},${score},0,90`;

  it.each([
    { scores: ['Good', 'Bad', 'Offered', 'Not offered'], sum: 1, answered: 2, asked: 3 },
    { scores: ['5', '4', 'Offered', ''], sum: 9, answered: 2, asked: 3 },
  ])('with the scores $scores', async ({ scores, sum, answered, asked }) => {
    const solved = ['2024-03-02 10:00:00', '2024-03-03 10:00:00', '', '2024-03-05 10:00:00'];
    const rows = scores.map((score, index) => row(index + 1, solved[index] ?? '', score));
    const [report] = await importedText('tickets.csv', [header, ...rows, ''].join('\n'));
    expect(report?.preset).toMatchObject({ id: 'zendesk-tickets', seenOnRealExport: false });
    expect(report?.rows).toMatchObject({ loaded: 4, rejected: 0 });
    expect(report?.leftOutBecause).toMatchObject({ Subject: 'free text' });
    const facts = await place?.warehouse.rows(
      sql`select sum(rating) as sum, cast(count(rating) as integer) as answered,
        cast(count(*) filter (asked) as integer) as asked, max("v_first-reply") as reply,
        cast(min("time") as varchar) as first from facts_interactions`,
      z.object({
        sum: z.number(),
        answered: z.number(),
        asked: z.number(),
        reply: z.number(),
        first: z.string(),
      }),
    );
    expect(facts).toEqual([{ sum, answered, asked, reply: 5400, first: '2024-03-01 10:00:00' }]);
  });
});

describe('a preset', () => {
  it.each(presets)('$id has its page, which names it', ({ guide, id }) => {
    expect(existsSync(join('docs/guides', guide))).toBe(true);
    expect(readFileSync(join('docs/guides', guide), 'utf8')).toContain(id);
  });

  it('that a source names and the file is not is an error that says so', async () => {
    const made = await testPlace({
      sources: [{ file: 'tickets.csv', table: 'attendance', preset: 'moodle-course-completion' }],
    });
    place = made;
    writeFileSync(join(made.folder, 'tickets.csv'), 'id,person,time\n1,a,2024-01-01 10:00:00\n');
    await expect(importFiles(made, { files: [], replaces: undefined, dryRun: false })).rejects.toThrow(
      /is not, or no longer, what the preset moodle-course-completion reads/,
    );
  });
});
