import type { Imported, LoadReport } from '../intake/index.ts';
import { snippetOf } from '../intake/index.ts';
import { layOutTable, wrapText } from './table.ts';

/** What one import did, as text for people. */
export function importWords(imported: Imported, columns: number): string {
  const { report } = imported;
  if (report.outcome === 'already loaded') {
    return `${report.file} → ${report.table}: not changed since load ${report.load}; ${count(report.rows.loaded, 'row')} stand.`;
  }
  const wrap = (text: string) => wrapText(text, columns);
  return [
    `${report.file} → ${report.table}${report.outcome === 'dry run' ? ' (dry run: nothing is kept)' : `, load ${report.load}`}`,
    wrap(report.format),
    ...presetWords(report).map(wrap),
    '',
    ...layOutTable(headings, mappingRows(report), Math.max(20, Math.floor(columns / 2.5))),
    '',
    ...leftOutWords(report).map(wrap),
    ...report.titleRows.map((row) => wrap(`Passed over before the table: ${row}`)),
    ...report.closingRows.map((row) => wrap(`Passed over after the table: ${row}`)),
    wrap(rowsSentence(report)),
    ...report.rejected.map(({ line, reason }) => wrap(`  line ${line}: ${reason}`)),
    ...report.notes.map(wrap),
    ...(report.from === undefined ? [] : [`From ${report.from} to ${report.to}.`]),
    ...keptWords(imported, wrap),
  ].join('\n');
}

/** Where it stands how the file is read, or the lines that would say it. */
function keptWords(
  { report, recognised, mapping }: Imported,
  wrap: (text: string) => string,
): readonly string[] {
  const lines = recognised === undefined ? [] : [snippetOf(recognised)];
  if (mapping !== undefined && report.outcome === 'dry run')
    return [
      '',
      wrap(`It would be read, and so would be the next files of this name, by ${mapping}:`),
      ...lines,
    ];
  if (mapping !== undefined) {
    const read = `Read as ${mapping} says, and so are the next files of this name.`;
    return [wrap(`${read} Correct it there, or with --column.`)];
  }
  if (recognised === undefined) return [];
  return ['', 'Add these lines to "sources:" in whichhalf.yaml, so that it is kept up to date:', ...lines];
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

/** Which export it was taken for, by what, and how sure that reading is. */
function presetWords({ preset }: LoadReport): readonly string[] {
  if (preset === undefined) return [];
  const { id, title, because, seenOnRealExport, guide } = preset;
  return [
    `Taken for: ${title} (preset ${id}), because ${because}. See docs/guides/${guide}.`,
    ...(seenOnRealExport
      ? []
      : ['This preset was not yet seen on a real export: look at the table below before you rely on it.']),
  ];
}

/** What is not loaded, by the rule that leaves it out. */
function leftOutWords({ droppedColumns, leftOutBecause }: LoadReport): readonly string[] {
  const byRule = new Map<string, string[]>();
  for (const column of droppedColumns) {
    const why = leftOutBecause[column] ?? '';
    byRule.set(why, [...(byRule.get(why) ?? []), column]);
  }
  return [...byRule].map(
    ([why, columns]) => `Not loaded: ${columns.join(', ')}${why === '' ? '' : ` (${why})`}.`,
  );
}

/** "120 rows: 117 loaded (100 new, 2 corrected, 15 there before), 2 rejected, 1 dropped (person was erased)." */
export function rowsSentence({ rows }: LoadReport): string {
  const dropped = Object.entries(rows.dropped).map(([rule, times]) => `, ${times} dropped (${rule})`);
  const detail = `${rows.added} new, ${rows.corrected} corrected, ${rows.unchanged} there before`;
  return `${count(rows.inFile, 'row')}: ${rows.loaded} loaded (${detail}), ${rows.rejected} rejected${dropped.join('')}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Which files were passed over because they hold only the heading that `init` wrote, and what to do with them. */
export function templateWords(templates: readonly string[], loaded: number): string {
  const [hold, them] = templates.length === 1 ? ['holds', 'it'] : ['hold', 'them'];
  const others = loaded === 0 ? 'Nothing was loaded: ' : 'Passed over: ';
  return `${others}${templates.join(', ')} still ${hold} only the heading that init wrote. Fill ${them}, or import a file of your own: whichhalf import FILE.`;
}
