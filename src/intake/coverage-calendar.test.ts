import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { organisationOf, type TestPlace, testPlace } from '../../test/support/import-place.ts';
import { checkCoverage } from './check-coverage.ts';
import { thinIn } from './coverage-calendar.ts';
import { importFiles } from './import-sources.ts';

/** Rows of each day of a year: fewer at weekends, none on Sundays, and a few more or less by chance. */
function year(usual = 100): number[] {
  return Array.from({ length: 364 }, (_, k) => {
    const share = [1, 1, 1, 1, 1, 0.4, 0][k % 7] ?? 0;
    return Math.round(share * (usual + ((k * 7919) % 21) - 10));
  });
}

describe('days with too few rows', () => {
  it('are none where each weekday is as it was', () => {
    expect(thinIn(year())).toEqual({ by: 'day', thin: [] });
  });

  it('are found against the same weekday before, days in a row together', () => {
    const counts = year();
    for (const day of [196, 197, 198]) counts[day] = 12;
    const { thin } = thinIn(counts);
    expect(thin).toHaveLength(1);
    expect(thin[0]).toMatchObject({ at: 196, length: 3, rows: 36 });
    expect(Math.abs((thin[0]?.usual ?? 0) - 300)).toBeLessThan(30);
  });

  it('are weeks where a day has few rows anyway, and nothing where a week has', () => {
    const weekly = year(8);
    for (let day = 203; day < 210; day++) weekly[day] = 0;
    expect(thinIn(weekly)).toMatchObject({ by: 'week', thin: [{ at: 203, length: 7, rows: 0 }] });
    expect(thinIn(year(1))).toEqual({ by: 'none', thin: [] });
  });

  it('are not looked for in the first weeks, nor where a lasting change has become usual', () => {
    const few = year();
    few[10] = 1;
    expect(thinIn(few).thin).toEqual([]);
    const halved = year().map((rows, day) => (day >= 180 ? Math.round(rows * 0.3) : rows));
    expect(thinIn(halved).thin.every(({ at }) => at < 180 + 7 * 9)).toBe(true);
  });

  it('stand whatever all days are multiplied by', () => {
    const counts = year();
    counts[200] = 12;
    const times = (factor: number) => thinIn(counts.map((rows) => rows * factor)).thin.map(({ at }) => at);
    expect(times(1)).toEqual([200]);
    expect(times(50)).toEqual([200]);
  });

  it('are none in no days', () => {
    expect(thinIn([])).toEqual({ by: 'none', thin: [] });
  });
});

let place: TestPlace | undefined;
afterEach(() => {
  place?.remove();
  place = undefined;
});

const day = (k: number) => new Date(Date.UTC(2024, 0, 1 + k)).toISOString().slice(0, 10);

async function loaded(files: Readonly<Record<string, readonly string[]>>, columns = 'time,person,rating') {
  place ??= await testPlace({});
  const sources = Object.keys(files).map((file) => ({ file, table: 'interactions' }));
  const there = { ...place, organisation: organisationOf({ sources }) };
  for (const [file, rows] of Object.entries(files)) {
    writeFileSync(join(place.folder, file), [columns, ...rows].join('\n'));
    await importFiles(there, { files: [file], replaces: undefined, dryRun: false });
  }
  return checkCoverage(place.warehouse);
}

/** Contacts of some days, 30 a day, told apart by who, when and how rated. */
function contacts(from: number, to: number, seed = 0): string[] {
  return Array.from({ length: (to - from) * 30 }, (_, k) => {
    const at = day(from + Math.floor(k / 30));
    const minute = (k * 37 + seed * 11) % 60;
    return `${at} ${8 + (k % 10)}:${String(minute).padStart(2, '0')},p${(k * 13 + seed) % 17},${((k + seed) % 5) + 1}`;
  });
}

describe('sources', () => {
  it('that end long before the others seem to have stopped', async () => {
    const { calendars } = await loaded({ 'a.csv': contacts(0, 60), 'b.csv': contacts(0, 20, 3) });
    expect(calendars.map(({ source, stopped }) => [source, stopped?.last])).toEqual([
      ['a.csv', undefined],
      ['b.csv', '2024-01-20'],
    ]);
  });

  it('that hold the same rows under two names overlap; others of the same days do not', async () => {
    const january = contacts(0, 30);
    const people = 'person\np1\n';
    place = await testPlace({});
    writeFileSync(join(place.folder, 'people.csv'), people);
    const { overlaps } = await loaded({
      'january.csv': january,
      'other.csv': contacts(0, 30, 5),
      'quarter.csv': [...january, ...contacts(30, 60, 1)],
    });
    expect(overlaps.map(({ file, earlierFile, same, kind }) => ({ file, earlierFile, same, kind }))).toEqual([
      { file: 'quarter.csv', earlierFile: 'january.csv', same: 900, kind: 'of two sources' },
    ]);
  });

  it('whose later file has other rows for days covered before are asked whether it corrects them', async () => {
    const first = contacts(0, 30);
    await loaded({ 'a.csv': first });
    const longer = await loaded({ 'a.csv': [...first, ...contacts(30, 40)] });
    expect(longer.overlaps).toEqual([]);
    const corrected = [...first, ...contacts(30, 40)].map((row, k) =>
      k % 100 === 0 ? row.replace(/\d$/, '9') : row,
    );
    const { overlaps } = await loaded({ 'a.csv': corrected });
    expect(overlaps).toMatchObject([{ load: 3, kind: 'of one source', rows: 12, same: 1188 }]);
  });
});
