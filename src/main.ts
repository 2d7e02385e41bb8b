#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { agreementCommand } from './cli/agreement.ts';
import { analyseCommand } from './cli/analyse.ts';
import { demoCommand } from './cli/demo.ts';
import { effectCommand } from './cli/effect.ts';
import { initCommand } from './cli/init.ts';
import { runProgram } from './cli/program.ts';
import { reliabilityCommand } from './cli/reliability.ts';
import { reportCommand } from './cli/report.ts';
import { openTerminal } from './cli/terminal.ts';
import type { OpenWorkplace } from './cli/workplace.ts';
import { readConfig } from './config.ts';
import { openDataFolder } from './intake/index.ts';
import { readOrganisationWithNotes } from './organisation/index.ts';
import { openPeople } from './people/index.ts';
import { openDuckDb } from './warehouse/duckdb/open-duckdb.ts';

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

const openWorkplace: OpenWorkplace = async (path) => {
  const folder = resolve(path);
  const { organisation, notes } = await readOrganisationWithNotes(folder);
  const data = openDataFolder(folder);
  const warehouse = await openDuckDb({ file: data.warehouseFile, folders: [data.stagingFolder] });
  return {
    folder,
    organisation,
    notes: notes.map(({ missing, unlocks }) => `${missing}: ${unlocks}`),
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
const openForTable = (file: string) => openDuckDb({ file: ':memory:', folders: [dirname(resolve(file))] });

const commands = [
  demoCommand(terminal, { openWorkplace, version, defaultPort: config.port ?? 4747, untilEnded }),
  initCommand(terminal),
  analyseCommand(terminal, openWorkplace, version),
  reportCommand(terminal),
  effectCommand(terminal, openForTable),
  reliabilityCommand(terminal, openForTable),
  agreementCommand(terminal, openForTable),
];
await runProgram(commands, process.argv.slice(2), version, terminal);
