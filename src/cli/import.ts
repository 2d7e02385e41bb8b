import { relative, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import {
  type Imported,
  importFiles,
  isCorrected,
  MappingNeeded,
  type PeopleCheck,
  previewPeople,
  untouchedTemplates,
} from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import { importWords, templateWords } from './import-words.ts';
import { correctionsOf, type MappingFlags, withMappingFlags } from './mapping-flags.ts';
import { checkPeopleWithCosts } from './people-checked.ts';
import { peopleWords, undecidedWords } from './people-words.ts';
import { previewWords, proposalWords } from './preview-words.ts';
import { exitCodes, type Terminal } from './terminal.ts';
import { type WatchPlace, watch } from './watch.ts';
import type { OpenWorkplace } from './workplace.ts';

interface ImportOptions extends MappingFlags {
  readonly folder: string;
  readonly replaces?: string;
  readonly dryRun?: boolean;
  readonly preview?: boolean;
  readonly accept?: boolean;
  readonly watch?: string;
  readonly once?: boolean;
  readonly every: number;
  readonly json?: boolean;
}

/** `whichhalf import [FILE...]`: shows how each file is read, and loads it. */
export function importCommand(terminal: Terminal, place: WatchPlace): Command {
  const command = new Command('import')
    .description(
      'Loads files: shows which column is what, how it is read and what is left out. Again is a no-op.',
    )
    .argument('[file...]', 'files to load; default: all sources of whichhalf.yaml')
    .option('--folder <folder>', 'the organisation’s folder', '.')
    .option('--replaces <load>', 'number of the load whose rows this file takes the place of')
    .option('--dry-run', 'show everything and keep nothing')
    .option('--preview', 'show the first ten rows before and after, and keep nothing')
    .option('--accept', 'load a file as it is proposed, and keep the mapping for the next ones of its name')
    .option('--watch <folder>', 'take in the files of a folder as they arrive, each once')
    .option('--once', 'with --watch: take what is there, and end')
    .option('--every <seconds>', 'with --watch: from one look to the next', secondsOf, 2)
    .option('--json', 'print JSON');
  return withMappingFlags(command).action(async (files: string[], options: ImportOptions) => {
    if (options.watch !== undefined)
      return watch(watchChoice(files, options.watch, options), terminal, place);
    try {
      tell(await importInto(files, options, terminal, place.openWorkplace), options, terminal);
    } catch (error) {
      if (!(error instanceof MappingNeeded)) throw error;
      const { file, proposal, trial, message, remedy } = error;
      const preview = trial instanceof UsageError ? undefined : trial.preview;
      terminal.result(
        { file, proposal, preview, message },
        () => proposalWords(error, terminal.columns),
        options.json === true,
      );
      terminal.note(`\nwhichhalf: ${message}\n${remedy}`);
      terminal.endWith(exitCodes.wrongUse);
    }
  });
}

function tell(
  { imported, people, templates, currency }: ImportedWithPeople,
  { json = false, preview = false }: ImportOptions,
  terminal: Terminal,
): void {
  const words = (each: Imported) =>
    [
      importWords(each, terminal.columns),
      ...(preview ? ['', previewWords(each, terminal.columns)] : []),
    ].join('\n');
  terminal.result(
    imported.map(({ report, recognised, mapping, preview: rows, proposal }) => ({
      ...report,
      recognised: recognised !== undefined,
      mapping,
      ...(preview && { preview: rows, proposal }),
    })),
    () =>
      [...imported.map(words), ...wholeText(peopleWords(people, currency, terminal.columns))].join('\n\n'),
    json,
  );
  if (templates.length > 0) terminal.note(templateWords(templates, imported.length));
  if (terminal.forPeople && !json) return;
  for (const note of people.notes) terminal.note(note);
  if (people.undecided > 0)
    terminal.note(`${undecidedWords(people.undecided)} to be decided in people-aliases.csv.`);
}

function wholeText(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [lines.join('\n')];
}

interface ImportedWithPeople {
  readonly imported: readonly Imported[];
  readonly people: PeopleCheck;
  /** Files that were passed over: they hold only the heading that `init` wrote. */
  readonly templates: readonly string[];
  readonly currency: string;
}

async function importInto(
  files: readonly string[],
  options: ImportOptions,
  terminal: Terminal,
  openWorkplace: OpenWorkplace,
): Promise<ImportedWithPeople> {
  const { folder, replaces, accept = false, preview = false } = options;
  const dryRun = options.dryRun === true || preview;
  const corrections = correctionsOf(options);
  if (files.length === 0 && (accept || isCorrected(corrections))) throw needsFile();
  const workplace = await openWorkplace(folder);
  const people = dryRun ? workplace.people.forTrial() : workplace.people;
  try {
    const imported = await importFiles(
      { ...workplace, people, progress: terminal.progress, clock: () => new Date() },
      {
        files: files.map((file) => fromFolder(file, folder)),
        replaces: loadNumber(replaces),
        dryRun,
        corrections,
        accept,
      },
    );
    const checked = dryRun ? previewPeople(people) : await checkPeopleWithCosts(workplace);
    const { sources, organisation } = workplace.organisation;
    const templates = files.length === 0 ? untouchedTemplates(folder, sources) : [];
    return { imported, people: checked, templates, currency: organisation.currency };
  } finally {
    terminal.progress('');
    workplace.close();
  }
}

function watchChoice(
  files: readonly string[],
  watched: string,
  { folder, once = false, every, json = false, ...others }: ImportOptions,
) {
  const given = Object.keys(others).filter((flag) => flag !== 'watch');
  if (files.length === 0 && given.length === 0) return { watched, folder, once, seconds: every, json };
  throw new UsageError(
    '--watch takes a folder, and no files or columns beside it.',
    'Say how its files are read under "sources:" in whichhalf.yaml, such as "file: incoming/tickets-*.csv".',
  );
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds >= 0.1 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('It takes a number of seconds.');
}

function needsFile(): UsageError {
  return new UsageError(
    'What is said of columns is said of one file.',
    'Name it: whichhalf import FILE --column person="Handled by"',
  );
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
