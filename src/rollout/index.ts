export { planRollOut } from './plan-roll-out.ts';
export { usualWaitingShare } from './roll-out-shape.ts';
