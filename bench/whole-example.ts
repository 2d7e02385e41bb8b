import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchTable, threeDigits } from './bench-table.ts';
import { median, runProgram, type Usage } from './measure.ts';

const commands: readonly (readonly [string, (folder: string) => string[]])[] = [
  ['whichhalf demo --out', (folder) => ['demo', '--out', folder]],
  ['whichhalf import', (folder) => ['import', '--folder', folder]],
  ['whichhalf analyse', (folder) => ['analyse', '--folder', folder]],
  ['whichhalf report', (folder) => ['report', '--folder', folder, '--out', join(folder, 'report.html')]],
];

/** The example organisation from nothing to its report, each command a process of its own. */
export async function benchExample(runs: number, report: (text: string) => void): Promise<BenchTable> {
  const used = commands.map((): Usage[] => []);
  for (let run = 0; run < runs; run++) {
    const home = mkdtempSync(join(tmpdir(), 'whichhalf-bench-'));
    try {
      for (const [index, [name, argv]] of commands.entries()) {
        report(`${name}, run ${run + 1}`);
        used[index]?.push(await runProgram(argv(join(home, 'example'))));
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }
  const rows = commands.map(([name], index) => {
    const of = used[index] ?? [];
    return [
      name,
      threeDigits(median(of.map(({ seconds }) => seconds))),
      threeDigits(median(of.map(({ cpuSeconds }) => cpuSeconds))),
      Math.max(...of.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0),
    ];
  });
  return { columns: ['Command', 'seconds', 'processor seconds', 'memory MB'], rows, textColumns: 1 };
}
