import type { z } from 'zod';
import { expectedWords, type JsonSchema, knownKeys, schemaAt } from './json-schema.ts';
import { nearestWord } from './nearest-word.ts';
import { anyOf, type Finding, type Path } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** What the schema's validator found wrong, in words that say what to do. */
export function shapeFindings(issues: readonly Issue[], value: unknown, schema: JsonSchema): Finding[] {
  const findings = issues.flatMap((issue) => findingsOf(issue, issue.path as Path, value, schema));
  return findings.filter((finding) => !isMisspelt(finding, findings, value));
}

/** A key that is missing because it was misspelt is told once, where it was misspelt. */
function isMisspelt({ path }: Finding, findings: readonly Finding[], value: unknown): boolean {
  if (valueAt(value, path) !== undefined) return false;
  const parent = JSON.stringify(path.slice(0, -1));
  const hint = `Did you mean ${JSON.stringify(path.at(-1))}?`;
  return findings.some(
    (other) => other.remedy === hint && JSON.stringify(other.path.slice(0, -1)) === parent,
  );
}

function findingsOf(issue: Issue, path: Path, value: unknown, schema: JsonSchema): Finding[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, path, schemaAt(schema, path)));
  }
  if (issue.code === 'invalid_key') return [invalidKey(path)];
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.find((errors) => errors.some((error) => isInside(error)));
    if (closest) {
      return closest.flatMap((error) => findingsOf(error, [...path, ...(error.path as Path)], value, schema));
    }
  }
  return [wrongValue(path, valueAt(value, path), schemaAt(schema, path))];
}

/** Whether the error lies within the value, so that this choice of a union is the one that was meant. */
function isInside(error: Issue): boolean {
  return error.path.length > 0 || error.code === 'unrecognized_keys';
}

function unknownKey(key: string, path: Path, schema: JsonSchema | undefined): Finding {
  const known = knownKeys(schema);
  const nearest = nearestWord(key, known);
  return {
    path: [...path, key],
    at: 'key',
    found: `the unknown key ${JSON.stringify(key)}`,
    expected: `one of ${known.join(', ')}`,
    remedy: nearest ? `Did you mean ${JSON.stringify(nearest)}?` : 'Remove it, or use one of these.',
  };
}

function invalidKey(path: Path): Finding {
  const key = String(path.at(-1));
  const proposal = idFrom(key);
  return {
    path,
    at: 'key',
    found: `the id ${JSON.stringify(key)}`,
    expected: 'lower-case letters, digits and hyphens',
    remedy: proposal
      ? `Write ${JSON.stringify(proposal)}, here and wherever it is named.`
      : 'Choose another id.',
  };
}

function idFrom(text: string): string {
  const words = text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  return words
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function wrongValue(path: Path, value: unknown, schema: JsonSchema | undefined): Finding {
  const expected = expectedWords(schema);
  const key = JSON.stringify(String(path.at(-1) ?? 'the file'));
  if (value === undefined) {
    const example = schema?.description ? ` ${schema.description}` : '';
    return { path, at: 'key', found: `no ${key}`, expected, remedy: `Add the key ${key}.${example}` };
  }
  return { path, at: 'value', found: foundWords(value), expected, remedy: wrongValueRemedy(value, schema) };
}

function wrongValueRemedy(value: unknown, schema: JsonSchema | undefined): string {
  if (value === null) return 'Write a value after the colon, or put # before this line too.';
  const words = schema?.enum ?? schema?.anyOf?.flatMap((choice) => choice.enum ?? []) ?? [];
  const nearest = typeof value === 'string' ? nearestWord(value, words) : undefined;
  if (nearest) return `Did you mean ${JSON.stringify(nearest)}?`;
  if (schema?.format === 'date') return dateRemedy(String(value));
  if (schema?.pattern && typeof value === 'string') return patternRemedy(value, schema.pattern);
  const takesText = [schema, ...(schema?.anyOf ?? [])].some((choice) => choice?.type === 'string');
  if (takesText && words.length === 0 && (typeof value === 'number' || typeof value === 'boolean')) {
    return `Put it in quotation marks: "${value}".`;
  }
  if (schema?.type === 'number' && typeof value === 'string') return numberRemedy(value);
  if (schema?.type === 'array' && typeof value !== 'object') {
    return `Write it as a list: [${JSON.stringify(value)}].`;
  }
  if (words.length > 0) return `Write ${anyOf(words)}.`;
  return 'Write it as expected, or remove the line.';
}

function dateRemedy(value: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'The calendar has no such day.';
  return 'Write the year first, then month and day, such as 2025-03-31.';
}

const codeOfSign: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY' };

function patternRemedy(value: string, pattern: string): string {
  const proposals = [idFrom(value), codeOfSign[value.trim()], value.trim().toUpperCase()];
  const proposal = proposals.find((text) => text !== undefined && new RegExp(pattern).test(text));
  return proposal ? `Write ${JSON.stringify(proposal)}.` : 'Write it as expected.';
}

function numberRemedy(value: string): string {
  const digits = value
    .replaceAll(/[^\d.,-]/g, '')
    .replace(/,(?=\d{3}\b)/g, '')
    .replace(',', '.');
  return digits !== '' && Number.isFinite(Number(digits))
    ? `Write ${Number(digits)}: no quotation marks, no currency, a point before decimals.`
    : 'Write a number without quotation marks, currency or unit.';
}

function foundWords(value: unknown): string {
  if (value === null) return 'nothing after the colon';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys indented below it';
  if (typeof value === 'number') return `the number ${value}`;
  return JSON.stringify(value);
}

export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}
