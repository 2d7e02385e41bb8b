export { organisationJsonSchema } from './json-schema.ts';
export { nearWords } from './nearest-word.ts';
export {
  organisationFile,
  readOrganisation,
  readOrganisationWithNotes,
} from './read-organisation.ts';
export { schemaFile, starterFiles } from './starter-folder.ts';
