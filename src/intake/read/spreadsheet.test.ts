import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeBomb, writeSpreadsheet } from '../../../test/support/write-spreadsheet.ts';
import { isSpreadsheet, readSpreadsheet } from './spreadsheet.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-sheet-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
/** 45292 is 1 January 2024 in the calendar of spreadsheets. */
const newYear = { day: 45_292 };
const noon = { day: 45_292.5 };

describe('a spreadsheet', () => {
  it('gives its sheets as tables: dates under a date format, numbers as numbers, empty rows and columns left out', async () => {
    writeSpreadsheet(at('a.xlsx'), {
      People: [
        ['Stand: Januar', null, null, null],
        [null, null, null, null],
        ['Name', null, 'Joined', 'Hours'],
        ['Anna & Co', null, newYear, 1.5],
        ['"Ben", B', null, noon, 45_292],
      ],
      Empty: [[null]],
      Second: [
        ['A', 'B'],
        ['1', 2],
      ],
    });
    expect(isSpreadsheet(at('a.xlsx'))).toBe(true);
    expect(await readSpreadsheet('a.xlsx', at('a.xlsx'))).toEqual([
      {
        name: 'People',
        rows: [
          ['Stand: Januar', '', ''],
          ['Name', 'Joined', 'Hours'],
          ['Anna & Co', '2024-01-01', '1.5'],
          ['"Ben", B', '2024-01-01 12:00:00', '45292'],
        ],
      },
      {
        name: 'Second',
        rows: [
          ['A', 'B'],
          ['1', '2'],
        ],
      },
    ]);
  });

  it('joins a heading in two rows whose upper cells are merged', async () => {
    writeSpreadsheet(
      at('a.xlsx'),
      {
        Scores: [
          ['Hotel', 'January', null, 'February', null],
          [null, 'Score', 'Answers', 'Score', 'Answers'],
          ['Lindenhof', 4.5, 20, 4.25, 31],
        ],
      },
      ['B1:C1', 'D1:E1'],
    );
    const [sheet] = await readSpreadsheet('a.xlsx', at('a.xlsx'));
    expect(sheet?.rows).toEqual([
      ['Hotel', 'January Score', 'January Answers', 'February Score', 'February Answers'],
      ['Lindenhof', '4.5', '20', '4.25', '31'],
    ]);
  });

  it('keeps a first row of data that only has a gap above it', async () => {
    writeSpreadsheet(at('a.xlsx'), {
      Marks: [
        ['Name', newYear, null],
        ['Anna', 'x', 'ill'],
        ['Ben', 'x', null],
      ],
    });
    const [sheet] = await readSpreadsheet('a.xlsx', at('a.xlsx'));
    expect(sheet?.rows).toHaveLength(3);
  });
});

describe('what is no spreadsheet that can be read', () => {
  it.each([
    ['unpacks to more than is allowed', () => writeBomb(at('b.xlsx'), 20), /unpacks to more than 16 MB/],
    [
      'is another archive',
      () => writeFileSync(at('b.xlsx'), zipSync({ 'a.txt': strToU8('hello') })),
      /is an archive, not a spreadsheet/,
    ],
    [
      'was cut off',
      () =>
        writeFileSync(at('b.xlsx'), zipSync({ 'xl/workbook.xml': strToU8('<workbook/>') }).subarray(0, 40)),
      /is a damaged spreadsheet/,
    ],
    [
      'holds no sheets',
      () => writeFileSync(at('b.xlsx'), zipSync({ 'xl/workbook.xml': strToU8('not xml') })),
      /is a damaged spreadsheet|none of its sheets/,
    ],
  ])('%s', async (_, write, message) => {
    write();
    await expect(readSpreadsheet('b.xlsx', at('b.xlsx'), 16 * 2 ** 20)).rejects.toThrow(message);
  });
});
