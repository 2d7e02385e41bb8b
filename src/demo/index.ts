export { simulateOrganisation } from './simulate-organisation.ts';
export {
  type ExampleOrganisationOrder,
  type TruthFile,
  type WrittenOrganisation,
  writeExampleOrganisation,
} from './write-organisation.ts';
