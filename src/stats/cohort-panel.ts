import type { EffectInput } from './effect-result.ts';
import { type NumericRange, refuseConstant, refuseOutOfRange } from './numeric-range.ts';
import type { Panel } from './panel.ts';
import { type Refused, refuse } from './refused.ts';

/** A panel whose units are sorted into cohorts; what cannot be used is left out and counted. */
export interface CohortPanel {
  readonly panel: Panel;
  /** Periods in use, from the first; later ones have nobody left to compare with. */
  readonly periods: number;
  /** First training of each cohort in rising order; Infinity (the last) for never. */
  readonly starts: readonly number[];
  /** [units] index into `starts`, -1 for units left out. */
  readonly cohortIndex: Int32Array;
  /** [cohorts] */
  readonly unitsOf: Float64Array;
  readonly units: number;
  readonly holes: boolean;
  /** The one count behind every value, where there is one. */
  readonly equalCount: number | undefined;
  /** Mean of all values in use; sums are taken about it. */
  readonly origin: number;
  /** Of the means in use. */
  readonly range: NumericRange;
  readonly notes: readonly string[];
}

interface Wanted {
  readonly neverOnly: boolean;
  /** Periods before its training in which a unit is no comparison. */
  readonly lead: number;
  readonly dropHoles: boolean;
}

/** Refuses an outcome that never varies or is out of range; throws on wrong shapes and values that are no numbers. */
export function prepareCohorts(input: EffectInput, wanted: Wanted): CohortPanel | Refused {
  checkShape(input);
  const { panel, cohortOf } = input;
  const starts = distinctStarts(cohortOf, panel.periods);
  const trained = starts.filter((start) => start < Infinity);
  const never = starts.length > trained.length;
  if (trained.length === 0) {
    return refuse('nobody-trained', 'No unit was first trained within the periods after the first one.');
  }
  if (wanted.neverOnly && !never) {
    return refuse('no-comparison', 'Everybody was trained in the end; compare with those not trained yet.');
  }
  if (!never && trained.length === 1) {
    return refuse('no-comparison', 'All were trained in the same period, so nobody is left to compare with.');
  }
  const periods = never ? panel.periods : Math.min(panel.periods, trained[trained.length - 1] - wanted.lead);
  if (periods < 2) {
    return refuse('no-comparison', 'There are no two periods in which somebody is still untrained.');
  }
  return sortUnits(input, starts, periods, wanted.dropHoles);
}

function sortUnits(
  { panel, cohortOf }: EffectInput,
  starts: readonly number[],
  periods: number,
  dropHoles: boolean,
): CohortPanel | Refused {
  const indexOfStart = new Map(starts.map((start, index) => [start, index]));
  const cohortIndex = new Int32Array(panel.units).fill(-1);
  const unitsOf = new Float64Array(starts.length);
  const seen = { first: -1, equal: true, holes: false, sum: 0, count: 0, low: Infinity, high: -Infinity };
  const left = { alwaysTrained: 0, unseen: 0, withHoles: 0 };
  for (let unit = 0; unit < panel.units; unit++) {
    const start = startOf(cohortOf[unit], panel.periods);
    if (start === 0) {
      left.alwaysTrained++;
      continue;
    }
    const row = readRow(panel, unit, periods);
    if (row.observed === 0) left.unseen++;
    else if (dropHoles && row.observed < periods) left.withHoles++;
    else {
      const cohort = indexOfStart.get(start)!;
      cohortIndex[unit] = cohort;
      unitsOf[cohort]++;
      if (seen.first < 0) seen.first = panel.count[unit * panel.periods];
      if (row.least !== seen.first || row.most !== seen.first) seen.equal = false;
      if (row.observed < periods) seen.holes = true;
      seen.sum += row.sum;
      seen.count += row.count;
      if (row.low < seen.low) seen.low = row.low;
      if (row.high > seen.high) seen.high = row.high;
    }
  }
  const range = { low: seen.low, high: seen.high };
  const refusal = refuseOutOfRange(range, 'the outcome') ?? refuseConstant(range, 'the outcome');
  if (refusal !== undefined) return refusal;
  if (!Number.isFinite(seen.sum))
    throw new Error(`a panel holds numbers only, the sum of its values is ${seen.sum}`);
  const units = unitsOf.reduce((sum, each) => sum + each, 0);
  if (units === 0) return refuse('no-units', 'No unit has a value in the periods that can be used.');
  return {
    panel,
    periods,
    starts,
    cohortIndex,
    unitsOf,
    units,
    holes: seen.holes,
    equalCount: seen.equal ? seen.first : undefined,
    origin: seen.sum / seen.count,
    range,
    notes: notesAbout(left, panel.periods, periods),
  };
}

interface RowSummary {
  observed: number;
  least: number;
  most: number;
  sum: number;
  count: number;
  /** Of the means. */
  low: number;
  high: number;
}

function readRow(panel: Panel, unit: number, periods: number): RowSummary {
  const row = {
    observed: 0,
    least: Infinity,
    most: -Infinity,
    sum: 0,
    count: 0,
    low: Infinity,
    high: -Infinity,
  };
  const offset = unit * panel.periods;
  for (let t = 0; t < periods; t++) {
    const count = panel.count[offset + t];
    if (count < row.least) row.least = count;
    if (count > row.most) row.most = count;
    if (!(count > 0)) continue;
    row.observed++;
    row.sum += panel.sum[offset + t];
    row.count += count;
    const mean = panel.sum[offset + t] / count;
    if (mean < row.low) row.low = mean;
    if (mean > row.high) row.high = mean;
  }
  if (!(row.least >= 0 && row.most < Infinity)) {
    throw new Error(`counts of a panel are 0 or more, unit ${unit} has ${row.least} to ${row.most}`);
  }
  return row;
}

function startOf(cohort: number, periods: number): number {
  return cohort < 0 || cohort >= periods ? Infinity : cohort;
}

function distinctStarts(cohortOf: Int32Array, periods: number): number[] {
  const starts = new Set<number>();
  for (const cohort of cohortOf) starts.add(startOf(cohort, periods));
  starts.delete(0);
  return [...starts].sort((a, b) => a - b);
}

function checkShape({ panel, cohortOf, clusterOf }: EffectInput): void {
  const cells = panel.units * panel.periods;
  if (panel.sum.length !== cells || panel.count.length !== cells) {
    throw new Error(
      `a panel of ${panel.units} units and ${panel.periods} periods has ${cells} sums and counts, ` +
        `got ${panel.sum.length} and ${panel.count.length}`,
    );
  }
  if (cohortOf.length !== panel.units) {
    throw new Error(`cohortOf needs one entry for each of ${panel.units} units, got ${cohortOf.length}`);
  }
  if (clusterOf !== undefined && clusterOf.length !== panel.units) {
    throw new Error(`clusterOf needs one entry for each of ${panel.units} units, got ${clusterOf.length}`);
  }
}

function notesAbout(
  left: { readonly alwaysTrained: number; readonly unseen: number; readonly withHoles: number },
  periods: number,
  used: number,
): string[] {
  const notes: string[] = [];
  if (left.alwaysTrained > 0)
    notes.push(
      `${left.alwaysTrained} units were trained in the first period and are left out: they were never seen untrained.`,
    );
  if (left.unseen > 0)
    notes.push(`${left.unseen} units have no value in the periods in use and are left out.`);
  if (left.withHoles > 0) notes.push(`${left.withHoles} units with empty periods are left out.`);
  if (used < periods)
    notes.push(
      `The last ${periods - used} of ${periods} periods are left out: nobody untrained is left in them to compare with.`,
    );
  return notes;
}
