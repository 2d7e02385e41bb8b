export { type Aim, aimOf } from './aim.ts';
export { type Coverage, coverageOf } from './coverage.ts';
