import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decoded, quoted, recordsIn } from '../../src/model/small-table.ts';

/** What one knows who knows the people: these are the same although a name is common, or has an error in typing. */
const surely: ReadonlySet<string> = new Set([
  'an error in typing',
  'same name, a common one: somebody missing from the list may have it, too',
]);

/**
 * Answers `people-aliases.csv` as a careful user would: a name with one candidate and nothing said against it but an error
 * in typing, or that it is common, is that person; whatever fits two, or has a remark, stays open.
 *
 * @returns how many names were decided, and how many stay open.
 */
export function answerCarefully(folder: string): { readonly decided: number; readonly open: number } {
  const path = join(folder, 'people-aliases.csv');
  const [header, ...rows] = recordsIn(
    decoded(readFileSync(path)),
    (line) => new Error(`a quote in line ${line}`),
  );
  if (header === undefined) throw new Error(`${path} is empty`);
  const place = (column: string) => header.cells.indexOf(column);
  const cell = (cells: readonly string[], column: string) => cells[place(column)] ?? '';
  const nameOf = (cells: readonly string[]) => `${cell(cells, 'source')}\u001f${cell(cells, 'name')}`;
  const candidates = new Map<string, number>();
  for (const { cells } of rows) candidates.set(nameOf(cells), (candidates.get(nameOf(cells)) ?? 0) + 1);
  let decided = 0;
  const lines = rows.map(({ cells }) => {
    const isSure =
      candidates.get(nameOf(cells)) === 1 && cell(cells, 'person') !== '' && surely.has(cell(cells, 'why'));
    if (!isSure) return cells;
    decided++;
    return cells.map((each, at) => (at === place('decision') ? 'same' : each));
  });
  writeFileSync(path, `${[header.cells, ...lines].map((cells) => cells.map(quoted).join(',')).join('\n')}\n`);
  return { decided, open: candidates.size - decided };
}
