import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Imported, importFiles, MappingNeeded } from '../../src/intake/index.ts';
import { noCorrections } from '../../src/intake/mapping-corrections.ts';
import { UsageError } from '../../src/model/refusal.ts';
import { currentFacts, factsTables } from '../../src/warehouse/fact-tables.ts';
import { organisationOf, type TestPlace, testPlace } from '../support/import-place.ts';

let place: TestPlace;
beforeEach(async () => {
  place = await testPlace({});
});
afterEach(() => place.remove());

const names = ['Anna Maier', 'Ben Okafor', 'Carla Ruiz', 'Dan Weber', 'Eva Lind'];

/** A month of contacts under the given headings for id, time, person, rating and wait. */
function writeMonth(
  month: number,
  headings = 'Ref,Closed,Handled by,Stars given,Wait',
  file = fileOf(month),
) {
  const rows = Array.from(
    { length: 60 },
    (_, k) =>
      `T${month}-${k},2024-0${month}-${String((k % 28) + 1).padStart(2, '0')} 10:00,${names[k % 5]},${(k % 5) + 1},${k % 7}:30`,
  );
  writeFileSync(join(place.folder, file), [headings, ...rows].join('\n'));
  return file;
}

const fileOf = (month: number) => `tickets-2024-0${month}.csv`;

function load(file: string, choice: Partial<Parameters<typeof importFiles>[1]> = {}): Promise<Imported[]> {
  return importFiles(place, { files: [file], replaces: undefined, dryRun: false, ...choice });
}

async function refused(file: string, choice = {}): Promise<UsageError> {
  const error: unknown = await load(file, choice).catch((thrown: unknown) => thrown);
  if (error instanceof UsageError) return error;
  throw new Error(`${file} was loaded`);
}

async function factRows(): Promise<number> {
  let rows = 0;
  for (const table of factsTables) {
    const count = {
      text: `select count(*) as n from ${currentFacts(table).text}`,
      values: currentFacts(table).values,
    };
    rows += (await place.warehouse.rows(count, z.object({ n: z.number() })))[0]!.n;
  }
  return rows;
}

describe('a file that nobody has described', () => {
  it('is not loaded but shown, people by their initials', async () => {
    const error = await refused(writeMonth(1));
    expect(error).toBeInstanceOf(MappingNeeded);
    const { proposal, trial } = error as MappingNeeded;
    if (trial instanceof UsageError) throw trial;
    expect(proposal.source.columns).toMatchObject({
      time: 'Closed',
      person: 'Handled by',
      rating: 'Stars given',
    });
    expect(trial.preview.rows).toHaveLength(10);
    const person = trial.preview.fields.findIndex(({ field }) => field === 'person');
    const wait = trial.preview.fields.findIndex(({ field }) => field === 'wait');
    expect(trial.preview.rows[1]).toMatchObject({ line: 3 });
    expect([trial.preview.rows[1]?.before[person], trial.preview.rows[1]?.after[person]]).toEqual([
      'B. O.',
      'B. O.',
    ]);
    expect([trial.preview.rows[1]?.before[wait], trial.preview.rows[1]?.after[wait]]).toEqual([
      '1:30',
      '90.0',
    ]);
    expect(JSON.stringify(error)).not.toMatch(/Maier|Okafor|Ruiz/);
    expect(await factRows()).toBe(0);
    expect(existsSync(join(place.folder, 'mappings'))).toBe(false);
  });

  it('is loaded as proposed, and so are the next of its name; its mapping is kept beside the data', async () => {
    const [first] = await load(writeMonth(1), { accept: true });
    expect(first?.mapping).toBe(join('mappings', 'tickets.csv.yaml'));
    expect(readFileSync(join(place.folder, first?.mapping ?? ''), 'utf8')).toContain('file: tickets-*.csv');
    const [second] = await load(writeMonth(2));
    expect(second).toMatchObject({ mapping: first?.mapping, report: { rows: { loaded: 60 } } });
    expect(second?.report.source).toBe(first?.report.source);
    expect((await load(fileOf(1)))[0]?.report.outcome).toBe('already loaded');
    expect(await factRows()).toBe(120);
  });

  it('is loaded with every column told, and corrected by telling another', async () => {
    const corrections = {
      ...noCorrections,
      table: 'interactions' as const,
      columns: { id: 'Ref', time: 'Closed', person: 'Handled by', rating: '' },
      values: { wait: 'Wait' },
      units: { wait: 'mm:ss' as const },
    };
    const [loaded] = await load(writeMonth(1), { corrections });
    expect(loaded?.report.columns.map(({ field }) => field)).not.toContain('rating');
    const [again] = await load(fileOf(1), {
      corrections: { ...noCorrections, columns: { rating: 'Stars given' } },
    });
    expect(again?.report.rows).toMatchObject({ corrected: 60, added: 0 });
    expect(readFileSync(join(place.folder, again?.mapping ?? ''), 'utf8')).toContain('rating: Stars given');
    expect(await factRows()).toBe(60);
  });

  it('may lie beside its mapping', async () => {
    const file = writeMonth(1);
    writeFileSync(
      join(place.folder, `${file}.mapping.yaml`),
      'table: interactions\ncolumns: { time: Closed, person: Handled by }\n',
    );
    expect((await load(file))[0]?.report.rows.loaded).toBe(60);
    writeFileSync(join(place.folder, `${file}.mapping.yaml`), 'table: nonsense\n');
    expect((await refused(file)).message).toContain('is no mapping: table');
  });
});

