import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Analysis } from '../contract/analysis.ts';
import { writeExampleOrganisation } from '../demo/index.ts';
import { serveReport } from '../http/index.ts';
import { UsageError } from '../model/refusal.ts';
import { readSavedAnalysis, savedAnalysisPath } from '../report/index.ts';
import { analyseFolder } from './analyse.ts';
import type { Terminal } from './terminal.ts';
import { verdictTable } from './verdict-table.ts';
import type { OpenWorkplace } from './workplace.ts';

interface DemoOptions {
  readonly seed: number;
  readonly shuffle?: boolean;
  readonly messy?: boolean;
  readonly out?: string;
  readonly port: number;
  readonly serve: boolean;
  readonly json?: boolean;
}

interface DemoPlace {
  readonly openWorkplace: OpenWorkplace;
  readonly version: string;
  readonly defaultPort: number;
  /** Resolves when the user ends the program. */
  readonly untilEnded: () => Promise<void>;
}

/** `whichhalf demo`: makes the example organisation, analyses it, prints the verdicts and serves the report. */
export function demoCommand(terminal: Terminal, place: DemoPlace): Command {
  return new Command('demo')
    .description('Makes the example organisation, analyses it, prints the verdicts and serves the report.')
    .option('--seed <number>', 'seed of the simulation', wholeNumber, 1)
    .option('--shuffle', 'rename programmes, measures and columns, and swap the effects between programmes')
    .option(
      '--messy',
      'keep the files as many departments do: names for numbers, shared logins, days in several forms',
    )
    .option('--out <folder>', 'only write the files; the truth goes to a file beside the folder')
    .option('--port <number>', 'port of the report', wholeNumber, place.defaultPort)
    .option('--no-serve', 'end after the verdicts')
    .option('--json', 'print the result as JSON')
    .action((options: DemoOptions) =>
      options.out === undefined ? show(options, terminal, place) : write(options, options.out, terminal),
    );
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('It takes a whole number.');
  return value;
}

async function write(options: DemoOptions, folder: string, terminal: Terminal): Promise<void> {
  const written = await writeExampleOrganisation({
    seed: options.seed,
    shuffle: options.shuffle === true,
    messy: options.messy === true,
    folder,
    progress: terminal.progress,
  });
  terminal.result(
    written,
    () =>
      `Wrote ${written.folder}: ${written.people} people, ${written.contacts} contacts.\nThe truth is in ${written.truthFile}.\nNext: whichhalf analyse --folder ${folder}`,
    options.json === true,
  );
}

async function show(options: DemoOptions, terminal: Terminal, place: DemoPlace): Promise<void> {
  if (options.port > 65_535)
    throw new UsageError(`${options.port} is not a port.`, 'Ports go from 0 to 65535.');
  const folder = folderOf(options);
  const analysis = await analysisOf(folder, options, terminal, place);
  terminal.result(analysis, () => verdictTable(analysis, terminal.columns), options.json === true);
  if (!options.serve) return;
  const served = await serveReport(analysis, options.port);
  terminal.note(`\nThe report: ${served.url}\nThe files: ${folder}\nCtrl-C ends it.`);
  await place.untilEnded();
  await served.close();
}

function folderOf({ seed, shuffle, messy }: DemoOptions): string {
  const others = [
    ...(seed === 1 ? [] : [seed]),
    ...(shuffle ? ['shuffled'] : []),
    ...(messy ? ['messy'] : []),
  ];
  return ['whichhalf-example', ...others].join('-');
}

/** Made and analysed on first use; afterwards the saved result is shown. */
async function analysisOf(
  folder: string,
  { seed, shuffle, messy }: DemoOptions,
  terminal: Terminal,
  { openWorkplace, version }: DemoPlace,
): Promise<Analysis> {
  if (existsSync(savedAnalysisPath(folder))) {
    const saved = await readSavedAnalysis(folder).catch(() => undefined);
    if (saved?.whichhalf === version) return saved;
  }
  if (!existsSync(folder)) {
    terminal.note(`Making the example organisation in ${folder} (about a minute on first use).`);
    await rm(`${folder}.truth.json`, { force: true });
    await writeExampleOrganisation({
      seed,
      shuffle: shuffle === true,
      messy: messy === true,
      folder,
      progress: terminal.progress,
    });
  }
  return analyseFolder({ folder, programmes: [], version }, terminal, openWorkplace);
}
