export { organisationJsonSchema } from './json-schema.ts';
export type { Note } from './notes.ts';
export {
  type OrganisationRead,
  organisationFile,
  readOrganisation,
  readOrganisationWithNotes,
} from './read-organisation.ts';
export { schemaFile, starterFiles } from './starter-folder.ts';
