import type { FactTable, Source } from '../contract/organisation.ts';
import { looksOf } from './column-look.ts';
import { fieldsOf } from './fact-fields.ts';
import { plainName } from './map-columns.ts';
import { type Corrections, drawn, type ProposedLine } from './mapping-corrections.ts';
import { openQuestions } from './open-questions.ts';
import { proposeMapping } from './propose-mapping.ts';
import type { FileShape } from './read/file-shape.ts';

/** Tables of which a column that is left out unasked costs people their team, their days, or makes no-shows of who came. */
const tablesOfPeople: readonly FactTable[] = ['people', 'teams', 'attendance'];

/**
 * Whether a table that was recognised by the names of its columns has some that only words in their names or their cells
 * tell: a number of each person beside the names, "Date d'embauche", or answers of customers under a heading of their own.
 */
export function namesLeaveOpen(source: Source, shape: FileShape, told: Corrections): boolean {
  const lines = linesByName(source, shape.columns, told);
  if (!tablesOfPeople.includes(source.table)) {
    return openQuestions(source.table, lines, looksOf(shape), told).some(
      ({ mustBeAnswered }) => mustBeAnswered,
    );
  }
  const { columns } = proposeMapping(shape, { ...told, table: source.table }).source;
  return Object.entries(columns).some(
    ([name, column]) => column !== '' && !lines.some((line) => line.name === name && line.column === column),
  );
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
