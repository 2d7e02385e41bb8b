import { UsageError } from '../model/refusal.ts';
import type { Panel } from '../stats/panel.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { type GridBlock, unitsPerBlock } from './cell-grid.ts';
import { textOf } from './labels.ts';
import type { Change, Observations } from './observations.ts';
import { orderPeriods, type PeriodOrder } from './period-order.ts';
import type { TableColumns } from './table-columns.ts';

/** A table as the estimators want it. */
export interface TablePanel {
  readonly panel: Panel;
  /** [units] position of the first period as trained, -1 for never. */
  readonly cohortOf: Int32Array;
  /** [units], where the table names clusters. */
  readonly clusterOf: Int32Array | undefined;
  /** [units x periods], where the table has a treatment. */
  readonly treatment: Float64Array | undefined;
  /** By covariate: [units x periods], NaN where it is not known. */
  readonly covariates: readonly Float64Array[];
  /** The periods' labels in their order. */
  readonly labels: readonly (string | number)[];
  readonly notes: readonly string[];
}

/** The parts of a table under one numbering of units and labels. */
interface Joined {
  readonly parts: readonly PartCodes[];
  readonly units: ByteDictionary;
  readonly cohortLabels: readonly string[];
  /** [units] */
  readonly cohortOfUnit: Int32Array;
  readonly clusterOfUnit: Int32Array;
}

interface PartCodes {
  readonly observations: Observations;
  /** Units from this number on are in no earlier part. */
  readonly unitsBefore: number;
  /** [units of the part] number in the whole. */
  readonly units: Int32Array;
}

/** Puts the observations of a table's parts into one panel. What contradicts itself is a `UsageError`. */
export function panelOfTable(parts: readonly Observations[], columns: TableColumns): TablePanel {
  const joined = join(parts);
  const seen = seenIn(joined);
  if (seen.units === 0) {
    throw new UsageError(
      `No row has a value in column ${columns.outcome}.`,
      'Check that --outcome names the right column.',
    );
  }
  const order = orderPeriods(seen.periodLabels, columns.period);
  const { panel, treatment, covariates, added } = fill(joined, seen, order, columns);
  const cohorts = placeCohorts(joined, seen, order);
  return {
    panel,
    treatment,
    covariates,
    cohortOf: cohorts.cohortOf,
    clusterOf: columns.cluster === undefined ? undefined : pick(joined.clusterOfUnit, seen),
    labels: order.labels,
    notes: [...cohorts.notes, ...notesOnPeriods(order), ...notesOnAdded(added)],
  };
}

function join(parts: readonly Observations[]): Joined {
  const keys = parts.reduce((sum, { units }) => sum + units.ends.length, 0);
  const units = ByteDictionary.withRoom(keys);
  const clusters = new ByteDictionary();
  const cohortLabels: string[] = [];
  const codes = parts.map((observations) => {
    const unitsBefore = units.size;
    return { observations, unitsBefore, units: units.absorb(observations.units) };
  });
  const cohortOfUnit = new Int32Array(units.size).fill(-1);
  const clusterOfUnit = new Int32Array(units.size).fill(-1);
  for (const { observations, units: unitCodes } of codes) {
    const cohortCodes = observations.cohortLabels.map((label) => codeOfLabel(cohortLabels, label));
    const clusterCodes = clusters.absorb(observations.clusters);
    unitCodes.forEach((unit, inPart) => {
      const cohort = cohortCodes[observations.cohortOfUnit[inPart] ?? -1] ?? -1;
      const cluster = clusterCodes[observations.clusterOfUnit[inPart] ?? -1] ?? -1;
      if (cohort < 0) return;
      const known = cohortOfUnit[unit] as number;
      if (known >= 0 && known !== cohort) {
        throw changed('cohort', units, unit, [cohortLabels[known] ?? '', cohortLabels[cohort] ?? '']);
      }
      const knownCluster = clusterOfUnit[unit] as number;
      if (knownCluster >= 0 && knownCluster !== cluster) {
        const names = [knownCluster, cluster].map((code) => textOf(clusters.bytesOf(code)));
        throw changed('cluster', units, unit, [names[0] ?? '', names[1] ?? '']);
      }
      cohortOfUnit[unit] = cohort;
      clusterOfUnit[unit] = cluster;
    });
  }
  return { parts: codes, units, cohortLabels, cohortOfUnit, clusterOfUnit };
}

