import type { Source } from '../contract/organisation.ts';
import { looksOf } from './column-look.ts';
import { fieldsOf } from './fact-fields.ts';
import { plainName } from './map-columns.ts';
import { type Corrections, drawn, type ProposedLine } from './mapping-corrections.ts';
import { numberOfPeople } from './number-of-people.ts';
import { openQuestions } from './open-questions.ts';
import type { FileShape } from './read/file-shape.ts';

/**
 * Whether a table that was recognised by the names of its columns has one that only its cells tell: a number of each
 * person beside the names, or answers of customers under a heading of their own.
 */
export function namesLeaveOpen(source: Source, shape: FileShape, told: Corrections): boolean {
  const looks = looksOf(shape);
  const lines = linesByName(source, shape.columns, told);
  if (source.table === 'people') {
    const number = numberOfPeople(looks);
    const person = lines.find(({ name }) => name === 'person');
    return number !== undefined && !('person' in told.columns) && person?.column !== number.column;
  }
  return openQuestions(source.table, lines, looks, told).some(({ mustBeAnswered }) => mustBeAnswered);
}

function linesByName(source: Source, columns: readonly string[], told: Corrections): readonly ProposedLine[] {
  const lines = [...drawn(told)];
  for (const { name, synonyms } of fieldsOf(source.table).fields) {
    if (name in told.columns) continue;
    const names = [name, ...synonyms].map(plainName);
    const found = names.flatMap((each) => columns.find((column) => plainName(column) === each) ?? [])[0];
    if (found !== undefined)
      lines.push({ part: 'columns', name, column: found, why: 'by its name', sure: true });
  }
  return lines;
}
