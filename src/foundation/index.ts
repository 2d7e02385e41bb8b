export { aimOf } from './aim.ts';
export { coverageOf } from './coverage.ts';
