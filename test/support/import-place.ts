import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Organisation } from '../../src/contract/organisation.ts';
import {
  type Erasure,
  erase,
  type ImportPlace,
  lookUpPerson,
  openDataFolder,
} from '../../src/intake/index.ts';
import { openPeople } from '../../src/people/index.ts';
import { openDuckDb } from '../../src/warehouse/duckdb/open-duckdb.ts';

export interface TestPlace extends ImportPlace {
  close(): void;
  remove(): void;
}

/** An organisation's folder of its own with an open warehouse, for tests that import files. */
export async function testPlace(declared: object, folder = makeFolder()): Promise<TestPlace> {
  const data = openDataFolder(folder);
  const warehouse = await openDuckDb({ file: data.warehouseFile, threads: 2, memoryLimit: '4GB' });
  return {
    folder,
    organisation: organisationOf(declared),
    warehouse,
    people: openPeople(data),
    progress: () => {},
    clock: () => new Date('2025-06-01T12:00:00Z'),
    close: () => warehouse.close(),
    remove: () => {
      warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Erases the one person who is called so. */
export async function eraseCalled(place: ImportPlace, asked: string): Promise<Erasure> {
  const { found } = await lookUpPerson(place, asked);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} are called ${asked}`);
  return erase(place, found[0].person);
}

export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'whichhalf-import-'));
}

export function organisationOf(declared: object): Organisation {
  return Organisation.parse({ organisation: { name: 'Test' }, ...declared });
}
