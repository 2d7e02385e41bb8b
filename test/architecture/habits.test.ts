import { describe, expect, it } from 'vitest';
import { brokenHabits, emptyNames } from './habits.ts';
import { filesBelow, sources } from './source-files.ts';

describe('habits of the code', () => {
  it('are kept', () => {
    expect(sources().flatMap(brokenHabits)).toEqual([]);
  });

  it('give every file a name that says what it holds', () => {
    const paths = ['src', 'test'].flatMap((folder) => filesBelow(folder, '.ts')).map(({ path }) => path);
    expect(emptyNames(paths)).toEqual([]);
  });

  it.each([
    ['const home = process.env.HOME;', 'src/config.ts'],
    ["const home = process['env'].HOME;", 'src/config.ts'],
    ["console.log('done');", 'src/cli/terminal.ts'],
    ['process.stderr.write(text);', 'src/cli/terminal.ts'],
    ['export default function mean() {}', undefined],
    ['function mean(values: any): number {}', undefined],
    ['const value = JSON.parse(text) as any;', undefined],
    ['const seen = new Map<string, any>();', undefined],
  ])('catch %s', (code, allowedIn) => {
    const [violation, ...more] = brokenHabits({ path: 'src/impact/money.ts', text: `\n${code}\n` });
    expect(violation).toMatch(/^src\/impact\/money\.ts:2 /);
    expect(more).toEqual([]);
    if (allowedIn) expect(brokenHabits({ path: allowedIn, text: code })).toEqual([]);
  });

  it.each([
    "const text = 'the console.log of any, process.env';",
    '// console.log(process.env)',
    'const company = many;',
    "type Door = 'any' | 'none';",
  ])('let pass %s', (code) => {
    expect(brokenHabits({ path: 'src/impact/money.ts', text: code })).toEqual([]);
  });

  it('catch names that say nothing', () => {
    expect(
      emptyNames(['src/utils/mean.ts', 'src/impact/helpers.ts', 'src/impact/common.test.ts']),
    ).toHaveLength(3);
    expect(emptyNames(['src/impact/uncommon-events.ts'])).toEqual([]);
  });
});
