import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBomb, writeSpreadsheet } from '../support/write-spreadsheet.ts';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'whichhalf-hostile-'));
beforeAll(() => writeFileSync(join(folder, 'whichhalf.yaml'), 'organisation: { name: Hotel }\n'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mega = 2 ** 20;
const makePipe = 'mkfifo';
const sayMemory =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\nmaxRSS "+process.resourceUsage().maxRSS))';

interface Run {
  readonly code: number | null;
  readonly said: string;
  /** Most memory it had, in megabytes. */
  readonly memory: number;
}

/** Runs the built program with a heap of 256 MB, as a computer with little memory would. */
function importing(file: string): Promise<Run> {
  const argv = [
    '--max-old-space-size=256',
    '--import',
    sayMemory,
    program,
    'import',
    join(folder, file),
    '--folder',
    folder,
  ];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  return new Promise((resolve) =>
    child.once('close', (code) =>
      resolve({ code, said, memory: Number(/maxRSS (\d+)/.exec(said)?.[1] ?? Number.NaN) / 1024 }),
    ),
  );
}

const head = 'id,time,person,rating\n';
const rows = (count: number) => '1,2024-01-01,p1,5\n'.repeat(count);

/** Two gigabytes are 32 times the same packed 64 MB: packed parts may follow each other. */
function packed(start: string, unit: Buffer, times: number, end = ''): Buffer {
  const part = gzipSync(unit, { level: 9 });
  return Buffer.concat([gzipSync(start), ...Array.from({ length: times }, () => part), gzipSync(end)]);
}

const letters = Buffer.alloc(64 * mega, 'a');
const nested = (open: string, close: string, times: number) => open.repeat(times) + 1 + close.repeat(times);

const hostile: readonly (readonly [string, string, () => string | Uint8Array | undefined, RegExp])[] = [
  [
    'a line of 2 GB',
    'line.csv.gz',
    () => packed(`${head}1,2024-01-01,p1,`, letters, 32),
    /row that begins in line 2 is longer than 900000 bytes/,
  ],
  [
    'a JSON line of 1 GB',
    'line.jsonl.gz',
    () => packed('{"id":"', letters, 16, '"}\n'),
    /record that begins in line 1 is too long/,
  ],
  [
    'a bomb of rows',
    'bomb.csv.gz',
    () => packed(head, Buffer.from(rows(400_000)), 400),
    /unpacks to more than 200 times its size/,
  ],
  [
    '100,000 columns',
    'columns.csv',
    () => `${Array.from({ length: 100_000 }, (_, k) => `c${k}`).join(',')}\n`.repeat(3),
    /first row goes on beyond 262144 bytes: it has too many columns/,
  ],
  [
    '6,000 columns',
    'more-columns.csv',
    () => `${Array.from({ length: 6_000 }, (_, k) => `c${k}`).join(',')}\n`.repeat(3),
    /has 6000 columns; 5000 is the most/,
  ],
  [
    '100,000 columns over rows of JSON',
    'columns.jsonl',
    () => Array.from({ length: 100_000 }, (_, k) => `{"c${k}":1}\n`).join(''),
    /has more than 5000 columns/,
  ],
  ['objects within objects', 'deep.json', () => `[${nested('{"a":', '}', 100_000)}]`, /more than 30 deep/],
  [
    'lists within lists',
    'lists.jsonl',
    () => `{"a":${nested('[', ']', 100_000)}}\n`.repeat(2),
    /more than 30 deep/,
  ],
  ['NUL bytes', 'nul.csv', () => `${head}${rows(9)}1,20\u000024,p,5\n`, /NUL bytes/],
  [
    'two encodings',
    'mixed.csv',
    () =>
      Buffer.concat([
        Buffer.from(`${head}1,2024-01-01,Müller,5\n`),
        Buffer.from('2,2024-01-01,Möller,5\n', 'latin1'),
      ]),
    /mixes encodings/,
  ],
  [
    'a web page',
    'page.csv',
    () => '\ufeff\n<!-- x --><html><table><tr><td>id</td></tr></table></html>',
    /is a web page, not a table/,
  ],
  [
    'a quote that is never closed',
    'quote.csv',
    () => `${head}1,2024-01-01,"p1,5\n${rows(200_000)}`,
    /quote is opened in line 2 and never closed/,
  ],
  [
    'an archive under another name',
    'zip.csv',
    () => zipSync({ 'a.csv': strToU8(head) }),
    /is an archive, not a spreadsheet/,
  ],
  [
    'a spreadsheet with a cell in its last corner',
    'corner.xlsx',
    () => void cornerSheet(),
    /more than 10000000 cells/,
  ],
  [
    'a spreadsheet that unpacks to 200 MB',
    'bomb.xlsx',
    () => void writeBomb(join(folder, 'bomb.xlsx'), 200),
    /unpacks to more than 128 MB/,
  ],
  ['a folder', 'folder.csv', () => void mkdirSync(join(folder, 'folder.csv')), /is no file but a folder/],
  [
    'a pipe',
    'pipe.csv',
    () => void execFileSync(makePipe, [join(folder, 'pipe.csv')]),
    /is no file but a folder, a device or a pipe/,
  ],
  [
    'a device',
    'device.csv',
    () => void symlinkSync('/dev/zero', join(folder, 'device.csv')),
    /is no file but/,
  ],
  [
    'a link to itself',
    'loop.csv',
    () => void symlinkSync('loop.csv', join(folder, 'loop.csv')),
    /is not there/,
  ],
];

/** One cell in the first row of a sheet, and one in the last column of the last. */
function cornerSheet(): void {
  const path = join(folder, 'corner.xlsx');
  writeSpreadsheet(path, { S: [['id'], [1]] });
  const xml =
    '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>';
  writeFileSync(
    path,
    zipSync({ 'xl/workbook.xml': strToU8('<workbook/>'), 'xl/worksheets/sheet1.xml': strToU8(xml) }),
  );
}

describe('a hostile file', () => {
  it.each(hostile)('%s is refused in words, with little memory', async (_, file, make, expected) => {
    const content = make();
    if (content !== undefined) writeFileSync(join(folder, file), content);
    const { code, said, memory } = await importing(file);
    expect(said).toMatch(expected);
    expect(code).toBe(2);
    expect(memory).toBeLessThan(400);
  });

  it('with formulas in its cells is read as the texts that stand there', async () => {
    const lines = Array.from(
      { length: 9 },
      (_, k) => `${k},2024-01-0${k + 1},"=HYPERLINK(""http://x.test"",""p${k}"")",5\n`,
    );
    writeFileSync(join(folder, 'formulas.csv'), head + lines.join(''));
    expect(await importing('formulas.csv')).toMatchObject({ code: 0 });
  });
});
