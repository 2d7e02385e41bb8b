import { Command, InvalidArgumentError, Option } from 'commander';
import {
  adjustments,
  aggregations,
  bases,
  comparisons,
  type EffectRequest,
  effectOfTable,
  estimators,
  panelForms,
} from '../effect/index.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { effectWords } from './effect-words.ts';
import { exitCodes, type Terminal } from './terminal.ts';

type Columns = EffectRequest['columns'];
type Options = EffectRequest['options'];

interface Given extends Columns, Omit<Options, 'aggregation'> {
  readonly aggregate?: Options['aggregation'];
  readonly json?: true;
}

const columnNames = [
  'unit',
  'period',
  'cohort',
  'outcome',
  'count',
  'treatment',
  'cluster',
  'covariates',
] as const;

/** `whichhalf effect FILE`: the effect of a staggered training, from any table. */
export function effectCommand(
  terminal: Terminal,
  openWarehouse: (file: string) => Promise<Warehouse>,
): Command {
  return new Command('effect')
    .description(
      'The effect of a staggered training, from any table with one row for each unit and period (CSV, TSV, Parquet or JSON Lines).',
    )
    .argument('<file>', 'the table')
    .requiredOption('--unit <column>', 'who is observed: a person or a team')
    .requiredOption(
      '--period <column>',
      'when: numbers, dates, months (2024-03), weeks (2024-W13) or quarters',
    )
    .option('--cohort <column>', 'period of the first training; empty, 0 or Inf for never')
    .requiredOption('--outcome <column>', 'what is measured: the mean of the unit in the period')
    .option('--count <column>', 'how many values are behind each mean')
    .addOption(
      choice('--comparison <who>', 'untrained units to compare with (default: not-yet)', comparisons),
    )
    .addOption(choice('--estimator <name>', 'how (default: group-time)', estimators))
    .option('--treatment <column>', 'for fixed-effects: trained or not, 1 or 0')
    .addOption(choice('--aggregate <by>', 'what the estimate is of (default: simple)', aggregations))
    .addOption(whole('--balance <periods>', 'for event-time: only cohorts seen so long after their training'))
    .addOption(choice('--base <kind>', 'base of the periods before the training (default: varying)', bases))
    .addOption(whole('--base-periods <periods>', 'length of the base (default: 1)'))
    .addOption(whole('--transition <periods>', 'periods before the training that are left out (default: 0)'))
    .addOption(whole('--anticipation <periods>', 'the same, but reported (default: 0)'))
    .addOption(choice('--panel <form>', 'what to do about empty unit-periods (default: within)', panelForms))
    .option('--cluster <column>', 'units that belong together')
    .addOption(
      names(
        '--covariates <columns>',
        'what trained and untrained are to be alike in: columns of numbers, by commas',
      ),
    )
    .addOption(
      choice(
        '--method <name>',
        'for covariates: doubly robust, by weights, by regression (default: dr)',
        adjustments,
      ),
    )
    .addOption(whole('--draws <number>', 'for efficient: draws of the permutation test (99 or more)'))
    .addOption(whole('--seed <number>', 'seed of all draws (default: 1)'))
    .option('--json', 'print JSON')
    .action((file: string, given: Given) => effect(file, given, terminal, openWarehouse));
}

function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices);
}

function names(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    const columns = text.split(',').map((name) => name.trim());
    if (columns.includes('')) throw new InvalidArgumentError('It must be names of columns, by commas.');
    return columns;
  });
}

function whole(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
    return Number(text);
  });
}

async function effect(
  file: string,
  { json = false as never, ...given }: Given,
  terminal: Terminal,
  openWarehouse: (file: string) => Promise<Warehouse>,
): Promise<void> {
  const result = await effectOfTable(requestOf(file, given), openWarehouse, (text) =>
    terminal.progress(text),
  );
  terminal.progress('');
  terminal.result(result, () => effectWords(result), json);
  if (result.kind === 'refused') {
    terminal.endWith(exitCodes.refused);
  } else if (terminal.forPeople && !json) {
    for (const note of result.notes) terminal.note(note);
  }
}

function requestOf(file: string, { aggregate, ...given }: Given): EffectRequest {
  const columns: Record<string, unknown> = {};
  const options: Record<string, unknown> = aggregate === undefined ? {} : { aggregation: aggregate };
  for (const [name, value] of Object.entries(given)) {
    if ((columnNames as readonly string[]).includes(name)) columns[name] = value;
    else options[name] = value;
  }
  return { file, columns: columns as unknown as Columns, options };
}
