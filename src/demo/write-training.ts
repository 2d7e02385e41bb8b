import { isoFromDay } from '../model/calendar.ts';
import type { Words } from './example-words.ts';
import type { Filing } from './filing.ts';
import { sessionDay } from './labels.ts';
import type { TruthKind } from './organisation-model.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import { openTable } from './table-file.ts';
import type { DrawnProgramme } from './training-effects.ts';

/** What people showed they had learned and what they thought of it; not part of the effect on customers. */
interface Session {
  /** Mean scores of 100 before and after; undefined where nobody was tested. */
  readonly test: { readonly before: number; readonly after: number } | undefined;
  /** Mean of 1 to 5 for relevance and willingness, and for content and delivery. */
  readonly wanted: number;
  readonly given: number;
}

const sessions: Readonly<Record<TruthKind, Session>> = {
  lasting: { test: { before: 61, after: 83 }, wanted: 4.1, given: 4 },
  fading: { test: { before: 60, after: 81 }, wanted: 4.2, given: 4.3 },
  'no-effect': { test: { before: 63, after: 62 }, wanted: 3.7, given: 2.8 },
  harmful: { test: { before: 58, after: 80 }, wanted: 3.8, given: 3.9 },
  conditional: { test: { before: 62, after: 82 }, wanted: 4, given: 4 },
  leaders: { test: { before: 57, after: 79 }, wanted: 4.1, given: 4.2 },
  'low-scores': { test: undefined, wanted: 3.6, given: 3.9 },
  'who-answers': { test: { before: 66, after: 84 }, wanted: 3.8, given: 3.8 },
  'one-day': { test: { before: 64, after: 79 }, wanted: 3.9, given: 3.9 },
  'nobody-came': { test: undefined, wanted: 3.4, given: 3.6 },
};
const testSd = 13;
const reactionSd = 0.8;
const shareWhoReact = 0.6;

type Row = readonly (string | number)[];

/** Rows that are written in the order of their days. */
interface DatedRow {
  readonly day: number;
  readonly row: Row;
}

async function writeByDay(
  folder: string,
  file: string,
  header: readonly string[],
  rows: readonly DatedRow[],
): Promise<void> {
  const table = await openTable(folder, file, header);
  for (const { row } of rows.toSorted((one, other) => one.day - other.day)) await table.row(row);
  await table.close();
}

/** Tests before and after, for programmes that have them. */
export async function writeAssessments(
  organisation: SimulatedOrganisation,
  words: Words,
  filing: Filing,
  folder: string,
): Promise<void> {
  const { model, streams } = organisation.workplace;
  const called = filing.called('tests');
  const rows = organisation.programmes.flatMap((drawn, index) => {
    const { test } = sessions[drawn.programme.truth];
    if (test === undefined) return [];
    const { course } = words.programmes[drawn.programme.truth];
    return attendersOf(drawn).flatMap(({ person, week }): DatedRow[] => {
      const random = streams('tests', index, person);
      const ability = random.normal();
      const score = (mean: number) =>
        Math.round(Math.min(100, Math.max(0, mean + testSd * (0.7 * ability + 0.7 * random.normal()))));
      const row = (day: number, moment: string, mean: number) => ({
        day,
        row: [called[person] ?? '', course, filing.day('tests', day), moment, score(mean)],
      });
      const day = sessionDay(model, week);
      return [row(day - 1, 'before', test.before), row(day + 1, 'after', test.after)];
    });
  });
  await writeByDay(folder, 'assessments.csv', ['Participant', 'Course', 'Date', 'When', 'Score'], rows);
}

/** Answers after a session, 1 to 5; four of ten hand nothing in. */
export async function writeReactions(
  organisation: SimulatedOrganisation,
  words: Words,
  folder: string,
): Promise<void> {
  const header = ['Course', 'Date', 'About situations I meet', 'I want to do it', 'Content', 'Delivery'];
  const { model, streams } = organisation.workplace;
  const rows = organisation.programmes.flatMap((drawn, index) => {
    const { wanted, given } = sessions[drawn.programme.truth];
    const { course } = words.programmes[drawn.programme.truth];
    return attendersOf(drawn).flatMap(({ person, week }): DatedRow[] => {
      const random = streams('tests', index + organisation.programmes.length, person);
      if (random.next() >= shareWhoReact) return [];
      const mood = random.normal();
      const answer = (mean: number) =>
        Math.round(Math.min(5, Math.max(1, mean + reactionSd * (0.6 * mood + 0.8 * random.normal()))));
      const day = sessionDay(model, week);
      const answers = [wanted, wanted, given, given].map(answer);
      return [{ day, row: [course, isoFromDay(day), ...answers] }];
    });
  });
  await writeByDay(folder, 'reactions.csv', header, rows);
}

function attendersOf({ rollOut }: DrawnProgramme): { person: number; week: number }[] {
  return [...rollOut.cameWeek.entries()]
    .filter(([, week]) => week >= 0)
    .map(([person, week]) => ({ person, week }));
}
