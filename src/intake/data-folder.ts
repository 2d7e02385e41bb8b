import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where an organisation's folder keeps what Whichhalf makes of its files. */
export interface DataFolder {
  readonly folder: string;
  readonly warehouseFile: string;
  readonly secretFile: string;
  readonly peopleFile: string;
  /** Files on their way into the warehouse; empty between imports. */
  readonly stagingFolder: string;
  /** Where the warehouse puts what does not fit in memory. */
  readonly spillFolder: string;
  readonly resultsFolder: string;
}

/** The data folder beside whichhalf.yaml, made at first use and readable by its owner alone. */
export function openDataFolder(organisationFolder: string): DataFolder {
  const folder = join(organisationFolder, '.whichhalf');
  const stagingFolder = join(folder, 'staging');
  const resultsFolder = join(folder, 'results');
  const spillFolder = join(folder, 'spill');
  for (const each of [folder, stagingFolder, spillFolder, resultsFolder])
    mkdirSync(each, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return {
    folder,
    warehouseFile: join(folder, 'warehouse.duckdb'),
    secretFile: join(folder, 'secret'),
    peopleFile: join(folder, 'people'),
    stagingFolder,
    spillFolder,
    resultsFolder,
  };
}

/** Removes what an import left in the staging folder: sheets that were only looked at, and all of one that was killed. */
export function clearStaging({ stagingFolder }: DataFolder): void {
  for (const name of readdirSync(stagingFolder)) {
    if (name.startsWith('load-')) rmSync(join(stagingFolder, name), { force: true });
  }
}

/** Removes what a warehouse that was killed had put on disk; only for who has just opened the warehouse. */
export function clearSpill({ spillFolder }: DataFolder): void {
  for (const name of readdirSync(spillFolder)) rmSync(join(spillFolder, name), { force: true });
}
