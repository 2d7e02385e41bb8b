import { studentTCdf, studentTQuantile } from './distributions.ts';
import { type Refused, refuse } from './refused.ts';

export interface EquivalenceInput {
  readonly estimate: number;
  readonly standardError: number;
  /** Behind the error; Infinity where it is known. */
  readonly degreesOfFreedom: number;
  /** The smallest effect that matters, in units of the estimate, over 0. */
  readonly smallestThatMatters: number;
  /** 0.05: the two tests at 5 % each, and an interval of 90 %. */
  readonly size: number;
}

/**
 * `no-effect-that-matters`: shown to be smaller than what matters. `too-little-to-matter`: that, and surely not 0.
 * `not-shown`: an effect that matters cannot be ruled out, which is no proof of one.
 */
export type EquivalenceFinding = 'no-effect-that-matters' | 'too-little-to-matter' | 'not-shown';

export interface Equivalence {
  readonly kind: 'estimate';
  readonly finding: EquivalenceFinding;
  /** The larger p of the two one-sided tests: of the effect being at least what matters, on either side. */
  readonly p: number;
  /** The interval that must lie inside: 90 % at a size of 0.05. */
  readonly low: number;
  readonly high: number;
  /** The smallest "smallest effect that matters" for which the finding would be that there is none. */
  readonly shownBelow: number;
}

/**
 * Is there no effect that matters? Not having found one does not say so; this test does.
 *
 * Question: is the effect known to be smaller than what matters?
 * Estimand: whether |effect| < m.
 * Formula: reject effect <= -m and effect >= m at `size` each: t = (estimate + m) / error and (estimate - m) / error;
 *   the same as estimate +- t(1 - size) error inside (-m, m). Too little to matter: estimate +- t(1 - size / 2) error
 *   also leaves out 0.
 * Source: [schuirmann1987, section 2].
 * Assumes: an estimate near normal; m was set before.
 * Input: estimate, its error (over 0), degrees of freedom, m (over 0), size.
 * Output: the finding, p from 0 to 1, an interval in units of the estimate, the least m that would be shown.
 * Refuses: `no-error` where the error is 0; `no-smallest-effect` where m is 0 or less.
 * Uncertainty: a true effect of m or more is called none in at most `size` of cases.
 * Proof: the worked example of Lakens 2017; the interval form; simulated size at the border.
 */
export function equivalence(input: EquivalenceInput): Equivalence | Refused {
  const { estimate, standardError, degreesOfFreedom, smallestThatMatters: m, size } = input;
  checkInput(input);
  if (standardError === 0) return refuse('no-error', 'The estimate has no error to judge it by.');
  if (m <= 0) {
    return refuse('no-smallest-effect', 'Say first which effect would matter: it must be larger than 0.');
  }
  const p = studentTCdf((Math.abs(estimate) - m) / standardError, degreesOfFreedom);
  const half = studentTQuantile(1 - size, degreesOfFreedom) * standardError;
  const sure = Math.abs(estimate) > studentTQuantile(1 - size / 2, degreesOfFreedom) * standardError;
  const shownBelow = Math.abs(estimate) + half;
  const finding = shownBelow >= m ? 'not-shown' : sure ? 'too-little-to-matter' : 'no-effect-that-matters';
  return { kind: 'estimate', finding, p, low: estimate - half, high: estimate + half, shownBelow };
}

function checkInput({ estimate, standardError, degreesOfFreedom, ...rest }: EquivalenceInput): void {
  for (const value of [estimate, standardError, rest.smallestThatMatters]) {
    if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
  }
  if (standardError < 0) throw new RangeError(`an error is at least 0: ${standardError}`);
  if (!(degreesOfFreedom > 0)) throw new RangeError(`degrees of freedom must be over 0: ${degreesOfFreedom}`);
  if (!(rest.size > 0 && rest.size < 0.5))
    throw new RangeError(`the size must lie over 0 and under 0.5: ${rest.size}`);
}
