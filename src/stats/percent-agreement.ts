import { agreementParts } from './chance-corrected-agreement.ts';
import { type AgreementEstimate, agreementEstimate, type RatingCounts } from './rating-counts.ts';
import type { Refused } from './refused.ts';

/**
 * How often do two raters say the same?
 *
 * Question: if two of the raters look at the same case, how often do they put it into the same category?
 * Estimand: mean over cases of the share of pairs of raters that agree.
 * Formula: p_a = mean over units with r_i >= 2 of sum_k r_ik (r*_ik - 1) / (r_i (r_i - 1)), r*_ik = sum_l w_kl r_il.
 * Source: [gwet2014, section 2.4]; R irrCAC pa.coeff.raw.
 * Assumes: cases are a random sample of many; the raters are those of interest, or exchangeable.
 * Input: counts per unit and category; [q x q] credit for near misses (identity: none).
 * Output: 0 to 1.
 * Refuses: `no-pairs`, `one-unit`, `one-category`.
 * Uncertainty: s.e. over units, (n / n2) p_a,i against p_a over n (n - 1); t with n - 1 degrees of freedom, cut at 0 and 1.
 * Proof: brute force over pairs of raters; R irrCAC.
 */
export function percentAgreement(table: RatingCounts, weights: Float64Array): AgreementEstimate | Refused {
  const parts = agreementParts(table, weights);
  if ('kind' in parts) return parts;
  const { units, pairable, byUnit, agreement } = parts;
  let squares = 0;
  for (let unit = 0; unit < units; unit++) squares += ((units / pairable) * byUnit[unit] - agreement) ** 2;
  return agreementEstimate(agreement, squares / (units * (units - 1)), units, 0);
}
