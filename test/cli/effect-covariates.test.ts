import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../src/warehouse/duckdb/open-duckdb.ts';
import { runWhichhalfHere } from '../support/run-whichhalf.ts';
import { sharedData } from '../support/shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'whichhalf-covariates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly estimate: number;
  readonly standardError: number;
  readonly points: Record<string, number>[];
  readonly preTrend: { readonly statistic: number };
  readonly notes: readonly string[];
}

interface Aggregate {
  readonly 'overall.att': number;
  readonly 'overall.se': number;
  readonly egt: readonly number[] | null;
  readonly 'att.egt': readonly number[] | null;
  readonly 'se.egt': readonly number[] | null;
}

async function effect(...argv: readonly string[]): Promise<Result> {
  const run = await runWhichhalfHere('effect', ...argv);
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  return run.json() as Result;
}

const close = (value: number | undefined, expected: number | undefined) =>
  expect(Math.abs((value ?? Number.NaN) - (expected ?? Number.NaN))).toBeLessThan(1e-8);

const mpdta = sharedData('data/mpdta/mpdta.csv') ?? '';
const reference = sharedData('reference/did_mpdta.json') ?? '';
const counties = ['--unit', 'countyreal', '--period', 'year', '--cohort', 'first_treat', '--outcome', 'lemp'];

describe.skipIf(mpdta === '' || reference === '')('effect --covariates lpop agrees with R did', () => {
  const did = reference === '' ? {} : JSON.parse(readFileSync(reference, 'utf8')).analytical;

  describe.each([
    ['never', 'nevertreated|varying|lpop|dr'],
    ['not-yet', 'notyettreated|varying|lpop|dr'],
  ])('compared with %s', (comparison, block) => {
    const asked = [mpdta, ...counties, '--covariates', 'lpop', '--comparison', comparison];

    it('cells and the test before the training', async () => {
      const { points, preTrend } = await effect(...asked, '--method', 'dr', '--aggregate', 'cells');
      const { group, t, att, se, W } = did[block];
      expect(points.map(({ cohort, period }) => [cohort, period])).toEqual(
        group.map((cohort: number, k: number) => [cohort, t[k]]),
      );
      points.forEach((point, k) => {
        close(point.estimate, att[k]);
        close(point.standardError, se[k]);
      });
      close(preTrend.statistic, W);
    });

    it.each([
      ['simple', 'aggte_simple', []],
      ['event-time', 'aggte_dynamic', []],
      ['event-time', 'aggte_dynamic_balance1', ['--balance', '1']],
      ['cohort', 'aggte_group', []],
      ['calendar', 'aggte_calendar', []],
    ])('%s, %s', async (aggregate, key, more) => {
      const expected = did[block][key] as Aggregate;
      const result = await effect(...asked, '--aggregate', aggregate, ...more);
      close(result.estimate, expected['overall.att']);
      close(result.standardError, expected['overall.se']);
      expect(result.points).toHaveLength(expected.egt?.length ?? 0);
      result.points.forEach((point, k) => {
        close(point.estimate, expected['att.egt']?.[k]);
        close(point.standardError, expected['se.egt']?.[k]);
      });
    });
  });
});

/** Sixty people in two cohorts and never, over five periods; what they know is higher among the trained. */
const people = Array.from({ length: 60 }, (_, unit) => {
  const cohort = ['', '3', '4'][unit % 3] ?? '';
  const skill = ((unit * 37) % 61) / 10 + (cohort === '' ? 0 : 1.5);
  return { unit, cohort, skill };
});
const rows = people.flatMap(({ unit, cohort, skill }) =>
  [1, 2, 3, 4, 5].map((period) => {
    const trained = cohort !== '' && period >= Number(cohort) ? 2 : 0;
    const value = skill * (1 + period / 4) + trained + ((unit * 7 + period * 11) % 13) / 10;
    return [`p${unit}`, period, cohort, value, skill, unit % 2 === 0 ? 'north' : 'south'];
  }),
);

function write(name: string, table: readonly (readonly (string | number)[])[]): string {
  const file = join(folder, name);
  writeFileSync(file, ['who,t,g,y,skill,region', ...table.map((row) => row.join(','))].join('\n'));
  return file;
}

