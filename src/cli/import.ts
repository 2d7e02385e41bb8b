import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { checkPeople, type Imported, importFiles, type PeopleCheck, previewPeople } from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import { importWords } from './import-words.ts';
import { peopleWords } from './people-words.ts';
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
      const { imported, people, currency } = await importInto(files, options, terminal, openWorkplace);
      terminal.result(
        imported.map(({ report, recognised }) => ({ ...report, recognised: recognised !== undefined })),
        () =>
          [
            ...imported.map((each) => importWords(each, terminal.columns)),
            ...wholeText(peopleWords(people, currency, terminal.columns)),
          ].join('\n\n'),
        options.json === true,
      );
      if (!terminal.forPeople && people.undecided > 0)
        terminal.note(`${people.undecided} names are to be decided in people-aliases.csv.`);
    });
}

function wholeText(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [lines.join('\n')];
}

interface ImportedWithPeople {
  readonly imported: readonly Imported[];
  readonly people: PeopleCheck;
  readonly currency: string;
}

async function importInto(
  files: readonly string[],
  { folder, replaces, dryRun = false }: ImportOptions,
  terminal: Terminal,
  openWorkplace: OpenWorkplace,
): Promise<ImportedWithPeople> {
  const workplace = await openWorkplace(folder);
  const people = dryRun ? workplace.people.forTrial() : workplace.people;
  try {
    const imported = await importFiles(
      { ...workplace, people, progress: terminal.progress, clock: () => new Date() },
      { files: files.map((file) => fromFolder(file, folder)), replaces: loadNumber(replaces), dryRun },
    );
    const checked = dryRun ? previewPeople(people) : await checkPeople(workplace);
    return { imported, people: checked, currency: workplace.organisation.organisation.currency };
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
