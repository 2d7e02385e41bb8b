import { cpus, totalmem } from 'node:os';
import { openDuckDb } from '../src/warehouse/duckdb/open-duckdb.ts';
import { timeContacts } from './contacts.ts';
import { type EffectTiming, timeBands, timeEffect } from './effect.ts';
import { panelFiles } from './panel-files.ts';
import { benchVariance } from './variance.ts';

const quick = process.argv.includes('--quick');
const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000];
const runs = quick ? 3 : 5;

const say = (line: string) => process.stdout.write(`${line}\n`);
const fixed = (value: number, decimals: number, width: number) => value.toFixed(decimals).padStart(width);

say(
  `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB`,
);
say(`Medians of ${runs} runs, seconds; memory is the most that one process held.\n`);
const warehouse = await openDuckDb({ file: ':memory:' });

say(
  'Effects by time since the training, with bands: the whole command, beside one plain pass of the file by DuckDB',
);
say('   people  cells       from     plain pass   effect   ratio   memory MB');
for (const units of sizes) {
  for (const cells of ['full', '20 % empty'] as const) {
    const files = await panelFiles(units, cells, warehouse);
    for (const from of ['CSV', 'Parquet'] as const)
      say(effectLine(await timeEffect(files, from, runs, warehouse)));
  }
}

function effectLine({ units, cells, from, ...timing }: EffectTiming): string {
  return [
    String(units).padStart(9),
    ` ${cells.padEnd(11)}`,
    from.padEnd(8),
    fixed(timing.plainPassSeconds, 3, 10),
    fixed(timing.effectSeconds, 3, 9),
    fixed(timing.ratio, 2, 7),
    fixed(timing.peakMegabytes, 0, 11),
  ].join(' ');
}

say('\nBands alone');
for (const units of [sizes[0] ?? 1_000, sizes.at(-1) ?? 1_000]) {
  const timing = await timeBands(await panelFiles(units, 'full', warehouse), runs);
  say(`${String(units).padStart(9)} people, ${timing.points} points: ${fixed(timing.seconds, 3, 6)} s`);
}
warehouse.close();

say('\nContacts from CSV to a panel of people by weeks');
const contacts = await timeContacts(quick ? 100_000 : 10_000_000, 3);
say(
  `${String(contacts.contacts).padStart(9)} contacts: import ${fixed(contacts.importSeconds, 2, 6)} s, panel of ${contacts.cells} cells ${fixed(contacts.panelSeconds, 2, 6)} s, memory ${fixed(contacts.peakMegabytes, 0, 5)} MB`,
);

if (!quick) {
  say('\nShares of variance between people, reasons and leaders');
  benchVariance(({ rows, levels, reduceSeconds, fitSeconds }) => {
    say(
      `${String(rows).padStart(9)} rows, levels ${levels.join(', ')}: reduce ${fixed(reduceSeconds, 2, 6)} s, fit ${fixed(fitSeconds, 2, 6)} s`,
    );
  });
}
