import type { Organisation, Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { keepPeopleSettled, type People } from '../people/index.ts';
import { prepareFactTables } from '../warehouse/fact-tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type Chosen, declaredSources, nameOf, sourcesOfFile } from './choose-sources.ts';
import { doubtAbout, isAcceptable, MappingNeeded, mappingToSave } from './confirm-mapping.ts';
import { clearStaging, openDataFolder } from './data-folder.ts';
import { fingerprintOf, isSame, looksUnchanged, readingOf } from './fingerprint.ts';
import { optionsOf } from './inspect-source.ts';
import { type LoadOrder, loadFile } from './load/load-file.ts';
import { loadsOf } from './load/load-record.ts';
import type { Preview } from './load/preview-rows.ts';
import type { Fingerprint, LoadReport } from './load-report.ts';
import { type Corrections, noCorrections } from './mapping-corrections.ts';
import type { Proposal } from './propose-mapping.ts';
import { makeReady, type ReadyFile } from './ready-file.ts';
import { saveMapping } from './saved-mapping.ts';
import { checkToldColumns } from './told-columns.ts';
import type { ToldIn } from './told-in.ts';
import { untouchedTemplates } from './untouched-templates.ts';

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
  /** What the user says about the columns of files that whichhalf.yaml does not name. */
  readonly corrections?: Corrections;
  /** Load what is proposed as it is. */
  readonly accept?: boolean;
  /** Whoever calls settles who is who, after several files. */
  readonly settleLater?: boolean;
}

export interface Imported {
  readonly report: LoadReport;
  /** The source as recognised, where whichhalf.yaml has none for the file. */
  readonly recognised: Source | undefined;
  /** Path of the mapping that says how files of this kind are read, from the organisation's folder. */
  readonly mapping?: string;
  /** Of a dry run: the first rows, and what of the mapping is a guess. */
  readonly preview?: Preview;
  readonly proposal?: Proposal;
}

/**
 * Brings the facts up to date with all sources of whichhalf.yaml. Files that did not change since their last load are
 * passed over, and so are templates that nobody filled. Each file is loaded as a whole or not at all; the first that is wrong throws a `UsageError`.
 */
export async function importSources(place: ImportPlace): Promise<LoadReport[]> {
  const all = await importFiles(place, { files: [], replaces: undefined, dryRun: false });
  return all.map(({ report }) => report);
}

/**
 * Loads the chosen files, or all sources. A file that no source names is read by its saved mapping, else by what it is
 * recognised as; where that is a guess, or an export has changed, `MappingNeeded` is thrown and nothing of it loaded.
 */
export async function importFiles(given: ImportPlace, choice: ImportChoice): Promise<Imported[]> {
  const place = choice.dryRun ? { ...given, people: given.people.forTrial() } : given;
  await prepareFactTables(place.warehouse);
  const data = openDataFolder(place.folder);
  clearStaging(data);
  const imported: Imported[] = [];
  try {
    for (const chosen of await chosenSources(place, choice)) {
      imported.push(await importChosen(place, chosen, choice));
    }
  } finally {
    clearStaging(data);
  }
  if (!choice.dryRun && choice.settleLater !== true) await settle(place);
  return imported;
}

/** Finds out anew who is who, after files were loaded. */
export async function settle(place: ImportPlace): Promise<void> {
  place.progress('finding out who is who');
  await keepPeopleSettled(place, await sourceNames(place));
}

/** Names of the sources of whichhalf.yaml, and of whatever else was loaded. */
export async function sourceNames({
  organisation,
  warehouse,
}: Pick<ImportPlace, 'organisation' | 'warehouse'>): Promise<readonly string[]> {
  const declared = organisation.sources.map((source) => nameOf(source, organisation.sources));
  return [...new Set([...declared, ...(await loadsOf(warehouse)).map(({ source }) => source)])];
}

async function chosenSources(
  place: ImportPlace,
  { files, replaces, corrections = noCorrections }: ImportChoice,
): Promise<readonly Chosen[]> {
  if (replaces !== undefined && files.length !== 1) {
    throw new UsageError(
      '--replaces needs the one file that replaces the load.',
      'Such as: whichhalf import tickets.csv --replaces 3',
    );
  }
  if (files.length === 0) {
    const { sources } = place.organisation;
    const templates = untouchedTemplates(place.folder, sources);
    if (sources.length > 0)
      return declaredSources(place).filter(({ source }) => !templates.includes(source.file));
    throw new UsageError(
      'whichhalf.yaml names no sources.',
      'Name your files under "sources:", or say which file to import: whichhalf import FILE',
    );
  }
  const chosen: Chosen[] = [];
  for (const file of files) chosen.push(...(await sourcesOfFile(place, file, corrections)));
  return chosen;
}

