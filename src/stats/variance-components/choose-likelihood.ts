import { type Refused, refuse } from '../refused.ts';
import type { CrossTable } from './cross-table.ts';
import { denseLikelihood } from './dense-likelihood.ts';
import type { Likelihood } from './likelihood.ts';
import { sizeOfReducedProducts } from './reduced-products.ts';
import { sizeOfSparseSystem, sparseLikelihood } from './sparse-likelihood.ts';

const mostNumbersHeld = 1.2e8;
const mostSparseEntries = 4e7;
/** Products a second of the two ways, as measured; they only decide which way is taken. */
const denseSpeed = 8e8;
const sparseSpeed = 5e7;
const soonSeconds = 1;
const tooLateSeconds = 20;

/** The faster of the two ways to evaluate the likelihood of this table, or why neither will do. */
export function chooseLikelihood(table: CrossTable): Likelihood | Refused {
  const remaining = table.factors.slice(1).reduce((total, { levels }) => total + levels, 2);
  const held = sizeOfReducedProducts(table);
  const denseSeconds =
    held > mostNumbersHeld ? Number.POSITIVE_INFINITY : (remaining ** 3 / 2 + held) / denseSpeed;
  if (denseSeconds < soonSeconds) return denseLikelihood(table);
  const sparse = sizeOfSparseSystem(table, mostSparseEntries);
  const sparseSeconds = sparse === undefined ? Number.POSITIVE_INFINITY : sparse.products / sparseSpeed;
  if (Math.min(denseSeconds, sparseSeconds) <= tooLateSeconds)
    return denseSeconds <= sparseSeconds ? denseLikelihood(table) : sparseLikelihood(table);
  const names = table.factors.slice(1).map(({ name, levels }) => `${name} (${levels} levels)`);
  return refuse(
    'too-many-crossed-levels',
    `${names.join(', ')}: too many levels beside the largest factor, and too entangled with it, to be told apart ` +
      'on one machine. Use a coarser grouping.',
  );
}
