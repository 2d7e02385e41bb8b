import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Analysis, type ProgrammeResult } from '../../src/contract/analysis.ts';
import type { Organisation } from '../../src/contract/organisation.ts';
import type { TruthFile } from '../../src/demo/index.ts';
import type { ProgrammeTruth } from '../../src/demo/state-truth.ts';
import { readOrganisation } from '../../src/organisation/index.ts';
import { answerCarefully } from '../support/careful-user.ts';
import type { SeedRange } from './run-study.ts';
import { isWrong } from './wrong-verdict.ts';

export interface ExamplesOrder {
  readonly root: string;
  readonly seeds: SeedRange;
  /** Shuffled organisations instead of the usual one. */
  readonly shuffle: boolean;
  /** Files as many departments keep them; then it is right, too, to say that it cannot be told. */
  readonly messy: boolean;
  readonly workers: number;
  readonly progress: (text: string) => void;
}

/** One programme of one seed: what is true, what was said. */
export interface ExampleVerdict {
  readonly seed: number;
  readonly kind: ProgrammeTruth['kind'];
  readonly title: string;
  readonly verdict: string;
  readonly reason: string;
  readonly right: boolean;
  readonly wrong: boolean;
  readonly reach: string;
  readonly wantedLink: string | undefined;
  readonly cost: number;
  readonly beforeAfterWrong: boolean;
}

const run = promisify(execFile);
const longestOutput = 64 * 2 ** 20;
const wantedShare = 18 / 20;

/**
 * Writes each example organisation with `whichhalf demo --out`, copies its files alone to another folder, and lets
 * `whichhalf analyse` judge them there; each command in a process of its own.
 */
