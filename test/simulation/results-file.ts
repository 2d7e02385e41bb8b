import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StudyRecord } from './run-case.ts';

/** One JSON line per organisation. What is there already is not simulated again. */
export interface ResultsFile {
  readonly records: readonly StudyRecord[];
  append(record: StudyRecord): void;
}

export function openResults(file: string): ResultsFile {
  mkdirSync(dirname(file), { recursive: true });
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const records = readRecords(text);
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  return {
    records,
    append(record) {
      records.push(record);
      appendFileSync(file, `${JSON.stringify(record)}\n`);
    },
  };
}

/** A line that was cut short when the study was stopped is left out; its organisation is simulated again. */
export function readRecords(text: string): StudyRecord[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as StudyRecord];
    } catch {
      return [];
    }
  });
}

/** Names a file of its own for every state of the code, so that results of two states are never mixed. */
export function defaultResultsFile(root: string): string {
  const hash = createHash('sha256');
  for (const folder of ['src/impact', 'src/stats', 'src/demo', 'src/model', 'test/simulation']) {
    for (const file of readdirSync(join(root, folder), { recursive: true }).map(String).sort()) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      hash.update(file).update(readFileSync(join(root, folder, file)));
    }
  }
  const name = `${hash.digest('hex').slice(0, 12)}.jsonl`;
  return join(root, 'node_modules/.cache/simulate', name);
}
