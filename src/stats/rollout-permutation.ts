import type { RolloutContrast } from './rollout-contrasts.ts';

export interface ProjectionInput {
  readonly units: number;
  readonly periods: number;
  readonly cohorts: number;
  /** The value with which a unit enters in a period. */
  readonly entering: (unit: number, period: number) => number;
  readonly contrast: RolloutContrast;
}

/**
 * |estimate / Neyman error| of the roll-out estimator under any labels. What a unit would bring in each
 * cohort is worked out once, so that each draw costs one pass over the units.
 */
export function studentisedRollout(input: ProjectionInput): (labels: Int32Array) => number {
  const { cohorts } = input;
  const effect = projected(input, input.contrast.effect);
  const base = projected(input, input.contrast.base);
  const both = new Float64Array(2 * effect.length);
  effect.forEach((value, at) => {
    both[2 * at] = value;
    both[2 * at + 1] = base[at];
  });
  const sums = new Float64Array(cohorts * MOMENTS);
  return (labels) => {
    sums.fill(0);
    for (let unit = 0; unit < labels.length; unit++) {
      const from = 2 * (unit * cohorts + labels[unit]);
      const x = both[from];
      const z = both[from + 1];
      const at = labels[unit] * MOMENTS;
      sums[at] += 1;
      sums[at + 1] += x;
      sums[at + 2] += z;
      sums[at + 3] += x * x;
      sums[at + 4] += x * z;
      sums[at + 5] += z * z;
    }
    return studentised(sums);
  };
}

/** Number of units, sums of both projections, and of their products. */
const MOMENTS = 6;

function studentised(sums: Float64Array): number {
  let effect = 0;
  let base = 0;
  let ofEffect = 0;
  let ofBoth = 0;
  let ofBase = 0;
  for (let at = 0; at < sums.length; at += MOMENTS) {
    const n = sums[at];
    const x = sums[at + 1];
    const z = sums[at + 2];
    effect += x / n;
    base += z / n;
    ofEffect += (sums[at + 3] - (x * x) / n) / (n * (n - 1));
    ofBoth += (sums[at + 4] - (x * z) / n) / (n * (n - 1));
    ofBase += (sums[at + 5] - (z * z) / n) / (n * (n - 1));
  }
  const beta = ofBase > 0 ? ofBoth / ofBase : 0;
  const variance = ofEffect - 2 * beta * ofBoth + beta * beta * ofBase;
  const estimate = Math.abs(effect - beta * base);
  return estimate === 0 ? 0 : estimate / Math.sqrt(Math.max(variance, Number.MIN_VALUE));
}

/** [units x cohorts] weights of each cohort applied to each unit's values about the mean of the period. */
function projected(
  { units, periods, cohorts, entering }: ProjectionInput,
  weights: Float64Array,
): Float64Array {
  const used = Array.from({ length: periods }, (_, t) => t).filter((t) =>
    Array.from({ length: cohorts }, (_, h) => weights[h * periods + t]).some((weight) => weight !== 0),
  );
  const projection = new Float64Array(units * cohorts);
  for (const t of used) {
    let mean = 0;
    for (let unit = 0; unit < units; unit++) mean += entering(unit, t) / units;
    for (let unit = 0; unit < units; unit++) {
      const value = entering(unit, t) - mean;
      for (let h = 0; h < cohorts; h++) projection[unit * cohorts + h] += weights[h * periods + t] * value;
    }
  }
  return projection;
}
