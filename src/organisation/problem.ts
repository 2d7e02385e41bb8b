import { UsageError } from '../model/refusal.ts';

/** Keys and indices from the top of the file down to one value. */
export type Path = readonly (string | number)[];

/** Something wrong in the file, found by its path; where that stands is looked up afterwards. */
export interface Finding {
  readonly path: Path;
  /** The key itself, or the value behind it. */
  readonly at: 'key' | 'value';
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/** Something wrong in the file, and where. Lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** The path as text, empty for the file itself. */
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/** `programmes.listen-first.sessions[2].date`; sessions count from 1, as people do. */
export function pathWords(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** All problems of one file as one error, in the order of the file. */
export function problemsAsError(file: string, problems: readonly Problem[]): UsageError {
  const inOrder = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const lines = [...new Set(inOrder.map((problem) => problemLine(file, problem)))];
  const count = lines.length === 1 ? '1 error' : `${lines.length} errors`;
  return new UsageError(
    `${count} in ${file}\n${lines.join('\n')}`,
    'Put this right in the file and run the command again.',
  );
}

function problemLine(file: string, problem: Problem): string {
  const where = problem.where === '' ? '' : `${problem.where}: `;
  return `${file}:${problem.line}:${problem.column}: ${where}found ${problem.found}; expected ${problem.expected}. ${problem.remedy}`;
}

const mostListed = 12;

/** The words in quotation marks, as one would say them: `"a", "b" or "c"`. */
export function anyOf(words: readonly string[]): string {
  const quoted = words.slice(0, mostListed).map((word) => JSON.stringify(word));
  if (words.length > mostListed) return `${quoted.join(', ')} or one of ${words.length - mostListed} more`;
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