function codeOfLabel(labels: string[], label: string): number {
  const known = labels.indexOf(label);
  return known >= 0 ? known : labels.push(label) - 1;
}

function changed(
  role: Change['role'],
  units: ByteDictionary,
  unit: number,
  values: Change['values'],
): UsageError {
  return changesError({ kind: 'changes', role, unit: textOf(units.bytesOf(unit)), values });
}

/** A unit in two cohorts or clusters. */
export function changesError({ role, unit, values }: Change): UsageError {
  const [first, second] = values.map((value) => (value === '' ? 'never' : value));
  return new UsageError(
    `Unit ${unit} is in two ${role}s: ${first} and ${second}.`,
    role === 'cohort'
      ? 'Give each unit the period of its first training in all its rows, or leave it empty in all of them.'
      : 'Give each unit the same cluster in all its rows; clusters must hold whole units.',
  );
}

/** Units and periods that have a row in use; those that have none get no place in the panel. */
interface Seen {
  readonly units: number;
  /** [all units] place among those seen, -1 for those that are not. */
  readonly placeOfUnit: Int32Array;
  readonly periodLabels: readonly string[];
  /** By part: [labels of the part] index into `periodLabels`, -1 for labels without a row. */
  readonly periodCodes: readonly Int32Array[];
}

function seenIn({ parts, cohortOfUnit }: Joined): Seen {
  const placeOfUnit = new Int32Array(cohortOfUnit.length);
  let units = 0;
  cohortOfUnit.forEach((cohort, unit) => {
    placeOfUnit[unit] = cohort < 0 ? -1 : units++;
  });
  const periodLabels: string[] = [];
  const periodCodes = parts.map(({ observations }) =>
    Int32Array.from(observations.periodLabels, (label, code) =>
      observations.periodUsed[code] === 1 ? codeOfLabel(periodLabels, label) : -1,
    ),
  );
  return { units, placeOfUnit, periodLabels, periodCodes };
}

interface Filled {
  readonly panel: Panel;
  readonly treatment: Float64Array | undefined;
  readonly covariates: readonly Float64Array[];
  /** Rows that were added to another of the same unit and period. */
  readonly added: number;
}

function fill(joined: Joined, seen: Seen, order: PeriodOrder, columns: TableColumns): Filled {
  const { units } = seen;
  const periods = order.labels.length;
  const sum = new Float64Array(units * periods);
  const count = new Float64Array(units * periods);
  const treatment = columns.treatment === undefined ? undefined : new Float64Array(units * periods);
  const covariates = (columns.covariates ?? []).map(() => new Float64Array(units * periods).fill(Number.NaN));
  const into = { sum, count, treatment, covariates };
  let added = 0;
  joined.parts.forEach(({ observations, unitsBefore, units: unitCodes }, part) => {
    const codes = seen.periodCodes[part] as Int32Array;
    const placed = {
      observations,
      isNew: Uint8Array.from(unitCodes, (unit) => (unit >= unitsBefore ? 1 : 0)),
      rowStart: unitCodes.map((unit) => (seen.placeOfUnit[unit] as number) * periods),
      position: codes.map((code) => (code < 0 ? -1 : (order.positionOf[code] as number))),
    };
    const both = placePart(placed, into);
    if (
      both.first >= 0 &&
      (columns.count === undefined || treatment !== undefined || covariates.length > 0)
    ) {
      const unit = seen.placeOfUnit.indexOf(Math.floor(both.first / periods));
      const period = order.labels[both.first % periods];
      throw twiceError(textOf(joined.units.bytesOf(unit)), String(period), columns);
    }
    added += observations.added + both.cells;
  });
  return { panel: { units, periods, sum, count }, treatment, covariates, added };
}

/** A part, and where its units and periods belong: the cell is `rowStart` of the unit plus `position` of the period. */
interface PlacedPart {
  readonly observations: Observations;
  /** [units of the part] 1 for those that are in no earlier part: their cells are untouched. */
  readonly isNew: Uint8Array;
  /** [units of the part] negative for those without a row in use. */
  readonly rowStart: Int32Array;
  /** [period labels of the part] -1 for those without a row in use. */
  readonly position: Int32Array;
}

