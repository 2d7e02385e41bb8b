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
  return (labels) => {
    const sums = Array.from({ length: cohorts }, () => new Float64Array(6));
    for (let unit = 0; unit < labels.length; unit++) {
      const at = unit * cohorts + labels[unit];
      const x = effect[at];
      const z = base[at];
      const sum = sums[labels[unit]];
      sum[0] += 1;
      sum[1] += x;
      sum[2] += z;
      sum[3] += x * x;
      sum[4] += x * z;
      sum[5] += z * z;
    }
    return studentised(sums);
  };
}

function studentised(sums: readonly Float64Array[]): number {
  let effect = 0;
  let base = 0;
  let ofEffect = 0;
  let ofBoth = 0;
  let ofBase = 0;
  for (const [n, x, z, xx, xz, zz] of sums) {
    effect += x / n;
    base += z / n;
    ofEffect += (xx - (x * x) / n) / (n * (n - 1));
    ofBoth += (xz - (x * z) / n) / (n * (n - 1));
    ofBase += (zz - (z * z) / n) / (n * (n - 1));
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