const csv = write('people.csv', rows);
const named = ['--unit', 'who', '--period', 't', '--cohort', 'g', '--outcome', 'y'];

describe('effect --covariates', () => {
  it('is doubly robust by default, and says what it adjusted for', async () => {
    const left = await effect(csv, ...named, '--covariates', 'skill');
    const stated = await effect(csv, ...named, '--covariates', 'skill', '--method', 'dr');
    expect(left).toEqual(stated);
    expect(left.estimate).toBeGreaterThan(1.5);
    expect(left.estimate).toBeLessThan(2.5);
    expect(left.notes.join(' ')).toContain('Adjusted for skill');
  });

  it('gives the same from Parquet and JSON Lines, and differs by method', async () => {
    const parquet = join(folder, 'people.parquet');
    const lines = join(folder, 'people.jsonl');
    writeFileSync(
      lines,
      rows
        .map(([who, t, g, y, skill]) => JSON.stringify({ who, t, g: g === '' ? null : g, y, skill }))
        .join('\n'),
    );
    const duck = await openDuckDb({ file: ':memory:' });
    await duck.run({ text: `copy (from read_csv('${csv}')) to '${parquet}' (format parquet)`, values: [] });
    duck.close();
    const results: number[] = [];
    for (const method of ['dr', 'ipw', 'reg']) {
      const of = async (file: string) =>
        (await effect(file, ...named, '--covariates', 'skill', '--method', method)).estimate;
      const expected = await of(csv);
      results.push(expected);
      expect(await of(parquet)).toBeCloseTo(expected, 12);
      expect(await of(lines)).toBeCloseTo(expected, 12);
    }
    expect(new Set(results).size).toBe(3);
  });

  it('leaves a unit out of the cells for which a covariate is not known', async () => {
    const holes = write(
      'holes.csv',
      rows.map((row) => (row[0] === 'p4' && row[1] === 2 ? row.with(4, '') : row)),
    );
    const { notes } = await effect(holes, ...named, '--covariates', 'skill', '--aggregate', 'cells');
    expect(notes.join(' ')).toMatch(
      /\d+ times a unit was left out of a cell because a covariate was not known/,
    );
  });

  it.each([
    ['empty', () => '', 'unknown-covariates', 'No row has a value of skill'],
    ['too large', (skill: number) => skill * 1e200, 'out-of-range', 'The values of the covariate skill'],
  ] as const)('is refused with code 3 where a covariate is %s', async (what, value, reason, detail) => {
    const table = rows.map((row) => row.with(4, value(Number(row[4]))));
    const run = await runWhichhalfHere(
      'effect',
      write(`${what}.csv`, table),
      ...named,
      '--covariates',
      'skill',
    );
    expect(run.code).toBe(3);
    expect(run.json()).toMatchObject({ reason, detail: expect.stringContaining(detail) });
  });

  it('names the cohort whose trained have nobody like them', async () => {
    const apart = write(
      'apart.csv',
      rows.map((row) => (row[2] === '4' ? row.with(4, 100 + Number(row[4])) : row)),
    );
    const run = await runWhichhalfHere('effect', apart, ...named, '--covariates', 'skill');
    expect(run.code).toBe(3);
    const refusal = run.json() as { reason: string; detail: string };
    expect(refusal.reason).toBe('poor-overlap');
    expect(refusal.detail).toContain('of cohort 4');
  });

  it.each([
    [['--covariates', 'region'], /Row 2 of .*"north" in column region is not a number \(--covariates\)/],
    [['--covariates', 'age'], /has no column "age" \(--covariates\)/],
    [['--covariates', 'skill,skill'], /names the column "skill" twice/],
    [['--covariates', 'y'], /--outcome and --covariates name the same column/],
    [['--covariates', 'skill,'], /names of columns/],
    [['--method', 'dr'], /--method dr says how to adjust for covariates, and none are named/],
    [['--covariates', 'skill', '--method', 'match'], /--method/],
    [['--covariates', 'skill', '--estimator', 'efficient'], /does not go with --estimator efficient/],
    [['--covariates', 'skill', '--panel', 'pooled'], /does not go with --panel pooled/],
  ])('%j is wrong use', async (argv, words) => {
    const run = await runWhichhalfHere('effect', csv, ...named, ...argv);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(words);
  });
});
