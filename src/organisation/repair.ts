import type { z } from 'zod';
import { Organisation } from '../contract/organisation.ts';
import { type JsonSchema, schemaAt } from './json-schema.ts';
import type { Path } from './problem.ts';
import { valueAt } from './shape-findings.ts';

/** An organisation in which wrong values were replaced, so that the rest can be checked in the same run. */
export interface Repaired {
  readonly organisation: Organisation;
  /** Places whose values are not those of the file; nothing may be said of them. */
  readonly repairedAt: readonly Path[];
}

const mostRounds = 8;

/** Puts a harmless value wherever the schema found a wrong one; `undefined` where that does not help. */
export function repair(value: unknown, schema: JsonSchema): Repaired | undefined {
  const copy: unknown = structuredClone(value);
  const repairedAt: Path[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const { success, data, error } = Organisation.safeParse(copy);
    if (success) return { organisation: data, repairedAt };
    for (const issue of error.issues) {
      if (issue.path.length === 0 && issue.code !== 'unrecognized_keys') return undefined;
      repairedAt.push(...repairIssue(copy, issue, schema));
    }
  }
  return undefined;
}

/** Mends one place and says which it was. */
function repairIssue(copy: unknown, issue: z.core.$ZodIssue, schema: JsonSchema): Path[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const paths = issue.keys.map((key) => [...path, key]);
    for (const unknownKey of paths) remove(copy, unknownKey);
    return paths;
  }
  if (issue.code === 'invalid_key') remove(copy, path);
  else replace(copy, path, schemaAt(schema, path));
  return [path];
}

function remove(value: unknown, path: Path): void {
  const parent = valueAt(value, path.slice(0, -1)) as Record<string | number, unknown>;
  delete parent[path.at(-1) as string];
}

function replace(value: unknown, path: Path, schema: JsonSchema | undefined): void {
  const parent = valueAt(value, path.slice(0, -1));
  if (typeof parent !== 'object' || parent === null) return;
  (parent as Record<string | number, unknown>)[path.at(-1) as string] = harmlessValue(schema);
}

function harmlessValue(schema: JsonSchema | undefined): unknown {
  if (schema?.default !== undefined) return structuredClone(schema.default);
  const choice = schema?.anyOf?.[0] ?? schema;
  if (choice?.enum) return choice.enum[0];
  if (choice?.format === 'date') return '1970-01-01';
  switch (choice?.type) {
    case 'array':
      return [];
    case 'number':
    case 'integer':
      return 1;
    case 'object':
      return Object.fromEntries(
        (choice.required ?? []).map((key) => [key, harmlessValue(choice.properties?.[key])]),
      );
    default:
      return 'x';
  }
}
