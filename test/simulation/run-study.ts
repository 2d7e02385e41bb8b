import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StudyCase } from './cases.ts';
import type { ResultsFile } from './results-file.ts';
import type { StudyRecord } from './run-case.ts';
import type { Task } from './worker.ts';

export interface StudyOrder {
  readonly cases: readonly StudyCase[];
  /** Organisations of each case: the seeds 1 to this number. */
  readonly organisations: number;
  readonly workers: number;
  readonly results: ResultsFile;
  readonly progress: (done: number, all: number, caseId: string) => void;
}

/** Simulates what the results file does not hold yet, in several processes. */
export async function runStudy({
  cases,
  organisations,
  workers,
  results,
  progress,
}: StudyOrder): Promise<void> {
  const done = new Set(results.records.map(keyOf));
  const all = cases.flatMap(({ id }) =>
    Array.from({ length: organisations }, (_, seed): Task => ({ caseId: id, seed: seed + 1 })),
  );
  const open = all.filter((task) => !done.has(keyOf(task)));
  let finished = all.length - open.length;
  const take = () => open.shift();
  const accept = (record: StudyRecord) => {
    results.append(record);
    finished += 1;
    progress(finished, all.length, record.caseId);
  };
  await Promise.all(Array.from({ length: Math.min(workers, open.length) }, () => work(take, accept)));
}

function keyOf({ caseId, seed }: Task): string {
  return `${caseId}#${seed}`;
}

/** One process, fed one organisation at a time until none is left. */
function work(take: () => Task | undefined, accept: (record: StudyRecord) => void): Promise<void> {
  const child: ChildProcess = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)));
  return new Promise((resolve, reject) => {
    const next = () => {
      const task = take();
      if (task === undefined) child.disconnect();
      else child.send(task);
    };
    child.on('message', (record: StudyRecord) => {
      accept(record);
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
