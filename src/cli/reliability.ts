import { Command, InvalidArgumentError, Option } from 'commander';
import { readColumns, type TextColumns } from '../intake/index.ts';
import { parseDecimal } from '../model/decimal.ts';
import { type Refused, refuse, UsageError } from '../model/refusal.ts';
import type { GroupStanding } from '../stats/group-scores.ts';
import { type ItemTable, type RefusedItems, reverseItems } from '../stats/item-table.ts';
import { describeScale, type GroupsOfScale, type Reliability } from '../stats/reliability.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { columnList, distinctColumns } from './column-list.ts';
import { numberInCell } from './number-in-cell.ts';
import { reliabilityWords } from './reliability-words.ts';
import { exitCodes, type Terminal } from './terminal.ts';

interface Given {
  readonly items: readonly string[];
  readonly reverse?: readonly string[];
  readonly group?: string;
  readonly range?: readonly [number, number];
  readonly json?: true;
}

/** One group of people and where it stands; a group of few is not shown. */
export type ScoredGroup =
  | {
      readonly kind: 'estimate';
      readonly group: string;
      readonly people: number;
      readonly mean: number;
      readonly score: number;
      readonly low: number;
      readonly high: number;
      readonly reliability: number;
      readonly standing: GroupStanding;
    }
  | (Refused & { readonly group: string });

/** What `whichhalf reliability --json` prints. */
export interface ReliabilityOfTable {
  readonly kind: 'estimate';
  readonly alpha: number;
  readonly omegaTotal: number | Refused;
  readonly icc1?: number;
  readonly icc2?: number;
  readonly rwgjMean?: number;
  readonly rwgjMeanSlightlySkewed?: number | Refused;
  readonly rwgjMeanOfRandomGroups?: number;
  readonly people: number;
  readonly items: readonly string[];
  readonly range: readonly [number, number];
  readonly groupsToldApart?: boolean;
  readonly groups?: readonly ScoredGroup[];
  readonly notes: readonly string[];
}

/** Groups of fewer people are counted and not shown. */
const fewestShown = 5;

/** `whichhalf reliability FILE`: do the items of a scale go together, and can groups be told apart by it? */
export function reliabilityCommand(
  terminal: Terminal,
  openWarehouse: (path: string) => Promise<Warehouse>,
): Command {
  return new Command('reliability')
    .description(
      'Do the items of a scale measure one thing, and can teams be told apart by it? From any table.',
    )
    .argument('<file>', 'the table: one row per person, one column per item')
    .addOption(
      columnList('--items <columns>', 'columns of the items, separated by commas').makeOptionMandatory(),
    )
    .addOption(columnList('--reverse <columns>', 'items that point the other way'))
    .option('--group <column>', 'team or site of the person')
    .addOption(
      new Option(
        '--range <min,max>',
        'least and greatest answer possible (default: those that occur)',
      ).argParser(rangeOf),
    )
    .option('--json', 'print JSON')
    .action(async (file: string, given: Given) => {
      const result = await reliabilityOfTable(file, given, openWarehouse);
      terminal.result(result, () => reliabilityWords(result), given.json === true);
      if (result.kind === 'refused') terminal.endWith(exitCodes.refused);
    });
}

function rangeOf(text: string): readonly [number, number] {
  const [low, high, ...more] = text.split(',').map(parseDecimal);
  if (low === undefined || high === undefined || more.length > 0 || !(low < high)) {
    throw new InvalidArgumentError('It must be two numbers, the smaller first, such as 1,5.');
  }
  return [low, high];
}

async function reliabilityOfTable(
  file: string,
  { items, reverse = [], group, range }: Given,
  openWarehouse: (path: string) => Promise<Warehouse>,
): Promise<ReliabilityOfTable | Refused> {
  distinctColumns(items, '--items');
  if (items.length < 2) {
    throw new UsageError('A scale needs two items or more (--items).', 'Name them as --items a,b,c.');
  }
  for (const name of reverse) {
    if (!items.includes(name)) {
      throw new UsageError(`"${name}" (--reverse) is not among the items.`, 'Name it in --items too.');
    }
  }
  const wanted = group === undefined ? items : [...items, group];
  const columns = await readColumns(file, wanted, openWarehouse);
  const answers = answersOf(file, columns, items);
  if (answers.answers.every(Number.isNaN)) {
    return refuse('too-few-people', `Nobody answered ${items.join(', ')}: the columns are empty.`);
  }
  const [least, greatest] = range ?? rangeFound(answers);
  checkRange(answers, { items, lines: columns.lines }, [least, greatest], range !== undefined);
  if (!(least < greatest))
    return refuse('no-spread', 'All answers are the same, so nothing can be told from them.');
  const reversed = reverse.map((name) => items.indexOf(name));
  const table = reverseItems(answers, reversed, least, greatest);
  const names = group === undefined ? [] : namesOf(columns.cells[items.length] ?? []);
  const result = describeScale({
    table,
    range: [least, greatest],
    ...(group !== undefined && { groups: groupsOf(columns.cells[items.length] ?? [], names) }),
  });
  if (result.kind === 'refused') return withRemedy(withNames(result, items), group);
  return {
    kind: 'estimate',
    alpha: result.alpha,
    omegaTotal:
      typeof result.omegaTotal === 'number' ? result.omegaTotal : withNames(result.omegaTotal, items),
    ...(result.groups !== undefined && groupFigures(result.groups, names)),
    people: table.people - peopleWithoutAnswer(table),
    items,
    range: [least, greatest],
    notes: [
      ...columns.notes,
      ...notesOf(table, items, result),
      ...(range === undefined
        ? [
            `Answers are taken to run from ${least} to ${greatest}, the least and the greatest found; --range says otherwise.`,
          ]
        : []),
      ...(group === undefined ? [] : groupNotes(columns.cells[items.length] ?? [])),
    ],
  };
}

