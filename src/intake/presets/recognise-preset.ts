import type { Source } from '../../contract/organisation.ts';
import { UsageError } from '../../model/refusal.ts';
import type { LoadReport } from '../load-report.ts';
import type { FileShape } from '../read/file-shape.ts';
import type { ReshapingOfFile } from '../read/reshape.ts';
import { chatwootEvents, chatwootSatisfaction } from './chatwoot.ts';
import { freshdeskRatings, freshdeskTickets } from './freshdesk.ts';
import { hubspotTickets } from './hubspot.ts';
import { incidentLog } from './incident-log.ts';
import { intercomConversations, intercomRatings } from './intercom.ts';
import { moodleActivityCompletion } from './moodle-activity-completion.ts';
import { moodleCourseCompletion } from './moodle-course-completion.ts';
import { attendanceMarks, scoresByMonth } from './one-column-per-date.ts';
import type { Preset, PresetLoad } from './preset.ts';
import { requestTrackerRest, requestTrackerTransactions } from './request-tracker.ts';
import { formbricksAnswers, limeSurveyAnswers } from './survey-answers.ts';
import { xapiStatements } from './xapi-statements.ts';
import { zammadTickets } from './zammad.ts';
import { zendeskRatings, zendeskTickets } from './zendesk.ts';

/** Every export that is known, the one with the most particular marks first. */
export const presets: readonly Preset[] = [
  moodleActivityCompletion,
  moodleCourseCompletion,
  xapiStatements,
  requestTrackerRest,
  requestTrackerTransactions,
  incidentLog,
  zendeskTickets,
  zendeskRatings,
  freshdeskTickets,
  freshdeskRatings,
  intercomConversations,
  intercomRatings,
  chatwootSatisfaction,
  chatwootEvents,
  zammadTickets,
  hubspotTickets,
  limeSurveyAnswers,
  formbricksAnswers,
  attendanceMarks,
  scoresByMonth,
];

/** The sources that a file is read by, where it is the export of a system that is known. */
export function sourcesByPreset(shape: FileShape): readonly Source[] | undefined {
  const preset = presets.find(({ recognise }) => recognise(shape) !== undefined);
  return preset?.loads
    .filter(({ when }) => when?.(shape) ?? true)
    .map((load) => sourceOf(shape, preset, load));
}

function sourceOf({ file }: FileShape, preset: Preset, { table }: PresetLoad): Source {
  const empty = {
    columns: {},
    values: {},
    labels: {},
    constants: {},
    units: {},
    recode: {},
    purpose: {},
    otherwise: {},
  };
  return { file, table, preset: preset.id, ...empty };
}

/** What a preset adds to a source. */
export interface FromPreset {
  /** The source with the lines of the preset; its own lines come first. */
  readonly source: Source;
  readonly reshape: ReshapingOfFile | undefined;
  readonly preset: LoadReport['preset'];
  readonly leavesOut: (column: string) => string | undefined;
}

/** Completes a source by the preset that it names; one that names none stays as it is. */
export function applyPreset(source: Source, shape: FileShape): FromPreset {
  if (source.preset === undefined) {
    return { source, reshape: undefined, preset: undefined, leavesOut: () => undefined };
  }
  const preset = presetOf(source.preset);
  const load = preset.loads.find(({ table }) => table === source.table);
  if (load === undefined) throw noSuchTable(source, preset);
  const because = preset.recognise(shape);
  if (because === undefined) throw notThisExport(source, preset);
  const { id, title, seenOnRealExport, guide, leavesOut } = preset;
  const reshape = load.reshape?.(shape);
  return {
    source: complete(source, load, reshape?.columns ?? shape.columns),
    reshape,
    preset: { id, title, because, seenOnRealExport, guide },
    leavesOut: (column) => leavesOut.find(({ columns }) => columns.test(column))?.why,
  };
}

function complete(source: Source, load: PresetLoad, there: readonly string[]): Source {
  const pick = (named: PresetLoad['columns'] = {}) =>
    Object.fromEntries(
      Object.entries(named).flatMap(([field, names]) => {
        const found = names.flatMap((name) => there.find((each) => isSame(each, name)) ?? [])[0];
        return found === undefined ? [] : [[field, found]];
      }),
    );
  const { read = {} } = load;
  return {
    ...read,
    ...source,
    columns: { ...pick(load.columns), ...source.columns },
    otherwise: { ...pick(load.otherwise), ...source.otherwise },
    values: { ...pick(load.values), ...source.values },
    labels: { ...pick(load.labels), ...source.labels },
    constants: { ...read.constants, ...source.constants },
    units: { ...read.units, ...source.units },
    recode: { ...read.recode, ...source.recode },
  };
}

function isSame(first: string, second: string): boolean {
  return first.toLowerCase() === second.toLowerCase();
}

function presetOf(id: string): Preset {
  const preset = presets.find((each) => each.id === id);
  if (preset !== undefined) return preset;
  throw new UsageError(
    `There is no preset "${id}".`,
    `Leave "preset:" out, or name one of: ${presets.map((each) => each.id).join(', ')}.`,
  );
}

function noSuchTable({ file, table }: Source, { id, loads }: Preset): UsageError {
  return new UsageError(
    `${file}: the preset ${id} makes no table ${table}.`,
    `Its tables are: ${loads.map((load) => load.table).join(', ')}.`,
  );
}

function notThisExport({ file }: Source, { id, title, guide }: Preset): UsageError {
  return new UsageError(
    `${file} is not, or no longer, what the preset ${id} reads (${title}).`,
    `Export it as docs/guides/${guide} says, or take "preset: ${id}" out of its source and name its columns.`,
  );
}
