import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedData } from '../../test/support/shared-data.ts';
import { createRandom } from '../stats/random.ts';
import { openDuckDb } from '../warehouse/duckdb/open-duckdb.ts';
import { agreementCommand } from './agreement.ts';
import { runProgram } from './program.ts';
import { reliabilityCommand } from './reliability.ts';
import { openTerminal, type Terminal } from './terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-scale-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const openWarehouse = (path: string) => openDuckDb({ file: ':memory:', folders: [dirname(path)] });

/** Runs a command line as a pipe would see it: results as JSON, notes, exit code, and the words for people. */
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
  const commands = [reliabilityCommand(terminal, openWarehouse), agreementCommand(terminal, openWarehouse)];
  await runProgram(commands, [...argv], '0.0.0', terminal);
  return {
    ...said,
    result: said.results[0] as Record<string, unknown> & { groups?: Record<string, unknown>[] },
  };
}

function table(lines: readonly string[], name = 'table.csv'): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** Four items from 1 to 5, the third turned round, in three teams of twenty and one of two. */
const survey = ['team,a,b,c,d', ...rowsOfTeam('north', 4, 20), ...rowsOfTeam('south', 2, 20)].concat(
  rowsOfTeam('west', 3, 20),
  rowsOfTeam('east', 3, 2),
);

function rowsOfTeam(team: string, mean: number, people: number): string[] {
  const random = createRandom(team.length + mean);
  return Array.from({ length: people }, () => {
    const person = mean + 0.7 * random.normal();
    const [a, b, c, d] = [0, 1, 2, 3].map(() =>
      Math.min(5, Math.max(1, Math.round(person + 0.8 * random.normal()))),
    );
    return [team, a, b, 6 - (c ?? 3), d].join(',');
  });
}

