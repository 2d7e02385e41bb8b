import type { Dialect, Fields } from './delimited-rows.ts';
import { fieldOf } from './delimited-rows.ts';
import { textOf } from './labels.ts';
import { namedColumns, numberRoles, type TableColumns } from './table-columns.ts';

const delimiters = [',', ';', '\t', '|'] as const;
const lineFeed = 10;
const carriageReturn = 13;

/** What the first row of a delimited file says of the rest. */
export interface DelimitedHead {
  readonly dialect: Dialect;
  readonly names: readonly string[];
  /** Byte at which the first row after the names begins. */
  readonly bodyStart: number;
}

/**
 * Reads the names of the columns from the first bytes of a file. The delimiter is the one under which all `wanted`
 * names are there; if there is none, the one that makes the most columns.
 */
export function readHead(bytes: Uint8Array, wanted: readonly string[]): DelimitedHead {
  const start = startsWith(bytes, [0xef, 0xbb, 0xbf]) ? 3 : 0;
  const newline = bytes.includes(lineFeed) ? lineFeed : carriageReturn;
  const heads = delimiters.map((delimiter) => {
    const { names, end } = splitFirstRow(bytes, start, delimiter.charCodeAt(0), newline);
    return { dialect: { delimiter: delimiter.charCodeAt(0), newline }, names, bodyStart: end };
  });
  const byColumns = heads.toSorted((a, b) => b.names.length - a.names.length);
  const fitting = byColumns.find(({ names }) => wanted.every((name) => names.includes(name)));
  return fitting ?? (byColumns[0] as DelimitedHead);
}

export function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function splitFirstRow(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  newline: number,
): { readonly names: readonly string[]; readonly end: number } {
  const quote = 34;
  const names: string[] = [];
  let from = start;
  let quoted = false;
  let at = start;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) quoted = !quoted;
    if (quoted || (byte !== delimiter && byte !== newline)) continue;
    names.push(nameIn(bytes, from, at));
    from = at + 1;
    if (byte === newline) return { names, end: at + 1 };
  }
  return { names: [...names, nameIn(bytes, from, at)], end: at };
}

function nameIn(bytes: Uint8Array, start: number, end: number): string {
  const text = textOf(bytes, start, end).trim();
  return /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
}

/** Which field holds which column; the names must be there. */
export function fieldsOf(names: readonly string[], columns: TableColumns): Fields {
  const fields = new Int8Array(names.length);
  let covariate = numberRoles.length;
  for (const [role, name] of namedColumns(columns)) {
    fields[names.indexOf(name)] = role === 'covariates' ? -1 - covariate++ : fieldOf[role];
  }
  return fields;
}
