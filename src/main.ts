#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { runProgram } from './cli/program.ts';
import { openConfirm, openTerminal } from './cli/terminal.ts';
import type { OpenWorkplace } from './cli/workplace.ts';
import { readConfig } from './config.ts';

const config = readConfig(process.env);
const terminal = openTerminal({
  stdout: process.stdout,
  stderr: process.stderr,
  setExitCode: (code) => {
    process.exitCode = code;
  },
  noColour: config.noColour,
});
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Loads the engine when it is needed: it is the heaviest part to start. */
const loadDuckDb = () => import('./warehouse/duckdb/open-duckdb.ts');

const openWorkplace: OpenWorkplace = async (path) => {
  const [{ clearSpill, openDataFolder }, { readOrganisationWithNotes }, { openPeople }, { openDuckDb }] =
    await Promise.all([
      import('./intake/index.ts'),
      import('./organisation/index.ts'),
      import('./people/index.ts'),
      loadDuckDb(),
    ]);
  const folder = resolve(path);
  const { organisation, notes } = await readOrganisationWithNotes(folder);
  const data = openDataFolder(folder);
  const warehouse = await openDuckDb({
    file: data.warehouseFile,
    tempFolder: data.spillFolder,
    folders: [data.stagingFolder],
  });
  clearSpill(data);
  return {
    folder,
    organisation,
    notes,
    warehouse,
    people: openPeople(data),
    close: () => warehouse.close(),
  };
};

/** Ctrl-C, or the end that a service manager asks for. */
const untilEnded = () =>
  new Promise<void>((end) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end());
  });

/** A warehouse in memory that may read the folder of one table. */
const openForTable = async (file: string) => {
  const { openDuckDb } = await loadDuckDb();
  return openDuckDb({ file: ':memory:', folders: [dirname(resolve(file))] });
};

/** Each command with what it needs, loaded only where it is asked for: `effect` starts in a quarter of the time. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => {
    const { demoCommand } = await import('./cli/demo.ts');
    return demoCommand(terminal, { openWorkplace, version, defaultPort: config.port ?? 4747, untilEnded });
  },
  init: async () => (await import('./cli/init.ts')).initCommand(terminal),
  import: async () => {
    const { importCommand } = await import('./cli/import.ts');
    return importCommand(terminal, { openWorkplace, untilEnded, endAtOnce: (code) => process.exit(code) });
  },
  erase: async () => {
    const { eraseCommand } = await import('./cli/erase.ts');
    return eraseCommand(terminal, openWorkplace, openConfirm(process.stdin, process.stderr));
  },
  check: async () => (await import('./cli/check.ts')).checkCommand(terminal, openWorkplace),
  analyse: async () => (await import('./cli/analyse.ts')).analyseCommand(terminal, openWorkplace, version),
  courses: async () => (await import('./cli/courses.ts')).coursesCommand(terminal, openWorkplace),
  plan: async () => (await import('./cli/plan.ts')).planCommand(terminal, openWorkplace, version),
  report: async () => (await import('./cli/report.ts')).reportCommand(terminal),
  effect: async () => (await import('./cli/effect.ts')).effectCommand(terminal, openForTable),
  reliability: async () => (await import('./cli/reliability.ts')).reliabilityCommand(terminal, openForTable),
  agreement: async () => (await import('./cli/agreement.ts')).agreementCommand(terminal, openForTable),
  variance: async () => (await import('./cli/variance.ts')).varianceCommand(terminal, openForTable),
};
const argv = process.argv.slice(2);
const asked = Object.hasOwn(loaders, argv[0] ?? '') ? loaders[argv[0] ?? ''] : undefined;
const loading = asked === undefined ? Object.values(loaders) : [asked];
await runProgram(await Promise.all(loading.map((load) => load())), argv, version, terminal);