describe('whichhalf reliability', () => {
  it('describes a scale and its teams, and hides teams of few', async () => {
    const file = table(survey);
    const { code, result, words } = await run(
      'reliability',
      file,
      '--items',
      'a,b,c,d',
      '--reverse',
      'c',
      '--group',
      'team',
    );
    expect(code).toBe(0);
    expect(result).toMatchObject({
      kind: 'estimate',
      people: 62,
      items: ['a', 'b', 'c', 'd'],
      range: [1, 5],
    });
    expect(result.alpha).toBeGreaterThan(0.8);
    expect(result.omegaTotal).toBeGreaterThan(0.8);
    expect(result.icc1).toBeGreaterThan(0.5);
    expect(result.rwgjMean).toBeGreaterThan(result.rwgjMeanOfRandomGroups as number);
    expect(result.groups?.map(({ group, kind }) => [group, kind])).toEqual([
      ['east', 'refused'],
      ['north', 'estimate'],
      ['south', 'estimate'],
      ['west', 'estimate'],
    ]);
    expect(result.groups?.[0]).toEqual({
      group: 'east',
      kind: 'refused',
      reason: 'too-few-answers',
      detail: 'Fewer than 5 people answered.',
    });
    expect(words[0]).toContain('south');
    expect(words[0]).toContain('too few answers');
  });

  it('takes the range from the answers and says so, or from --range', async () => {
    const file = table(survey);
    const found = await run('reliability', file, '--items', 'a,b');
    expect(found.result.notes).toEqual([expect.stringContaining('from 1 to 5')]);
    expect(found.result).not.toHaveProperty('icc1');
    const given = await run('reliability', file, '--items', 'a,b,c', '--reverse', 'c', '--range', '1,7');
    expect(given.result).toMatchObject({ range: [1, 7], notes: [] });
    const outside = await run('reliability', file, '--items', 'a,b', '--range', '1,4');
    expect(outside).toMatchObject({ code: 2, results: [] });
    expect(outside.notes[0]).toContain('has the answer 5 in line 2');
  });

  it('reads semicolons, quotes, gaps and Windows letters', async () => {
    const file = join(folder, 'umlaut.csv');
    const text = 'Team;"Gut";Schön\r\n"Nord; Süd";1;2\r\nNord;2;\r\nNord;3;4\r\nNord;5;NA\r\nNord;4;5\r\n';
    writeFileSync(file, Buffer.from(text, 'latin1'));
    const { code, result } = await run('reliability', file, '--items', 'Gut,Schön');
    expect(code).toBe(0);
    expect(result.notes).toEqual([expect.stringContaining('2 answers are missing'), expect.any(String)]);
    // Variances 2.5 and 7/3, covariance 7/3 over the three who answered both.
    const [total, trace] = [2.5 + 7 / 3 + 2 * (7 / 3), 2.5 + 7 / 3];
    expect(result.alpha).toBeCloseTo(2 * (1 - trace / total), 10);
  });

  it('says which item seems to point the other way', async () => {
    const { result } = await run('reliability', table(survey), '--items', 'a,b,c,d', '--range', '1,5');
    expect(result.notes).toEqual([expect.stringContaining('c points the other way')]);
  });

  it('refuses with exit code 3 what cannot be told', async () => {
    const constant = table(['a,b,g', '1,3,x', '2,3,x', '4,3,y']);
    expect(await run('reliability', constant, '--items', 'a,b')).toMatchObject({
      code: 3,
      result: { kind: 'refused', reason: 'constant-item' },
    });
    const one = table(['a,b,g', '1,3,x', '2,2,x', '4,4,x'], 'one.csv');
    expect(await run('reliability', one, '--items', 'a,b', '--group', 'g')).toMatchObject({
      code: 3,
      result: { kind: 'refused', reason: 'one-group' },
    });
    const single = table(['a,b', '1,3'], 'single.csv');
    expect(await run('reliability', single, '--items', 'a,b')).toMatchObject({
      code: 3,
      result: { kind: 'refused' },
    });
  });

  it('gives two items an alpha and refuses them an omega', async () => {
    const { code, result } = await run('reliability', table(survey), '--items', 'a,b');
    expect(code).toBe(0);
    expect(result.alpha).toEqual(expect.any(Number));
    expect(result.omegaTotal).toMatchObject({ kind: 'refused', reason: 'too-few-items' });
  });

  it.each([
    [['--items', 'a'], 'two items or more'],
    [['--items', 'a,a'], 'named twice'],
    [['--items', 'a,nope'], 'has no column "nope"'],
    [['--items', 'a,team'], 'is not a number in line 2: "north"'],
    [['--items', 'a,b', '--reverse', 'c'], 'is not among the items'],
    [['--items', 'a,b', '--group', 'nope'], 'has no column "nope"'],
  ])('ends with exit code 2 for %j', async (options, words) => {
    const { code, notes, results } = await run('reliability', table(survey), ...options);
    expect(code).toBe(2);
    expect(results).toEqual([]);
    expect(notes[0]).toContain(words);
  });

  it.each(['1,Infinity', '-Infinity,5', '0x1,0x10', '5,5', '1,', '1,2,3', 'NaN,5'])(
    'ends with exit code 2 for the range %s',
    async (range) => {
      const { code, results } = await run('reliability', table(survey), '--items', 'a,b', `--range=${range}`);
      expect(code).toBe(2);
      expect(results).toEqual([]);
    },
  );

  it('names the line of the file, rows that were left out and empty lines counted', async () => {
    const file = table(['a,b,c', '1,2', '2,2,3', '3,4,3', '4,x,5']);
    expect((await run('reliability', file, '--items', 'a,b,c')).notes[0]).toContain('in line 5: "x"');
    const empty = table(['a,b', '1,2', '', '', '7,2', '2,1'], 'empty.csv');
    const outside = await run('reliability', empty, '--items', 'a,b', '--range', '1,5');
    expect(outside.notes[0]).toContain('the answer 7 in line 5');
    const comma = table(['a;b', '1;2', '2;3,5', '4;5'], 'comma.csv');
    const said = await run('reliability', comma, '--items', 'a,b');
    expect(said.notes.join(' ')).toContain('in line 3: "3,5"');
    expect(said.notes.join(' ')).toContain('Write decimals with a point.');
    const hexadecimal = table(['a,b', '1,2', '2,0x10', '4,5'], 'hex.csv');
    expect((await run('reliability', hexadecimal, '--items', 'a,b')).code).toBe(2);
  });

  it('says of a file without rows that it has none', async () => {
    const { code, notes } = await run('reliability', table(['a,b']), '--items', 'a,b');
    expect(code).toBe(2);
    expect(notes.join(' ')).toContain('has no rows below its header (line 1)');
    expect(notes.join(' ')).not.toContain('template');
    const blank = await run('reliability', table(['a,b,c', ',,1', ',,2'], 'blank.csv'), '--items', 'a,b');
    expect(blank.result).toMatchObject({ kind: 'refused', reason: 'too-few-people' });
    expect(blank.result.detail).toContain('Nobody answered a, b');
  });

  it('names the columns that a refusal is about', async () => {
    const detail = async (lines: readonly string[], items: string) =>
      (await run('reliability', table(lines), '--items', items)).result;
    expect(await detail(['a,b,c', '1,3,0.1', '2,4,0.1', '4,1,0.1'], 'a,b,c')).toEqual({
      kind: 'refused',
      reason: 'constant-item',
      detail: 'Column c has the same answer everywhere. Leave it out of --items.',
    });
    expect(await detail(['a,b,c', '1,3,', '2,4,1', '4,1,', '3,,2'], 'a,b,c')).toMatchObject({
      reason: 'too-few-people',
      detail: expect.stringContaining('Columns b, c were answered together'),
    });
    const sums = survey.slice(1).map((line) => {
      const [, a = '', b = '', , d = ''] = line.split(',');
      return [a, b, d, 7 * (Number(a) + Number(b) + Number(d))].join(',');
    });
    expect((await detail(['a,b,d,total', ...sums], 'a,b,d,total')).omegaTotal).toEqual({
      kind: 'refused',
      reason: 'dependent-items',
      detail:
        'Column total follows from the other items: it is a copy, a sum or a mean of them. Leave it out of --items.',
    });
  });

  it.each(['e200', 'e-200'])(
    'gives answers in units of 1%s their alpha, and no false reason',
    async (unit) => {
      const scaled = survey.map((line, row) =>
        row === 0 ? line : line.replaceAll(/\d/g, (digit) => `${digit}${unit}`),
      );
      const plain = await run('reliability', table(survey), '--items', 'a,b,d');
      const file = table(scaled, 'scaled.csv');
      const { result } = await run('reliability', file, '--items', 'a,b,d');
      expect(result.alpha).toBeCloseTo(plain.result.alpha as number, 10);
      expect(result.omegaTotal).toBeCloseTo(plain.result.omegaTotal as number, 8);
      const grouped = await run('reliability', file, '--items', 'a,b,d', '--group', 'team');
      expect(grouped).toMatchObject({ code: 3, result: { reason: 'out-of-range' } });
      expect(grouped.result.detail).toContain('Without --group');
    },
  );

  it('counts the people who answered something', async () => {
    const file = table(['a,b,c', '1,2,2', ',,', '3,2,4', 'NA,,', '4,5,3', '2,1,']);
    const { result } = await run('reliability', file, '--items', 'a,b,c', '--range', '1,5');
    expect(result.people).toBe(4);
    expect(result.notes).toEqual([
      '2 people of 6 answered none of the items and are not counted.',
      expect.stringContaining('1 answer is missing'),
    ]);
  });

  it('ends with exit code 2 for a range that is none and a file that is not there', async () => {
    expect((await run('reliability', table(survey), '--items', 'a,b', '--range', '5,1')).code).toBe(2);
    const absent = await run('reliability', join(folder, 'absent.csv'), '--items', 'a,b');
    expect(absent.code).toBe(2);
    expect(absent.notes[0]).toContain('is not there');
  });
});

