import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What a pipe gets: the one line of JSON. */
  readonly json: () => unknown;
}

/** Runs the built program as people do, its output a pipe. `npm run build` comes first. */
export function runWhichhalf(...argv: readonly string[]): Promise<Run> {
  if (!existsSync(program)) throw new Error('dist/main.js is not built: npm run build');
  const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, stdout, stderr, json: () => JSON.parse(stdout) as unknown }),
    );
  });
}

/**
 * The same in this process, for tests of many inputs: a tenth of the time, since the program and the engine are loaded
 * once. What only a process of its own shows (that it ends, that it starts from nothing) is for `runWhichhalf`.
 * One run at a time.
 */
export async function runWhichhalfHere(...argv: readonly string[]): Promise<Run> {
  if (!existsSync(program)) throw new Error('dist/main.js is not built: npm run build');
  const said = { stdout: '', stderr: '' };
  const kept = {
    argv: process.argv,
    exitCode: process.exitCode,
    out: process.stdout.write,
    err: process.stderr.write,
  };
  const collect = (stream: keyof typeof said) => (text: string | Uint8Array) => {
    said[stream] += typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
    return true;
  };
  process.argv = [process.execPath, program, ...argv];
  process.exitCode = undefined;
  process.stdout.write = collect('stdout') as typeof process.stdout.write;
  process.stderr.write = collect('stderr') as typeof process.stderr.write;
  try {
    // With another query each time, so that main.js runs again; what it imports is loaded once.
    await import(/* @vite-ignore */ `${pathToFileURL(program).href}?${randomUUID()}`);
    const code = Number(process.exitCode ?? 0);
    return { code, ...said, json: () => JSON.parse(said.stdout) as unknown };
  } finally {
    process.argv = kept.argv;
    process.exitCode = kept.exitCode;
    process.stdout.write = kept.out;
    process.stderr.write = kept.err;
  }
}
