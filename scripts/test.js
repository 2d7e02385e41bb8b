// Everything that must hold before a change lands: formatting, lint, types, dead code, tests.
// What takes seconds comes first and ends the run when it fails. The last line counts the checks: `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const filters = process.argv.slice(2);
let passed = 0;
let failed = 0;

/** Runs a program of node_modules and gives its exit code; one that was killed or did not start has none. */
function run(...command) {
  const child = spawn('npx', ['--no-install', ...command], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve(code ?? undefined));
  });
}

async function check(name, ...command) {
  const isRight = (await run(...command)) === 0;
  console.log(`${isRight ? 'ok  ' : 'FAIL'} ${name}`);
  isRight ? passed++ : failed++;
}

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'whichhalf-test-'));
  const summary = join(folder, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${summary}`];
  const code = await run('vitest', 'run', ...reporters, ...filters);
  const skipped = count(summary);
  if (code !== 0 && failed === 0) failed = 1;
  rmSync(folder, { recursive: true, force: true });
  return skipped;
}

/** Adds up the tests, and files that failed before any test of theirs; gives the number of those skipped. */
function count(summary) {
  try {
    const tests = JSON.parse(readFileSync(summary, 'utf8'));
    passed += tests.numPassedTests;
    failed += tests.numFailedTests;
    failed += tests.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length;
    return tests.numPendingTests;
  } catch {
    failed += 1;
    return 0;
  }
}

if (filters.length === 0) {
  await check('format and lint', 'biome', 'check', '.');
  if (failed > 0) {
    console.log('\nNothing else was looked at. `npm run fix` formats, and mends what can be mended.');
  } else {
    await Promise.all([check('types', 'tsc', '-b'), check('dead code', 'knip')]);
    if (failed > 0) console.log('\nThe tests were not run.');
  }
}
const skipped = failed === 0 ? await runTests() : 0;
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
