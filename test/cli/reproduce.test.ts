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

type Programme = Analysis['programmes'][number];

test('every figure stands in the report beside the one command of its programme, and is the one printed', () => {
  const html = readFileSync(page, 'utf8');
  for (const programme of analysis.programmes) {
    const command = `whichhalf analyse ${programme.id} --json`;
    expect(new Set(programme.reproduce.map((each) => each.command))).toEqual(new Set([command]));
    expect(html).toContain(command);
    for (const { path, value } of programme.reproduce) {
      expect(valueAt({ programmes: [programme] }, path)).toBe(value);
    }
  }
});

/** One programme of each way of choosing and kind of measure: each command loads all tables anew. */
function oneOfEachWay(): readonly Programme[] {
  const ways = new Map(
    analysis.programmes.map((programme) => {
      const { design, outcome } = programme;
      return [`${design.by}, ${design.how}, ${outcome?.kind}`, programme];
    }),
  );
  return [...ways.values()];
}

test('the commands printed in the report reproduce the figures beside them', async () => {
  const programmes = oneOfEachWay();
  expect(programmes.length).toBeGreaterThanOrEqual(6);
  for (const { reproduce } of programmes) {
    const [, ...words] = reproduce[0]?.command.split(' ') ?? [];
    const { stdout } = await runWhichhalf(...words, '--folder', folder);
    for (const { path, value } of reproduce) expect(valueAt(JSON.parse(stdout), path)).toBe(value);
  }
});

test('one programme alone leaves the saved result of all as it is', () => {
  const saved = JSON.parse(readFileSync(join(folder, '.whichhalf/results/analysis.json'), 'utf8'));
  expect(saved).toEqual(analysis);
});
