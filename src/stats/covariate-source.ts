import { orderByCluster } from './clusters.ts';
import type { CohortPanel } from './cohort-panel.ts';
import { type AdjustedCell, adjustCell, influenceOf, type PoorOverlap } from './covariate-adjusted-effect.ts';
import type { CellUnits } from './covariate-basis.ts';
import { type CovariatePanel, covariatePanel } from './covariate-panel.ts';
import type { Adjustment, Covariate } from './effect-result.ts';
import { type EffectSource, sourceOfRows } from './effect-source.ts';
import { type Cell, type CellPlan, isItsOwnBase } from './group-time-effect.ts';
import { rangeOf, refuseOutOfRange } from './numeric-range.ts';
import { type Refused, refuse } from './refused.ts';
import type { UnitRows } from './row-influence.ts';

interface CovariateInput {
  readonly prepared: CohortPanel;
  readonly plans: readonly CellPlan[];
  readonly clusterOf: Int32Array | undefined;
  readonly covariates: readonly Covariate[];
  readonly method: Adjustment;
  /** How periods are called where they must be named. */
  readonly labels: readonly (string | number)[] | undefined;
}

export interface CovariateSource extends EffectSource {
  readonly notes: readonly string[];
}

interface Adjusted {
  readonly plan: CellPlan;
  /** Absent for a cell that is its own base. */
  readonly cell?: AdjustedCell;
}

/** Cells adjusted for covariates; each is a column to which units bring their influence as their sum. */
export function covariateSource(input: CovariateInput): CovariateSource | Refused {
  const panel = covariatePanel(input.prepared, input.covariates);
  for (const { name, values } of input.covariates) {
    const outOfRange = refuseOutOfRange(rangeOf(values), `the covariate ${name}`);
    if (outOfRange !== undefined) return outOfRange;
  }
  const members = unitsByCohort(input.prepared);
  const adjusted: Adjusted[] = [];
  const poor: { readonly plan: CellPlan; readonly problem: PoorOverlap }[] = [];
  let unknown = 0;
  for (const plan of input.plans) {
    if (isItsOwnBase(plan)) {
      adjusted.push({ plan });
      continue;
    }
    const gathered = gather(panel, plan, members);
    unknown += gathered.unknown;
    if (!hasBothSides(gathered.cell)) continue;
    const cell = adjustCell(gathered.cell, input.method);
    if (cell.kind === 'adjusted') adjusted.push({ plan, cell });
    else poor.push({ plan, problem: cell });
  }
  if (poor.length > 0) return refusePoorOverlap(poor, input.labels);
  if (unknown > 0 && adjusted.every(({ cell }) => cell === undefined)) return refuseUnknown(input.covariates);
  const rows = rowsOfCells(input, panel, adjusted);
  const table = {
    cohorts: rows.cohorts,
    columns: rows.columns,
    sums: new Float64Array(rows.cohorts * rows.columns),
    counts: new Float64Array(rows.cohorts * rows.columns),
  };
  const cells = adjusted.map((each, column) => cellOf(each, column, rows.columns));
  return { ...sourceOfRows(rows, table, cells), notes: notesOn(input, adjusted, unknown) };
}

function unitsByCohort({ cohortIndex, unitsOf }: CohortPanel): readonly Int32Array[] {
  const members = Array.from(unitsOf, (units) => new Int32Array(units));
  const filled = new Int32Array(members.length);
  cohortIndex.forEach((cohort, unit) => {
    if (cohort >= 0) members[cohort][filled[cohort]++] = unit;
  });
  return members;
}

/** The units of a cell that are seen in base and period, and how many of these lack a covariate. */
function gather(
  panel: CovariatePanel,
  plan: CellPlan,
  members: readonly Int32Array[],
): { readonly cell: CellUnits; readonly unknown: number } {
  const cohorts = [plan.cohort, ...plan.comparison];
  const most = cohorts.reduce((sum, cohort) => sum + members[cohort].length, 0);
  const { columns } = panel;
  const known = new Float64Array(most * columns);
  const trained = new Uint8Array(most);
  const change = new Float64Array(most);
  const weights = new Float64Array(most);
  let units = 0;
  let unknown = 0;
  for (const cohort of cohorts) {
    for (const unit of members[cohort]) {
      const weight = panel.weightIn(unit, plan);
      if (!(weight > 0)) continue;
      if (!panel.readKnown(unit, plan, known, units * columns)) {
        unknown++;
        continue;
      }
      trained[units] = cohort === plan.cohort ? 1 : 0;
      change[units] = panel.changeIn(unit, plan);
      weights[units++] = weight;
    }
  }
  const cell = {
    units,
    columns,
    known: known.subarray(0, units * columns),
    trained: trained.subarray(0, units),
    change: change.subarray(0, units),
    weight: weights.subarray(0, units),
  };
  return { cell, unknown };
}

function hasBothSides({ trained }: CellUnits): boolean {
  return trained.includes(1) && trained.includes(0);
}

