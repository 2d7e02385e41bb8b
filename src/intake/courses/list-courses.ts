import type { Organisation } from '../../contract/organisation.ts';
import type { ProgrammeKind } from '../../model/programme.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { programmeOf } from '../programme-of.ts';
import { guessedLines, withCourses } from './adopt-courses.ts';
import { type CourseLine, plainCourse, readCourseLines, writeCourseLines } from './courses-file.ts';
import { type CourseHeld, coursesHeld } from './courses-held.query.ts';
import { guessKind } from './guess-kind.ts';

/** A course with what it is taken for. */
export interface CourseListed extends CourseHeld {
  /** Id of its programme; undefined where course-kinds.csv leaves it out. */
  readonly programme: string | undefined;
  readonly kind: ProgrammeKind;
  readonly provider: string | undefined;
  /** Who says so: whichhalf.yaml, course-kinds.csv, or only its title. */
  readonly saidBy: 'whichhalf.yaml' | 'course-kinds.csv' | 'guess';
  /** The word of the title that tells the kind, where it is guessed; empty where nothing does. */
  readonly guessedBy: string;
}

interface Place {
  readonly folder: string;
  readonly organisation: Organisation;
  readonly warehouse: Warehouse;
}

/** Every course of the attendance, as whichhalf.yaml and course-kinds.csv have it, and guessed where neither does. */
export async function listCourses(place: Place): Promise<readonly CourseListed[]> {
  const { organisation } = place;
  const courses = await coursesHeld(place.warehouse);
  const lines = readCourseLines(place.folder) ?? [];
  withCourses(organisation, lines);
  const written = new Map(lines.map((line) => [plainCourse(line.course), line]));
  const rest = courses.filter(({ course }) => !written.has(plainCourse(course)));
  const guessed = new Map(
    guessedLines(
      organisation,
      rest,
      lines.map(({ programme }) => programme),
    ).map((line) => [plainCourse(line.course), line]),
  );
  return courses.map((held) => {
    const declared = programmeOf(held.course, organisation);
    if (declared !== undefined) return asDeclared(held, declared, organisation);
    const line = written.get(plainCourse(held.course)) ?? guessed.get(plainCourse(held.course));
    if (line === undefined) throw new RangeError(`no line for the course ${held.course}`);
    return asWritten(held, line);
  });
}

function asDeclared(held: CourseHeld, id: string, { programmes }: Organisation): CourseListed {
  const { kind = 'service', provider } = programmes[id] ?? {};
  return { ...held, programme: id, kind, provider, saidBy: 'whichhalf.yaml', guessedBy: '' };
}

function asWritten(
  held: CourseHeld,
  { programme, kind, provider, hours, guessed }: CourseLine,
): CourseListed {
  return {
    ...held,
    programme: programme === '-' ? undefined : programme,
    kind,
    provider,
    hoursPerPerson: hours ?? held.hoursPerPerson,
    saidBy: guessed ? 'guess' : 'course-kinds.csv',
    guessedBy: guessed ? guessKind(held.course).by : '',
  };
}

/** Writes course-kinds.csv anew: what stands in it stays, courses that came since are added. Returns its path. */
export function writeCourses(folder: string, courses: readonly CourseListed[]): string {
  const lines = readCourseLines(folder) ?? [];
  const held = new Set(courses.map(({ course }) => plainCourse(course)));
  const unheld = lines
    .filter(({ course }) => !held.has(plainCourse(course)))
    .map((line) => ({ ...line, kindText: line.kind, people: 0, from: '', to: '' }));
  const toWrite = courses.map((each) => ({
    course: each.course,
    programme: each.programme ?? '-',
    kind: each.kind,
    kindText: each.saidBy === 'guess' && each.guessedBy === '' ? `${each.kind}?` : each.kind,
    hours: each.hoursPerPerson,
    provider: each.provider,
    guessed: each.saidBy === 'guess',
    people: each.people,
    from: each.from,
    to: each.to,
  }));
  return writeCourseLines(folder, [...toWrite, ...unheld]);
}
