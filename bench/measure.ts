import { spawn } from 'node:child_process';
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

/** Runs the built program; throws with what it said if it fails. */
export async function runProgram(argv: readonly string[]): Promise<Usage & { readonly output: string }> {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', reporter, program, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, stdout, stderr, usage] = child.stdio;
  const said = Promise.all(
    [stdout, stderr, usage].map((stream) => text(stream as NodeJS.ReadableStream & AsyncIterable<Buffer>)),
  );
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - start) / 1000;
  const [output = '', notes = '', used = '{}'] = await said;
  if (code !== 0) throw new Error(`whichhalf ${argv.join(' ')} ended with ${code}: ${notes}${output}`);
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
