import { type Refused, refuse } from './refused.ts';

/**
 * Degrees of freedom of a variance that is a sum of parts, each estimated from few clusters.
 *
 * Question: how many degrees of freedom stand behind this standard error?
 * Estimand: the degrees of freedom of the chi-square with the same mean and variance as the estimated variance.
 * Formula: (sum_g v_g)^2 / sum_g v_g^2 / (n_g - 1).
 * Source: [satterthwaite1946]; with two strata [welch1938].
 * Assumes: strata are independent, and v_g (n_g - 1) / E v_g is chi-square with n_g - 1 degrees of freedom.
 * Input: per stratum (cohort) its share of the variance of the estimate, at least 0, and its clusters n_g.
 * Output: between the least n_g - 1 and the sum of n_g - 1 over the strata that contribute.
 * Refuses: `one-cluster` where a stratum of one cluster contributes, `no-variance` where nothing does.
 * Uncertainty: an approximation; a t interval with it covers about 95 % from 4 clusters per arm on (see the page).
 * Proof: Welch's formula, one stratum, equal strata, coverage by simulation.
 */
export function satterthwaiteDegreesOfFreedom(
  contributions: Float64Array,
  clusters: ArrayLike<number>,
): number | Refused {
  if (contributions.length !== clusters.length) {
    throw new RangeError(`${contributions.length} contributions but ${clusters.length} counts of clusters`);
  }
  for (const contribution of contributions) {
    if (!(contribution >= 0)) throw new RangeError(`a share of the variance is ${contribution}`);
  }
  const largest = Math.max(0, ...contributions);
  if (largest === 0)
    return refuse('no-variance', 'Nothing varies between the clusters, so there is no error to judge by.');
  let total = 0;
  let spread = 0;
  for (let g = 0; g < contributions.length; g++) {
    if (contributions[g] === 0) continue;
    if (clusters[g] < 2) {
      return refuse(
        'one-cluster',
        'A group of one cluster has no variance of its own; join it with another.',
      );
    }
    const share = contributions[g] / largest;
    total += share;
    spread += (share * share) / (clusters[g] - 1);
  }
  return (total * total) / spread;
}
