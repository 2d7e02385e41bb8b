import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { fitsPattern, patternOf } from './file-pattern.ts';

/** How files of one name are read, as somebody said once: a file in the shape of a source. */
export interface SavedMapping {
  /** From the organisation's folder. */
  readonly path: string;
  readonly source: Source;
}

const mappingsFolder = 'mappings';

/** The mappings that were saved for a file: beside it as "FILE.mapping.yaml", else in the folder "mappings". */
export function savedMappingsOf(folder: string, file: string): readonly SavedMapping[] {
  const beside = `${resolve(folder, file)}.mapping.yaml`;
  if (existsSync(beside)) return [readMapping(folder, beside, basename(file))];
  const fitting = allMappings(folder).filter(({ source }) =>
    fitsPattern(basename(file), basename(source.file)),
  );
  return closest(fitting, patternOf(file));
}

function allMappings(folder: string): readonly SavedMapping[] {
  const saved = join(folder, mappingsFolder);
  if (!existsSync(saved)) return [];
  return readdirSync(saved)
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => readMapping(folder, join(saved, name), undefined));
}

/** Of each sheet and table the mapping of the file's own family, else the one whose pattern says most. */
function closest(mappings: readonly SavedMapping[], pattern: string): readonly SavedMapping[] {
  const rank = ({ source }: SavedMapping) =>
    basename(source.file) === pattern ? Number.POSITIVE_INFINITY : source.file.length;
  const best = mappings.reduce((most, mapping) => Math.max(most, rank(mapping)), 0);
  return mappings.filter((mapping) => rank(mapping) === best);
}

function readMapping(folder: string, path: string, file: string | undefined): SavedMapping {
  const name = relative(folder, path);
  const { data, error } = Source.safeParse(withFile(parsed(name, path), file));
  if (data !== undefined) return { path: name, source: data };
  const [issue] = error.issues;
  throw new UsageError(
    `${name} is no mapping: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'cannot be read'}.`,
    'It has the lines of one source, as under "sources:" in whichhalf.yaml. Correct it, or remove it and import again.',
  );
}

function parsed(name: string, path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'Correct it, or remove it and import again.',
    );
  }
}

function withFile(value: unknown, file: string | undefined): unknown {
  return file !== undefined && typeof value === 'object' && value !== null ? { file, ...value } : value;
}

/** Whether a mapping lies beside the one file that it is for. */
export function isBeside({ path }: SavedMapping): boolean {
  return path.endsWith('.mapping.yaml');
}

/** Where the mapping of a family of files is saved, from the organisation's folder; no two families share a path. */
export function mappingPathOf(folder: string, { file, sheet }: Pick<Source, 'file' | 'sheet'>): string {
  const stem = file.replaceAll('*', '').replace(/[-_ ]+(?=\.|$)/g, '');
  const name = [stem, ...(sheet === undefined ? [] : [sheet])].join('-').replace(/[^\p{L}\p{N}._-]+/gu, '-');
  const isOwn = (path: string) => {
    if (!existsSync(join(folder, path))) return true;
    const { source } = readMapping(folder, join(folder, path), undefined);
    return source.file === file && source.sheet === sheet;
  };
  let path = join(mappingsFolder, `${name}.yaml`);
  for (let copy = 2; !isOwn(path); copy++) path = join(mappingsFolder, `${name}-${copy}.yaml`);
  return path;
}

/** Saves how files are read, as a whole or not at all. `path` counts from the organisation's folder. */
export function saveMapping(folder: string, path: string, source: Source): void {
  const filled = Object.entries(source).filter(
    ([, value]) => value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0),
  );
  const text = `# How "whichhalf import" reads files of this name. Change it here; it has the lines of a source in whichhalf.yaml.\n${stringify(Object.fromEntries(filled))}`;
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, `${path}.tmp`), text);
  renameSync(join(folder, `${path}.tmp`), join(folder, path));
}
