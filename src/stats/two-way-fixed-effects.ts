import { matrix, multiply, pseudoInverse } from './linear-algebra.ts';
import { isWithoutError, rangeOf, rangeOfPanel, refuseConstant, refuseOutOfRange } from './numeric-range.ts';
import type { Panel } from './panel.ts';
import { type Refused, refuse } from './refused.ts';

export interface TwoWayInput {
  readonly panel: Panel;
  /** [units x periods] */
  readonly treatment: Float64Array;
  /** [units]; each unit is its own cluster where it is absent. */
  readonly clusterOf?: Int32Array | undefined;
}

export interface TwoWayEstimate {
  readonly kind: 'estimate';
  readonly estimate: number;
  readonly standardError: number;
  /** Clusters less one: the t distribution of the interval. */
  readonly degreesOfFreedom: number;
  readonly rows: number;
  readonly units: number;
  readonly clusters: number;
}

/**
 * Question: what does a regression on unit and period effects give? (A reference and a rival, no verdict rests on it.)
 * Estimand: b in y_it = a_i + c_t + b D_it + e_it; a weighted mean of effects, with weights that can be negative
 *   where effects differ by date.
 * Formula: b = sum w D~ y / sum w D~^2, D~ = D less unit and period effects, w = count;
 *   V = G/(G-1) (n-1)/(n-K) sum over clusters (sum w D~ e)^2 / (sum w D~^2)^2, K counts units, periods and b.
 * Source: [cameron2015, equation 11] with the factor of Stata's areg; [goodmanbacon2021] on what b means.
 * Assumes: the effect is one number for all units and dates, and outcomes would have run in parallel;
 *   probed by the group-time estimator beside it.
 * Input: panel of sums and counts [units x periods], treatment [units x periods]; empty cells are passed over.
 * Output: b in units of the outcome per unit of D, its error.
 * Refuses: `no-variation` where unit and period effects explain D, `one-cluster`, `few-rows`; `no-spread` where nothing
 *   is left of the outcome; `out-of-range`.
 * Uncertainty: errors clustered by unit or by the clusters given.
 * Proof: a published lottery (0.232, 0.063); one date and two groups are a difference in differences; dummy regression.
 */
export function twoWayFixedEffects(input: TwoWayInput): TwoWayEstimate | Refused {
  const { panel, treatment } = input;
  if (treatment.length !== panel.units * panel.periods) {
    throw new Error(`treatment needs ${panel.units * panel.periods} values, got ${treatment.length}`);
  }
  const range = rangeOfPanel(panel);
  const refusal =
    refuseOutOfRange(range, 'the outcome') ??
    refuseOutOfRange(rangeOf(treatment), 'the treatment') ??
    refuseConstant(range, 'the outcome');
  if (refusal !== undefined) return refusal;
  const outcome = panel.sum.map((sum, at) => (panel.count[at] > 0 ? sum / panel.count[at] : 0));
  const effects = periodEffects(panel);
  const residualTreatment = withoutEffects(panel, effects, treatment);
  const residualOutcome = withoutEffects(panel, effects, outcome);
  const spread = weightedProduct(panel, residualTreatment, residualTreatment);
  if (!(spread > 1e-18 * Math.max(1e-300, weightedProduct(panel, treatment, treatment)))) {
    return refuse(
      'no-variation',
      'The treatment is the same once the means of units and periods are taken out.',
    );
  }
  const estimate = weightedProduct(panel, residualTreatment, residualOutcome) / spread;
  const { scores, units, rows } = clusterScores(input, residualTreatment, residualOutcome, estimate);
  const clusters = scores.length;
  const parameters = units + effects.rank + 1;
  if (clusters < 2)
    return refuse('one-cluster', 'All units are in one cluster, so the error cannot be known.');
  if (rows <= parameters)
    return refuse('few-rows', `${rows} rows do not bear ${parameters} unit and period effects.`);
  const factor = (clusters / (clusters - 1)) * ((rows - 1) / (rows - parameters));
  const sandwich = scores.reduce((sum, score) => sum + score * score, 0);
  const weight = panel.count.reduce((sum, count, at) => sum + count * Math.abs(residualTreatment[at]), 0);
  if (isWithoutError(Math.sqrt(sandwich) / weight, range)) {
    return refuse(
      'no-spread',
      'Unit and period effects and the treatment explain the outcome wholly, so there is no error to judge by. More units are needed, whose outcome varies.',
    );
  }
  return {
    kind: 'estimate',
    estimate,
    standardError: Math.sqrt(factor * sandwich) / spread,
    degreesOfFreedom: clusters - 1,
    rows,
    units,
    clusters,
  };
}

