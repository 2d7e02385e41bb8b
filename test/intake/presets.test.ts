import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importFiles, type LoadReport } from '../../src/intake/index.ts';
import { presets } from '../../src/intake/presets/recognise-preset.ts';
import { sql } from '../../src/warehouse/sql.ts';
import { type TestPlace, testPlace } from '../support/import-place.ts';
import { sharedData } from '../support/shared-data.ts';
import { writeSpreadsheet } from '../support/write-spreadsheet.ts';

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

/** Files made from headings and quirks that the systems are known for; what stands in the facts is worked out by hand. */
const madeExports = [
  {
    id: 'freshdesk-tickets',
    name: 'freshdesk.csv',
    text: [
      'Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Resolved time,First response time (in hrs),Survey results,Full name,Email',
      '1,Bill,Closed,Low,Email,Question,Ben Stone,Desk,2024-03-01 10:00:00,2024-03-02 10:00:00,01:30:00,Extremely Happy,A B,a@example.test',
      '2,Bill,Open,Low,Email,Question,Ben Stone,Desk,2024-03-03 10:00:00,,,,A B,a@example.test',
      '',
    ].join('\n'),
    facts: { rows: 2, ratings: 7, reply: 5400, last: '2024-03-03 10:00:00' },
  },
  {
    id: 'freshdesk-ratings',
    name: 'ratings.json',
    text: JSON.stringify([
      {
        id: 1,
        survey_id: 2,
        agent_id: 77,
        group_id: 5,
        ticket_id: 9,
        user_id: 4,
        feedback: 'x',
        ratings: { default_question: -102 },
        created_at: '2024-03-01T10:00:00Z',
      },
      {
        id: 2,
        survey_id: 2,
        agent_id: 78,
        group_id: 5,
        ticket_id: 10,
        user_id: 4,
        feedback: 'x',
        ratings: { default_question: 103 },
        created_at: '2024-03-02T10:00:00Z',
      },
    ]),
    facts: { rows: 2, ratings: 9, reply: null, last: '2024-03-02 10:00:00' },
  },
  {
    id: 'intercom-conversations',
    name: 'intercom.json',
    text: JSON.stringify({
      conversations: [
        {
          id: 'c1',
          created_at: 1709287200,
          admin_assignee_id: 5,
          team_assignee_id: 1,
          source: { type: 'chat', body: 'x', author: { id: 'u', name: 'n' } },
          conversation_rating: { rating: 4, teammate: { id: 6 } },
          statistics: { time_to_admin_reply: 5400, last_close_at: 1709373600 },
        },
        {
          id: 'c2',
          created_at: 1709460000,
          admin_assignee_id: 5,
          team_assignee_id: 1,
          source: { type: 'chat', body: 'x', author: { id: 'u', name: 'n' } },
          conversation_rating: null,
          statistics: { time_to_admin_reply: null, last_close_at: null },
        },
      ],
    }),
    facts: { rows: 2, ratings: 4, reply: 5400, last: '2024-03-03 10:00:00' },
  },
  {
    id: 'intercom-ratings',
    name: 'intercom.csv',
    text: [
      'standard.conversation_id,standard.channel,timestamp.conversation_started_at,team.currently_assigned_team_id,conversation-rating-sent.conversation_rating,conversation-rating-sent.rated_teammate_id,duration.teammate_first_response_time',
      'c1,chat,2024-03-01 10:00:00,1,4,6,5400',
      '',
    ].join('\n'),
    facts: { rows: 1, ratings: 4, reply: 5400, last: '2024-03-01 10:00:00' },
  },
  {
    id: 'chatwoot-satisfaction',
    name: 'chatwoot.csv',
    text: [
      'Agent Name,Rating,Feedback Comment,Contact Name,Contact Email Address,Contact Phone Number,Link to the conversation,Recorded date',
      'Ben Stone (ben@example.test),5,thanks,A B,a@example.test,+49 30 1234567,https://example.test/1,2024-03-01 10:00:00',
      'Ben Stone (ben@example.test),3,,A B,a@example.test,+49 30 1234567,https://example.test/2,2024-03-02 10:00:00',
      'Reporting period 2024-03-01 to 2024-03-31,,,,,,,',
      '',
    ].join('\n'),
    facts: { rows: 2, ratings: 8, reply: null, last: '2024-03-02 10:00:00' },
  },
  {
    id: 'chatwoot-events',
    name: 'reporting_events.csv',
    text: [
      'id,name,value,value_in_business_hours,event_start_time,event_end_time,account_id,conversation_id,inbox_id,user_id,created_at',
      '1,first_response,60.5,60.5,2024-03-01 09:00:00,2024-03-01 10:00:00,1,9,2,5,2024-03-01 10:00:00',
      '',
    ].join('\n'),
    facts: { rows: 1, ratings: null, reply: null, last: '2024-03-01 10:00:00' },
  },
  {
    id: 'zammad-tickets',
    name: 'zammad.csv',
    text: [
      '#,Title,State,Priority,Group,Owner,Customer,Organization,Create Channel,Sender,Tags,Time Units Total,Created At,Updated At,Closed At,First Response In Min,Close In Min,Close Diff In Min,Article Count',
      '31001,Bill,closed,2 normal,Desk,Ben Stone,A B,,email,Customer,,3,2024-03-01 10:00:00,2024-03-01 11:00:00,2024-03-02 10:00:00,90,1440,-20,4',
      '31002,Bill,open,2 normal,Desk,Ben Stone,A B,,email,Customer,,3,2024-03-03 10:00:00,2024-03-03 11:00:00,,,,,1',
      '',
    ].join('\n'),
    facts: { rows: 2, ratings: null, reply: 5400, last: '2024-03-03 10:00:00' },
  },
  {
    id: 'hubspot-tickets',
    name: 'hubspot.json',
    text: JSON.stringify({
      results: [
        {
          id: '1',
          properties: {
            hs_object_id: '1',
            subject: 'x',
            hs_pipeline: '0',
            hubspot_owner_id: '8',
            createdate: '2024-03-01T10:00:00Z',
            closed_date: '2024-03-02T10:00:00Z',
            time_to_first_agent_reply: '5400000',
            hs_sentiment: 'POSITIVE',
          },
          archived: false,
        },
      ],
    }),
    facts: { rows: 1, ratings: null, reply: 5400, last: '2024-03-02 10:00:00' },
  },
];

