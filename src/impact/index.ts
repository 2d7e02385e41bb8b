export { analyse } from './analyse.ts';
export { estimateImpact, type Impact } from './estimate-impact.ts';
export type { Facts, Outcome } from './facts.ts';
export { loadFacts } from './load-facts.ts';
export { measuresOf } from './measures-of.ts';
export { type Tellable, whatCanBeTold } from './what-can-be-told.ts';