interface Cells {
  readonly sum: Float64Array;
  readonly count: Float64Array;
  readonly treatment: Float64Array | undefined;
  readonly covariates: readonly Float64Array[];
}

/**
 * Adds a part to the panel; untouched cells are written without being read, which halves the pages that the system
 * has to hand out. Says how many cells an earlier part had filled, and the first of them.
 */
function placePart(
  { observations, isNew, rowStart, position }: PlacedPart,
  { sum, count, treatment, covariates }: Cells,
): { readonly cells: number; readonly first: number } {
  const { blocks, stride } = observations;
  let cells = 0;
  let first = -1;
  for (let unit = 0; unit < rowStart.length; unit++) {
    const start = rowStart[unit] as number;
    if (start < 0) continue;
    const block = blocks[Math.floor(unit / unitsPerBlock)] as GridBlock;
    const from = (unit % unitsPerBlock) * stride;
    for (let period = 0; period < position.length; period++) {
      const behind = block.count[from + period] as number;
      if (behind === 0) continue;
      const cell = start + (position[period] as number);
      const before = isNew[unit] === 1 ? 0 : (count[cell] as number);
      if (before > 0) {
        if (first < 0) first = cell;
        cells++;
      }
      const value = block.sum[from + period] as number;
      count[cell] = before + behind;
      sum[cell] = before > 0 ? (sum[cell] as number) + value : value;
      if (treatment !== undefined) treatment[cell] = block.treatment[from + period] as number;
      for (let k = 0; k < covariates.length; k++) {
        (covariates[k] as Float64Array)[cell] = block.covariates[k]?.[from + period] as number;
      }
    }
  }
  return { cells, first };
}

/** Two rows for one unit and period. */
export function twiceError(unit: string, period: string, columns: TableColumns): UsageError {
  const remedy =
    columns.treatment === undefined && columns.covariates === undefined
      ? 'Keep one row for each unit and period; if the rows are means of several values each, name the column with their number by --count and they are added up.'
      : 'Keep one row for each unit and period.';
  return new UsageError(`Unit ${unit} has more than one row for period ${period}.`, remedy);
}

function pick(ofAll: Int32Array, { units, placeOfUnit }: Seen): Int32Array {
  const picked = new Int32Array(units);
  placeOfUnit.forEach((place, unit) => {
    if (place >= 0) picked[place] = ofAll[unit] as number;
  });
  return picked;
}

function placeCohorts(
  { cohortLabels, cohortOfUnit }: Joined,
  seen: Seen,
  order: PeriodOrder,
): { readonly cohortOf: Int32Array; readonly notes: readonly string[] } {
  const places = cohortLabels.map((label) => ({ label, ...order.trainedFrom(label) }));
  const positions = Int32Array.from(places, ({ position }) => position);
  const cohortOf = pick(cohortOfUnit, seen).map((cohort) => positions[cohort] as number);
  const named = (where: string) =>
    places
      .filter((each) => each.where === where)
      .map(({ label }) => label)
      .join(', ');
  const notes: string[] = [];
  if (named('after') !== '')
    notes.push(`Trained after the last period, so never within it: ${named('after')}.`);
  if (named('between') !== '') {
    notes.push(
      `No row has these periods of first training; they count from the next there is: ${named('between')}.`,
    );
  }
  if (named('before') !== '') notes.push(`Trained before the first period: ${named('before')}.`);
  return { cohortOf, notes };
}

function notesOnPeriods({ gap, labels }: PeriodOrder): readonly string[] {
  const notes: string[] = [];
  if (labels.includes(0)) notes.push('A cohort of 0 means never, although there is a period 0.');
  if (gap !== undefined) {
    notes.push(
      `Periods are not evenly spaced (none between ${gap[0]} and ${gap[1]}): they are counted in the order of those there are.`,
    );
  }
  return notes;
}

function notesOnAdded(added: number): readonly string[] {
  return added === 0
    ? []
    : [`${added} rows were added to another row of the same unit and period, weighted by their counts.`];
}
