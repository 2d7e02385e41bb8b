import { type Matrix, matrix } from './linear-algebra.ts';

/** Share of a predictor's variance under which the others tell all of it. */
const leastOwnShare = 1e-9;

/**
 * For each predictor the matrix Q with: Shapley value of R squared = r'Q r, r the correlations of the predictors with
 * the outcome. Over every set S without predictor k, R squared rises by (c'r)^2 with c = (e_k - R_S^-1 R_Sk) / sqrt d,
 * d the share of k that S does not tell; the rises are averaged over the orders in which predictors can come.
 *
 * @param correlations [p x p] among the predictors
 */
export function shapleyForms(correlations: Matrix): Matrix[] {
  const p = correlations.rows;
  const forms = Array.from({ length: p }, () => matrix(p, p));
  const inverses: Float64Array[] = [new Float64Array(p * p)];
  const orders = shareOfOrders(p);
  for (let set = 0; set < 1 << p; set++) {
    const inverse = inverses[set];
    const weight = orders[sizeOf(set)];
    for (let k = 0; k < p; k++) {
      if ((set >> k) & 1) continue;
      const own = ownPart(correlations, inverse, set, k);
      if (own !== undefined) addSquare(forms[k].values, own, weight);
      inverses[set | (1 << k)] ??= own === undefined ? inverse : addSquare(inverse.slice(), own, 1);
    }
    inverses[set] = inverse.subarray(0, 0);
  }
  return forms;
}

/** What is left of predictor k when the set is taken out, scaled to variance 1; undefined where nothing is. */
function ownPart(
  { rows: p, values }: Matrix,
  inverse: Float64Array,
  set: number,
  k: number,
): Float64Array | undefined {
  const part = new Float64Array(p);
  let own = 1;
  for (let i = 0; i < p; i++) {
    if (!((set >> i) & 1)) continue;
    let sum = 0;
    for (let j = 0; j < p; j++) if ((set >> j) & 1) sum += inverse[i * p + j] * values[j * p + k];
    part[i] = -sum;
    own -= sum * values[i * p + k];
  }
  if (!(own > leastOwnShare)) return undefined;
  part[k] = 1;
  return part.map((value) => value / Math.sqrt(own));
}

function addSquare(into: Float64Array, vector: Float64Array, weight: number): Float64Array {
  const p = vector.length;
  for (let i = 0; i < p; i++) {
    if (vector[i] === 0) continue;
    for (let j = 0; j < p; j++) into[i * p + j] += weight * vector[i] * vector[j];
  }
  return into;
}

/** Share of the orders of p in which exactly one given set of each size comes first and one given element next. */
function shareOfOrders(p: number): Float64Array {
  const shares = new Float64Array(p);
  let chosen = 1;
  for (let size = 0; size < p; size++) {
    shares[size] = 1 / (p * chosen);
    chosen = (chosen * (p - 1 - size)) / (size + 1);
  }
  return shares;
}

function sizeOf(set: number): number {
  let size = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) size += 1;
  return size;
}

/** r'Q r. */
export function quadraticForm({ rows, values }: Matrix, r: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) for (let j = 0; j < rows; j++) sum += r[i] * values[i * rows + j] * r[j];
  return sum;
}
