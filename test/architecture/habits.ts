import { type TextFile, withoutComments } from './source-files.ts';

/** A rule on the code of single files: what must not stand there, where it may, and what to do instead. */
interface Habit {
  readonly name: string;
  readonly forbidden: RegExp;
  readonly allowedIn: readonly string[];
  readonly remedy: string;
}

const habits: readonly Habit[] = [
  {
    name: 'reads the environment',
    forbidden: /\bprocess\s*(\.\s*env\b|\[\s*['"]env)|\bimport\.meta\.env\b/g,
    allowedIn: ['src/config.ts', 'src/main.ts'],
    remedy: 'Add the setting to src/config.ts and take it as an argument.',
  },
  {
    name: 'prints',
    forbidden: /\bconsole\s*\.|\bprocess\s*\.\s*std(out|err)\b/g,
    allowedIn: ['src/cli/terminal.ts', 'src/main.ts'],
    remedy: 'Take a Terminal (src/cli/terminal.ts) as an argument, or return what is to be said.',
  },
  {
    name: 'exports a default',
    forbidden: /\bexport\s+default\b|\bas\s+default\b/g,
    allowedIn: [],
    remedy: 'Export it by its name.',
  },
  {
    name: 'uses any',
    forbidden: /(?<![\w'"`-])any(?=\s*[;,)>\]=[|&}])(?<=[:<|&,(]\s*any|\bas\s+any|\bextends\s+any)/g,
    allowedIn: [],
    remedy: 'Write the type, or unknown and check it.',
  },
];

/** Where a file breaks a habit, each as a sentence that says what to do. */
export function brokenHabits({ path, text }: TextFile): string[] {
  const code = withoutStrings(withoutComments(text));
  return habits.flatMap(({ name, forbidden, allowedIn, remedy }) =>
    allowedIn.includes(path)
      ? []
      : [...code.matchAll(forbidden)].map(
          ({ index }) => `${path}:${code.slice(0, index).split('\n').length} ${name}. ${remedy}`,
        ),
  );
}

/** Texts are not code; `process['env']` is. */
function withoutStrings(code: string): string {
  return code.replaceAll(/(?<!\[\s*)('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")/g, "''");
}

const emptyWords = ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc', 'lib'];

/** Files and folders whose names say nothing. */
export function emptyNames(paths: readonly string[]): string[] {
  return paths
    .filter((path) => path.split('/').some((part) => emptyWords.includes(part.split('.')[0] ?? '')))
    .map((path) => `${path} is named for nothing in particular. Name it for what it holds.`);
}