describe('a spreadsheet with a sheet of marks and one of scores', () => {
  it('loads both, and says which sheet is which', async () => {
    const made = await testPlace({});
    place = made;
    writeSpreadsheet(join(made.folder, 'training.xlsx'), {
      'Listen first': [
        ['Name', { day: 45_292 }, { day: 45_299 }],
        ['Anna Maier', 'X', 'ill'],
        ['Ben Stone', 'x', null],
        ['Cara Wolf', null, null],
      ],
      'Guest score': [
        ['Hotel', 'January 2024', 'Februar 2024'],
        ['Lindenhof', 4.5, 4.25],
      ],
    });
    const all = await importFiles(made, { files: ['training.xlsx'], replaces: undefined, dryRun: false });
    expect(
      all.map(({ report, recognised }) => [report.table, report.rows.loaded, recognised?.sheet]),
    ).toEqual([
      ['attendance', 3, 'Listen first'],
      ['outcomes', 2, 'Guest score'],
    ]);
    expect(
      await made.warehouse.rows(
        sql`select course, cast(date as varchar) as date, came from facts_attendance order by date, came`,
        z.object({ course: z.string(), date: z.string(), came: z.boolean() }),
      ),
    ).toEqual([
      { course: 'Listen first', date: '2024-01-01', came: true },
      { course: 'Listen first', date: '2024-01-01', came: true },
      { course: 'Listen first', date: '2024-01-08', came: false },
    ]);
    expect(
      await made.warehouse.rows(
        sql`select site, measure, cast(date as varchar) as date, value from facts_outcomes order by date`,
        z.object({ site: z.string(), measure: z.string(), date: z.string(), value: z.number() }),
      ),
    ).toEqual([
      { site: 'Lindenhof', measure: 'Guest score', date: '2024-01-01', value: 4.5 },
      { site: 'Lindenhof', measure: 'Guest score', date: '2024-02-01', value: 4.25 },
    ]);
  });
});

