import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { unitsPerBlock } from './cell-grid.ts';
import { textOf } from './labels.ts';
import type { Observations } from './observations.ts';
import { type Part, readPart } from './read-part.ts';

const folder = mkdtempSync(join(tmpdir(), 'whichhalf-delimited-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function partOf(content: string, to = Infinity): Part {
  const file = join(folder, `${files++}.csv`);
  writeFileSync(file, content);
  return {
    file,
    from: 0,
    to,
    atRow: true,
    dialect: { delimiter: 44, newline: 10 },
    fields: Int8Array.of(0, 1, 2, 3, -1),
    has: { count: false, treatment: false, covariates: 0 },
  };
}

/** What the reader understood: for each unit and period in use the value; rows must be of different ones. */
function understood(part: Part): { readonly cells: ReadonlyMap<string, number>; readonly problem: unknown } {
  const { observations, problem } = readPart(part);
  return { cells: cellsOf(observations), problem };
}

function cellsOf({ units, blocks, stride, periodLabels }: Observations): ReadonlyMap<string, number> {
  const cells = new Map<string, number>();
  units.ends.forEach((end, unit) => {
    const name = textOf(units.arena, unit === 0 ? 0 : units.ends[unit - 1], end);
    const block = blocks[Math.floor(unit / unitsPerBlock)];
    periodLabels.forEach((label, period) => {
      const cell = (unit % unitsPerBlock) * stride + period;
      if (block !== undefined && block.count[cell] === 1)
        cells.set(`${name} ${label}`, (block.sum[cell] ?? 0) + 0);
    });
  });
  return cells;
}

/** A cell as programs write it: in quotes where it must be, and sometimes where it need not be. */
const quotedCell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const writtenCell = (text: string, quoted: boolean) =>
  quoted || /[",\n\r]/.test(text) ? quotedCell(text) : text;

const noise = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', ' ', '1', '\r') });
const unitName = fc
  .string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', 'é', ' ', '1', '-'), minLength: 1 })
  .map((text) => text.trim())
  .filter((text) => text !== '' && !/^(na|nan|null)$/i.test(text));
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toFixed(6)),
  fc.integer().map(String),
  fc.bigInt({ min: 0n, max: 10n ** 25n }).map((value) => `0.${value}`),
);
const row = fc.record({ noise, unit: unitName, period: fc.integer(), number, quoted: fc.boolean() });

describe('readDelimited', () => {
  it('reads every cell that quotes can hold, and every number as Number does', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { selector: ({ unit, period }) => `${unit} ${period}` }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (rows, lineEnd, lastEnd) => {
          const lines = rows.map(({ noise: other, unit, period, number: value, quoted }) =>
            [
              writtenCell(other, quoted),
              writtenCell(unit, quoted),
              period,
              quoted ? quotedCell('7') : '7',
              value,
            ].join(','),
          );
          const content = lines.join(lineEnd) + (lastEnd && rows.length > 0 ? lineEnd : '');
          const { cells, problem } = understood(partOf(content));
          expect(problem).toBeUndefined();
          expect(cells).toEqual(
            new Map(rows.map(({ unit, period, number: value }) => [`${unit} ${period}`, Number(value) + 0])),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads each row once, wherever the file is divided', () => {
    const lines = Array.from(
      { length: 300 },
      (_, at) => `note ${'x'.repeat(at % 17)},p${at % 40},${at},7,${at / 8}`,
    );
    const content = `${lines.join('\n')}\n`;
    const whole = partOf(content);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: content.length - 1 }), (at) => {
        const first = readPart({ ...whole, to: at });
        const second = readPart({ ...whole, from: at, to: content.length, atRow: false });
        expect(first.endedAt).toBe(second.startedAt);
        expect(first.observations.rows + second.observations.rows).toBe(300);
        expect(new Map([...cellsOf(first.observations), ...cellsOf(second.observations)])).toEqual(
          new Map(lines.map((_, row) => [`p${row % 40} ${row}`, row / 8])),
        );
      }),
    );
  });

  it('sees where a part began within quotes', () => {
    const content = `"one\ntwo",a,1,7,1\nx,b,1,7,2\n`;
    const first = readPart(partOf(content, 3));
    const second = readPart({ ...partOf(content), from: 3, atRow: false, to: content.length });
    expect(first.endedAt).toBe(18);
    expect(second.startedAt).toBe(5);
  });

  it.each([
    ['1', 1],
    ['+1', 1],
    ['.5', 0.5],
    ['5.', 5],
    ['-0.1', -0.1],
    ['1e-3', 0.001],
    ['9007199254740993', 9007199254740992],
    ['0.1234567890123456789', 0.12345678901234568],
    ['  2 ', 2],
  ])('takes %s for the number %d', (text, value) => {
    expect(understood(partOf(`,a,1,7,${text}\n`)).cells).toEqual(new Map([['a 1', value]]));
  });

  it.each(['-', '.', '1.2.3', '1-2', '0x10', '1e', 'Infinity', '1,5', '１'])(
    'does not take %s for a number',
    (text) => {
      expect(understood(partOf(`,a,1,7,"${text}"\n`)).problem).toMatchObject({
        kind: 'not-a-number',
        value: text,
      });
    },
  );

  it.each(['', 'NA', 'na', 'NaN', 'NULL', ' '])('takes "%s" for not known', (text) => {
    expect(understood(partOf(`,a,1,7,${text}\n,b,1,7,3\n`)).cells).toEqual(new Map([['b 1', 3]]));
  });

  it('keeps the first problem in the order of the file', () => {
    const rows = Array.from({ length: 5000 }, (_, at) => `,p${at},1,7,1`);
    const wrong = rows.with(4000, ',p0,1,8,1').with(4001, ',p1,1,7,good');
    expect(understood(partOf(wrong.join('\n'))).problem).toMatchObject({
      kind: 'changes',
      row: 4001,
      unit: 'p0',
    });
  });
});
