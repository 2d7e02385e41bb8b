/**
 * Generalised least squares by someone who knows every variance: y of a person in a week is the level of a cell + the
 * person + what the week did to the team (AR(1)) + what chance adds to the mean of n values. The best that can be had
 * without bias from these data, and so the yardstick for errors and widths.
 *
 * Exact, without ever writing down the covariance of all person-weeks: persons of one team and group are summed in the
 * information they bear on the weeks of the team (A = sum of W - W1 1'W s / (1 + s 1'W1)), the shocks are taken out by
 * Woodbury's identity (A - A (S^-1 + A)^-1 A), and what is left is added up by cell.
 */
export interface KnownVariance {
  readonly weeks: number;
  /** Number of cells: levels that are free. */
  readonly cells: number;
  /** Variance between persons; Infinity compares persons with themselves only. */
  readonly betweenPersons: number;
  readonly shockSd: number;
  readonly shockMemory: number;
  /** Variance of a single value. */
  readonly singleValue: number;
  readonly teams: readonly (readonly PersonGroup[])[];
}

/** Persons of one team whose weeks fall into the same cells. */
export interface PersonGroup {
  /** [weeks] cell of each week, -1 for none. */
  readonly cellOf: Int32Array;
  /** [weeks] a cell whose level comes on top, -1 for none: the effect of another programme. */
  readonly onTop: Int32Array | undefined;
  readonly persons: readonly { readonly count: Float64Array; readonly sum: Float64Array }[];
}

export interface BestEstimate {
  readonly estimate: number;
  readonly variance: number;
}

/** Estimates of contrasts between cells (each sums to 0), and their variances. */
export function bestEstimates(known: KnownVariance, contrasts: readonly Float64Array[]): BestEstimate[] {
  const { cells } = known;
  const normal = new Float64Array(cells * cells);
  const right = new Float64Array(cells);
  for (const groups of known.teams) addTeam(known, groups, normal, right);
  fillEmptyCells(normal, cells);
  if (known.betweenPersons === Number.POSITIVE_INFINITY) pinLevel(normal);
  const lower = cholesky(normal, cells);
  return contrasts.map((contrast) => {
    const half = solveLower(lower, cells, contrast);
    const values = solveLower(lower, cells, right);
    return { estimate: dot(half, values), variance: dot(half, half) };
  });
}

function addTeam(
  known: KnownVariance,
  groups: readonly PersonGroup[],
  normal: Float64Array,
  right: Float64Array,
): void {
  const { weeks, cells } = known;
  const parts = groups.map((group) => informationOf(known, group));
  const precision = inverseOfShocks(known);
  const whole = new Float64Array(weeks);
  for (const { information, score } of parts) {
    for (let k = 0; k < precision.length; k++) precision[k] += information[k];
    for (let t = 0; t < weeks; t++) whole[t] += score[t];
  }
  const lower = cholesky(precision, weeks);
  const common = solveLower(lower, weeks, whole);
  const columns = parts.map(({ information }) => solveColumns(lower, weeks, information));
  parts.forEach(({ information, score }, g) => {
    for (const rows of cellsOfGroup(groups[g])) {
      for (let t = 0; t < weeks; t++) {
        if (rows[t] < 0) continue;
        right[rows[t]] += score[t] - dotRows(columns[g], t * weeks, common, 0, weeks);
      }
      for (let h = 0; h <= g; h++) {
        for (const others of cellsOfGroup(groups[h])) {
          const shared = { rows, others, one: columns[g], other: columns[h] };
          addShared(shared, g === h ? information : undefined, normal, cells);
        }
      }
    }
  });
}

function cellsOfGroup({ cellOf, onTop }: PersonGroup): Int32Array[] {
  return onTop === undefined ? [cellOf] : [cellOf, onTop];
}

interface Shared {
  readonly rows: Int32Array;
  readonly others: Int32Array;
  readonly one: Float64Array;
  readonly other: Float64Array;
}

