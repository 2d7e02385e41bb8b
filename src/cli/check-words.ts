import type { Tellable } from '../impact/index.ts';
import type { DataCheck, LoadReport } from '../intake/index.ts';
import { layOutTable, wrapText } from './table.ts';

/** What `whichhalf check` found, as text for people. */
export function checkWords(
  check: DataCheck,
  people: readonly string[],
  verdicts: readonly Tellable[],
  columns: number,
): string {
  if (check.loads.length === 0) {
    return 'Nothing is loaded yet. Name your files under "sources:" in whichhalf.yaml, then run: whichhalf import';
  }
  const wrap = (text: string) => wrapText(text, columns);
  return [
    'What is loaded',
    ...layOutTable(loadHeadings, check.loads.map(loadRow), Math.max(16, Math.floor(columns / 4))),
    ...check.loads.flatMap(rejectedLines).map(wrap),
    '',
    'What it covers',
    `${check.listed} people stand in a list of people or teams.`,
    ...check.coverage.flatMap(coverageLines).map(wrap),
    ...check.unknownCourses
      .slice(0, 10)
      .map(({ course, rows }) =>
        wrap(
          `The course "${course}" (${rows} rows) belongs to no programme: name it under "courses:" of one, if it does.`,
        ),
      ),
    '',
    ...(people.length > 0 ? [...people, ''] : []),
    'What can be answered',
    ...check.programmes.flatMap((programme) => [...programmeLines(programme, verdicts).map(wrap), '']),
  ].join('\n');
}

const loadHeadings = [
  { heading: 'load', align: 'right' },
  { heading: 'file', align: 'left' },
  { heading: 'table', align: 'left' },
  { heading: 'rows', align: 'right' },
  { heading: 'loaded', align: 'right' },
  { heading: 'rejected', align: 'right' },
  { heading: 'dropped', align: 'right' },
  { heading: 'people', align: 'right' },
  { heading: 'from', align: 'left' },
  { heading: 'to', align: 'left' },
] as const;

function loadRow({ load, file, table, rows, people, from, to }: LoadReport): readonly string[] {
  const dropped = Object.values(rows.dropped).reduce((sum, times) => sum + times, 0);
  const counts = [rows.inFile, rows.loaded, rows.rejected, dropped, people].map(String);
  return [String(load ?? ''), file, table, ...counts, from ?? '', to ?? ''];
}

const reasonsToShow = 3;

function rejectedLines({ file, rows, rejected }: LoadReport): readonly string[] {
  if (rows.rejected === 0) return [];
  const first = rejected.slice(0, reasonsToShow).map(({ line, reason }) => `line ${line}: ${reason}`);
  return [`${file}: ${rows.rejected} rejected, first ${first.join('; ')}.`];
}

const gapsToShow = 6;

function coverageLines({
  table,
  rows,
  from,
  to,
  people,
  matched,
  emptyPeriods,
  scores,
}: DataCheck['coverage'][number]): readonly string[] {
  const unmatched = people - matched;
  const gaps = emptyPeriods.slice(0, gapsToShow).join(', ');
  const more = emptyPeriods.length > gapsToShow ? ` and ${emptyPeriods.length - gapsToShow} more` : '';
  const ofWhom =
    scores === undefined
      ? []
      : [`${table}: ${rows} rows from ${from} to ${to}, ${scoresWords(scores)}`, ...unknownSites(scores)];
  const ofPeople = `${table}: ${rows} rows from ${from} to ${to}, of ${people} people, ${matched} of them in a list${unmatched > 0 ? `, ${unmatched} in none` : ''}.`;
  return [
    ...(scores === undefined ? [ofPeople] : ofWhom),
    ...(emptyPeriods.length > 0 ? [`  No row at all in the periods that begin on ${gaps}${more}.`] : []),
  ];
}

type Scores = NonNullable<DataCheck['coverage'][number]['scores']>;

/** "scores of 14 sites by month: Guest score, Linen; 3 rows do not say how many answered." */
function scoresWords({ period, measures, sites, departments, teams, withoutAnswers }: Scores): string {
  const counts = [
    ...(sites > 0 ? [`${sites} sites`] : []),
    ...(departments > 0 ? [`${departments} departments`] : []),
    ...(teams > 0 ? [`${teams} teams`] : []),
  ];
  const of = counts.length === 0 ? 'nobody in particular' : counts.join(', ');
  const answers =
    withoutAnswers > 0 ? `; ${withoutAnswers} rows do not say how many answered, each counts as one` : '';
  return `scores of ${of} by ${period}: ${measures.join(', ')}${answers}.`;
}

function unknownSites({ sites, unknownSites: names }: Scores): readonly string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, gapsToShow).join(', ');
  const more = names.length > gapsToShow ? ` and ${names.length - gapsToShow} more` : '';
  return [
    `  ${names.length} of ${sites} sites are in no list of people or teams: ${shown}${more}. Write them there as in the scores.`,
  ];
}

function programmeLines(
  { programme, title, attended, answerable, missing }: DataCheck['programmes'][number],
  verdicts: readonly Tellable[],
): readonly string[] {
  const verdict = verdicts.find(({ id }) => id === programme);
  return [
    `${title}: ${attended} people came.`,
    ...(verdict === undefined ? [] : [sayVerdict(verdict)]),
    ...(answerable.length > 0 ? [`Files are there for: ${answerable.join(' ')}`] : []),
    ...missing.map(({ question, needs }) => `Nothing yet for: ${question} It needs ${needs}.`),
  ];
}

function sayVerdict({ canTell, why, next, when }: Tellable): string {
  return canTell
    ? 'Its verdict can be told: whichhalf analyse.'
    : `Its verdict cannot be told (${when}): ${why}. ${next}`;
}
