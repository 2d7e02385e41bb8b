import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../model/refusal.ts';
import { readSavedAnalysis, renderReport } from '../report/index.ts';
import type { Terminal } from './terminal.ts';

interface ReportOptions {
  readonly out: string;
  readonly folder: string;
  readonly json?: boolean;
}

/** `whichhalf report --out FILE.html`: the saved result as one self-contained page. */
export function reportCommand(terminal: Terminal): Command {
  return new Command('report')
    .description('Writes the saved result as one self-contained page.')
    .requiredOption('--out <file>', 'the HTML file to write')
    .option('--folder <folder>', 'the organisation’s folder', '.')
    .option('--json', 'print what was written as JSON')
    .action((options: ReportOptions) => writeReport(options, terminal));
}

async function writeReport({ out, folder, json }: ReportOptions, terminal: Terminal): Promise<void> {
  const analysis = await readSavedAnalysis(folder);
  const report = renderReport(analysis);
  const file = resolve(out);
  await writeWhole(file, report);
  const written = { file, bytes: Buffer.byteLength(report), programmes: analysis.programmes.length };
  terminal.result(
    written,
    () => `Wrote ${file} (${written.programmes} programmes, ${Math.round(written.bytes / 1024)} kB).`,
    json === true,
  );
}

/** Under a temporary name beside the file, then renamed: a reader never meets half a report. */
async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw cannotWrite(file, error as NodeJS.ErrnoException);
  }
}

function cannotWrite(file: string, error: NodeJS.ErrnoException): Error {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'its folder does not exist',
    EACCES: 'this account may not write there',
    EISDIR: 'it is a folder',
    ENOTDIR: 'its folder is a file',
    EROFS: 'the disk is read-only',
  };
  const reason = reasons[error.code ?? ''];
  if (reason === undefined) return error;
  return new UsageError(
    `Cannot write ${file}: ${reason}.`,
    'Give --out a file in a folder that you may write to.',
  );
}