describe('whichhalf agreement', () => {
  const ratings = ['case,r1,r2,r3', '1,a,a,a', '2,b,b,', '3,a,b,a', '4,c,c,c', '5,b,b,b', '6,,a,'];

  it('gives every coefficient that fits, with errors', async () => {
    const { code, result, words } = await run('agreement', table(ratings), '--raters', 'r1,r2,r3');
    expect(code).toBe(0);
    expect(result).toMatchObject({ kind: 'estimate', cases: 6, raters: 3, categories: ['a', 'b', 'c'] });
    for (const name of ['percentAgreement', 'fleissKappa', 'krippendorffAlpha', 'gwetAc1']) {
      expect(Object.keys(result[name] as object).sort()).toEqual([
        'estimate',
        'high',
        'low',
        'standardError',
      ]);
    }
    expect((result.percentAgreement as { estimate: number }).estimate).toBeCloseTo(
      (1 + 1 + 1 / 3 + 1 + 1) / 5,
      12,
    );
    expect(result).not.toHaveProperty('cohenKappa');
    expect(result).not.toHaveProperty('gwetAc2');
    expect(words[0]).toContain('Krippendorff');
  });

  it("adds Cohen's kappa for two raters, and credit for near misses on more than nominal scales", async () => {
    const file = table(['x,y', '1,1', '2,2', '3,2', '1.0,2', '3,3', '2,NA']);
    const { result } = await run('agreement', file, '--raters', 'x,y', '--scale', 'ordinal');
    expect(result).toMatchObject({ categories: ['1', '2', '3'], cases: 6 });
    expect((result.cohenKappaWeighted as { estimate: number }).estimate).toBeGreaterThan(
      (result.cohenKappa as { estimate: number }).estimate,
    );
    expect(result).toHaveProperty('gwetAc2');
  });

  it('reads a square table of counts, whatever the order of its rows', async () => {
    // Cohen's kappa of 20, 5, 10, 15 is 0.4, as in any textbook.
    const file = table([',yes,no', 'no,10,15', 'yes,20,5']);
    const { code, result } = await run('agreement', file, '--table');
    expect(code).toBe(0);
    expect(result).toMatchObject({ cases: 50, raters: 2, categories: ['yes', 'no'] });
    expect((result.cohenKappa as { estimate: number }).estimate).toBeCloseTo(0.4, 12);
    expect((result.percentAgreement as { estimate: number }).estimate).toBeCloseTo(0.7, 12);
  });

  it('refuses with exit code 3 what cannot be told', async () => {
    const same = table(['x,y', '1,1', '1,1', '1,1']);
    expect(await run('agreement', same, '--raters', 'x,y')).toMatchObject({
      code: 3,
      result: { kind: 'refused', reason: 'one-category' },
    });
    const apart = table(['x,y', '1,', ',2', '1,'], 'apart.csv');
    expect(await run('agreement', apart, '--raters', 'x,y')).toMatchObject({
      code: 3,
      result: { reason: 'no-pairs' },
    });
    const negative = table(['x,y', '1,-1', '2,2', '1,1'], 'negative.csv');
    expect(await run('agreement', negative, '--raters', 'x,y', '--scale', 'ratio')).toMatchObject({
      code: 3,
      result: { reason: 'below-zero' },
    });
  });

  it.each([
    [['--raters', 'r1'], 'two raters or more'],
    [['--raters', 'r1,r1'], 'named twice'],
    [['--raters', 'r1,nope'], 'has no column "nope"'],
    [[], 'Name the columns of the raters'],
    [['--raters', 'r1,r2', '--table'], 'Name the columns of the raters'],
    [['--table'], 'is not square'],
    [['--raters', 'r1,r2', '--scale', 'ordinal'], 'has the rating "a"'],
  ])('ends with exit code 2 for %j', async (options, words) => {
    const { code, notes, results } = await run('agreement', table(ratings), ...options);
    expect(code).toBe(2);
    expect(results).toEqual([]);
    expect(notes[0]).toContain(words);
  });

  it.each([
    [['t,a,b', 'a,1,2', 'c,3,4'], [], 'has no row for "b"'],
    [['t,a,b', 'a,1,2', 'b,3,x'], [], 'it must be a count'],
    [['t,a,b', 'a,1,2', 'b,3,1.5'], [], 'it must be a count'],
    [['a,b', '1,2', 'x,4'], [], 'has "x" in row b, column a: it must be a count'],
    [['t,a,b,Total', 'a,1,0x2,3', 'b,3,4,7'], [], 'it must be a count'],
    [['t,a,b,Total', 'c,1,2,3', 'd,3,4,7'], [], 'has no row for "a"'],
    [['t,3,3.0', '3,1,2', '3.0,3,4'], ['--scale', 'interval'], 'the same number'],
    [['t,a,b', 'a,1,2', 'b,3,4'], ['--scale', 'interval'], 'has the category "a"'],
    [['t,a', 'a,1'], [], 'only one category'],
  ])('ends with exit code 2 for the table %j %j', async (lines, options, words) => {
    const { code, notes } = await run('agreement', table(lines), '--table', ...options);
    expect(code).toBe(2);
    expect(notes[0]).toContain(words);
  });
});

