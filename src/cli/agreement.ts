import { Command, Option } from 'commander';
import { readColumns } from '../intake/index.ts';
import { type Refused, UsageError } from '../model/refusal.ts';
import { type Agreement, describeAgreement } from '../stats/agreement.ts';
import type { AgreementEstimate } from '../stats/rating-counts.ts';
import { type RatingScale, ratingScales } from '../stats/rating-weights.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { agreementWords } from './agreement-words.ts';
import { type CodedRatings, codedRatings } from './coded-ratings.ts';
import { columnList, distinctColumns } from './column-list.ts';
import { codedTable } from './count-table.ts';
import { exitCodes, type Terminal } from './terminal.ts';

interface Given {
  readonly raters?: readonly string[];
  readonly table?: true;
  readonly scale: RatingScale;
  readonly json?: true;
}

export type Coefficient = Omit<AgreementEstimate, 'kind'> | Refused;
type Coefficients = { readonly [Name in keyof Omit<Agreement, 'kind'>]: Coefficient };

/** What `whichhalf agreement --json` prints. */
export type AgreementOfTable = {
  readonly kind: 'estimate';
  readonly scale: RatingScale;
  readonly cases: number;
  readonly raters: number;
  readonly categories: readonly string[];
  readonly notes: readonly string[];
} & Coefficients;

/** `whichhalf agreement FILE`: do several raters of the same cases say the same? */
export function agreementCommand(
  terminal: Terminal,
  openWarehouse: (path: string) => Promise<Warehouse>,
): Command {
  return new Command('agreement')
    .description('Do several raters of the same cases say the same, beyond chance? From any table.')
    .argument('<file>', 'the table: one row per case, one column per rater; empty where a rater said nothing')
    .addOption(columnList('--raters <columns>', 'columns of the raters, separated by commas'))
    .option('--table', 'the file is a square table of counts: rows the first rater, columns the second')
    .addOption(
      new Option('--scale <kind>', 'what the categories are; for more than nominal they are numbers')
        .choices(ratingScales)
        .default('nominal'),
    )
    .option('--json', 'print JSON')
    .action(async (file: string, given: Given) => {
      const result = await agreementOfTable(file, given, openWarehouse);
      terminal.result(result, () => agreementWords(result), given.json === true);
      if (result.kind === 'refused') terminal.endWith(exitCodes.refused);
    });
}

async function agreementOfTable(
  file: string,
  { raters, table, scale }: Given,
  openWarehouse: (path: string) => Promise<Warehouse>,
): Promise<AgreementOfTable | Refused> {
  if ((raters === undefined) === (table !== true)) {
    throw new UsageError(
      'Name the columns of the raters (--raters), or say that the file is a square table of counts (--table).',
      'Use exactly one of the two.',
    );
  }
  if (raters !== undefined) distinctColumns(raters, '--raters');
  if (raters !== undefined && raters.length < 2) {
    throw new UsageError('Agreement needs two raters or more (--raters).', 'Name them as --raters a,b.');
  }
  const columns = await readColumns(file, raters ?? 'all', openWarehouse);
  const coded = raters === undefined ? codedTable(file, columns, scale) : codedRatings(file, columns, scale);
  const result = describeAgreement({ ...coded, scale });
  if (result.kind === 'refused') return result;
  const { kind, ...coefficients } = result;
  return {
    kind,
    ...(Object.fromEntries(
      Object.entries(coefficients).map(([name, coefficient]) => [name, withoutKind(coefficient)]),
    ) as unknown as Coefficients),
    scale,
    cases: coded.codes.length / coded.raters,
    raters: coded.raters,
    categories: coded.categories,
    notes: [...columns.notes, ...coded.notes, ...notesOf(coded)],
  };
}

function withoutKind(coefficient: AgreementEstimate | Refused): Coefficient {
  if (coefficient.kind === 'refused') return coefficient;
  const { estimate, standardError, low, high } = coefficient;
  return { estimate, standardError, low, high };
}

function notesOf({ codes, raters }: CodedRatings): string[] {
  const missing = codes.filter((code) => code < 0).length;
  const gaps =
    missing === 0
      ? []
      : [
          `${missing} of ${codes.length} ratings are missing; cases with one rating count for the shares of the categories only.`,
        ];
  return raters === 2 && missing > 0 ? [...gaps, "Cohen's kappa is over the cases that both rated."] : gaps;
}
