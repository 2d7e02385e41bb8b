import type { Warehouse } from '../src/warehouse/warehouse.ts';
import { type BenchTable, threeDigits, withCommas } from './bench-table.ts';
import { timeContacts } from './contacts.ts';
import { timeBands, timeEffect } from './effect.ts';
import { benchEstimators } from './estimators.ts';
import { benchGrowth } from './growth.ts';
import { panelFiles } from './panel-files.ts';
import { timeTickets } from './tickets.ts';
import { timeVariance, type VarianceSize } from './variance.ts';
import { timeMatching } from './who-is-who.ts';
import { benchExample } from './whole-example.ts';

export interface PartOrder {
  /** Small sizes and few runs, to see that it works. */
  readonly quick: boolean;
  readonly warehouse: Warehouse;
  /** Told what is being measured. */
  readonly report: (text: string) => void;
}

export interface Part {
  readonly name: string;
  readonly title: string;
  /** Measured only where it is asked for by name. */
  readonly long: boolean;
  readonly measure: (order: PartOrder) => Promise<BenchTable> | BenchTable;
}

export const parts: readonly Part[] = [
  {
    name: 'example',
    title: 'The example organisation, from nothing to its report',
    long: false,
    measure: ({ quick, report }) => benchExample(quick ? 1 : 3, report),
  },
  {
    name: 'effect',
    title: 'Effects on a table of people by periods',
    long: false,
    measure: (order) => measureEffects(order, order.quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]),
  },
  {
    name: 'effect-million',
    title: 'Effects on a million people',
    long: true,
    measure: (order) => measureEffects(order, [1_000_000]),
  },
  { name: 'bands', title: 'Bands', long: false, measure: measureBands },
  {
    name: 'contacts',
    title: 'Contacts from CSV to a panel of people by weeks',
    long: false,
    measure: (order) => measureContacts(order, order.quick ? 100_000 : 1_000_000),
  },
  {
    name: 'contacts-ten-million',
    title: 'Ten million contacts',
    long: true,
    measure: (order) => measureContacts(order, 10_000_000),
  },
  {
    name: 'zendesk-million',
    title: 'A million tickets of Zendesk, people matched, to a panel',
    long: false,
    measure: (order) => measureTickets(order, order.quick ? 100_000 : 1_000_000, order.quick ? 1 : 3),
  },
  {
    name: 'zendesk',
    title: 'Ten million tickets of Zendesk, people matched, to a panel',
    long: true,
    measure: (order) => measureTickets(order, order.quick ? 100_000 : 10_000_000, 1),
  },
  {
    name: 'who-is-who',
    title: 'Names of other sources matched to the list of people',
    long: false,
    measure: measureMatching,
  },
  {
    name: 'variance',
    title: 'Shares of variance between people, reasons and leaders',
    long: false,
    measure: ({ quick, report }) => measureVariance(quick ? [small] : [small, middle], 3, report),
  },
  {
    name: 'variance-five-million',
    title: 'Shares of variance, 20,000 people, 500 teams, 300 reasons',
    long: true,
    measure: ({ report }) => measureVariance([large], 1, report),
  },
  {
    name: 'growth',
    title: 'How cost grows',
    long: false,
    measure: ({ quick, report }) => benchGrowth(quick ? 1 : 3, report),
  },
  {
    name: 'estimators',
    title: 'Everything else, one row each',
    long: false,
    measure: ({ quick, report }) => benchEstimators(quick ? 1 : 5, report),
  },
];

const small: VarianceSize = { rows: 17_182, levels: [1_368, 54, 40] };
const middle: VarianceSize = { rows: 500_000, levels: [2_000, 50, 300] };
const large: VarianceSize = { rows: 5_000_000, levels: [20_000, 500, 300] };

async function measureEffects(
  { quick, warehouse, report }: PartOrder,
  sizes: readonly number[],
): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const units of sizes) {
    for (const cells of ['full', '20 % empty'] as const) {
      const files = await panelFiles(units, cells, warehouse);
      for (const from of ['CSV', 'Parquet'] as const) {
        report(`${withCommas(units)} people, ${cells}, ${from}`);
        const timing = await timeEffect(files, from, quick ? 1 : 5, warehouse);
        rows.push([
          withCommas(units),
          cells,
          from,
          threeDigits(timing.plainPassSeconds),
          threeDigits(timing.effectSeconds),
          threeDigits(timing.ratio),
          timing.peakMegabytes.toFixed(0),
        ]);
      }
    }
  }
  const columns = ['People', 'cells', 'from', 'plain pass s', 'effect s', 'ratio', 'memory MB'];
  return { columns, rows, textColumns: 3 };
}

async function measureBands({ quick, warehouse, report }: PartOrder): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const units of quick ? [1_000] : [1_000, 100_000]) {
    report(`${withCommas(units)} people`);
    const { points, seconds } = await timeBands(await panelFiles(units, 'full', warehouse), 5);
    rows.push([withCommas(units), String(points), threeDigits(seconds)]);
  }
  return { columns: ['People', 'points', 'seconds'], rows, textColumns: 1 };
}

async function measureContacts({ quick, report }: PartOrder, contacts: number): Promise<BenchTable> {
  report(`${withCommas(contacts)} contacts`);
  const timing = await timeContacts(contacts, quick ? 1 : 3);
  const row = [
    withCommas(contacts),
    threeDigits(timing.importSeconds),
    threeDigits(timing.panelSeconds),
    withCommas(timing.cells),
    timing.peakMegabytes.toFixed(0),
  ];
  return { columns: ['Contacts', 'import s', 'panel s', 'cells', 'memory MB'], rows: [row], textColumns: 1 };
}

async function measureTickets({ report }: PartOrder, count: number, runs: number): Promise<BenchTable> {
  const timing = await timeTickets(count, runs, report);
  const row = (step: string, seconds: number) => [
    step,
    threeDigits(seconds),
    threeDigits(seconds / timing.textSeconds),
  ];
  const rows = [
    row('DuckDB: the file as text into a table', timing.textSeconds),
    ...timing.steps.map(([step, seconds]) => row(step, seconds)),
    row(
      `from CSV to ${withCommas(timing.cells)} cells, ${timing.peakMegabytes.toFixed(0)} MB`,
      timing.wholeSeconds,
    ),
  ];
  return { columns: [`${withCommas(count)} tickets`, 'seconds', 'times DuckDB'], rows, textColumns: 1 };
}

async function measureMatching({ quick, report }: PartOrder): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const people of quick ? [1_000] : [1_000, 5_000, 20_000]) {
    report(`${withCommas(people)} people`);
    const timing = await timeMatching(people, quick ? 1 : 3);
    rows.push([
      withCommas(timing.people),
      withCommas(timing.names),
      threeDigits(timing.seconds),
      threeDigits(100 * timing.precision),
      threeDigits(100 * timing.recall),
    ]);
  }
  return { columns: ['People', 'names', 'seconds', 'precision %', 'recall %'], rows, textColumns: 1 };
}

function measureVariance(
  sizes: readonly VarianceSize[],
  runs: number,
  report: (text: string) => void,
): BenchTable {
  const rows = sizes.map((size) => {
    report(`${withCommas(size.rows)} rows`);
    const { reduceSeconds, fitSeconds } = timeVariance(size, runs);
    return [
      withCommas(size.rows),
      size.levels.map(withCommas).join(' × '),
      threeDigits(reduceSeconds),
      threeDigits(fitSeconds),
      threeDigits(reduceSeconds + fitSeconds),
    ];
  });
  return { columns: ['Rows', 'levels', 'reduce s', 'fit s', 'both s'], rows, textColumns: 2 };
}
