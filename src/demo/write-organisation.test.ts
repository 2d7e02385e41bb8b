import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrganisation } from '../organisation/index.ts';
import type { PersonName } from './draw-names.ts';
import { exampleModel } from './example-model.ts';
import { truthsInOrder, usualWords } from './example-words.ts';
import { messyFiling, tidyFiling } from './filing.ts';
import { shuffledCasting } from './shuffle-truths.ts';
import { outcomeByWeek, simulateOrganisation } from './simulate-organisation.ts';
import { type TruthFile, type WrittenOrganisation, writeExampleOrganisation } from './write-organisation.ts';

let home: string;
let usual: WrittenOrganisation;
let shuffled: WrittenOrganisation;

async function write(name: string, seed: number, shuffle: boolean): Promise<WrittenOrganisation> {
  return await writeExampleOrganisation({ seed, shuffle, folder: join(home, name), progress: () => {} });
}

async function truthOf({ truthFile }: WrittenOrganisation): Promise<TruthFile> {
  return JSON.parse(await readFile(truthFile, 'utf8')) as TruthFile;
}

async function hashes(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort();
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => {
        const bytes = await readFile(join(folder, file));
        return [file, createHash('sha256').update(bytes).digest('hex')];
      }),
    ),
  );
}

/** Fields of a file without quotes in it. */
async function rowsOf(folder: string, file: string, delimiter: string): Promise<Record<string, string>[]> {
  const [header = '', ...lines] = (await readFile(join(folder, file), 'utf8')).trimEnd().split('\n');
  const names = header.replace('\uFEFF', '').split(delimiter);
  return lines.map((line) => {
    const fields = line.split(delimiter);
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
  });
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'whichhalf-example-'));
  usual = await write('usual', 5, false);
  shuffled = await write('shuffled', 5, true);
});

afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

describe('drawNames', () => {
  it('gives nobody the name of another, unless untidy, and e-mails that differ always', () => {
    const { workplace } = simulateOrganisation(exampleModel(), 5);
    const whole = ({ first, last }: PersonName) => `${first} ${last}`;
    const { names } = tidyFiling(workplace);
    expect(new Set(names.map(whole)).size).toBe(workplace.roster.people);
    const untidy = messyFiling(workplace).names;
    expect(new Set(untidy.map(whole)).size).toBeLessThan(untidy.length - 10);
    expect(new Set(untidy.map(({ email }) => email)).size).toBe(untidy.length);
  });
});

describe('writeExampleOrganisation', () => {
  it('writes the same bytes again with the same seed', async () => {
    const again = await write('again', 5, false);
    expect(await hashes(again.folder)).toEqual(await hashes(usual.folder));
    expect(await readFile(again.truthFile, 'utf8')).toBe(await readFile(usual.truthFile, 'utf8'));
  });

  it('declares itself without a mistake', async () => {
    const organisation = await readOrganisation(usual.folder);
    expect(Object.keys(organisation.programmes)).toHaveLength(13);
    expect(organisation.sources).toHaveLength(23);
    await expect(readOrganisation(shuffled.folder)).resolves.toBeDefined();
  });

  it('adds up in its files to what was simulated', async () => {
    const organisation = simulateOrganisation(exampleModel(), 5);
    const { roster, model } = organisation.workplace;
    const written = new Float64Array(roster.people * roster.weeks);
    const counted = new Float64Array(roster.people * roster.weeks);
    const { names } = tidyFiling(organisation.workplace);
    const people = new Map(names.map(({ first, last }, person) => [`${first} ${last}`, person]));
    const rows = await rowsOf(usual.folder, 'zendesk/chats.csv', ',');
    for (const row of rows) {
      const score = row['Satisfaction Score'] ?? '';
      if (score === 'Offered' || score === 'Not offered') continue;
      const day = Date.parse(`${row['Created at']?.slice(0, 10)}T00:00:00Z`) / 86_400_000;
      const cell =
        (people.get(row.Assignee ?? '') ?? -1) * roster.weeks + Math.floor((day - model.firstDay) / 7);
      written[cell] = (written[cell] ?? 0) + Number(score);
      counted[cell] = (counted[cell] ?? 0) + 1;
    }
    const outcome = outcomeByWeek(organisation, 'chat');
    expect(written.every((sum, cell) => sum === outcome.sum[cell])).toBe(true);
    expect(counted.every((count, cell) => count === outcome.count[cell])).toBe(true);
    expect(rows.filter((row) => row['Satisfaction Score'] !== 'Not offered')).toHaveLength(
      outcome.asked.reduce((sum, asked) => sum + asked, 0),
    );
  });

  it('has ids that are all different, and times in their order', async () => {
    const rows = await rowsOf(usual.folder, 'desk.tsv', '\t');
    expect(new Set(rows.map((row) => row.Ticket)).size).toBe(rows.length);
    expect(
      rows.every((row, at) => at === 0 || (rows[at - 1]?.['Called up'] ?? '') <= (row['Called up'] ?? '')),
    ).toBe(true);
  });

  it('keeps the truth beside the folder and out of it', async () => {
    const { programmes } = await truthOf(usual);
    expect(programmes.map(({ kind }) => kind).sort()).toEqual([...truthsInOrder].sort());
    for (const file of ['whichhalf.yaml', 'attendance.csv', 'team-facts.csv', 'people.csv']) {
      const text = await readFile(join(usual.folder, file), 'utf8');
      expect(text).not.toMatch(/lasting|fading|harmful|conditional|half-?life|seed|no-effect|truth/i);
    }
  });

  it('renames everything and swaps the effects when it is shuffled', async () => {
    const [before, after] = [await truthOf(usual), await truthOf(shuffled)];
    const names = new Set(Object.values(usualWords.programmes).flatMap(({ id, title }) => [id, title]));
    const measures = new Set(Object.values(usualWords.measures).map(({ id }) => id));
    expect(
      after.programmes.filter(({ programme, title }) => names.has(programme) || names.has(title)),
    ).toEqual([]);
    expect(after.programmes.filter(({ measure }) => measures.has(measure))).toEqual([]);
    expect(after.programmes.map(({ kind }) => kind)).toEqual(before.programmes.map(({ kind }) => kind));
    const columns = (await readFile(join(shuffled.folder, 'zendesk/calls.csv'), 'utf8')).split('\n', 1)[0];
    expect(columns).toMatch(
      /,Satisfaction Score,Reason \[list\],B \[int\],C \[int\],D \[int\],E \[int\],F \[int\]$/,
    );
    const orders = [5, 6, 7].map((seed) => {
      const { assignment, words } = shuffledCasting(seed);
      return truthsInOrder.map((truth) => `${words.programmes[truth].id}:${assignment[truth]}`).join();
    });
    expect(new Set(orders).size).toBe(3);
  });

  it('refuses a folder that holds something', async () => {
    const folder = await mkdtemp(join(home, 'used-'));
    await writeFile(join(folder, 'mine.csv'), 'a,b\n');
    await expect(
      writeExampleOrganisation({ seed: 1, shuffle: false, folder, progress: () => {} }),
    ).rejects.toThrow('is not empty');
  });
});