/** What two groups of one team (or a group with itself: then with its own information) add to the equations, both ways. */
function addShared(
  { rows, others, one, other }: Shared,
  own: Float64Array | undefined,
  normal: Float64Array,
  cells: number,
): void {
  const weeks = rows.length;
  for (let t = 0; t < weeks; t++) {
    if (rows[t] < 0) continue;
    for (let s = 0; s < weeks; s++) {
      if (others[s] < 0) continue;
      const value = (own?.[t * weeks + s] ?? 0) - dotRows(one, t * weeks, other, s * weeks, weeks);
      normal[rows[t] * cells + others[s]] += value;
      if (own === undefined) normal[others[s] * cells + rows[t]] += value;
    }
  }
}

/** What the persons of a group tell about the weeks of their team, with the persons' own levels taken out. */
function informationOf({ weeks, betweenPersons, singleValue }: KnownVariance, group: PersonGroup) {
  const information = new Float64Array(weeks * weeks);
  const score = new Float64Array(weeks);
  for (const { count, sum } of group.persons) {
    const seen: number[] = [];
    let weight = 0;
    let total = 0;
    for (let t = 0; t < weeks; t++) {
      if (count[t] === 0 || group.cellOf[t] < 0) continue;
      seen.push(t);
      weight += count[t] / singleValue;
      total += sum[t] / singleValue;
    }
    if (weight === 0) continue;
    const shrink = 1 / (1 / betweenPersons + weight);
    for (const t of seen) {
      const own = count[t] / singleValue;
      information[t * weeks + t] += own;
      score[t] += sum[t] / singleValue - own * shrink * total;
      for (const s of seen) information[t * weeks + s] -= (own * shrink * count[s]) / singleValue;
    }
  }
  return { information, score };
}

/** Of an AR(1) series with a stationary start: three diagonals. */
function inverseOfShocks({ weeks, shockSd, shockMemory }: KnownVariance): Float64Array {
  const inverse = new Float64Array(weeks * weeks);
  const scale = 1 / (shockSd ** 2 * (1 - shockMemory ** 2));
  for (let t = 0; t < weeks; t++) {
    const isEnd = t === 0 || t === weeks - 1;
    inverse[t * weeks + t] = scale * (isEnd ? 1 : 1 + shockMemory ** 2);
    if (t > 0) {
      inverse[t * weeks + t - 1] = -scale * shockMemory;
      inverse[(t - 1) * weeks + t] = -scale * shockMemory;
    }
  }
  return inverse;
}

/** Cells in which nothing was seen stand alone, so that the rest can be solved. */
function fillEmptyCells(normal: Float64Array, cells: number): void {
  for (let cell = 0; cell < cells; cell++) {
    if (!(normal[cell * cells + cell] > 0)) normal[cell * cells + cell] = 1;
  }
}

/** Where persons have levels of their own, that of all cells together is free; contrasts do not hang on it. */
function pinLevel(normal: Float64Array): void {
  for (let k = 0; k < normal.length; k++) normal[k] += 1;
}

/** Lower triangle of a positive definite matrix, row by row. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = matrix[i * size + j] - dotRows(lower, i * size, lower, j * size, j);
      if (i === j) {
        if (!(rest > 0)) throw new RangeError(`cell ${i} cannot be told from the others (${rest})`);
        lower[i * size + i] = Math.sqrt(rest);
      } else lower[i * size + j] = rest / lower[j * size + j];
    }
  }
  return lower;
}

function solveLower(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  const solution = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    solution[i] = (right[i] - dotRows(lower, i * size, solution, 0, i)) / lower[i * size + i];
  }
  return solution;
}

/** Row k of the result solves for column k of a symmetric matrix. */
function solveColumns(lower: Float64Array, size: number, matrix: Float64Array): Float64Array {
  const solved = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    solved.set(solveLower(lower, size, matrix.subarray(k * size, (k + 1) * size)), k * size);
  }
  return solved;
}

function dotRows(a: Float64Array, fromA: number, b: Float64Array, fromB: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[fromA + k] * b[fromB + k];
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  return dotRows(a, 0, b, 0, a.length);
}