describe('totals in a square table', () => {
  const kappa = ({ result }: Awaited<ReturnType<typeof run>>) =>
    (result.cohenKappa as { estimate: number }).estimate;
  // Agreement 19 / 24; by chance (13 * 12 + 11 * 12) / 24^2 = 1 / 2.
  const truth = (19 / 24 - 1 / 2) / (1 / 2);

  it.each([
    ['both', ['T,x,y,Total', 'x,10,2,12', 'y,3,9,12', 'Total,13,11,24']],
    ['in other words', ['T,Sum:,x,y', 'GESAMT,,13,11', 'x,12,10,2', 'y,12,3,9']],
    ['a row', ['T,x,y', 'x,10,2', 'y,3,9', '\u03a3,13,11']],
    ['a column', ['T,x,y,Row total', 'x,10,2,12', 'y,3,9,12']],
    ['both without names of rows', ['x,y,Total', '10,2,12', '3,9,12', '13,11,24']],
    ['a column without names of rows', ['x,y,Total', '10,2,12', '3,9,12']],
    ['a column beside numbers as names', ['T,1,2,Total', '1,10,2,12', '2,3,9,12']],
  ])('are left out with a note: %s', async (_, lines) => {
    const said = await run('agreement', table(lines), '--table');
    expect(said.result).toMatchObject({ cases: 24 });
    expect(said.result.categories).toHaveLength(2);
    expect(kappa(said)).toBeCloseTo(truth, 12);
    expect((said.result.notes as string[]).join(' ')).toContain('was left out');
  });

  it.each([
    [['T,x,y,Total', 'x,10,2,12', 'y,3,9,12', 'Total,13,12,24'], 'Row "Total"', 'add up to 11'],
    [['T,x,y,Total', 'x,10,2,12', 'y,3,9,12', 'Total,13,11,25'], 'Row "Total"', 'add up to 24'],
    [['T,x,y,Total', 'x,10,2,13', 'y,3,9,12'], 'Column "Total"', 'add up to 12'],
    [['T,x,y,Total', 'x,10,2,1', 'y,3,9,2', 'Total,1,0,4'], 'is named as a total', 'give it another name'],
  ])('are wrong use where they do not add up: %j', async (lines, ...words) => {
    const { code, notes, results } = await run('agreement', table(lines), '--table');
    expect(code).toBe(2);
    expect(results).toEqual([]);
    for (const each of words) expect(notes.join(' ')).toContain(each);
  });

  it('are a category under another name, with a note', async () => {
    const lines = ['T,x,y,N', 'x,10,2,12', 'y,3,9,12', 'N,13,11,24'];
    const { result } = await run('agreement', table(lines), '--table');
    expect(result).toMatchObject({ cases: 96, categories: ['x', 'y', 'N'] });
    expect(result.notes).toEqual([expect.stringContaining('"N" hold the sums of all others')]);
    const plain = await run('agreement', table(['T,x,y', 'x,10,10', 'y,10,10']), '--table');
    expect(plain.result.notes).toEqual([]);
  });
});

