import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../src/stats/random.ts';
import type { Warehouse } from '../src/warehouse/warehouse.ts';
import { simulatedPanel } from '../test/support/simulated-panel.ts';

/** Where generated files are kept between runs; remove it to make them anew. */
export const cacheFolder = fileURLToPath(new URL('../node_modules/.cache/whichhalf-bench/', import.meta.url));

export interface PanelFiles {
  readonly units: number;
  readonly cells: 'full' | '20 % empty';
  readonly csv: string;
  readonly parquet: string;
}

/** The simulated panel as CSV and Parquet, made on first use; "empty" cells have no row. */
export async function panelFiles(
  units: number,
  cells: PanelFiles['cells'],
  warehouse: Warehouse,
): Promise<PanelFiles> {
  mkdirSync(cacheFolder, { recursive: true });
  const name = join(cacheFolder, `panel-${units}-${cells === 'full' ? 'full' : 'holes'}`);
  const csv = `${name}.csv`;
  const parquet = `${name}.parquet`;
  if (!existsSync(csv)) writeCsv(csv, units, cells === 'full' ? 0 : 0.2);
  if (!existsSync(parquet)) await writeParquet(warehouse, csv, parquet);
  return { units, cells, csv, parquet };
}

/** Under another name until it is whole: a bench that was stopped leaves no half file. */
function writeCsv(file: string, units: number, shareEmpty: number): void {
  const { panel, cohortOf } = simulatedPanel(units);
  const random = createRandom(20);
  const handle = openSync(`${file}.part`, 'w');
  writeSync(handle, 'id,t,g,y\n');
  let lines: string[] = [];
  for (let unit = 0; unit < units; unit++) {
    const start = (cohortOf[unit] as number) + 1;
    for (let t = 0; t < panel.periods; t++) {
      if (shareEmpty > 0 && random.next() < shareEmpty) continue;
      lines.push(
        `${unit + 1},${t + 1},${start},${(panel.sum[unit * panel.periods + t] as number).toFixed(6)}\n`,
      );
    }
    if (lines.length < 100_000 && unit < units - 1) continue;
    writeSync(handle, lines.join(''));
    lines = [];
  }
  closeSync(handle);
  renameSync(`${file}.part`, file);
}

async function writeParquet(warehouse: Warehouse, csv: string, parquet: string): Promise<void> {
  await warehouse.run({
    text: `copy (select * from ${csvSource(csv)}) to '${parquet}.part' (format parquet)`,
    values: [],
  });
  renameSync(`${parquet}.part`, parquet);
}

/** The file as the engine reads it fastest: nothing to find out, only the columns' types. */
export function csvSource(csv: string): string {
  return `read_csv('${csv}', auto_detect = false, header = true, columns = {id: 'BIGINT', t: 'INTEGER', g: 'INTEGER', y: 'DOUBLE'})`;
}
