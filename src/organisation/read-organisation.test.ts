import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../model/refusal.ts';
import { readOrganisation, readOrganisationWithNotes, starterFiles } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whichhalf-organisation-'));
  await writeFile(join(folder, 'people.csv'), 'person\n');
});
afterAll(() => rm(folder, { recursive: true }));

async function write(text: string | Uint8Array): Promise<void> {
  await writeFile(join(folder, 'whichhalf.yaml'), text);
}

async function errorOf(text: string | Uint8Array): Promise<UsageError> {
  await write(text);
  const error = await readOrganisation(folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return error as UsageError;
}

/** Each error without the name of the file: `line:column: where: found ...`. */
async function linesOf(text: string | Uint8Array): Promise<string[]> {
  const { message, remedy } = await errorOf(text);
  expect(remedy).not.toBe('');
  const file = join(folder, 'whichhalf.yaml');
  return message
    .split('\n')
    .filter((line) => line.startsWith(`${file}:`))
    .map((line) => line.slice(file.length + 1));
}

const smallest = `organisation:
  name: Hotel Lindenhof
`;
const withMeasure = `${smallest}measures:
  satisfied: { title: Satisfied, kind: mean }
  complaints: { title: Complaints, table: events, kind: count, better: lower }
`;

describe('readOrganisation', () => {
  it('reads the smallest file and fills in the defaults', async () => {
    await write(smallest);
    const { organisation, sources } = await readOrganisation(folder);
    expect(organisation).toEqual({
      name: 'Hotel Lindenhof',
      customers: 'customers',
      currency: 'EUR',
      timeZone: 'UTC',
      period: 'week',
      dayToPeriod: 'following',
    });
    expect(sources).toEqual([]);
  });

  it('reads a file with a byte order mark and Windows line ends', async () => {
    await write(`\uFEFF${smallest.replaceAll('\n', '\r\n')}`);
    expect((await readOrganisation(folder)).organisation.name).toBe('Hotel Lindenhof');
  });

  it('sends someone without a file to init', async () => {
    const nowhere = join(folder, 'nowhere');
    const error = await readOrganisation(nowhere).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ remedy: expect.stringContaining(`whichhalf init ${nowhere}`) });
  });

  it('says that the folder is wanted when given the file', async () => {
    await write(smallest);
    const error = await readOrganisation(join(folder, 'whichhalf.yaml')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining('is a file') });
  });

  it.each([
    ['nothing', ''],
    ['blank lines', '\n\n'],
    ['only comments', '# organisation:\n#   name: x\n'],
  ])('calls a file with %s empty', async (_, text) => {
    expect((await errorOf(text)).message).toContain(':1:1: found an empty file');
  });

  it('says that a file is not UTF-8', async () => {
    const error = await errorOf(Buffer.from('organisation:\n  name: H\xF4tel\n', 'latin1'));
    expect(error.message).toContain('not UTF-8');
  });

  it.each([
    ['a tab', 'organisation:\n\tname: x\n', '2:1', 'a tab', 'two spaces'],
    ['a doubled key', 'organisation:\n  name: x\n  name: y\n', '3:3', '"name" a second time', 'line 2'],
    ['an open quotation', 'organisation:\n  name: "x\n', '3:1', 'no closing', 'Close it'],
    ['a second colon', 'organisation:\n  name: a: b\n', '2:9', 'a colon', 'quotation marks'],
    ['a bracket as a key', 'organisation: { name: x }\n[a]: 1\n', '2:1', 'a bracket before a colon', 'Close'],
    ['a reserved character', 'organisation:\n  name: @x\n', '2:9', '"@x"', 'quotation marks'],
    ['a second document', `${smallest}---\nname: y\n`, '3:1', '---', 'Remove'],
    ['an unknown tag', 'organisation:\n  name: !x y\n', '2:9', 'Unresolved tag', 'Look at this line'],
    ['an alias of nothing', 'organisation:\n  name: *x\n', '2:9', 'starts with "*"', 'quotation marks'],
  ])('names the place of %s', async (_, text, place, found, remedy) => {
    const lines = await linesOf(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${place}: `));
    expect(lines[0]).toContain(found);
    expect(lines[0]).toContain(remedy);
  });

  it.each([
    [
      'an unknown key',
      `${smallest}  curency: EUR\n`,
      '3:3: organisation.curency',
      'Did you mean "currency"?',
    ],
    ['a key like none', `${smallest}zzzzzz: 1\n`, '3:1: zzzzzz', 'one of organisation, foundation, measures'],
    ['a wrong word', `${smallest}  period: weekly\n`, '3:11: organisation.period', 'Did you mean "week"?'],
    ['a word like none', `${smallest}  period: fortnight\n`, '3:11', 'Write "day", "week" or "month".'],
    ['a day the wrong way round', `${smallest}  from: 31.03.2025\n`, '3:9', 'such as 2025-03-31'],
    ['a day that is none', `${smallest}  from: 2025-02-30\n`, '3:9', 'The calendar has no such day'],
    ['a number for a text', 'organisation:\n  name: 12\n', '2:9', 'quotation marks: "12"'],
    ['a missing name', 'organisation:\n  customers: guests\n', '1:1', 'Add the key "name"'],
    ['nothing after a colon', `${smallest}programmes:\n`, '3:1: programmes', 'put # before this line'],
    ['a missing section', 'measures: {}\n', '1:1', 'Add the key "organisation"'],
    ['a list as the whole', '- a\n', '1:1', 'found a list'],
    ['a currency sign', `${smallest}  currency: €\n`, '3:13', 'Write "EUR"'],
    ['a currency in small letters', `${smallest}  currency: chf\n`, '3:13', 'Write "CHF"'],
    [
      'an unknown time zone',
      `${smallest}  timeZone: Europe/Berln\n`,
      '3:13',
      'Did you mean "Europe/Berlin"?',
    ],
    [
      'a period that ends before it begins',
      `${smallest}  from: 2025-06-01\n  to: 2025-01-01\n`,
      '4:7',
      'on or after 2025-06-01',
    ],
    [
      'an id in capitals',
      `${smallest}measures:\n  ratingAfterCall: { title: x, kind: mean }\n`,
      '4:3: measures.ratingAfterCall',
      'Write "rating-after-call"',
    ],
    [
      'money with its currency',
      `${smallest}programmes:\n  a: { title: A, cost: { fees: "1,200 EUR" } }\n`,
      '4:32',
      'Write 1200',
    ],
    [
      'a single name for a list',
      `${withMeasure}programmes:\n  a: { title: A, otherOutcomes: satisfied }\n`,
      '7:33',
      'Write it as a list: ["satisfied"].',
    ],
    [
      'an unknown rhythm',
      `${smallest}programmes:\n  a: { title: A, rhythm: twice }\n`,
      '4:26',
      '"once" or "series"',
    ],
    [
      'a misspelt key of a rhythm, told once',
      `${smallest}programmes:\n  a: { title: A, rhythm: { refresherEveryWeeks: 4 } }\n`,
      '4:28',
      'Did you mean "refreshersEveryWeeks"?',
    ],
  ])('names the place of %s', async (_, text, place, remedy) => {
    const lines = await linesOf(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.startsWith(`${place}: `) || lines[0]?.startsWith(`${place}:`)).toBe(true);
    expect(lines[0]).toContain(remedy);
    expect(lines[0]).toMatch(/found .*; expected .*\. ./);
  });

  it.each([
    ['a measure', 'primaryOutcome: satisfid', 'Did you mean "satisfied"?'],
    ['a negative control', 'negativeControl: weather', 'a measure declared under "measures": "satisfied"'],
    ['a companion', 'companions: [weather]', 'Declare the measure'],
    ['a standard', 'standards: [listen]', 'Add the standard under foundation.promises'],
    ['a behaviour', 'behaviours: [listen]', 'Add the behaviour'],
    ['a stratum', 'chosen: { how: lot, strata: region }', 'a team fact'],
    ['a condition', 'condition: { fact: huddles, title: x }', 'table: team-facts'],
    [
      'the measure of a score',
      'chosen: { how: low-scores, score: { measure: weather, from: 2025-01-01, to: 2025-02-01 } }',
      'a measure declared',
    ],
  ])('finds %s that is named but not declared', async (_, line, remedy) => {
    const lines = await linesOf(`${withMeasure}programmes:\n  a:\n    title: A\n    ${line}\n`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^9:\d+: programmes\.a\./);
    expect(lines[0]).toContain('which is declared nowhere');
    expect(lines[0]).toContain(remedy);
  });

  it.each([
    ['low scores without the score', 'chosen: { how: low-scores }', 'score: { measure, from, to }'],
    ['a seed without a draw', 'chosen: { how: volunteers, seed: 7 }', 'how: lot'],
    ['teams where persons were assigned', 'sessions: [{ date: 2025-01-01, teams: [a] }]', 'by: team'],
    [
      'persons where teams were assigned',
      'chosen: { by: team }\n    sessions: [{ date: 2025-01-01, people: [a] }]',
      'by: person',
    ],
    [
      'a session that ends before it begins',
      'sessions: [{ date: 2025-01-02, endDate: 2025-01-01 }]',
      'on or after',
    ],
    [
      'a control that is the outcome',
      'primaryOutcome: satisfied\n    negativeControl: satisfied',
      'the primary outcome already',
    ],
  ])('finds %s', async (_, line, words) => {
    const lines = await linesOf(`${withMeasure}programmes:\n  a:\n    title: A\n    ${line}\n`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(words);
  });

  it('finds measures of telephone intervals and of scores that cannot be added up', async () => {
    const lines = await linesOf(`${smallest}measures:
  calls: { title: Calls, table: telephony, kind: count }
  wait: { title: Wait, table: telephony, kind: mean, value: wait }
  busy: { title: Busy, table: telephony, kind: mean, value: occupancy, per: handled }
  good: { title: Good, table: telephony, kind: rate, value: transferred }
  guests: { title: Guests, table: outcomes, kind: mean }
  shops: { title: Shops, table: outcomes, kind: count, value: Shops }
  both: { title: Both, table: outcomes, kind: mean, value: Both, where: { measure: Both } }
  fine: { title: Fine, table: outcomes, kind: rate, where: { measure: Fine } }
  rated: { title: Rated, kind: mean, per: handled }
`);
    expect(lines.map((line) => line.split(': ')[1])).toEqual([
      'measures.calls.kind',
      'measures.wait.value',
      'measures.busy.per',
      'measures.guests',
      'measures.shops.kind',
      'measures.both',
      'measures.rated.per',
    ]);
    expect(lines[1]).toContain('without "per" or "weight"');
  });

  it('finds a rate without a value, a count with one, and a course of two programmes', async () => {
    const lines = await linesOf(`${smallest}measures:
  settled: { title: Settled, kind: rate }
  calls: { title: Calls, kind: count, value: rating }
programmes:
  a: { title: Listen first }
  b: { title: Other, courses: [Listen first] }
`);
    expect(lines.map((line) => line.split(': ')[0])).toEqual(['4:3', '5:39', '8:32']);
  });

  it('finds sources whose file is missing and two sources of one name', async () => {
    const lines = await linesOf(`${smallest}sources:
  - { file: poeple.csv, table: people }
  - { file: people.csv, table: people, name: hr }
  - { file: people.csv, table: teams, name: hr }
`);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('Did you mean "people.csv"?');
    expect(lines[1]).toMatch(/^6:45: .*source 2 has already/);
  });

  it('leaves team facts to the file that holds them', async () => {
    await write(`${smallest}programmes:
  a: { title: A, condition: { fact: huddles, title: teams meet }, chosen: { how: lot, strata: site } }
sources: [{ file: people.csv, table: team-facts }]
`);
    expect((await readOrganisation(folder)).programmes.a?.condition?.fact).toBe('huddles');
  });

  it('finds promises, standards and behaviours that share an id', async () => {
    const lines = await linesOf(`${smallest}foundation:
  promises:
    - id: welcome
      text: You are welcome.
      standards:
        - { id: greet, text: We greet., behaviours: [{ id: smile, text: Smiles. }] }
        - { id: greet, text: We greet., behaviours: [{ id: smile, text: Smiles. }] }
`);
    expect(lines).toHaveLength(2);
    expect(lines.every((line) => line.startsWith('9:') && line.includes('a second time'))).toBe(true);
  });

  it('tells everything that is wrong at once, in the order of the file', async () => {
    const lines = await linesOf(`organisation:
  name: Hotel
  timeZone: Mars
measures:
  satisfied: { title: Satisfied, kind: men }
programmes:
  a: { title: A, primaryOutcome: satisfid }
  a2: { title: B, kind: sale, sessions: [{ date: 1/2/2025, endDate: 2025-01-01 }] }
sources:
  - { file: nowhere.csv, table: people }
  - { file: people.csv, tabel: people }
`);
    expect(lines.map((line) => Number(line.split(':')[0]))).toEqual([3, 5, 7, 8, 8, 10, 11]);
  });

  it('does not call a name undeclared when its declaration cannot be read', async () => {
    const lines = await linesOf(
      `${smallest}measures: 3\nprogrammes:\n  a: { title: A, primaryOutcome: x }\n`,
    );
    expect(lines).toHaveLength(1);
  });
});

describe('a file with slips', () => {
  const slip = fc.oneof(
    fc.constant(() => ''),
    fc.constant((line: string): string => `  ${line}`),
    fc.constant((line: string): string => line.replace(/^ {2}/, '')),
    fc.constant((line: string): string => line.replace(/:.*/, ':')),
    fc.constant((line: string): string => line.replace(/: .*/, ': 12')),
    fc.constant((line: string): string => line.replace(/: .*/, ': [a, { b: c }]')),
    fc.constant((line: string): string => line.replace(/^( *)(- )?\w/, '$1$2x')),
    fc.constant((line: string): string => line.replace(/^ /, '\t')),
    fc.constant((line: string): string => `${line}"`),
    fc.constant((line: string): string => `${line}: {`),
    fc.constant((line: string): string => `${line}\n${line}`),
    fc.constant((line: string): string => line.replace(': ', ': *')),
  );
  const whole = (starterFiles().get('whichhalf.yaml') ?? '')
    .replaceAll(/^( *)#(?=[^ #\n])/gm, '$1')
    .split('\n');

  it('is read, or refused with a place in the file for each error', async () => {
    const slips = fc.array(fc.tuple(fc.nat(whole.length - 1), slip), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(slips, async (chosen) => {
        const lines = [...whole];
        for (const [index, change] of chosen) lines[index] = change(lines[index] ?? '');
        await write(lines.join('\n'));
        const error = await readOrganisation(folder).catch((thrown: unknown) => thrown);
        if (!(error instanceof Error)) return;
        expect(error).toBeInstanceOf(UsageError);
        const [, ...told] = error.message.split('\n');
        const length = lines.join('\n').split('\n').length;
        for (const line of told) {
          const place = /whichhalf\.yaml:(\d+):(\d+): .*found .+; expected .+\. ./.exec(line);
          expect(Number(place?.[1]), line).toBeGreaterThanOrEqual(1);
          expect(Number(place?.[1]), line).toBeLessThanOrEqual(length);
        }
      }),
      { numRuns: 150, seed: 20260101 },
    );
  });
});

describe('readOrganisationWithNotes', () => {
  it('says what each open matter would unlock, with its line', async () => {
    await write(`${smallest}  from: 2025-01-06
  to: 2025-12-28
measures:
  satisfied: { title: Satisfied, kind: mean }
programmes:
  listen:
    title: Listen first
    sessions: [{ date: 2024-11-04 }, { date: 2026-02-02 }]
  smile: { title: Smile, primaryOutcome: satisfied }
sources:
  - { file: people.csv, table: people }
`);
    const { notes } = await readOrganisationWithNotes(folder);
    const found = (words: string) => notes.find(({ missing }) => missing.includes(words));
    expect(found('"Listen first": no primary outcome')).toMatchObject({
      line: 8,
      unlocks: expect.stringContaining('verdict'),
    });
    expect(found('2024-11-04 lies before the data')?.line).toBe(10);
    expect(found('2026-02-02 lies after the data')?.unlocks).toContain('taken as planned');
    expect(found('"matters"')?.line).toBe(6);
    expect(found('"satisfied" is measured on the table "interactions"')?.line).toBe(6);
    expect(found('"Smile": no cost')?.unlocks).toContain('money bar');
    expect(found('no standard')?.line).toBe(1);
    expect(found('table "reactions"')?.line).toBe(12);
    expect(found('table "people"')).toBeUndefined();
  });
});
