import { readAliases, writeAliases } from './aliases-file.ts';
import type { PersonFound } from './find-person.ts';

/** What somebody is called, wherever that may be written: numbers, e-mails, user names, whole names, names of sources. */
export function textsOf({ entries, names }: Pick<PersonFound, 'entries' | 'names'>): readonly string[] {
  const listed = entries.flatMap(({ id, email = '', user = '', first = '', last = '', fullName = '' }) => [
    ...[id, email, user, fullName],
    ...(first === '' || last === '' ? [] : [`${first} ${last}`, `${last}, ${first}`, `${last} ${first}`]),
  ]);
  const all = [...listed, ...names.map(({ text }) => text)].filter((text) => text.trim() !== '');
  return [...new Set(all)].toSorted((one, other) => other.length - one.length);
}

/** The texts as whole words, in either case; undefined where there are none. */
export function anyOf(texts: readonly string[]): RegExp | undefined {
  if (texts.length === 0) return undefined;
  const escaped = texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

/** Takes what somebody is called out of what others wrote in columns of their own in people-aliases.csv. */
export function eraseFromNotes(folder: string, texts: readonly string[]): void {
  const file = readAliases(folder);
  const called = anyOf(texts);
  if (file === undefined || called === undefined || file.ownColumns.length === 0) return;
  const lines = file.lines.map((line) => ({
    ...line,
    own: line.own.map((cell) => cell.replace(called, '(erased)')),
  }));
  if (JSON.stringify(lines) === JSON.stringify(file.lines)) return;
  const written = lines.map(({ line: _, ...line }) => ({ ...line, listedAs: '', why: '', rows: 0 }));
  writeAliases(folder, written, file);
}
