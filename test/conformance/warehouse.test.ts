import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDuckDb } from '../../src/warehouse/duckdb/open-duckdb.ts';
import { sql } from '../../src/warehouse/sql.ts';
import { warehouseConformance } from './warehouse.suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'whichhalf-warehouse-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

warehouseConformance('DuckDB in memory', () => openDuckDb({ file: ':memory:', threads: 2 }));
warehouseConformance('DuckDB in a file', () => openDuckDb({ file: join(folder, `facts-${files++}.duckdb`) }));

describe('DuckDB', () => {
  it('keeps what was committed when the file is opened again', async () => {
    const file = join(folder, 'kept.duckdb');
    const first = await openDuckDb({ file });
    await first.run(sql`create table facts as select 5 as n`);
    first.close();
    const second = await openDuckDb({ file });
    expect(await second.rows(sql`select n from facts`, z.object({ n: z.number() }))).toEqual([{ n: 5 }]);
    second.close();
  });

  it('says what to do when another process holds the file', async () => {
    const file = join(folder, 'held.duckdb');
    const program = `const { DuckDBInstance } = require('@duckdb/node-api');
      DuckDBInstance.create(${JSON.stringify(file)}).then(() => { console.log('held'); setInterval(() => {}, 1000); });`;
    const holder = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      await expect(openDuckDb({ file })).rejects.toMatchObject({
        name: 'UsageError',
        message: expect.stringContaining(`process ${holder.pid}`),
        remedy: expect.stringContaining('run this again'),
      });
    } finally {
      holder.kill();
    }
  });

  it('reads files in the folders it was given and no others', async () => {
    const inside = join(folder, 'inside.csv');
    writeFileSync(inside, 'a\n1\n');
    const warehouse = await openDuckDb({ file: ':memory:', folders: [folder] });
    const read = (file: string) =>
      warehouse.rows(
        sql`select a from read_csv(${file}, auto_detect = false, header = true, columns = {a: 'VARCHAR'})`,
        z.object({ a: z.string() }),
      );
    expect(await read(inside)).toEqual([{ a: '1' }]);
    await expect(read(join(process.cwd(), 'package.json'))).rejects.toMatchObject({ name: 'WarehouseError' });
    await expect(warehouse.run(sql`set enable_external_access = true`)).rejects.toThrow();
    warehouse.close();
  });

  it('never downloads an extension', async () => {
    const warehouse = await openDuckDb({ file: ':memory:' });
    await expect(warehouse.run(sql`select * from read_xlsx('a.xlsx')`)).rejects.toThrow('read_xlsx');
    const settings = await warehouse.rows(
      sql`select value from duckdb_settings() where name like 'auto%known_extensions' order by name`,
      z.object({ value: z.string() }),
    );
    expect(settings).toEqual([{ value: 'false' }, { value: 'false' }]);
    warehouse.close();
  });
});
