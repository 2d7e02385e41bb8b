import { basename } from 'node:path';
import type { FileShape } from '../read/file-shape.ts';
import type { ReshapingOfFile } from '../read/reshape.ts';
import { completionOf } from './moodle-words.ts';
import type { Preset } from './preset.ts';
import { eachRecord } from './reshapings.ts';

const columns = ['person', 'course', 'date', 'session', 'status'] as const;

/**
 * `progress.<course>.csv`: one row per person and two columns per activity, its name with the state and a column whose
 * heading is the day by which it was expected (or nothing) with the time. The first column has the full name and no heading.
 */
export const moodleActivityCompletion: Preset = {
  id: 'moodle-activity-completion',
  title: 'Moodle, activity completion report',
  seenOnRealExport: true,
  guide: 'exports/moodle.md',
  recognise: (shape) => {
    const { length } = activitiesOf(shape);
    return shape.columns[0] === 'column 1' && length > 0
      ? `its first column has no heading, and ${length === 1 ? 'one column says' : `${length} columns say`} whether an activity was completed`
      : undefined;
  },
  loads: [{ table: 'attendance', reshape: attendancesOf }],
  leavesOut: [
    { columns: /^column 1$/, why: 'names of people; the e-mail address or number says who it is' },
    { columns: /./, why: 'not needed to know who completed what, and when' },
  ],
  asks: ['Hours are not in this report: give "hoursPerPerson" in the cost of the programme.'],
};

interface Activity {
  readonly name: string;
  readonly state: string;
  readonly time: string;
}

/** Pairs of columns to the end, from the first at which every cell is a state; before them stand facts about the person. */
function activitiesOf({ columns, sample }: FileShape): readonly Activity[] {
  for (let from = columns.length % 2 === 0 ? 2 : 1; from < columns.length; from += 2) {
    const pairs: Activity[] = [];
    for (let index = from; index < columns.length; index += 2) {
      const state = columns[index] ?? '';
      pairs.push({ name: state.replace(/ \(\d+\)$/, ''), state, time: columns[index + 1] ?? '' });
    }
    if (pairs.every(({ state }) => holdsStates(columns.indexOf(state), sample))) return pairs;
  }
  return [];
}

function holdsStates(index: number, sample: FileShape['sample']): boolean {
  return sample.length > 0 && sample.every((row) => completionOf(row[index] ?? '') !== undefined);
}

function attendancesOf(shape: FileShape): ReshapingOfFile {
  const activities = activitiesOf(shape);
  const person = personColumn(shape, activities.length);
  const course = courseOf(shape);
  return {
    columns,
    reads: [person, ...activities.flatMap(({ state, time }) => [state, time])],
    start: () =>
      eachRecord(columns, ({ cells }) => {
        const rows = activities.flatMap(({ name, state, time }) => {
          const date = cells.get(time) ?? '';
          if (completionOf(cells.get(state) ?? '') !== true || date === '') return [];
          const session = course === undefined ? '' : name;
          return [{ person: cells.get(person) ?? '', course: course ?? name, date, session, status: 'came' }];
        });
        return rows.length === 0 ? { dropped: 'nothing completed yet' } : rows;
      }),
  };
}

/** The column with addresses, in whatever language its heading is, else the first that has a heading, else the name. */
function personColumn({ columns, sample }: FileShape, activities: number): string {
  const about = columns.slice(0, columns.length - 2 * activities);
  const mail = about.find((_, index) => sample.some((row) => /^\S+@\S+$/.test(row[index] ?? '')));
  return mail ?? about[1] ?? 'column 1';
}

/** The course stands in the name of the file only: `progress.listen-first.csv`; else each activity is a course. */
function courseOf({ file }: FileShape): string | undefined {
  return /^progress\.(.+?)\.[a-z]+(?:\.gz)?$/i.exec(basename(file))?.[1];
}