function answersOf(file: string, columns: TextColumns, items: readonly string[]): ItemTable {
  const answers = new Float64Array(columns.rows * items.length);
  items.forEach((name, item) => {
    columns.cells[item]?.forEach((cell, person) => {
      answers[person * items.length + item] =
        cell === undefined
          ? Number.NaN
          : numberInCell(cell, { file, column: name, line: columns.lines[person] });
    });
  });
  return { people: columns.rows, items: items.length, answers };
}

function rangeFound({ answers }: ItemTable): readonly [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const answer of answers) {
    if (answer < least) least = answer;
    if (answer > greatest) greatest = answer;
  }
  return [least, greatest];
}

function checkRange(
  { answers, items: width }: ItemTable,
  { items, lines }: { readonly items: readonly string[]; readonly lines: Int32Array },
  [least, greatest]: readonly [number, number],
  given: boolean,
): void {
  if (!given) return;
  const cell = answers.findIndex((answer) => answer < least || answer > greatest);
  if (cell < 0) return;
  throw new UsageError(
    `Column ${items[cell % width]} has the answer ${answers[cell]} in line ${lines[Math.floor(cell / width)]}, outside --range ${least},${greatest}.`,
    'Correct the cell or the range.',
  );
}

function namesOf(cells: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(cells.filter((cell) => cell !== undefined))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
}

function groupsOf(cells: readonly (string | undefined)[], names: readonly string[]) {
  const numberOf = new Map(names.map((name, number) => [name, number]));
  const groupOf = Int32Array.from(cells, (cell) => (cell === undefined ? -1 : (numberOf.get(cell) ?? -1)));
  return { groupOf, groupCount: names.length };
}

function withRemedy(refused: Refused, group: string | undefined): Refused {
  const ofGroups = ['one-group', 'one-person-groups', 'no-groups', 'no-difference', 'out-of-range'].includes(
    refused.reason,
  );
  if (group === undefined || !ofGroups) return refused;
  return { ...refused, detail: `${refused.detail} Without --group the scale itself can still be described.` };
}

/** A refusal because of some items, in the names of their columns. */
function withNames(refused: Refused | RefusedItems, items: readonly string[]): Refused {
  if (!('items' in refused)) return refused;
  const { reason, detail } = refused;
  const names = refused.items.map((item) => items[item] ?? '');
  return refuse(reason, detailWith(names, reason) ?? detail);
}

function detailWith(names: readonly string[], reason: string): string | undefined {
  const [columns, have] = names.length === 1 ? ['Column', 'has'] : ['Columns', 'have'];
  const them = `${columns} ${names.join(', ')}`;
  switch (reason) {
    case 'constant-item':
      return `${them} ${have} the same answer everywhere. Leave ${names.length === 1 ? 'it' : 'them'} out of --items.`;
    case 'too-few-people':
      return names.length === 1
        ? `${them} has too few answers to tell anything from.`
        : `${them} were answered together by too few people to tell anything from.`;
    case 'dependent-items':
      return `${them} follows from the other items: it is a copy, a sum or a mean of them. Leave it out of --items.`;
    default:
      return undefined;
  }
}

function peopleWithoutAnswer({ people, items, answers }: ItemTable): number {
  const persons = Array.from({ length: people }, (_, person) =>
    answers.subarray(person * items, (person + 1) * items),
  );
  return persons.filter((own) => own.every(Number.isNaN)).length;
}

function groupFigures(groups: GroupsOfScale, names: readonly string[]) {
  const { icc1, icc2, rwgjMean, rwgjMeanSlightlySkewed, rwgjMeanOfRandomGroups, scores } = groups;
  return {
    icc1,
    icc2,
    rwgjMean,
    rwgjMeanSlightlySkewed,
    rwgjMeanOfRandomGroups,
    groupsToldApart: scores.toldApart,
    groups: names.flatMap((name, number): ScoredGroup[] => {
      const score = scores.scores[number];
      if (score === undefined || score.people < fewestShown) {
        return [{ group: name, ...refuse('too-few-answers', `Fewer than ${fewestShown} people answered.`) }];
      }
      return [{ kind: 'estimate', group: name, ...score }];
    }),
  };
}

function notesOf(table: ItemTable, items: readonly string[], result: Reliability): string[] {
  const silent = peopleWithoutAnswer(table);
  const gaps = table.answers.filter(Number.isNaN).length - silent * table.items;
  return [
    ...(silent > 0
      ? [
          `${silent} ${silent === 1 ? 'person' : 'people'} of ${table.people} answered none of the items and ${silent === 1 ? 'is' : 'are'} not counted.`,
        ]
      : []),
    ...(gaps > 0
      ? [
          `${gaps} ${gaps === 1 ? 'answer is' : 'answers are'} missing: each pair of items is taken over the people who answered both.`,
        ]
      : []),
    ...result.againstTheOthers.map(
      (item) => `${items[item]} points the other way than the others: is it missing in --reverse?`,
    ),
    ...(result.groups?.scores.toldApart === false ? ['Teams cannot be told apart on this.'] : []),
  ];
}

function groupNotes(cells: readonly (string | undefined)[]): string[] {
  const without = cells.filter((cell) => cell === undefined).length;
  return without === 0 ? [] : [`${without} people without a group are left out of the comparison of groups.`];
}
