import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { readOrganisation } from '../../src/organisation/index.ts';
import { documents } from './source-files.ts';

type Section = Record<string, unknown>;

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** The YAML blocks of a document that show parts of `whichhalf.yaml`. */
function yamlBlocks(text: string): Section[] {
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => parse(match[1] ?? '') as Section);
}

/** Keys are joined, lists are appended: a later block adds to the file that the first one shows. */
function joined(first: unknown, second: unknown): unknown {
  if (Array.isArray(first) && Array.isArray(second)) return [...first, ...second];
  if (!isSection(first) || !isSection(second)) return second;
  const added = Object.entries(second).map(([key, value]) => [key, joined(first[key], value)]);
  return { ...first, ...Object.fromEntries(added) };
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a file that holds these blocks, beside empty files of the names that they give. */
async function readBlocks(blocks: readonly Section[]): Promise<void> {
  const whole = blocks.reduce<unknown>(joined, {}) as Section & { sources?: { file: string }[] };
  const folder = await mkdtemp(join(tmpdir(), 'whichhalf-guide-'));
  folders.push(folder);
  for (const { file } of whole.sources ?? []) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  await writeFile(join(folder, 'whichhalf.yaml'), stringify(whole));
  await readOrganisation(folder);
}

const guides = documents().filter(({ text }) => yamlBlocks(text).length > 0);

describe('the YAML blocks of', () => {
  it.each(guides.map(({ path, text }) => [path, text]))(
    '%s are valid, one added to the other',
    async (_, text) => {
      const blocks = yamlBlocks(text);
      for (const [index] of blocks.entries()) await readBlocks(blocks.slice(0, index + 1));
    },
  );

  it('the guide to the folder are found', () => {
    expect(guides.map(({ path }) => path)).toContain('docs/guides/organisation-folder.md');
  });

  it('a guide with a mistake fail', async () => {
    await expect(readBlocks(yamlBlocks('```yaml\norganisation: { nam: x }\n```'))).rejects.toThrow('name');
  });
});
