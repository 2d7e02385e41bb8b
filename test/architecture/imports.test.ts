import { describe, expect, it } from 'vitest';
import { circlesOfRooms, forbiddenImports, readImportTable } from './import-table.ts';
import { type Import, importsOf, readText, roomOf, sources } from './source-files.ts';

const rooms = readImportTable(readText('ARCHITECTURE.md').text);
const imports = sources().flatMap(importsOf);
const { dependencies } = JSON.parse(readText('package.json').text) as {
  dependencies: Record<string, string>;
};

describe('the import table of ARCHITECTURE.md', () => {
  it('has a row for every room, and no row without a room', () => {
    const there = new Set(sources().map(({ path }) => roomOf(path)));
    const without = [...there].filter((room) => !rooms.has(room));
    const stale = [...rooms.keys()].filter((room) => !there.has(room));
    expect(without.map((room) => `src/${room} has no row in ARCHITECTURE.md: add it`)).toEqual([]);
    expect(
      stale.map((room) => `ARCHITECTURE.md has a row for ${room}, which is not in src/: remove it`),
    ).toEqual([]);
  });

  it('is followed', () => {
    expect(forbiddenImports(imports, rooms)).toEqual([]);
  });

  it('has no cycles', () => {
    expect(circlesOfRooms(imports)).toEqual([]);
  });

  it('reads every import that there is', () => {
    const file = { path: 'src/a/b.ts', text: SAMPLE };
    expect(importsOf(file).map(({ to, line }) => `${line} ${to}`)).toEqual([
      '1 node:fs',
      '2 src/model/verdict.ts',
      '6 src/a/c.ts',
      '7 zod',
      '8 src/stats/x.ts',
      '9 @duckdb/node-api',
    ]);
  });

  it.each([
    ['a room that it may not', 'src/stats/mean.ts', 'src/model/verdict.ts', 'stats may import nothing'],
    ['past the door', 'src/cli/analyse.ts', 'src/impact/money.ts', 'reach through index.ts'],
    [
      'an engine',
      'src/impact/facts.ts',
      'src/warehouse/duckdb/open-duckdb.ts',
      'reach through files at its top',
    ],
    ['a room without a row', 'src/impact/facts.ts', 'src/utils/mean.ts', 'has no row'],
    ['from a room without a row', 'src/utils/mean.ts', 'src/model/verdict.ts', 'without a row'],
    ['a test file', 'src/impact/facts.ts', 'test/support/browser.ts', 'is no source'],
  ])('catches an import of %s', (_, from, to, words) => {
    const [violation] = forbiddenImports([{ from, to, line: 3, isPackage: false }], rooms);
    expect(violation).toContain(`${from}:3`);
    expect(violation).toContain(words);
  });

  it('catches a circle of rooms', () => {
    const edge = (from: string, to: string): Import => ({
      from: `src/${from}/x.ts`,
      to: `src/${to}/index.ts`,
      line: 1,
      isPackage: false,
    });
    expect(circlesOfRooms([edge('b', 'a'), edge('a', 'c'), edge('c', 'b'), edge('c', 'd')])).toEqual([
      'a > c > b > a',
    ]);
  });
});

describe('packages', () => {
  it('are imported only if package.json lists them as dependencies', () => {
    const unlisted = imports
      .filter(({ isPackage, to }) => isPackage && !to.startsWith('node:'))
      .filter(({ to }) => !(packageName(to) in dependencies))
      .map(
        ({ from, line, to }) =>
          `${from}:${line} imports ${to}: npm install --save-exact it, with its reason in docs/decisions/`,
      );
    expect(unlisted).toEqual([]);
  });

  it('of Node stay out of the rooms that must run anywhere', () => {
    const pure = new Set(['model', 'stats', 'contract', 'foundation', 'privacy', 'charts']);
    const touching = imports
      .filter(({ from, to }) => pure.has(roomOf(from)) && to.startsWith('node:'))
      .map(
        ({ from, line, to }) => `${from}:${line} imports ${to}: let the caller read, and pass what was read`,
      );
    expect(touching).toEqual([]);
  });
});

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const SAMPLE = `import { readFileSync } from 'node:fs';
import type { Verdict } from '../model/verdict.ts';
// import { no } from '../no.ts';
export {
  one,
  two } from './c.ts';
import { z } from "zod";
const later = await import('../stats/x.ts');
import '@duckdb/node-api';
`;
