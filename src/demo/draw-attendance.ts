import { isoFromDay } from '../model/calendar.ts';
import { type PlaceOfAttendance, type SideProgramme, sideProgrammes, type Words } from './example-words.ts';
import type { Filing } from './filing.ts';
import { sessionDay } from './labels.ts';
import type { OrganisationModel } from './organisation-model.ts';
import { costOf } from './programme-costs.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import type { DrawnProgramme } from './training-effects.ts';
import type { Workplace } from './workplace.ts';

/** Who was asked to come to one course, and whether they did; those who came later have a second entry. */
export interface CourseAttendance {
  readonly course: string;
  readonly keptIn: PlaceOfAttendance;
  readonly hours: number;
  readonly entries: readonly { readonly person: number; readonly day: number; readonly came: boolean }[];
}

export function drawAttendance(organisation: SimulatedOrganisation, words: Words): CourseAttendance[] {
  return [
    ...organisation.programmes.map((drawn) => attendanceOf(organisation, drawn, words)),
    ...sideProgrammes.flatMap((side) => sideAttendance(organisation, side)),
  ];
}

function attendanceOf(
  { workplace }: SimulatedOrganisation,
  drawn: DrawnProgramme,
  words: Words,
): CourseAttendance {
  const { course, keptIn } = words.programmes[drawn.programme.truth];
  const { roster, model } = workplace;
  const entries: CourseAttendance['entries'][number][] = [];
  for (let person = 0; person < roster.people; person++) {
    const invited = drawn.rollOut.invitedWeek[person] ?? -1;
    const came = drawn.rollOut.cameWeek[person] ?? -1;
    if (invited < 0 || invited >= (roster.left[person] ?? 0)) continue;
    entries.push({ person, day: sessionDay(model, invited), came: came === invited });
    if (came > invited) entries.push({ person, day: sessionDay(model, came), came: true });
  }
  return { course, keptIn, hours: costOf(drawn, 1).hoursPerPerson, entries };
}

function sideAttendance({ workplace }: SimulatedOrganisation, side: SideProgramme): CourseAttendance[] {
  const { roster, model } = workplace;
  return sideCourses(side, model).map(({ course, week: due }) => {
    const entries: CourseAttendance['entries'][number][] = [];
    for (let person = 0; person < roster.members; person++) {
      const joined = roster.joined[person] ?? 0;
      const week = due ?? joined;
      if (week >= (roster.left[person] ?? 0) || week < joined || (due === undefined && joined === 0))
        continue;
      entries.push({ person, day: sessionDay(model, week), came: true });
    }
    return { course, keptIn: side.keptIn, hours: side.hoursPerPerson, entries };
  });
}

/** The courses of a programme beside, one for each year where it comes back, and the week of each; none where all come as they join. */
export function sideCourses(
  { kind, course, firstDayOffset }: SideProgramme,
  { weeks, firstDay }: OrganisationModel,
): { readonly course: string; readonly week: number | undefined }[] {
  if (kind === 'induction') return [{ course, week: undefined }];
  const first = Math.floor(firstDayOffset / 7);
  if (kind !== 'required-by-law') return [{ course, week: first }];
  return [first, first + 52]
    .filter((week) => week < weeks)
    .map((week) => ({ course: `${course} ${isoFromDay(firstDay + 7 * week).slice(0, 4)}`, week }));
}

/** Everybody in post, on days of their own: courses that no programme has. */
export function otherCourses(
  { roster, model, streams }: Workplace,
  { otherCourses }: Filing,
): CourseAttendance[] {
  return otherCourses.map((course, index) => {
    const random = streams('untidy', 100 + index);
    const entries = Array.from({ length: roster.members }, (_, person) => {
      const [from, to] = [roster.joined[person] ?? 0, roster.left[person] ?? 0];
      const week = from + random.integer(Math.max(1, to - from));
      return { person, day: model.firstDay + 7 * week + random.integer(5), came: random.next() < 0.9 };
    });
    return { course, keptIn: 'courses', hours: 1, entries };
  });
}
