import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWhichhalf } from '../support/run-whichhalf.ts';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-watch-'));
  mkdirSync(join(folder, 'in'));
  writeFileSync(
    join(folder, 'whichhalf.yaml'),
    'organisation: { name: Hotel }\nsources: [{ file: in/t-*.csv, table: interactions }]\n',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function arrive(name: string, rows: number, first = 0): void {
  const lines = Array.from(
    { length: rows },
    (_, k) => `${first + k},2024-01-${(k % 28) + 1},p${k % 9},${(k % 5) + 1}`,
  );
  writeFileSync(join(folder, 'in', name), ['id,time,person,rating', ...lines, ''].join('\n'));
}

/** The watch as a process: waits until what it said has a text. */
function startWatch() {
  const started = spawn(process.execPath, [
    program,
    'import',
    '--watch',
    join(folder, 'in'),
    '--folder',
    folder,
    '--every',
    '0.3',
  ]);
  let said = '';
  const listeners: (() => void)[] = [];
  for (const stream of [started.stdout, started.stderr]) {
    stream.on('data', (part) => {
      said += part;
      for (const listener of listeners) listener();
    });
  }
  const closed = new Promise<number | null>((resolve) => started.once('close', resolve));
  return {
    started,
    closed,
    said: () => said,
    until: (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (said.includes(text)) resolve();
        };
        listeners.push(look);
        look();
      }),
  };
}

describe('whichhalf import --watch', () => {
  it('takes in what is there and what comes, each once, names what it cannot load, and ends at once', async () => {
    arrive('t-1.csv', 40);
    writeFileSync(join(folder, 'in', 't-2.csv.part'), 'id,time,person,rating\n');
    writeFileSync(join(folder, 'in', 'holiday.csv'), 'a,b\nsome words,others\n');
    const watch = startWatch();
    await watch.until('"file":"in/t-1.csv"');
    await watch.until('in/holiday.csv');
    expect(watch.said()).toContain(
      'neither the names of its columns nor its first rows say which table it is',
    );
    arrive('t-2.csv.part', 30, 100);
    renameSync(join(folder, 'in', 't-2.csv.part'), join(folder, 'in', 't-2.csv'));
    await watch.until('"file":"in/t-2.csv"');
    appendFileSync(join(folder, 'in', 't-1.csv'), '999,2024-02-01,p1,5\n');
    await watch.until('"inFile":41');
    const before = Date.now();
    watch.started.kill('SIGTERM');
    expect(await watch.closed).toBe(0);
    expect(Date.now() - before).toBeLessThan(1500);
    expect(watch.said().match(/holiday.csv: neither/g)).toHaveLength(1);
    const check = await runWhichhalf('check', '--folder', folder, '--json');
    expect(check.json()).toMatchObject({ coverage: [{ table: 'interactions', rows: 71 }] });
  });

  const watchOnce = () =>
    runWhichhalf('import', '--watch', join(folder, 'in'), '--once', '--every', '0.2', '--folder', folder);

  it('once takes what is there, ends, and tells with its code whether a file failed', async () => {
    arrive('t-1.csv', 40);
    const once = await watchOnce();
    expect([once.code, once.json()]).toMatchObject([0, { file: 'in/t-1.csv', rows: { loaded: 40 } }]);
    const again = await watchOnce();
    expect([again.code, again.stdout]).toEqual([0, '']);
    writeFileSync(join(folder, 'in', 't-3.csv'), '<!doctype html><p>Sign in</p>');
    const failed = await watchOnce();
    expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining('in/t-3.csv is a web page')]);
  });

  it('ends in the middle of a file within a second, and leaves nothing of it', async () => {
    arrive('t-1.csv', 600_000);
    const watch = startWatch();
    await watch.until('Watching');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const before = Date.now();
    watch.started.kill('SIGINT');
    expect(await watch.closed).toBe(0);
    expect(Date.now() - before).toBeLessThan(1500);
    const loaded = watch.said().includes('"loaded":600000');
    const check = await runWhichhalf('check', '--folder', folder, '--json');
    expect(check.code, check.stderr).toBe(0);
    expect(check.json()).toMatchObject({ coverage: loaded ? [{ rows: 600_000 }] : [] });
  });

  it("does not watch the organisation's folder itself", async () => {
    const run = await runWhichhalf('import', '--watch', folder, '--folder', folder);
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('folder itself cannot be watched')]);
  });
});
