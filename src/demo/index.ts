export { simulateOrganisation } from './simulate-organisation.ts';
export { type TruthFile, writeExampleOrganisation } from './write-organisation.ts';
