import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sharedFolder = fileURLToPath(new URL('../../../shared/', import.meta.url));
const told = new Set<string>();

/**
 * Path of a file or folder in `../shared`, beside the repository, such as `sharedData('data/mpdta/mpdta.csv')`.
 * The real data and the reference figures stay there; a clone without them gets `undefined` and a printed reason,
 * and the tests that need them are skipped: `describe.skipIf(file === undefined)`.
 */
export function sharedData(path: string): string | undefined {
  const file = join(sharedFolder, path);
  if (existsSync(file)) return file;
  const reason = existsSync(sharedFolder)
    ? `skipped: ../shared has no ${path}`
    : 'skipped: the tests against real data need the folder ../shared beside the repository, which is absent';
  if (!told.has(reason)) console.log(reason);
  told.add(reason);
  return undefined;
}
