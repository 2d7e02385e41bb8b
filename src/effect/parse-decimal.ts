const written = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The finite number that a text is, with a decimal point; NaN if it is none. Blanks around it are passed over. */
export function parseDecimal(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '') return Number.NaN;
  const value = written.test(trimmed) ? Number(trimmed) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** A treatment is a number, or yes or no as programs write them. */
export function parseTreatment(text: string): number {
  const word = text.trim().toLowerCase();
  if (word === 'true') return 1;
  return word === 'false' ? 0 : parseDecimal(text);
}

/** Powers of ten that a double holds exactly: a whole number below 2^53 over one of them is the nearest double. */
export const exactPowersOfTen = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);
export const exactWhole = 2 ** 53;