/** Loads what was chosen, passes it over where it is loaded already, or throws what somebody must look at first. */
async function importChosen(place: ImportPlace, chosen: Chosen, choice: ImportChoice): Promise<Imported> {
  const ready = await makeReady(place, chosen.source);
  const { corrections = noCorrections } = choice;
  if (chosen.by === 'saved')
    checkToldColumns(ready.shape.file, ready.reshape?.columns ?? ready.shape.columns, corrections);
  const recognised = chosen.by === 'declared' ? undefined : chosen.source;
  const known = { recognised, ...(chosen.saved && { mapping: chosen.saved.path }) };
  const last = (await loadsOf(place.warehouse, ready.name)).find(
    ({ file, table }) => file === ready.source.file && table === ready.source.table,
  );
  const mayPassOver = last !== undefined && choice.replaces === undefined && !choice.dryRun;
  if (mayPassOver && looksUnchanged(ready.path, ready.reading, last.fingerprint))
    return { report: passedOver(last), ...known };
  const fingerprint = await fingerprintOf(ready.path, ready.reading);
  if (mayPassOver && isSame(fingerprint, last.fingerprint)) return { report: passedOver(last), ...known };

  const doubt = await doubtAbout(place, chosen, ready);
  const source = doubt?.source ?? ready.source;
  const order = {
    ...orderOf(place, ready, source, fingerprint, choice.replaces),
    toldIn: toldIn(chosen),
    accepted: choice.accept === true,
  };
  if (doubt !== undefined && (choice.accept !== true || !isAcceptable(doubt))) {
    const trial = await tryOut(place, order).catch(whyNot);
    if (!choice.dryRun || choice.accept === true || trial instanceof UsageError)
      throw new MappingNeeded(ready.source.file, doubt, trial);
    return { ...trial, ...known, proposal: doubt };
  }
  if (choice.dryRun) {
    const wouldSave = mappingToSave(place.folder, chosen, source, ready.shape.columns, doubt);
    const kept = wouldSave === undefined ? {} : { mapping: wouldSave.path };
    return { ...(await tryOut(place, order)), ...known, ...usedSource(known.recognised, source), ...kept };
  }
  const { stagingFolder } = openDataFolder(place.folder);
  const report = await loadFile({ ...order, trial: false }, { ...place, stagingFolder });
  const kept = mappingToSave(place.folder, chosen, source, ready.shape.columns, doubt);
  if (kept !== undefined) saveMapping(place.folder, kept.path, kept.source);
  return { report, ...known, ...(kept !== undefined && { mapping: kept.path }) };
}

/** The lines that a file without a source in whichhalf.yaml is read by. */
function usedSource(recognised: Source | undefined, source: Source): { readonly recognised?: Source } {
  return recognised === undefined || recognised.preset !== undefined ? {} : { recognised: source };
}

function toldIn({ by, saved }: Chosen): ToldIn {
  return by === 'declared' ? 'whichhalf.yaml' : (saved?.path ?? 'flags');
}

/** The error that a trial ended with, where the user can put it right. */
function whyNot(error: unknown): UsageError {
  if (error instanceof UsageError) return error;
  throw error;
}

/** How the file is to be loaded with this source, which may have lines that its reading did not have. */
function orderOf(
  { organisation }: ImportPlace,
  ready: ReadyFile,
  source: Source,
  fingerprint: Fingerprint,
  replaces: number | undefined,
): Omit<LoadOrder, 'trial' | 'toldIn' | 'accepted'> {
  const reading = readingOf(source, organisation);
  return {
    ...ready,
    source,
    name: source.name ?? ready.name,
    options: optionsOf(source),
    fingerprint: { ...fingerprint, reading },
    replaces,
  };
}

async function tryOut(
  place: ImportPlace,
  order: Omit<LoadOrder, 'trial'>,
): Promise<{ readonly report: LoadReport; readonly preview: Preview }> {
  let preview: Preview = { fields: [], rows: [] };
  const { stagingFolder } = openDataFolder(place.folder);
  const look = (rows: Preview) => {
    preview = rows;
  };
  const trial = { ...place, people: place.people.forTrial(), stagingFolder, look };
  const report = await loadFile({ ...order, trial: true }, trial);
  return { report, preview };
}

function passedOver(last: LoadReport): LoadReport {
  const { rows } = last;
  return {
    ...last,
    outcome: 'already loaded',
    rows: { ...rows, added: 0, corrected: 0, unchanged: rows.loaded },
  };
}
