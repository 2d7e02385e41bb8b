import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Source } from '../contract/organisation.ts';
import { starterFiles } from '../organisation/index.ts';

/** Sources whose file still holds the heading that `whichhalf init` wrote, and nothing else: there is nothing to load yet. */
export function untouchedTemplates(folder: string, sources: readonly Source[]): readonly string[] {
  const headings = new Set(
    [...starterFiles()].flatMap(([name, text]) => (isTable(name) ? [text.trim()] : [])),
  );
  const longest = Math.max(...[...headings].map((heading) => heading.length));
  return sources
    .map(({ file }) => file)
    .filter((file) => headings.has(shortText(resolve(folder, file), longest + 16)));
}

function isTable(name: string): boolean {
  return name.endsWith('.csv');
}

/** What a file holds, without the marks that editors put around it; nothing where it is longer, or no file. */
function shortText(path: string, mostBytes: number): string {
  try {
    const there = statSync(path);
    return there.isFile() && there.size <= mostBytes
      ? readFileSync(path, 'utf8').replace('\uFEFF', '').trim()
      : '';
  } catch {
    return '';
  }
}
