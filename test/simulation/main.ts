import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { studyCases } from './cases.ts';
import { checkResults } from './check-results.ts';
import { readCommitted, writeCommitted, writeOracle } from './committed.ts';
import { checkExamples } from './example-through-files.ts';
import { oracleErrors } from './oracle.ts';
import { planText } from './plan-text.ts';
import { openResults, stateOfCode } from './results-file.ts';
import { runStudy, type SeedRange } from './run-study.ts';
import { allFailures, assessAll, studyText } from './study-tables.ts';
import { summarise } from './summarise.ts';

const usage = `npm run simulate                                       seeds 1 to 300 of every design and truth
npm run simulate -- --designs teams-drawn,holes/fading --seeds 301-334
npm run simulate -- --check 2                          make 2 organisations of each case anew, and compare every figure
npm run simulate -- --again                            make anew what was made by another state of the code
npm run simulate -- --summarise                        write the summary, some organisations, and the tables of the docs
npm run simulate -- --plan                             what is left to do, and about how much processor time it takes
npm run simulate -- --oracle                           errors of one who knows the variances, for cases without them
npm run simulate -- --example --seeds 1-20             the example organisation through its files
npm run simulate -- --messy --seeds 1-20               the same through untidy files, with what is asked answered
Results are kept in .cache/simulation (or --results FOLDER), one file per design; a study that is stopped goes on.`;

const { values } = parseArgs({
  options: {
    designs: { type: 'string', default: '' },
    seeds: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    results: { type: 'string' },
    again: { type: 'boolean', default: false },
    check: { type: 'string' },
    summarise: { type: 'boolean', default: false },
    oracle: { type: 'boolean', default: false },
    plan: { type: 'boolean', default: false },
    example: { type: 'boolean', default: false },
    shuffle: { type: 'boolean', default: false },
    messy: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const resultsFolder = values.results ?? join(root, '.cache/simulation');
const organisationsInFull = 2;
const marks = [
  '<!-- study: written by npm run simulate -- --summarise -->',
  '<!-- end of study -->',
] as const;

const say = (text: string) => process.stdout.write(`${text}\n`);
const progress = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
};

function seedsAsked(usual: string): SeedRange {
  const [from, to] = (values.seeds ?? usual).split('-').map(Number);
  const range = to === undefined ? { from: 1, to: from } : { from, to };
  if (!(range.from >= 1 && range.to >= range.from))
    throw new Error(`--seeds is FROM-TO, not ${values.seeds}`);
  return range;
}

function casesAsked() {
  const wanted = values.designs.split(',').filter((name) => name !== '');
  const cases = studyCases.filter(
    ({ id }) => wanted.length === 0 || wanted.some((name) => id === name || id.startsWith(`${name}/`)),
  );
  if (cases.length === 0) throw new Error(`no design is called ${values.designs}`);
  return cases;
}

async function study(): Promise<boolean> {
  const results = openResults(resultsFolder);
  const errors = await runStudy({
    cases: casesAsked(),
    seeds: seedsAsked('1-300'),
    workers: Number(values.workers),
    results,
    code: stateOfCode(root),
    again: values.again,
    progress: ({ done, all, caseId, minutesLeft }) =>
      progress(`${done} of ${all} organisations, ${caseId}, about ${Math.ceil(minutesLeft)} min left`),
  });
  progress('');
  for (const error of errors) say(error);
  say(`${results.all().length} organisations in ${results.folder}`);
  return errors.length === 0;
}

/** Of all cases together, whichever were asked for: the summary is one. */
function writeSummary(): boolean {
  const all = openResults(resultsFolder).all();
  const records = studyCases.map(({ id }) =>
    all.filter(({ caseId }) => caseId === id).sort((a, b) => a.seed - b.seed),
  );
  const present = records.filter((of) => of.length > 0);
  writeCommitted(
    root,
    present.map((of) => summarise(of[0].caseId, of)),
    present.flatMap((of) => of.slice(0, organisationsInFull)),
  );
  const committed = readCommitted(root);
  const page = join(root, 'docs/simulation.md');
  const text = readFileSync(page, 'utf8');
  const [begin, end] = marks.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) throw new Error('docs/simulation.md has lost the marks of its tables');
  const tables = studyText({ cases: studyCases, committed });
  writeFileSync(page, `${text.slice(0, begin + marks[0].length)}\n\n${tables}\n\n${text.slice(end)}`);
  const failures = allFailures(assessAll({ cases: studyCases, committed }));
  say(failures.length === 0 ? 'All that must hold holds.' : failures.join('\n'));
  return failures.length === 0;
}

function writeOracles(): boolean {
  const { oracle } = readCommitted(root);
  const known = { ...oracle };
  for (const each of casesAsked()) {
    if (each.oracle === 'none' || (known[each.id] !== undefined && !values.again)) continue;
    progress(`the oracle of ${each.id}`);
    known[each.id] = oracleErrors(each);
    writeOracle(
      root,
      Object.fromEntries(studyCases.flatMap(({ id }) => (known[id] ? [[id, known[id]]] : []))),
    );
  }
  progress('');
  return true;
}

function plan(): boolean {
  say(planText(openResults(resultsFolder), casesAsked(), seedsAsked('1-300')));
  return true;
}

function check(): boolean {
  const differing = checkResults(openResults(resultsFolder), casesAsked(), Number(values.check), progress);
  progress('');
  say(differing.length === 0 ? 'Every figure is the same.' : differing.join('\n'));
  return differing.length === 0;
}

async function examples(): Promise<boolean> {
  const outcome = await checkExamples({
    root,
    seeds: seedsAsked('1-20'),
    shuffle: values.shuffle,
    messy: values.messy,
    workers: Number(values.workers),
    progress,
  });
  progress('');
  say(values.json ? JSON.stringify(outcome) : outcome.text);
  return outcome.passed;
}

function carryOut(): boolean | Promise<boolean> {
  if (values.help) {
    say(usage);
    return true;
  }
  if (values.example || values.messy) return examples();
  if (values.check !== undefined) return check();
  if (values.oracle) return writeOracles();
  if (values.plan) return plan();
  return values.summarise ? writeSummary() : study();
}

process.exitCode = (await carryOut()) ? 0 : 1;
