import { studentTQuantile } from './distributions.ts';
import { type Blocks, type Contrast, covariance, spread } from './level-contrast.ts';
import { type Refused, refuse } from './refused.ts';

export interface PerAttenderInput {
  /** Effect of being assigned, on the measure. */
  readonly effect: Pick<Contrast, 'estimate' | 'influence' | 'mostDegreesOfFreedom'>;
  /** Effect of being assigned on the share who came, over -1 to 1, from the same clusters. */
  readonly came: Pick<Contrast, 'estimate' | 'influence'>;
  readonly blocks: Blocks;
}

export interface EffectPerAttender {
  readonly kind: 'estimate';
  readonly estimate: number;
  readonly standardError: number;
  /** 95 % interval, which need not lie even around the estimate. */
  readonly low: number;
  readonly high: number;
  readonly degreesOfFreedom: number;
  /** How many more of those assigned came, as a share. */
  readonly came: number;
}

/** The first stage must stand out by this many errors (F of 10), and be at least this share. */
const leastFirstStage = Math.sqrt(10);
const leastShare = 0.1;

/**
 * Effect per person who came.
 *
 * Question: not all who were assigned came; what did the training do for each who did?
 * Estimand: the mean effect on those who came because they were assigned.
 * Formula: theta = effect / came, effects of being assigned on the measure and on the share who came.
 * Source: [bloom1984] for no-shows, [imbens1994, theorem 1] for both sides; interval of [anderson1949].
 * Assumes: being assigned works only through coming oneself; nobody stays away because of being assigned; what the
 *   effect of being assigned assumes.
 * Input: two effects with the influence of each cluster [clusters], blocks of clusters.
 * Output: units of the measure per person who came; the share by which more came, 0 to 1.
 * Refuses: `weak-first-stage` where under 10 points more of those assigned came, or that is under 3.2 of its errors.
 * Uncertainty: every theta for which effect - theta came is within Student's t of 0, its error between clusters for that
 *   theta: right also where hardly more came. Degrees of freedom are those of the effect.
 * Proof: the interval against a grid of theta; the effect itself where everybody came and nobody else; two-stage least
 *   squares by persons; a simulation with no-shows and others who came: covered as it should be.
 */
export function effectPerAttender({ effect, came, blocks }: PerAttenderInput): EffectPerAttender | Refused {
  if (effect.influence.length !== came.influence.length) {
    throw new RangeError(
      `${effect.influence.length} clusters, but ${came.influence.length} of those who came`,
    );
  }
  const [e, a] = [effect.estimate, came.estimate];
  const wrong = [e, a, ...effect.influence, ...came.influence].find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`${wrong} among the effects and influences is no number`);
  const variance = {
    effect: covariance(effect.influence, effect.influence, blocks),
    came: covariance(came.influence, came.influence, blocks),
    both: covariance(effect.influence, came.influence, blocks),
  };
  if (!(a >= leastShare) || a < leastFirstStage * Math.sqrt(Math.max(0, variance.came))) {
    return refuse('weak-first-stage', 'Hardly more of those assigned came than of the others.');
  }
  const { degreesOfFreedom } = spread({ ...effect, beta: 1 }, blocks);
  const t2 = studentTQuantile(0.975, degreesOfFreedom) ** 2;
  const square = a * a - t2 * variance.came;
  const half = e * a - t2 * variance.both;
  const inside = half * half - square * (e * e - t2 * variance.effect);
  if (!(square > 0) || inside < 0) {
    return refuse('weak-first-stage', 'How many more of those assigned came is not known well enough.');
  }
  const estimate = e / a;
  const spreadOf = variance.effect - 2 * estimate * variance.both + estimate ** 2 * variance.came;
  return {
    kind: 'estimate',
    estimate,
    standardError: Math.sqrt(Math.max(0, spreadOf)) / a,
    low: (half - Math.sqrt(inside)) / square,
    high: (half + Math.sqrt(inside)) / square,
    degreesOfFreedom,
    came: a,
  };
}