describe('the order of categories of a square table', () => {
  const shuffled = ['T,2,10,5', '2,8,1,2', '10,0,7,3', '5,1,2,6'];
  const sorted = ['T,2,5,10', '2,8,2,1', '5,1,6,2', '10,0,3,7'];

  it.each(['ordinal', 'interval', 'ratio'])('is that of the numbers, %s', async (scale) => {
    const [one, other] = [
      await run('agreement', table(shuffled), '--table', '--scale', scale),
      await run('agreement', table(sorted, 'sorted.csv'), '--table', '--scale', scale),
    ];
    expect(one.result).toEqual(other.result);
    expect(one.result).toMatchObject({ categories: ['2', '5', '10'], notes: [] });
  });

  it('is that of the file for words, and said', async () => {
    const words = ['T,low,mid,high', 'low,8,2,1', 'mid,1,6,2', 'high,0,3,7'];
    const named = await run('agreement', table(words), '--table', '--scale', 'ordinal');
    const numbered = await run('agreement', table(sorted, 'sorted.csv'), '--table', '--scale', 'ordinal');
    expect(named.result.cohenKappaWeighted).toEqual(numbered.result.cohenKappaWeighted);
    expect(named.result.notes).toEqual([expect.stringContaining('from least to greatest: low, mid, high')]);
  });
});

