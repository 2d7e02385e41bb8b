import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldsOf } from '../intake/fact-fields.ts';
import { UsageError } from '../model/refusal.ts';
import {
  organisationJsonSchema,
  readOrganisation,
  readOrganisationWithNotes,
} from '../organisation/index.ts';
import { starterTables } from '../organisation/starter-folder.ts';
import { initCommand } from './init.ts';
import type { Terminal } from './terminal.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'whichhalf-init-'));
  folder = join(parent, 'hotel', 'lindenhof');
});
afterEach(() => rm(parent, { recursive: true }));

/** Runs the command and returns what it printed, as people and as JSON. */
async function init(path = folder): Promise<{ words: string; value: Record<string, unknown> }> {
  let printed: { words: string; value: Record<string, unknown> } | undefined;
  const terminal: Terminal = {
    columns: 100,
    forPeople: true,
    colour: false,
    result: (value, words) => {
      printed = { words: words(), value: value as Record<string, unknown> };
    },
    note: () => {},
    progress: () => {},
    endWith: () => {},
  };
  await initCommand(terminal).parseAsync([path], { from: 'user' });
  if (!printed) throw new Error('init printed nothing');
  return printed;
}

describe('whichhalf init', () => {
  it('writes whichhalf.yaml and one file for each table, and says the next step', async () => {
    const { words, value } = await init();
    const tables = starterTables.map((table) => `${table}.csv`);
    expect((await readdir(folder)).toSorted()).toEqual(
      ['.whichhalf', 'whichhalf.yaml', ...tables].toSorted(),
    );
    expect(value).toMatchObject({ kept: [], next: expect.stringContaining('whichhalf check') });
    expect(words).toContain('Next: ');
  });

  it('writes a file that validates as it stands, and notes what could be added', async () => {
    await init();
    const { organisation, notes } = await readOrganisationWithNotes(folder);
    expect(organisation.programmes['my-programme']?.primaryOutcome).toBe('satisfied');
    expect(notes.map(({ missing }) => missing)).toContain('no standard is declared');
  });

  it('writes a file that validates with everything optional switched on', async () => {
    await init();
    const file = join(folder, 'whichhalf.yaml');
    const text = await readFile(file, 'utf8');
    const switchedOn = text.replaceAll(/^( *)#(?=[^ #\n])/gm, '$1');
    expect(switchedOn).not.toBe(text);
    await writeFile(file, switchedOn);
    const organisation = await readOrganisation(folder);
    expect(organisation.foundation?.promises).toHaveLength(1);
    expect(organisation.programmes['my-programme']).toMatchObject({
      condition: { fact: 'leader_follows_up' },
      sessions: [{ date: '2025-03-03' }],
    });
    expect(new Set(organisation.sources.map(({ table }) => table))).toEqual(new Set(starterTables));
  });

  it('names a schema for editors that lies beside it, without a network', async () => {
    await init();
    const text = await readFile(join(folder, 'whichhalf.yaml'), 'utf8');
    const path = /^# yaml-language-server: \$schema=(\S+)/.exec(text)?.[1] ?? 'no schema named';
    expect(JSON.parse(await readFile(join(folder, path), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(organisationJsonSchema())),
    );
  });

  it('writes headers that the intake knows, with all it needs', async () => {
    await init();
    for (const table of starterTables) {
      const [header = ''] = (await readFile(join(folder, `${table}.csv`), 'utf8')).split('\n');
      const columns = header.split(',');
      const { fields } = fieldsOf(table);
      const names = fields.map(({ name }) => name);
      const needed = fields.filter(({ required }) => required).map(({ name }) => name);
      expect(columns).toEqual(expect.arrayContaining(needed));
      expect(columns.filter((column) => !names.includes(column))).toEqual(
        table === 'team-facts' ? ['leader_follows_up'] : [],
      );
    }
  });

  it('overwrites nothing, and adds no tables to an organisation that is there', async () => {
    await init();
    await writeFile(join(folder, 'whichhalf.yaml'), 'organisation: { name: Ours }\n');
    await rm(join(folder, 'events.csv'));
    const { value, words } = await init();
    expect(await readFile(join(folder, 'whichhalf.yaml'), 'utf8')).toBe('organisation: { name: Ours }\n');
    expect(value).toMatchObject({ written: [], kept: ['whichhalf.yaml'] });
    expect(words).toContain('Kept as it was: whichhalf.yaml');
    expect(await readdir(folder)).not.toContain('events.csv');
  });

  it('keeps a table that was there before', async () => {
    await writeFile(join(parent, 'people.csv'), 'person\nA1\n');
    const { value } = await init(parent);
    expect(await readFile(join(parent, 'people.csv'), 'utf8')).toBe('person\nA1\n');
    expect(value).toMatchObject({ kept: ['people.csv'] });
  });

  it('says that a file is no folder', async () => {
    await writeFile(join(parent, 'file'), '');
    await expect(init(join(parent, 'file'))).rejects.toThrow(UsageError);
  });
});
