import { studyCases } from './cases.ts';
import { createRunner, type StudyRecord } from './run-case.ts';

/** One organisation to simulate. */
export interface Task {
  readonly caseId: string;
  readonly seed: number;
}

/** What became of it: a record, or what went wrong. */
export type Done =
  | { readonly kind: 'record'; readonly record: StudyRecord; readonly milliseconds: number }
  | { readonly kind: 'error'; readonly task: Task; readonly message: string };

const run = createRunner();

process.on('message', (task: Task) => {
  const study = studyCases.find(({ id }) => id === task.caseId);
  if (study === undefined) throw new Error(`no case ${task.caseId}`);
  process.send?.(carryOut(task, study));
});

function carryOut(task: Task, study: (typeof studyCases)[number]): Done {
  const before = process.cpuUsage();
  try {
    const record = run(study, task.seed);
    const { user, system } = process.cpuUsage(before);
    return { kind: 'record', record, milliseconds: Math.round((user + system) / 1000) };
  } catch (error) {
    return {
      kind: 'error',
      task,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
