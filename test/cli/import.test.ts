import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWhichhalf } from '../support/run-whichhalf.ts';

const folder = mkdtempSync(join(tmpdir(), 'whichhalf-cli-import-'));
const yaml = `organisation: { name: Hotel }
measures:
  satisfied: { title: Satisfied, kind: mean }
programmes:
  listen: { title: Listen first, primaryOutcome: satisfied }
sources:
  - { file: people.csv, table: people }
  - { file: tickets.csv, table: interactions }
`;

beforeAll(() => {
  writeFileSync(join(folder, 'whichhalf.yaml'), yaml);
  writeFileSync(
    join(folder, 'people.csv'),
    'Employee No;Team;Hired\n1;North;13.01.2024\n2;North;14.01.2024\n',
  );
  writeFileSync(
    join(folder, 'tickets.csv'),
    'Ticket,Closed at,Agent,Rating\n7,2024-02-01 10:00,1,5\n8,2024-02-29 10:00,3,good\n9,2024-03-01 10:00,3,4\n',
  );
  writeFileSync(join(folder, 'courses.csv'), 'Employee,Course,Completed\n1,Something else,2024-02-02\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('whichhalf import and check', () => {
  it('loads, again without effect, and tells what is there and what is lacking', async () => {
    const first = await runWhichhalf('import', '--folder', folder);
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    expect(first.json()).toMatchObject([
      { file: 'people.csv', outcome: 'loaded', rows: { loaded: 2 } },
      {
        file: 'tickets.csv',
        rows: { inFile: 3, loaded: 2, rejected: 1 },
        rejected: [{ line: 3, reason: 'rating is no number: good' }],
      },
    ]);
    const again = await runWhichhalf('import', '--folder', folder, '--json');
    expect(again.json()).toMatchObject([{ outcome: 'already loaded' }, { outcome: 'already loaded' }]);
    const recognised = await runWhichhalf('import', join(folder, 'courses.csv'), '--folder', folder);
    expect(recognised.json()).toMatchObject([{ table: 'attendance', recognised: true, rows: { loaded: 1 } }]);
    const check = await runWhichhalf('check', '--folder', folder);
    expect(check.code).toBe(0);
    expect(check.json()).toMatchObject({
      listed: 2,
      coverage: [
        { table: 'interactions', rows: 2, people: 2, matched: 1, from: '2024-02-01', to: '2024-03-01' },
        { table: 'attendance', rows: 1 },
      ],
      unknownCourses: [{ course: 'Something else', rows: 1 }],
      programmes: [{ programme: 'listen', attended: 0, answerable: [] }],
    });
  });

  it('passes over the templates of init, and says so', async () => {
    const fresh = join(folder, 'fresh');
    await runWhichhalf('init', fresh);
    const bare = await runWhichhalf('import', '--folder', fresh);
    expect([bare.code, bare.json()]).toEqual([0, []]);
    expect(bare.stderr).toContain(
      'Nothing was loaded: people.csv, attendance.csv, interactions.csv still hold only the heading that init wrote.',
    );
  });

  it('ends with 2 and says what to do where a file or an option is wrong', async () => {
    const cut = join(folder, 'cut.csv');
    writeFileSync(cut, 'id,time,person,rating\n1,2024-01-01,"a');
    const wrong = await runWhichhalf('import', cut, '--folder', folder);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('ends in the middle');
    const replaces = await runWhichhalf('import', cut, '--folder', folder, '--replaces', 'last');
    expect(replaces.code).toBe(2);
    expect(replaces.stderr).toContain('--replaces takes the number of a load');
  });
});
