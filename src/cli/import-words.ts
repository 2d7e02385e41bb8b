import type { Imported, LoadReport } from '../intake/index.ts';
import { snippetOf } from '../intake/index.ts';
import { layOutTable, wrapText } from './table.ts';

/** What one import did, as text for people. */
export function importWords({ report, recognised }: Imported, columns: number): string {
  if (report.outcome === 'already loaded') {
    return `${report.file} → ${report.table}: not changed since load ${report.load}; ${count(report.rows.loaded, 'row')} stand.`;
  }
  const wrap = (text: string) => wrapText(text, columns);
  return [
    `${report.file} → ${report.table}${report.outcome === 'dry run' ? ' (dry run: nothing is kept)' : `, load ${report.load}`}`,
    wrap(report.format),
    '',
    ...layOutTable(headings, mappingRows(report), Math.max(20, Math.floor(columns / 2.5))),
    '',
    ...(report.droppedColumns.length > 0 ? [wrap(`Not loaded: ${report.droppedColumns.join(', ')}.`)] : []),
    ...report.titleRows.map((row) => wrap(`Passed over before the table: ${row}`)),
    ...report.closingRows.map((row) => wrap(`Passed over after the table: ${row}`)),
    wrap(rowsSentence(report)),
    ...report.rejected.map(({ line, reason }) => wrap(`  line ${line}: ${reason}`)),
    ...(report.from === undefined ? [] : [`From ${report.from} to ${report.to}.`]),
    ...(recognised === undefined
      ? []
      : [
          '',
          'Add these lines to "sources:" in whichhalf.yaml, so that it is kept up to date:',
          snippetOf(recognised),
        ]),
  ].join('\n');
}

const headings = [
  { heading: 'field', align: 'left' },
  { heading: 'column', align: 'left' },
  { heading: 'because', align: 'left' },
  { heading: 'read as', align: 'left' },
  { heading: 'taken as missing', align: 'left' },
] as const;

function mappingRows({ columns }: LoadReport): readonly (readonly string[])[] {
  return columns.map(({ field, column, how, readAs, missing }) => [
    field,
    column ?? '',
    how === 'measure' ? 'a measure names it' : how,
    readAs,
    Object.entries(missing)
      .map(([word, times]) => `"${word}" ${times} times`)
      .join(', '),
  ]);
}

/** "120 rows: 117 loaded (100 new, 2 corrected, 15 there before), 2 rejected, 1 dropped (person was erased)." */
function rowsSentence({ rows }: LoadReport): string {
  const dropped = Object.entries(rows.dropped).map(([rule, times]) => `, ${times} dropped (${rule})`);
  const detail = `${rows.added} new, ${rows.corrected} corrected, ${rows.unchanged} there before`;
  return `${count(rows.inFile, 'row')}: ${rows.loaded} loaded (${detail}), ${rows.rejected} rejected${dropped.join('')}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