interface PeriodEffects {
  /** [periods x periods] inverse of the normal equations that are left when unit effects are taken out. */
  readonly inverse: ReturnType<typeof matrix>;
  /** Period effects that can be told apart from unit effects. */
  readonly rank: number;
}

function periodEffects(panel: Panel): PeriodEffects {
  const { units, periods, count } = panel;
  const normal = matrix(periods, periods);
  for (let unit = 0; unit < units; unit++) {
    const row = count.subarray(unit * periods, (unit + 1) * periods);
    const total = row.reduce((sum, each) => sum + each, 0);
    if (!(total > 0)) continue;
    for (let s = 0; s < periods; s++) {
      if (row[s] === 0) continue;
      normal.values[s * periods + s] += row[s];
      const share = row[s] / total;
      for (let t = 0; t < periods; t++) normal.values[s * periods + t] -= share * row[t];
    }
  }
  const inverse = pseudoInverse(normal, 1e-12);
  const projector = multiply(normal, inverse);
  let trace = 0;
  for (let t = 0; t < periods; t++) trace += projector.values[t * periods + t];
  return { inverse, rank: Math.round(trace) };
}

/** What is left of a variable when unit and period effects are taken out; 0 in empty cells. */
function withoutEffects(panel: Panel, effects: PeriodEffects, variable: Float64Array): Float64Array {
  const left = withoutUnits(panel, variable);
  const right = matrix(panel.periods, 1);
  for (let at = 0; at < left.length; at++) right.values[at % panel.periods] += panel.count[at] * left[at];
  const period = multiply(effects.inverse, right).values;
  const fitted = withoutUnits(
    panel,
    left.map((_, at) => period[at % panel.periods]),
  );
  return left.map((value, at) => value - fitted[at]);
}

function withoutUnits({ units, periods, count }: Panel, variable: Float64Array): Float64Array {
  const left = new Float64Array(variable.length);
  for (let unit = 0; unit < units; unit++) {
    let sum = 0;
    let total = 0;
    for (let at = unit * periods; at < (unit + 1) * periods; at++) {
      if (!(count[at] > 0)) continue;
      sum += count[at] * variable[at];
      total += count[at];
    }
    for (let at = unit * periods; at < (unit + 1) * periods; at++) {
      if (count[at] > 0) left[at] = variable[at] - sum / total;
    }
  }
  return left;
}

function weightedProduct({ count }: Panel, left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < count.length; at++) if (count[at] > 0) sum += count[at] * left[at] * right[at];
  return sum;
}

function clusterScores(
  { panel, clusterOf }: TwoWayInput,
  residualTreatment: Float64Array,
  residualOutcome: Float64Array,
  estimate: number,
): { readonly scores: readonly number[]; readonly units: number; readonly rows: number } {
  const scores = new Map<number, number>();
  let units = 0;
  let rows = 0;
  for (let unit = 0; unit < panel.units; unit++) {
    let score = 0;
    let observed = 0;
    for (let at = unit * panel.periods; at < (unit + 1) * panel.periods; at++) {
      if (!(panel.count[at] > 0)) continue;
      observed++;
      score +=
        panel.count[at] * residualTreatment[at] * (residualOutcome[at] - estimate * residualTreatment[at]);
    }
    if (observed === 0) continue;
    units++;
    rows += observed;
    const cluster = clusterOf === undefined ? unit : clusterOf[unit];
    scores.set(cluster, (scores.get(cluster) ?? 0) + score);
  }
  return { scores: [...scores.values()], units, rows };
}
