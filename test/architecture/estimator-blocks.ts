import { basename } from 'node:path';
import type { TextFile } from './source-files.ts';

/** The ten fields of an estimator's doc block, in their order. */
export const tenFields = [
  'Question',
  'Estimand',
  'Formula',
  'Source',
  'Assumes',
  'Input',
  'Output',
  'Refuses',
  'Uncertainty',
  'Proof',
] as const;

/** What an estimator must have beside its code. */
export interface Documents {
  /** Pages of docs/methods/ by name. */
  readonly pages: ReadonlyMap<string, TextFile>;
  /** Keys of docs/references.bib. */
  readonly keys: ReadonlySet<string>;
}

const fewestToBeABlock = 3;

/** Doc blocks of a source that describe an estimator: those with at least three of the ten fields. */
export function estimatorBlocks({ text }: TextFile): string[] {
  return (text.match(/\/\*\*[\s\S]*?\*\//g) ?? []).filter(
    (block) => fieldsOf(block).length >= fewestToBeABlock,
  );
}

/** Names of the fields that begin a line of the block, in the order in which they stand there. */
function fieldsOf(block: string): string[] {
  const pattern = new RegExp(`^\\s*\\*\\s+\\**(${tenFields.join('|')})\\b`, 'gm');
  return [...block.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** What is missing of an estimator's block, its page and their sources, each as a sentence that says what to do. */
export function estimatorFaults(source: TextFile, { pages, keys }: Documents): string[] {
  const blocks = estimatorBlocks(source);
  if (blocks.length === 0) return [];
  const name = basename(source.path, '.ts');
  const page = pages.get(name);
  return [
    ...blocks.flatMap((block) => blockFaults(source.path, block, keys)),
    ...(page
      ? pageFaults(page, keys)
      : [`${source.path} has an estimator's block but no page: write docs/methods/${name}.md`]),
  ];
}

function blockFaults(path: string, block: string, keys: ReadonlySet<string>): string[] {
  const found = fieldsOf(block);
  const missing = tenFields.filter((field) => !found.includes(field));
  const expected = tenFields.filter((field) => found.includes(field));
  const faults = missing.map((field) => `${path}: its block lacks the field ${field}`);
  if (found.join() !== expected.join()) {
    faults.push(`${path}: its block has the fields in another order than ${tenFields.join(', ')}`);
  }
  const source = /\n\s*\*\s+\**Source\b([\s\S]*?)\n\s*\*\s+\**Assumes\b/.exec(block)?.[1] ?? '';
  if (found.includes('Source') && keysIn(source).length === 0 && !/^[:\s*]*own\b/.test(source)) {
    faults.push(
      `${path}: its Source names no key of docs/references.bib; write it as [key, equation], or "own" with the reason`,
    );
  }
  return [...faults, ...unknownKeys(path, block, keys)];
}

function pageFaults({ path, text }: TextFile, keys: ReadonlySet<string>): string[] {
  const question = /\?/.test(text.split('\n').slice(0, 6).join(' '));
  return [
    ...(question ? [] : [`${path} does not begin with the question that it answers`]),
    ...unknownKeys(path, text, keys),
  ];
}

/** Keys in brackets, as in [holm1979] and [lee2009, proposition 1a]; a link `[words](target)` is none. */
export function keysIn(text: string): string[] {
  return [...text.matchAll(/\[@?([a-z]+\d{4}[a-z]?)\b[^\]]*\](?!\()/g)].map((match) => match[1] ?? '');
}

function unknownKeys(path: string, text: string, keys: ReadonlySet<string>): string[] {
  return keysIn(text)
    .filter((key) => !keys.has(key))
    .map((key) => `${path} cites [${key}], which docs/references.bib does not have: add it`);
}

/** Keys of the entries of a BibTeX file. */
export function bibliographyKeys(bibliography: string): string[] {
  return [...bibliography.matchAll(/^@\w+\{([^,\s]+),/gm)].map((match) => match[1] ?? '');
}
