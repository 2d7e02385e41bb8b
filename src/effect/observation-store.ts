import { ByteDictionary, copiedInto } from './byte-dictionary.ts';
import { cohortLabel, isMissing, LabelDictionary, periodLabel, textOf } from './labels.ts';
import type { Observations, Problem, Unplaced } from './observations.ts';
import { type KeptNumbers, labelRoles, numberRoles, place } from './table-columns.ts';

/** Most labels of periods that are kept apart. */
const mostPeriods = 65_535;

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
  private used = 0;
  private unit: Int32Array<ArrayBuffer>;
  private period: Uint16Array<ArrayBuffer>;
  private outcome: Float64Array<ArrayBuffer>;
  private count: Float64Array<ArrayBuffer>;
  private treatment: Float64Array<ArrayBuffer>;
  private covariates: Float64Array<ArrayBuffer>;
  private cohortOfUnit = new Int32Array(1 << 10).fill(-1);
  private clusterOfUnit = new Int32Array(1 << 10).fill(-1);
  /** Numbers in a row. */
  readonly width: number;
  private readonly has: KeptNumbers;
  private readonly skipped = { blank: 0, missing: 0, countZero: 0 };

  constructor(has: KeptNumbers, expectedRows: number) {
    const room = Math.max(1024, Math.ceil(expectedRows));
    this.has = has;
    this.width = numberRoles.length + has.covariates;
    this.unit = new Int32Array(room);
    this.period = new Uint16Array(room);
    this.outcome = new Float64Array(room);
    this.count = new Float64Array(has.count ? room : 0);
    this.treatment = new Float64Array(has.treatment ? room : 0);
    this.covariates = new Float64Array(room * has.covariates);
  }

  /**
   * Takes rows one after the other: `codes` [rows x label places] are the numbers of their labels, -1 where the table
   * has no such column, `values` [rows x width] their numbers, NaN for a cell that is empty. Stops at a row
   * that cannot be used, with `problem`.
   */
  addRows(rows: number, codes: Int32Array, values: Float64Array): void {
    this.makeRoom(rows);
    const {
      unit,
      period,
      outcome,
      cohortOfUnit,
      clusterOfUnit,
      skipped,
      count: counts,
      treatment: treatments,
    } = this;
    const { count: hasCount, treatment: hasTreatment, covariates: covariatesInRow } = this.has;
    const { covariates, width } = this;
    const emptyUnit = this.units.missing;
    const emptyPeriod = this.periods.labels.indexOf('');
    let { used } = this;
    for (let row = 0; row < rows; row++) {
      const label = row * labelRoles.length;
      const number = row * width;
      const unitCode = codes[label + place.unit] as number;
      const periodCode = codes[label + place.period] as number;
      const count = hasCount ? (values[number + place.count] as number) : 1;
      const treatment = hasTreatment ? (values[number + place.treatment] as number) : 0;
      if (count === 0) {
        skipped.countZero++;
        continue;
      }
      const value = values[number + place.outcome] as number;
      if (Number.isNaN(value + count + treatment)) {
        if (unitCode === emptyUnit && periodCode === emptyPeriod) skipped.blank++;
        else skipped.missing++;
        continue;
      }
      const cluster = codes[label + place.cluster] as number;
      const known =
        cohortOfUnit[unitCode] === codes[label + place.cohort] &&
        (clusterOfUnit[unitCode] as number) === cluster;
      if (!known || periodCode === emptyPeriod || periodCode > mostPeriods || count < 0) {
        const problem = this.admit(codes.subarray(label, label + labelRoles.length), count, emptyPeriod);
        if (problem !== undefined) {
          this.fail({ ...problem, row: this.rows + row + 1 });
          return;
        }
      }
      unit[used] = unitCode;
      period[used] = periodCode;
      outcome[used] = value;
      if (hasCount) counts[used] = count;
      if (hasTreatment) treatments[used] = treatment;
      for (let k = 0; k < covariatesInRow; k++) {
        covariates[used * covariatesInRow + k] = values[number + numberRoles.length + k] as number;
      }
      used++;
    }
    this.used = used;
    this.rows += rows;
  }

  addBlank(): void {
    this.rows++;
    this.skipped.blank++;
  }

  fail(problem: Problem): void {
    this.problem ??= problem;
  }

  finish(): Observations {
    const { used } = this;
    const units = this.units.names.pack();
    return {
      unit: this.unit.subarray(0, used),
      period: this.period.subarray(0, used),
      outcome: this.outcome.subarray(0, used),
      count: this.has.count ? this.count.subarray(0, used) : undefined,
      treatment: this.has.treatment ? this.treatment.subarray(0, used) : undefined,
      covariates:
        this.has.covariates > 0 ? this.covariates.subarray(0, used * this.has.covariates) : undefined,
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
  private admit(codes: Int32Array, count: number, emptyPeriod: number): Unplaced | undefined {
    const [unit = -1, period = -1, cohort = -1, cluster = -1] = codes;
    if (count < 0) return { kind: 'negative-count', value: count };
    if (unit === this.units.missing) return { kind: 'empty', role: 'unit' };
    if (period === emptyPeriod) return { kind: 'empty', role: 'period' };
    if (period > mostPeriods) return { kind: 'too-many-periods' };
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
    this.cohortOfUnit[unit] = cohort;
    this.clusterOfUnit[unit] = cluster;
    return undefined;
  }

  /** Room for so many rows more, and for every unit that has a number. */
  private makeRoom(rows: number): void {
    const units = this.units.names.size;
    if (units > this.cohortOfUnit.length) {
      const room = Math.max(units, this.cohortOfUnit.length * 2);
      this.cohortOfUnit = copiedInto(new Int32Array(room).fill(-1), this.cohortOfUnit);
      this.clusterOfUnit = copiedInto(new Int32Array(room).fill(-1), this.clusterOfUnit);
    }
    if (this.used + rows <= this.unit.length) return;
    const room = Math.max(this.used + rows, Math.ceil(this.unit.length * 1.5));
    this.unit = copiedInto(new Int32Array(room), this.unit);
    this.period = copiedInto(new Uint16Array(room), this.period);
    this.outcome = copiedInto(new Float64Array(room), this.outcome);
    if (this.has.count) this.count = copiedInto(new Float64Array(room), this.count);
    if (this.has.treatment) this.treatment = copiedInto(new Float64Array(room), this.treatment);
    if (this.has.covariates > 0) {
      this.covariates = copiedInto(new Float64Array(room * this.has.covariates), this.covariates);
    }
  }
}

function toLength(column: Int32Array<ArrayBuffer>, length: number): Int32Array {
  if (column.length >= length) return column.slice(0, length);
  return copiedInto(new Int32Array(length).fill(-1), column);
}
