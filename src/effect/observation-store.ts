import { ByteDictionary, copiedInto } from './byte-dictionary.ts';
import { CellGrid, type GridBlock, unitsPerBlock } from './cell-grid.ts';
import { cohortLabel, isMissing, LabelDictionary, periodLabel, textOf } from './labels.ts';
import type { Observations, Problem, Unplaced } from './observations.ts';
import { type KeptNumbers, labelRoles, numberRoles, place } from './table-columns.ts';

/** More cells than this do not fit in memory together with their counts. */
const mostCells = 4e8;

/** Units and clusters: told apart by their bytes, with the number of the one that means "not known". */
class NameDictionary {
  missing = -1;
  readonly names = new ByteDictionary();

  codeOf(bytes: Uint8Array, start: number, end: number): number {
    const before = this.names.size;
    const code = this.names.codeOf(bytes, start, end);
    if (code === before && end - start <= 4 && isMissing(textOf(bytes, start, end))) this.missing = code;
    return code;
  }
}

/** Takes rows and keeps what an estimate needs of them. */
export class ObservationStore {
  rows = 0;
  problem: Problem | undefined;
  readonly units = new NameDictionary();
  readonly periods = new LabelDictionary(periodLabel);
  readonly cohorts = new LabelDictionary(cohortLabel);
  readonly clusters = new NameDictionary();
  private readonly grid: CellGrid;
  private added = 0;
  private periodUsed = new Uint8Array(64);
  private cohortOfUnit = new Int32Array(1 << 10).fill(-1);
  private clusterOfUnit = new Int32Array(1 << 10).fill(-1);
  /** Numbers in a row. */
  readonly width: number;
  private readonly has: KeptNumbers;
  private readonly skipped = { blank: 0, missing: 0, countZero: 0 };

  constructor(has: KeptNumbers) {
    this.has = has;
    this.width = numberRoles.length + has.covariates;
    this.grid = new CellGrid(has);
  }

  /**
   * Takes rows one after the other: `codes` [rows x label places] are the numbers of their labels, -1 where the table
   * has no such column, `values` [rows x width] their numbers, NaN for a cell that is empty. Stops at a row
   * that cannot be used, with `problem`.
   */
  addRows(rows: number, codes: Int32Array, values: Float64Array): void {
    if (!this.makeRoom()) return;
    const { cohortOfUnit, clusterOfUnit, periodUsed, skipped } = this;
    const { blocks, stride } = this.grid;
    const { count: hasCount, treatment: hasTreatment, covariates } = this.has;
    const { addsUp, width } = this;
    const emptyUnit = this.units.missing;
    const emptyPeriod = this.periods.labels.indexOf('');
    let block = blocks[0] as GridBlock;
    let blockUnit = -1;
    let rowStart = 0;
    for (let row = 0; row < rows; row++) {
      const label = row * labelRoles.length;
      const number = row * width;
      const unit = codes[label + place.unit] as number;
      const period = codes[label + place.period] as number;
      const count = hasCount ? (values[number + place.count] as number) : 1;
      const treatment = hasTreatment ? (values[number + place.treatment] as number) : 0;
      const value = values[number + place.outcome] as number;
      if (count === 0) {
        skipped.countZero++;
        continue;
      }
      if (Number.isNaN(value + count + treatment)) {
        if (unit === emptyUnit && period === emptyPeriod) skipped.blank++;
        else skipped.missing++;
        continue;
      }
      if (unit !== blockUnit) {
        block = blocks[Math.floor(unit / unitsPerBlock)] as GridBlock;
        blockUnit = unit;
        rowStart = (unit % unitsPerBlock) * stride;
      }
      const cell = rowStart + period;
      const before = block.count[cell] as number;
      const known =
        cohortOfUnit[unit] === codes[label + place.cohort] &&
        clusterOfUnit[unit] === codes[label + place.cluster];
      if (!known || period === emptyPeriod || count < 0 || (before > 0 && !addsUp)) {
        const problem = this.admit(codes.subarray(label, label + labelRoles.length), count, before);
        if (problem !== undefined) {
          this.fail({ ...problem, row: this.rows + row + 1 });
          return;
        }
      }
      if (before > 0) {
        this.added++;
        block.sum[cell] = (block.sum[cell] as number) + value * count;
      } else block.sum[cell] = value * count;
      block.count[cell] = before + count;
      if (hasTreatment) block.treatment[cell] = treatment;
      for (let k = 0; k < covariates; k++) {
        (block.covariates[k] as Float64Array)[cell] = values[number + numberRoles.length + k] as number;
      }
      periodUsed[period] = 1;
    }
    this.rows += rows;
  }