describe('ratings that are hard to read', () => {
  it.each(['1e160', '1e300', '1e-160'])('are reckoned with in any unit: %s', async (unit) => {
    const rows = ['1,2', '2,2', '4,3', '3,3', '1,1'];
    const scaled = rows.map((row) => row.replaceAll(/\d/g, (digit) => `${digit}${unit.slice(1)}`));
    const [large, plain] = [
      await run('agreement', table(['a,b', ...scaled]), '--raters', 'a,b', '--scale', 'interval'),
      await run('agreement', table(['a,b', ...rows], 'plain.csv'), '--raters', 'a,b', '--scale', 'interval'),
    ];
    for (const name of ['krippendorffAlpha', 'cohenKappaWeighted', 'gwetAc2']) {
      const [one, other] = [large, plain].map(
        ({ result }) => result[name] as { estimate: number; low: number },
      );
      expect(one?.estimate).toBeCloseTo(other?.estimate ?? Number.NaN, 12);
      expect(one?.low).toBeCloseTo(other?.low ?? Number.NaN, 12);
    }
  });

  it('are named by line and column', async () => {
    const file = table(['a,b', '1,2', '', '2,foo', '3,3']);
    const { code, notes } = await run('agreement', file, '--raters', 'a,b', '--scale', 'interval');
    expect(code).toBe(2);
    expect(notes[0]).toContain('Column b of ');
    expect(notes[0]).toContain('"foo" in line 4');
    const comma = table(['a;b', '1;2', '2;3,5'], 'comma.csv');
    const said = await run('agreement', comma, '--raters', 'a,b', '--scale', 'interval');
    expect(said.notes.join(' ')).toContain('Write decimals with a point.');
    const hexadecimal = table(['a,b', '1,2', '2,0x10'], 'hex.csv');
    expect((await run('agreement', hexadecimal, '--raters', 'a,b', '--scale', 'ordinal')).code).toBe(2);
  });

  it('are two categories where they differ in capitals, with a note', async () => {
    const file = table(['a,b', 'Yes,yes', 'yes,yes', 'no,no', 'Yes,no']);
    const { result } = await run('agreement', file, '--raters', 'a,b');
    expect(result.categories).toHaveLength(3);
    expect(result.notes).toEqual([expect.stringMatching(/"[Yy]es" and "[Yy]es" are 2 categories/)]);
    const apart = await run('agreement', table(['a,b', 'y,y', 'n,y', 'n,n'], 'apart.csv'), '--raters', 'a,b');
    expect(apart.result.notes).toEqual([]);
  });
});

const surveys = sharedData('data/staff-surveys');
const ratingsFolder = sharedData('data/agreement');

