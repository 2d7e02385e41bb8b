import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPeople } from './people.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-people-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = () => ({ secretFile: join(folder, 'secret'), peopleFile: join(folder, 'people') });

describe('people', () => {
  it('keep their pseudonyms from one opening to the next', () => {
    const first = openPeople(files()).enrol(['anna@example.org', 'bo']);
    const again = openPeople(files()).enrol(['bo', 'cy', 'anna@example.org']);
    expect([again[2], again[0]]).toEqual(first);
    expect(new Set([...first, again[1]]).size).toBe(3);
    expect(openPeople(files()).find('anna@example.org')).toBe(first[0]);
    expect(openPeople(files()).find('nobody')).toBeUndefined();
  });

  it('are the same with blanks around their id or an accent encoded in two signs', () => {
    const [one, two, three] = openPeople(files()).enrol(['Åsa', ' A\u030asa ', 'åsa']);
    expect(one).toBe(two);
    expect(one).not.toBe(three);
  });

  it('have pseudonyms that nothing can be told from', () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => `p${index}`);
    const drawn = openPeople(files()).enrol(ids) as number[];
    expect(new Set(drawn).size).toBe(ids.length);
    expect(drawn.every((pseudonym) => Number.isSafeInteger(pseudonym) && pseudonym > 0)).toBe(true);
    const rising = drawn.filter(
      (pseudonym, index) => index > 0 && pseudonym > (drawn[index - 1] ?? 0),
    ).length;
    expect(Math.abs(rising - 1_000)).toBeLessThan(100);
  });

  it('stand nowhere in clear, in files of their owner alone', () => {
    const people = openPeople(files());
    people.enrol(['anna.maier@example.org']);
    people.forget({ ids: ['bo.lund@example.org'], names: [] });
    for (const name of ['secret', 'people']) {
      const path = join(folder, name);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, 'latin1')).not.toMatch(/anna|maier|lund|example/i);
    }
  });

  it('that were erased have no pseudonym, then or later', () => {
    openPeople(files()).enrol(['bo']);
    openPeople(files()).forget({ ids: ['bo'], names: [] });
    expect(openPeople(files()).enrol(['bo', 'cy'])[0]).toBeUndefined();
    expect(openPeople(files()).find('bo')).toBeUndefined();
  });

  it('cannot be opened with another secret, nor if a byte was changed', () => {
    openPeople(files()).enrol(['bo']);
    const sealed = readFileSync(files().peopleFile);
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
    writeFileSync(files().peopleFile, changed);
    expect(() => openPeople(files())).toThrow('cannot be opened');
    writeFileSync(files().peopleFile, sealed);
    writeFileSync(files().secretFile, 'f'.repeat(64));
    expect(() => openPeople(files())).toThrow('cannot be opened');
    writeFileSync(files().secretFile, 'short');
    expect(() => openPeople(files())).toThrow('does not hold a secret');
  });
});
