import type { Imported, MappingNeeded, Preview, Proposal } from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import { layOutTable, type TableColumn, wrapText } from './table.ts';

/** A mapping that somebody must look at: what it rests on, and the first rows before and after. */
export function proposalWords({ file, proposal, trial }: MappingNeeded, columns: number): string {
  const rows =
    trial instanceof UsageError
      ? [wrapText(`With this mapping it cannot be loaded: ${trial.message} ${trial.remedy}`, columns)]
      : [
          ...previewLines(trial.preview, columns),
          ...trial.report.notes.map((note) => wrapText(note, columns)),
        ];
  return [...proposalLines(file, proposal, columns), ...rows].join('\n');
}

/** What `--preview` shows of a file that may be loaded. */
export function previewWords({ report, preview, proposal }: Imported, columns: number): string {
  return [
    ...(proposal === undefined ? [] : proposalLines(report.file, proposal, columns)),
    ...(preview === undefined ? [] : previewLines(preview, columns)),
  ].join('\n');
}

function proposalLines(file: string, proposal: Proposal, columns: number): readonly string[] {
  const wrap = (text: string) => wrapText(text, columns);
  const { source, lines, changes, missing, others, otherTables, questions } = proposal;
  return [
    `${file} → ${source.table}? A proposal: nothing is loaded.`,
    ...changes.map((change) => wrap(`Changed: ${change}.`)),
    '',
    ...layOutTable(
      headings,
      lines.map(({ part, name, column, why, sure }) => [
        part === 'columns' ? name : `${name} (${part === 'values' ? 'number' : 'label'})`,
        column,
        `${why}${source.units[name] === undefined ? '' : `, in ${source.units[name]}`}`,
        sure ? '' : 'a guess',
      ]),
      Math.max(20, Math.floor(columns / 3)),
    ),
    '',
    ...missing.map((field) => wrap(`No column was found for ${field}, which must be there.`)),
    ...questions.map(({ sentence, flags }) => wrap(`${sentence} Say: ${flags.join(', or ')}.`)),
    ...(others.length === 0
      ? []
      : [wrap(`Not loaded: ${others.map(({ column, seen }) => `${column} (${seen})`).join(', ')}.`)]),
    ...(otherTables.length === 0
      ? []
      : [wrap(`It could also be: ${otherTables.map((table) => `--table ${table}`).join(', ')}.`)]),
    '',
  ];
}

const headings: readonly TableColumn[] = [
  { heading: 'field', align: 'left' },
  { heading: 'column', align: 'left' },
  { heading: 'because', align: 'left' },
  { heading: '', align: 'left' },
];

function previewLines({ fields, rows }: Preview, columns: number): readonly string[] {
  if (rows.length === 0) return [];
  const fitting = fields.slice(0, fieldsThatFit(fields.length, rows, columns));
  const more =
    fitting.length < fields.length
      ? [
          `And ${fields
            .slice(fitting.length)
            .map(({ field }) => field)
            .join(', ')}.`,
        ]
      : [];
  const table = (heading: (field: Preview['fields'][number]) => string, side: 'before' | 'after') =>
    layOutTable(
      [
        { heading: 'line', align: 'right' },
        ...fitting.map((field): TableColumn => ({ heading: cut(heading(field)), align: 'left' })),
      ],
      rows.map((row) => [String(row.line), ...row[side].slice(0, fitting.length).map(cut)]),
      widestCell,
    );
  return [
    `The first ${rows.length} rows as they stand in the file`,
    ...table(({ column }) => column, 'before'),
    '',
    'and as they are read (people by their initials)',
    ...table(({ field }) => field, 'after'),
    ...more,
    ...rows.flatMap(({ line, leftOut }) =>
      leftOut === '' ? [] : [`  line ${line} is left out: ${leftOut}`],
    ),
  ];
}

const widestCell = 20;

function cut(text: string): string {
  const line = text.replaceAll(' ', '\u00a0');
  return line.length <= widestCell ? line : `${line.slice(0, widestCell - 3)}...`;
}

function fieldsThatFit(fields: number, rows: Preview['rows'], columns: number): number {
  let used = 6;
  for (let k = 0; k < fields; k++) {
    const widest = Math.max(
      8,
      ...rows.map(({ before, after }) => Math.max((before[k] ?? '').length, (after[k] ?? '').length)),
    );
    used += 2 + Math.min(widestCell, widest);
    if (used > columns) return Math.max(1, k);
  }
  return fields;
}
