import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Imported, importFiles } from '../../src/intake/index.ts';
import { UsageError } from '../../src/model/refusal.ts';
import { currentFacts } from '../../src/warehouse/fact-tables.ts';
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

async function load(
  file: string,
  choice: Partial<Parameters<typeof importFiles>[1]> = {},
): Promise<Imported> {
  const [imported] = await importFiles(place, {
    files: [file],
    replaces: undefined,
    dryRun: false,
    ...choice,
  });
  return imported!;
}

function declare(heading: string, more: object = {}): void {
  const source = {
    file: 't-*.csv',
    table: 'interactions',
    columns: { id: 'Ref', time: 'Closed', person: 'Who', rating: heading },
  };
  place = Object.assign(place, { organisation: organisationOf({ sources: [source], ...more }) });
}

/** A month of contacts with answers made from their number. */
function month(number: number, answer: (k: number) => string, heading = 'Wertung', rows = 60): string {
  const lines = Array.from({ length: rows }, (_, k) => {
    const day = String((k % 28) + 1).padStart(2, '0');
    return `${number}-${k},2024-${String(number).padStart(2, '0')}-${day},a${k % 4},${answer(k)}`;
  });
  return write(`t-${number}.csv`, [`Ref,Closed,Who,${heading}`, ...lines].join('\n'));
}

const upTo = (highest: number) => (k: number) => String((k % highest) + 1);
const measure = (better: string) => ({ measures: { happy: { title: 'Happy', kind: 'mean', better } } });

async function loadedRows(): Promise<number> {
  const { text, values } = currentFacts('interactions');
  const [row] = await place.warehouse.rows(
    { text: `select count(*) as n from ${text}`, values },
    z.object({ n: z.number() }),
  );
  return row!.n;
}

describe('which end of a scale is good', () => {
  it('is said where its range does not tell, as the measure has it', async () => {
    declare('Schulnote', measure('higher'));
    expect((await load(month(1, upTo(5), 'Schulnote'))).report.notes).toEqual([
      '"Schulnote" holds 1 to 5. The higher is taken as better in the measure "happy" of whichhalf.yaml; if 1 is the best mark, write "better: lower" there.',
    ]);
    declare('Schulnote', measure('lower'));
    expect((await load(month(2, upTo(6), 'Schulnote'))).report.notes).toEqual([
      '"Schulnote" holds 1 to 6. The lower is taken as better in the measure "happy" of whichhalf.yaml (better: lower).',
    ]);
    declare('Wertung');
    expect((await load(month(3, upTo(6)))).report.notes[0]).toContain(
      'unless that says "better: lower" in whichhalf.yaml: write that if 1 is the best mark',
    );
  });

  it.each([
    ['CSAT', upTo(5)],
    ['Zufriedenheit', upTo(10)],
    ['Note de satisfaction', upTo(10)],
    ['Stars', (k: number) => String(k % 6)],
  ])('is not asked of %s', async (heading, answer) => {
    declare(heading, measure('higher'));
    expect((await load(month(1, answer, heading))).report.notes).toEqual([]);
  });
});

describe('numbers that leap between files of one source', () => {
  const share = (k: number) => (0.4 + (k % 50) / 100).toFixed(2);
  const perCent = (k: number) => String(40 + (k % 50));

  it.each([
    ['marks become points', upTo(6), upTo(15), '1 to 15', '1 to 6'],
    ['points become marks', upTo(15), upTo(6), '1 to 6', '1 to 15'],
    ['per cent become shares', perCent, share, '0.4 to 0.89', '40 to 89'],
    ['shares become per cent', share, perCent, '40 to 89', '0.4 to 0.89'],
    ['five stars become ten', upTo(5), upTo(10), '1 to 10', '1 to 5'],
  ])('are not loaded before somebody says so: %s', async (_, before, after, now, was) => {
    declare('Wertung');
    await load(month(1, before));
    const error: unknown = await load(month(2, after)).catch((thrown: unknown) => thrown);
    if (!(error instanceof UsageError)) throw new Error('it was loaded');
    expect(error.message).toContain(
      `"Wertung" (rating) holds ${now} in this file, and ${was} in load 1 of this source (t-1.csv)`,
    );
    expect(error.remedy).toContain('whichhalf import t-2.csv --accept');
    expect(error.remedy).toContain('changedOn');
    expect(await loadedRows()).toBe(60);
    const { report } = await load('t-2.csv', { dryRun: true });
    expect(report.notes.join()).toContain('without --accept it is not loaded');
    const accepted = await load('t-2.csv', { accept: true });
    expect(accepted.report.notes.join()).toContain('was taken as the same');
    expect(await loadedRows()).toBe(120);
    expect((await load(month(3, after))).report.rows.loaded).toBe(60);
  });

  it.each([
    ['nobody gave the worst mark before', upTo(5), upTo(6), 60],
    ['one number is an error of typing', upTo(5), (k: number) => (k === 7 ? '55' : upTo(5)(k)), 60],
    ['a file has few answers', upTo(2), upTo(6), 12],
    ['there are no answers', upTo(6), () => '', 60],
  ])('are no leap where %s', async (_, before, after, rows) => {
    declare('Wertung');
    await load(month(1, before));
    expect((await load(month(2, after, 'Wertung', rows))).report.rows.loaded).toBe(rows);
  });

  it('are held against the last file that had such numbers', async () => {
    declare('Wertung');
    await load(month(1, upTo(6)));
    await load(month(2, () => ''));
    await expect(load(month(3, upTo(15)))).rejects.toThrow('and 1 to 6 in load 1');
  });

  it('are said with their month where they leap within a file', async () => {
    declare('Wertung');
    const lines = [1, 2, 3].flatMap((number) =>
      Array.from(
        { length: 40 },
        (_, k) => `${number}-${k},2024-0${number}-10,a,${upTo(number === 3 ? 15 : 6)(k)}`,
      ),
    );
    const { report } = await load(write('t-9.csv', ['Ref,Closed,Who,Wertung', ...lines].join('\n')));
    expect(report.notes.join()).toContain(
      '"Wertung" (rating) holds 1 to 15 from 2024-03 on, and 1 to 6 before: the scale looks changed',
    );
  });

  it('are looked for in each measure of scores that name no employee', async () => {
    place = Object.assign(place, {
      organisation: organisationOf({ sources: [{ file: 'o-*.csv', table: 'outcomes' }] }),
    });
    const scores = (number: number, file: string, cleanliness: (k: number) => string) =>
      write(
        file,
        [
          'Site,Month,Measure,Value',
          ...Array.from({ length: 30 }, (_, k) => `S${k},2024-0${number},cleanliness,${cleanliness(k)}`),
          ...Array.from({ length: 30 }, (_, k) => `S${k},2024-0${number},reviews,${100 + k}`),
        ].join('\n'),
      );
    await load(scores(1, 'o-1.csv', share));
    await expect(load(scores(2, 'o-2.csv', perCent))).rejects.toThrow(
      '"Value" (value) of cleanliness holds 40 to 69 in this file, and 0.4 to 0.69 in load 1',
    );
  });

  it('replace what was wrong without being asked', async () => {
    declare('Wertung');
    const first = await load(month(1, upTo(15)));
    await expect(load(month(1, upTo(6)))).rejects.toThrow('the scale looks changed');
    const again = await load('t-1.csv', { replaces: first.report.load });
    expect(again.report.rows.loaded).toBe(60);
  });
});
