import type { CrossTable } from './cross-table.ts';

/**
 * Cross-products of the remaining columns (levels of every factor but the largest, the intercept, the outcome)
 * after the largest factor has been eliminated, as a function of that factor's variance ratio.
 *
 * Level p of the largest factor, with n_p rows, takes f(n_p) A_p A_p' away from the plain cross-products,
 * f(n) = g / (1 + g n), g the variance ratio. f is smooth in log n, so its values at a few counts give it at
 * every count; what each of these nodes multiplies is summed once, and from then on no evaluation looks at
 * the levels of the largest factor again.
 */
export interface ReducedProducts {
  /** Levels of all factors but the largest. */
  readonly levels: number;
  /** Order of the packed matrices: levels + 2. */
  readonly order: number;
  /** [order (order + 1) / 2], lower triangle by rows: plain cross-products. */
  readonly plain: Float64Array;
  /** [nodes]: the counts at which f is evaluated. */
  readonly nodes: Float64Array;
  /** [order (order + 1) / 2 x nodes]: what f at each node multiplies. */
  readonly mixed: Float64Array;
  /** Distinct row counts of the largest factor's levels, and how many levels have each. */
  readonly counts: Float64Array;
  readonly levelsWithCount: Float64Array;
}

export function reduceProducts(table: CrossTable): ReducedProducts {
  const levels = table.factors.slice(1).reduce((total, factor) => total + factor.levels, 0);
  const order = levels + 2;
  const byCount = groupByCount(table.factors[0].count);
  const nodes = chooseNodes(byCount.counts);
  return {
    levels,
    order,
    plain: plainProducts(table, order),
    nodes,
    mixed: mixedProducts(table, order, byCount, nodes),
    counts: byCount.counts,
    levelsWithCount: Float64Array.from(byCount.members, (members) => members.length),
  };
}

/** Numbers that `reduceProducts` would hold for this table: what it needs in memory. */
export function sizeOfReducedProducts(table: CrossTable): number {
  const order = table.factors.slice(1).reduce((total, factor) => total + factor.levels, 2);
  return packedLength(order) * chooseNodes(groupByCount(table.factors[0].count).counts).length;
}

function packedLength(order: number): number {
  return (order * (order + 1)) / 2;
}

interface ByCount {
  readonly counts: Float64Array;
  readonly members: readonly Int32Array[];
}

function groupByCount(count: Float64Array): ByCount {
  const members = new Map<number, number[]>();
  count.forEach((n, level) => {
    const group = members.get(n);
    if (group === undefined) members.set(n, [level]);
    else group.push(level);
  });
  const counts = Float64Array.from(members.keys()).sort();
  return { counts, members: Array.from(counts, (n) => Int32Array.from(members.get(n)!)) };
}

/**
 * Chebyshev points in log n. The nearest poles of f lie at a distance of pi from the real line, which gives
 * the rate at which the error falls with the number of nodes (Trefethen 2013, theorem 8.2).
 */
function chooseNodes(counts: Float64Array): Float64Array {
  const low = Math.log(counts[0]);
  const half = (Math.log(counts[counts.length - 1]) - low) / 2;
  if (half === 0) return counts;
  const rate = Math.PI / half + Math.sqrt(1 + (Math.PI / half) ** 2);
  const needed = Math.ceil(Math.log(1e15) / Math.log(rate)) + 3;
  if (counts.length <= needed) return counts;
  return Float64Array.from({ length: needed }, (_, k) =>
    Math.exp(low + half * (1 - Math.cos((Math.PI * k) / (needed - 1)))),
  );
}

/** Weights with which a smooth function's values at the nodes give its value at n (barycentric form). */
function weightsAt(n: number, nodes: Float64Array): Float64Array {
  const weights = new Float64Array(nodes.length);
  const same = nodes.findIndex((node) => Math.log(node) === Math.log(n));
  if (same >= 0) {
    weights[same] = 1;
    return weights;
  }
  const last = nodes.length - 1;
  let total = 0;
  for (let k = 0; k <= last; k++) {
    const sign = k % 2 === 0 ? 1 : -1;
    weights[k] = ((k === 0 || k === last ? 0.5 : 1) * sign) / (Math.log(n) - Math.log(nodes[k]));
    total += weights[k];
  }
  for (let k = 0; k <= last; k++) weights[k] /= total;
  return weights;
}

