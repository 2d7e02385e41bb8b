import { createHash } from 'node:crypto';
import { studyCases } from './cases.ts';
import { runCase } from './run-case.ts';

/** One organisation to simulate. */
export interface Task {
  readonly caseId: string;
  readonly seed: number;
}

/** Organisations of different cases share no chance: their seeds are apart. */
function seedOf({ caseId, seed }: Task): number {
  const apart = createHash('sha256').update(caseId).digest().readUInt32BE(0);
  return apart * 100_000 + seed;
}

process.on('message', (task: Task) => {
  const { caseId, seed } = task;
  const study = studyCases.find(({ id }) => id === caseId);
  if (study === undefined) throw new Error(`no case ${caseId}`);
  process.send?.({ ...runCase(study, seedOf(task)), seed });
});
