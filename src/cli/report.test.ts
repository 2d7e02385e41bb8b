import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exampleAnalysis } from '../../test/support/example-analysis.ts';
import { savedAnalysisPath } from '../report/index.ts';
import { runProgram } from './program.ts';
import { reportCommand } from './report.ts';
import type { Terminal } from './terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A terminal that keeps what it is told. */
function recording() {
  const said = { results: [] as unknown[], notes: [] as string[], code: 0 };
  const terminal: Terminal = {
    columns: 80,
    forPeople: true,
    colour: false,
    result: (value) => said.results.push(value),
    note: (text) => said.notes.push(text),
    progress: () => undefined,
    endWith: (code) => {
      said.code = code;
    },
  };
  return { said, terminal };
}

async function report(...argv: string[]) {
  const { said, terminal } = recording();
  await runProgram([reportCommand(terminal)], ['report', ...argv], '0.0.0', terminal);
  return said;
}

function save(text: string): void {
  const path = savedAnalysisPath(folder);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

it('writes the saved result as one page and leaves nothing else behind', async () => {
  save(JSON.stringify(exampleAnalysis()));
  const out = join(folder, 'report.html');
  const said = await report('--out', out, '--folder', folder);
  expect(said).toMatchObject({ code: 0, results: [{ file: out, programmes: 9 }] });
  expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect(readdirSync(folder).sort()).toEqual(['.whichhalf', 'report.html']);
});

it.each([
  ['no result yet', () => undefined, /no saved result/],
  ['a damaged result', () => save('{"whichhalf":'), /not JSON/],
  ['a result of another version', () => save('{"whichhalf":"9"}'), /organisation/],
])('%s: says so and what to run', async (_name, prepare, message) => {
  prepare();
  const said = await report('--out', join(folder, 'report.html'), '--folder', folder);
  expect(said.code).toBe(2);
  expect(said.notes.join('\n')).toMatch(message);
  expect(said.notes.join('\n')).toContain('whichhalf analyse');
});

it('a folder that does not exist: says so and keeps an older report', async () => {
  save(JSON.stringify(exampleAnalysis()));
  const said = await report('--out', join(folder, 'nowhere/report.html'), '--folder', folder);
  expect(said.code).toBe(2);
  expect(said.notes.join('\n')).toContain('its folder does not exist');
});
