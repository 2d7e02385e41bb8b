import { spawn } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
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
function importAndKill(text: string, milliseconds: number): Promise<'killed' | 'done'> {
  return new Promise((resolve) => {
    const started = spawn(process.execPath, ['--import', 'tsx', child, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    started.stdout.on('data', (part) => {
      said += part;
      if (said.includes(text)) setTimeout(() => started.kill('SIGKILL'), milliseconds);
    });
    started.on('close', (code) => resolve(code === 0 ? 'done' : 'killed'));
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
