import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../warehouse/duckdb/open-duckdb.ts';
import { sql } from '../../warehouse/sql.ts';
import { readLimits } from './file-shape.ts';
import { inspectFile, stageFile } from './read-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-blanks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const blanks = [' ', '   ', '\u00a0', '\u1680', '\u2003', '\u200a', '\u202f', '\u205f', '\u3000'];
const texts = ['Anna', 'José', 'à', '„ja“', 'a b', 'Ω', '\u200b', '…', 'ー'];

describe('stageFile', () => {
  it('trims cells as the warehouse does, quoted or not, and leaves all others as they are', async () => {
    const cells = [
      ...texts,
      ...blanks.flatMap((blank) =>
        texts.flatMap((text) => [`${blank}${text}`, `${text}${blank}`, `${blank}${text} ${blank}`]),
      ),
      '\tAnna',
    ];
    const rows = cells.flatMap((cell) => [`1,${cell},x`, `2,"${cell}",x`, `3,"${cell}, ""${cell}""",x`]);
    const file = join(folder, 'cells.csv');
    writeFileSync(file, `id,name,last\n${rows.join('\n')}\n`);
    const options = { encoding: 'utf-8', delimiter: ',', limits: readLimits } as const;
    const shape = await inspectFile('cells.csv', file, options);
    const staged = await stageFile(shape, ['name'], join(folder, 'staged'), options, () => {});
    const warehouse = await openDuckDb({ file: ':memory:' });
    const wanted = cells.flatMap((cell) => [cell, cell, `${cell}, "${cell}"`]);
    const trimmed = await Promise.all(
      wanted.map(
        async (cell) => (await warehouse.columns(sql`select trim(${cell}) as text`)).texts('text')[0],
      ),
    );
    warehouse.close();
    const lines = readFileSync(staged.path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => readCell(line.slice(line.indexOf(',') + 1)))).toEqual(trimmed);
  });
});

function readCell(written: string): string {
  return written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
}
