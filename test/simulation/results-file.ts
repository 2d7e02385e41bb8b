import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StudyRecord } from './run-case.ts';

/** A record with what does not follow from its case and seed: the state of the code, and the processor time. */
export interface KeptRecord extends StudyRecord {
  readonly code: string;
  readonly milliseconds: number;
}

/** One file per design, one JSON line per organisation, only ever added to. The last line of an organisation counts. */
export interface Results {
  readonly folder: string;
  all(): readonly KeptRecord[];
  find(caseId: string, seed: number): KeptRecord | undefined;
  append(record: KeptRecord): void;
}

export function openResults(folder: string): Results {
  mkdirSync(folder, { recursive: true });
  const kept = new Map<string, KeptRecord>();
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.jsonl'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    if (text !== '' && !text.endsWith('\n')) appendFileSync(join(folder, name), '\n');
    for (const record of readRecords(text)) kept.set(keyOf(record), record);
  }
  return {
    folder,
    all: () => [...kept.values()],
    find: (caseId, seed) => kept.get(keyOf({ caseId, seed })),
    append(record) {
      kept.set(keyOf(record), record);
      appendFileSync(join(folder, `${record.caseId.split('/')[0]}.jsonl`), `${JSON.stringify(record)}\n`);
    },
  };
}

function keyOf({ caseId, seed }: Pick<StudyRecord, 'caseId' | 'seed'>): string {
  return `${caseId}#${seed}`;
}

/** A line that was cut short when the study was stopped is left out; its organisation is simulated again. */
export function readRecords(text: string): KeptRecord[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as KeptRecord];
    } catch {
      return [];
    }
  });
}

/** Everything of a record that follows from its case and seed, as text: equal if every figure is. */
export function figuresAsText(record: StudyRecord): string {
  const { code, milliseconds, ...figures } = { code: '', milliseconds: 0, ...record };
  return JSON.stringify(figures);
}

const roomsThatMatter = [
  'src/contract',
  'src/demo',
  'src/impact',
  'src/model',
  'src/stats',
  'test/simulation',
];

/** Names the state of the code, so that a line tells by what it was made. */
export function stateOfCode(root: string): string {
  const hash = createHash('sha256');
  for (const room of roomsThatMatter) {
    if (!existsSync(join(root, room))) continue;
    for (const file of readdirSync(join(root, room), { recursive: true }).map(String).sort()) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      hash.update(file).update(readFileSync(join(root, room, file)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
