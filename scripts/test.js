// Everything that must hold before a change lands: formatting, lint, types, dead code, tests.
// The last line counts the checks: `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'whichhalf-test-'));
const summary = join(folder, 'vitest.json');
const filters = process.argv.slice(2);
const steps = [
  ['format and lint', ['biome', 'check', '.']],
  ['types', ['tsc', '-b']],
  ['dead code', ['knip']],
];

let passed = 0;
let failed = 0;
for (const [name, command] of filters.length ? [] : steps) {
  const { status } = spawnSync('npx', ['--no-install', ...command], { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  status === 0 ? passed++ : failed++;
}
const run = spawnSync(
  'npx',
  [
    '--no-install',
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${summary}`,
    ...filters,
  ],
  { stdio: 'inherit' },
);
let skipped = 0;
try {
  const tests = JSON.parse(readFileSync(summary, 'utf8'));
  passed += tests.numPassedTests;
  failed += tests.numFailedTests;
  failed += tests.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  skipped = tests.numPendingTests;
} catch {
  failed += 1;
}
if (run.status !== 0 && failed === 0) failed = 1;
rmSync(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
