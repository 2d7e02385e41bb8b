import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  forbiddenWords,
  linksIn,
  missingTargets,
  pathsIn,
  replacedWords,
  scriptsIn,
  silentVersions,
} from './document-rules.ts';
import { documents, filesBelow, readText, repository, sources } from './source-files.ts';

const pages = documents();
const glossary = readText('docs/glossary.md');
const decisions = filesBelow('docs/decisions', '.md');
const { scripts, dependencies, devDependencies } = JSON.parse(readText('package.json').text) as Record<
  'scripts' | 'dependencies' | 'devDependencies',
  Record<string, string>
>;

describe('documents', () => {
  it('are all there', () => {
    const needed = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/glossary.md'];
    expect(needed.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });

  it('name only paths and links that exist', () => {
    expect(pages.flatMap(missingTargets)).toEqual([]);
  });

  it('name only npm scripts that exist', () => {
    const unknown = pages.flatMap(({ path, text }) =>
      scriptsIn(text)
        .filter((script) => !(script in scripts))
        .map((script) => `${path} says "npm run ${script}", which package.json does not have.`),
    );
    expect(unknown).toEqual([]);
  });

  it('and sources use the words of the glossary', () => {
    const words = replacedWords(glossary.text);
    expect(words).toContain('synergy');
    const asOthersSayIt = /^src\/intake\/(fact-fields|name-hints|presets\/)/;
    const texts = [
      ...pages.filter(({ path }) => path !== glossary.path),
      ...sources().filter(({ path }) => !asOthersSayIt.test(path)),
    ];
    expect(texts.flatMap((text) => forbiddenWords(text, words))).toEqual([]);
  });

  it('give the reason for each dependency', () => {
    const without = [...Object.keys(dependencies), ...Object.keys(devDependencies)]
      .filter((name) => !decisions.some(({ text }) => text.includes(`\`${name}\``)))
      .map(
        (name) => `${name} is a dependency without a reason: say in docs/decisions/ why \`${name}\` is used`,
      );
    expect(without).toEqual([]);
  });

  it('give no reason for a package that is not used', () => {
    const all = { ...dependencies, ...devDependencies };
    const stale = decisions.flatMap(({ path, text }) =>
      [...text.matchAll(/^Packages?: .*$/gm)]
        .flatMap(([line]) => [...line.matchAll(/`([^`/]+|@[^`/]+\/[^`/]+)`/g)].map((match) => match[1] ?? ''))
        .filter((name) => !(name in all))
        .map(
          (name) =>
            `${path} is about ${name}, which package.json does not have. Remove the page or the name.`,
        ),
    );
    expect(stale).toEqual([]);
  });

  it('say of every version whether numbers move', () => {
    expect(silentVersions(readText('CHANGELOG.md').text)).toEqual([]);
  });
});

describe('the rules on documents', () => {
  const document = (text: string) => ({ path: 'docs/glossary.md', text });

  it.each([
    'See [the guide](guides/nowhere.md).',
    'See [below](#nowhere).',
    '<img src="nowhere.png">',
    'It lies in `src/nowhere/`.',
    'It lies in `src/config.tsx`.',
    'Read `NOWHERE.md`.',
  ])('catch %s', (text) => {
    expect(missingTargets(document(text))).toHaveLength(1);
  });

  it.each([
    'See [the map](../ARCHITECTURE.md) and [below](#the-words).\n\n## The words',
    'A page is `docs/methods/<name>.md`, a test `src/**/*.test.ts`.',
    'It lies in `src/config.ts`, as `src/stats/` does; read `ARCHITECTURE.md`.',
    'See [the paper](https://example.org/paper.pdf).',
    '```\n[no](link.md) `src/nowhere`\n```',
  ])('let pass %s', (text) => {
    expect(missingTargets(document(text))).toEqual([]);
  });

  it('read links, paths and scripts', () => {
    expect(linksIn('[a](b.md) ![c](d.png "e") `[f](g.md)` <a href="h.html">')).toEqual([
      'b.md',
      'd.png',
      'h.html',
    ]);
    expect(pathsIn('`src/a.ts:12` `npm test` `x/y`')).toEqual(['src/a.ts']);
    expect(scriptsIn('npm run schema, npm run --silent build, npm test')).toEqual(['schema', 'build']);
  });

  it('read the words that the glossary replaces, and find them', () => {
    const words = replacedWords(
      '| Word | Means | Not |\n|---|---|---|\n| **team** | People. | squad, crew |\n',
    );
    expect(words).toEqual(['squad', 'crew']);
    expect(forbiddenWords(document('a\nThe Squad is here, unlike squadron.'), words)).toEqual([
      'docs/glossary.md:2 says "squad"; docs/glossary.md has another word for it.',
    ]);
  });

  it('catch a version that is silent on numbers', () => {
    expect(
      silentVersions('# Changelog\n\n## 1.0.0\n\n- x\n\n## 0.9.0\n\n**Do numbers move?** No.\n'),
    ).toHaveLength(1);
  });
});
