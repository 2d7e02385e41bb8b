import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Who may read it: its owner alone, or whom the folder lets in. */
const modes = { owner: 0o600, everybody: 0o644 } as const;

/**
 * Writes a whole file in the place of what was there: a crash, also of the machine, leaves the old one or the new one.
 * Does nothing where the file has this content already.
 */
export function replaceFile(path: string, content: Uint8Array, readableBy: keyof typeof modes): void {
  if (readIfThere(path)?.equals(content)) return;
  const aside = `${path}.new`;
  rmSync(aside, { force: true });
  const handle = openSync(aside, 'wx', modes[readableBy]);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(aside, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** What a file holds; undefined where there is none. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