export async function checkExamples({ root, seeds, workers, progress, ...kept }: ExamplesOrder): Promise<{
  readonly passed: boolean;
  readonly verdicts: readonly ExampleVerdict[];
  readonly text: string;
}> {
  const open = Array.from({ length: seeds.to - seeds.from + 1 }, (_, k) => seeds.from + k);
  const verdicts: ExampleVerdict[] = [];
  const work = async () => {
    for (let seed = open.shift(); seed !== undefined; seed = open.shift()) {
      verdicts.push(...(await judgeExample(join(root, 'dist/main.js'), { seed, ...kept })).verdicts);
      progress(`${verdicts.length} verdicts, ${open.length} seeds left`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  const kinds = [...new Set(verdicts.map(({ kind }) => kind))];
  const lines = kinds.map((kind) => lineOf(kind, verdicts, kept.messy));
  const passed = lines.every(({ passed }) => passed);
  return { passed, verdicts, text: [...lines.map(({ text }) => text), '', moneyOf(verdicts)].join('\n') };
}

/** One example organisation: which, and how its files are kept. */
interface ExampleOrder {
  readonly seed: number;
  readonly shuffle: boolean;
  readonly messy: boolean;
}

/** Names of one source, and the contacts that hang on them. */
interface NamesOfSource {
  readonly names: number;
  readonly interactions: number;
}

type States = 'matched' | 'unsure' | 'unmatched' | 'shared';

export interface JudgedExample {
  readonly verdicts: readonly ExampleVerdict[];
  /** Of untidy files: what a careful user answered, and what `whichhalf check` then says about who is who. */
  readonly answered: { readonly decided: number; readonly open: number } | undefined;
  readonly sources: readonly (Readonly<Record<States, NamesOfSource>> & { readonly source: string })[];
}

/** Judges one example organisation through its files; untidy ones are imported first, and what is asked is answered. */
export async function judgeExample(
  main: string,
  { seed, shuffle, messy }: ExampleOrder,
): Promise<JudgedExample> {
  const home = await mkdtemp(join(tmpdir(), 'whichhalf-seed-'));
  const whichhalf = async (...argv: string[]) => {
    const { stdout } = await run(process.execPath, [main, ...argv], { maxBuffer: longestOutput });
    return JSON.parse(stdout);
  };
  try {
    const written = join(home, 'written');
    const judged = join(home, 'elsewhere', 'judged');
    const options = [...(shuffle ? ['--shuffle'] : []), ...(messy ? ['--messy'] : [])];
    await whichhalf('demo', '--seed', String(seed), ...options, '--out', written, '--json');
    const truth = JSON.parse(await readFile(`${written}.truth.json`, 'utf8')) as TruthFile;
    await cp(written, judged, { recursive: true });
    await rm(written, { recursive: true });
    await rm(`${written}.truth.json`);
    if (messy) await whichhalf('import', '--folder', judged, '--json');
    const answered = messy ? answerCarefully(judged) : undefined;
    const analysis: unknown = await whichhalf('analyse', '--folder', judged, '--json');
    const checked = messy
      ? await whichhalf('check', '--folder', judged, '--json')
      : { people: { sources: [] } };
    const verdicts = await compareAll({ seed, folder: judged, truth, analysis });
    return { verdicts, answered, sources: checked.people.sources };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** An organisation's folder, what is true of it, and what `whichhalf analyse --json` printed about it. */
export interface ExampleToCompare {
  readonly seed: number;
  readonly folder: string;
  readonly truth: TruthFile;
  readonly analysis: unknown;
}

export async function compareAll({
  seed,
  folder,
  truth,
  analysis,
}: ExampleToCompare): Promise<readonly ExampleVerdict[]> {
  const { programmes } = Analysis.parse(analysis);
  const { measures } = await readOrganisation(folder);
  return truth.programmes.map((each) => compare(seed, each, measures, programmes));
}

function compare(
  seed: number,
  truth: TruthFile['programmes'][number],
  measures: Organisation['measures'],
  programmes: readonly ProgrammeResult[],
): ExampleVerdict {
  const found = programmes.find(({ id }) => id === truth.programme);
  const measure = measures[truth.measure];
  if (found === undefined || measure?.matters === undefined) {
    throw new Error(`seed ${seed}: ${truth.programme} was not judged`);
  }
  const { verdict, reach, money, beforeAfter, title } = found;
  const stake = { matters: measure.matters, direction: measure.better === 'lower' ? -1 : 1 } as const;
  const chart = stake.direction * (beforeAfter?.estimate ?? 0);
  const said = chart >= stake.matters ? 'lasting' : chart <= -stake.matters ? 'harmful' : 'no effect';
  return {
    seed,
    kind: truth.kind,
    title,
    verdict: verdict.kind,
    reason: verdict.reason,
    right: truth.expected.includes(verdict.kind),
    wrong: isWrong(verdict.kind, truth, stake),
    reach,
    wantedLink: truth.brokenLink,
    cost: money.cost,
    beforeAfterWrong: beforeAfter !== undefined && isWrong(said, truth, stake),
  };
}

function lineOf(
  kind: string,
  all: readonly ExampleVerdict[],
  messy: boolean,
): { passed: boolean; text: string } {
  const verdicts = all.filter((verdict) => verdict.kind === kind);
  const right = verdicts.filter((verdict) => verdict.right).length;
  const linkRight = verdicts.filter(
    ({ wantedLink, reach }) => wantedLink === undefined || wantedLink === reach,
  ).length;
  const passed = messy ? verdicts.every(isRightOrSaid) : right >= wantedShare * verdicts.length;
  const others = verdicts
    .filter((verdict) => !verdict.right)
    .map(({ seed, verdict, reason }) => `seed ${seed}: ${verdict}${reason === '' ? '' : ` (${reason})`}`);
  const reasons = [...new Set(verdicts.map(({ reason }) => reason))].filter((reason) => reason !== '');
  const text = [
    passed ? 'ok  ' : 'FAIL',
    kind.padEnd(12),
    `${right} of ${verdicts.length} right`,
    `link right in ${linkRight}`,
    ...(reasons.length === 0 ? [] : [`reasons: ${reasons.join(', ')}`]),
    ...others,
  ].join('  ');
  return { passed, text };
}

/** Untidy files may hold too little; then the reason is said. */
export function isRightOrSaid({ right, verdict, reason }: ExampleVerdict): boolean {
  return right || (verdict === 'cannot tell' && reason !== '');
}

function moneyOf(verdicts: readonly ExampleVerdict[]): string {
  const share = (holds: (verdict: ExampleVerdict) => boolean) => {
    const total = verdicts.reduce((sum, { cost }) => sum + cost, 0);
    const part = verdicts.reduce((sum, verdict) => sum + (holds(verdict) ? verdict.cost : 0), 0);
    return `${((100 * part) / total).toFixed(1)} %`;
  };
  return [
    `Money under a right verdict: ${share(({ right }) => right)}`,
    `under a wrong one: ${share(({ wrong }) => wrong)}`,
    `a before/after chart would put ${share(({ beforeAfterWrong }) => beforeAfterWrong)} in the wrong place`,
  ].join('; ');
}
