import { agreementParts, chanceCorrected } from './chance-corrected-agreement.ts';
import type { AgreementEstimate, RatingCounts } from './rating-counts.ts';
import type { Refused } from './refused.ts';

/**
 * Agreement of several raters beyond chance, where one category may be much more common than the others.
 *
 * Question: how much of the agreement that guessing leaves open is there?
 * Estimand: (p_a - p_e) / (1 - p_e), p_e the agreement of raters who guess on the cases that are hard.
 * Formula: p_a as in percent agreement; p_e = sum_kl w_kl sum_k pi_k (1 - pi_k) / (q (q - 1)), pi_k = mean over units
 *   of r_ik / r_i. AC1 with identity weights, AC2 with others.
 * Source: [gwet2008]; AC2 and gaps [gwet2014, section 4.4]; R irrCAC gwet.ac1.raw.
 * Assumes: cases are a random sample of many; guessing spreads evenly over the categories.
 * Input: counts per unit and category; [q x q] credit for near misses (identity: none).
 * Output: at most 1; 0 is chance.
 * Refuses: `no-pairs`, `one-unit`, `one-category`.
 * Uncertainty: linearised error over units; t with n - 1 degrees of freedom, cut at -1 and 1.
 * Proof: R irrCAC; two even categories give Fleiss' kappa; brute force; the jackknife on a large sample.
 */
export function gwetCoefficient(table: RatingCounts, weights: Float64Array): AgreementEstimate | Refused {
  const parts = agreementParts(table, weights);
  if ('kind' in parts) return parts;
  const q = table.categories;
  const scale = weights.reduce((sum, weight) => sum + weight, 0) / (q * (q - 1));
  return chanceCorrected(
    table,
    parts,
    parts.shares.map((share) => scale * (1 - share)),
  );
}
