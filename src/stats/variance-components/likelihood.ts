/**
 * The parts of the likelihood at one set of relative standard deviations (sd of each factor / sd of the error),
 * with their slopes. V = I + sum of theta_f^2 Z_f Z_f'.
 */
export interface LikelihoodParts {
  /** log |V| + log(1' V^-1 1). */
  readonly logDeterminants: number;
  /** (y - intercept)' V^-1 (y - intercept), r^2 of Bates et al. 2015 equation 27. */
  readonly residualSquares: number;
  /** Generalised least squares estimate, less the mean of the outcome. */
  readonly intercept: number;
  /** 1' V^-1 1. */
  readonly information: number;
  /** [factors]: slope of `logDeterminants` along each theta. */
  readonly slopeOfDeterminants: Float64Array;
  /** [factors]: slope of `residualSquares` along each theta. */
  readonly slopeOfSquares: Float64Array;
  /** [factors]: slope of log(`information`) along each theta. */
  readonly slopeOfInformation: Float64Array;
}

/** Undefined where the system is singular to working precision. */
export type Likelihood = (theta: Float64Array) => LikelihoodParts | undefined;

/** The same without log(1' V^-1 1): what the full likelihood, which does not integrate the intercept out, is made of. */
export function fullLikelihood(likelihood: Likelihood): Likelihood {
  return (theta) => {
    const parts = likelihood(theta);
    return (
      parts && {
        ...parts,
        logDeterminants: parts.logDeterminants - Math.log(parts.information),
        slopeOfDeterminants: parts.slopeOfDeterminants.map((s, f) => s - parts.slopeOfInformation[f]),
      }
    );
  };
}

/** Adds up the slopes of the three parts over the cells of the scaled system C H C + I. */
export class SlopeSums {
  readonly slopeOfDeterminants: Float64Array;
  readonly slopeOfSquares: Float64Array;
  readonly slopeOfInformation: Float64Array;

  constructor(factors: number) {
    this.slopeOfDeterminants = new Float64Array(factors);
    this.slopeOfSquares = new Float64Array(factors);
    this.slopeOfInformation = new Float64Array(factors);
  }

  /** One cell of the lower triangle whose slope along theta_f is `slope`: q, s, w are its weights in the three parts. */
  add(f: number, slope: number, q: number, s: number, w: number): void {
    this.slopeOfDeterminants[f] += slope * q;
    this.slopeOfSquares[f] += slope * s;
    this.slopeOfInformation[f] += slope * w;
  }
}
