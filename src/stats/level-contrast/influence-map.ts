/** What of the blocks of clusters decides how influences become a variance. */
export interface BlocksOfMap {
  readonly of: Int32Array;
  readonly count: number;
  readonly centred: boolean;
  readonly settled?: Float64Array;
}

/** Over so many clusters that are compared, thin strata are no longer looked at: the map grows with the square. */
export const mostClustersMapped = 300;

/**
 * How the means of clusters make their influences: a row for each influence, and in it the factor of each mean. Kept where
 * strata may be thin, because there the degrees of freedom hang on it. A cluster's mean counts as the same in every window.
 */
export class InfluenceMap {
  readonly #rows = new Map<number, Map<number, number>>();

  /** Clusters that have an influence. */
  get size(): number {
    return this.#rows.size;
  }

  /** Influences on the mean of one side: each mean with its share, less what it has in the mean of all. */
  addSide(side: readonly number[], weight: Float64Array, scale: number): void {
    const total = side.reduce((sum, cluster) => sum + weight[cluster], 0);
    for (const row of side) {
      const share = weight[row] / total;
      for (const column of side) {
        const own = column === row ? share : 0;
        this.#put(row, column, scale * (own - (share * weight[column]) / total));
      }
    }
  }

  /** Adds another map, its rows under the cluster that stands for each where `headOf` is given. */
  add(other: InfluenceMap, weight = 1, headOf?: Int32Array): void {
    for (const [row, entries] of other.#rows) {
      for (const [column, value] of entries) this.#put(headOf?.[row] ?? row, column, weight * value);
    }
  }

  #put(row: number, column: number, value: number): void {
    const entries = this.#rows.get(row) ?? new Map<number, number>();
    this.#rows.set(row, entries);
    entries.set(column, (entries.get(column) ?? 0) + value);
  }

  /**
   * Degrees of freedom of the sum of squared influences if all means had the same variance, tr(QQ')^2 / tr(QQ'QQ'), Q the
   * map with rows centred and weighted as `covariance` does it ([bell2002]).
   */
  degreesOfFreedom(blocks: BlocksOfMap): number {
    const members = [...this.#rows.keys()].filter((cluster) => blocks.of[cluster] >= 0);
    const places = new Int32Array(blocks.of.length).fill(-1);
    members.forEach((cluster, place) => {
      places[cluster] = place;
    });
    const products = this.#products(members, places);
    const inBlocks = Array.from({ length: blocks.count }, (_, block) =>
      [...members.keys()].filter((place) => blocks.of[members[place]] === block),
    );
    if (blocks.centred) for (const block of inBlocks) centre(products, members.length, block);
    const factor = new Float64Array(members.length);
    for (const block of inBlocks) {
      const n = block.length;
      for (const place of block) factor[place] = blocks.settled !== undefined ? 1 : n === 1 ? 2 : n / (n - 1);
    }
    let trace = 0;
    let squares = 0;
    for (let i = 0; i < members.length; i++) {
      trace += factor[i] * products[i * members.length + i];
      for (let j = 0; j < members.length; j++)
        squares += factor[i] * factor[j] * products[i * members.length + j] ** 2;
    }
    return squares === 0 ? 1 : Math.max(1, trace ** 2 / squares);
  }

  /** [members x members] products of rows, column by column: few rows share one. */
  #products(members: readonly number[], places: Int32Array): Float64Array {
    const columns = new Map<number, [place: number, value: number][]>();
    for (const row of members) {
      for (const [column, value] of this.#rows.get(row) ?? []) {
        const entries = columns.get(column) ?? [];
        columns.set(column, entries);
        entries.push([places[row], value]);
      }
    }
    const products = new Float64Array(members.length ** 2);
    for (const entries of columns.values()) {
      for (const [i, a] of entries) for (const [j, b] of entries) products[i * members.length + j] += a * b;
    }
    return products;
  }
}

/** Takes the mean of the rows of a block out of them, in the products of all rows; a row alone stays as it is. */
function centre(products: Float64Array, size: number, block: readonly number[]): void {
  if (block.length < 2) return;
  for (const step of [1, size]) {
    const along = step === 1 ? size : 1;
    for (let line = 0; line < size; line++) {
      const mean =
        block.reduce((sum, place) => sum + products[line * along + place * step], 0) / block.length;
      for (const place of block) products[line * along + place * step] -= mean;
    }
  }
}
