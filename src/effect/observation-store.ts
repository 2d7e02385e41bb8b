import { ByteDictionary, copiedInto } from './byte-dictionary.ts';
import { cohortLabel, isMissing, LabelDictionary, periodLabel, textOf } from './labels.ts';
import type { Observations, Problem } from './observations.ts';
import { place } from './table-columns.ts';

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
  private cohortOfUnit = new Int32Array(1 << 10).fill(-1);
  private clusterOfUnit = new Int32Array(1 << 10).fill(-1);
  private readonly has: { readonly count: boolean; readonly treatment: boolean };
  private readonly skipped = { blank: 0, missing: 0, countZero: 0 };

  constructor(has: { readonly count: boolean; readonly treatment: boolean }, expectedRows: number) {
    const room = Math.max(1024, Math.ceil(expectedRows));
    this.has = has;
    this.unit = new Int32Array(room);
    this.period = new Uint16Array(room);
    this.outcome = new Float64Array(room);
    this.count = new Float64Array(has.count ? room : 0);
    this.treatment = new Float64Array(has.treatment ? room : 0);
  }

  /**
   * One row: numbers of its labels by place (-1 where the table has no such column) and its values by place, NaN for
   * a cell that is empty. A row that cannot be used sets `problem`.
   */
  add(codes: Int32Array, values: Float64Array): void {
    this.rows++;
    const outcome = values[place.outcome] as number;
    const count = this.has.count ? (values[place.count] as number) : 1;
    const treatment = this.has.treatment ? (values[place.treatment] as number) : 0;
    if (count === 0) this.skipped.countZero++;
    else if (Number.isNaN(outcome + count + treatment)) this.passOver(codes);
    else if (count < 0) this.fail({ kind: 'negative-count', row: this.rows, value: count });
    else this.keep(codes, outcome, count, treatment);
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

  private keep(codes: Int32Array, outcome: number, count: number, treatment: number): void {
    const { used } = this;
    const unit = codes[place.unit] as number;
    const period = codes[place.period] as number;
    if (unit === this.units.missing) {
      this.fail({ kind: 'empty', row: this.rows, role: 'unit' });
      return;
    }
    if (this.periods.labels[period] === '') {
      this.fail({ kind: 'empty', row: this.rows, role: 'period' });
      return;
    }
    if (period > mostPeriods) {
      this.fail({ kind: 'too-many-periods', row: this.rows });
      return;
    }
    this.keepGroups(unit, codes[place.cohort] as number, codes[place.cluster] as number);
    if (used === this.unit.length) this.grow();
    this.unit[used] = unit;
    this.period[used] = period;
    this.outcome[used] = outcome;
    if (this.has.count) this.count[used] = count;
    if (this.has.treatment) this.treatment[used] = treatment;
    this.used++;
  }

  private keepGroups(unit: number, cohort: number, cluster: number): void {
    if (unit >= this.cohortOfUnit.length) {
      const room = Math.max(unit + 1, this.cohortOfUnit.length * 2);
      this.cohortOfUnit = copiedInto(new Int32Array(room).fill(-1), this.cohortOfUnit);
      this.clusterOfUnit = copiedInto(new Int32Array(room).fill(-1), this.clusterOfUnit);
    }
    const knownCohort = this.cohortOfUnit[unit] as number;
    if (knownCohort < 0) this.cohortOfUnit[unit] = cohort;
    else if (knownCohort !== cohort) {
      const { labels } = this.cohorts;
      this.changes('cohort', unit, [labels[knownCohort] ?? '', labels[cohort] ?? '']);
    }
    if (cluster < 0) return;
    if (cluster === this.clusters.missing) {
      this.fail({ kind: 'empty', row: this.rows, role: 'cluster' });
      return;
    }
    const knownCluster = this.clusterOfUnit[unit] as number;
    if (knownCluster < 0) this.clusterOfUnit[unit] = cluster;
    else if (knownCluster !== cluster) {
      const { names } = this.clusters;
      this.changes('cluster', unit, [textOf(names.bytesOf(knownCluster)), textOf(names.bytesOf(cluster))]);
    }
  }

  /** A value is not known: the row is passed over, also where nothing else is filled in. */
  private passOver(codes: Int32Array): void {
    const period = codes[place.period] as number;
    const blank = codes[place.unit] === this.units.missing && this.periods.labels[period] === '';
    if (blank) this.skipped.blank++;
    else this.skipped.missing++;
  }

  private changes(role: 'cohort' | 'cluster', unit: number, values: readonly [string, string]): void {
    const name = textOf(this.units.names.bytesOf(unit));
    this.fail({ kind: 'changes', row: this.rows, role, unit: name, values });
  }

  private grow(): void {
    const room = Math.ceil(this.unit.length * 1.5);
    this.unit = copiedInto(new Int32Array(room), this.unit);
    this.period = copiedInto(new Uint16Array(room), this.period);
    this.outcome = copiedInto(new Float64Array(room), this.outcome);
    if (this.has.count) this.count = copiedInto(new Float64Array(room), this.count);
    if (this.has.treatment) this.treatment = copiedInto(new Float64Array(room), this.treatment);
  }
}

function toLength(column: Int32Array<ArrayBuffer>, length: number): Int32Array {
  if (column.length >= length) return column.slice(0, length);
  return copiedInto(new Int32Array(length).fill(-1), column);
}
