import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eraseCommand } from '../../src/cli/erase.ts';
import type { Confirm, Terminal } from '../../src/cli/terminal.ts';
import { organisationOf, type TestPlace, testPlace } from '../support/import-place.ts';
import { runWhichhalf } from '../support/run-whichhalf.ts';

const yaml = `organisation: { name: Hotel, currency: EUR }
programmes:
  listen: { title: Listen, cost: { fees: 90, hoursPerPerson: 2, loadedRate: 40 } }
sources:
  - { file: people.csv, table: people }
  - { file: tickets.csv, table: interactions }
  - { file: courses.csv, table: attendance }
`;
const files = {
  'whichhalf.yaml': yaml,
  'people.csv':
    'Employee No,First name,Last name,E-mail,Team\n1,Anna,Maier,anna.maier@hotel.example,Bar\n2,Bo,Lund,bo.lund@hotel.example,Bar\n3,Bo,Lund,bo.lund2@hotel.example,Desk\n',
  'tickets.csv':
    'id,time,agent,rating\n1,2024-01-01,Anna Maier,5\n2,2024-01-02,Anna Meier,4\n3,2024-01-03,3,3\n',
  'courses.csv': 'Email address,Course,Date\nanna.maier@hotel.example,Listen,2024-01-02\n',
};

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-erase-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const imported = () => runWhichhalf('import', '--folder', folder);
const erase = (...argv: readonly string[]) => runWhichhalf('erase', ...argv, '--folder', folder);

describe('whichhalf erase', () => {
  it('shows numbers and erases nothing where nobody can be asked, or only to show it', async () => {
    await imported();
    const found = {
      entries: 1,
      sources: [
        { source: 'courses.csv', names: 1, rows: 1, interactions: 0, hours: 2, money: 170 },
        { source: 'tickets.csv', names: 1, rows: 1, interactions: 1, hours: 0, money: 0 },
      ],
      unsure: [{ source: 'tickets.csv', names: 1, rows: 1, interactions: 1, hours: 0, money: 0 }],
      withUnsure: false,
    };
    const asked = await erase('Anna Maier');
    expect([asked.code, asked.json()]).toEqual([2, { erased: false, found }]);
    expect(asked.stderr).toContain('Add --yes');
    expect(asked.stdout + asked.stderr).not.toMatch(/anna|maier/i);
    const dry = await erase('1', '--dry-run', '--json');
    expect([dry.code, dry.json(), dry.stderr]).toEqual([0, { erased: false, found }, '']);
  });

  it('erases, says what is left, and says so the next time', async () => {
    await imported();
    const run = await erase('anna.maier@hotel.example', '--yes');
    expect([run.code, run.json()]).toMatchObject([
      0,
      { erased: true, entries: 1, names: 2, rows: 3, mentions: 0, isResultOlder: false },
    ]);
    expect(run.stdout).not.toMatch(/anna|maier/i);
    expect(readFileSync(join(folder, 'people-aliases.csv'), 'utf8')).not.toMatch(/maier/i);
    const again = await erase('1', '--yes');
    expect([again.code, again.json()]).toEqual([0, { erased: false, wasErased: true }]);
    expect((await imported()).code).toBe(0);
    expect((await erase('Anna Maier', '--yes')).json()).toEqual({ erased: false, wasErased: true });
    expect((await erase('Anna Meier', '--yes')).json()).toMatchObject({ erased: true, entries: 0, rows: 1 });
  });

  it.each([
    [
      'Bo Lund',
      '2 people are called "Bo Lund": 2 (Bo Lund, Bar, bo.lund@hotel.example); 3 (Bo Lund, Desk, bo.lund2@',
    ],
    ['Lund', 'Nobody is called "Lund", in no list of people and in no source.\nDo you mean 2 (Bo Lund, '],
    ['xyz', 'Nobody is called "xyz", in no list of people and in no source.\nGive the number or the e-mail'],
  ])('%s: is not clear, and says what to give', async (asked, message) => {
    await imported();
    const run = await erase(asked, '--yes');
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(message);
  });

  it('finds nobody where nothing is loaded', async () => {
    const run = await erase('1', '--yes');
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('Nobody is called "1"')]);
  });

  it('is wrong use without a person', async () => {
    expect((await erase()).code).toBe(2);
  });
});

describe('on a terminal', () => {
  let place: TestPlace | undefined;
  afterEach(() => place?.close());

  async function runWith(confirm: Confirm, ...argv: readonly string[]): Promise<string> {
    await imported();
    place = await testPlace({}, folder);
    const said: string[] = [];
    const terminal: Terminal = {
      columns: 100,
      forPeople: true,
      colour: false,
      result: (_value, text) => said.push(text()),
      note: (text) => said.push(text),
      progress: () => {},
      endWith: (code) => said.push(`code ${code}`),
    };
    const opened = {
      ...place,
      organisation: organisationOf({
        programmes: { listen: { title: 'Listen', cost: { fees: 90, hoursPerPerson: 2, loadedRate: 40 } } },
        sources: [],
      }),
      notes: [],
      close: () => {},
    };
    const command = eraseCommand(terminal, async () => opened, confirm);
    await command.parseAsync([...argv, '--folder', folder], { from: 'user' });
    return said.join('\n');
  }

  it('shows who it is and what hangs on them before it asks, and takes no for an answer', async () => {
    const said = await runWith(async () => 'no', 'Maier, Anna');
    expect(said).toContain('In the list of people: 1 (Anna Maier, Bar, anna.maier@hotel.example)');
    expect(said).toMatch(/courses\.csv +anna\.maier@hotel\.example +1 +2 +€170/);
    expect(said).toContain('Names that may be theirs. They stay, unless');
    expect(said).toMatch(/tickets\.csv +Anna Meier +1 +1/);
    expect(said.trim().endsWith('Nothing was erased.')).toBe(true);
    expect(place?.people.find('1')).toBeDefined();
  });

  it('erases when told yes, and says what it cannot do', async () => {
    const said = await runWith(async () => 'yes', '1', '--unsure');
    expect(said).toContain(
      'Erased: 1 entry of the list of people, all names, 4 rows. Later imports skip them.',
    );
    expect(said).toContain('still have them: courses.csv, people.csv, tickets.csv.');
    expect(place?.people.find('1')).toBeUndefined();
    expect(readdirSync(folder)).not.toContain('people-aliases.csv.new');
  });
});
