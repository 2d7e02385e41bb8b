import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../model/refusal.ts';
import { organisationFile, organisationJsonSchema, schemaFile, starterFiles } from '../organisation/index.ts';
import type { Terminal } from './terminal.ts';

/** What `whichhalf init` did: names of files, from the folder. */
interface Initialised {
  readonly kind: 'initialised';
  readonly folder: string;
  readonly written: readonly string[];
  /** Files that were there before; they are as they were. */
  readonly kept: readonly string[];
  readonly next: string;
}

/** `whichhalf init [FOLDER]`. */
export function initCommand(terminal: Terminal): Command {
  return new Command('init')
    .description('writes a commented whichhalf.yaml and the headers of each table; overwrites nothing')
    .argument('[folder]', 'folder of the organisation; made if it is not there', '.')
    .option('--json', 'print JSON')
    .action(async (folder: string, { json = false }: { json?: boolean }) => {
      const done = await initialise(folder);
      terminal.result(done, () => initialisedWords(done), json);
    });
}

/** Writes the starter files that are not there yet; an organisation that is there gets only its schema renewed. */
async function initialise(folder: string): Promise<Initialised> {
  await makeFolder(join(folder, dirname(schemaFile)), folder);
  await writeFile(join(folder, schemaFile), `${JSON.stringify(organisationJsonSchema(), null, 2)}\n`);
  const written: string[] = [];
  const kept: string[] = [];
  for (const [name, text] of starterFiles()) {
    const isNew = await writeIfAbsent(join(folder, name), text);
    (isNew ? written : kept).push(name);
    if (name === organisationFile && !isNew) break;
  }
  return { kind: 'initialised', folder, written, kept, next: nextStep(folder, kept) };
}

async function makeFolder(path: string, folder: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'EEXIST' || code === 'ENOTDIR' ? 'is a file' : `cannot be made (${code})`;
    throw new UsageError(`${folder} ${what}`, 'Name a folder that exists, or one that can be made.');
  }
}

async function writeIfAbsent(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function nextStep(folder: string, kept: readonly string[]): string {
  const here = folder === '.' ? '' : `cd ${folder}, then `;
  if (kept.includes(organisationFile)) return `${here}\`whichhalf check\` says what can be answered.`;
  return `${here}fill people.csv, attendance.csv and interactions.csv or name your own files under "sources" in ${organisationFile}; \`whichhalf check\` says what can be answered.`;
}

function initialisedWords({ folder, written, kept, next }: Initialised): string {
  const lines = [
    ...(written.length > 0 ? [`Written in ${folder}: ${written.join(', ')}`] : []),
    ...(kept.length > 0 ? [`Kept as it was: ${kept.join(', ')}`] : []),
    `Next: ${next}`,
  ];
  return lines.join('\n');
}
