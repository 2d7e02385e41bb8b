import { basename } from 'node:path';
import type { FileShape } from '../read/file-shape.ts';
import type { ReshapingOfFile } from '../read/reshape.ts';
import { completionOf } from './moodle-words.ts';
import { hasColumns, type Preset } from './preset.ts';
import { eachRecord } from './reshapings.ts';

const suffix = ' - Completion date';
const columns = ['person', 'course', 'date', 'session', 'status'] as const;

/**
 * `completion-<course>.csv`: one row per person, for each activity that counts its state and the time, in the last column
 * the time at which the course was complete.
 */
export const moodleCourseCompletion: Preset = {
  id: 'moodle-course-completion',
  title: 'Moodle, course completion report',
  seenOnRealExport: true,
  guide: 'exports/moodle.md',
  recognise: (shape) =>
    hasColumns(shape, ['ID', 'Name']) && shape.columns.some((column) => column.endsWith(suffix))
      ? `it has a column that ends in "${suffix.trim()}" and one that says when the course was complete`
      : undefined,
  loads: [{ table: 'attendance', reshape: completionsOf }],
  leavesOut: [
    { columns: /^name$/i, why: 'names of people; the e-mail address or number says who it is' },
    { columns: /./, why: 'not needed to know who completed what, and when' },
  ],
  asks: ['Hours are not in this report: give "hoursPerPerson" in the cost of the programme.'],
};

function completionsOf(shape: FileShape): ReshapingOfFile {
  const find = (name: string) => shape.columns.find((column) => column.toLowerCase() === name);
  const person = find('email address') ?? find('id number') ?? find('username') ?? 'ID';
  const complete = shape.columns.at(-1) ?? '';
  const activities = shape.columns.flatMap((time) =>
    time.endsWith(suffix) ? [{ state: time.slice(0, -suffix.length), time }] : [],
  );
  const course = courseOf(
    shape,
    activities.map(({ state }) => state),
  );
  return {
    columns,
    reads: [person, complete, ...activities.flatMap(({ state, time }) => [state, time])],
    start: () =>
      eachRecord(columns, ({ cells }) => {
        const row = { person: cells.get(person) ?? '', course, status: 'came' };
        const whole = cells.get(complete) ?? '';
        if (whole !== '') return [{ ...row, date: whole }];
        const rows = activities.flatMap(({ state, time }) => {
          const date = cells.get(time) ?? '';
          return completionOf(cells.get(state) ?? '') === true && date !== ''
            ? [{ ...row, date, session: state }]
            : [];
        });
        return rows.length === 0 ? { dropped: 'nothing completed yet' } : rows;
      }),
  };
}

/** The course stands in the name of the file only; with a single activity that activity names it just as well. */
function courseOf({ file }: FileShape, activities: readonly string[]): string {
  const named = /^completion-(.+?)\.[a-z]+(?:\.gz)?$/i.exec(basename(file))?.[1];
  return named ?? (activities.length === 1 ? (activities[0] ?? '') : basename(file).replace(/\..*$/, ''));
}
