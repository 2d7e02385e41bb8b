import { agreementParts, chanceCorrected } from './chance-corrected-agreement.ts';
import type { AgreementEstimate, RatingCounts } from './rating-counts.ts';
import type { Refused } from './refused.ts';

/**
 * Agreement of several raters beyond chance, chance being the shares in which the categories occur.
 *
 * Question: how much of the agreement that chance leaves open is there?
 * Estimand: (p_a - p_e) / (1 - p_e), p_e the agreement of ratings drawn from all ratings alike.
 * Formula: p_a as in percent agreement; pi_k = mean over units of r_ik / r_i; p_e = sum_kl w_kl pi_k pi_l.
 * Source: [fleiss1971]; with gaps and errors [gwet2014, section 2.4]; R irrCAC fleiss.kappa.raw.
 * Assumes: cases are a random sample of many; all raters use the categories in the same shares.
 * Input: counts per unit and category; [q x q] credit for near misses (identity: none).
 * Output: at most 1; 0 is chance.
 * Refuses: `no-pairs`, `one-unit`, `one-category`.
 * Uncertainty: linearised error over units; t with n - 1 degrees of freedom, cut at -1 and 1.
 * Proof: R irr and irrCAC; a worked example in print; brute force; the jackknife on a large sample.
 */
export function fleissKappa(table: RatingCounts, weights: Float64Array): AgreementEstimate | Refused {
  const parts = agreementParts(table, weights);
  if ('kind' in parts) return parts;
  const q = table.categories;
  const chanceOf = parts.shares.map((_, k) =>
    parts.shares.reduce((sum, share, l) => sum + ((weights[k * q + l] + weights[l * q + k]) / 2) * share, 0),
  );
  return chanceCorrected(table, parts, chanceOf);
}
