import type { CourseListed } from '../intake/index.ts';
import { formatCount } from '../model/format-numbers.ts';
import { programmeKindWords } from '../model/programme.ts';
import { layOutTable, wrapText } from './table.ts';

export const withoutPeople =
  'No attendance is loaded that says who came to which course. Load a file of the table attendance: whichhalf import FILE';

const headings = [
  { heading: 'course', align: 'left' },
  { heading: 'people', align: 'right' },
  { heading: 'hours', align: 'right' },
  { heading: 'sessions', align: 'right' },
  { heading: 'from', align: 'left' },
  { heading: 'to', align: 'left' },
  { heading: 'kind', align: 'left' },
  { heading: 'told by', align: 'left' },
  { heading: 'programme', align: 'left' },
] as const;

/** The courses as a table for people, and what to do with it. */
export function coursesWords(courses: readonly CourseListed[], columns: number): string {
  const guessed = courses.filter(({ saidBy }) => saidBy === 'guess');
  const unknown = guessed.filter(({ guessedBy }) => guessedBy === '').length;
  const mark = unknown > 0 ? ` Of ${formatCount(unknown)}, marked "service?", the title tells nothing.` : '';
  const next =
    guessed.length === 0
      ? 'Every kind is said by whichhalf.yaml or course-kinds.csv.'
      : `${formatCount(guessed.length)} of ${formatCount(courses.length)} kinds are guessed from titles.${mark} Correct them in one pass: whichhalf courses --write, then edit course-kinds.csv.`;
  return [
    ...layOutTable(headings, courses.map(rowOf), Math.max(20, Math.floor(columns / 3))),
    '',
    wrapText(next, columns),
  ].join('\n');
}

function rowOf({
  course,
  people,
  hours,
  sessions,
  from,
  to,
  kind,
  programme,
  ...said
}: CourseListed): string[] {
  const unsure = said.saidBy === 'guess' && said.guessedBy === '' ? '?' : '';
  return [
    course,
    formatCount(people),
    hours === 0 ? '' : formatCount(Math.round(hours)),
    formatCount(sessions),
    from,
    to,
    `${programmeKindWords[kind]}${unsure}`,
    toldBy(said),
    programme ?? 'left out',
  ];
}

function toldBy({ saidBy, guessedBy }: Pick<CourseListed, 'saidBy' | 'guessedBy'>): string {
  if (saidBy !== 'guess') return saidBy;
  return guessedBy === '' ? 'nothing: a guess' : `"${guessedBy}": a guess`;
}
