import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** A text file, by its path from the top of the repository. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** All files below a folder whose name ends so, in the order of their paths. */
export function filesBelow(folder: string, ending: string): TextFile[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(repository.length))
    .toSorted()
    .map(readText);
}

export function readText(path: string): TextFile {
  return { path, text: readFileSync(join(repository, path), 'utf8') };
}

/** The Markdown pages at the top of the repository and those of docs/. */
export function documents(): TextFile[] {
  const atTheTop = readdirSync(repository).filter((name) => name.endsWith('.md'));
  return [...atTheTop.map(readText), ...filesBelow('docs', '.md')];
}

/** The sources without their tests. */
export function sources(): TextFile[] {
  return filesBelow('src', '.ts').filter(({ path }) => !path.endsWith('.test.ts'));
}

/** A text with comments blanked, line by line, so that line numbers stay; strings are left as they are. */
export function withoutComments(text: string): string {
  const pattern = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replaceAll(
    pattern,
    (comment, literal?: string) => literal ?? comment.replaceAll(/[^\n]/g, ' '),
  );
}

export interface Import {
  readonly from: string;
  readonly line: number;
  /** Path from the top of the repository, or the name of a package. */
  readonly to: string;
  readonly isPackage: boolean;
}

/** What a file imports or exports from elsewhere, types included. */
export function importsOf({ path, text }: TextFile): Import[] {
  const code = withoutComments(text);
  const pattern =
    /(?:^|[;\n])\s*(?:import|export)\s[^'";]*?from\s*['"]([^'"]+)['"]|(?:^|[;\n])\s*import\s*['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g;
  return [...code.matchAll(pattern)].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    const line = code.slice(0, match.index + match[0].length).split('\n').length;
    const isPackage = !target.startsWith('.');
    return { from: path, line, isPackage, to: isPackage ? target : normalize(join(dirname(path), target)) };
  });
}

/** Room of a source: `src/impact/money.ts` lies in `impact`, `src/config.ts` in `config`. */
export function roomOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '');
}
