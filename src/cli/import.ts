import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { type Imported, importFiles } from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import { importWords } from './import-words.ts';
import type { Terminal } from './terminal.ts';
import type { OpenWorkplace } from './workplace.ts';

interface ImportOptions {
  readonly folder: string;
  readonly replaces?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `whichhalf import [FILE...]`: shows how each file is read, and loads it. */
export function importCommand(terminal: Terminal, openWorkplace: OpenWorkplace): Command {
  return new Command('import')
    .description(
      'Loads files: shows which column is what, how it is read and what is left out. Again is a no-op.',
    )
    .argument('[file...]', 'files to load; default: all sources of whichhalf.yaml')
    .option('--folder <folder>', 'the organisation’s folder', '.')
    .option('--replaces <load>', 'number of the load whose rows this file takes the place of')
    .option('--dry-run', 'show everything and keep nothing')
    .option('--json', 'print JSON')
    .action(async (files: string[], options: ImportOptions) => {
      const imported = await importInto(files, options, terminal, openWorkplace);
      terminal.result(
        imported.map(({ report, recognised }) => ({ ...report, recognised: recognised !== undefined })),
        () => imported.map((each) => importWords(each, terminal.columns)).join('\n\n'),
        options.json === true,
      );
    });
}

async function importInto(
  files: readonly string[],
  { folder, replaces, dryRun = false }: ImportOptions,
  terminal: Terminal,
  openWorkplace: OpenWorkplace,
): Promise<readonly Imported[]> {
  const workplace = await openWorkplace(folder);
  try {
    return await importFiles(
      { ...workplace, progress: terminal.progress, clock: () => new Date() },
      { files: files.map((file) => fromFolder(file, folder)), replaces: loadNumber(replaces), dryRun },
    );
  } finally {
    terminal.progress('');
    workplace.close();
  }
}

/** Names on the command line count from where one is; sources count from the organisation's folder. */
function fromFolder(file: string, folder: string): string {
  return relative(resolve(folder), resolve(file));
}

function loadNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(
    `--replaces takes the number of a load, not "${text}".`,
    'Loads and their numbers stand in: whichhalf check.',
  );
}
