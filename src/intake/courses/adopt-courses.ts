import type { Organisation, Programme } from '../../contract/organisation.ts';
import { prepareFactTables } from '../../warehouse/fact-tables.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { programmeOf } from '../programme-of.ts';
import { adoptSessions, assignedAsNamed } from './adopt-sessions.ts';
import {
  type CourseLine,
  coursesFileName,
  noProgramme,
  plainCourse,
  readCourseLines,
  wrong,
} from './courses-file.ts';
import { type CourseHeld, coursesHeld } from './courses-held.query.ts';
import { guessKind } from './guess-kind.ts';
import { idsFor } from './id-of-course.ts';

/** The organisation with the courses that were held, and what is to be said about them. */
export interface WithCourses {
  readonly organisation: Organisation;
  /** By programme id: what a reader must know about it. */
  readonly notes: ReadonlyMap<string, readonly string[]>;
  /** By course in lower case: hours of one person on one date, where the attendance has none. */
  readonly hoursOfCourse: ReadonlyMap<string, number>;
}

interface Place {
  readonly folder: string;
  readonly organisation: Organisation;
  readonly warehouse: Warehouse;
}

/**
 * Makes programmes of the courses that none in whichhalf.yaml names: as course-kinds.csv says, or, where there is neither
 * that file nor any programme, by the kind that each title lets one guess. Sessions of files join those declared.
 */
export async function adoptCourses({ folder, organisation, warehouse }: Place): Promise<WithCourses> {
  const lines = readCourseLines(folder);
  await prepareFactTables(warehouse);
  if (lines === undefined && Object.keys(organisation.programmes).length > 0) {
    const organised = await adoptSessions(warehouse, organisation);
    return { organisation: organised, notes: new Map(), hoursOfCourse: new Map() };
  }
  const courses = withCourses(
    organisation,
    lines ?? guessedLines(organisation, await coursesHeld(warehouse)),
  );
  const whole = await adoptSessions(warehouse, courses.organisation);
  const programmes = Object.entries(whole.programmes).map(
    ([id, programme]) =>
      [id, id in organisation.programmes ? programme : assignedAsNamed(programme)] as const,
  );
  return { ...courses, organisation: { ...whole, programmes: Object.fromEntries(programmes) } };
}

/** A line for each course that no programme names, as guessed from its title. */
export function guessedLines(
  organisation: Organisation,
  courses: readonly CourseHeld[],
  taken: readonly string[] = [],
): readonly CourseLine[] {
  const open = courses.filter(({ course }) => programmeOf(course, organisation) === undefined);
  const ids = idsFor(
    open.map(({ course }) => course),
    [...Object.keys(organisation.programmes), ...taken],
  );
  return open.map(({ course, hoursPerPerson }, index) => ({
    line: index + 2,
    course,
    programme: ids[index] ?? '',
    kind: guessKind(course).kind,
    hours: hoursPerPerson,
    provider: undefined,
    guessed: true,
  }));
}

/** The lines put into effect: courses added to declared programmes, and programmes of their own for the others. */
export function withCourses(organisation: Organisation, lines: readonly CourseLine[]): WithCourses {
  const programmes: Record<string, Programme> = { ...organisation.programmes };
  const notes = new Map<string, readonly string[]>();
  for (const line of lines) {
    if (line.programme === noProgramme) continue;
    const declared = organisation.programmes[line.programme];
    refuseConflict(organisation, line, declared);
    const known = programmes[line.programme];
    programmes[line.programme] =
      known === undefined ? programmeFrom(line, organisation) : withCourse(known, line);
    if (declared === undefined && line.guessed) notes.set(line.programme, [sayGuess(line)]);
  }
  const hours = lines.flatMap((line) => {
    const isDeclared = (organisation.programmes[line.programme]?.cost?.hoursPerPerson ?? 0) > 0;
    return line.hours === undefined || isDeclared ? [] : [[plainCourse(line.course), line.hours] as const];
  });
  return { organisation: { ...organisation, programmes }, notes, hoursOfCourse: new Map(hours) };
}

function refuseConflict(organisation: Organisation, line: CourseLine, declared: Programme | undefined): void {
  const named = programmeOf(line.course, organisation);
  if (named !== undefined && named !== line.programme) {
    throw wrong(
      line.line,
      `puts "${line.course}" under "${line.programme}", whichhalf.yaml under "${named}"`,
      `Write ${named} here, or take the course out of "courses:" there.`,
    );
  }
  if (declared !== undefined && declared.kind !== line.kind) {
    throw wrong(
      line.line,
      `calls "${line.programme}" ${line.kind}, whichhalf.yaml calls it ${declared.kind}`,
      'A programme of whichhalf.yaml has the kind that is declared there: correct either.',
    );
  }
}

function programmeFrom(
  { course, kind, hours, provider }: CourseLine,
  { organisation }: Organisation,
): Programme {
  const { defaultOutcome } = organisation;
  return {
    title: course,
    kind,
    ...(provider !== undefined && { provider }),
    ...(defaultOutcome !== undefined && { primaryOutcome: defaultOutcome }),
    standards: [],
    otherOutcomes: [],
    companions: [],
    behaviours: [],
    rhythm: 'once',
    courses: [course],
    chosen: { by: 'person', how: 'other', spillOver: 'possible' },
    sessions: [],
    cost: { fees: 0, materials: 0, hoursPerPerson: hours ?? 0, loadedRate: organisation.loadedRate ?? 0 },
  };
}

/** What whichhalf.yaml or an earlier line says stays. */
function withCourse(known: Programme, { course, provider }: CourseLine): Programme {
  const named = known.courses.some((each) => plainCourse(each) === plainCourse(course));
  return {
    ...known,
    courses: named ? known.courses : [...known.courses, course],
    ...(known.provider === undefined && provider !== undefined && { provider }),
  };
}

function sayGuess({ kind, course }: CourseLine): string {
  const { by } = guessKind(course);
  const why = by === '' ? 'nothing in its title tells it' : `its title has "${by}"`;
  return `Its kind, ${kind.replaceAll('-', ' ')}, is a guess (${why}): correct it in ${coursesFileName}, which "whichhalf courses --write" writes.`;
}
