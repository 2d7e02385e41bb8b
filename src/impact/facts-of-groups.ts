import {
  areDaysOfMonths,
  type Calendar,
  calendarOver,
  type PeriodKind,
  periodOfDay,
} from '../model/calendar.ts';
import { formatCount } from '../model/format-numbers.ts';
import { wholePeriods } from './calendar-of-days.ts';
import { type Facts, type GroupLevel, groupLevels, type Outcome } from './facts.ts';
import { type GroupNames, nameGroups } from './group-names.ts';
import type { MeasureScores, Score } from './load-scores.ts';

export interface GroupsRequest {
  /** The people behind. */
  readonly staff: Facts;
  readonly scores: readonly MeasureScores[];
  /** The organisation's own; scores of months are in months. */
  readonly period: PeriodKind;
  /** [teams of the staff] department, empty where not known. */
  readonly departmentOfTeam: readonly string[];
  /** Names under "teams" of any session, among which may be sites. */
  readonly namedInSessions: ReadonlySet<string>;
}

/** Measures whose scores are of the same groups in the same periods. */
interface Level {
  readonly level: GroupLevel;
  readonly kind: PeriodKind;
  readonly measures: MeasureScores[];
}

/** For each level and calendar of scores, the organisation with a group in the place of each person. */
export function factsOfGroups(request: GroupsRequest): { facts: Facts[]; notes: string[] } {
  const levels = new Map<string, Level>();
  const notes: string[] = [];
  for (const measure of request.scores) {
    const level = levelOfScores(measure.scores);
    if (level === undefined) {
      notes.push(`No row of "${measure.title}" names a site, a department or a team, so it takes no part.`);
      continue;
    }
    const kind = periodOfScores(measure.scores, request.period);
    const same = levels.get(`${level} ${kind}`) ?? { level, kind, measures: [] };
    same.measures.push(measure);
    levels.set(`${level} ${kind}`, same);
  }
  return { facts: [...levels.values()].map((level) => factsOfLevel(request, level)), notes };
}

/** The finest of team, department and site that any row names. */
function levelOfScores(scores: readonly Score[]): GroupLevel | undefined {
  return groupLevels.findLast((level) => scores.some((score) => score[level] !== ''));
}

/** Months where every score stands on the first (or last) day of one, weeks where all stand on one weekday of days. */
function periodOfScores(scores: readonly Score[], period: PeriodKind): PeriodKind {
  const days = [...new Set(scores.map(({ day }) => day))];
  if (areDaysOfMonths(days)) return 'month';
  return period === 'day' && isOfWeeks(days) ? 'week' : period;
}

function isOfWeeks(days: readonly number[]): boolean {
  return days.length > 1 && days.every((day) => (day - (days[0] ?? 0)) % 7 === 0);
}

