import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SheetCell } from '../../src/demo/write-spreadsheet.ts';
import { spreadsheetBytes } from '../../src/demo/write-spreadsheet.ts';
import { type Imported, importFiles, MappingNeeded } from '../../src/intake/index.ts';
import { noCorrections } from '../../src/intake/mapping-corrections.ts';
import { UsageError } from '../../src/model/refusal.ts';
import { currentFacts } from '../../src/warehouse/fact-tables.ts';
import { organisationOf, type TestPlace, testPlace } from '../support/import-place.ts';

let place: TestPlace;
beforeEach(async () => {
  place = await testPlace({});
});
afterEach(() => place.remove());

/** A workbook; `mark` is the attribute by which it counts its days from 1904. */
function workbook(
  rows: readonly (readonly SheetCell[])[],
  mark = '',
  merged: readonly string[] = [],
): string {
  const parts = unzipSync(spreadsheetBytes({ Sheet: rows }, merged));
  const text = strFromU8(parts['xl/workbook.xml']!).replace('<sheets>', `<workbookPr ${mark}/><sheets>`);
  const bytes = zipSync({ ...parts, 'xl/workbook.xml': strToU8(text) });
  writeFileSync(join(place.folder, 't.xlsx'), bytes);
  return 't.xlsx';
}

async function load(choice: Partial<Parameters<typeof importFiles>[1]> = {}): Promise<Imported> {
  const [imported] = await importFiles(place, {
    files: ['t.xlsx'],
    replaces: undefined,
    dryRun: false,
    ...choice,
  });
  return imported!;
}

async function times(column = 'time', table: 'interactions' | 'people' = 'interactions'): Promise<string[]> {
  const { text, values } = currentFacts(table);
  const rows = await place.warehouse.rows(
    { text: `select cast("${column}" as varchar) as at from ${text} order by 1`, values },
    z.object({ at: z.string() }),
  );
  return rows.map(({ at }) => at);
}

/** Excel shows 45231 as 1 November 2023, and 45231.5 as noon of that day; in the system of 1904, 43769. */
const november = 45_231;
const november1904 = 43_769;
const contact = (k: number, day: SheetCell): readonly SheetCell[] => [`T${k}`, day, 'Anna Maier', 4];
const heading = ['Ticket', 'Closed at', 'Agent', 'Rating'];

describe('days that a spreadsheet keeps as plain numbers', () => {
  it('are dates under a heading that says so, and the report says how they were read', async () => {
    workbook([heading, contact(1, november), contact(2, november + 0.5), contact(3, 45_291.999_988_4)]);
    const { report } = await load();
    expect(report.columns.find(({ field }) => field === 'time')?.readAs).toBe(
      'time numbers by which the spreadsheet counts days from 1900',
    );
    expect(await times()).toEqual(['2023-11-01 00:00:00', '2023-11-01 12:00:00', '2023-12-31 23:59:59']);
  });

  it.each(['date1904="1"', 'date1904="true"'])('count from 1904 where the workbook says %s', async (mark) => {
    workbook(
      [heading, contact(1, november1904), contact(2, november1904 + 0.25), contact(3, { day: november1904 })],
      mark,
    );
    const { report } = await load();
    expect(report.columns.find(({ field }) => field === 'time')?.readAs).toContain('from 1904');
    expect(await times()).toEqual(['2023-11-01 00:00:00', '2023-11-01 00:00:00', '2023-11-01 06:00:00']);
  });

  it('are dates beside cells that are dates, below a title and a heading in two rows', async () => {
    workbook(
      [
        ['Contacts of the year', null, null, null],
        [null, null, null, null],
        ['Ticket', 'Case', null, 'Rating'],
        [null, 'Closed', 'Agent', null],
        contact(1, november),
        contact(2, { day: november + 1 }),
        contact(3, '03.11.2023'),
      ],
      '',
      ['B3:C3'],
    );
    const columns = { id: 'Ticket', time: 'Case Closed', person: 'Case Agent', rating: 'Rating' };
    const corrections = { ...noCorrections, table: 'interactions' as const, columns };
    expect((await load({ corrections })).report.titleRows).toEqual(['Contacts of the year']);
    expect(await times()).toEqual(['2023-11-01 00:00:00', '2023-11-02 00:00:00', '2023-11-03 00:00:00']);
  });

  it('are recognised in a proposal, and shown before and after', async () => {
    const rows = Array.from({ length: 30 }, (_, k) => [
      `VG-${k}`,
      november + k + 0.5,
      ['Anna Maier', 'Ben Okafor', 'Carla Ruiz'][k % 3]!,
      (k % 6) + 1,
    ]);
    workbook([['Vorgangsnr.', 'Erledigt am', 'Sachbearbeiter', 'Note'], ...rows]);
    const error: unknown = await load().catch((thrown: unknown) => thrown);
    if (!(error instanceof MappingNeeded) || error.trial instanceof UsageError) throw error;
    const { proposal, trial } = error;
    expect(proposal.lines.find(({ name }) => name === 'time')).toMatchObject({
      column: 'Erledigt am',
      why: 'its name, and dates as the numbers of a spreadsheet',
    });
    const at = trial.preview.fields.findIndex(({ field }) => field === 'time');
    expect([trial.preview.rows[0]?.before[at], trial.preview.rows[0]?.after[at]]).toEqual([
      '45231.5',
      '2023-11-01 12:00:00',
    ]);
  });

  it('stay numbers where nothing says that they are dates', async () => {
    workbook([
      ['Name', 'Team', 'Salary', 'Personalnr'],
      ['Anna', 'Red', november, 30_001],
      ['Ben', 'Red', 41_000, 30_002],
    ]);
    const { report } = await load();
    expect(report.columns.map(({ field, column }) => [field, column])).toContainEqual([
      'person',
      'Personalnr',
    ]);
    expect(report.columns.map(({ column }) => column)).not.toContain('Salary');
    place = Object.assign(place, {
      organisation: organisationOf({
        sources: [{ file: 't.xlsx', table: 'people', columns: { person: 'Name', joined: 'Salary' } }],
      }),
    });
    await expect(load()).rejects.toMatchObject({
      message: expect.stringContaining('column "Salary" (joined) holds no dates'),
      remedy: expect.stringContaining('give the column a format of dates there'),
    });
  });
});
