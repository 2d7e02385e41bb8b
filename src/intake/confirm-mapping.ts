import type { Organisation, Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type ChangedColumn, changedColumns, changedExport } from './changed-export.ts';
import { type Chosen, loadAlike, underItsName } from './choose-sources.ts';
import { fieldsOf } from './fact-fields.ts';
import { patternOf } from './file-pattern.ts';
import { loadsOf } from './load/load-record.ts';
import type { Preview } from './load/preview-rows.ts';
import type { LoadReport } from './load-report.ts';
import { plainName } from './map-columns.ts';
import type { ProposedLine } from './mapping-corrections.ts';
import type { OpenQuestion } from './open-questions.ts';
import { isSure, type Proposal } from './propose-mapping.ts';
import type { ReadyFile } from './ready-file.ts';
import { isBeside, mappingPathOf, type SavedMapping } from './saved-mapping.ts';

/** What a trial with the proposed mapping came to: the first rows, or why they cannot be read so. */
type Trial = { readonly report: LoadReport; readonly preview: Preview } | UsageError;

/** A file that is not loaded before somebody says that its columns are what they seem. */
export class MappingNeeded extends UsageError {
  readonly file: string;
  readonly proposal: Proposal;
  readonly trial: Trial;

  constructor(file: string, proposal: Proposal, trial: Trial) {
    super(`${file}: ${whyNot(proposal)} Nothing was loaded.`, remedyFor(file, proposal));
    this.file = file;
    this.proposal = proposal;
    this.trial = trial;
  }
}

function whyNot({ changes, missing, questions }: Proposal): string {
  const asked = questions.filter(({ mustBeAnswered }) => mustBeAnswered);
  const parts = [
    ...changes,
    ...(missing.length > 0 ? [`no column was found for ${missing.join(' and ')}`] : []),
    ...asked.map(({ sentence }) => sentence.replace(/[.?]$/, (sign) => (sign === '?' ? sign : ''))),
  ];
  const text = parts.length === 0 ? 'what its columns are is a guess' : parts.join('; ');
  return /[.?]$/.test(text) ? text : `${text}.`;
}

function remedyFor(file: string, { lines, missing, questions }: Proposal): string {
  const asked = questions.filter(({ mustBeAnswered }) => mustBeAnswered);
  const [first] = asked;
  if (first !== undefined) {
    const others =
      asked.length > 1
        ? `, and so for ${asked
            .slice(1)
            .map(({ column }) => `"${column}"`)
            .join(', ')}`
        : '';
    return `Say which it is: whichhalf import ${file} --accept with ${first.flags.join(' or ')}${others}. "--accept" alone takes no guess on this.`;
  }
  const line = lines.find(({ sure }) => !sure) ?? lines[0];
  const name = missing[0] ?? line?.name ?? 'person';
  const accept =
    missing.length > 0 ? 'Say' : `If the proposal is right: whichhalf import ${file} --accept. Else say`;
  return `${accept} which column it is: --column ${name}="..."${missing.length > 0 ? '' : `; --column ${name}= takes it out`}.`;
}

/** Whether a proposal may be taken as it stands. */
export function isAcceptable({ missing, questions }: Proposal): boolean {
  return missing.length === 0 && !questions.some(({ mustBeAnswered }) => mustBeAnswered);
}

export interface ConfirmPlace {
  readonly organisation: Organisation;
  readonly warehouse: Warehouse;
}

/**
 * What somebody must confirm before a file is loaded: a mapping that was guessed from its cells, or columns that are not
 * those of the last load. Undefined where there is nothing.
 *
 * @throws UsageError where the lines to change stand in whichhalf.yaml.
 */
export async function doubtAbout(
  place: ConfirmPlace,
  chosen: Chosen,
  ready: ReadyFile,
): Promise<Proposal | undefined> {
  const { source, shape, reshape } = ready;
  const last = reshape === undefined ? await lastLike(place, chosen, ready) : undefined;
  const changes = last === undefined ? [] : changedColumns(last, source, place.organisation, shape);
  if (last !== undefined && changes.length > 0 && chosen.by === 'declared') {
    throw changedExport(source.file, last, changes);
  }
  const guessed = chosen.proposal !== undefined && !isSure(chosen.proposal);
  if (!guessed && changes.length === 0) return undefined;
  const renamed = renamedSource(source, changes, last);
  const lines =
    last === undefined ? chosen.proposal?.lines : linesAfter(chosen.proposal, changes, last, renamed);
  return {
    lines: [],
    missing: [],
    others: [],
    otherTables: [],
    tableIsSure: true,
    ...chosen.proposal,
    questions: [...(chosen.proposal?.questions ?? []), ...questionsOn(changes)],
    ...(lines !== undefined && { lines }),
    source: chosen.by === 'recognised' ? await underItsName(place, renamed) : renamed,
    changes: changes.map(({ sentence }) => sentence),
  };
}

/** A column that is taken for another only because both hold dates, say, must be named. */
function questionsOn(changes: readonly ChangedColumn[]): readonly OpenQuestion[] {
  return changes.flatMap(({ field, was, now, unlikeNames }) =>
    now === undefined || !unlikeNames
      ? []
      : [
          {
            column: now,
            sentence: `Is "${now}" what "${was}" was (${field})?`,
            flags: [`--column ${field}=${JSON.stringify(now)}`, `--column ${field}=`],
            mustBeAnswered: true,
          },
        ],
  );
}

