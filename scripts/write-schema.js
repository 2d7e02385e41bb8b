// Writes schema/whichhalf.schema.json, by which editors complete whichhalf.yaml. Run it with `npm run schema`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { organisationJsonSchema } from '../dist/organisation/index.js';

mkdirSync('schema', { recursive: true });
writeFileSync('schema/whichhalf.schema.json', `${JSON.stringify(organisationJsonSchema(), null, 2)}\n`);
