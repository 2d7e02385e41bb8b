import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importSources } from '../../src/intake/index.ts';
import { currentFacts, prepareFactTables } from '../../src/warehouse/fact-tables.ts';
import { makeFolder, testPlace } from '../support/import-place.ts';

const child = fileURLToPath(new URL('./import-child.js', import.meta.url));
const declared = { sources: [{ file: 'tickets.csv', table: 'interactions' }] };
const folder = makeFolder();
const rows = 60_000;

/** `offset` moves every rating, so that old and new state have different sums. */
function writeTickets(offset: number): void {
  const lines = Array.from(
    { length: rows },
    (_, k) => `${k},2024-01-${(k % 28) + 1},p${k % 500},${(k % 5) + offset}`,
  );
  writeFileSync(join(folder, 'tickets.csv'), ['id,time,person,rating', ...lines].join('\n'));
}

async function state(): Promise<{ rows: number; sum: number; people: number }> {
  const place = await testPlace(declared, folder);
  await prepareFactTables(place.warehouse);
  const found = await place.warehouse.rows(
    {
      text: `select count(*) as rows, coalesce(sum(rating), 0) as sum, count(distinct person) as people from ${currentFacts('interactions').text}`,
      values: [...currentFacts('interactions').values],
    },
    z.object({ rows: z.number(), sum: z.number(), people: z.number() }),
  );
  place.close();
  return found[0]!;
}

interface Ended {
  readonly end: 'killed' | 'done';
  /** Lines that the import said before. */
  readonly said: readonly string[];
}

/** Starts an import and kills it, without a warning, `milliseconds` after it said the text. */
function importAndKill(
  text: string,
  milliseconds: number,
  argv: readonly string[] = [folder],
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, [child, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    let timer: NodeJS.Timeout | undefined;
    started.stdout.on('data', (part) => {
      said += part;
      if (said.includes(text)) timer ??= setTimeout(() => started.kill('SIGKILL'), milliseconds);
    });
    started.on('close', (code, signal) => {
      clearTimeout(timer);
      const lines = said.split('\n').filter((line) => line !== '');
      if (signal === 'SIGKILL') resolve({ end: 'killed', said: lines });
      else if (code === 0) resolve({ end: 'done', said: lines });
      else reject(new Error(`the import ended with ${code}`));
    });
  });
}

const sumOf = (offset: number) => rows * (2 + offset);

beforeAll(() => writeTickets(0));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an import that is killed', () => {
  it('leaves exactly the old or the new state, and the next one finishes it', async () => {
    const place = await testPlace(declared, folder);
    let comparingSince = 0;
    const progress = (text: string) => {
      if (text.includes('comparing')) comparingSince = performance.now();
    };
    await importSources({ ...place, progress });
    const comparing = performance.now() - comparingSince;
    place.close();
    expect(await state()).toEqual({ rows, sum: sumOf(0), people: 500 });
    let loaded = 0;
    let kills = 0;
    for (const [text, milliseconds] of [
      ['read', 0],
      ['taking it in', 10],
      ['giving people', 5],
      ['reading', 20],
      ['comparing', 0.1 * comparing],
      ['comparing', 0.5 * comparing],
      ['comparing', 0.9 * comparing],
    ] as const) {
      // What is to be loaded is always another state than what is there, so that each kill hits an import at work.
      writeTickets(loaded + 1);
      const { end } = await importAndKill(text, milliseconds);
      if (end === 'killed') kills++;
      const after = await state();
      expect([sumOf(loaded), sumOf(loaded + 1)]).toContain(after.sum);
      expect(after).toMatchObject({ rows, people: 500 });
      if (after.sum === sumOf(loaded + 1)) loaded++;
    }
    expect(kills).toBeGreaterThanOrEqual(4);
    writeTickets(loaded + 1);
    const last = await testPlace(declared, folder);
    await importSources(last);
    last.close();
    expect(await state()).toEqual({ rows, sum: sumOf(loaded + 1), people: 500 });
    expect(readdirSync(join(folder, '.whichhalf', 'staging'))).toEqual([]);
  });
});

const pattern = { sources: [{ file: 'in/t-*.csv', table: 'interactions' }] };
const files = 4;
const rowsOfFile = 10_000;

