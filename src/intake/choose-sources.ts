import { basename, relative, resolve } from 'node:path';
import type { FactTable, Organisation, Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { fieldsOf } from './fact-fields.ts';
import { filesOfPattern, fitsPattern, isPattern, patternOf } from './file-pattern.ts';
import { tablesIn } from './inspect-source.ts';
import { loadsOf } from './load/load-record.ts';
import type { LoadReport } from './load-report.ts';
import { type Corrections, correct, isCorrected, noCorrections, saysColumns } from './mapping-corrections.ts';
import { namesLeaveOpen } from './names-leave-open.ts';
import { sourcesByPreset } from './presets/recognise-preset.ts';
import { isSure, type Proposal, proposeMapping } from './propose-mapping.ts';
import type { FileShape } from './read/file-shape.ts';
import { recogniseTable } from './recognise-table.ts';
import { type SavedMapping, savedMappingsOf } from './saved-mapping.ts';
import { checkToldColumns, checkToldFields } from './told-columns.ts';

export interface ChoosePlace {
  /** Folder of whichhalf.yaml. */
  readonly folder: string;
  readonly organisation: Organisation;
  readonly warehouse: Warehouse;
}

/** A file, and how it is to be read. */
export interface Chosen {
  /** Names one file, and its source. */
  readonly source: Source;
  /** Who says how: whichhalf.yaml, a saved mapping, its names, or nobody but its cells. */
  readonly by: 'declared' | 'saved' | 'recognised' | 'proposed';
  readonly saved?: SavedMapping;
  readonly proposal?: Proposal;
  /** Whether the user said something of its columns or cells. */
  readonly corrected?: boolean;
}

/** One for each file that the sources of whichhalf.yaml name; a pattern names as many as there are. */
export function declaredSources({ folder, organisation }: Omit<ChoosePlace, 'warehouse'>): readonly Chosen[] {
  const { sources } = organisation;
  return sources.flatMap((source) => {
    const files = isPattern(source.file) ? filesOfPattern(folder, source.file) : [source.file];
    return files.map((file): Chosen => ({ source: ofFile(source, file, sources), by: 'declared' }));
  });
}

/** How one file is to be read: as whichhalf.yaml says, else a saved mapping, else as what it is known by. */
export async function sourcesOfFile(
  place: ChoosePlace,
  given: string,
  corrections: Corrections = noCorrections,
): Promise<readonly Chosen[]> {
  const { folder, organisation } = place;
  const path = resolve(folder, given);
  const file = relative(folder, path);
  const own = organisation.sources.filter((source) => fitsPattern(path, resolve(folder, source.file)));
  if (own.length > 0 && isCorrected(corrections)) throw standsInOrganisation(file);
  if (own.length > 0) {
    return own.map((source) => ({ source: ofFile(source, file, organisation.sources), by: 'declared' }));
  }
  const saved = savedMappingsOf(folder, file);
  if (saved.length > 0) {
    const mapped = saved.map((mapping) => {
      const source = correct(ofFile(mapping.source, file, []), corrections);
      checkToldFields(source, corrections);
      return { source, by: 'saved' as const, saved: mapping };
    });
    const sheets = saved.map(({ source }) => source.sheet);
    if (sheets.includes(undefined)) return mapped;
    const others = (await tablesIn(place, file)).filter(({ sheet }) => !sheets.includes(sheet));
    return recognised(place, others, noCorrections, mapped);
  }
  return recognised(place, await tablesIn(place, file), corrections, []);
}

/** What the tables of a file are known by, behind those that are mapped; an error where none of either can be read. */
async function recognised(
  place: ChoosePlace,
  shapes: readonly FileShape[],
  corrections: Corrections,
  mapped: readonly Chosen[],
): Promise<readonly Chosen[]> {
  const failures: UsageError[] = [];
  const chosen: Chosen[] = [...mapped];
  for (const shape of shapes) {
    try {
      chosen.push(...(await recognisedTable(place, shape, corrections)));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      failures.push(error);
    }
  }
  const [failure] = failures;
  if (chosen.length === 0 && failure !== undefined) throw failure;
  return chosen;
}

async function recognisedTable(
  place: ChoosePlace,
  shape: FileShape,
  corrections: Corrections,
): Promise<readonly Chosen[]> {
  checkToldColumns(shape.file, shape.columns, corrections);
  const sheet = shape.sheet === undefined ? {} : { sheet: shape.sheet };
  const found = await knownSources(place, shape, corrections);
  if (found.length > 0) {
    const corrected = isCorrected(corrections);
    const sources = found.map((source) => ({ ...correct(source, corrections), ...sheet }));
    for (const source of sources) checkToldFields(source, corrections);
    const named = corrected
      ? await Promise.all(sources.map((source) => underItsName(place, source)))
      : sources;
    return named.map((source) => ({ source, by: 'recognised', corrected }));
  }
  const earlier = await loadAlike(place, shape);
  const table = corrections.table ?? earlier?.table ?? recogniseTable(shape.file, shape.columns)?.table;
  const proposal = proposeMapping(shape, asInLoad(earlier, shape, { ...corrections, table }));
  checkToldFields(proposal.source, corrections);
  const source = await underItsName(place, { ...proposal.source, ...sheet });
  return [{ source, by: isSure(proposal) ? 'recognised' : 'proposed', proposal }];
}

/** What a file is known as by its form or the names of its columns, unless the user says that it is something else. */
async function knownSources(
  place: ChoosePlace,
  shape: FileShape,
  corrections: Corrections,
): Promise<readonly Source[]> {
  const byPreset = saysColumns(corrections) ? undefined : sourcesByPreset(shape);
  if (byPreset !== undefined) return byPreset;
  const byNames = recogniseTable(shape.file, shape.columns);
  if (byNames === undefined) return [];
  const source = await asBefore(place, shape, byNames);
  if (corrections.table !== undefined && corrections.table !== source.table) return [];
  const loads = await loadsOf(place.warehouse);
  const isNew = !loads.some(({ file }) => patternOf(file) === patternOf(shape.file));
  return isNew && namesLeaveOpen(source, shape, corrections) ? [] : [source];
}

/** What the user says, and what an earlier load of the same kind of file took its columns for. */
function asInLoad(
  earlier: LoadReport | undefined,
  { columns }: FileShape,
  told: Corrections & { readonly table: FactTable | undefined },
): Corrections {
  if (earlier === undefined || earlier.table !== told.table || earlier.preset !== undefined) return told;
  const taken = new Set(Object.values({ ...told.columns, ...told.values, ...told.labels }));
  const fields = new Set(fieldsOf(earlier.table).fields.map(({ name }) => name));
  const again = earlier.columns.flatMap(({ field, column, how }) =>
    how === 'declared' &&
    fields.has(field) &&
    column !== undefined &&
    columns.includes(column) &&
    !taken.has(column)
      ? [[field, column] as const]
      : [],
  );
  return { ...told, columns: { ...Object.fromEntries(again), ...told.columns } };
}

/** Files of one name but for dates are the same table, also where one lacks the column that tells it. */
async function asBefore(
  { warehouse }: Pick<ChoosePlace, 'warehouse'>,
  { file }: FileShape,
  source: Source,
): Promise<Source> {
  const loads = (await loadsOf(warehouse)).filter((load) => patternOf(load.file) === patternOf(file));
  const [latest] = loads;
  if (latest === undefined || latest.preset !== undefined) return source;
  return loads.some(({ table }) => table === source.table) ? source : { ...source, table: latest.table };
}

/**
 * The source under the name that it goes by once its mapping is saved: that of all files of its kind. A file that was
 * loaded before keeps the name of that load, so that its rows are known again.
 */
export async function underItsName(
  { warehouse }: Pick<ChoosePlace, 'warehouse'>,
  source: Source,
): Promise<Source> {
  const before = (await loadsOf(warehouse)).find(
    (load) =>
      load.file === source.file && load.table === source.table && load.source.endsWith(source.sheet ?? ''),
  );
  return { ...source, name: before?.source ?? nameOf({ ...source, file: patternOf(source.file) }, []) };
}

/** The last load of a file of the same name but for dates, else of one with mostly the same columns. */
export async function loadAlike(
  { warehouse }: Pick<ChoosePlace, 'warehouse'>,
  { file, columns }: Pick<FileShape, 'file' | 'columns'>,
): Promise<LoadReport | undefined> {
  const loads = await loadsOf(warehouse);
  const sameName = loads.find((load) => patternOf(load.file) === patternOf(file));
  return sameName ?? loads.find((load) => shareOfColumns(load, columns) >= 0.7);
}

function shareOfColumns({ columns, droppedColumns }: LoadReport, there: readonly string[]): number {
  const then = [...columns.flatMap(({ column }) => column ?? []), ...droppedColumns];
  const both = then.filter((column) => there.includes(column)).length;
  return both / Math.max(1, then.length, there.length);
}

/** A source for one of the files of its pattern; all of them are loads of one source. */
function ofFile(source: Source, file: string, sources: readonly Source[]): Source {
  return isPattern(source.file) ? { ...source, file, name: nameOf(source, sources) } : { ...source, file };
}

/** Two files of one name in different folders are two sources, unless their sources say otherwise. */
export function nameOf(source: Source, sources: readonly Source[]): string {
  if (source.name !== undefined) return source.name;
  if (source.sheet !== undefined)
    return `${nameOf({ ...source, sheet: undefined }, sources)}, ${source.sheet}`;
  const same = sources.filter(({ file }) => basename(file) === basename(source.file));
  return new Set(same.map(({ file }) => file)).size > 1 ? source.file : basename(source.file);
}

function standsInOrganisation(file: string): UsageError {
  return new UsageError(
    `${file} has a source in whichhalf.yaml, which says how it is read.`,
    'Change its lines there: columns, values, labels, constants, units.',
  );
}
