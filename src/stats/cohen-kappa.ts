import { type AgreementEstimate, agreementEstimate, leastBeyondChance } from './rating-counts.ts';
import { type Refused, refuse } from './refused.ts';

/**
 * Agreement of two raters beyond chance, each with their own habits.
 *
 * Question: how much of the agreement that chance leaves open is there between these two?
 * Estimand: (p_a - p_e) / (1 - p_e), p_e the agreement of two who rate at random, each in their own shares.
 * Formula: p_a = sum_kl w_kl p_kl; p_e = sum_kl w_kl p_k. p_.l.
 * Source: [cohen1960]; weights [cohen1968]; error [fleiss1969], over n; R irrCAC kappa2.table.
 * Assumes: cases are a random sample of many; the two raters are those of interest.
 * Input: [q x q] how many cases the first rater put into k and the second into l, row by row; [q x q] credit for
 *   near misses (identity: none).
 * Output: at most 1; 0 is chance.
 * Refuses: `no-pairs`, `one-unit`, `one-category` where neither rater tells cases apart; `chance-only` where the
 *   weights give nearly full credit to all that the two say.
 * Uncertainty: large-sample error; t with n - 1 degrees of freedom, cut at -1 and 1.
 * Proof: R irrCAC; examples in print; brute force; the jackknife on a large sample.
 */
export function cohenKappa(table: Float64Array, weights: Float64Array): AgreementEstimate | Refused {
  const q = Math.round(Math.sqrt(table.length));
  if (q * q !== table.length || weights.length !== table.length) {
    throw new RangeError(`not a square table with weights: ${table.length} cells, ${weights.length} weights`);
  }
  if (table.some((count) => !(count >= 0))) throw new RangeError('a count is under 0');
  const cases = table.reduce((sum, count) => sum + count, 0);
  if (cases === 0) return refuse('no-pairs', 'No case was rated by both.');
  if (cases < 2) return refuse('one-unit', 'Only one case was rated by both; an error needs two or more.');
  const shares = table.map((count) => count / cases);
  const first = timesVector(shares, new Float64Array(q).fill(1));
  const second = timesVector(transposed(shares, q), new Float64Array(q).fill(1));
  const creditOfRow = timesVector(weights, second);
  const creditOfColumn = timesVector(transposed(weights, q), first);
  const agreement = sumOver(q, (k, l) => weights[k * q + l] * shares[k * q + l]);
  const chance = first.reduce((sum, share, k) => sum + share * creditOfRow[k], 0);
  if (!(1 - chance > 1e-12)) return refuseChance(first, second);
  const estimate = (agreement - chance) / (1 - chance);
  const squares = sumOver(q, (k, l) => {
    const off = (1 - estimate) * (creditOfRow[k] + creditOfColumn[l]);
    return shares[k * q + l] * (weights[k * q + l] - off) ** 2;
  });
  const variance = (squares - (agreement - 2 * (1 - estimate) * chance) ** 2) / (cases * (1 - chance) ** 2);
  return agreementEstimate(estimate, Math.max(0, variance), cases, leastBeyondChance);
}

function refuseChance(first: Float64Array, second: Float64Array): Refused {
  const same = first.some((share, k) => share === 1 && second[k] === 1);
  return same
    ? refuse(
        'one-category',
        'Both raters say the same of every case, so agreement cannot be told from habit.',
      )
    : refuse('chance-only', 'Chance alone would give full agreement.');
}

function timesVector(square: Float64Array, vector: Float64Array): Float64Array {
  const q = vector.length;
  return vector.map((_, k) => vector.reduce((sum, value, l) => sum + square[k * q + l] * value, 0));
}

function transposed(square: Float64Array, q: number): Float64Array {
  return square.map((_, cell) => square[(cell % q) * q + Math.floor(cell / q)]);
}

function sumOver(q: number, term: (k: number, l: number) => number): number {
  let sum = 0;
  for (let k = 0; k < q; k++) for (let l = 0; l < q; l++) sum += term(k, l);
  return sum;
}
