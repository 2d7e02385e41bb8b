import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Analysis } from '../contract/analysis.ts';
import { UsageError } from '../model/refusal.ts';

const runFirst = 'Run “whichhalf analyse” in that folder first.';

/** Where `whichhalf analyse` keeps its result inside the organisation's folder. */
export function savedAnalysisPath(folder: string): string {
  return join(folder, '.whichhalf', 'results', 'analysis.json');
}

/** The saved result of a folder; a UsageError where there is none or it was made by another version. */
export async function readSavedAnalysis(folder: string): Promise<Analysis> {
  const path = savedAnalysisPath(folder);
  const parsed = Analysis.safeParse(parse(await read(path, folder), path));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new UsageError(
    `${path} is not a result that this version can read (${first?.path.join('.')}: ${first?.message}).`,
    runFirst,
  );
}

async function read(path: string, folder: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UsageError(`There is no saved result in ${folder}.`, runFirst);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is damaged: it is not JSON.`, runFirst);
  }
}
