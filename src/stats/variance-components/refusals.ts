import { matrix, symmetricEigen } from '../linear-algebra.ts';
import { refuseSquares } from '../numeric-range.ts';
import { type Refused, refuse } from '../refused.ts';
import type { CrossTable } from './cross-table.ts';
import { oneWaySquares } from './fit-variances.ts';

/** Why the components of this table cannot be told, or undefined where they can. */
export function refuseTable(table: CrossTable): Refused | undefined {
  return (
    refuseOutcome(table) ?? refuseLevels(table) ?? refuseInseparable(table) ?? refuseNothingWithin(table)
  );
}

/** Of an outcome or a spread: the variance of greater ones, or of smaller ones, is no number that fits. */
const most = 1e140;

function refuseOutcome(table: CrossTable): Refused | undefined {
  const { rows, mean, sumOfSquares, largest } = table;
  if (rows < 3)
    return refuse('too-few-rows', `${rows} rows; at least 3 are needed, and far more to tell much.`);
  const constant = refuse(
    'constant-outcome',
    `The outcome is ${mean} in every row, so there is no variance to divide.`,
  );
  if (largest <= 1e-14 * Math.abs(mean)) return constant;
  if (Math.max(largest, Math.abs(mean)) > most) return refuseSquares('the outcome', 'large');
  if (largest < 1 / most) return refuseSquares('the outcome', 'small');
  const noise = rows * (1e-14 * mean) ** 2;
  return sumOfSquares > noise ? undefined : constant;
}

function refuseLevels({ factors, rows }: CrossTable): Refused | undefined {
  for (const { name, levels } of factors) {
    if (levels < 2)
      return refuse(
        'one-level',
        `${name} has one level only, so nothing can lie between its levels. Leave it out.`,
      );
    if (levels === rows)
      return refuse(
        'as-many-levels-as-rows',
        `${name} has a level of its own in each of the ${rows} rows, so it cannot be told from what lies within. ` +
          'Rows that share a level are needed.',
      );
  }
  return undefined;
}

const singular = 1e-10;

/**
 * The components are linear in the covariance; they can be told apart if and only if the matrices Z_f Z_f' and I,
 * with the mean taken out, are linearly independent. Their inner products need only counts.
 */
function refuseInseparable(table: CrossTable): Refused | undefined {
  const { factors } = table;
  const size = factors.length + 1;
  const products = new Float64Array(size * size);
  for (let f = 0; f < size; f++)
    for (let g = f; g < size; g++) {
      products[f * size + g] = centredInnerProduct(table, f, g);
      products[g * size + f] = products[f * size + g];
    }
  const scaled = products.map(
    (value, at) =>
      value / Math.sqrt(products[Math.floor(at / size) * (size + 1)] * products[(at % size) * (size + 1)]),
  );
  const { eigenvalues, vectors } = symmetricEigen(matrix(size, size, scaled));
  const least = eigenvalues.indexOf(Math.min(...eigenvalues));
  if (eigenvalues[least] > singular) return undefined;
  const names = factors
    .filter((_, f) => Math.abs(vectors.values[f * size + least]) > 1e-3)
    .map(({ name }) => name);
  const within = Math.abs(vectors.values[(size - 1) * size + least]) > 1e-3;
  const which = names.length === 1 ? `${names[0]} and what lies within` : names.join(' and ');
  return refuse(
    'factors-not-separable',
    `${which} divide the rows in the same way${within && names.length > 1 ? ' as single rows do' : ''}, ` +
      'so what lies between them cannot be told apart. Leave one of them out, or add rows in which they differ.',
  );
}

/** tr(P A_f P A_g), P = I - 11'/n; the last index stands for the error, A = I. */
function centredInnerProduct({ factors, pairs, rows }: CrossTable, f: number, g: number): number {
  if (f === factors.length) return rows - 1;
  const squares = (level: Float64Array, power: number) => level.reduce((total, n) => total + n ** power, 0);
  const ofF = squares(factors[f].count, 2);
  if (g === factors.length) return rows - ofF / rows;
  if (f === g) return ofF - (2 * squares(factors[f].count, 3)) / rows + (ofF / rows) ** 2;
  const { start, level, count } = pairs[f][g - f - 1];
  let both = 0;
  let chained = 0;
  for (let first = 0; first < factors[f].levels; first++)
    for (let cell = start[first]; cell < start[first + 1]; cell++) {
      both += count[cell] ** 2;
      chained += count[cell] * factors[f].count[first] * factors[g].count[level[cell]];
    }
  return both - (2 * chained) / rows + (ofF / rows) * (squares(factors[g].count, 2) / rows);
}

function refuseNothingWithin(table: CrossTable): Refused | undefined {
  for (const factor of table.factors) {
    const { within } = oneWaySquares(factor, table);
    if (within <= 1e-12 * table.sumOfSquares)
      return refuse(
        'no-variation-within',
        `The outcome is the same in all rows of a level of ${factor.name}, so there is nothing within to compare with.`,
      );
  }
  return undefined;
}
