import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import type { Organisation, Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { keepPeopleSettled, type People } from '../people/index.ts';
import { prepareFactTables } from '../warehouse/fact-tables.ts';
import { sql } from '../warehouse/sql.ts';
import { type Warehouse, WarehouseError } from '../warehouse/warehouse.ts';
import { clearStaging, openDataFolder } from './data-folder.ts';
import { fingerprintOf, isSame, looksUnchanged, readingOf } from './fingerprint.ts';
import { loadFile } from './load/load-file.ts';
import { loadsOf } from './load/load-record.ts';
import type { LoadReport } from './load-report.ts';
import { applyPreset, sourcesByPreset } from './presets/recognise-preset.ts';
import { type FileShape, readLimits } from './read/file-shape.ts';
import { inspectFile, type ReadOptions, stageFile } from './read/read-file.ts';
import { isSpreadsheet, readSpreadsheet, type Sheet, writeSheet } from './read/spreadsheet.ts';
import { recogniseTable } from './recognise-table.ts';

export interface ImportPlace {
  /** Folder of whichhalf.yaml. */
  readonly folder: string;
  readonly organisation: Organisation;
  readonly warehouse: Warehouse;
  readonly people: People;
  /** Says what is being done; an empty text ends it. */
  readonly progress: (text: string) => void;
  readonly clock: () => Date;
}

export interface ImportChoice {
  /** Files to load; none means all sources. */
  readonly files: readonly string[];
  readonly replaces: number | undefined;
  readonly dryRun: boolean;
}

export interface Imported {
  readonly report: LoadReport;
  /** The source as recognised, where whichhalf.yaml has none for the file. */
  readonly recognised: Source | undefined;
}

/**
 * Brings the facts up to date with all sources of whichhalf.yaml. Files that did not change since their last load are
 * passed over. Each file is loaded as a whole or not at all; the first that is wrong throws a `UsageError`.
 */
export async function importSources(place: ImportPlace): Promise<LoadReport[]> {
  const all = await importFiles(place, { files: [], replaces: undefined, dryRun: false });
  return all.map(({ report }) => report);
}

/** Loads the chosen files, or all sources. A file that no source names is recognised by its columns. */
export async function importFiles(given: ImportPlace, choice: ImportChoice): Promise<Imported[]> {
  const place = choice.dryRun ? { ...given, people: given.people.forTrial() } : given;
  await prepareFactTables(place.warehouse);
  clearStaging(openDataFolder(place.folder));
  const imported: Imported[] = [];
  for (const { source, known } of await chosenSources(place, choice)) {
    const report = await importSource(place, source, choice);
    imported.push({ report, recognised: known ? undefined : source });
  }
  if (!choice.dryRun) {
    place.progress('finding out who is who');
    await keepPeopleSettled(place, await sourceNames(place));
  }
  return imported;
}

/** Names of the sources of whichhalf.yaml, and of whatever else was loaded. */
export async function sourceNames({
  organisation,
  warehouse,
}: Pick<ImportPlace, 'organisation' | 'warehouse'>): Promise<readonly string[]> {
  const declared = organisation.sources.map((source) => nameOf(source, organisation.sources));
  return [...new Set([...declared, ...(await loadsOf(warehouse)).map(({ source }) => source)])];
}

interface Chosen {
  readonly source: Source;
  readonly known: boolean;
}

async function chosenSources(place: ImportPlace, { files, replaces }: ImportChoice): Promise<Chosen[]> {
  const { sources } = place.organisation;
  if (replaces !== undefined && files.length !== 1) {
    throw new UsageError(
      '--replaces needs the one file that replaces the load.',
      'Such as: whichhalf import tickets.csv --replaces 3',
    );
  }
  if (files.length === 0) {
    if (sources.length > 0) return sources.map((source) => ({ source, known: true }));
    throw new UsageError(
      'whichhalf.yaml names no sources.',
      'Name your files under "sources:", or say which file to import: whichhalf import FILE',
    );
  }
  const chosen: Chosen[] = [];
  for (const file of files) {
    const path = resolve(place.folder, file);
    const own = sources.filter((source) => resolve(place.folder, source.file) === path);
    if (own.length > 0) chosen.push(...own.map((source) => ({ source, known: true })));
    else {
      const recognised = await recognise(place, relative(place.folder, path));
      chosen.push(...recognised.map((source) => ({ source, known: false })));
    }
  }
  return chosen;
}

async function recognise(place: ImportPlace, file: string): Promise<readonly Source[]> {
  const shapes = isSpreadsheet(resolve(place.folder, file))
    ? await inspectSheets(place, file)
    : [await inspect(place, file, optionsOf(undefined))];
  const failures: UsageError[] = [];
  const sources = shapes.flatMap((shape) => {
    try {
      const found = sourcesByPreset(shape) ?? [recogniseTable(file, shape.columns)];
      return found.map((source) => (shape.sheet === undefined ? source : { ...source, sheet: shape.sheet }));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      failures.push(error);
      return [];
    }
  });
  const [failure] = failures;
  if (sources.length === 0 && failure !== undefined) throw failure;
  return sources;
}

/** Every sheet that holds a table. */
async function inspectSheets(place: ImportPlace, file: string): Promise<readonly FileShape[]> {
  const sheets = await readSpreadsheet(file, resolve(place.folder, file));
  const shapes: FileShape[] = [];
  for (const sheet of sheets) shapes.push(await inspectSheet(place, file, sheet));
  return shapes;
}

async function inspectSheet(place: ImportPlace, file: string, sheet: Sheet): Promise<FileShape> {
  const path = join(openDataFolder(place.folder).stagingFolder, `load-${randomBytes(8).toString('hex')}`);
  writeSheet(sheet, path);
  const shape = await inspectFile(file, path, { ...optionsOf(undefined), encoding: 'utf-8', delimiter: ',' });
  return { ...shape, sheet: sheet.name };
}

async function sheetOf(place: ImportPlace, { file, sheet }: Source): Promise<FileShape> {
  const sheets = await readSpreadsheet(file, resolve(place.folder, file));
  const names = sheets.map(({ name }) => `"${name}"`).join(', ');
  const wanted =
    sheet === undefined && sheets.length === 1 ? sheets[0] : sheets.find(({ name }) => name === sheet);
  if (wanted !== undefined) return inspectSheet(place, file, wanted);
  throw sheet === undefined
    ? new UsageError(
        `${file} has several sheets: ${names}.`,
        'Say in its source in whichhalf.yaml which one it is: "sheet: ...".',
      )
    : new UsageError(
        `${file} has no sheet "${sheet}" with rows; it has: ${names}.`,
        'Correct the name in whichhalf.yaml.',
      );
}

async function importSource(place: ImportPlace, declared: Source, choice: ImportChoice): Promise<LoadReport> {
  const { folder, organisation, warehouse } = place;
  const name = nameOf(declared, organisation.sources);
  const path = resolve(folder, declared.file);
  const options = optionsOf(declared);
  checkZone(declared.timeZone ?? organisation.organisation.timeZone);
  const shape = isSpreadsheet(path)
    ? await sheetOf(place, declared)
    : await inspect(place, declared.file, options);
  const { source, ...byPreset } = applyPreset(withDayOfList(declared), shape);
  const reading = readingOf(source, organisation);
  const last = (await loadsOf(warehouse, name)).find(
    ({ file, table }) => file === source.file && table === source.table,
  );
  const mayPassOver = last !== undefined && choice.replaces === undefined && !choice.dryRun;
  if (mayPassOver && looksUnchanged(path, reading, last.fingerprint)) return passedOver(last);
  const fingerprint = await fingerprintOf(path, reading);
  if (mayPassOver && isSame(fingerprint, last.fingerprint)) return passedOver(last);
  return loadFile(
    {
      source,
      name,
      shape,
      options,
      ...byPreset,
      fingerprint,
      replaces: choice.replaces,
      trial: choice.dryRun,
    },
    { ...place, stagingFolder: openDataFolder(folder).stagingFolder },
  );
}

/** A list of people whose file is named after a day was drawn up on that day; after a month, on its first. */
function withDayOfList(source: Source): Source {
  const named = /(?:^|\D)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12]\d|3[01]))?(?=\D|$)/.exec(
    basename(source.file),
  );
  if (source.table !== 'people' || named === null || 'as-of' in { ...source.columns, ...source.constants }) {
    return source;
  }
  const [, year, month, day = '01'] = named;
  return { ...source, constants: { ...source.constants, 'as-of': `${year}-${month}-${day}` } };
}

