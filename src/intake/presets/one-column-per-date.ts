import { basename } from 'node:path';
import type { FileShape } from '../read/file-shape.ts';
import type { ReshapingOfFile } from '../read/reshape.ts';
import { dayOfHeading } from './day-of-heading.ts';
import type { Preset } from './preset.ts';
import { eachRecord } from './reshapings.ts';

interface Dated {
  readonly column: string;
  readonly index: number;
  readonly day: string;
}

function datedColumns({ columns }: FileShape): readonly Dated[] {
  return columns.flatMap((column, index) => {
    const day = dayOfHeading(column);
    return day === undefined ? [] : [{ column, index, day }];
  });
}

function cellsUnder({ sample }: FileShape, dated: readonly Dated[]): readonly string[] {
  return sample
    .flatMap((row) => dated.map(({ index }) => (row[index] ?? '').trim()))
    .filter((cell) => cell !== '');
}

/** What the table is about: its sheet, unless that is called "Sheet1", else the title above it, else its file. */
function titleOf({ sheet, titleRows, file }: FileShape): string {
  if (sheet !== undefined && !/^(sheet|tabelle|feuille?|foglio|hoja)\s?\d*$/i.test(sheet)) return sheet;
  const [title] = titleRows.filter((row) => row !== '');
  return title ?? basename(file).replace(/\.[a-z.]+$/i, '');
}

const guide = 'exports/sheets.md';
const came = /^(x|✓|✔|✗|yes|ja|oui|sì|si|1|a|anwesend|present)$/i;
const absent = /^(-|0|o|no|nein|non|n|k|e|u|abwesend|absent|krank|ill|sick|entschuldigt|excused|\/)$/i;
const marksColumns = ['person', 'course', 'date', 'status'] as const;

/** A sheet with one row per person, one column per date and a mark for whoever came. */
export const attendanceMarks: Preset = {
  id: 'attendance-marks',
  title: 'A sheet with a mark per person and date',
  seenOnRealExport: false,
  guide,
  recognise: (shape) => {
    const dated = datedColumns(shape);
    const cells = cellsUnder(shape, dated);
    const marks = cells.length > 0 && cells.every((cell) => came.test(cell) || absent.test(cell));
    return marks && cells.some((cell) => came.test(cell)) && personColumn(shape) !== undefined
      ? `${dated.length === 1 ? 'a column is headed by a date' : `${dated.length} columns are headed by dates`} and hold marks`
      : undefined;
  },
  loads: [{ table: 'attendance', reshape: attendancesOf }],
  leavesOut: [{ columns: /./, why: 'not needed to know who came, and when' }],
  asks: [
    'The course is taken from the name of the sheet, the title above the table or the name of the file.',
  ],
};

function personColumn({ columns }: FileShape): string | undefined {
  const others = columns.filter((column) => dayOfHeading(column) === undefined);
  const known =
    /^(person|name|full name|employee|mitarbeiter(in)?|teilnehmer(in)?|participant|e-?mail|e-?mail address|id|id number|personalnummer|user ?name)$/i;
  return (
    others.find((column) => /mail|id|nummer|number/i.test(column) && known.test(column)) ??
    others.find((column) => known.test(column)) ??
    others[0]
  );
}

function attendancesOf(shape: FileShape): ReshapingOfFile {
  const dated = datedColumns(shape);
  const person = personColumn(shape) ?? '';
  const course = titleOf(shape);
  return {
    columns: marksColumns,
    reads: [person, ...dated.map(({ column }) => column)],
    start: () =>
      eachRecord(marksColumns, ({ cells }) => {
        const rows = dated.flatMap(({ column, day }) => {
          const mark = (cells.get(column) ?? '').trim();
          if (mark === '') return [];
          const status = came.test(mark) ? 'came' : absent.test(mark) ? 'no-show' : mark;
          return [{ person: cells.get(person) ?? '', course, date: day, status }];
        });
        return rows.length === 0 ? { dropped: 'no mark in any column' } : rows;
      }),
  };
}

const scoreColumns = ['site', 'date', 'measure', 'value'] as const;

/** A sheet with one row per site (or department, or team), one column per month and a score in each cell. */
export const scoresByMonth: Preset = {
  id: 'scores-by-month',
  title: 'A sheet with a score per site and month',
  seenOnRealExport: false,
  guide,
  recognise: (shape) => {
    const dated = datedColumns(shape);
    const cells = cellsUnder(shape, dated);
    return dated.length >= 2 && cells.length > 0 && cells.every((cell) => /^-?\d+([.,]\d+)?\s?%?$/.test(cell))
      ? `${dated.length} columns are headed by dates or months and hold numbers`
      : undefined;
  },
  loads: [{ table: 'outcomes', reshape: scoresOf }],
  leavesOut: [{ columns: /./, why: 'not a date, and not what the row is about' }],
  asks: ['Without the number of answers behind each score, every month counts alike.'],
};

function scoresOf(shape: FileShape): ReshapingOfFile {
  const dated = datedColumns(shape);
  const others = shape.columns.filter((column) => dayOfHeading(column) === undefined);
  const site = others[0] ?? '';
  const measureColumn = others.find((column) =>
    /^(measure|question|kpi|indicator|kennzahl|frage|item|metric)$/i.test(column),
  );
  const title = titleOf(shape);
  return {
    columns: scoreColumns,
    reads: [
      site,
      ...(measureColumn === undefined ? [] : [measureColumn]),
      ...dated.map(({ column }) => column),
    ],
    start: () =>
      eachRecord(scoreColumns, ({ cells }) => {
        const measure = measureColumn === undefined ? title : (cells.get(measureColumn) ?? '');
        const rows = dated.flatMap(({ column, day }) => {
          const value = (cells.get(column) ?? '').replace('%', '').trim();
          return value === '' ? [] : [{ site: cells.get(site) ?? '', date: day, measure, value }];
        });
        return rows.length === 0 ? { dropped: 'no score in any column' } : rows;
      }),
  };
}