function plainProducts(table: CrossTable, order: number): Float64Array {
  const plain = new Float64Array(packedLength(order));
  const at = (i: number, j: number) => (i * (i + 1)) / 2 + j;
  const intercept = order - 2;
  const outcome = order - 1;
  const offsets = columnOffsets(table);
  for (let g = 1; g < table.factors.length; g++) {
    const { count, sum, levels } = table.factors[g];
    for (let level = 0; level < levels; level++) {
      const column = offsets[g] + level;
      plain[at(column, column)] = count[level];
      plain[at(intercept, column)] = count[level];
      plain[at(outcome, column)] = sum[level];
    }
    for (let h = g + 1; h < table.factors.length; h++) {
      const { start, level, count: cells } = table.pairs[g][h - g - 1];
      for (let first = 0; first < levels; first++)
        for (let cell = start[first]; cell < start[first + 1]; cell++)
          plain[at(offsets[h] + level[cell], offsets[g] + first)] = cells[cell];
    }
  }
  plain[at(intercept, intercept)] = table.rows;
  plain[at(outcome, outcome)] = table.sumOfSquares;
  return plain;
}

/** Where the columns of each factor begin; the largest has none. */
export function columnOffsets(table: CrossTable): readonly number[] {
  const offsets = [0, 0];
  for (let g = 1; g < table.factors.length; g++) offsets.push(offsets[g] + table.factors[g].levels);
  return offsets;
}

interface SparseColumns {
  readonly column: Int32Array;
  readonly value: Float64Array;
  filled: number;
}

function mixedProducts(table: CrossTable, order: number, byCount: ByCount, nodes: Float64Array) {
  const size = packedLength(order);
  const mixed = new Float64Array(size * nodes.length);
  const scratch = new Float64Array(size);
  const columns: SparseColumns = {
    column: new Int32Array(order),
    value: new Float64Array(order),
    filled: 0,
  };
  const offsets = columnOffsets(table);
  byCount.members.forEach((members, group) => {
    const weights = weightsAt(byCount.counts[group], nodes);
    const products = members.reduce(
      (total, level) => total + packedLength(columnsOf(table, offsets, level, columns).filled),
      0,
    );
    const single = weights.indexOf(1);
    if (single >= 0) {
      for (const level of members)
        addProducts(columnsOf(table, offsets, level, columns), mixed, nodes.length, single);
    } else if (products * (nodes.length - 1) > size * nodes.length) {
      scratch.fill(0);
      for (const level of members) addProducts(columnsOf(table, offsets, level, columns), scratch, 1, 0);
      spread(scratch, weights, mixed);
    } else {
      for (const level of members)
        addWeightedProducts(columnsOf(table, offsets, level, columns), weights, mixed);
    }
  });
  return mixed;
}

/** The row of cross-products between one level of the largest factor and the remaining columns. */
function columnsOf(table: CrossTable, offsets: readonly number[], level: number, into: SparseColumns) {
  let filled = 0;
  for (let g = 1; g < table.factors.length; g++) {
    const pair = table.pairs[0][g - 1];
    for (let cell = pair.start[level]; cell < pair.start[level + 1]; cell++) {
      into.column[filled] = offsets[g] + pair.level[cell];
      into.value[filled++] = pair.count[cell];
    }
  }
  const order = into.column.length;
  into.column[filled] = order - 2;
  into.value[filled++] = table.factors[0].count[level];
  into.column[filled] = order - 1;
  into.value[filled++] = table.factors[0].sum[level];
  into.filled = filled;
  return into;
}

function addProducts(columns: SparseColumns, into: Float64Array, stride: number, node: number): void {
  const { column, value, filled } = columns;
  for (let i = 0; i < filled; i++) {
    const row = (column[i] * (column[i] + 1)) / 2;
    const x = value[i];
    for (let j = 0; j <= i; j++) into[(row + column[j]) * stride + node] += x * value[j];
  }
}

function addWeightedProducts(columns: SparseColumns, weights: Float64Array, into: Float64Array): void {
  const { column, value, filled } = columns;
  const nodes = weights.length;
  for (let i = 0; i < filled; i++) {
    const row = (column[i] * (column[i] + 1)) / 2;
    for (let j = 0; j <= i; j++) {
      const product = value[i] * value[j];
      const at = (row + column[j]) * nodes;
      for (let k = 0; k < nodes; k++) into[at + k] += product * weights[k];
    }
  }
}

function spread(products: Float64Array, weights: Float64Array, into: Float64Array): void {
  const nodes = weights.length;
  for (let cell = 0; cell < products.length; cell++) {
    const product = products[cell];
    if (product === 0) continue;
    for (let k = 0; k < nodes; k++) into[cell * nodes + k] += product * weights[k];
  }
}
