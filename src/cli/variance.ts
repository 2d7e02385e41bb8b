import { Command, InvalidArgumentError, Option } from 'commander';
import { readColumns, type TextColumns } from '../intake/index.ts';
import { parseDecimal } from '../model/decimal.ts';
import { type Refused, UsageError } from '../model/refusal.ts';
import { type RoomBetweenPeople, roomBetweenPeople } from '../stats/room-between-people.ts';
import {
  crossTabulate,
  type RowFactor,
  type VarianceComponents,
  varianceComponents,
} from '../stats/variance-components.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { columnList, distinctColumns } from './column-list.ts';
import { numberInCell } from './number-in-cell.ts';
import { exitCodes, type Terminal } from './terminal.ts';
import { varianceWords } from './variance-words.ts';

interface Given {
  readonly outcome: string;
  readonly factors: readonly string[];
  readonly people?: string;
  readonly months?: number;
  readonly json?: true;
}

/** Bounds at 95 %: `low` and `high` of the share of variance, `sd` of the standard deviation. */
interface ComponentInterval {
  readonly low: number;
  readonly high: number;
  readonly sd: { readonly low: number; readonly high: number };
}

/** What `whichhalf variance --json` prints; the keys of the records are the names of the factors. */
export interface VarianceOfTable {
  readonly intercept: number;
  readonly components: Readonly<Record<string, number>>;
  readonly residual: number;
  readonly shares: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, ComponentInterval>>;
  readonly remlCriterion: number;
}

interface Answer {
  readonly kind: 'answer';
  readonly table: VarianceOfTable;
  readonly estimate: VarianceComponents;
  readonly room: RoomBetweenPeople;
  readonly notes: readonly string[];
}

/** `whichhalf variance FILE`: between whom do ratings differ, and what could be won there? */
export function varianceCommand(
  terminal: Terminal,
  openWarehouse: (path: string) => Promise<Warehouse>,
): Command {
  return new Command('variance')
    .description(
      'How much of the differences in an outcome lies between people, teams, reasons of contact, and how much ' +
        'within them? From any table with one row per contact.',
    )
    .argument('<file>', 'the table')
    .requiredOption('--outcome <column>', 'what is measured: a number in each row')
    .addOption(
      columnList(
        '--factors <columns>',
        'what the rows are grouped by, separated by commas: person, team, reason ...',
      ).makeOptionMandatory(),
    )
    .option('--people <column>', 'which of the factors is the people (default: the first)')
    .addOption(
      new Option(
        '--months <number>',
        'months that the rows span: under three, the room is an upper figure',
      ).argParser(monthsOf),
    )
    .option('--json', 'print JSON')
    .action(async (file: string, given: Given) => {
      const result = await varianceOfTable(file, given, openWarehouse, (text) => terminal.progress(text));
      terminal.progress('');
      if (result.kind === 'refused') {
        terminal.result(result, () => varianceWords(result), given.json === true);
        terminal.endWith(exitCodes.refused);
        return;
      }
      terminal.result(result.table, () => varianceWords(result.estimate, result.room), given.json === true);
      for (const note of result.notes) terminal.note(note);
      if (given.json === true || !terminal.forPeople)
        for (const line of result.room.words) terminal.note(line);
    });
}

function monthsOf(text: string): number {
  const months = parseDecimal(text);
  if (!(months > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return months;
}

async function varianceOfTable(
  file: string,
  { outcome, factors, people = factors[0] ?? '', months }: Given,
  openWarehouse: (path: string) => Promise<Warehouse>,
  progress: (text: string) => void,
): Promise<Answer | Refused> {
  checkNames(outcome, factors, people);
  progress(`Reading ${file}`);
  const columns = await readColumns(file, [outcome, ...factors], openWarehouse);
  const { values, codes, notes } = rowsInUse(file, columns, outcome, factors);
  const estimate = varianceComponents(crossTabulate(values, codes), {
    report: (done, of) => progress(`Interval ${done} of ${of}`),
  });
  if (estimate.kind === 'refused') return estimate;
  return {
    kind: 'answer',
    table: asTable(estimate),
    estimate,
    room: roomBetweenPeople({ components: estimate, people, monthsOfData: months }),
    notes: [...columns.notes, ...notes, ...notesOn(estimate)],
  };
}

function checkNames(outcome: string, factors: readonly string[], people: string): void {
  if (factors.length === 0)
    throw new UsageError(
      'No factor is named (--factors).',
      'Name one or more columns, such as --factors person,team.',
    );
  distinctColumns(factors, '--factors');
  if (factors.includes(outcome))
    throw new UsageError(
      `"${outcome}" is the outcome and a factor.`,
      'Name the column of the measurements as --outcome only.',
    );
  if (!factors.includes(people))
    throw new UsageError(`"${people}" (--people) is not among the factors.`, 'Name it in --factors too.');
}

/** Rows in which the outcome and every factor are known. */
function rowsInUse(
  file: string,
  { cells, rows, lines }: TextColumns,
  outcome: string,
  factors: readonly string[],
) {
  const used: number[] = [];
  for (let row = 0; row < rows; row++) if (cells.every((column) => column[row] !== undefined)) used.push(row);
  if (used.length === 0)
    throw new UsageError(
      `${file} has no row in which ${[outcome, ...factors].join(', ')} are all known.`,
      'Name columns that are filled.',
    );
  const texts = cells[0] ?? [];
  const values = Float64Array.from(used, (row) =>
    numberInCell(texts[row] ?? '', { file, column: outcome, line: lines[row] }),
  );
  const left = rows - used.length;
  const notes =
    left === 0 ? [] : [`${left} of ${rows} rows were left out: the outcome or a factor is not known there.`];
  return { values, codes: factors.map((name, at) => coded(name, cells[at + 1] ?? [], used)), notes };
}

function coded(name: string, texts: readonly (string | undefined)[], used: readonly number[]): RowFactor {
  const codeOf = new Map<string | undefined, number>();
  const codes = Int32Array.from(used, (row) => {
    const known = codeOf.get(texts[row]);
    if (known !== undefined) return known;
    codeOf.set(texts[row], codeOf.size);
    return codeOf.size - 1;
  });
  return { name, codes, levels: codeOf.size };
}

function asTable({ intercept, components, residual, criterion }: VarianceComponents): VarianceOfTable {
  const byName = <Value>(of: (component: VarianceComponents['components'][number]) => Value) =>
    Object.fromEntries(components.map((component) => [component.name, of(component)]));
  return {
    intercept,
    components: byName(({ variance }) => variance),
    residual,
    shares: byName(({ share }) => share),
    intervals: byName(({ shareInterval, sdInterval }) => ({ ...shareInterval, sd: sdInterval })),
    remlCriterion: criterion,
  };
}

function notesOn({ components }: VarianceComponents): string[] {
  return components.flatMap(({ name, levels, atZero }) => [
    ...(atZero
      ? [
          `${name}: its levels differ no more than chance would have them, so its component is 0; ` +
            'its interval says how large it may be all the same.',
        ]
      : []),
    ...(levels < 5 ? [`${name} has ${levels} levels: so few tell little about how levels differ.`] : []),
  ]);
}
