import { figuresAsText, type KeptRecord, type Results } from './results-file.ts';
import { createRunner } from './run-case.ts';
import type { StudyCase } from './study-case.ts';

/**
 * Makes some organisations of each case anew and compares every figure, exactly. Of each state of the code that made
 * records of a case, the last ones are taken. Returns the cases whose figures have moved, with how to make them anew.
 */
export function checkResults(
  results: Results,
  cases: readonly StudyCase[],
  howMany: number,
  progress: (text: string) => void,
): string[] {
  const run = createRunner();
  return cases.flatMap((study) => {
    const known = results.all().filter(({ caseId }) => caseId === study.id);
    const codes = [...new Set(known.map(({ code }) => code))];
    const chosen = codes.flatMap((code) => lastOf(known, code, howMany));
    progress(`checking ${study.id}`);
    const differing = chosen.filter(
      (record) => figuresAsText(record) !== figuresAsText(run(study, record.seed)),
    );
    return differing.map(
      ({ caseId, seed, code }) =>
        `${caseId}, seed ${seed}, made by ${code}: figures have moved; make them anew with --again --designs ${caseId}`,
    );
  });
}

function lastOf(records: readonly KeptRecord[], code: string, howMany: number): KeptRecord[] {
  return records
    .filter((record) => record.code === code)
    .sort((a, b) => b.seed - a.seed)
    .slice(0, howMany);
}
