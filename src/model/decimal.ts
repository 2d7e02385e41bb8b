const written = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const withComma = /^[+-]?[\d.]*,\d+$/;

/** The finite number that a text is, with a decimal point; NaN if it is none. Blanks around it are passed over. */
export function parseDecimal(text: string): number {
  const trimmed = text.trim();
  const value = written.test(trimmed) ? Number(trimmed) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** What to do about a text that is no number: `otherwise`, unless its decimals are written with a comma. */
export function adviceOnNumber(text: string, otherwise: string): string {
  return withComma.test(text) ? 'Write decimals with a point.' : otherwise;
}
