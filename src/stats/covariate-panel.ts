import type { CohortPanel } from './cohort-panel.ts';
import type { Covariate } from './effect-result.ts';
import type { CellPlan } from './group-time-effect.ts';

/** Reads what a cell needs of a unit. */
export interface CovariatePanel {
  /** The constant and one for each covariate. */
  readonly columns: number;
  /** Values behind the unit's base; 0 if it is not seen in both base and period. */
  readonly weightIn: (unit: number, plan: CellPlan) => number;
  /** Mean in the period less mean in the base, of a unit seen in both. */
  readonly changeIn: (unit: number, plan: CellPlan) => number;
  /** Writes 1 and the covariates of the earlier period; false if one of them is not known. */
  readonly readKnown: (unit: number, plan: CellPlan, into: Float64Array, at: number) => boolean;
}

/** Covariates are taken about their mean and by their spread, so that no scale is too large or too small. Throws on wrong shapes. */
export function covariatePanel(prepared: CohortPanel, covariates: readonly Covariate[]): CovariatePanel {
  const { panel } = prepared;
  const scaled = covariates.map((covariate) => scaleOf(covariate, panel.units * panel.periods));
  return {
    columns: 1 + covariates.length,
    weightIn: (unit, plan) => {
      if (!(panel.count[unit * panel.periods + plan.period] > 0)) return 0;
      let inBase = 0;
      for (let t = plan.baseFrom; t <= plan.baseTo; t++) inBase += panel.count[unit * panel.periods + t];
      return inBase;
    },
    changeIn: (unit, plan) => {
      const offset = unit * panel.periods;
      let sum = 0;
      let count = 0;
      for (let t = plan.baseFrom; t <= plan.baseTo; t++) {
        if (!(panel.count[offset + t] > 0)) continue;
        sum += panel.sum[offset + t] - prepared.origin * panel.count[offset + t];
        count += panel.count[offset + t];
      }
      const there = panel.sum[offset + plan.period] / panel.count[offset + plan.period];
      return there - prepared.origin - sum / count;
    },
    readKnown: (unit, plan, into, at) => {
      into[at] = 1;
      return scaled.every(({ values, centre, spread }, k) => {
        const value = lastKnown(values, unit * panel.periods, plan);
        into[at + 1 + k] = (value - centre) / spread;
        return !Number.isNaN(value);
      });
    },
  };
}

/** The last value known in the earlier of base and period. */
function lastKnown(values: Float64Array, offset: number, plan: CellPlan): number {
  const from = Math.min(plan.period, plan.baseFrom);
  for (let t = Math.min(plan.period, plan.baseTo); t >= from; t--) {
    if (!Number.isNaN(values[offset + t])) return values[offset + t];
  }
  return Number.NaN;
}

interface Scaled {
  readonly values: Float64Array;
  readonly centre: number;
  readonly spread: number;
}

function scaleOf({ name, values }: Covariate, cells: number): Scaled {
  if (values.length !== cells) {
    throw new Error(`covariate ${name} needs one value for each of ${cells} cells, got ${values.length}`);
  }
  let known = 0;
  let centre = 0;
  let squares = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) throw new Error(`covariate ${name} holds numbers only, got ${value}`);
    known++;
    const gap = value - centre;
    centre += gap / known;
    squares += gap * (value - centre);
  }
  const spread = Math.sqrt(squares / known);
  return { values, centre, spread: spread > 1e-12 * Math.abs(centre) ? spread : 1 };
}
