import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OracleErrors } from './oracle.ts';
import { type KeptRecord, readRecords } from './results-file.ts';
import type { StudyRecord } from './run-case.ts';
import type { CaseSummary } from './summarise.ts';

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
    summaries: JSON.parse(text(files.summaries) || '[]') as CaseSummary[],
    oracle: JSON.parse(text(files.oracle) || '{}') as Record<string, OracleErrors>,
    organisations: readRecords(text(files.organisations)),
  };
}

export function writeOracle(root: string, oracle: Committed['oracle']): void {
  const lines = Object.entries(oracle).map(
    ([id, errors]) => `${JSON.stringify(id)}: ${JSON.stringify(errors)}`,
  );
  writeFileSync(join(root, files.oracle), `{\n${lines.join(',\n')}\n}\n`);
}

/** One line per case, so that a change of one case is a change of one line. */
export function writeCommitted(
  root: string,
  summaries: readonly CaseSummary[],
  organisations: readonly KeptRecord[],
): void {
  const lines = summaries.map((summary) => JSON.stringify(summary));
  writeFileSync(join(root, files.summaries), `[\n${lines.join(',\n')}\n]\n`);
  const rows = organisations.map(({ code, milliseconds, ...figures }) => JSON.stringify(figures));
  writeFileSync(join(root, files.organisations), `${rows.join('\n')}\n`);
}
