import { ByteDictionary } from './byte-dictionary.ts';

/** Ways of writing "not known" in a cell. */
const missingWords: ReadonlySet<string> = new Set(['', 'na', 'nan', 'null']);
const neverWords: ReadonlySet<string> = new Set(['inf', '+inf', 'infinity', '+infinity', 'never']);

export function isMissing(text: string): boolean {
  return missingWords.has(text.trim().toLowerCase());
}

/** Bytes as text: UTF-8, or Windows-1252 where they are not UTF-8. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const part = bytes.subarray(start, end);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part);
  } catch {
    return new TextDecoder('windows-1252').decode(part);
  }
}

/** One way of writing for each label: `2004`, `2004.0` and ` 2004` are the same period. */
function canonical(text: string): string {
  const midnight = /^(\d{4}-\d{2}-\d{2})[T ]00:00(:00(\.0+)?)?(Z|\+00(:00)?)?$/.exec(text);
  if (midnight?.[1] !== undefined) return midnight[1];
  const value = /^[+-]?[\d.]/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? String(value) : text;
}

/** "Never trained" has the same empty label however it is written. */
export function cohortLabel(text: string): string {
  const trimmed = text.trim();
  if (isMissing(trimmed) || neverWords.has(trimmed.toLowerCase())) return '';
  const label = canonical(trimmed);
  return label === '0' ? '' : label;
}

export function periodLabel(text: string): string {
  const trimmed = text.trim();
  return isMissing(trimmed) ? '' : canonical(trimmed);
}

/** Numbers labels by their meaning; each way of writing is looked at once. */
export class LabelDictionary {
  readonly labels: string[] = [];
  private readonly written = new ByteDictionary();
  private readonly codeOfWritten: number[] = [];
  private readonly codes = new Map<string, number>();
  private readonly labelOf: (text: string) => string;

  constructor(labelOf: (text: string) => string) {
    this.labelOf = labelOf;
  }

  codeOf(bytes: Uint8Array, start: number, end: number): number {
    const written = this.written.codeOf(bytes, start, end);
    const known = this.codeOfWritten[written];
    if (known !== undefined) return known;
    const code = this.codeOfLabel(this.labelOf(textOf(bytes, start, end)));
    this.codeOfWritten.push(code);
    return code;
  }

  codeOfLabel(label: string): number {
    const known = this.codes.get(label);
    if (known !== undefined) return known;
    this.labels.push(label);
    this.codes.set(label, this.labels.length - 1);
    return this.labels.length - 1;
  }
}
