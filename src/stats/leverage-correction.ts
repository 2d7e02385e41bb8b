import { type Refused, refuse } from './refused.ts';

export interface LeverageInput {
  /** [clusters] what each adds to the error of the estimate: its pull times its distance from the mean of its group. */
  readonly influence: Float64Array;
  /** [clusters] group whose weighted mean the influence was taken about (a stage, or those never trained), from 0; -1 for no part. */
  readonly groupOf: Int32Array;
  /** [clusters] share with which the cluster's mean enters the estimate, without its sign. */
  readonly pull: Float64Array;
  /** [clusters] variance of each cluster's mean, up to a factor for all; left out, it goes by 1 / pull within a group. */
  readonly variance?: Float64Array;
}

export interface LeverageCorrection {
  readonly kind: 'estimate';
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/** How much of its own variance each cluster shows about the mean it is a part of. */
export interface Leverage {
  /** [clusters] over 0; 1 - h where variances go by 1 / pull, h the cluster's share in its group. */
  readonly kept: Float64Array;
  /** [groups] of the group's part of the variance. */
  readonly degreesOfFreedom: Float64Array;
  /** [groups] that part as it would be if clusters varied as supposed, up to a factor for all. */
  readonly expected: Float64Array;
}

/** A cluster that is nearly its whole group shows nothing but rounding. */
const leastKept = 1e-12;

/**
 * Error and degrees of freedom of a weighted difference where few clusters have unequal weight.
 *
 * Question: how uncertain is it, when one large cluster draws the mean towards itself and so hides its own distance from it?
 * Estimand: the variance of the estimate, and the degrees of freedom of the t that its error makes.
 * Formula: v = sum psi_c^2 / k_c, k_c = 1 - 2 h_c + sum_d h_d^2 phi_d / phi_c in its group, h_c = pull_c / sum pull, phi the
 *   variance of a cluster's mean; phi = 1 / pull gives k_c = 1 - h_c, equal pulls n / (n - 1). A group of one counts twice.
 *   nu_g = tr(O)^2 / tr(O O), O_cd = h_c h_d (phi_c [c = d] - h_c phi_c - h_d phi_d + sum h^2 phi) / sqrt(k_c k_d). Over groups
 *   (sum v_g)^2 / sum(v_g^2 / nu_g), with v_g as found and as supposed by phi; the smaller.
 * Source: [bell2002] (CR2 and its degrees of freedom), [imbens2016], [pustejovsky2018] for weights that are no inverse
 *   variances; the parts as found are [satterthwaite1946]. The smaller of the two is our own choice (see the page).
 * Assumes: clusters are independent; means near normal; within a group variances stand to each other as phi says.
 * Input: [clusters] influences, groups, pulls, and variances where they are known better than by size.
 * Output: error in units of the estimate, over 0; degrees of freedom from 1.
 * Refuses: `one-cluster` under 2 clusters; `no-variance` where nothing varies.
 * Uncertainty: without bias where phi is right; else the degrees of freedom are an approximation. Coverage on the page.
 * Proof: CR2 by dense matrices; R clubSandwich on a weighted difference of differences; n / (n - 1) and n - 1 with equal
 *   weights, Welch's test; coverage at 12 to 45 clusters.
 */
export function leverageCorrection(input: LeverageInput): LeverageCorrection | Refused {
  checkShapes(input);
  const { influence, groupOf, pull } = input;
  const taking = influence.map((value, c) => (groupOf[c] >= 0 && (value !== 0 || pull[c] > 0) ? 1 : 0));
  if (taking.reduce((sum, is) => sum + is, 0) < 2) {
    return refuse('one-cluster', 'One cluster has nothing to be compared with.');
  }
  const groups = 1 + groupOf.reduce((most, group) => Math.max(most, group), 0);
  const leverage = leverageOf(taking, { ...input, groups });
  // In units of the largest, so that squares of tiny ones do not vanish.
  const unit = influence.reduce(
    (most, value, c) => (taking[c] === 1 ? Math.max(most, Math.abs(value)) : most),
    0,
  );
  if (unit === 0)
    return refuse('no-variance', 'Nothing varies between the clusters, so there is no error to judge by.');
  const parts = new Float64Array(groups);
  influence.forEach((value, c) => {
    if (taking[c] === 1) parts[groupOf[c]] += (value / unit) ** 2 / leverage.kept[c];
  });
  const variance = parts.reduce((sum, part) => sum + part, 0);
  return {
    kind: 'estimate',
    standardError: unit * Math.sqrt(variance),
    degreesOfFreedom: cautiousDegreesOfFreedom(parts, leverage),
  };
}

/** From the parts as found and as supposed, the smaller; 1 where there is none. */
export function cautiousDegreesOfFreedom(parts: ArrayLike<number>, leverage: Leverage): number {
  return Math.min(
    pooled(parts, leverage.degreesOfFreedom),
    pooled(
      leverage.expected.map((part, g) => (parts[g] === 0 ? 0 : part)),
      leverage.degreesOfFreedom,
    ),
  );
}

function pooled(parts: ArrayLike<number>, degreesOfFreedom: Float64Array): number {
  let total = 0;
  let spent = 0;
  for (let g = 0; g < parts.length; g++) {
    total += parts[g];
    spent += parts[g] ** 2 / degreesOfFreedom[g];
  }
  return spent === 0 ? 1 : total ** 2 / spent;
}

interface Layout extends Pick<LeverageInput, 'groupOf' | 'pull' | 'variance'> {
  readonly groups: number;
}

/** Leverage among the clusters that take part (1 of `taking`); groups without any have no part either. */
export function leverageOf(taking: ArrayLike<number>, { groupOf, groups, pull, variance }: Layout): Leverage {
  const members: number[][] = Array.from({ length: groups }, () => []);
  for (let c = 0; c < taking.length; c++) if (taking[c] === 1 && groupOf[c] >= 0) members[groupOf[c]].push(c);
  const kept = new Float64Array(taking.length).fill(1);
  const degreesOfFreedom = new Float64Array(groups).fill(1);
  const expected = new Float64Array(groups);
  members.forEach((group, g) => {
    if (group.length === 0) return;
    const total = group.reduce((sum, c) => sum + pull[c], 0);
    const shares = group.map((c) => (total > 0 ? pull[c] / total : 1 / group.length));
    const variances = group.map(
      (c, k) => variance?.[c] ?? (shares[k] > 0 ? 1 / (shares[k] * group.length) : 1),
    );
    const own = leverageInGroup(shares, variances);
    group.forEach((c, k) => {
      kept[c] = own.kept[k];
    });
    degreesOfFreedom[g] = own.degreesOfFreedom;
    expected[g] = total ** 2 * own.expected;
  });
  return { kept, degreesOfFreedom, expected };
}

interface OwnLeverage {
  readonly kept: readonly number[];
  readonly degreesOfFreedom: number;
  readonly expected: number;
}

function leverageInGroup(shares: readonly number[], variances: readonly number[]): OwnLeverage {
  const expected = shares.reduce((sum, h, c) => sum + h * h * variances[c], 0);
  if (shares.length === 1) return { kept: [0.5], degreesOfFreedom: 1, expected };
  const kept = shares.map((h, c) => Math.max(1 - 2 * h + expected / variances[c], leastKept));
  // Sum over all pairs of g_c g_d (expected - u_c - u_d)^2 from sums over clusters; the diagonal apart.
  let diagonal = 0;
  let [g0, g1, g2] = [0, 0, 0];
  shares.forEach((h, c) => {
    const g = (h * h) / kept[c];
    const u = h * variances[c];
    g0 += g;
    g1 += g * u;
    g2 += g * u * u;
    diagonal += (h * h * variances[c]) ** 2 - (g * (expected - 2 * u)) ** 2;
  });
  const pairs = (expected * g0) ** 2 + 2 * g2 * g0 - 4 * expected * g1 * g0 + 2 * g1 ** 2;
  const spent = diagonal + pairs;
  // Between 1 and n - 1 but for rounding, since O has that rank.
  const degreesOfFreedom = Math.min(Math.max(1, expected ** 2 / spent), shares.length - 1);
  return { kept, degreesOfFreedom, expected };
}

function checkShapes({ influence, groupOf, pull, variance }: LeverageInput): void {
  const clusters = influence.length;
  if (
    groupOf.length !== clusters ||
    pull.length !== clusters ||
    (variance?.length ?? clusters) !== clusters
  ) {
    throw new RangeError(
      `${clusters} influences, but groups of ${groupOf.length}, pulls of ${pull.length}, variances of ${variance?.length ?? clusters} clusters`,
    );
  }
  for (const value of influence) if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
  for (const value of pull) {
    if (!(value >= 0 && Number.isFinite(value))) throw new RangeError(`not a pull of 0 or more: ${value}`);
  }
  for (const value of variance ?? []) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`not a variance over 0: ${value}`);
  }
}
