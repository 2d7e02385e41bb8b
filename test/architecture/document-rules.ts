import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { repository, type TextFile } from './source-files.ts';

const namedFolders = ['src', 'docs', 'test', 'scripts', 'schema', 'examples', 'bench', '.ci'];
const rootFile = /^[A-Z]+\.md$|^(package|biome|knip|tsconfig)[\w.-]*\.json$|^LICENSE$/;

/** Links and paths that a document names but that do not exist, each as a sentence that says what to do. */
export function missingTargets(document: TextFile): string[] {
  const { path, text } = document;
  const links = linksIn(text).flatMap((link) => missingLink(document, link) ?? []);
  const paths = pathsIn(text)
    .filter((named) => !existsSync(join(repository, named)))
    .map((named) => `${path} names \`${named}\`, which does not exist. Correct the path, or write the file.`);
  return [...links, ...paths];
}

/** Targets of links and pictures in Markdown and HTML, outside code. */
export function linksIn(text: string): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const pattern = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|(?:src|srcset|href)="([^"]+)"/g;
  return [...prose.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');
}

function missingLink({ path, text }: TextFile, link: string): string | undefined {
  if (/^(https?|mailto):/.test(link)) return undefined;
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? path : normalize(join(dirname(path), target));
  if (!existsSync(join(repository, file))) {
    return `${path} links to ${link}, which does not exist. Correct the link, or write the file.`;
  }
  if (anchor && target === '' && !anchorsOf(text).includes(anchor)) {
    return `${path} links to #${anchor}, a heading that it does not have.`;
  }
  return undefined;
}

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Paths of the repository in code spans; those with a placeholder or a star name no single file. */
export function pathsIn(text: string): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/`([^`\s]+)`/g)]
    .map((match) => (match[1] ?? '').replace(/[:#]\d+$/, ''))
    .filter((span) => !/[*<>{}$]|[A-Z]{3,}(?!\.md|[.]?$)|NAME|\.\.\./.test(span.replace(/^[A-Z]+\.md$/, '')))
    .filter((span) => rootFile.test(span) || namedFolders.some((folder) => span.startsWith(`${folder}/`)));
}

/** Names of the npm scripts that a document tells people to run. */
export function scriptsIn(text: string): string[] {
  return [...text.matchAll(/\bnpm run(?: --\S+)* ([a-z][\w:-]*)/g)].map((match) => match[1] ?? '');
}

/** Words that the glossary replaces: the last column of its tables, separated by commas. */
export function replacedWords(glossary: string): string[] {
  return glossary
    .split('\n')
    .filter((line) => line.startsWith('| **'))
    .flatMap((line) => (line.split('|').at(-2) ?? '').split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** Lines on which a replaced word stands, each as a sentence that says what to do. */
export function forbiddenWords({ path, text }: TextFile, words: readonly string[]): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      words
        .filter((word) => new RegExp(`\\b${word}\\b`, 'i').test(line))
        .map((word) => `${path}:${index + 1} says "${word}"; docs/glossary.md has another word for it.`),
    );
}

/** Versions of the changelog that do not say whether numbers move. */
export function silentVersions(changelog: string): string[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .filter((entry) => !/\*\*Do numbers move\?\*\* \S/.test(entry))
    .map((entry) => `CHANGELOG.md: ${entry.split('\n')[0]} does not say "**Do numbers move?**"`);
}
