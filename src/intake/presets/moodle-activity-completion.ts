import { basename } from 'node:path';
import type { FileShape } from '../read/file-shape.ts';
import type { FileRecord, Reshaped, Reshaping, ReshapingOfFile } from '../read/reshape.ts';
import { completionOf } from './moodle-words.ts';
import type { Preset } from './preset.ts';

/** Names of the columns that Moodle may show of a person, before the first activity. */
const identity: ReadonlySet<string> = new Set([
  'id number',
  'email address',
  'department',
  'institution',
  'username',
  'phone',
  'mobile phone',
  'city/town',
  'country',
]);
/** What tells one person from another, the surest first. */
const keys = ['email address', 'id number', 'username'] as const;

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
    const activities = activitiesOf(shape);
    return shape.columns[0] === 'column 1' && activities.length > 0 && statesFit(shape, activities)
      ? `its first column has no heading, and ${activities.length === 1 ? 'one column says' : `${activities.length} columns say`} whether an activity was completed`
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

/** Pairs of columns from the first that is no fact about the person. */
function activitiesOf({ columns }: FileShape): readonly Activity[] {
  const from = columns.findIndex((column, index) => index > 0 && !identity.has(column.toLowerCase()));
  if (from < 0 || (columns.length - from) % 2 !== 0) return [];
  const activities: Activity[] = [];
  for (let index = from; index < columns.length; index += 2) {
    const state = columns[index] ?? '';
    activities.push({ name: state.replace(/ \(\d+\)$/, ''), state, time: columns[index + 1] ?? '' });
  }
  return activities;
}

function statesFit({ columns, sample }: FileShape, activities: readonly Activity[]): boolean {
  const indices = activities.map(({ state }) => columns.indexOf(state));
  const states = sample.flatMap((row) => indices.map((index) => row[index] ?? ''));
  return states.length > 0 && states.every((state) => state === '' || completionOf(state) !== undefined);
}

function attendancesOf(shape: FileShape): ReshapingOfFile {
  const activities = activitiesOf(shape);
  const key = keys.flatMap((name) => shape.columns.find((column) => column.toLowerCase() === name) ?? [])[0];
  const person = key ?? 'column 1';
  return {
    columns: ['person', 'course', 'date', 'session', 'status'],
    reads: [person, ...activities.flatMap(({ state, time }) => [state, time])],
    start: () => new Completions(person, courseOf(shape), activities),
  };
}

/** The course stands in the name of the file only: `progress.listen-first.csv`; else each activity is a course. */
function courseOf({ file }: FileShape): string | undefined {
  return /^progress\.(.+?)\.[a-z]+(?:\.gz)?$/i.exec(basename(file))?.[1];
}

class Completions implements Reshaping {
  readonly columns = ['person', 'course', 'date', 'session', 'status'];
  private readonly person: string;
  private readonly course: string | undefined;
  private readonly activities: readonly Activity[];

  constructor(person: string, course: string | undefined, activities: readonly Activity[]) {
    this.person = person;
    this.course = course;
    this.activities = activities;
  }

  take({ cells }: FileRecord): Reshaped {
    const rows = this.activities.flatMap(({ name, state, time }) => {
      const completed = completionOf(cells.get(state) ?? '');
      const date = cells.get(time) ?? '';
      if (completed !== true || date === '') return [];
      const session = this.course === undefined ? '' : name;
      return [
        { person: cells.get(this.person) ?? '', course: this.course ?? name, date, session, status: 'came' },
      ];
    });
    return rows.length === 0 ? { dropped: 'nothing completed yet' } : rows;
  }

  finish() {
    return [];
  }
}
