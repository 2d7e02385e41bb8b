export {
  adjustments,
  aggregations,
  bases,
  comparisons,
  estimators,
  panelForms,
} from '../stats/effect-result.ts';
export { type EffectRequest, effectOfTable } from './effect-of-table.ts';
export type { LabelledEffect, LabelledEstimate, LabelledPoint } from './label-effect.ts';
