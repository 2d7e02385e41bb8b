import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Analysis } from '../../src/contract/analysis.ts';
import { runWhichhalf } from '../support/run-whichhalf.ts';
import { sharedExample } from '../support/shared-example.ts';

/** Every command that the report prints beside a figure gives that figure again. */
const place = mkdtempSync(join(tmpdir(), 'whichhalf-reproduce-'));
const folder = join(place, 'organisation');
const page = join(place, 'report.html');
let analysis: Analysis;

beforeAll(async () => {
  const example = await sharedExample();
  analysis = Analysis.parse(JSON.parse(example.printed));
  cpSync(example.folder, folder, { recursive: true });
  await runWhichhalf('report', '--folder', folder, '--out', page);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** The value at a path such as `programmes.0.effects.first.estimate`. */
function valueAt(json: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], json);
}

test('the commands printed in the report reproduce the figures beside them', async () => {
  const html = readFileSync(page, 'utf8');
  for (const { reproduce } of analysis.programmes) {
    const [first] = reproduce;
    expect(first).toBeDefined();
    const command = first?.command ?? '';
    expect(new Set(reproduce.map((each) => each.command))).toEqual(new Set([command]));
    expect(html).toContain(command);
    const [, ...words] = command.split(' ');
    const { stdout } = await runWhichhalf(...words, '--folder', folder);
    for (const { path, value } of reproduce) expect(valueAt(JSON.parse(stdout), path)).toBe(value);
  }
});

test('one programme alone leaves the saved result of all as it is', () => {
  const saved = JSON.parse(readFileSync(join(folder, '.whichhalf/results/analysis.json'), 'utf8'));
  expect(saved).toEqual(analysis);
});
