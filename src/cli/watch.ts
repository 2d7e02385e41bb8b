import { resolve } from 'node:path';
import { type Imported, type WatchedFile, watchFolder } from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import { rowsSentence } from './import-words.ts';
import { exitCodes, type Terminal } from './terminal.ts';
import type { OpenWorkplace } from './workplace.ts';

export interface WatchPlace {
  readonly openWorkplace: OpenWorkplace;
  /** Resolves when the user, or a service manager, ends the program. */
  readonly untilEnded: () => Promise<void>;
  /** Ends the program now, whatever is going on: the warehouse stands that. */
  readonly endAtOnce: (code: number) => void;
}

export interface WatchChoice {
  readonly watched: string;
  readonly folder: string;
  readonly once: boolean;
  readonly seconds: number;
  readonly json: boolean;
}

const patience = 800;

/** Watches a folder until it is ended, or looks at it once, and says a line for each file that it took in. */
export async function watch(
  { watched, folder, once, seconds, json }: WatchChoice,
  terminal: Terminal,
  { openWorkplace, untilEnded, endAtOnce }: WatchPlace,
): Promise<void> {
  const ending = new AbortController();
  void untilEnded().then(() => {
    ending.abort();
    setTimeout(() => endAtOnce(exitCodes.done), patience).unref();
  });
  if (!once) terminal.note(`Watching ${watched}. Ctrl-C ends it.`);
  const failed = await watchFolder({
    watched: resolve(watched),
    folder: resolve(folder),
    once,
    every: seconds * 1000,
    ended: ending.signal,
    open: async () => ({
      ...(await openWorkplace(folder)),
      progress: terminal.progress,
      clock: () => new Date(),
    }),
    tell: (file) => tell(file, terminal, json),
  });
  if (once) terminal.endWith(failed > 0 ? exitCodes.wrongUse : exitCodes.done);
}

function tell({ file, imported, error }: WatchedFile, terminal: Terminal, json: boolean): void {
  terminal.progress('');
  for (const each of imported) {
    if (each.report.outcome !== 'loaded') continue;
    terminal.result({ ...each.report, mapping: each.mapping }, () => line(each), json);
  }
  if (error === undefined) return;
  const remedy = error instanceof UsageError ? ` ${error.remedy}` : '';
  const named = error.message.startsWith(file) ? error.message : `${file}: ${error.message}`;
  terminal.note(`${named}${remedy}`);
}

function line({ report }: Imported): string {
  return `${report.file} → ${report.table}, load ${report.load}: ${rowsSentence(report)}`;
}
