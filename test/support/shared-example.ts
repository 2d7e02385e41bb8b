import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';
import { runWhichhalf } from './run-whichhalf.ts';

/** The usual example organisation, as the commands left it. Nobody writes into it: copy what is to be changed. */
export interface SharedExample {
  /** Its files, imported and analysed in another folder than they were written in. */
  readonly folder: string;
  /** What `whichhalf demo` wrote beside the first folder, taken away before the analysis. */
  readonly truthFile: string;
  /** What `whichhalf analyse --json` printed. */
  readonly printed: string;
}

export const seedOfSharedExample = 1;

/** Made once in a run of the suite, by whichever file asks first; the others wait for it. */
export async function sharedExample(): Promise<SharedExample> {
  const place = join(inject('placeOfRun'), 'example');
  const made = await mkdir(place).then(
    () => make(place),
    () => waitFor(place),
  );
  if (made !== 'done') throw new Error(`the shared example was not made: ${made}`);
  return {
    folder: join(place, 'elsewhere', 'judged'),
    truthFile: join(place, 'truth.json'),
    printed: await readFile(join(place, 'printed.json'), 'utf8'),
  };
}

async function make(place: string): Promise<string> {
  await tell(place, 'maker', String(process.pid));
  const end = await writeAndJudge(place).then(
    () => 'done',
    (error: unknown) => String(error),
  );
  await tell(place, 'end', end);
  return end;
}

async function writeAndJudge(place: string): Promise<void> {
  const [written, judged] = [join(place, 'written'), join(place, 'elsewhere', 'judged')];
  await succeed('demo', '--seed', String(seedOfSharedExample), '--out', written, '--json');
  await cp(written, judged, { recursive: true });
  await rm(written, { recursive: true });
  const truth = await readFile(`${written}.truth.json`);
  await rm(`${written}.truth.json`);
  await writeFile(join(place, 'printed.json'), await succeed('analyse', '--folder', judged, '--json'));
  await writeFile(join(place, 'truth.json'), truth);
}

async function succeed(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runWhichhalf(...argv);
  if (code !== 0) throw new Error(`whichhalf ${argv[0]} ended with ${code}: ${stderr}`);
  return stdout;
}

async function waitFor(place: string): Promise<string> {
  for (;;) {
    if (existsSync(join(place, 'end'))) return readFile(join(place, 'end'), 'utf8');
    if (existsSync(join(place, 'maker')) && !isAlive(Number(await readFile(join(place, 'maker'), 'utf8')))) {
      return 'the process that made it is gone';
    }
    await wait(200);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Under another name first, so that nobody reads half of it. */
async function tell(place: string, name: string, text: string): Promise<void> {
  await writeFile(join(place, `${name}.part`), text);
  await rename(join(place, `${name}.part`), join(place, name));
}