describe('a spreadsheet of which one sheet has a mapping of its own', () => {
  it('is loaded whole: the other sheets by what they are known by', async () => {
    const made = await testPlace({});
    place = made;
    writeSpreadsheet(join(made.folder, 'book.xlsx'), {
      Staff: [
        ['Employee', 'Team', 'Joined'],
        ['7', 'A', { day: 45_000 }],
        ['8', 'B', { day: 45_000 }],
      ],
      Calls: [
        ['Who', 'Moment', 'Mark'],
        ['7', { day: 45_292 }, 4],
        ['8', { day: 45_293 }, 5],
      ],
    });
    mkdirSync(join(made.folder, 'mappings'));
    writeFileSync(
      join(made.folder, 'mappings', 'book.xlsx-Calls.yaml'),
      'file: book.xlsx\nsheet: Calls\ntable: interactions\ncolumns: { person: Who, time: Moment, rating: Mark }\n',
    );
    const all = await importFiles(made, { files: ['book.xlsx'], replaces: undefined, dryRun: false });
    expect(all.map(({ report }) => [report.table, report.rows.loaded])).toEqual([
      ['interactions', 2],
      ['people', 2],
    ]);
    expect(readdirSync(join(made.folder, '.whichhalf', 'staging'))).toEqual([]);
  });
});

describe('answers of a survey', () => {
  it.each([
    {
      id: 'limesurvey-answers',
      text: [
        'id;submitdate;lastpage;startlanguage;seed;site;Q1;Q2;Q3;interviewtime',
        '1;2024-03-01 10:00:00;3;en;99;Lindenhof;4;5;nice;120.5',
        '2;;1;en;98;Lindenhof;2;;;',
        '3;1980-01-01 00:00:00;3;en;97;Lindenhof;3;3;;60',
        '4;2024-03-02 10:00:00;3;en;96;Seeblick;;;words;60',
        '',
      ].join('\n'),
      rows: { inFile: 5, loaded: 2, rejected: 1, dropped: { 'not finished': 1, 'no answer in numbers': 1 } },
    },
    {
      id: 'formbricks-answers',
      text: [
        'No.,Response ID,Timestamp,Finished,Survey ID,Formbricks ID (internal),User ID,Tags,"1. They understood me","2. Why?",person.team',
        '1,r1,2024-03-01 10:00:00,Yes,s,f,u,,5,because,A',
        '2,r2,2024-03-01 11:00:00,No,s,f,u,,4,,A',
        '',
      ].join('\n'),
      rows: { inFile: 2, loaded: 1, rejected: 0, dropped: { 'not finished': 1 } },
    },
  ])('$id', async ({ id, text, rows }) => {
    const [report] = await importedText('answers.csv', text);
    expect(report?.preset?.id).toBe(id);
    expect(report?.rows).toMatchObject(rows);
    const measures = await place?.warehouse.rows(
      sql`select distinct measure from facts_outcomes order by 1`,
      z.object({ measure: z.string() }),
    );
    expect(measures?.map(({ measure }) => measure)).toEqual(
      id === 'limesurvey-answers' ? ['Q1', 'Q2'] : ['They understood me'],
    );
  });
});

describe('a file as a system is known to write it', () => {
  it.each(madeExports)('$id', async ({ id, name, text, facts }) => {
    const [report] = await importedText(name, text);
    expect(report?.preset).toMatchObject({ id, seenOnRealExport: false });
    expect(report?.rows.rejected).toBe(0);
    const reply = report?.columns.some(({ field }) => field === 'first-reply') ? '"v_first-reply"' : 'null';
    const seen = await place?.warehouse.rows(
      {
        text: `select cast(count(*) as integer) as rows, sum(rating) as ratings, max(cast(${reply} as double)) as reply, cast(max("time") as varchar) as last from facts_interactions`,
        values: [],
      },
      z.object({
        rows: z.number(),
        ratings: z.number().nullable(),
        reply: z.number().nullable(),
        last: z.string(),
      }),
    );
    expect(seen).toEqual([facts]);
    for (const column of report?.droppedColumns ?? [])
      expect(report?.columns.map((each) => each.column)).not.toContain(column);
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
