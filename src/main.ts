#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runProgram } from './cli/program.ts';
import { openTerminal } from './cli/terminal.ts';
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
await runProgram([], process.argv.slice(2), version, terminal);
