import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../model/refusal.ts';
import { aliasesFileName } from '../people/index.ts';
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

/** What is known from one look to the next. */
interface Memory {
  /** By file: its state at the last look, and the state in which it was dealt with. */
  readonly lastLook: Map<string, string>;
  readonly dealtWith: Map<string, string>;
  readonly failed: Set<string>;
  /** Why the warehouse could not be opened. */
  notOpened: string;
  readonly decisions: {
    lastLook: string;
    /** Their state when they were last taken over, or could not be. */
    settled: string;
    /** Why they could not be. */
    wrong: string;
  };
}

/**
 * Takes in the files of a folder as they arrive. What is loaded already is told by the warehouse, so that a file is taken
 * in once also after a crash. A file that cannot be loaded is told with its error, and tried again when it changes, or
 * what says how it is read. So are decisions in people-aliases.csv: they are taken over when they change.
 *
 * @returns how many files could not be loaded, people-aliases.csv among them.
 */
export async function watchFolder(order: WatchOrder): Promise<number> {
  refuseFolder(order);
  const before = lookAtDecisions(order);
  const memory: Memory = {
    lastLook: new Map(),
    dealtWith: new Map(),
    failed: new Set(),
    notOpened: '',
    decisions: { lastLook: before, settled: before, wrong: '' },
  };
  for (let look = 1; !order.ended.aborted; look++) {
    const ready = readyFiles(order, memory);
    if (ready.length > 0 || areDecisionsReady(order, memory)) await takeIn(order, ready, memory);
    if (order.once && look >= 2) break;
    await pause(order.every, undefined, { signal: order.ended }).catch(() => {});
  }
  return memory.failed.size + (memory.decisions.wrong === '' ? 0 : 1);
}

/** Files that two looks found the same, and that were not dealt with as they are. */
function readyFiles(order: WatchOrder, { lastLook, dealtWith, failed }: Memory): readonly FoundFile[] {
  const found = filesIn(order);
  const ready = found.filter(
    (file) =>
      lastLook.get(file.name) === file.state &&
      dealtWith.get(file.name) !== stateOf(order, file, failed.has(file.name)),
  );
  lastLook.clear();
  for (const { name, state } of found) lastLook.set(name, state);
  return ready;
}

/** Two looks found people-aliases.csv or whichhalf.yaml changed, and the same. */
function areDecisionsReady(order: WatchOrder, { decisions }: Memory): boolean {
  const state = lookAtDecisions(order);
  const isStill = decisions.lastLook === state;
  decisions.lastLook = state;
  return isStill && state !== decisions.settled;
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
function stateOf({ folder, watched }: WatchOrder, { name, state }: FoundFile, hasFailed: boolean): string {
  if (!hasFailed) return state;
  const mappings = join(folder, 'mappings');
  const saved =
    lookAt(mappings) === undefined ? [] : readdirSync(mappings).map((each) => join(mappings, each));
  const settings = [
    join(folder, 'whichhalf.yaml'),
    join(watched, `${name}.mapping.yaml`),
    ...saved.toSorted(),
  ];
  return [state, ...settings.map((path) => `${path} ${lookAt(path)}`)].join('; ');
}

function lookAtDecisions({ folder }: WatchOrder): string {
  return [aliasesFileName, 'whichhalf.yaml'].map((name) => String(lookAt(join(folder, name)))).join('; ');
}

/** Loads the files that are ready, one by one, and finds out who is who. */
async function takeIn(order: WatchOrder, ready: readonly FoundFile[], memory: Memory): Promise<void> {
  const place = await openOrTell(order, memory);
  if (place === undefined) return;
  const interrupt = () => place.warehouse.interrupt();
  order.ended.addEventListener('abort', interrupt);
  try {
    for (const found of ready) {
      const told = await takeInFile(order, place, found.name);
      if (order.ended.aborted) break;
      if (told.error === undefined) memory.failed.delete(found.name);
      else memory.failed.add(found.name);
      memory.dealtWith.set(found.name, stateOf(order, found, memory.failed.has(found.name)));
      order.tell(told);
    }
    if (!order.ended.aborted) await settleOrTell(order, place, memory);
  } catch (error) {
    if (!order.ended.aborted) throw error;
  } finally {
    order.ended.removeEventListener('abort', interrupt);
    place.close();
  }
}

/** What is wrong with people-aliases.csv is told once; what was decided before holds until it is put right. */
async function settleOrTell(order: WatchOrder, place: ImportPlace, { decisions }: Memory): Promise<void> {
  const before = decisions.wrong;
  try {
    await settle(place);
    decisions.wrong = '';
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    decisions.wrong = error.message;
    if (error.message !== before || lookAtDecisions(order) !== decisions.settled)
      order.tell({ file: '', imported: [], error });
  } finally {
    decisions.settled = lookAtDecisions(order);
    place.progress('');
  }
}

/** Where another command holds the warehouse, or whichhalf.yaml is wrong, the next look tries again; said once. */
async function openOrTell(order: WatchOrder, memory: Memory) {
  try {
    const place = await order.open();
    memory.notOpened = '';
    return place;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (order.once) throw error;
    if (memory.notOpened !== error.message) order.tell({ file: '', imported: [], error });
    memory.notOpened = error.message;
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
