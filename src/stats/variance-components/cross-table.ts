/** One way of grouping the rows: for each row the code 0..levels-1 of its level. */
export interface RowFactor {
  readonly name: string;
  /** [rows], whole numbers from 0 to levels - 1. */
  readonly codes: Int32Array;
  readonly levels: number;
}

/** For each level of the first of two factors, the levels of the second that it meets and how often. */
export interface PairCounts {
  /** [levels of the first + 1]: where each level's cells begin. */
  readonly start: Int32Array;
  /** [cells]: levels of the second factor, ascending within each level of the first. */
  readonly level: Int32Array;
  /** [cells]: rows in the cell, at least 1. */
  readonly count: Int32Array;
}

export interface LevelSums {
  readonly name: string;
  /** Place among the factors as they were given, from 0. */
  readonly given: number;
  readonly levels: number;
  /** [levels]: rows of each level. */
  readonly count: Float64Array;
  /** [levels]: sum over the rows of each level of (outcome - mean). */
  readonly sum: Float64Array;
}

/**
 * All that crossed random intercepts need to know of the rows, whatever their number.
 * Factors stand in descending order of their levels.
 */
export interface CrossTable {
  readonly rows: number;
  /** Mean of the outcome over all rows; every sum is of the outcome less this mean. */
  readonly mean: number;
  /** Sum of (outcome - mean) squared. */
  readonly sumOfSquares: number;
  /** Largest |outcome - mean|. */
  readonly largest: number;
  readonly factors: readonly LevelSums[];
  /** `pairs[f][g - f - 1]` for factors f < g. */
  readonly pairs: readonly (readonly PairCounts[])[];
}

/**
 * Reduces rows to counts and centred sums per level and counts per pair of levels, in one go.
 *
 * @param outcome [rows], finite
 * @param factors at least one, each with [rows] codes; levels without rows are not allowed
 * @throws on lengths that differ, codes out of range, levels without rows, values that are not finite
 */
export function crossTabulate(outcome: Float64Array, factors: readonly RowFactor[]): CrossTable {
  const rows = outcome.length;
  if (factors.length === 0) throw new Error('no factors given');
  const mean = meanOf(outcome);
  const sorted = [...factors].sort((a, b) => b.levels - a.levels);
  const sums = sorted.map((factor) => ({
    ...levelSums(factor, outcome, mean),
    given: factors.indexOf(factor),
  }));
  const pairs = sorted.map((factor, f) => {
    const others = sorted.slice(f + 1);
    if (others.length === 0) return [];
    const { start, order } = rowsByLevel(factor, sums[f].count);
    return others.map((other) => pairCounts(factor.levels, start, order, other));
  });
  return { rows, mean, ...squaresAbout(outcome, mean), factors: sums, pairs };
}

function meanOf(values: Float64Array): number {
  let first = 0;
  for (const value of values) first += value;
  first /= values.length;
  let correction = 0;
  for (const value of values) correction += value - first;
  const mean = first + correction / values.length;
  if (Number.isFinite(mean)) return mean;
  if (!values.every(Number.isFinite))
    throw new Error(`the outcome has values that are not finite (mean ${mean})`);
  // The sum of values near the largest number there is may be none; they are refused later, for their size.
  return values.reduce((total, value) => total + value / values.length, 0);
}

function squaresAbout(values: Float64Array, mean: number) {
  let [sumOfSquares, largest] = [0, 0];
  for (const value of values) {
    sumOfSquares += (value - mean) ** 2;
    largest = Math.max(largest, Math.abs(value - mean));
  }
  return { sumOfSquares, largest };
}

function levelSums({ name, codes, levels }: RowFactor, outcome: Float64Array, mean: number) {
  if (codes.length !== outcome.length)
    throw new Error(`factor ${name} has ${codes.length} codes for ${outcome.length} rows`);
  const count = new Float64Array(levels);
  const sum = new Float64Array(levels);
  for (let row = 0; row < codes.length; row++) {
    const level = codes[row];
    if (level < 0 || level >= levels) throw new Error(`factor ${name}: code ${level} of ${levels} levels`);
    count[level] += 1;
    sum[level] += outcome[row] - mean;
  }
  const empty = count.indexOf(0);
  if (empty >= 0) throw new Error(`factor ${name}: level ${empty} has no rows`);
  return { name, levels, count, sum };
}

function rowsByLevel({ codes, levels }: RowFactor, count: Float64Array) {
  const start = new Int32Array(levels + 1);
  for (let level = 0; level < levels; level++) start[level + 1] = start[level] + count[level];
  const next = start.slice(0, levels);
  const order = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) order[next[codes[row]]++] = row;
  return { start, order };
}

function pairCounts(levels: number, rowStart: Int32Array, order: Int32Array, other: RowFactor): PairCounts {
  const most = Math.min(order.length, levels * other.levels);
  const level = new Int32Array(most);
  const count = new Int32Array(most);
  const start = new Int32Array(levels + 1);
  const seen = new Int32Array(other.levels);
  let cells = 0;
  for (let first = 0; first < levels; first++) {
    const from = cells;
    for (let at = rowStart[first]; at < rowStart[first + 1]; at++) {
      const second = other.codes[order[at]];
      if (seen[second]++ === 0) level[cells++] = second;
    }
    level.subarray(from, cells).sort();
    for (let cell = from; cell < cells; cell++) {
      count[cell] = seen[level[cell]];
      seen[level[cell]] = 0;
    }
    start[first + 1] = cells;
  }
  return { start, level: level.slice(0, cells), count: count.slice(0, cells) };
}
