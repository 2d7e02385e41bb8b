import type { FileShape } from '../read/file-shape.ts';
import type { FileRecord, Reshaped, Reshaping, ReshapingOfFile } from '../read/reshape.ts';
import type { Preset } from './preset.ts';
import { lastPart, personOf, textIn } from './xapi-words.ts';

const cameVerbs: ReadonlySet<string> = new Set(['completed', 'attended', 'passed', 'failed', 'terminated']);
const attendance = ['person', 'course', 'date', 'session', 'hours', 'status'] as const;
const assessment = ['person', 'course', 'date', 'moment', 'score'] as const;

/**
 * Learning records as xAPI statements (1.0.3): an array, one statement per line, or the answer of a store of learning
 * records. A statement that a later one voids does not count.
 */
export const xapiStatements: Preset = {
  id: 'xapi-statements',
  title: 'Learning records, xAPI statements',
  seenOnRealExport: true,
  guide: 'exports/xapi.md',
  recognise: ({ kind, columns }) =>
    kind !== 'delimited' && columns.includes('verb.id') && columns.includes('object.id')
      ? 'every record has an actor, a verb and an object'
      : undefined,
  loads: [
    { table: 'attendance', reshape: (shape) => statements(shape, attendance, attendanceOf) },
    {
      table: 'assessments',
      when: ({ columns }) => columns.some((column) => column.startsWith('result.score.')),
      reshape: (shape) => statements(shape, assessment, assessmentOf),
    },
  ],
  leavesOut: [
    { columns: /^actor\.name$/, why: 'names of people; the address or account says who it is' },
    { columns: /response/, why: 'answers in free text' },
    { columns: /./, why: 'not needed to know who completed what, and when' },
  ],
  asks: [],
};

type Cells = FileRecord['cells'];
type Take = (cells: Cells, verb: string) => Exclude<Reshaped, 'held'>;

function statements(shape: FileShape, columns: readonly string[], take: Take): ReshapingOfFile {
  const wanted =
    /^(actor\.(mbox|mbox_sha1sum|openid|account)|verb\.id|object\.|result\.(score|duration)|context\.contextActivities|timestamp|stored|id$)/;
  return {
    columns,
    reads: shape.columns.filter((column) => wanted.test(column)),
    start: () => new Statements(columns, take),
  };
}

/** Statements are held to the end, since any of them may be voided by a later one. */
class Statements implements Reshaping {
  readonly columns: readonly string[];
  private readonly takeOne: Take;
  private readonly held: { id: string; line: number; becomes: Exclude<Reshaped, 'held'> }[] = [];
  private readonly voided = new Set<string>();

  constructor(columns: readonly string[], take: Take) {
    this.columns = columns;
    this.takeOne = take;
  }

  take({ line, cells }: FileRecord): Reshaped {
    const verb = lastPart(cells.get('verb.id') ?? '');
    if (verb === 'voided') {
      this.voided.add(cells.get('object.id') ?? '');
      return { dropped: 'takes back another statement' };
    }
    const becomes = this.takeOne(cells, verb);
    if ('dropped' in becomes) return becomes;
    this.held.push({ id: cells.get('id') ?? '', line, becomes });
    return 'held';
  }

  *finish() {
    for (const { id, line, becomes } of this.held) {
      const isVoided = id !== '' && this.voided.has(id);
      yield { line, becomes: isVoided ? { dropped: 'taken back by a later statement' } : becomes };
    }
  }
}

function attendanceOf(cells: Cells, verb: string): Exclude<Reshaped, 'held'> {
  if (!cameVerbs.has(verb)) return { dropped: `not about who came: "${verb}"` };
  const { course, session } = courseOf(cells);
  const person = personOf(cells);
  if (course === '' || person === '') return { rejected: course === '' ? 'no name of a course' : 'no actor' };
  const hours = hoursIn(cells.get('result.duration') ?? '');
  return [{ person, course, session, date: timeOf(cells), hours, status: 'came' }];
}

function assessmentOf(cells: Cells): Exclude<Reshaped, 'held'> {
  const score = cells.get('result.score.scaled') ?? cells.get('result.score.raw') ?? '';
  if (score === '') return { dropped: 'has no score' };
  const { course } = courseOf(cells);
  return [{ person: personOf(cells), course, date: timeOf(cells), moment: '', score }];
}

/** The course that the statement is about, or the one in which the activity stands. */
function courseOf(cells: Cells): { course: string; session: string } {
  const own = textIn(cells, 'object.definition.name') || lastPart(cells.get('object.id') ?? '');
  if (/\/course$/.test(cells.get('object.definition.type') ?? '')) return { course: own, session: '' };
  const parent = parentCourse(cells.get('context.contextActivities.parent') ?? '');
  return parent === undefined ? { course: own, session: '' } : { course: parent, session: own };
}

function parentCourse(list: string): string | undefined {
  if (list === '') return undefined;
  const parents: unknown = JSON.parse(list);
  for (const parent of Array.isArray(parents) ? parents : [parents]) {
    const { definition } = parent as { definition?: { type?: string; name?: Record<string, string> } };
    if (definition?.type?.endsWith('/course')) return Object.values(definition.name ?? {})[0];
  }
  return undefined;
}

function timeOf(cells: Cells): string {
  return cells.get('timestamp') ?? cells.get('stored') ?? '';
}

/** `PT1H30M` as 1.5; empty where there is none. */
function hoursIn(duration: string): string {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(duration);
  if (parts === null) return '';
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return String((days ?? 0) * 24 + (hours ?? 0) + (minutes ?? 0) / 60 + (seconds ?? 0) / 3600);
}
