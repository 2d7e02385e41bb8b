import { z } from 'zod';
import { Organisation } from '../contract/organisation.ts';
import type { Path } from './problem.ts';

/** The part of JSON Schema that the schema of `whichhalf.yaml` is made of. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | false;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

/** JSON Schema of what may stand in `whichhalf.yaml`, for editors: what is optional there is optional here. */
export function organisationJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(Organisation, { io: 'input' });
  return {
    $schema,
    title: 'whichhalf.yaml',
    description: 'What an organisation declares about itself, its training and its files.',
    ...schema,
  } as JsonSchema;
}

/** What the schema says of the value at a path; `undefined` where no such value can be. */
export function schemaAt(schema: JsonSchema, path: Path): JsonSchema | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  for (const choice of schema.anyOf ?? [schema]) {
    const next = typeof step === 'number' ? choice.items : below(choice, step);
    const found = next && schemaAt(next, rest);
    if (found) return found;
  }
  return undefined;
}

function below(schema: JsonSchema, key: string): JsonSchema | undefined {
  return schema.properties?.[key] ?? (schema.additionalProperties || undefined);
}

/** The keys that may stand at this place. */
export function knownKeys(schema: JsonSchema | undefined): string[] {
  return (schema?.anyOf ?? [schema]).flatMap((choice) => Object.keys(choice?.properties ?? {}));
}

/** What is expected, in words: "a day as YYYY-MM-DD", "one of ...". */
export function expectedWords(schema: JsonSchema | undefined): string {
  if (!schema) return 'another value';
  if (schema.anyOf) return schema.anyOf.map(expectedWords).join(', or ');
  if (schema.enum) return `one of ${schema.enum.map((word) => JSON.stringify(word)).join(', ')}`;
  if (schema.format === 'date') return 'a day as YYYY-MM-DD';
  switch (schema.type) {
    case 'string':
      return textWords(schema);
    case 'number':
    case 'integer':
      return numberWords(schema);
    case 'array':
      return `a list of which each entry is ${expectedWords(schema.items)}`;
    default:
      return keysWords(schema);
  }
}

function textWords({ pattern, description }: JsonSchema): string {
  if (pattern === undefined) return 'a text';
  return isId(pattern)
    ? 'an id: lower-case letters, digits and hyphens, such as listen-first'
    : (description ?? 'a text').replace(/\.$/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

/** Whether a pattern is that of the ids of measures, programmes, standards and behaviours. */
function isId(pattern: string): boolean {
  return new RegExp(pattern).test('listen-first');
}

function numberWords(schema: JsonSchema): string {
  const whole = schema.type === 'integer' ? 'a whole number' : 'a number';
  if (schema.exclusiveMinimum !== undefined) return `${whole} above ${schema.exclusiveMinimum}`;
  return schema.minimum === undefined ? whole : `${whole} of ${schema.minimum} or more`;
}

function keysWords(schema: JsonSchema): string {
  const keys = knownKeys(schema);
  const required = schema.required ?? [];
  if (keys.length === 0) return 'lines "name: value" indented below it';
  const must = required.length > 0 ? ` (needed: ${required.join(', ')})` : '';
  return `the keys ${keys.join(', ')}${must} indented below it`;
}
