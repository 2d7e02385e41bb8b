import { cohenKappa } from './cohen-kappa.ts';
import { fleissKappa } from './fleiss-kappa.ts';
import { gwetCoefficient } from './gwet-coefficient.ts';
import { krippendorffAlpha } from './krippendorff-alpha.ts';
import { percentAgreement } from './percent-agreement.ts';
import { type AgreementEstimate, countRatings } from './rating-counts.ts';
import { type RatingScale, ratingWeights } from './rating-weights.ts';
import { type Refused, refuse } from './refused.ts';

export interface AgreementInput {
  /** [units x raters] number of the category from 0, or -1 where a rater said nothing. */
  readonly codes: Int32Array;
  readonly raters: number;
  readonly scale: RatingScale;
  /** [categories] values of the categories, ascending; ranks where the scale has none. */
  readonly values: Float64Array;
}

/** Plain coefficients count a near miss as a miss; the weighted ones give it the credit of the scale. */
export interface Agreement {
  readonly kind: 'estimate';
  readonly percentAgreement: AgreementEstimate;
  /** With two raters. */
  readonly cohenKappa?: AgreementEstimate | Refused;
  readonly fleissKappa: AgreementEstimate | Refused;
  readonly krippendorffAlpha: AgreementEstimate | Refused;
  readonly gwetAc1: AgreementEstimate | Refused;
  /** With two raters, on scales that are more than nominal. */
  readonly cohenKappaWeighted?: AgreementEstimate | Refused;
  /** On scales that are more than nominal. */
  readonly gwetAc2?: AgreementEstimate | Refused;
}

/** Every coefficient that fits the ratings; refused where there is no agreement to speak of. */
export function describeAgreement({ codes, raters, scale, values }: AgreementInput): Agreement | Refused {
  if (scale === 'ratio' && values.some((value) => value < 0)) {
    return refuse('below-zero', 'A ratio scale has no values under 0; take the interval scale.');
  }
  const table = countRatings(codes, raters, values.length);
  const plain = ratingWeights('nominal', values);
  const agreeing = percentAgreement(table, plain);
  if (agreeing.kind === 'refused') return agreeing;
  const weights = ratingWeights(scale, values);
  const square = raters === 2 ? squareTable(codes, values.length) : undefined;
  return {
    kind: 'estimate',
    percentAgreement: agreeing,
    ...(square !== undefined && { cohenKappa: cohenKappa(square, plain) }),
    fleissKappa: fleissKappa(table, plain),
    krippendorffAlpha: krippendorffAlpha(table, scale, values),
    gwetAc1: gwetCoefficient(table, plain),
    ...(scale !== 'nominal' && {
      ...(square !== undefined && { cohenKappaWeighted: cohenKappa(square, weights) }),
      gwetAc2: gwetCoefficient(table, weights),
    }),
  };
}

/** [q x q] cases by what the first and the second of two raters said, where both said something. */
function squareTable(codes: Int32Array, q: number): Float64Array {
  const table = new Float64Array(q * q);
  for (let unit = 0; unit < codes.length; unit += 2) {
    const [first, second] = [codes[unit], codes[unit + 1]];
    if (first >= 0 && second >= 0) table[first * q + second] += 1;
  }
  return table;
}
