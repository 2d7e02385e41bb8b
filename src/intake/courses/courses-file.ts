import { join } from 'node:path';
import { type ProgrammeKind, programmeKinds } from '../../model/programme.ts';
import { UsageError } from '../../model/refusal.ts';
import { decoded, delimiterOf, recordsIn, tableText, unguarded } from '../../model/small-table.ts';
import { readIfThere, replaceFile } from '../../people/index.ts';

/** The file beside whichhalf.yaml in which people say what each course is. */
export const coursesFileName = 'course-kinds.csv';

/** What stands in place of a programme where a course is to be left out. */
export const noProgramme = '-';

/** One line of it. */
export interface CourseLine {
  /** As editors count them, the first being 1. */
  readonly line: number;
  readonly course: string;
  /** Id of the programme that it belongs to; `noProgramme` if it is left out. */
  readonly programme: string;
  readonly kind: ProgrammeKind;
  /** Hours of one person on one date, where the attendance has none. */
  readonly hours: number | undefined;
  readonly provider: string | undefined;
  /** True as long as nobody confirmed the kind. */
  readonly guessed: boolean;
}

const columns = ['course', 'programme', 'kind', 'hours per person', 'provider', 'guessed'] as const;
const needed: ReadonlySet<string> = new Set(['course', 'programme', 'kind']);

/** The lines of the file; undefined where there is none. What is wrong with it is a `UsageError` with its line. */
export function readCourseLines(folder: string): readonly CourseLine[] | undefined {
  const bytes = readIfThere(join(folder, coursesFileName));
  if (bytes === undefined) return undefined;
  const [header, ...rows] = recordsIn(decoded(bytes), (line) =>
    wrong(
      line,
      'has a quote in the middle of a cell',
      'Put the whole cell in quotes, and a quote inside it twice.',
    ),
  );
  if (header === undefined) return [];
  const places = placesOf(header.cells);
  const lines = rows
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ line, cells }) => {
      const [course = '', programme = '', kind = '', hours = '', provider = '', guessed = ''] = places.map(
        (at) => unguarded(cells[at] ?? '').normalize('NFC'),
      );
      return lineOf(line, { course, programme, kind, hours, provider, guessed });
    });
  refuseContradictions(lines);
  return lines;
}

function placesOf(header: readonly string[]): readonly number[] {
  const plain = header.map((cell) => cell.trim().toLowerCase());
  return columns.map((name) => {
    const at = plain.indexOf(name);
    if (at >= 0 || !needed.has(name)) return at;
    throw wrong(
      1,
      `has no column "${name}"`,
      `The first line names the columns: ${columns.join(',')}. Others may follow and are not read.`,
    );
  });
}

type Cells = Readonly<Record<'course' | 'programme' | 'kind' | 'hours' | 'provider' | 'guessed', string>>;

function lineOf(line: number, { course, programme, kind, hours, provider, guessed }: Cells): CourseLine {
  if (course === '')
    throw wrong(line, 'names no course', 'Give its name as the attendance has it, or delete the line.');
  return {
    line,
    course,
    programme: programmeIn(line, programme),
    kind: kindIn(line, kind),
    hours: hoursIn(line, hours),
    provider: provider === '' ? undefined : provider,
    guessed: kind.endsWith('?') || /^(yes|true|1|x|ja|oui|s[ií])$/i.test(guessed),
  };
}

function programmeIn(line: number, id: string): string {
  if (id === noProgramme || /^[a-z0-9][a-z0-9-]*$/.test(id)) return id;
  throw wrong(
    line,
    id === '' ? 'has no programme' : `has the programme "${id}"`,
    `An id has lower-case letters, digits and hyphens, such as listen-first; write ${noProgramme} to leave the course out.`,
  );
}

/** As it stands in whichhalf.yaml; blanks for hyphens and a question mark behind it are allowed. */
function kindIn(line: number, text: string): ProgrammeKind {
  const plain = text
    .toLowerCase()
    .replace(/\s*\?$/, '')
    .replaceAll(/[\s_]+/g, '-');
  const kind = programmeKinds.find((each) => each === plain);
  if (kind !== undefined) return kind;
  throw wrong(
    line,
    text === '' ? 'has no kind' : `has the kind "${text}"`,
    `Write one of ${programmeKinds.join(', ')}.`,
  );
}

function hoursIn(line: number, text: string): number | undefined {
  if (text === '') return undefined;
  const hours = /^\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
  if (hours >= 0 && hours <= 1000) return hours;
  throw wrong(
    line,
    `has the hours "${text}"`,
    'Give the hours of one person on one date as a number, or leave it empty.',
  );
}

/** A course stands once; the lines of one programme agree on its kind and its provider. */
function refuseContradictions(lines: readonly CourseLine[]): void {
  const ofCourse = new Map<string, number>();
  const ofProgramme = new Map<string, CourseLine>();
  for (const each of lines) {
    const { line, course, programme } = each;
    const twice = ofCourse.get(plainCourse(course));
    if (twice !== undefined)
      throw wrong(line, `has the course "${course}" of line ${twice} again`, 'Delete one of the two lines.');
    ofCourse.set(plainCourse(course), line);
    const first = ofProgramme.get(programme) ?? each;
    if (programme === noProgramme) continue;
    ofProgramme.set(programme, first);
    if (first.kind !== each.kind)
      throw wrong(
        line,
        `calls "${programme}" ${each.kind}, line ${first.line} calls it ${first.kind}`,
        'Give all courses of a programme the same kind, or another programme.',
      );
    if (first.provider !== each.provider)
      throw wrong(
        line,
        `gives "${programme}" another provider than line ${first.line}`,
        'Give all courses of a programme the same provider, or another programme.',
      );
  }
}

/** Under this, spellings that differ in letter case only are one course. */
export function plainCourse(course: string): string {
  return course.trim().toLowerCase();
}

export function wrong(line: number, what: string, remedy: string): UsageError {
  return new UsageError(`${coursesFileName}, line ${line} ${what}.`, remedy);
}

/** A line to be written, with what helps to correct it. */
export interface CourseToWrite extends Omit<CourseLine, 'line'> {
  /** As it is to stand there: "service?" where nothing tells it. */
  readonly kindText: string;
  readonly people: number;
  readonly from: string;
  readonly to: string;
}

/** Writes the whole file, with the delimiter that it has; a crash leaves the old one or the new one. Returns its path. */
export function writeCourseLines(folder: string, lines: readonly CourseToWrite[]): string {
  const rows = lines.map(({ course, programme, kindText, hours, provider, guessed, people, from, to }) => [
    course,
    programme,
    kindText,
    hours === undefined ? '' : String(hours),
    provider ?? '',
    guessed ? 'yes' : '',
    String(people),
    from,
    to,
  ]);
  const path = join(folder, coursesFileName);
  const there = readIfThere(path);
  const delimiter = there === undefined ? ',' : delimiterOf(decoded(there));
  const text = tableText([[...columns, 'people', 'from', 'to'], ...rows], delimiter);
  replaceFile(path, Buffer.from(text), 'everybody');
  return path;
}
