import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { studyCases } from './cases.ts';
import { checkExamples } from './example-through-files.ts';
import { defaultResultsFile, openResults } from './results-file.ts';
import { runStudy } from './run-study.ts';
import { showSummaries } from './show-summary.ts';
import { summarise } from './summarise.ts';

/*
 * npm run simulate                                     300 organisations of every design and truth
 * npm run simulate -- --organisations 1000 --designs teams-drawn,persons-drawn
 * npm run simulate -- --results FILE                   go on with, or add to, that file
 * npm run simulate -- --example --seeds 20             the example organisation through its files, 20 seeds
 */
const { values } = parseArgs({
  options: {
    organisations: { type: 'string', default: '300' },
    designs: { type: 'string', default: '' },
    workers: { type: 'string', default: '2' },
    results: { type: 'string' },
    json: { type: 'boolean', default: false },
    example: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '20' },
    shuffle: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const progress = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
};

async function study(): Promise<boolean> {
  const wanted = values.designs.split(',').filter((name) => name !== '');
  const cases = studyCases.filter(
    ({ id }) => wanted.length === 0 || wanted.some((name) => id.startsWith(name)),
  );
  if (cases.length === 0) throw new Error(`no design begins with ${values.designs}`);
  const file = values.results ?? defaultResultsFile(root);
  const results = openResults(file);
  const began = Date.now();
  const before = results.records.length;
  await runStudy({
    cases,
    organisations: Number(values.organisations),
    workers: Number(values.workers),
    results,
    progress: (done, all, caseId) => {
      const perOrganisation = (Date.now() - began) / (results.records.length - before) / 60_000;
      const left = Math.ceil(perOrganisation * (all - done));
      progress(`${done} of ${all} organisations, ${caseId}, about ${left} min left`);
    },
  });
  progress('');
  const summaries = cases.map((each) =>
    summarise(
      each,
      results.records.filter(
        ({ caseId, seed }) => caseId === each.id && seed <= Number(values.organisations),
      ),
    ),
  );
  process.stdout.write(
    values.json ? `${JSON.stringify(summaries)}\n` : `${showSummaries(summaries)}\n\n${file}\n`,
  );
  return summaries.every(({ failures }) => failures.length === 0);
}

async function examples(): Promise<boolean> {
  const outcome = await checkExamples({
    root,
    seeds: Number(values.seeds),
    shuffle: values.shuffle,
    workers: Number(values.workers),
    progress,
  });
  progress('');
  process.stdout.write(values.json ? `${JSON.stringify(outcome)}\n` : `${outcome.text}\n`);
  return outcome.passed;
}

process.exitCode = (await (values.example ? examples() : study())) ? 0 : 1;
