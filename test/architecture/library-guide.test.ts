import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import { readText, repository } from './source-files.ts';

const run = promisify(execFile);
const { text } = readText('docs/guides/library.md');
const examples = [...text.matchAll(/```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, code, printed]) => ({ code: code ?? '', printed: printed ?? '' }),
);

describe('the guide to the library', () => {
  it('has an example under each of its headings but the last', () => {
    expect(examples).toHaveLength([...text.matchAll(/^## /gm)].length - 1);
  });

  it.each(examples)('shows what comes out: $printed', async ({ code, printed }) => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: repository,
    });
    expect(stdout).toBe(printed);
  });

  it('names every function, and no other', () => {
    const named = [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(Object.keys(library).toSorted());
  });
});
