import type { Panel } from '../panel.ts';
import { type ColumnPlan, never, Runs } from './columns.ts';

/** What there is of one unit, read once and kept. */
export interface KeptRow {
  readonly periods: number;
  readonly count: Float64Array;
  readonly observed: Int32Array;
  readonly periodsObserved: number;
  readonly total: number;
  readonly runs: Pick<Runs, 'count' | 'column' | 'from' | 'to'>;
}

/** One unit at a time: its counts, its sums about the origin, and the runs of its indicators. */
export class UnitRow {
  readonly periods: number;
  /** [periods] values behind each period; 0 in the transition of the programme at hand. */
  readonly count: Float64Array;
  readonly sum: Float64Array;
  /** [periods + 1] running totals of the counts: at t the sum of periods 0 to t - 1. */
  readonly countBefore: Float64Array;
  /** Periods with a value, and how many. */
  readonly observed: Int32Array;
  periodsObserved = 0;
  total = 0;
  readonly runs: Runs;
  readonly #panel: Panel;
  readonly #plans: readonly ColumnPlan[];
  readonly #origin: number;

  constructor(panel: Panel, plans: readonly ColumnPlan[], origin: number) {
    this.#panel = panel;
    this.#plans = plans;
    this.#origin = origin;
    this.periods = panel.periods;
    this.count = new Float64Array(panel.periods);
    this.sum = new Float64Array(panel.periods);
    this.countBefore = new Float64Array(panel.periods + 1);
    this.observed = new Int32Array(panel.periods);
    this.runs = new Runs(plans, panel.periods);
  }

  /** False for a unit with fewer than two periods: its own effect takes up all it says. */
  read(unit: number): boolean {
    const { begins, ends } = this.#plans[0].programme;
    const [begin, end] = begins[unit] === never ? [0, -1] : [begins[unit], ends[unit]];
    this.periodsObserved = 0;
    for (let t = 0; t < this.periods; t++) {
      const at = unit * this.periods + t;
      const count = t >= begin && t <= end ? 0 : this.#panel.count[at];
      this.count[t] = count;
      this.sum[t] = count > 0 ? this.#panel.sum[at] - this.#origin * count : 0;
      this.countBefore[t + 1] = this.countBefore[t] + count;
      if (count > 0) this.observed[this.periodsObserved++] = t;
    }
    this.total = this.countBefore[this.periods];
    if (this.periodsObserved < 2) return false;
    this.runs.read(unit);
    return true;
  }

  keep(): KeptRow {
    const { periods, periodsObserved, total } = this;
    const { count, column, from, to } = this.runs;
    return {
      periods,
      periodsObserved,
      total,
      count: this.count.slice(),
      observed: this.observed.slice(),
      runs: { count, column: column.slice(0, count), from: from.slice(0, count), to: to.slice(0, count) },
    };
  }

  /** Values from one period to another, both included. */
  countIn(from: number, to: number): number {
    return this.countBefore[to + 1] - this.countBefore[from];
  }
}

/** Mean of all values, about which sums are taken. */
export function originOf({ sum, count }: Panel): number {
  let total = 0;
  let values = 0;
  for (let at = 0; at < count.length; at++) {
    if (!(count[at] >= 0 && count[at] < Infinity))
      throw new Error(`counts of a panel are 0 or more, got ${count[at]}`);
    if (count[at] === 0) continue;
    total += sum[at];
    values += count[at];
  }
  if (!Number.isFinite(total))
    throw new Error(`a panel holds numbers only, the sum of its values is ${total}`);
  return values === 0 ? 0 : total / values;
}