/** The last load of the source; of a file without one, that of a file of the same name but for dates. */
async function lastLike(
  place: ConfirmPlace,
  { by, proposal }: Chosen,
  { source, shape, name }: ReadyFile,
): Promise<LoadReport | undefined> {
  const own = (await loadsOf(place.warehouse, name)).find(({ table }) => table === source.table);
  if (own !== undefined || by === 'declared' || by === 'saved') return own;
  if (proposal === undefined && source.preset !== undefined) return undefined;
  const alike = await loadAlike(place, shape);
  return alike?.table === source.table ? alike : undefined;
}

/** The source with the new columns in the place of those that are missing, which stay known; a column that nothing replaces is taken out. */
function renamedSource(
  source: Source,
  changes: readonly ChangedColumn[],
  last: LoadReport | undefined,
): Source {
  const { fields } = fieldsOf(source.table);
  const parts = {
    columns: { ...source.columns },
    values: { ...source.values },
    labels: { ...source.labels },
  };
  const alsoCalled = { ...source.alsoCalled };
  for (const { field, was, now = '' } of changes) {
    if (now !== '' && now !== was) alsoCalled[field] = [was, ...(alsoCalled[field] ?? [])];
    const part = partOf(
      field,
      source,
      fields.some(({ name }) => name === field),
      last,
    );
    if (now === '' && part !== 'columns') delete parts[part][field];
    else parts[part][field] = now;
  }
  return { ...source, ...parts, ...(Object.keys(alsoCalled).length > 0 && { alsoCalled }) };
}

function partOf(
  field: string,
  source: Source,
  isField: boolean,
  last: LoadReport | undefined,
): ProposedLine['part'] {
  if (isField || field in source.columns) return 'columns';
  if (field in source.values) return 'values';
  if (field in source.labels) return 'labels';
  return last?.columns.find((column) => column.field === field)?.readAs === 'text' ? 'labels' : 'values';
}

function linesAfter(
  proposal: Proposal | undefined,
  changes: readonly ChangedColumn[],
  last: LoadReport,
  renamed: Source,
): readonly ProposedLine[] {
  const before = last.columns.flatMap(({ field, column }): ProposedLine[] => {
    const change = changes.find((each) => each.field === field);
    const now = change === undefined ? column : change.now;
    if (now === undefined) return [];
    const isField = fieldsOf(renamed.table).fields.some(({ name }) => name === field);
    const why = change === undefined ? 'as in the last load' : `looks like "${change.was}" of the last load`;
    return [
      {
        part: partOf(field, renamed, isField, last),
        name: field,
        column: now,
        why,
        sure: change === undefined,
      },
    ];
  });
  const others = proposal?.lines.filter(
    ({ name, column }) => !before.some((line) => line.name === name || line.column === column),
  );
  return [...before, ...(others ?? [])];
}

/** How the next files of this kind are to be read, where somebody had to look at this one; undefined where that stands already. */
export function mappingToSave(
  folder: string,
  { by, saved, proposal, corrected }: Chosen,
  used: Source,
  columns: readonly string[],
  doubt: Proposal | undefined,
): SavedMapping | undefined {
  const looked = doubt !== undefined || proposal !== undefined || corrected === true;
  if (by === 'declared' || (!looked && by !== 'saved')) return undefined;
  const source = saved === undefined ? used : withOldHeadings(used, saved.source, columns);
  if (by === 'saved' && doubt === undefined && saved !== undefined && sameLines(saved.source, source))
    return undefined;
  const pattern = patternOf(source.file);
  if (saved !== undefined && (isBeside(saved) || saved.source.file === pattern || doubt === undefined)) {
    const { file, name } = saved.source;
    return { path: saved.path, source: { ...source, file, name } };
  }
  const path = mappingPathOf(folder, { ...source, file: pattern });
  return { path, source: { ...source, file: pattern, name: ownName(source, pattern) } };
}

/** Headings that the mapping knew before and this file does not have stay known: older files have them. */
function withOldHeadings(used: Source, before: Source, columns: readonly string[]): Source {
  const there = new Set(columns.map(plainName));
  const headings = { ...used.alsoCalled };
  for (const part of ['columns', 'values', 'labels'] as const) {
    for (const [name, column] of Object.entries(used[part])) {
      const own = headings[name] ?? [];
      const earlier = before.alsoCalled?.[name] ?? [];
      if (before[part][name] === column && own.length === earlier.length) continue;
      const known = [before[part][name] ?? '', ...earlier, ...own];
      const old = known.filter((each) => each !== '' && !there.has(plainName(each)));
      if (old.length > 0) headings[name] = [...new Set(old)];
    }
  }
  return Object.keys(headings).length === 0 ? used : { ...used, alsoCalled: headings };
}

/** Only where it is not the name that the pattern gives anyway. */
function ownName({ name, sheet }: Source, pattern: string): string | undefined {
  return name === (sheet === undefined ? pattern : `${pattern}, ${sheet}`) ? undefined : name;
}

function sameLines(saved: Source, used: Source): boolean {
  const { file: _, name: __, ...before } = saved;
  const { file: ___, name: ____, ...now } = used;
  return JSON.stringify(before) === JSON.stringify(now);
}
