import { supCriticalValue } from '../src/stats/bands.ts';
import { matrix } from '../src/stats/linear-algebra.ts';
import { createRandom } from '../src/stats/random.ts';
import type { Warehouse } from '../src/warehouse/warehouse.ts';
import { median, runProgram, secondsOf, type Usage } from './measure.ts';
import { csvSource, type PanelFiles } from './panel-files.ts';

export interface EffectTiming {
  readonly units: number;
  readonly cells: PanelFiles['cells'];
  readonly from: 'CSV' | 'Parquet';
  /** Medians over the runs, except the memory, which is the greatest. */
  readonly plainPassSeconds: number;
  readonly effectSeconds: number;
  /** Median of the runs' ratios: each effect beside the plain pass before it. */
  readonly ratio: number;
  readonly peakMegabytes: number;
}

/** `whichhalf effect` with bands, the whole process, beside one plain pass of the same file by DuckDB, in turns. */
export async function timeEffect(
  files: PanelFiles,
  from: EffectTiming['from'],
  runs: number,
  warehouse: Warehouse,
): Promise<EffectTiming> {
  const file = from === 'CSV' ? files.csv : files.parquet;
  const source = from === 'CSV' ? csvSource(file) : `read_parquet('${file}')`;
  const plain: number[] = [];
  const effects: Usage[] = [];
  for (let run = 0; run < runs; run++) {
    plain.push(await secondsOf(() => plainPass(warehouse, source)));
    effects.push(await runProgram(['effect', file, ...options]));
  }
  return {
    units: files.units,
    cells: files.cells,
    from,
    plainPassSeconds: median(plain),
    effectSeconds: median(effects.map(({ seconds }) => seconds)),
    ratio: median(effects.map(({ seconds }, run) => seconds / (plain[run] as number))),
    peakMegabytes: Math.max(...effects.map(({ peakMegabytes }) => peakMegabytes)),
  };
}

const options = [
  '--unit',
  'id',
  '--period',
  't',
  '--cohort',
  'g',
  '--outcome',
  'y',
  '--aggregate',
  'event-time',
  '--json',
];

function plainPass(warehouse: Warehouse, source: string): Promise<number> {
  const text = `select count(id)::double as n, sum(t)::double as t, sum(g)::double as g, sum(y) as y from ${source}`;
  return warehouse.scan({ text, values: [] }, () => {});
}

export interface BandTiming {
  readonly units: number;
  readonly points: number;
  readonly seconds: number;
}

/** The band of the curve, from the errors that the estimate has at this size: median over the runs. */
export async function timeBands(files: PanelFiles, runs: number): Promise<BandTiming> {
  const { output } = await runProgram(['effect', files.csv, ...options]);
  const { points } = JSON.parse(output) as { readonly points: readonly { readonly standardError: number }[] };
  const covariance = matrix(points.length, points.length);
  points.forEach(({ standardError }, point) => {
    covariance.values[point * points.length + point] = standardError ** 2;
  });
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    seconds.push(await secondsOf(() => supCriticalValue(covariance, { random: createRandom(run) })));
  }
  return { units: files.units, points: points.length, seconds: median(seconds) };
}
