import { studyCases } from './cases.ts';
import { runCase } from './run-case.ts';

/** One organisation to simulate. */
export interface Task {
  readonly caseId: string;
  readonly seed: number;
}

process.on('message', ({ caseId, seed }: Task) => {
  const study = studyCases.find(({ id }) => id === caseId);
  if (study === undefined) throw new Error(`no case ${caseId}`);
  process.send?.(runCase(study, seed));
});
