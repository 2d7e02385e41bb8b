import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What one run of the program took. */
export interface Usage {
  /** From start to end of the process. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Greatest resident memory. */
  readonly peakMegabytes: number;
}

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const reporter = new URL('./report-usage.js', import.meta.url).href;

export interface MeasuredRun extends Usage {
  readonly output: string;
}

/** Runs the built program; throws with what it said if it fails. */
export function runProgram(argv: readonly string[]): Promise<MeasuredRun> {
  return runMeasured([program, ...argv]);
}

/** Runs a script of this folder, TypeScript as it is. */
export function runScript(name: string, argv: readonly string[]): Promise<MeasuredRun> {
  return runMeasured(['--import', 'tsx', fileURLToPath(new URL(name, import.meta.url)), ...argv]);
}

async function runMeasured(argv: readonly string[]): Promise<MeasuredRun> {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', reporter, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const said = Promise.all(child.stdio.slice(1).map((stream) => text(stream as Readable)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - start) / 1000;
  const [output = '', notes = '', used = '{}'] = await said;
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${notes}${output}`);
  return { ...(JSON.parse(used) as Omit<Usage, 'seconds'>), seconds, output };
}

export async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2;
}

/** Median over runs after one that is thrown away, for what runs in this process. */
export function medianSeconds(runs: number, work: () => unknown): number {
  work();
  return median(
    Array.from({ length: runs }, () => {
      const start = performance.now();
      work();
      return (performance.now() - start) / 1000;
    }),
  );
}
