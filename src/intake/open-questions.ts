import type { FactTable } from '../contract/organisation.ts';
import type { ColumnLook } from './column-look.ts';
import { type Field, fieldsOf } from './fact-fields.ts';
import { fitOfCells, fitOfName } from './field-fit.ts';
import type { Corrections, ProposedLine } from './mapping-corrections.ts';
import { sensitiveContent } from './minimise.ts';
import { isCountOrRank, speaksOf, spokenName } from './name-hints.ts';

/** What a proposal cannot know and somebody must say. */
export interface OpenQuestion {
  readonly column: string;
  readonly sentence: string;
  /** Flags that answer it. */
  readonly flags: readonly string[];
  /** Nothing is accepted before it is answered. */
  readonly mustBeAnswered: boolean;
}

/** Tables that a table of contacts could be taken for, where its rating was not recognised. */
const tablesOfContacts: readonly FactTable[] = ['interactions', 'events'];

/** What is open about a proposal: answers of customers that it would leave out, and columns that could as well be others. */
export function openQuestions(
  table: FactTable,
  lines: readonly ProposedLine[],
  looks: readonly ColumnLook[],
  told: Corrections,
): readonly OpenQuestion[] {
  const open = looks.filter(
    ({ column }) => !lines.some((line) => line.column === column) && !told.leftOut.includes(column),
  );
  return [...leftOutAnswers(table, lines, open, told), ...rivals(table, lines, open)];
}

function leftOutAnswers(
  table: FactTable,
  lines: readonly ProposedLine[],
  open: readonly ColumnLook[],
  told: Corrections,
): readonly OpenQuestion[] {
  if (!tablesOfContacts.includes(table) || told.columns.rating === '') return [];
  const rating = lines.find(({ name }) => name === 'rating');
  return open.filter(looksLikeAnswer).map(({ column, seen, look }) => {
    const namesIt = speaksOf('rating', column);
    const named = `${table === 'interactions' ? '' : '--table interactions '}--column rating=${quoted(column)}`;
    const words = `in whichhalf.yaml, under its source: recode: { rating: { ${quoted('...')}: "1" } }`;
    return {
      column,
      sentence: `Is ${quoted(column)} (${seen}) what customers answered? It would not be loaded.`,
      flags: [
        look === 'few words' ? `${named} (what its words stand for you say ${words})` : named,
        ...(rating === undefined ? [] : [`--value NAME=${quoted(column)}`]),
        `--leave-out ${quoted(column)}`,
      ],
      mustBeAnswered: rating === undefined || (namesIt && !rating.sure),
    };
  });
}

const answerWords =
  /\b(un)?(zufrieden|satisfied|satisfait|satisfecho|happy)\b|^(sehr )?(gut|schlecht|good|bad|poor|great|excellent|bien|mal|bueno|malo|bon|mauvais|mittel|ok(ay)?|neutral)$/;

/** Small numbers of few kinds, or words of praise and blame; what customers wrote or are called does not count. */
export function looksLikeAnswer({ column, look, cells }: ColumnLook): boolean {
  if (isCountOrRank(column) || sensitiveContent(column, cells) !== undefined) return false;
  if (look === 'rating') return true;
  const words = new Set(cells.map(spokenName));
  return look === 'few words' && words.size > 1 && [...words].every((word) => answerWords.test(word));
}

/** Fields whose column must be the right one, or every figure is wrong. */
const decisive: ReadonlySet<string> = new Set(['person', 'time', 'date', 'rating', 'score']);

/** A column that was chosen by its cells alone while others have cells of the same kind. */
function rivals(
  table: FactTable,
  lines: readonly ProposedLine[],
  open: readonly ColumnLook[],
): readonly OpenQuestion[] {
  return lines.flatMap(({ part, name, column, sure }) => {
    const field = fieldsOf(table).fields.find((each) => each.name === name);
    if (sure || part !== 'columns' || field === undefined || !decisive.has(name)) return [];
    const others = open.filter((look) => fitOfCells(field, look) >= 0.7 && mayBeRival(field, look));
    if (others.length === 0) return [];
    const byName = fitOfName(field, column) > 0;
    const alike = others.map((look) => quoted(look.column)).join(', ');
    const why = byName ? 'by its name' : 'by its cells alone';
    return [
      {
        column,
        sentence: `${name} is taken from ${quoted(column)} ${why}; it could also be ${alike}.`,
        flags: [column, ...others.map((look) => look.column)].map(
          (each) => `--column ${name}=${quoted(each)}`,
        ),
        mustBeAnswered: !byName,
      },
    ];
  });
}

function mayBeRival({ kind, name }: Field, look: ColumnLook): boolean {
  const { column, cells } = look;
  if (kind === 'person') return look.look === 'name' && !speaksOf('customer', column);
  if (name === 'rating' || name === 'score') return looksLikeAnswer(look);
  return sensitiveContent(column, cells) === undefined;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
