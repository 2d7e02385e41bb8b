import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../warehouse/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { createStagedTable } from '../load/staged-table.ts';
import { readLimits } from './file-shape.ts';
import { inspectFile, type ReadOptions, stageFile } from './read-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'whichhalf-read-'));
const plain: ReadOptions = { encoding: undefined, delimiter: undefined, limits: readLimits };
let warehouse: Warehouse;
let files = 0;

beforeAll(async () => {
  warehouse = await openDuckDb({ file: ':memory:', threads: 2, memoryLimit: '1GB' });
});
afterAll(() => {
  warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Reads bytes as a file, through the warehouse, to columns, rows with their lines, and what was left out. */
async function read(bytes: Buffer | string, options: Partial<ReadOptions> = {}) {
  const path = join(folder, `file-${++files}`);
  writeFileSync(path, bytes);
  const all = { ...plain, ...options };
  const shape = await inspectFile('export.csv', path, all);
  const staged = await stageFile(shape, shape.columns, join(folder, `staged-${files}`), all, () => {});
  const rows = await warehouse.transaction(async (inside) => {
    await createStagedTable(inside, staged);
    const cells = staged.columns.map((_, k) => `coalesce(c${k}, '') as c${k}`).join(', ');
    const table = await inside.columns({
      text: `select line, ${cells} from staged order by line`,
      values: [],
    });
    const lines = table.integers('line');
    return Array.from(lines, (line, row) => ({
      line,
      cells: staged.columns.map((_, k) => table.texts(`c${k}`)[row] ?? ''),
    }));
  });
  return { shape, staged, rows, cells: rows.map((row) => row.cells) };
}

const table = 'name,city\nÅsa,Zürich\nBo,"Köln, Deutz"\n';
const cells = [
  ['Åsa', 'Zürich'],
  ['Bo', 'Köln, Deutz'],
];

describe('encodings', () => {
  it.each([
    ['UTF-8', Buffer.from(table), 'utf-8'],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${table}`), 'utf-8'],
    [
      'UTF-16LE with its mark',
      Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(table, 'utf-16le')]),
      'utf-16le',
    ],
    [
      'UTF-16BE with its mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), iconv.encode(table, 'utf-16be')]),
      'utf-16be',
    ],
    ['UTF-16LE without a mark', iconv.encode(table, 'utf-16le'), 'utf-16le'],
    ['Windows-1252', iconv.encode(table, 'windows-1252'), 'windows-1252'],
    ['packed', gzipSync(table), 'utf-8'],
    [
      'packed in two parts',
      Buffer.concat([gzipSync(table.slice(0, 20)), gzipSync(table.slice(20))]),
      'utf-8',
    ],
  ])('reads %s', async (_, bytes, encoding) => {
    const { cells: found, staged } = await read(bytes);
    expect(found).toEqual(cells);
    expect(staged.encoding).toBe(encoding);
  });

  it('reads Latin-1 as declared', async () => {
    expect((await read(iconv.encode(table, 'latin1'), { encoding: 'latin1' })).cells).toEqual(cells);
  });

  it('finds out late in a long file that it is not UTF-8', async () => {
    const long = `name,city\n${'Bo,Lund\n'.repeat(60_000)}Åsa,Malmö\n`;
    const { rows, staged } = await read(iconv.encode(long, 'windows-1252'));
    expect(staged.encoding).toBe('windows-1252');
    expect(rows.at(-1)).toEqual({ line: 60_002, cells: ['Åsa', 'Malmö'] });
  });

  it('reads a character that lies across two parts of the file', async () => {
    const name = 'ö'.repeat(300_000);
    const rows = ['x', 'xx', 'xxx', 'xxxx'].map((start) => [`${start}${name}`, '1']);
    expect((await read(`a,b\n${rows.map((row) => row.join()).join('\n')}\n`)).cells).toEqual(rows);
  });

  it('refuses a file that mixes encodings', async () => {
    const mixed = Buffer.concat([
      Buffer.from('name,city\nÅsa,Lund\n'),
      Buffer.from([0xc5, 0x73, 0x61]),
      Buffer.from(',Lund\n'),
    ]);
    await expect(read(mixed)).rejects.toThrow('mixes encodings');
  });
});

describe('layouts', () => {
  it.each([',', ';', '\t', '|'])('finds the delimiter %j', async (delimiter) => {
    const text = ['a,b,c', '1,2,3', '4,5,6'].join('\n').replaceAll(',', delimiter);
    const { shape, cells: found } = await read(text);
    expect(shape.delimiter).toBe(delimiter);
    expect(found).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6'],
    ]);
  });

  it('does not take decimal commas for delimiters', async () => {
    const { shape, cells: found } = await read('name;score;share\nA;1,5;2,5\nB;3,5;4,5\n');
    expect(shape.delimiter).toBe(';');
    expect(found[0]).toEqual(['A', '1,5', '2,5']);
  });

  it('passes over a title before the header and a period row after the table', async () => {
    const text =
      'Reporting period 1 May to 31 May\n\nAgent name,Conversations,First response\nÅsa,3,2 hours\nBo,4,--\nReporting period 1 May to 31 May\n';
    const { shape, staged, rows } = await read(text);
    expect(shape.columns).toEqual(['Agent name', 'Conversations', 'First response']);
    expect(shape.headerLine).toBe(3);
    expect(shape.titleRows).toEqual(['Reporting period 1 May to 31 May']);
    expect(staged.closingRows).toEqual(['Reporting period 1 May to 31 May']);
    expect(rows.map(({ line }) => line)).toEqual([4, 5]);
  });

  it('passes over a closing row that fills the width of the table', async () => {
    const { staged, cells: found } = await read('a,b,c\nx,1,2\ny,3,4\nTotal,,\n');
    expect(staged.closingRows).toEqual(['Total']);
    expect(found).toEqual([
      ['x', '1', '2'],
      ['y', '3', '4'],
    ]);
  });

  it('names columns that have no name or the name of another', async () => {
    expect((await read(',a,a\n1,2,3\n')).shape.columns).toEqual(['column 1', 'a', 'a (2)']);
  });

  it('reads quoted line ends and counts the lines of the file', async () => {
    const { rows } = await read('id,text\n1,"two\nlines, and a ""quote"""\r\n2,next\n');
    expect(rows).toEqual([
      { line: 2, cells: ['1', 'two\nlines, and a "quote"'] },
      { line: 4, cells: ['2', 'next'] },
    ]);
  });

  it('reads cells with blanks around their quotes, and quotes inside', async () => {
    expect((await read('a,b\n "x, y" ,5" pipe\n')).cells).toEqual([['x, y', '5" pipe']]);
  });

  it('keeps rejected rows with their lines', async () => {
    const { staged, rows } = await read('a,b\n1,2\n"x\ny",3\n1,2,3\n"q"r,2\n4,5\n');
    expect(staged.rejected).toEqual([
      { line: 5, reason: '3 cells where the header has 2' },
      { line: 6, reason: 'text after the closing quote of "a"' },
    ]);
    expect(rows.map(({ line }) => line)).toEqual([2, 3, 7]);
  });
});

describe('files that are no good', () => {
  it.each([
    ['an empty file', '', 'is empty'],
    ['a file of blanks', ' \n\n', 'is empty'],
    ['only a header', 'a,b\n', 'no rows'],
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'web page'],
    ['NUL bytes', 'a,b\n1,\u00002\n', 'NUL'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004rest'), 'spreadsheet'],
    ['a PDF', '%PDF-1.7 rest', 'PDF'],
    ['an end inside quotes', 'a,b\n1,"cut', 'ends in the middle'],
    ['an end inside a row', 'a,b,c\n1,2,3\n4,5', 'ends in the middle of a row: line 3'],
    ['a packed file that is cut', gzipSync(`a,b\n${'1,2\n'.repeat(5_000)}`).subarray(0, 60), 'cut off'],
    ['a packed file with another checksum', damaged(gzipSync(table)), 'damaged'],
    ['a cut JSON array', '[{"a":1},{"a":', 'ends in the middle'],
    ['cut JSON Lines', '{"a":1}\n{"a":', 'ends in the middle'],
    ['a cut Parquet file', 'PAR1 and no end', 'ends in the middle'],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });

  it('refuses a row without an end, in bounded memory', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,"'), Buffer.alloc(8_000_000, 'x\n')]);
    await expect(read(bytes)).rejects.toThrow('the row that begins in line 2 is longer');
  });

  it('refuses a packed file that unpacks to too much', async () => {
    const limits = { ...readLimits, unpackedBytes: 100_000 };
    await expect(read(gzipSync(`a,b\n${'1,2\n'.repeat(100_000)}`), { limits })).rejects.toThrow(
      'unpacks to more than',
    );
  });

  it('refuses too many columns', async () => {
    const limits = { ...readLimits, columns: 10 };
    await expect(read(`${'a,'.repeat(20)}b\n${'1,'.repeat(20)}2\n`, { limits })).rejects.toThrow(
      '21 columns',
    );
  });
});

function damaged(packed: Buffer): Buffer {
  const copy = Buffer.from(packed);
  copy[copy.length - 8] = (copy[copy.length - 8] ?? 0) ^ 0xff;
  return copy;
}

describe('JSON', () => {
  it('reads an array, with objects inside as columns', async () => {
    const { shape, cells: found } = await read(
      '[{"id":1,"by":{"name":"Åsa, [x]"}},\n{"id":2,"tags":["a"],"ok":true,"none":null}]',
    );
    expect(shape.columns).toEqual(['id', 'by.name', 'tags', 'ok', 'none']);
    expect(found).toEqual([
      ['1', 'Åsa, [x]', '', '', ''],
      ['2', '', '["a"]', 'true', ''],
    ]);
  });

  it('reads JSON Lines, and rejects lines that are no objects', async () => {
    const { staged, rows } = await read('{"a":1}\n[2]\n\n{"a":3}\n');
    expect(rows).toEqual([
      { line: 1, cells: ['1'] },
      { line: 4, cells: ['3'] },
    ]);
    expect(staged.rejected).toEqual([{ line: 2, reason: 'not a JSON object' }]);
  });
});

const cell = fc.string({
  unit: fc.constantFrom('a', '7', 'ö', '€', '"', ',', ';', '\t', '|', '\n', '\r\n', "'", '.'),
  maxLength: 8,
});
const someTable = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 12 }))
  .chain(([columns, rows]) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

function write(
  rows: readonly (readonly string[])[],
  delimiter: string,
  end: string,
  always: boolean,
): string {
  const quoted = (text: string) =>
    always || /["\n\r]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => row.map(quoted).join(delimiter) + end).join('');
}

describe('any table in any dialect', () => {
  it('reads back', async () => {
    await fc.assert(
      fc.asyncProperty(
        someTable,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252'),
        fc.boolean(),
        async (rows, delimiter, end, always, encoding, packed) => {
          const header = rows[0]?.map((_, k) => `column ${k + 1}`) ?? [];
          const body = rows.map((row, index) => [`r${index}${row[0] ?? ''}`, ...row.slice(1)]);
          const bytes = iconv.encode(write([header, ...body], delimiter, end, always), encoding, {
            addBOM: encoding !== 'windows-1252',
          });
          const declared = encoding === 'windows-1252' ? ({ encoding } as const) : {};
          const { cells: found } = await read(packed ? gzipSync(bytes) : bytes, {
            delimiter: delimiter as ',',
            ...declared,
          });
          expect(found).toEqual(body.map((row) => row.map((text) => text.replace(/^ +| +$/g, ''))));
        },
      ),
      { numRuns: 200, seed: 7 },
    );
  });

  it('reads back across the parts in which a file is read', async () => {
    const rows = Array.from({ length: 30_000 }, (_, k) => [
      `${k}`,
      k % 7 === 0 ? `a "quoted"\nline ${k}` : `plain ${k}`,
      'ö'.repeat(k % 90),
    ]);
    const { cells: found } = await read(write([['a', 'b', 'c'], ...rows], ',', '\n', false));
    expect(found).toEqual(rows);
  });

  it('writes nothing but the wanted columns', async () => {
    const path = join(folder, 'wanted');
    writeFileSync(path, 'id,remark,score\n1,secret,5\n2,"se""cret",4\n');
    const shape = await inspectFile('export.csv', path, plain);
    const staged = await stageFile(shape, ['id', 'score'], join(folder, 'wanted-staged'), plain, () => {});
    expect(readFileSync(staged.path, 'utf8')).toBe('2,1,5\n3,2,4\n');
  });
});
