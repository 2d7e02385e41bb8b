import type { Results } from './results-file.ts';
import type { SeedRange } from './run-study.ts';
import type { StudyCase } from './study-case.ts';

/** Where nothing of a design was run yet. */
const usualMilliseconds = 250;

/** By design: what is there, what is left of the seeds asked for, and the processor time that it takes. */
export function planText(results: Results, cases: readonly StudyCase[], { from, to }: SeedRange): string {
  const designs = new Map<string, { there: number; left: number; spent: number; runs: number }>();
  for (const { id } of cases) {
    const [design = id] = id.split('/');
    const of = designs.get(design) ?? { there: 0, left: 0, spent: 0, runs: 0 };
    designs.set(design, of);
    for (let seed = from; seed <= to; seed++) {
      if (results.find(id, seed) === undefined) of.left += 1;
      else of.there += 1;
    }
  }
  for (const { caseId, milliseconds } of results.all()) {
    const of = designs.get(caseId.split('/')[0] ?? caseId);
    if (of === undefined) continue;
    of.spent += milliseconds;
    of.runs += 1;
  }
  let minutes = 0;
  const lines = [...designs].map(([design, { there, left, spent, runs }]) => {
    const each = runs === 0 ? usualMilliseconds : spent / runs;
    minutes += (left * each) / 60_000;
    const known = runs === 0 ? 'not run yet, guessed' : `${each.toFixed(0)} ms each`;
    return `${design.padEnd(18)} ${String(there).padStart(6)} there ${String(left).padStart(6)} left ${((left * each) / 60_000).toFixed(1).padStart(7)} min of processor time (${known})`;
  });
  return [...lines, `${minutes.toFixed(0)} min in all, by the number of processes in parallel`].join('\n');
}
