import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importSources } from '../../src/intake/index.ts';
import { currentFacts, prepareFactTables } from '../../src/warehouse/fact-tables.ts';
import { makeFolder, testPlace } from '../support/import-place.ts';

const child = fileURLToPath(new URL('./import-child.ts', import.meta.url));
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

/** Starts an import and kills it, without a warning, `milliseconds` after it said the text. */
function importAndKill(
  text: string,
  milliseconds: number,
  argv: readonly string[] = [folder],
): Promise<'killed' | 'done'> {
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, ['--import', 'tsx', child, ...argv], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    started.stdout.on('data', (part) => {
      said += part;
      if (said.includes(text)) setTimeout(() => started.kill('SIGKILL'), milliseconds);
    });
    started.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('done');
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
    await importSources(place);
    place.close();
    const before = await state();
    expect(before).toEqual({ rows, sum: sumOf(0), people: 500 });
    writeTickets(1);
    const kills: ('killed' | 'done')[] = [];
    for (const [text, milliseconds] of [
      ['read', 0],
      ['taking it in', 10],
      ['giving people', 5],
      ['reading', 20],
      ['comparing', 5],
      ['comparing', 60],
      ['comparing', 150],
    ] as const) {
      kills.push(await importAndKill(text, milliseconds));
      const after = await state();
      expect([sumOf(0), sumOf(1)]).toContain(after.sum);
      expect(after).toMatchObject({ rows, people: 500 });
      if (after.sum === sumOf(1)) writeTickets(1);
    }
    expect(kills.filter((end) => end === 'killed').length).toBeGreaterThanOrEqual(3);
    const last = await testPlace(declared, folder);
    await importSources(last);
    last.close();
    expect(await state()).toEqual({ rows, sum: sumOf(1), people: 500 });
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

describe('imports and watched folders that are killed 20 times', () => {
  it('give exactly the tables of one clean import', async () => {
    const clean = makeFolder();
    writeFiles(clean);
    const place = await testPlace(pattern, clean);
    await importSources(place);
    place.close();
    const expected = await tablesOf(clean);
    rmSync(clean, { recursive: true, force: true });
    let random = 20_240_101;
    let kills = 0;
    let runs = 0;
    while (kills < 20 && runs < 60) {
      const disturbed = makeFolder();
      writeFiles(disturbed);
      let end: 'killed' | 'done' = 'killed';
      while (end === 'killed') {
        random = (random * 48_271) % 2_147_483_647;
        const way = random % 2 === 0 ? 'import' : 'watch';
        const patience = kills < 20 ? random % 500 : 100_000;
        end = await importAndKill('taking it in', patience, [disturbed, 'in/t-*.csv', way]);
        runs++;
        if (end === 'killed') kills++;
      }
      expect(await tablesOf(disturbed)).toEqual(expected);
      expect(readdirSync(join(disturbed, '.whichhalf', 'staging'))).toEqual([]);
      rmSync(disturbed, { recursive: true, force: true });
    }
    expect(kills).toBeGreaterThanOrEqual(20);
  });
});
