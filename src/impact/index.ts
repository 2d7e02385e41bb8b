export { analyse } from './analyse.ts';
export { type EffectQuestion, levelsOf, windowTables } from './estimate-effects.ts';
export { estimateImpact, type Impact } from './estimate-impact.ts';
export type { Facts, Outcome } from './facts.ts';
export { estimateWith, shifted } from './interval.ts';
export { loadFacts } from './load-facts.ts';
export { measuresOf } from './measures-of.ts';
export { breakEvenEffect, costsOfAttendance } from './money.ts';
export { defaultBasePeriods } from './plan-stages.ts';
export { type RollOut, rollOutOf } from './roll-out.ts';
export { type Printing, printingOf, printSize } from './sentences.ts';
export {
  type SmallestEffect,
  smallestEffectThatMatters,
  spreadOfValues,
} from './smallest-effect.ts';
export { sayChange, surveyChangesOf } from './survey-changes.ts';
export { judge, type VerdictEvidence } from './verdict.ts';
export { type Tellable, whatCanBeTold } from './what-can-be-told.ts';
