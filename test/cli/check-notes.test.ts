import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runWhichhalf } from '../support/run-whichhalf.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-notes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('check says what is still open: not tables that a file loaded by its name has brought, whatever titles say', async () => {
  const title = 'Why no source of the table "people"';
  writeFileSync(
    join(folder, 'whichhalf.yaml'),
    `organisation: { name: Hotel }\nprogrammes: { p: { title: '${title}' } }\n`,
  );
  writeFileSync(join(folder, 'people.csv'), 'Employee No,Team\n1,Bar\n2,Bar\n');
  expect(
    (await runWhichhalf('import', join(folder, 'people.csv'), '--accept', '--folder', folder)).code,
  ).toBe(0);
  const { stderr } = await runWhichhalf('check', '--folder', folder);
  expect(stderr).toContain(`- "${title}": no cost: `);
  expect(stderr).toContain('- no source of the table "teams": ');
  expect(stderr).not.toContain('- no source of the table "people": ');
});
