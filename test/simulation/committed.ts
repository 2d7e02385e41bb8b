import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OracleErrors } from './oracle.ts';
import { figures, type RivalName, rivals, type StudyRecord } from './run-case.ts';
import type { CaseSummary, FigureSummary } from './summarise.ts';

/** What of the study lies in the repository: counts by case, errors of the oracle, and a few organisations in full. */
export interface Committed {
  readonly summaries: readonly CaseSummary[];
  readonly oracle: Readonly<Record<string, OracleErrors>>;
  readonly organisations: readonly StudyRecord[];
}

const files = {
  summaries: 'test/simulation/summary.json',
  oracle: 'test/simulation/oracle.json',
  organisations: 'test/simulation/organisations.jsonl',
} as const;

export function readCommitted(root: string): Committed {
  const text = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');
  return {
    summaries: (JSON.parse(text(files.summaries) || '[]') as SummaryRow[]).map(summaryOf),
    oracle: JSON.parse(text(files.oracle) || '{}') as Record<string, OracleErrors>,
    organisations: text(files.organisations)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => recordOf(JSON.parse(line) as RecordRow)),
  };
}

export function writeOracle(root: string, oracle: Committed['oracle']): void {
  const lines = Object.entries(oracle).map(
    ([id, errors]) => `${JSON.stringify(id)}: ${JSON.stringify(errors)}`,
  );
  writeFileSync(join(root, files.oracle), `{\n${lines.join(',\n')}\n}\n`);
}

/** One line per case or organisation, so that a change of one is a change of one line. */
export function writeCommitted(
  root: string,
  summaries: readonly CaseSummary[],
  organisations: readonly StudyRecord[],
): void {
  const lines = summaries.map((summary) => JSON.stringify(rowOfSummary(summary)));
  writeFileSync(join(root, files.summaries), `[\n${lines.join(',\n')}\n]\n`);
  const rows = organisations.map((record) => JSON.stringify(rowOfRecord(record)));
  writeFileSync(join(root, files.organisations), `${rows.join('\n')}\n`);
}

/** Names that every line would repeat are left out: figures, checks and money as rows, in the order of their types. */
interface SummaryRow extends Omit<CaseSummary, 'figures' | 'halfLife' | 'checks' | 'money'> {
  /** By figure: of, covered, mean width, bias, error. */
  readonly figures: readonly (readonly number[] | null)[];
  readonly halfLife: readonly number[];
  /** By check: run, below 5 %, below 1 %, stood against a verdict. */
  readonly checks: Readonly<Record<string, readonly number[]>>;
  /** Ours and by rival: right, wrong, untold, wrong verdicts. */
  readonly money: readonly (readonly number[])[];
}

const ways = ['ours', ...rivals] as const;

function rowOfSummary({ figures: found, halfLife, checks, money, ...rest }: CaseSummary): SummaryRow {
  return {
    ...rest,
    figures: figures.map((figure) => {
      const summary = found[figure];
      return summary && [summary.of, summary.covered, summary.meanWidth, summary.bias, summary.error];
    }),
    halfLife: [halfLife.of, halfLife.covered],
    checks: mapValues(checks, ({ run, below5, below1, failed }) => [run, below5, below1, failed]),
    money: ways.map((way) => {
      const { right, wrong, untold, wrongVerdicts } = money[way];
      return [right, wrong, untold, wrongVerdicts];
    }),
  };
}

function summaryOf({ figures: rows, halfLife, checks, money, ...rest }: SummaryRow): CaseSummary {
  const figureOf = (row: readonly number[] | null): FigureSummary | null => {
    if (row === null) return null;
    const [of, covered, meanWidth, bias, error] = row;
    return { of, covered, meanWidth, bias, error };
  };
  return {
    ...rest,
    figures: named(figures, (k) => figureOf(rows[k])),
    halfLife: { of: halfLife[0], covered: halfLife[1] },
    checks: mapValues(checks, ([run, below5, below1, failed]) => ({ run, below5, below1, failed })),
    money: named(ways, (k) => {
      const [right, wrong, untold, wrongVerdicts] = money[k];
      return { right, wrong, untold, wrongVerdicts };
    }),
  };
}

/** A record without names, in the order of its type. */
type RecordRow = readonly [
  ...ids: [caseId: string, seed: number, verdict: StudyRecord['verdict'], reason: string, wrong: 0 | 1],
  truth: StudyRecord['truth'],
  effects: StudyRecord['effects'],
  halfLife: StudyRecord['halfLife'],
  trueHalfLife: number | null,
  checks: StudyRecord['checks'],
  failed: readonly string[],
  cost: number,
  rivals: readonly StudyRecord['rivals'][RivalName][],
];

function rowOfRecord(record: StudyRecord): RecordRow {
  const { caseId, seed, verdict, reason, wrong, truth, effects, halfLife, trueHalfLife } = record;
  const said = rivals.map((rival) => record.rivals[rival]);
  const { checks, failed, cost } = record;
  return [
    caseId,
    seed,
    verdict,
    reason,
    wrong ? 1 : 0,
    truth,
    effects,
    halfLife,
    trueHalfLife,
    checks,
    failed,
    cost,
    said,
  ];
}

function recordOf(row: RecordRow): StudyRecord {
  const [
    caseId,
    seed,
    verdict,
    reason,
    wrong,
    truth,
    effects,
    halfLife,
    trueHalfLife,
    checks,
    failed,
    cost,
    said,
  ] = row;
  return {
    caseId,
    seed,
    verdict,
    reason,
    wrong: wrong === 1,
    truth,
    effects,
    halfLife,
    trueHalfLife,
    checks,
    failed,
    cost,
    rivals: named(rivals, (k) => said[k]),
  };
}

function named<Name extends string, Value>(
  names: readonly Name[],
  of: (k: number) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name, k) => [name, of(k)])) as Record<Name, Value>;
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  of: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
}
