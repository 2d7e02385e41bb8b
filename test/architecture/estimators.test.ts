import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bibliographyKeys, estimatorBlocks, estimatorFaults, keysIn, tenFields } from './estimator-blocks.ts';
import { filesBelow, readText, sources } from './source-files.ts';

const bibliography = bibliographyKeys(readText('docs/references.bib').text);
const pages = new Map(filesBelow('docs/methods', '.md').map((page) => [basename(page.path, '.md'), page]));
const estimators = sources().filter(
  (source) => source.path.startsWith('src/stats/') && estimatorBlocks(source).length > 0,
);

describe('estimators', () => {
  it('are found', () => {
    expect(estimators.length).toBeGreaterThan(5);
  });

  it('have ten fields, a page, and sources that exist', () => {
    const documents = { pages, keys: new Set(bibliography) };
    expect(estimators.flatMap((source) => estimatorFaults(source, documents))).toEqual([]);
  });

  it('stand behind every page of docs/methods', () => {
    const names = new Set(sources().map(({ path }) => basename(path, '.ts')));
    const pagesWithout = [...pages.keys()].filter((name) => !names.has(name) && name !== 'README');
    expect(pagesWithout.map((name) => `docs/methods/${name}.md has no source of its name`)).toEqual([]);
  });
});

describe('docs/references.bib', () => {
  it('has each key once', () => {
    expect(bibliography.filter((key, index) => bibliography.indexOf(key) !== index)).toEqual([]);
  });
});

describe('the rule on estimators', () => {
  const block = (fields: readonly string[]) =>
    `/**\n${fields.map((field) => ` * ${field}: ${field === 'Source' ? '[lee2009, eq. 1]' : 'x'}`).join('\n')}\n */\n`;
  const page = { path: 'docs/methods/mean.md', text: '# Mean\n\n**Question.** How much? [lee2009]\n' };
  const faults = (fields: readonly string[], known = ['lee2009'], text = page.text) =>
    estimatorFaults(
      { path: 'src/stats/mean.ts', text: block(fields) },
      { pages: new Map([['mean', { ...page, text }]]), keys: new Set(known) },
    );

  it('lets a whole block with its page pass', () => {
    expect(faults(tenFields)).toEqual([]);
  });

  it.each(tenFields)('catches a block without %s', (missing) => {
    expect(faults(tenFields.filter((field) => field !== missing))).toContainEqual(
      expect.stringContaining(`lacks the field ${missing}`),
    );
  });

  it('catches another order, an unknown key, and a missing page', () => {
    expect(faults(tenFields.toReversed()).join()).toContain('another order');
    expect(faults(tenFields, []).join()).toContain('[lee2009], which docs/references.bib does not have');
    expect(faults(tenFields, ['lee2009'], '# Mean\n').join()).toContain('the question');
    const documents = { pages: new Map(), keys: new Set(['lee2009']) };
    const source = { path: 'src/stats/mean.ts', text: block(tenFields) };
    expect(estimatorFaults(source, documents).join()).toContain('write docs/methods/mean.md');
  });

  it('reads keys in brackets, and not links', () => {
    expect(keysIn('[holm1979], [lee2009, eq. 2] and [webb2023](x.md), [2025]')).toEqual([
      'holm1979',
      'lee2009',
    ]);
  });
});