describe('an export with a column renamed', () => {
  it('says so, proposes the new one, and loads nothing', async () => {
    await load(writeMonth(1), { accept: true });
    const file = writeMonth(2, 'Ref,Closed,Handled by agent,Stars given,Wait');
    const error = await refused(file);
    expect(error.message).toMatch(
      /the column "Handled by" of the last load \(person\) is missing; "Handled by agent" is new and looks like it/,
    );
    expect(await factRows()).toBe(60);
    const [loaded] = await load(file, { accept: true });
    expect(loaded?.report.columns).toContainEqual(
      expect.objectContaining({ field: 'person', column: 'Handled by agent' }),
    );
    expect(
      (await load(writeMonth(3, 'Ref,Closed,Handled by agent,Stars given,Wait')))[0]?.report.rows.loaded,
    ).toBe(60);
  });

  it('is noticed where another column would be taken in its place', async () => {
    place = Object.assign(place, {
      organisation: organisationOf({ sources: [{ file: 't.csv', table: 'interactions' }] }),
    });
    writeMonth(1, 'id,time,Agent,rating,Wait', 't.csv');
    await load('t.csv');
    writeMonth(2, 'id,time,Owner,rating,Wait', 't.csv');
    const error = await refused('t.csv');
    expect(error.message).toContain(
      'the column "Agent" of the last load (person) is missing; "Owner" is new',
    );
    expect(error.remedy).toContain('columns: { person: "Owner" }');
    expect(await factRows()).toBe(60);
    place = Object.assign(place, {
      organisation: organisationOf({
        sources: [{ file: 't.csv', table: 'interactions', columns: { person: 'Owner' } }],
      }),
    });
    expect((await load('t.csv'))[0]?.report.rows.loaded).toBe(60);
  });

  it('is noticed where a new column has the better name', async () => {
    writeMonth(1, 'id,time,Agent,rating,Wait');
    await load(fileOf(1));
    const error = await refused(writeMonth(2, 'id,time,Agent,rating,person'));
    expect(error.message).toContain('"person" is new and would be taken for person, which came from "Agent"');
    expect(await factRows()).toBe(60);
  });

  it('may lose a column that nothing replaces, if somebody says so', async () => {
    writeMonth(1, 'id,time,Agent,rating,Wait');
    await load(fileOf(1));
    const file = writeMonth(2, 'id,time,Agent,Room,Wait');
    const error = await refused(file);
    expect(error.message).toContain('the column "rating" of the last load (rating) is missing');
    const [loaded] = await load(file, {
      corrections: { ...noCorrections, columns: { rating: '' } },
      accept: true,
    });
    expect(loaded?.report.columns.map(({ field }) => field)).not.toContain('rating');
  });
});

describe('a source whose file is a pattern', () => {
  it('loads all its files as one source', async () => {
    mkdirSync(join(place.folder, 'in'));
    place = Object.assign(place, {
      organisation: organisationOf({ sources: [{ file: 'in/t-*.csv', table: 'interactions' }] }),
    });
    const headings = 'id,time,person,rating,Wait';
    for (const month of [1, 2]) writeMonth(month, headings, join('in', `t-${month}.csv`));
    writeMonth(3, headings, join('in', 't-3.csv.part'));
    const all = await importFiles(place, { files: [], replaces: undefined, dryRun: false });
    expect(all.map(({ report }) => [report.file, report.source, report.rows.loaded])).toEqual([
      [join('in', 't-1.csv'), 't-*.csv', 60],
      [join('in', 't-2.csv'), 't-*.csv', 60],
    ]);
    expect((await load(join('in', 't-2.csv')))[0]?.report.outcome).toBe('already loaded');
  });
});
