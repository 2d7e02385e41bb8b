import { type Command, InvalidArgumentError, Option } from 'commander';
import { type FactTable, factTables, fileUnits, type Source } from '../contract/organisation.ts';
import type { Corrections } from '../intake/index.ts';

type Pairs = Readonly<Record<string, string>>;

/** What the command line says about the columns of a file. */
export interface MappingFlags {
  readonly table?: FactTable;
  readonly column?: Pairs;
  readonly value?: Pairs;
  readonly label?: Pairs;
  readonly constant?: Pairs;
  readonly unit?: Source['units'];
  readonly leaveOut?: readonly string[];
  readonly dateOrder?: Source['dateOrder'];
  readonly decimal?: Source['decimal'];
}

/** Adds the flags that say which column is which; those in pairs may be given again and again. */
export function withMappingFlags(command: Command): Command {
  return command
    .addOption(new Option('--table <table>', 'table of facts that the file is').choices(factTables))
    .addOption(pairs('--column <field=column>', 'column of a field; an empty one takes the field out'))
    .addOption(pairs('--value <name=column>', 'column with numbers for a measure'))
    .addOption(pairs('--label <name=column>', 'column with texts for the "where" of a measure'))
    .addOption(pairs('--constant <field=text>', 'one value for the whole file'))
    .addOption(units('--unit <name=unit>', `how durations are written: ${fileUnits.join(', ')}`))
    .addOption(
      new Option('--leave-out <column>', 'column that need not be loaded, where the proposal asks').argParser(
        (column: string, before: readonly string[] = []) => [...before, column],
      ),
    )
    .addOption(
      new Option('--date-order <order>', 'where dates leave it open').choices([
        'dmy',
        'mdy',
        'ymd',
        'unix',
        'unix-ms',
      ]),
    )
    .addOption(new Option('--decimal <sign>', 'sign before the decimals').choices(['.', ',']));
}

export function correctionsOf(flags: MappingFlags): Corrections {
  const { table, dateOrder, decimal } = flags;
  return {
    columns: flags.column ?? {},
    values: flags.value ?? {},
    labels: flags.label ?? {},
    constants: flags.constant ?? {},
    units: flags.unit ?? {},
    leftOut: flags.leaveOut ?? [],
    ...(table !== undefined && { table }),
    ...(dateOrder !== undefined && { dateOrder }),
    ...(decimal !== undefined && { decimal }),
  };
}

function pairs(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string, before: Pairs = {}) => ({
    ...before,
    ...pairOf(text),
  }));
}

function units(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string, before: Pairs = {}) => {
    const pair = pairOf(text);
    const [unit = ''] = Object.values(pair);
    if (!(fileUnits as readonly string[]).includes(unit)) {
      throw new InvalidArgumentError(`"${unit}" is no unit; there are: ${fileUnits.join(', ')}.`);
    }
    return { ...before, ...pair };
  });
}

function pairOf(text: string): Pairs {
  const at = text.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('Write it as NAME=COLUMN, such as person="Handled by".');
  return { [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}
