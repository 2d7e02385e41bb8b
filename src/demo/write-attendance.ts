import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import type { Source } from '../contract/organisation.ts';
import { isoFromDay } from '../model/calendar.ts';
import type { CourseAttendance } from './draw-attendance.ts';
import type { Filing, Keeper } from './filing.ts';
import { openTable, quoted } from './table-file.ts';
import { dayCell, type SheetCell, spreadsheetBytes } from './write-spreadsheet.ts';

type SourceEntry = z.input<typeof Source>;
type Entry = CourseAttendance['entries'][number];

const registerFile = 'attendance.csv';
const sheetFile = 'marks.xlsx';

/** Which file holds the attendance of which courses, as `whichhalf.yaml` declares it. */
export function attendanceSources(courses: readonly CourseAttendance[]): SourceEntry[] {
  const files = courses.flatMap((each): SourceEntry[] => {
    const file = fileOf(each);
    if (each.keptIn === 'courses') return [{ file, table: 'attendance', preset: 'moodle-course-completion' }];
    if (each.keptIn === 'activities') {
      return [{ file, table: 'attendance', preset: 'moodle-activity-completion' }];
    }
    return each.keptIn === 'sheet'
      ? [{ file, sheet: each.course, table: 'attendance', preset: 'attendance-marks' }]
      : [];
  });
  const columns = { person: 'Participant', course: 'Course', date: 'Date', hours: 'Hours', status: 'Came' };
  return [{ file: registerFile, table: 'attendance', columns }, ...files];
}

function fileOf({ course, keptIn }: CourseAttendance): string {
  if (keptIn === 'sheet') return sheetFile;
  return keptIn === 'activities' ? `moodle/progress.${course}.csv` : `moodle/completion-${course}.csv`;
}

/** Writes the register, a file for each course of the learning system, and the sheet with marks. */
export async function writeAttendance(
  courses: readonly CourseAttendance[],
  filing: Filing,
  folder: string,
): Promise<void> {
  await mkdir(join(folder, dirname('moodle/of-a-course.csv')), { recursive: true });
  await writeRegister(
    courses.filter(({ keptIn }) => keptIn === 'register'),
    filing,
    folder,
  );
  for (const each of courses) {
    if (each.keptIn === 'courses') await writeCourseCompletion(each, filing, folder);
    if (each.keptIn === 'activities') await writeActivityCompletion(each, filing, folder);
  }
  await writeMarks(
    courses.filter(({ keptIn }) => keptIn === 'sheet'),
    filing,
    folder,
  );
}

/** One row for each time that somebody was asked to come, with hours: what the learning system does not hold. */
async function writeRegister(
  courses: readonly CourseAttendance[],
  filing: Filing,
  folder: string,
): Promise<void> {
  const called = inCells(filing, 'register');
  const table = await openTable(folder, registerFile, ['Participant', 'Course', 'Date', 'Hours', 'Came']);
  const rows = courses.flatMap(({ course, hours, entries }) =>
    entries.map((entry) => ({ course, hours, ...entry })),
  );
  for (const { person, course, day, hours, came } of rows.toSorted((one, other) => one.day - other.day)) {
    const when = filing.day('register', day);
    await table.row([called[person] ?? '', course, when, came ? hours : 0, came ? 'yes' : 'no']);
  }
  await table.close();
}

function inCells(filing: Filing, keeper: Keeper): readonly string[] {
  return filing.called(keeper).map((name) => quoted(name));
}

/** Hours after midnight at which courses end. */
const endOfCourse = '16:30:00';

async function writeCourseCompletion(
  attendance: CourseAttendance,
  filing: Filing,
  folder: string,
): Promise<void> {
  const called = inCells(filing, 'courses');
  const header = [
    'ID',
    'Name',
    'Email address',
    'Attendance',
    'Attendance - Completion date',
    'Course complete',
  ];
  const table = await openTable(folder, fileOf(attendance), header);
  for (const { person, day, came } of lastOfEach(attendance.entries)) {
    const when = came ? quotedTime(day) : '';
    const state = came ? 'Completed' : '"Not completed"';
    await table.row([person + 3, shownName(filing, person), called[person] ?? '', state, when, when]);
  }
  await table.close();
}

async function writeActivityCompletion(
  attendance: CourseAttendance,
  filing: Filing,
  folder: string,
): Promise<void> {
  const called = inCells(filing, 'courses');
  const table = await openTable(folder, fileOf(attendance), ['', 'Email address', attendance.course, '']);
  for (const { person, day, came } of lastOfEach(attendance.entries)) {
    const state = came ? '"Completed"' : '"Not completed"';
    const when = came ? quotedTime(day) : '""';
    await table.row([shownName(filing, person), `"${called[person] ?? ''}"`, state, when]);
  }
  await table.close();
}

function shownName({ names }: Filing, person: number): string {
  const { first, last } = names[person] ?? { first: '', last: '' };
  return `"${first} ${last}"`;
}

function quotedTime(day: number): string {
  return `"${isoFromDay(day)} ${endOfCourse}"`;
}

/** The learning system keeps whether somebody has completed a course, not how often they were asked. */
function lastOfEach(entries: readonly Entry[]): readonly Entry[] {
  return [...new Map(entries.map((entry) => [entry.person, entry])).values()];
}

/** One sheet for each course: a title, then a row per person and a column per date, with X for whoever came. */
async function writeMarks(
  courses: readonly CourseAttendance[],
  filing: Filing,
  folder: string,
): Promise<void> {
  const called = filing.called('sheet');
  const sheets = courses.map(({ course, entries }): [string, SheetCell[][]] => {
    const days = [...new Set(entries.map(({ day }) => day))].sort((a, b) => a - b);
    const people = [...new Set(entries.map(({ person }) => person))];
    const marks = new Map(entries.map(({ person, day, came }) => [`${person} ${day}`, came ? 'X' : '-']));
    const rows = people.map((person) => [
      called[person] ?? '',
      ...days.map((day) => marks.get(`${person} ${day}`) ?? null),
    ]);
    return [course, [[`${course}: who came`], ['Name', ...days.map(dayCell)], ...rows]];
  });
  await writeFile(join(folder, sheetFile), spreadsheetBytes(Object.fromEntries(sheets), ['A1:D1']));
}
