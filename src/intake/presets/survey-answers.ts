import type { FileShape } from '../read/file-shape.ts';
import type { FileRecord, ReshapingOfFile } from '../read/reshape.ts';
import { hasColumns, type LeftOut, type Preset } from './preset.ts';
import { eachRecord } from './reshapings.ts';

const columns = ['site', 'department', 'team', 'date', 'measure', 'n', 'value'] as const;
const places = ['site', 'department', 'team'] as const;

const leavesOut: readonly LeftOut[] = [
  {
    columns: /^(ipaddr|refurl|token|user id|verified email|person\.|country|os|device|browser|url|seed)/i,
    why: 'who answered, and from where',
  },
  {
    columns:
      /^(id|lastpage|startlanguage|startdate|datestamp|interviewtime|grouptime|no\.|response id|survey id|formbricks id|tags|finished|quotas|.*time$)/i,
    why: 'not an answer',
  },
  { columns: /./, why: 'answers in words' },
];

/** Answers to a survey as LimeSurvey exports them: one row per person who answered, one column per question. */
export const limeSurveyAnswers: Preset = {
  id: 'limesurvey-answers',
  title: 'LimeSurvey, answers',
  seenOnRealExport: false,
  guide: 'exports/surveys.md',
  recognise: (shape) =>
    hasColumns(shape, ['id', 'submitdate', 'lastpage', 'startlanguage'])
      ? 'it has the columns id, submitdate, lastpage and startlanguage'
      : undefined,
  loads: [
    {
      table: 'outcomes',
      reshape: (shape) =>
        answersOf(shape, 'submitdate', ({ cells }) => (cells.get('submitdate') ?? '') !== ''),
    },
  ],
  leavesOut,
  asks: [
    'In an anonymised survey all dates are 1 January 1980: give the date of the wave as "constants: { date: ... }".',
  ],
};

/** Answers to a survey as Formbricks exports them. */
export const formbricksAnswers: Preset = {
  id: 'formbricks-answers',
  title: 'Formbricks, responses',
  seenOnRealExport: false,
  guide: 'exports/surveys.md',
  recognise: (shape) =>
    hasColumns(shape, ['No.', 'Response ID', 'Timestamp', 'Finished', 'Survey ID'])
      ? 'it has the columns No., Response ID, Timestamp, Finished and Survey ID'
      : undefined,
  loads: [
    {
      table: 'outcomes',
      reshape: (shape) =>
        answersOf(shape, 'Timestamp', ({ cells }) =>
          /^(yes|true|ja|oui)$/i.test(cells.get('Finished') ?? ''),
        ),
    },
  ],
  leavesOut,
  asks: [
    'Times stand in the zone that the organisation chose for display: give it as "timeZone:" of the source.',
  ],
};

/** Columns before the questions, and those that only measure how long an answer took. */
const noQuestion =
  /^(id|submitdate|lastpage|startlanguage|seed|token|startdate|datestamp|ipaddr|refurl|interviewtime|grouptime.*|.+time|no\.|response id|timestamp|finished|quotas|survey id|formbricks id.*|user id|tags|verified email|person\..*|.* - option id)$/i;

function answersOf(
  shape: FileShape,
  dateColumn: string,
  isWhole: (record: FileRecord) => boolean,
): ReshapingOfFile {
  const placeOf = (name: string) =>
    shape.columns.find((column) => new RegExp(`^(person\\.)?${name}$`, 'i').test(column));
  const placed = places.flatMap((place) => {
    const column = placeOf(place);
    return column === undefined ? [] : [{ place, column }];
  });
  const questions = shape.columns.filter(
    (column, index) =>
      !noQuestion.test(column) &&
      !placed.some((each) => each.column === column) &&
      holdsNumbers(shape, index),
  );
  const finished = shape.columns.filter((column) => /^finished$/i.test(column));
  return {
    columns,
    reads: [dateColumn, ...finished, ...placed.map(({ column }) => column), ...questions],
    start: () =>
      eachRecord(columns, (record) => {
        const { cells } = record;
        if (!isWhole(record)) return { dropped: 'not finished' };
        const date = (cells.get(dateColumn) ?? '').slice(0, 10);
        if (date === '1980-01-01') return { rejected: 'anonymised, so that its date is not known' };
        const where = Object.fromEntries(placed.map(({ place, column }) => [place, cells.get(column) ?? '']));
        const rows = questions.flatMap((question) => {
          const value = cells.get(question) ?? '';
          return isNumber(value) ? [{ ...where, date, measure: nameOf(question), n: '1', value }] : [];
        });
        return rows.length === 0 ? { dropped: 'no answer in numbers' } : rows;
      }),
  };
}

function holdsNumbers({ sample }: FileShape, index: number): boolean {
  const cells = sample.map((row) => (row[index] ?? '').trim()).filter((cell) => cell !== '');
  return cells.length > 0 && cells.filter(isNumber).length >= 0.8 * cells.length;
}

function isNumber(text: string): boolean {
  return /^-?\d+([.,]\d+)?$/.test(text.trim());
}

/** "1. They understood me" as "They understood me". */
function nameOf(question: string): string {
  return question.replace(/^\d+\.\s+/, '');
}