  /** Whether rows of the same unit and period are added up. */
  private get addsUp(): boolean {
    return this.has.count && !this.has.treatment && this.has.covariates === 0;
  }

  addBlank(): void {
    this.rows++;
    this.skipped.blank++;
  }

  fail(problem: Problem): void {
    this.problem ??= problem;
  }

  finish(): Observations {
    const units = this.units.names.pack();
    return {
      blocks: this.grid.blocks,
      stride: this.grid.stride,
      added: this.added,
      periodUsed: this.periodUsed,
      units,
      periodLabels: this.periods.labels,
      cohortLabels: this.cohorts.labels,
      cohortOfUnit: toLength(this.cohortOfUnit, units.ends.length),
      clusters: this.clusters.names.pack(),
      clusterOfUnit: toLength(this.clusterOfUnit, units.ends.length),
      rows: this.rows,
      skipped: { ...this.skipped },
    };
  }

  /** Says what is wrong with a row, or keeps the cohort and cluster of a unit that is new. */
  private admit(codes: Int32Array, count: number, countBefore: number): Unplaced | undefined {
    const [unit = -1, period = -1, cohort = -1, cluster = -1] = codes;
    if (count < 0) return { kind: 'negative-count', value: count };
    if (unit === this.units.missing) return { kind: 'empty', role: 'unit' };
    const periodLabel = this.periods.labels[period] ?? '';
    if (periodLabel === '') return { kind: 'empty', role: 'period' };
    if (cluster >= 0 && cluster === this.clusters.missing) return { kind: 'empty', role: 'cluster' };
    const name = () => textOf(this.units.names.bytesOf(unit));
    const knownCohort = this.cohortOfUnit[unit] as number;
    if (knownCohort >= 0 && knownCohort !== cohort) {
      const [first = '', second = ''] = [knownCohort, cohort].map((code) => this.cohorts.labels[code]);
      return { kind: 'changes', role: 'cohort', unit: name(), values: [first, second] };
    }
    const knownCluster = this.clusterOfUnit[unit] as number;
    if (knownCluster >= 0 && knownCluster !== cluster) {
      const names = [knownCluster, cluster].map((code) => textOf(this.clusters.names.bytesOf(code)));
      return { kind: 'changes', role: 'cluster', unit: name(), values: [names[0] ?? '', names[1] ?? ''] };
    }
    if (countBefore > 0 && !this.addsUp) {
      return { kind: 'twice', unit: name(), period: periodLabel };
    }
    this.cohortOfUnit[unit] = cohort;
    this.clusterOfUnit[unit] = cluster;
    return undefined;
  }

  /** Room for every unit and period that has a number; false if there are too many. */
  private makeRoom(): boolean {
    const units = this.units.names.size;
    const periods = this.periods.labels.length;
    if (units * periods > mostCells) {
      this.fail({ kind: 'too-many-cells', row: this.rows + 1, units, periods });
      return false;
    }
    this.grid.makeRoom(units, periods);
    if (periods > this.periodUsed.length) {
      this.periodUsed = copiedInto(new Uint8Array(periods * 2), this.periodUsed);
    }
    if (units > this.cohortOfUnit.length) {
      const room = Math.max(units, this.cohortOfUnit.length * 2);
      this.cohortOfUnit = copiedInto(new Int32Array(room).fill(-1), this.cohortOfUnit);
      this.clusterOfUnit = copiedInto(new Int32Array(room).fill(-1), this.clusterOfUnit);
    }
    return true;
  }
}

function toLength(column: Int32Array<ArrayBuffer>, length: number): Int32Array {
  if (column.length >= length) return column.slice(0, length);
  return copiedInto(new Int32Array(length).fill(-1), column);
}