/** Files whose rows have ids in the first half, so that rows are corrected from file to file. */
function writeFiles(into: string): void {
  mkdirSync(join(into, 'in'));
  for (let file = 0; file < files; file++) {
    const lines = Array.from({ length: rowsOfFile }, (_, k) => {
      const id = k < rowsOfFile / 2 ? k : file * rowsOfFile + k;
      return `${id},2024-01-${(k % 28) + 1},p${(k * 7) % 90},${((k + file) % 5) + 1}`;
    });
    writeFileSync(join(into, 'in', `t-${file}.csv`), ['id,time,person,rating', ...lines].join('\n'));
  }
}

const Person = z.object({ rows: z.number(), sum: z.number(), first: z.string(), last: z.string() });

/** All that the tables say, people told apart but not named: their pseudonyms are drawn anew each time. */
async function tablesOf(of: string): Promise<readonly string[]> {
  const place = await testPlace(pattern, of);
  await prepareFactTables(place.warehouse);
  const { text, values } = currentFacts('interactions');
  const rows = await place.warehouse.rows(
    {
      text: `select count(*) as rows, sum(rating * (1 + epoch("time") % 97)) as sum, cast(min("time") as varchar) as first,
        cast(max("time") as varchar) as last from ${text} group by person`,
      values,
    },
    Person,
  );
  const loads = await place.warehouse.rows(
    { text: `select file || ' ' || status as load from loads order by load_id`, values: [] },
    z.object({ load: z.string() }),
  );
  place.close();
  return [...rows.map((row) => JSON.stringify(row)).toSorted(), ...loads.map(({ load }) => load)];
}

const start = 'taking it in';

/** Milliseconds of a whole import in a process of its own, from its first file on. */
async function durationOfImport(): Promise<number> {
  const whole = makeFolder();
  writeFiles(whole);
  const started = spawn(process.execPath, [child, whole, 'in/t-*.csv', 'import'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let since: number | undefined;
  started.stdout.on('data', (part) => {
    if (String(part).includes(start)) since ??= performance.now();
  });
  await once(started, 'close');
  rmSync(whole, { recursive: true, force: true });
  if (since === undefined) throw new Error(`an import did not say "${start}"`);
  return performance.now() - since;
}

describe('imports and watched folders that are killed 20 times', () => {
  it('give exactly the tables of one clean import', async () => {
    const clean = makeFolder();
    writeFiles(clean);
    const place = await testPlace(pattern, clean);
    await importSources(place);
    place.close();
    const expected = await tablesOf(clean);
    rmSync(clean, { recursive: true, force: true });
    const duration = await durationOfImport();
    const hit: string[] = [];
    const ways = new Set<string>();
    let runs = 0;
    while (hit.length < 20 && runs < 80) {
      const disturbed = makeFolder();
      writeFiles(disturbed);
      let left = files;
      let end: Ended['end'] = 'killed';
      while (end === 'killed') {
        // Spread over what is left to be taken in: each twentieth of it once in twenty runs.
        const share = (((7 * runs) % 20) + 0.5) / 20;
        const patience = hit.length < 20 ? (share * duration * left) / files : 100_000;
        const way = runs % 3 === 0 ? 'watch' : 'import';
        const ended = await importAndKill(start, patience, [disturbed, 'in/t-*.csv', way]);
        end = ended.end;
        runs++;
        if (end === 'done') continue;
        hit.push(ended.said.at(-1) ?? '');
        ways.add(way);
        const begun = ended.said.filter((line) => line.endsWith(start)).length;
        left -= Math.max(begun - 1, 0);
      }
      expect(await tablesOf(disturbed)).toEqual(expected);
      expect(readdirSync(join(disturbed, '.whichhalf', 'staging'))).toEqual([]);
      rmSync(disturbed, { recursive: true, force: true });
    }
    expect(hit.length).toBeGreaterThanOrEqual(20);
    expect([...ways].toSorted()).toEqual(['import', 'watch']);
    // The moments of death were in several files and in several steps.
    const parts = hit.filter((line) => line.startsWith('in/')).map((line) => line.split(': '));
    expect(new Set(parts.map(([file]) => file)).size).toBeGreaterThanOrEqual(3);
    expect(new Set(parts.map(([, step]) => step)).size).toBeGreaterThanOrEqual(3);
  });
});
