/** Periods by their distance from a training: below 0 before its transition (-1 is the last), above 0 after it (1 is the first). */
export interface EventWindow {
  readonly from: number;
  readonly to: number;
}

/** When each unit got a programme, and which of its times have an effect of their own. */
export interface ProgrammeDates {
  readonly title: string;
  /** [units] first period of the transition; below 0 before the data, `never` for those that never got it. */
  readonly begins: Int32Array;
  /** [units] last period of the transition; begins - 1 where it is empty. */
  readonly ends: Int32Array;
  /** Apart from each other, each wholly before (to < 0) or after (from > 0). Times before in no window are the base. */
  readonly windows: readonly EventWindow[];
  /** [units] units whose effects are kept apart, 0, 1, ...; all in one where it is absent. */
  readonly groupOf?: Int32Array | undefined;
  /** [units] last period that counts in a window; what comes later has an effect of its own. */
  readonly until?: Int32Array | undefined;
}

/** Stands in `begins` and `ends` for units that never get a programme. */
export const never = 2 ** 31 - 1;

/** The four quarters after a training, and whatever comes later. */
export function quartersAfter(periodsPerQuarter: number): EventWindow[] {
  const quarters = [0, 1, 2, 3].map((quarter) => ({
    from: quarter * periodsPerQuarter + 1,
    to: (quarter + 1) * periodsPerQuarter,
  }));
  return [...quarters, { from: 4 * periodsPerQuarter + 1, to: Number.POSITIVE_INFINITY }];
}

/** Where the indicators of one programme stand among all: windows, then what comes later, then the transition, by group. */
export interface ColumnPlan {
  readonly programme: ProgrammeDates;
  readonly offset: number;
  readonly groups: number;
  /** Columns of one group. */
  readonly width: number;
  /** Event times after the transition that lie in no window. */
  readonly gaps: readonly EventWindow[];
}

export function planColumns(programmes: readonly ProgrammeDates[], units: number): ColumnPlan[] {
  let offset = 0;
  return programmes.map((programme) => {
    checkDates(programme, units);
    const groups = 1 + (programme.groupOf?.reduce((most, group) => Math.max(most, group), 0) ?? 0);
    const width = programme.windows.length + 2;
    const plan = { programme, offset, groups, width, gaps: gapsBetween(programme) };
    offset += groups * width;
    return plan;
  });
}

export function columnOf(plan: ColumnPlan, group: number, window: number): number {
  return plan.offset + group * plan.width + window;
}

function checkDates({ title, begins, ends, groupOf, until, windows }: ProgrammeDates, units: number): void {
  for (const [name, values] of Object.entries({ begins, ends, groupOf, until })) {
    if (values !== undefined && values.length !== units)
      throw new Error(
        `${name} of "${title}" needs one entry for each of ${units} units, got ${values.length}`,
      );
  }
  for (const { from, to } of windows) {
    if (!(from <= to && (from > 0 || to < 0)))
      throw new Error(`a window of "${title}" lies before or after the training, got ${from} to ${to}`);
  }
  if (groupOf?.some((group) => group < 0)) throw new Error(`groups of "${title}" are counted from 0`);
}

function gapsBetween({ title, windows }: ProgrammeDates): EventWindow[] {
  const sorted = windows.toSorted((a, b) => a.from - b.from);
  const gaps: EventWindow[] = [];
  let next = 1;
  sorted.forEach((window, k) => {
    const before = sorted[k - 1];
    if (before !== undefined && before.to >= window.from)
      throw new Error(`windows of "${title}" overlap: ${before.to} and ${window.from}`);
    if (window.to < 0) return;
    if (window.from > next) gaps.push({ from: next, to: window.from - 1 });
    next = window.to + 1;
  });
  if (next < Number.POSITIVE_INFINITY) gaps.push({ from: next, to: Number.POSITIVE_INFINITY });
  return gaps;
}

/** Runs of periods of one unit in which one indicator is 1, written anew for each unit. */
export class Runs {
  count = 0;
  readonly column: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Position of the programme, and of the window within it. */
  readonly programme: Int32Array;
  readonly window: Int32Array;
  readonly #plans: readonly ColumnPlan[];
  readonly #periods: number;

  constructor(plans: readonly ColumnPlan[], periods: number) {
    this.#plans = plans;
    this.#periods = periods;
    const most = plans.reduce((sum, { width, gaps }) => sum + width + gaps.length, 0);
    this.column = new Int32Array(most);
    this.from = new Int32Array(most);
    this.to = new Int32Array(most);
    this.programme = new Int32Array(most);
    this.window = new Int32Array(most);
  }

  /** The first programme is the one at hand: its transition is left out and has no indicator. */
  read(unit: number): void {
    this.count = 0;
    for (let p = 0; p < this.#plans.length; p++) {
      const { windows, begins, ends, until } = this.#plans[p].programme;
      const [begin, end] = [begins[unit], ends[unit]];
      if (begin === never) continue;
      const last = Math.min(until?.[unit] ?? this.#periods - 1, this.#periods - 1);
      for (let w = 0; w < windows.length; w++) {
        const { from, to } = windows[w];
        if (to < 0) this.#add(p, unit, w, begin + from, begin + to);
        else this.#add(p, unit, w, end + from, Math.min(end + to, last));
      }
      for (const { from, to } of this.#plans[p].gaps)
        this.#add(p, unit, windows.length, end + from, Math.min(end + to, last));
      this.#add(p, unit, windows.length, Math.max(end, last) + 1, this.#periods - 1);
      if (p > 0) this.#add(p, unit, windows.length + 1, begin, end);
    }
  }

  #add(programme: number, unit: number, window: number, from: number, to: number): void {
    const first = Math.max(from, 0);
    const last = Math.min(to, this.#periods - 1);
    if (first > last) return;
    const plan = this.#plans[programme];
    const at = this.count++;
    this.column[at] = columnOf(plan, plan.programme.groupOf?.[unit] ?? 0, window);
    this.programme[at] = programme;
    this.window[at] = window;
    this.from[at] = first;
    this.to[at] = last;
  }
}