function calendarOfScores({ kind, measures }: Level): Calendar {
  const days = measures.flatMap(({ scores }) => scores.map(({ day }) => day));
  const [first, last] = days.reduce(
    ([least, most], day) => [Math.min(least, day), Math.max(most, day)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const,
  );
  const calendar = calendarOver(kind, first, last);
  const inPeriods = measures.every(({ scores }) => {
    const own = scores.map(({ day }) => day);
    return kind === 'month' ? areDaysOfMonths(own) : kind === 'week' && isOfWeeks(own);
  });
  if (inPeriods) return calendar;
  const seenTo = isOfWeeks(days) ? last + 6 : last;
  return wholePeriods(calendar, first, seenTo).calendar;
}

function factsOfLevel(request: GroupsRequest, level: Level): Facts {
  const { staff } = request;
  const calendar = calendarOfScores(level);
  const names = nameGroups(
    level.level,
    level.measures.flatMap(({ scores }) => scores),
    staff,
    request.departmentOfTeam,
  );
  const count = names.titles.length;
  const read = level.measures.map((measure) => [measure, readScores(measure, names, calendar)] as const);
  const isOf = groupsThatTakePart(names, request);
  const unknown = names.titles.filter((_, group) => isOf[group] === 0);
  const noteOnNames = unknown.length === 0 ? [] : [sayUnknown(level.level, unknown)];
  return {
    calendar,
    people: count,
    contacts: staff.contacts,
    teamNames: names.titles,
    siteNames: level.level === 'site' ? [] : staff.siteNames,
    siteOfTeam: level.level === 'site' ? new Int32Array(count).fill(-1) : sharedBy(staff.siteOfTeam, names),
    conditions: new Map(
      [...staff.conditions].map(([name, values]) => [name, Int8Array.from(sharedBy(values, names))]),
    ),
    strata: new Map([...staff.strata].map(([name, values]) => [name, sharedBy(values, names)])),
    teamAt: Int32Array.from({ length: count * calendar.periods }, (_, cell) => {
      const group = Math.floor(cell / calendar.periods);
      return isOf[group] === 1 ? group : -1;
    }),
    leaders: [],
    personOf: () => undefined,
    attendance: new Map(),
    assessments: new Map(),
    reactions: new Map(),
    outcomes: new Map(read.map(([{ id }, { outcome }]) => [id, outcome])),
    notes: staff.notes,
    ...(staff.notesOn === undefined ? {} : { notesOn: staff.notesOn }),
    groups: {
      level: level.level,
      staff,
      groupOfTeam: names.groupOfTeam,
      notes: new Map(
        read.map(([measure, { notes }]) => [
          measure.id,
          [...noteOnPeriods(measure, level, request.period), ...notes, ...noteOnNames],
        ]),
      ),
      withAnswers: new Set(read.flatMap(([{ id }, { hasAnswers }]) => (hasAnswers ? [id] : []))),
      withSpread: new Set(read.flatMap(([{ id }, { hasSpread }]) => (hasSpread ? [id] : []))),
    },
  };
}

/** [groups] what all teams of a group share, -1 where they differ or none is known. */
function sharedBy(ofTeam: ArrayLike<number>, { titles, groupOfTeam }: GroupNames): Int32Array {
  const values = titles.map(() => new Set<number>());
  groupOfTeam.forEach((group, team) => {
    values[group]?.add(ofTeam[team] ?? -1);
  });
  return Int32Array.from(values, (of) => (of.size === 1 ? ([...of][0] ?? -1) : -1));
}

/** [groups] 1 where people are known; all where none is anywhere, or where sessions name groups themselves. */
function groupsThatTakePart({ titles, groupOfTeam }: GroupNames, request: GroupsRequest): Uint8Array {
  const { staff, namedInSessions } = request;
  const inUse = new Set(staff.teamAt);
  const known = new Uint8Array(titles.length);
  groupOfTeam.forEach((group, team) => {
    if (group >= 0 && inUse.has(team)) known[group] = 1;
  });
  const isTeam = new Set(staff.teamNames);
  const areNamed = titles.some((title) => namedInSessions.has(title) && !isTeam.has(title));
  return areNamed || !known.includes(1) ? known.fill(1) : known;
}

const namesToShow = 5;

function sayUnknown(level: GroupLevel, names: readonly string[]): string {
  const shown = names.slice(0, namesToShow).map((name) => `"${name}"`);
  const more = names.length > namesToShow ? ` and ${formatCount(names.length - namesToShow)} more` : '';
  return `In no list of people or teams is anybody of ${shown.join(', ')}${more}: whether they were trained is not known, so they take no part. Write each ${level} in the lists as in the scores.`;
}

interface ReadScores {
  readonly outcome: Outcome;
  readonly hasAnswers: boolean;
  readonly hasSpread: boolean;
  readonly notes: readonly string[];
}

/** Sum = score x answers, count = answers; a row that does not say how many counts as one. */
function readScores(
  { title, isShare, scores }: MeasureScores,
  names: GroupNames,
  calendar: Calendar,
): ReadScores {
  const cells = names.titles.length * calendar.periods;
  const [sum, count] = [new Float64Array(cells), new Float64Array(cells)];
  const hasSpread = !isShare && scores.every(({ n, sd }) => n !== undefined && sd !== undefined);
  let squares = 0;
  let without = 0;
  let elsewhere = 0;
  for (const score of scores) {
    const group = names.groupOf(score);
    const period = periodOfDay(calendar, score.day);
    if (period < 0 || period >= calendar.periods) continue;
    if (group === undefined) {
      elsewhere++;
      continue;
    }
    const { value, n = 1, sd = 0 } = score;
    if (score.n === undefined) without++;
    const cell = group * calendar.periods + period;
    sum[cell] = (sum[cell] ?? 0) + n * value;
    count[cell] = (count[cell] ?? 0) + n;
    squares += n * value * value + (hasSpread ? Math.max(n - 1, 0) * sd * sd : 0);
  }
  const many = (rows: number) => `${formatCount(rows)} of ${formatCount(scores.length)}`;
  return {
    outcome: { sum, count, sumOfSquares: squares, asked: undefined, values: undefined },
    hasAnswers: without === 0,
    hasSpread,
    notes: [
      ...(without === 0
        ? []
        : [
            `${many(without)} scores of "${title}" do not say how many answers are behind them; each counts as one.`,
          ]),
      ...(elsewhere === 0
        ? []
        : [`${many(elsewhere)} scores of "${title}" do not name their ${names.level} and are left out.`]),
    ],
  };
}

function noteOnPeriods({ title }: MeasureScores, { kind }: Level, period: PeriodKind): string[] {
  return kind === period
    ? []
    : [
        `"${title}" is a score of ${kind}s, so the periods before and after the training are ${kind}s, though the organisation counts in ${period}s.`,
      ];
}
