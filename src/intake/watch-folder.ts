import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../model/refusal.ts';
import { isUnfinishedName } from './file-pattern.ts';
import { type Imported, type ImportPlace, importFiles, settle } from './import-sources.ts';

export interface WatchOrder {
  /** The folder whose files are taken in; those in folders within it are not. */
  readonly watched: string;
  /** The organisation's folder: a change of whichhalf.yaml or of a mapping lets files that failed be tried again. */
  readonly folder: string;
  /** Take what is there, and end. */
  readonly once: boolean;
  /** Milliseconds from one look to the next. A file is taken in when two looks found it the same. */
  readonly every: number;
  /** Ends it, also in the middle of a file, which then is not loaded. */
  readonly ended: AbortSignal;
  /** Opened only while there is something to take in, so that other commands find the warehouse free. */
  readonly open: () => Promise<ImportPlace & { readonly close: () => void }>;
  readonly tell: (file: WatchedFile) => void;
}

/** What became of one file. */
export interface WatchedFile {
  /** From the organisation's folder. */
  readonly file: string;
  readonly imported: readonly Imported[];
  /** Why it was not loaded. */
  readonly error: Error | undefined;
}

/**
 * Takes in the files of a folder as they arrive. What is loaded already is told by the warehouse, so that a file is taken
 * in once also after a crash. A file that cannot be loaded is told with its error, and tried again when it changes.
 *
 * @returns how many files could not be loaded.
 */
export async function watchFolder(order: WatchOrder): Promise<number> {
  refuseFolder(order);
  const lastLook = new Map<string, string>();
  const dealtWith = new Map<string, string>();
  const failed = new Set<string>();
  const readiness = { opened: '' };
  for (let look = 1; !order.ended.aborted; look++) {
    const found = filesIn(order);
    const ready = found.filter(
      ({ name, state }) =>
        lastLook.get(name) === state && dealtWith.get(name) !== stateOf(order, state, failed.has(name)),
    );
    lastLook.clear();
    for (const { name, state } of found) lastLook.set(name, state);
    for (const { name, state } of await takeIn(order, ready, failed, readiness)) {
      dealtWith.set(name, stateOf(order, state, failed.has(name)));
    }
    if (order.once && look >= 2) break;
    await pause(order.every, undefined, { signal: order.ended }).catch(() => {});
  }
  return failed.size;
}

interface FoundFile {
  readonly name: string;
  /** Size and time of its last change. */
  readonly state: string;
}

function filesIn({ watched }: WatchOrder): readonly FoundFile[] {
  return readdirSync(watched, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !isUnfinishedName(entry.name) && !/\.ya?ml$/i.test(entry.name))
    .toSorted((first, second) => (first.name < second.name ? -1 : 1))
    .flatMap(({ name }) => {
      const state = lookAt(join(watched, name));
      return state === undefined ? [] : [{ name, state }];
    });
}

/** Size and time of change; none of a file that is gone again. */
function lookAt(path: string): string | undefined {
  try {
    const { size, mtimeMs } = statSync(path);
    return `${size} ${mtimeMs}`;
  } catch {
    return undefined;
  }
}

/** A file that failed waits for a change of itself, or of what says how it is read. */
function stateOf({ folder }: WatchOrder, state: string, hasFailed: boolean): string {
  if (!hasFailed) return state;
  return [state, lookAt(join(folder, 'whichhalf.yaml')), lookAt(join(folder, 'mappings'))].join('; ');
}

/** Loads the files that are ready, one by one; returns those that were dealt with. */
async function takeIn(
  order: WatchOrder,
  ready: readonly FoundFile[],
  failed: Set<string>,
  readiness: { opened: string },
): Promise<readonly FoundFile[]> {
  if (ready.length === 0) return [];
  const place = await openOrTell(order, readiness);
  if (place === undefined) return [];
  const dealtWith: FoundFile[] = [];
  const interrupt = () => place.warehouse.interrupt();
  order.ended.addEventListener('abort', interrupt);
  try {
    for (const found of ready) {
      const told = await takeInFile(order, place, found.name);
      if (order.ended.aborted) break;
      if (told.error === undefined) failed.delete(found.name);
      else failed.add(found.name);
      dealtWith.push(found);
      order.tell(told);
    }
    if (!order.ended.aborted) await settle(place);
  } catch (error) {
    if (!order.ended.aborted) throw error;
  } finally {
    order.ended.removeEventListener('abort', interrupt);
    place.close();
  }
  return dealtWith;
}

/** Where another command holds the warehouse, or whichhalf.yaml is wrong, the next look tries again; said once. */
async function openOrTell(order: WatchOrder, readiness: { opened: string }) {
  try {
    const place = await order.open();
    readiness.opened = '';
    return place;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (order.once) throw error;
    if (readiness.opened !== error.message) order.tell({ file: '', imported: [], error });
    readiness.opened = error.message;
    return undefined;
  }
}

/** Thrown in the middle of a file when the watch is ended. */
class Ended extends Error {}

async function takeInFile(order: WatchOrder, place: ImportPlace, name: string): Promise<WatchedFile> {
  const file = relative(resolve(place.folder), join(resolve(order.watched), name));
  const progress = (text: string) => {
    if (order.ended.aborted) throw new Ended('ended');
    place.progress(text);
  };
  const choice = { files: [file], replaces: undefined, dryRun: false, settleLater: true };
  try {
    return { file, imported: await importFiles({ ...place, progress }, choice), error: undefined };
  } catch (error) {
    return { file, imported: [], error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function refuseFolder({ watched, folder }: WatchOrder): void {
  if (!statSync(watched, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${watched} is no folder.`, 'Name the folder in which files arrive.');
  }
  if (resolve(watched) !== resolve(folder)) return;
  throw new UsageError(
    "The organisation's folder itself cannot be watched: not all in it is data.",
    'Let files arrive in a folder of their own, such as "incoming", and watch that.',
  );
}