describe.skipIf(surveys === undefined)('on real staff surveys', () => {
  const lead = Array.from({ length: 11 }, (_, i) => `LEAD${String(i + 1).padStart(2, '0')}`).join(',');

  it('agrees with R multilevel and psych on 2,042 people in 49 companies', async () => {
    const { result } = await run(
      'reliability',
      join(surveys!, 'lq2002.csv'),
      '--items',
      lead,
      '--group',
      'COMPID',
    );
    expect(result.alpha).toBeCloseTo(0.9022366, 6);
    expect(result.icc1).toBeCloseTo(0.08795621852, 9);
    expect(result.icc2).toBeCloseTo(0.80075437301, 9);
    expect(result.rwgjMean).toBeCloseTo(0.8677849, 6);
    expect(result.groups).toHaveLength(49);
  });

  it.each([
    ['A', 'A1', 0.70301844606],
    ['C', 'C4,C5', 0.72673497293],
    ['E', 'E1,E2', 0.7617328203],
    ['N', undefined, 0.81396294992],
    ['O', 'O2,O5', 0.60017251482],
  ])('agrees with R psych on the items %s with gaps', async (letter, reverse, alpha) => {
    const items = [1, 2, 3, 4, 5].map((i) => `${letter}${i}`).join(',');
    const turned = reverse === undefined ? [] : ['--reverse', reverse];
    const { result } = await run('reliability', join(surveys!, 'bfi.csv'), '--items', items, ...turned);
    expect(result.alpha).toBeCloseTo(alpha, 10);
    expect(result.omegaTotal).toBeGreaterThan(alpha - 0.01);
  });
});

describe.skipIf(ratingsFolder === undefined)('on published ratings', () => {
  const value = (coefficient: unknown) => coefficient as { estimate: number; standardError: number };

  it('agrees with R irr on Fleiss 1971', async () => {
    const raters = [1, 2, 3, 4, 5, 6].map((i) => `rater${i}`).join(',');
    const { result } = await run(
      'agreement',
      join(ratingsFolder!, 'irr_diagnoses_fleiss1971.csv'),
      '--raters',
      raters,
    );
    expect(value(result.fleissKappa).estimate).toBeCloseTo(0.4302445, 6);
  });

  it.each([
    ['nominal', 0.74342105263],
    ['ordinal', 0.81538750375],
    ['interval', 0.849],
    ['ratio', 0.797],
  ])('agrees with R irr, irrCAC and print on four raters with gaps, %s', async (scale, alpha) => {
    const raters = [1, 2, 3, 4].map((i) => `Rater${i}`).join(',');
    const file = join(ratingsFolder!, 'cac.raw4raters.csv');
    const { result } = await run('agreement', file, '--raters', raters, '--scale', scale);
    expect(value(result.krippendorffAlpha).estimate).toBeCloseTo(
      alpha,
      alpha > 0.849 - 1e-9 || scale === 'ratio' ? 3 : 9,
    );
    expect(value(result.gwetAc1).estimate).toBeCloseTo(0.77544406813, 9);
    expect(value(result.gwetAc1).standardError).toBeCloseTo(0.14294995064, 9);
    // Printed by irrCAC to three digits with the credit of the scale; Krippendorff's error by its formula, in NumPy.
    const printed = {
      nominal: undefined,
      ordinal: [0.899, 0.107],
      interval: [0.914, 0.104],
      ratio: [0.857, 0.122],
    };
    const [ac2, error] = printed[scale as keyof typeof printed] ?? [];
    if (ac2 !== undefined && error !== undefined) {
      expect(value(result.gwetAc2).estimate).toBeCloseTo(ac2, 3);
      expect(value(result.gwetAc2).standardError).toBeCloseTo(error, 3);
    } else {
      expect(value(result.fleissKappa).estimate).toBeCloseTo(0.761, 3);
      expect(value(result.krippendorffAlpha).standardError).toBeCloseTo(0.1454787, 6);
    }
  });

  it('agrees with R irrCAC on a square table', async () => {
    const { result } = await run('agreement', join(ratingsFolder!, 'cont3x3abstractors.csv'), '--table');
    expect(value(result.cohenKappa).estimate).toBeCloseTo(0.79640940218, 10);
    expect(value(result.cohenKappa).standardError).toBeCloseTo(0.05891071833, 10);
  });
});
