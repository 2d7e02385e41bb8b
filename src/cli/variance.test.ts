import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedData } from '../../test/support/shared-data.ts';
import { openDuckDb } from '../warehouse/duckdb/open-duckdb.ts';
import { runProgram } from './program.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { type VarianceOfTable, varianceCommand } from './variance.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-variance-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: readonly string[]) {
  const said = { results: [] as unknown[], words: [] as string[], notes: [] as string[], code: 0 };
  const silent = { write: () => true, isTTY: false } as unknown as NodeJS.WriteStream;
  const terminal: Terminal = {
    ...openTerminal({ stdout: silent, stderr: silent, setExitCode: () => {}, noColour: true }),
    result: (value, text) => {
      said.results.push(JSON.parse(JSON.stringify(value)));
      said.words.push(text());
    },
    note: (text) => said.notes.push(text),
    endWith: (code) => {
      said.code = code;
    },
  };
  const open = (path: string) => openDuckDb({ file: ':memory:', folders: [dirname(path)] });
  await runProgram([varianceCommand(terminal, open)], ['variance', ...argv], '0.0.0', terminal);
  return { ...said, result: said.results[0] as VarianceOfTable & Record<string, unknown> };
}

function table(lines: readonly string[]): string {
  const file = join(folder, 'ratings.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const people = ['5 4 5', '4 4 3', '3 4 2', '5 5 4', '3 2 4', '4 5 5'];
const lines = [
  'person,rating,constant,row,copy',
  ...people.flatMap((ratings, person) =>
    ratings.split(' ').map((rating, at) => `p${person},${rating},1,${person * 3 + at},q${person}`),
  ),
];

describe('whichhalf variance', () => {
  it('prints exactly the promised keys', async () => {
    const { result, code, notes, words } = await run(
      table(lines),
      '--outcome',
      'rating',
      '--factors',
      'person',
    );
    expect(code).toBe(0);
    expect(Object.keys(result)).toEqual([
      'intercept',
      'components',
      'residual',
      'shares',
      'intervals',
      'remlCriterion',
    ]);
    expect(result.components.person).toBeCloseTo(0.5, 6);
    expect(result.residual).toBeCloseTo(5 / 9, 6);
    expect(result.shares.person).toBeCloseTo(9 / 19, 6);
    expect(result.intervals.person).toMatchObject({ low: 0, sd: { low: 0 } });
    expect(result.intervals.person?.high).toBeCloseTo(0.8657, 3);
    expect(notes.join(' ')).toContain('not what training could bring');
    expect(words[0]).toMatch(/person +6 +47\.4 % +0\.0 % to 86\.6 %/);
  });

  it('leaves out rows that lack something, and says so', async () => {
    const file = table([...lines, ',5,1,90,x', 'p1,,1,91,q1', 'p1,NA,1,92,q1']);
    const { result, notes } = await run(file, '--outcome', 'rating', '--factors', 'person');
    expect(result.components.person).toBeCloseTo(0.5, 6);
    expect(notes).toContain('3 of 21 rows were left out: the outcome or a factor is not known there.');
  });

  it('says what a component at zero means', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `t${row % 5},${Math.floor(row / 5) % 2}`);
    const { result, notes } = await run(
      table(['team,won', ...rows]),
      '--outcome',
      'won',
      '--factors',
      'team',
    );
    expect(result.components.team).toBe(0);
    expect(notes.join(' ')).toContain('its component is 0');
  });

  it.each([
    ['one-level', 'rating', 'constant'],
    ['as-many-levels-as-rows', 'rating', 'row'],
    ['constant-outcome', 'constant', 'person'],
    ['factors-not-separable', 'rating', 'person,copy'],
  ])('refuses with code 3: %s', async (reason, outcome, factors) => {
    const { result, code } = await run(table(lines), '--outcome', outcome, '--factors', factors);
    expect(code).toBe(3);
    expect(result).toMatchObject({ kind: 'refused', reason });
  });

  it.each([
    ['a column that is not there', 'no column "team"', ['--outcome', 'rating', '--factors', 'team']],
    ['no numbers', 'is not a number in line 2', ['--outcome', 'copy', '--factors', 'person']],
    [
      'the outcome as a factor',
      'is the outcome and a factor',
      ['--outcome', 'rating', '--factors', 'rating'],
    ],
    ['a factor twice', 'named twice', ['--outcome', 'rating', '--factors', 'person,person']],
    ['no factor', 'No factor is named', ['--outcome', 'rating', '--factors', ' , ']],
    [
      'people that are no factor',
      'not among the factors',
      ['--outcome', 'rating', '--factors', 'person', '--people', 'row'],
    ],
  ])('is wrong use with code 2: %s', async (_, words, options) => {
    const { results, code, notes } = await run(table(lines), ...options);
    expect(code).toBe(2);
    expect(results).toEqual([]);
    expect(notes.join(' ')).toContain(words);
  });

  it('names the line of a number that is none, and how to write it', async () => {
    const bad = table(['p,y', 'a,1,9', '', 'a,2', 'b,0x1F', 'b,3']);
    const { code, notes } = await run(bad, '--outcome', 'y', '--factors', 'p');
    expect(code).toBe(2);
    expect(notes[0]).toContain('Column y of ');
    expect(notes[0]).toContain('in line 5: "0x1F"');
    const comma = table(['p;y', 'a;1', 'b;3,5']);
    const said = await run(comma, '--outcome', 'y', '--factors', 'p');
    expect(said.notes.join(' ')).toContain('in line 3: "3,5"');
    expect(said.notes.join(' ')).toContain('Write decimals with a point.');
    const empty = await run(table(['p,y']), '--outcome', 'y', '--factors', 'p');
    expect(empty.notes.join(' ')).toContain('has no rows below its header');
    expect(empty.notes.join(' ')).not.toContain('template');
  });

  it.each(['Infinity', '0x10', '0', '-1', 'three', '1e999'])('takes no %s months', async (months) => {
    const { code, results } = await run(
      table(lines),
      '--outcome',
      'rating',
      '--factors',
      'person',
      `--months=${months}`,
    );
    expect(code).toBe(2);
    expect(results).toEqual([]);
  });

  it.each(['e200', 'e-200'])('says of an outcome in units of 1%s that it is out of range', async (unit) => {
    const scaled = table([
      'p,y',
      ...people.flatMap((all, p) => all.split(' ').map((y) => `p${p},${y}${unit}`)),
    ]);
    const { code, result } = await run(scaled, '--outcome', 'y', '--factors', 'p');
    expect(code).toBe(3);
    expect(result).toMatchObject({ kind: 'refused', reason: 'out-of-range' });
  });

  const tickets = sharedData('data/ecommerce-csat/tickets_sample20pct.csv.gz');
  it.skipIf(tickets === undefined)('reads the real tickets: +0.10 points, an upper figure', async () => {
    const factors = 'Agent_name,Supervisor,Sub-category';
    const { result, notes } = await run(
      tickets!,
      '--outcome',
      'CSAT Score',
      '--factors',
      factors,
      '--months',
      '1',
    );
    expect(Object.keys(result.shares)).toEqual(['Agent_name', 'Supervisor', 'Sub-category']);
    expect(result.shares.Agent_name).toBeCloseTo(0.0356, 4);
    expect(notes).toContain(
      'If everyone below the average of Agent_name reached it: +0.10 points (95 % interval 0.09 to 0.12).',
    );
    expect(notes.join(' ')).toContain('this is an upper figure');
  });
});
