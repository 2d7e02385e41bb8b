import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { organisationJsonSchema } from './json-schema.ts';

describe('schema/whichhalf.schema.json', () => {
  it('is what the schema of whichhalf.yaml says; if not, run `npm run schema`', async () => {
    const file = new URL('../../schema/whichhalf.schema.json', import.meta.url);
    expect(await readFile(file, 'utf8')).toBe(`${JSON.stringify(organisationJsonSchema(), null, 2)}\n`);
  });

  it('asks for no more than the name', () => {
    const schema = organisationJsonSchema();
    expect(schema.required).toEqual(['organisation']);
    expect(schema.properties?.organisation?.required).toEqual(['name']);
    expect(schema.additionalProperties).toBe(false);
  });
});