function passedOver(last: LoadReport): LoadReport {
  const { rows } = last;
  return {
    ...last,
    outcome: 'already loaded',
    rows: { ...rows, added: 0, corrected: 0, unchanged: rows.loaded },
  };
}

/** Two files of one name in different folders are two sources, unless their sources say otherwise. */
function nameOf(source: Source, sources: readonly Source[]): string {
  if (source.name !== undefined) return source.name;
  if (source.sheet !== undefined)
    return `${nameOf({ ...source, sheet: undefined }, sources)}, ${source.sheet}`;
  const same = sources.filter(({ file }) => basename(file) === basename(source.file));
  return new Set(same.map(({ file }) => file)).size > 1 ? source.file : basename(source.file);
}

function optionsOf(source: Source | undefined): ReadOptions {
  return { encoding: source?.encoding, delimiter: source?.delimiter, limits: readLimits };
}

function checkZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new UsageError(
      `"${timeZone}" is no time zone.`,
      'Give one such as Europe/Berlin or America/New_York in whichhalf.yaml.',
    );
  }
}

async function inspect(place: ImportPlace, file: string, options: ReadOptions): Promise<FileShape> {
  const shape = await inspectFile(file, resolve(place.folder, file), options);
  return shape.kind === 'parquet'
    ? { ...shape, columns: await parquetColumns(place, shape, options) }
    : shape;
}

const ColumnName = z.object({ name: z.string() });

async function parquetColumns(
  place: ImportPlace,
  shape: FileShape,
  options: ReadOptions,
): Promise<readonly string[]> {
  const staged = join(openDataFolder(place.folder).stagingFolder, `load-${randomBytes(8).toString('hex')}`);
  try {
    await stageFile(shape, [], staged, options, () => {});
    const rows = await place.warehouse.rows(
      sql`select name from parquet_schema(${staged}) where num_children is null`,
      ColumnName,
    );
    return rows.map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    throw new UsageError(
      `${shape.file} is a damaged Parquet file: ${error.message}.`,
      'Copy or export it again; nothing of it was loaded.',
    );
  } finally {
    rmSync(staged, { force: true });
  }
}
