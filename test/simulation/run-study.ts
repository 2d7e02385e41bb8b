import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KeptRecord, Results } from './results-file.ts';
import type { StudyCase } from './study-case.ts';
import type { Done, Task } from './worker.ts';

export interface SeedRange {
  readonly from: number;
  readonly to: number;
}

export interface StudyOrder {
  readonly cases: readonly StudyCase[];
  readonly seeds: SeedRange;
  readonly workers: number;
  readonly results: Results;
  /** State of the code, written beside each record. */
  readonly code: string;
  /** True makes anew what the results hold from another state of the code. */
  readonly again: boolean;
  readonly progress: (progress: Progress) => void;
}

export interface Progress {
  readonly done: number;
  readonly all: number;
  readonly caseId: string;
  readonly minutesLeft: number;
}

/** Seeds are taken in blocks, each for every case, so that a study that is stopped has about as many of each. */
const seedsInBlock = 20;

/** Simulates what the results do not hold yet, in several processes. Returns what went wrong, one line each. */
export async function runStudy(order: StudyOrder): Promise<string[]> {
  const { results, again, code } = order;
  const all = tasksOf(order);
  const open = all.filter(({ caseId, seed }) => {
    const known = results.find(caseId, seed);
    return known === undefined || (again && known.code !== code);
  });
  const errors: string[] = [];
  const clock = new Clock(results.all(), Math.min(order.workers, open.length));
  let finished = all.length - open.length;
  const accept = (done: Done) => {
    if (done.kind === 'error') {
      errors.push(`${done.task.caseId}, seed ${done.task.seed}: ${done.message}`);
      return;
    }
    const { record, milliseconds } = done;
    results.append({ ...record, code, milliseconds });
    clock.add(record.caseId, milliseconds);
    finished += 1;
    order.progress({ done: finished, all: all.length, caseId: record.caseId, minutesLeft: clock.left(open) });
  };
  const take = () => open.shift();
  const processes = Math.min(order.workers, open.length);
  await Promise.all(Array.from({ length: processes }, () => work(take, accept)));
  return errors;
}

function tasksOf({ cases, seeds }: StudyOrder): Task[] {
  const tasks: Task[] = [];
  for (let block = seeds.from; block <= seeds.to; block += seedsInBlock) {
    for (const { id } of cases) {
      for (let seed = block; seed < block + seedsInBlock && seed <= seeds.to; seed++) {
        tasks.push({ caseId: id, seed });
      }
    }
  }
  return tasks;
}

/** How long what is left will take, from what each case took so far. */
class Clock {
  readonly #of = new Map<string, { seen: number; milliseconds: number }>();
  readonly #workers: number;
  readonly #began = Date.now();
  #spent = 0;

  constructor(known: readonly KeptRecord[], workers: number) {
    this.#workers = workers;
    for (const { caseId, milliseconds } of known) this.#add(caseId, milliseconds);
  }

  add(caseId: string, milliseconds: number): void {
    this.#spent += milliseconds;
    this.#add(caseId, milliseconds);
  }

  #add(caseId: string, milliseconds: number): void {
    const of = this.#of.get(caseId) ?? { seen: 0, milliseconds: 0 };
    this.#of.set(caseId, { seen: of.seen + 1, milliseconds: of.milliseconds + milliseconds });
  }

  /** Minutes; other work on the machine is allowed for by what a second of it brought so far. */
  left(open: readonly Task[]): number {
    const known = [...this.#of.values()];
    const usual = sum(known, ({ milliseconds }) => milliseconds) / sum(known, ({ seen }) => seen);
    const counts = new Map<string, number>();
    for (const { caseId } of open) counts.set(caseId, (counts.get(caseId) ?? 0) + 1);
    const needed = sum([...counts], ([caseId, howMany]) => {
      const of = this.#of.get(caseId);
      return howMany * (of === undefined ? usual : of.milliseconds / of.seen);
    });
    const pace = this.#spent / Math.max(1, Date.now() - this.#began);
    return needed / Math.max(pace, this.#workers / 10) / 60_000;
  }
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** One process, fed one organisation at a time until none is left. */
function work(take: () => Task | undefined, accept: (done: Done) => void): Promise<void> {
  const child: ChildProcess = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)));
  return new Promise((resolve, reject) => {
    const next = () => {
      const task = take();
      if (task === undefined) child.disconnect();
      else child.send(task);
    };
    child.on('message', (done: Done) => {
      accept(done);
      next();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a process of the study ended with ${code}`));
    });
    next();
  });
}