function rowsOfCells(
  { prepared, clusterOf }: CovariateInput,
  panel: CovariatePanel,
  adjusted: readonly Adjusted[],
): UnitRows {
  const known = new Float64Array(panel.columns);
  return {
    cohorts: prepared.starts.length,
    columns: adjusted.length,
    columnsOf: prepared.starts.map((_, cohort) =>
      Int32Array.from(
        adjusted.flatMap(({ plan, cell }, column) =>
          cell !== undefined && (plan.cohort === cohort || plan.comparison.includes(cohort)) ? [column] : [],
        ),
      ),
    ),
    order: orderByCluster(prepared.cohortIndex, clusterOf),
    cohortIndex: prepared.cohortIndex,
    clusterOf,
    read(unit, columns, sums, counts) {
      for (const column of columns) {
        const { plan, cell } = adjusted[column];
        const weight = panel.weightIn(unit, plan);
        const seen = weight > 0 && panel.readKnown(unit, plan, known, 0);
        counts[column] = seen ? 1 : 0;
        sums[column] = 0;
        if (!seen) continue;
        const trained = prepared.cohortIndex[unit] === plan.cohort;
        sums[column] = influenceOf(cell!.influence, known, trained, panel.changeIn(unit, plan), weight);
      }
    },
  };
}

/** The point whose error is the sum of what units bring to its column. */
function cellOf({ plan, cell }: Adjusted, column: number, columns: number): Cell {
  const cohorts = cell === undefined ? [] : [plan.cohort, ...plan.comparison].sort((a, b) => a - b);
  const point = {
    estimate: cell?.estimate ?? 0,
    entries: Int32Array.from(cohorts, (cohort) => cohort * columns + column),
    onSum: new Float64Array(cohorts.length).fill(1),
    onCount: new Float64Array(cohorts.length),
  };
  return { plan, point };
}

function refusePoorOverlap(
  poor: readonly { readonly plan: CellPlan; readonly problem: PoorOverlap }[],
  labels: CovariateInput['labels'],
): Refused {
  const name = (period: number): string => String(labels?.[period] ?? period);
  const cohorts = [...new Set(poor.map(({ plan }) => name(plan.start)))];
  const [{ plan, problem }] = poor;
  const others = poor.length === 1 ? '' : ` (and in ${poor.length - 1} more cells)`;
  const concerned = cohorts.length === 1 ? `cohort ${cohorts[0]}` : `cohorts ${cohorts.join(', ')}`;
  return refuse(
    'poor-overlap',
    `Too few untrained units are like the trained of ${concerned}. Cohort ${name(plan.start)} in period ${name(plan.period)}${others}: ${problem.why}. Leave out ${concerned}, or take fewer or coarser covariates.`,
  );
}

function refuseUnknown(covariates: readonly Covariate[]): Refused {
  const empty = covariates.filter(({ values }) => values.every(Number.isNaN)).map(({ name }) => name);
  const names = (empty.length > 0 ? empty : covariates.map(({ name }) => name)).join(', ');
  return refuse(
    'unknown-covariates',
    empty.length > 0
      ? `No row has a value of ${names}, so nobody can be compared by it. Check that the right column is named, or leave it out of the covariates.`
      : `In no cell are there both trained and untrained units of whom ${names} is known. Fill it in, or leave it out of the covariates.`,
  );
}

const methodWords: Record<Adjustment, string> = {
  dr: 'doubly robust',
  ipw: 'by weighting the untrained',
  reg: 'by a regression of the change of the untrained',
};

function notesOn(
  { covariates, method, labels }: CovariateInput,
  adjusted: readonly Adjusted[],
  unknown: number,
): readonly string[] {
  const made = adjusted.flatMap(({ plan, cell }) => (cell === undefined ? [] : [{ plan, cell }]));
  if (made.length === 0) return [];
  const names = covariates.map(({ name }) => name);
  const least = made.reduce((low, each) => (each.cell.effective < low.cell.effective ? each : low));
  const name = (period: number): string => String(labels?.[period] ?? period);
  const used = names.filter((_, k) => made.some(({ cell }) => !cell.repeated.includes(k + 1)));
  const notes = [
    used.length === 0
      ? 'Nothing is adjusted for: no covariate differs between the units of a cell.'
      : `Adjusted for ${used.join(', ')} as known in the earlier of base and period, ${methodWords[method]}.`,
    `The untrained like the trained weigh at least like ${least.cell.effective.toFixed(0)} units of equal weight (least in cohort ${name(least.plan.start)}, period ${name(least.plan.period)}).`,
  ];
  names.forEach((covariate, k) => {
    const same = made.filter(({ cell }) => cell.constant.includes(k + 1)).length;
    const cells = made.filter(({ cell }) => cell.repeated.includes(k + 1)).length - same;
    if (same > 0)
      notes.push(`${covariate} is the same for all units of ${same} cells and is left out there.`);
    if (cells > 0)
      notes.push(
        `${covariate} says nothing beyond the other covariates in ${cells} cells and is left out there.`,
      );
  });
  const trimmed = made.reduce((sum, { cell }) => sum + cell.trimmed, 0);
  if (trimmed > 0)
    notes.push(`${trimmed} times an untrained unit got no weight, being almost sure to be trained.`);
  if (unknown > 0)
    notes.push(`${unknown} times a unit was left out of a cell because a covariate was not known.`);
  return notes;
}
