import type { KeptNumbers } from './table-columns.ts';

/** Units of one block of a grid. */
export const unitsPerBlock = 1 << 12;

type Counts = Uint8Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** One block: [units x stride] each, row by row; `treatment` is empty where there is none, a covariate NaN. */
export interface GridBlock {
  readonly sum: Float64Array<ArrayBuffer>;
  readonly count: Counts;
  readonly treatment: Float64Array<ArrayBuffer>;
  readonly covariates: readonly Float64Array<ArrayBuffer>[];
}

/**
 * Sums and counts by unit and period while neither number is known. It grows by blocks of units, so that what is
 * there stays where it is; only a period that does not fit any more moves it.
 */
export class CellGrid {
  readonly blocks: GridBlock[] = [];
  stride = 8;
  private readonly has: KeptNumbers;

  constructor(has: KeptNumbers) {
    this.has = has;
  }

  /** Room for so many units and periods. */
  makeRoom(units: number, periods: number): void {
    if (periods > this.stride) this.widen(Math.max(periods, Math.ceil(this.stride * 1.5)));
    while (this.blocks.length * unitsPerBlock < units) this.blocks.push(this.block(this.stride));
  }

  private block(stride: number): GridBlock {
    const cells = unitsPerBlock * stride;
    return {
      sum: new Float64Array(cells),
      count: this.has.count ? new Float64Array(cells) : new Uint8Array(cells),
      treatment: new Float64Array(this.has.treatment ? cells : 0),
      covariates: Array.from({ length: this.has.covariates }, () => new Float64Array(cells).fill(Number.NaN)),
    };
  }

  private widen(stride: number): void {
    const before = this.stride;
    this.blocks.forEach((narrow, index) => {
      const wide = this.block(stride);
      for (let unit = 0; unit < unitsPerBlock; unit++) {
        const from = unit * before;
        wide.sum.set(narrow.sum.subarray(from, from + before), unit * stride);
        wide.count.set(narrow.count.subarray(from, from + before), unit * stride);
        wide.covariates.forEach((values, k) => {
          values.set(narrow.covariates[k]?.subarray(from, from + before) ?? [], unit * stride);
        });
        if (!this.has.treatment) continue;
        wide.treatment.set(narrow.treatment.subarray(from, from + before), unit * stride);
      }
      this.blocks[index] = wide;
    });
    this.stride = stride;
  }
}
